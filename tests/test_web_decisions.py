"""Decisions taken on the page: aliases, cells, waivers, returns sent back; each counts from the next run on."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sheets import workbook
from tests.test_collect_doubt import COVER, TABLE
from tests.test_papers import falling
from tests.test_web import FRONT, KEYS, PLAN, Browser
from toolkit import pipeline
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event
from toolkit.model import Period
from toolkit.office import differences
from toolkit.publish import papers
from toolkit.web.app import create_app
from toolkit.web.entry import KeyDoor
from toolkit.web.place import Place

MARCH, DAY = Period(2024, 3), date(2024, 4, 15)
SPLIT = """
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
| 出口总额 | 亿元 | 10 | 500 | 500 |
| 进口总额 | 亿元 | 2.5 | 100 | 100 |
"""  # 出口加进口不等于进出口
TABLE_OFF = TABLE.replace("12.5 | 615.25", "700 | 615.25")  # 本月大于本年累计


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A month made of one return with an unknown word and a month above its own cumulative."""
    inputs, plan = tmp_path / "inputs", Path(shutil.copytree(PLAN[0], tmp_path / "plan"))
    inputs.mkdir()
    workbook(inputs / "芙蓉区.xlsx", {"封面": COVER, "表": TABLE_OFF})
    made = Place(inputs, (plan,), tmp_path / "outputs", DAY)
    run(made)
    return made


@pytest.fixture
def clerk(place: Place) -> FlaskClient:
    app = create_app(place, KeyDoor(KEYS), FRONT)
    app.test_client_class = Browser
    client = app.test_client()
    client.get(f"/?key={KEYS.door}")
    return client


def run(place: Place) -> None:
    pipeline.run(pipeline.Job(MARCH, place.inputs, place.plan, place.outputs, DAY, True))


def told(place: Place) -> dict[str, Any]:
    """What the last run says of the return, of its last version."""
    record = json.loads((place.outputs / "2024-03" / "data" / "run.json").read_text(encoding="utf-8"))
    return dict(max(record["returns"], key=lambda row: row["version"]))


def rules(place: Place) -> dict[str, str]:
    return {finding["rule"]: finding["grade"] for finding in told(place)["findings"]}


def send(client: FlaskClient, verb: str, **fields: str) -> TestResponse:
    return client.post(f"/2024-03/{verb}", data={"csrf": KEYS.form, "name": "周审核", "why": "电话核实", **fields})


def register(place: Place, name: str) -> str:
    path = place.plan[0] / f"{name}.csv"
    return path.read_text(encoding="utf-8-sig") if path.is_file() else ""


@pytest.mark.slow
def test_a_proposed_word_is_taken_and_read_from_the_next_run_on(clerk: FlaskClient, place: Place) -> None:
    assert "READ-ROW" in rules(place)
    page = clerk.get("/2024-03/doubts").text
    assert "“进出口实绩企业总数”　疑为“进出口实绩企业数”" in page
    answer = send(clerk, "alias", text="进出口实绩企业总数", decision="accept")
    assert (answer.status_code, "已登记" in answer.text) == (200, True)
    assert "指标,进出口实绩企业总数,WM08,否,周审核" in register(place, "别名")
    assert "没有待定的写法" in clerk.get("/2024-03/doubts").text
    run(place)
    assert "READ-ROW" not in rules(place)


@pytest.mark.slow
def test_a_refused_word_is_not_proposed_again_and_not_read(clerk: FlaskClient, place: Place) -> None:
    assert send(clerk, "alias", text="进出口实绩企业总数", decision="refuse").status_code == 200
    assert "没有待定的写法" in clerk.get("/2024-03/doubts").text
    run(place)
    assert "READ-ROW" in rules(place)


@pytest.mark.slow
def test_an_explained_finding_is_let_pass_from_the_next_run_on(clerk: FlaskClient, place: Place) -> None:
    workbook(place.inputs / "芙蓉区.xlsx", {"封面": COVER, "表": SPLIT})
    run(place)
    rule = next(rule for rule, grade in rules(place).items() if rule.startswith("CR") and grade != "note")
    page = clerk.get("/2024-03/findings").text
    found = re.search(rf'value="{rule}"><input type="hidden" name="indicator" value="([^"]*)"', page)
    assert found is not None
    sent = {"sha256": told(place)["sha256"], "rule": rule, "indicator": found[1]}
    assert send(clerk, "waive", **sent).status_code == 200
    assert f"{rule},芙蓉区,WM01,2024-03,2024-03,电话核实,周审核,2024-04-15," in register(place, "说明后通过")
    again = send(clerk, "waive", **sent)
    assert (again.status_code, "不必重复登记" in again.text) == (409, True)
    run(place)
    assert rules(place)[rule] == "note"


@pytest.mark.slow
def test_a_cell_is_read_as_somebody_confirmed(clerk: FlaskClient, place: Place) -> None:
    sent = {"sha256": told(place)["sha256"], "sheet": "表", "cell": "C2", "reading": "12.5"}
    assert send(clerk, "adopt", **sent).status_code == 200
    run(place)
    assert rules(place)["READ-ADOPTED"] == "note"
    assert not [rule for rule, grade in rules(place).items() if rule.startswith("CR") and grade != "note"]


@pytest.mark.slow
def test_a_wrong_reading_is_taken_back_and_stays_on_record(clerk: FlaskClient, place: Place) -> None:
    where = {"sha256": told(place)["sha256"], "sheet": "表", "cell": "C2"}
    assert "没有采纳登记" in send(clerk, "withdraw", **where).text
    answer = send(clerk, "adopt", **where, reading="-1.25", why="=电话核实")
    assert "读作“-1.25”（周审核：=电话核实）。下次处理时生效。" in answer.text
    run(place)
    page = clerk.get("/2024-03/doubts").text
    assert "<td>-1.25</td>" in page and "<td>=电话核实</td>" in page  # the mark for spreadsheets is not shown
    said = next(finding["message"] for finding in told(place)["findings"] if finding["rule"] == "READ-ADOPTED")
    assert "“-1.25”" in said and "'" not in said

    answer = send(clerk, "withdraw", **where, why="看错了一行")
    assert "已撤销：芙蓉区.xlsx 表 C2 不再读作“-1.25”（周审核：看错了一行）。下次处理时生效。" in answer.text
    page = clerk.get("/2024-03/doubts").text
    assert "<del>-1.25</del>" in page and "撤销：看错了一行" in page
    run(place)
    assert "READ-ADOPTED" not in rules(place)
    assert "'-1.25,周审核,'=电话核实" in register(place, "撤销采纳")
    assert send(clerk, "adopt", **where, reading="12.5").status_code == 200  # and may be confirmed anew
    run(place)
    assert "READ-ADOPTED" in rules(place)


@pytest.mark.slow
def test_what_is_decided_of_an_issued_month_says_what_must_happen(clerk: FlaskClient, place: Place) -> None:
    with Ledger(place.outputs / "台账") as ledger:
        for act, number in ((Act.APPROVE, 0), (Act.ISSUE, 1)):
            Months(ledger.connection).add(Event(0, MARCH, act, datetime(2024, 4, 16), "郑签发", "审核", issue=number))
    answer = send(clerk, "adopt", sha256=told(place)["sha256"], sheet="表", cell="C2", reading="12.5")
    assert "2024年3月已签发（第1版），签发稿不变；要写入的，请先重新开启，重新处理后再审核、签发。" in answer.text
    assert "下次处理时生效" not in answer.text


@pytest.mark.slow
def test_a_return_sent_back_by_hand_is_kept_out_until_it_is_mended(clerk: FlaskClient, place: Place) -> None:
    sha256 = told(place)["sha256"]
    assert send(clerk, "sendback", sha256=sha256, why="=口径不对，请按统计口径重报").status_code == 200
    assert "'=口径不对" in register(place, "人工退回")  # 表格软件不会把它当公式
    run(place)
    assert told(place)["verdict"] == "returned"
    assert "人工退回" in told(place)["reason"]
    assert "（周审核）" in told(place)["reason"]
    workbook(place.inputs / "芙蓉区（更正）.xlsx", {"封面": COVER, "表": TABLE})
    run(place)
    record = json.loads((place.outputs / "2024-03" / "data" / "run.json").read_text(encoding="utf-8"))
    verdicts = {row["file"]: row["verdict"] for row in record["returns"]}
    assert verdicts["芙蓉区（更正）.xlsx"] != "returned"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "fields", "code", "said"),
    [
        ("waive", {"rule": "READ-ROW"}, 409, "不能说明后通过"),
        ("waive", {"rule": "CR01", "why": ""}, 409, "理由"),
        ("waive", {"rule": "CR01", "name": ""}, 409, "由谁决定"),
        ("waive", {"rule": "CR01", "sha256": "../../x"}, 404, ""),
        ("adopt", {"sheet": "表", "cell": "../C2", "reading": "1"}, 409, "单元格"),
        ("adopt", {"sheet": "表", "cell": "C2", "reading": ""}, 409, "读作什么"),
        ("adopt", {"sheet": "表", "cell": "C2", "reading": "-"}, 409, "说不清是哪种情况"),
        ("adopt", {"sheet": "表", "cell": "C2", "reading": "——"}, 409, "说不清是哪种情况"),
        ("sendback", {"sha256": ""}, 404, ""),
        ("alias", {"text": "没有的写法", "decision": "accept"}, 409, "没有可采纳"),
        ("alias", {"text": "x", "decision": "maybe"}, 400, ""),
    ],
)
def test_a_decision_without_ground_writes_nothing(
    clerk: FlaskClient, place: Place, verb: str, fields: dict[str, str], code: int, said: str
) -> None:
    before = {path.name: path.read_bytes() for path in place.plan[0].glob("*.csv")}
    answer = send(clerk, verb, **{"sha256": told(place)["sha256"], **fields})
    assert answer.status_code == code, answer.text
    assert said in answer.text
    assert {path.name: path.read_bytes() for path in place.plan[0].glob("*.csv")} == before


@pytest.mark.slow
def test_the_page_folds_what_was_only_sent_back_as_the_command_does(clerk: FlaskClient, place: Place) -> None:
    send(clerk, "sendback", sha256=told(place)["sha256"])
    run(place)
    answer = differences.diff(differences.Question(MARCH, "", None, None), place.plan, place.outputs)
    [folded] = [line for line in answer.lines if "个数未变，退回，不再采用（芙蓉区.xlsx）" in line]
    page = clerk.get("/2024-03/versions?unit=").text
    assert f"<li>{folded}</li>" in page and answer.summary in page
    assert re.fullmatch(r"没有数变动，\d+个数退回或重新采用。", answer.summary)
    assert "<th>原数" not in page.replace(' class="n"', "")  # no list of values that did not change


@pytest.mark.slow
def test_two_versions_are_set_side_by_side(clerk: FlaskClient, place: Place) -> None:
    workbook(place.inputs / "芙蓉区（更正）.xlsx", {"封面": COVER, "表": TABLE})
    run(place)
    page = clerk.get("/2024-03/versions").text
    assert "第2次" in page
    for address in ("?unit=430102&first=1&second=2", "?unit="):
        page = clerk.get(f"/2024-03/versions{address}").text
        assert re.search(r'进出口总额</td><td class="nowrap">本月</td><td class="n">700</td><td class="n">12\.5', page)
    for address in ("?unit=999999", "?unit=430102&first=7&second=9", "?unit=430102&first=x&second=-1"):
        assert clerk.get(f"/2024-03/versions{address}").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(("decision", "words"), [("print", "主要受船期调整影响。"), ("omit", "")])
def test_a_passage_to_be_judged_is_settled_in_somebodys_name(
    clerk: FlaskClient, place: Place, sample_book: Codebook, decision: str, words: str
) -> None:
    papers.write(falling(sample_book), papers.REPORT, place.outputs / "2024-03" / "报告.docx")
    page = clerk.get("/2024-03/doubts").text
    assert "芙蓉区、雨花区进出口总额下降对全市影响较大" in page and "研判事项" not in page
    sent = {"subject": "进出口总额同比下降", "decision": decision, "why": words}
    assert send(clerk, "opine", **sent).status_code == 200
    said = "采用" if words else "不写"
    assert f"2024-03,进出口总额同比下降,{said},{words},周审核" in register(place, "研判")
    assert send(clerk, "opine", **sent).status_code == 409
    assert send(clerk, "opine", subject="别的事", decision="omit").status_code == 404


@pytest.mark.slow
def test_a_passage_is_not_settled_without_words_to_print(
    clerk: FlaskClient, place: Place, sample_book: Codebook
) -> None:
    papers.write(falling(sample_book), papers.REPORT, place.outputs / "2024-03" / "报告.docx")
    before = register(place, "研判")
    assert send(clerk, "opine", subject="进出口总额同比下降", decision="print", why="").status_code == 409
    assert register(place, "研判") == before
