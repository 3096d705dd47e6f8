"""The page: every address, what its buttons do, and what is forbidden."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from datetime import date, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.conftest import ROOT
from toolkit import pipeline
from toolkit.deliver import post
from toolkit.ledger import Ledger
from toolkit.ledger.months import Arrived, Months
from toolkit.ledger.stages import Act, Event, OutOfOrder
from toolkit.model import Period
from toolkit.office import procedure
from toolkit.records import audit, owing
from toolkit.web.app import LARGEST, create_app
from toolkit.web.entry import KeyDoor, Keys
from toolkit.web.overlong import READ, Channel
from toolkit.web.place import Place
from toolkit.web.safety import HEADERS, Front, clean_name

HOST = "127.0.0.1:8750"
SAMPLE = ROOT / "inputs" / "样例"
PLAN = (ROOT / "inputs" / "plan", SAMPLE / "登记")
DAY = date(2024, 4, 15)
KEYS = Keys("door-key", "form-key")
FRONT = Front(frozenset({HOST}))
FIGURE = "WM01.430100.2024-03.ytd"

RECORD: dict[str, Any] = {
    "period": "2024-03",
    "as_of": "2024-04-15",
    "version": "0.1.0",
    "codebook": "x",
    "returns": [
        {
            "file": "区县/芙蓉区.xlsx",
            "sha256": "aa",
            "verdict": "accepted_with_findings",
            "unit": "430102",
            "period": "2024-03",
            "version": 1,
            "received_on": "2024-04-09",
            "late": False,
            "reason": "有1处须核实。",
            "findings": [
                {
                    "rule": "CR05",
                    "grade": "query",
                    "sheet": "KF01 外贸",
                    "cell": "E6",
                    "message": "累计小于上月。<script>alert(1)</script>",
                    "remedy": "请核实。",
                }
            ],
        },
        {
            "file": "通知.docx",
            "sha256": "bb",
            "verdict": "not_a_return",
            "unit": None,
            "period": None,
            "version": 0,
            "received_on": "2024-04-09",
            "late": False,
            "reason": "没有找到报表。",
            "findings": [],
        },
    ],
    "coverage": {
        "expected": ["430102", "430103"],
        "received": ["430102"],
        "missing": ["430103"],
        "late": [],
        "returned": [],
    },
    "outputs": [{"path": "报告.docx", "sha256": "cc"}, {"path": "data/figures.csv", "sha256": "dd"}],
}
DATA = {
    "figures": "figure,unit,indicator,period,kind,value,shown,text,direction,coverage,method,inputs,note\n"
    f"{FIGURE},430100,WM01,2024-03,ytd,12.34,12.3,12.3亿元,none,1/2,各区县相加,obs:430102/WM01/2024-03/全辖/ytd,\n",
    "observations": "unit,indicator,period,scope,kind,value,status,measure,form,file,sheet,cell,raw,remark\n"
    "430102,WM01,2024-03,全辖,ytd,12.34,reported,亿元,KF01,区县/芙蓉区.xlsx,KF01 外贸,E6,12.34,\n",
    "documents": "document,register,row,basis,section,quote\n",
    "codes": "code,name,short\n430100,长沙市,\n430102,芙蓉区,\n430103,天心区,\nWM01,进出口总额,\n",
}


class Browser(FlaskClient):
    """A browser that opened the page under its own address."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", f"http://{HOST}")
        return super().open(*args, **kwargs)


def lay(folder: Path) -> None:
    """A made month as small as can be."""
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "run.json").write_text(json.dumps(RECORD, ensure_ascii=False), encoding="utf-8")
    for name, text in DATA.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "报告.docx").write_bytes(b"docx")
    (folder / "未登记.txt").write_text("不在清单上", encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "inputs").mkdir()
    lay(tmp_path / "outputs" / "2024-03")
    (tmp_path / "机密.txt").write_text("机密", encoding="utf-8")
    return Place(tmp_path / "inputs", PLAN, tmp_path / "outputs", DAY)


@pytest.fixture
def app(place: Place) -> Flask:
    made = create_app(place, KeyDoor(KEYS), FRONT)
    made.test_client_class = Browser
    return made


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def clerk(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.get(f"/?key={KEYS.door}").status_code == 302
    return client


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data={"csrf": KEYS.form, **fields}, content_type="multipart/form-data")


def upload(client: FlaskClient, name: str, content: bytes) -> TestResponse:
    body = {"period": "2024-03", "file": (io.BytesIO(content), name)}
    return client.post("/upload", data=body, headers={"X-CSRF-Token": KEYS.form}, content_type="multipart/form-data")


def sample(word: str) -> bytes:
    [path] = [path for path in SAMPLE.rglob("*.xlsx") if word in path.name]
    return path.read_bytes()


def token_of(page: str, name: str) -> str:
    article = next(part for part in page.split("<article")[1:] if name in part)
    found = re.search(r'name="token" value="([0-9a-f]{16})"', article)
    assert found is not None
    return found[1]


# --- 看 -------------------------------------------------------------------------------------------------------------

PAGES = {
    "/": "放入收到的报表",
    "/?period=2024-03": "查看2024年3月的结果",
    "/progress": "还没有处理过",
    "/progress.json": "busy",
    "/history": "2024-04-15",
    "/2024-03/board": "天心区",
    "/2024-03/findings": "KF01 外贸 E6",
    "/2024-03/figures": "12.3",
    "/2024-03/figures?unit=430100": "进出口总额",
    f"/2024-03/figure/{FIGURE}": "区县/芙蓉区.xlsx!KF01 外贸!E6",
    "/2024-03/files": "报告.docx",
    "/2024-03/signing": "审核与签发",
    "/2024-03/doubts": "没有待定的写法",
    "/2024-03/versions": "各次处理",
    "/plan": "进出口总额",
    "/deeds": "办理记录",
}


@pytest.mark.parametrize(("address", "text"), PAGES.items())
def test_a_page_opens_and_shows_what_it_is_for(clerk: FlaskClient, address: str, text: str) -> None:
    answer = clerk.get(address)
    assert answer.status_code == 200
    assert text in answer.text


@pytest.mark.parametrize("address", [address for address in PAGES if not address.endswith("json")])
def test_a_page_asks_nothing_of_the_outside(clerk: FlaskClient, address: str) -> None:
    page = clerk.get(address).text
    assert re.findall(r'(?:src|href|action)="(?:[a-z]+:)?//', page) == []
    assert "style=" not in page  # the content policy forbids it
    assert "<script>" not in page
    assert 'lang="zh-CN"' in page


def test_the_history_says_what_a_visit_found(clerk: FlaskClient, place: Place) -> None:
    entry = {"day": "2024-04-15", "time": "08:30:00", "exit_code": 1, "summary": "值守完成：办理1项。", "done": []}
    entry["summary"] = f"值守完成：办理1项 → {place.outputs}/2024-03。"
    entry["lines"] = ["续送　2024年3月第1版送达：没有送成。", "　请用 reopen", f"　完成 → {place.outputs}/2024-03"]
    log = place.outputs / "日志" / "值守-2024-04.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text(json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "<details open>" in (page := clerk.get("/history").text) and "续送　2024年3月第1版送达：没有送成。" in page
    assert "完成 → 2024-03" in page and str(place.outputs) not in page
    assert ">须处理</span>" in page
    quiet = {"day": "2024-04-16", "time": "", "exit_code": 0, "summary": "今天没有要办的事。", "undelivered": []}
    log.write_text(json.dumps(quiet, ensure_ascii=False) + "\n", encoding="utf-8")
    assert ">正常</span>" in clerk.get("/history").text
    log.write_text(json.dumps(quiet | {"undelivered": ["第1版没有送完"]}, ensure_ascii=False) + "\n", encoding="utf-8")
    page = clerk.get("/history").text
    assert ">未送完</span>" in page and ">正常</span>" not in page


def test_every_route_is_among_the_tested_ones(app: Flask) -> None:
    known = {"home", "progress", "progress_now", "past", "board", "findings", "figures", "figure", "files"}
    known |= {"download", "show", "upload", "take", "drop", "run", "static", "signing", "step", "issued_file"}
    known |= {"doubts", "alias", "adopt", "waive", "send_back", "opine", "versions", "duties", "deeds", "deliver"}
    known |= {"draft", "drafts", "withdraw"}
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == known


def test_what_a_file_says_is_shown_as_text(clerk: FlaskClient) -> None:
    page = clerk.get("/2024-03/findings").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_findings_of_one_unit(clerk: FlaskClient) -> None:
    assert "累计小于上月" in clerk.get("/2024-03/findings?unit=芙蓉区").text
    assert "没有审核意见" in clerk.get("/2024-03/findings?unit=天心区").text


def test_the_board_says_who_is_missing(clerk: FlaskClient) -> None:
    page = clerk.get("/2024-03/board").text
    assert re.search(r"天心区</td><td><span class=\"tag bad\">未报送", page)
    assert "没有找到报表" in page


def test_a_listed_file_is_downloaded(clerk: FlaskClient) -> None:
    answer = clerk.get("/2024-03/file/" + quote("报告.docx"))
    assert answer.data == b"docx"
    assert answer.headers["Content-Disposition"].startswith("attachment")


# --- 收 -------------------------------------------------------------------------------------------------------------


def test_a_good_return_is_judged_taken_and_named_as_it_was(clerk: FlaskClient, place: Place) -> None:
    answer = upload(clerk, "天心区2024年3月开放型经济月报.xlsx", sample("天心区2024年3月开放型经济月报"))
    [said] = answer.get_json()["answers"]
    assert said["tone"] in ("good", "query"), said
    assert list(place.inputs.rglob("*.xlsx")) == []
    page = clerk.get("/?period=2024-03").text
    token = token_of(page, "天心区2024年3月开放型经济月报.xlsx")
    assert send(clerk, "/take", token=token, period="2024-03").status_code == 302
    taken = place.inputs / "收件" / "2024-04-15" / "天心区2024年3月开放型经济月报.xlsx"
    assert taken.read_bytes() == sample("天心区2024年3月开放型经济月报")
    assert "<article" not in clerk.get("/").text


def test_what_is_no_return_is_said_and_cannot_be_taken(clerk: FlaskClient, place: Place) -> None:
    [said] = upload(clerk, "坏的.xlsx", b"PK\x03\x04 nothing").get_json()["answers"]
    assert said["tone"] == "bad"
    token = token_of(clerk.get("/").text, "坏的.xlsx")
    refused = send(clerk, "/take", token=token)
    assert refused.status_code == 409
    assert "不能作为报表收下" in refused.text
    assert list(place.inputs.iterdir()) == []
    assert send(clerk, "/drop", token=token).status_code == 302
    assert "<article" not in clerk.get("/").text


def test_a_second_file_of_the_same_name_lies_beside_the_first(clerk: FlaskClient, place: Place) -> None:
    content = sample("天心区2024年3月开放型经济月报")
    for _ in range(2):
        upload(clerk, "天心区.xlsx", content)
        send(clerk, "/take", token=token_of(clerk.get("/").text, "天心区.xlsx"))
    assert sorted(path.name for path in place.inputs.rglob("*.xlsx")) == ["天心区(2).xlsx", "天心区.xlsx"]


def test_what_came_before_is_said_and_not_taken_twice(clerk: FlaskClient, place: Place) -> None:
    content = sample("天心区2024年3月开放型经济月报")
    for name in ("甲.xlsx", "乙.xlsx"):  # both wait, neither has come
        upload(clerk, name, content)
    assert "以前已经收到" not in clerk.get("/").text
    token = token_of(clerk.get("/").text, "乙.xlsx")
    send(clerk, "/take", token="all")
    assert "内容完全相同的文件以前已经收到" in clerk.get("/").text
    send(clerk, "/take", token="all")
    assert [path.name for path in place.inputs.rglob("*.xlsx")] == ["乙.xlsx"]
    again = send(clerk, "/take", token=token)
    assert (again.status_code, "已处理" in again.text) == (409, True)


def test_the_shipped_sample_beside_the_arrivals_has_not_come(clerk: FlaskClient, place: Place) -> None:
    content = sample("天心区2024年3月开放型经济月报")
    (place.inputs / "样例").mkdir()
    (place.inputs / "样例" / "天心区.xlsx").write_bytes(content)
    upload(clerk, "天心区.xlsx", content)
    assert "以前已经收到" not in clerk.get("/").text
    send(clerk, "/take", token="all")
    assert len([path for path in place.inputs.rglob("*.xlsx") if "样例" not in path.parts]) == 1


def test_a_page_that_does_nothing_says_it_is_idle(clerk: FlaskClient, app: Flask) -> None:
    idle = {"busy": False, "stage": "空闲", "done": 0, "total": 0, "percent": 0}
    assert clerk.get("/progress.json").get_json() == idle
    send(clerk, "/run", period="2024-03")
    app.extensions["workbench"].wait()
    assert clerk.get("/progress.json").get_json() == idle


@pytest.mark.parametrize("name", ["~$芙蓉区.xlsx", "...", "收件登记.csv"])
def test_temporary_and_nameless_files_are_refused(clerk: FlaskClient, place: Place, name: str) -> None:
    [said] = upload(clerk, name, b"x").get_json()["answers"]
    assert said["tone"] == "bad"
    assert not list(place.outputs.glob(".待收/*"))


def test_an_upload_without_script_works_too(clerk: FlaskClient) -> None:
    content = (io.BytesIO(sample("天心区2024年3月开放型经济月报")), "天心区.xlsx")
    assert send(clerk, "/upload", period="2024-03", file=content).status_code == 302
    assert "天心区.xlsx" in clerk.get("/").text


def test_an_archive_is_judged_whole_and_told_member_by_member(clerk: FlaskClient, place: Place) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("天心区.xlsx", sample("天心区2024年3月开放型经济月报"))
        archive.writestr("坏的.xlsx", b"nothing")
    [said] = upload(clerk, "三月.zip", packed.getvalue()).get_json()["answers"]
    assert said["tone"] != "bad"
    page = clerk.get("/").text
    assert "三月.zip" in page
    assert "坏的.xlsx" in page
    send(clerk, "/take", token="all")
    assert [path.name for path in place.inputs.rglob("*.zip")] == ["三月.zip"]


def test_too_large_a_request_is_refused(clerk: FlaskClient, place: Place) -> None:
    answer = upload(clerk, "大.xlsx", b"0" * (50 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "50MB" in answer.get_json()["error"]
    assert not list(place.outputs.glob(".待收/*"))


def test_what_the_server_itself_refuses_is_said_in_chinese(place: Place) -> None:
    """The real server: what is somewhat too large gets the page's answer, what is far too large the server's own."""
    from waitress import create_server

    server = create_server(
        create_app(place, KeyDoor(KEYS), FRONT), host="127.0.0.1", port=0, max_request_body_size=READ, map={}
    )
    server.channel_class = Channel
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        for sent, script in ((LARGEST + 1, False), (READ + 1, True), (READ + 1, False)):
            line = HTTPConnection("127.0.0.1", server.effective_port, timeout=60)
            line.putrequest("POST", "/upload", skip_host=True)
            line.putheader("Host", HOST)
            line.putheader("Content-Type", "application/x-www-form-urlencoded")
            line.putheader("Content-Length", str(sent))
            line.putheader("Cookie", f"{KeyDoor.cookie}={KEYS.door}")
            if script:
                line.putheader("X-CSRF-Token", KEYS.form)
            line.endheaders()
            if sent < READ:
                line.send(bytes(sent))
            answer = line.getresponse()
            text = answer.read().decode()
            said = json.loads(text)["error"] if script else text
            assert (answer.status, "文件太大" in said, "50MB" in said) == (413, True, True)
            line.close()
    finally:
        server.close()


# --- 处理 -----------------------------------------------------------------------------------------------------------


def test_a_run_that_cannot_be_made_says_why_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "单位.csv").write_text("单位代码\n430100\n", encoding="utf-8-sig")
    (tmp_path / "inputs").mkdir()
    app = create_app(Place(tmp_path / "inputs", (tmp_path / "坏",), tmp_path / "outputs", DAY), KeyDoor(KEYS), FRONT)
    app.test_client_class = Browser
    client = app.test_client()
    client.get(f"/?key={KEYS.door}")
    assert send(client, "/run", period="2024-03").status_code == 302
    app.extensions["workbench"].wait()
    page = client.get("/progress").text
    assert "没有完成" in page
    assert "单位.csv" in page
    assert not (tmp_path / "outputs" / "2024-03").exists()


@pytest.mark.slow
def test_a_month_is_made_from_what_was_taken(clerk: FlaskClient, app: Flask, place: Place) -> None:
    shutil.rmtree(place.outputs / "2024-03")
    upload(clerk, "天心区2024年3月开放型经济月报.xlsx", sample("天心区2024年3月开放型经济月报"))
    send(clerk, "/take", token="all")
    assert send(clerk, "/run", period="2024-03").status_code == 302
    assert send(clerk, "/run", period="2024-03").status_code == 409  # 一次只处理一期
    app.extensions["workbench"].wait()
    assert "查看结果" in clerk.get("/progress").text
    page = clerk.get("/2024-03/figures").text
    figure = re.search(r'href="(/2024-03/figure/WM01[^"]+)"', page)
    assert figure is not None
    assert clerk.get(figure[1]).status_code == 200
    for name in re.findall(r'href="(/2024-03/file/[^"]+)"', clerk.get("/2024-03/files").text):
        assert clerk.get(name).status_code == 200


# --- 审签 -----------------------------------------------------------------------------------------------------------


def ready(place: Place) -> None:
    """A month whose run found nothing left to wait for."""
    made = {"registers": pipeline.registers(place.registers.book()), "as_of": str(RECORD["as_of"])}
    run = Event(0, Period(2024, 3), Act.RUN, datetime(2024, 4, 12, 9), digest="d", ready=True, **made)
    with Ledger(place.outputs / "台账") as ledger:
        arrived = [Arrived(row["file"], row["sha256"]) for row in RECORD["returns"]]
        run = Months(ledger.connection).add_run(run, arrived, {})
    record = place.outputs / "2024-03" / "data" / "run.json"
    record.write_text(json.dumps(RECORD | {"mark": run.mark}), encoding="utf-8")


def test_a_month_is_approved_and_reopened_by_name(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    page = clerk.get("/2024-03/signing").text
    assert "待审" in page
    assert "审核通过" in page
    assert 'value="issue"' not in page
    assert send(clerk, "/2024-03/signing", step="approve", name="周审核").status_code == 302
    page = clerk.get("/2024-03/signing").text
    assert "已审" in page
    assert "周审核" in page
    assert send(clerk, "/2024-03/signing", step="reopen", name="周审核", reason="数据有更正").status_code == 302
    assert "数据有更正" in clerk.get("/2024-03/signing").text


def test_nothing_is_approved_while_a_passage_of_the_drafts_is_to_be_judged(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    said = (
        "【待核】进出口总额下降主要受芙蓉区影响（研判事项：进出口总额同比下降）。",
        "【待核】模板自拟的一段没有写明研判事项名称的话，长。",
    )
    words = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in said)
    drawn = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    draft = place.outputs / "2024-03" / "2024年3月专报.docx"
    with zipfile.ZipFile(draft, "w") as package:
        package.writestr("word/document.xml", f"<w:document {drawn}><w:body>{words}</w:body></w:document>")
    send(clerk, "/2024-03/signing", step="first", name="吴初审")
    answer = send(clerk, "/2024-03/signing", step="approve", name="周审核")
    assert (answer.status_code, "3月的文稿还有2处待核" in answer.text) == (409, True)
    assert "2024年3月专报：进出口总额同比下降；2024年3月专报：模板自拟的一段没有写明研判事项名称的话，……" in answer.text
    with pytest.raises(OutOfOrder, match="不能审核通过"):
        procedure.approve(procedure.Step(place.outputs, Period(2024, 3), "周审核"))
    assert "吴初审" in (page := clerk.get("/2024-03/signing").text) and 'value="approve"' in page
    draft.unlink()
    assert send(clerk, "/2024-03/signing", step="approve", name="周审核").status_code == 302


def test_a_first_look_is_noted_and_moves_nothing(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    send(clerk, "/2024-03/signing", step="first", name="吴初审")
    page = clerk.get("/2024-03/signing").text
    assert "吴初审" in page
    assert 'value="approve"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"step": "approve", "name": ""}, "姓名"),
        ({"step": "approve", "name": "长" * 21}, "姓名"),
        ({"step": "reopen", "name": "周审核", "reason": ""}, "原因"),
        ({"step": "issue", "name": "郑签发"}, "请先由审核人员在“审核与签发”页按“审核通过”"),
        ({"step": "close", "name": "郑签发"}, "2024年3月"),
    ],
)
def test_a_step_out_of_order_or_without_a_name_is_refused_and_said(
    clerk: FlaskClient, place: Place, fields: dict[str, str], said: str
) -> None:
    ready(place)
    answer = send(clerk, "/2024-03/signing", **fields)
    assert answer.status_code == 409
    assert said in answer.text
    assert "执行" not in answer.text
    with Ledger(place.outputs / "台账", write=False) as ledger:
        assert len(Months(ledger.connection).events(Period(2024, 3))) == 1


def test_what_was_decided_after_the_run_is_made_before_anybody_approves(clerk: FlaskClient, place: Place) -> None:
    made = Event(
        0, Period(2024, 3), Act.RUN, datetime(2024, 4, 12, 9), digest="d", ready=True, registers="0.1.0 以前的"
    )
    with Ledger(place.outputs / "台账") as ledger:
        Months(ledger.connection).add_run(made, [], {})
    answer = send(clerk, "/2024-03/signing", step="approve", name="周审核")
    assert answer.status_code == 409 and "处理之后登记表又有改动" in answer.text


def test_an_unknown_step_or_month_is_refused(clerk: FlaskClient) -> None:
    assert send(clerk, "/2024-03/signing", step="delete", name="某").status_code == 400
    assert send(clerk, "/2024-02/signing", step="approve", name="某").status_code == 404


def test_an_issued_month_is_handed_over_from_the_page(
    clerk: FlaskClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOOLKIT_SMTP", raising=False)
    ready(place)
    assert "写邮件草稿" not in clerk.get("/2024-03/signing").text
    assert "文稿都是送审稿" in clerk.get("/2024-03/files").text
    early = send(clerk, "/2024-03/deliver", how="draft", name="郑签发")
    assert (early.status_code, "签发后才能送达" in early.text) == (409, True)

    send(clerk, "/2024-03/signing", step="approve", name="周审核")
    with Ledger(place.outputs / "台账") as ledger:
        signed = Event(0, Period(2024, 3), Act.ISSUE, datetime(2024, 4, 16), "郑签发", issue=1)
        Months(ledger.connection).add(signed)
    page = clerk.get("/2024-03/files").text
    assert "2024年3月已签发（第1版），签发稿在" in page and "都是送审稿" not in page
    page = clerk.get("/2024-03/signing").text
    assert "写邮件草稿" in page and 'value="send"' not in page and "没有设置邮件服务器" in page
    assert "姓名" in send(clerk, "/2024-03/deliver", how="draft", name="").text

    answer = send(clerk, "/2024-03/deliver", how="draft", name="郑签发")
    assert answer.status_code == 200
    assert "2024年3月第1版送达：通讯录没有邮箱，没有写邮件草稿" in answer.text
    told = [(deed["who"], deed["act"], deed["about"], deed["result"]) for deed in audit.deeds(place.outputs)]
    assert told[0] == ("郑签发", "送达", "2024-03写邮件草稿", "成")
    assert [what for _, act, _, what in told if act == "送达"][-1].startswith("2024年3月现为“待审”")

    assert send(clerk, "/2024-03/deliver", how="both", name="郑签发").status_code == 400
    for action in re.findall(r'<form method="post"([^>]*)>', answer.text):
        assert "action=" in action  # the page stands at another address than its steps

    monkeypatch.setenv("TOOLKIT_SMTP", "mail.example.test:587")
    monkeypatch.setenv("TOOLKIT_SMTP_FROM", "kfb@example.test")
    assert 'value="send"' in clerk.get("/2024-03/signing").text


def test_what_could_not_be_delivered_stands_on_the_page_until_it_is_forgone(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    issued_on_paper(place)
    order = owing.Order(Period(2024, 3), 1, "/共享/月报", False, owing.MOST_TRIES, "2024-04-28", True)
    owing.note(place.outputs, order, True)
    owing.give_up(place.outputs, order)
    page = clerk.get("/2024-03/signing").text
    assert "没有送完（复制到“/共享/月报”）：已自动试" in page and 'value="again"' in page
    assert "原因" in send(clerk, "/2024-03/deliver", how="forgo", name="郑签发").text
    answer = send(clerk, "/2024-03/deliver", how="forgo", name="郑签发", reason="已送光盘")
    assert (answer.status_code, "不再送（郑签发：已送光盘）" in answer.text) == (200, True)
    assert "没有送完（" not in clerk.get("/2024-03/signing").text
    assert send(clerk, "/2024-03/deliver", how="again", name="郑签发").status_code == 409  # nothing is owed any more


def test_a_letter_in_doubt_stands_on_the_page_until_somebody_has_asked(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    issued_on_paper(place)
    log = place.outputs / "已签发" / "送达记录.jsonl"
    post.note(log, "2024-03/1/430102-a@example.test", "a@example.test", post.BEGAN)
    page = clerk.get("/2024-03/signing").text
    assert "不知是否送达" in page and "（a@example.test）" in page and 'value="again"' not in page
    answer = send(clerk, "/2024-03/deliver", how="forgo", name="郑签发", reason="电话核实已收到")
    assert (answer.status_code, "有1封邮件发送中断" in answer.text) == (200, False)


def test_drafts_are_fetched_from_the_page_and_go_when_the_month_is_reopened(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    issued_on_paper(place)
    folder = place.outputs / "已签发" / "待发邮件" / "2024-03" / "第1版"
    folder.mkdir(parents=True)
    (folder / "430102-a@example.test.eml").write_bytes(b"Subject: x")
    (folder / "手记.txt").write_text("自己写的", encoding="utf-8")
    assert "430102-a@example.test.eml" in clerk.get("/2024-03/signing").text
    assert clerk.get("/2024-03/draft/430102-a@example.test.eml").data == b"Subject: x"
    packed = zipfile.ZipFile(io.BytesIO(clerk.get("/2024-03/drafts").data))
    assert packed.namelist() == ["430102-a@example.test.eml"]
    assert not [deed for deed in audit.deeds(place.outputs) if "@" in deed["about"]]
    for name in ("手记.txt", "..%2f手记.txt", "没有.eml"):
        assert clerk.get(f"/2024-03/draft/{name}").status_code == 404
    send(clerk, "/2024-03/signing", step="reopen", name="郑签发", reason="有更正")
    assert [path.name for path in folder.iterdir()] == ["手记.txt"]
    assert clerk.get("/2024-03/drafts").status_code == 404


def issued_on_paper(place: Place) -> None:
    """The ledger takes the month for issued."""
    with Ledger(place.outputs / "台账") as ledger:
        months = Months(ledger.connection)
        for act, issue in ((Act.APPROVE, 0), (Act.ISSUE, 1)):
            event = Event(0, Period(2024, 3), act, datetime(2024, 4, 14), "郑签发", role="审核", issue=issue)
            months.add(event)


def test_only_files_of_an_issue_can_be_fetched_as_such(clerk: FlaskClient, place: Place) -> None:
    folder = place.outputs / "已签发" / "2024-03" / "第1版"
    folder.mkdir(parents=True)
    (folder / "报告.docx").write_bytes(b"issued")
    assert clerk.get("/2024-03/issue/1/" + quote("报告.docx")).data == b"issued"
    for name in ("../../../2024-03/data/run.json", "%2e%2e/x", "没有.docx"):
        assert clerk.get(f"/2024-03/issue/1/{name}").status_code == 404
    assert clerk.get("/2024-03/issue/2/" + quote("报告.docx")).status_code == 404


# --- 不许 -----------------------------------------------------------------------------------------------------------


def test_without_this_starts_key_nothing_is_shown(stranger: FlaskClient) -> None:
    for address in PAGES:
        answer = stranger.get(address)
        assert answer.status_code == 401, address
        assert "天心区" not in answer.text
    assert stranger.get("/?key=wrong").status_code == 401


def test_another_host_name_is_refused_even_with_the_key(clerk: FlaskClient) -> None:
    for host in ("evil.example:8750", "127.0.0.1:9999", "localhost.evil.example"):
        assert clerk.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("address", ["/upload", "/take", "/drop", "/run", "/2024-03/signing"])
def test_nothing_is_changed_without_the_form_token(clerk: FlaskClient, place: Place, address: str) -> None:
    for data in ({}, {"csrf": "wrong"}, {"csrf": ""}):
        assert clerk.post(address, data={**data, "period": "2024-03"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:8750"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Referer": "http://evil.example/127.0.0.1:8750"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_request_from_elsewhere_is_refused_even_with_the_token(clerk: FlaskClient, headers: dict[str, str]) -> None:
    assert clerk.post("/run", data={"csrf": KEYS.form, "period": "2024-03"}, headers=headers).status_code == 403


@pytest.mark.parametrize("kind", ["file", "preview"])
@pytest.mark.parametrize(
    "name",
    [
        "未登记.txt",
        "data/run.json",
        "../../机密.txt",
        "..%2f..%2f机密.txt",
        "..\\..\\机密.txt",
        "%2e%2e/%2e%2e/机密.txt",
        "/etc/passwd",
        "//etc/passwd",
        "报告.docx%00.txt",
        "./报告.docx",
        "data/../报告.docx",
    ],
)
def test_only_files_on_the_record_of_the_month_can_be_fetched(clerk: FlaskClient, kind: str, name: str) -> None:
    answer = clerk.get(f"/2024-03/{kind}/{name}", follow_redirects=True)
    assert answer.status_code in (400, 404)
    assert "机密" not in answer.text.replace("机密.txt", "")


@pytest.mark.parametrize("period", ["2024-02", "..", "台账", "2024-03%2f..", "%2e%2e", "日志"])
def test_only_made_months_exist(clerk: FlaskClient, period: str) -> None:
    for page in ("board", "findings", "figures", "files", "figure/" + FIGURE):
        assert clerk.get(f"/{period}/{page}").status_code == 404


@pytest.mark.parametrize("token", ["", "../../inputs", "0" * 16, "ALL", "0123456789abcdeg", "*"])
def test_only_files_that_wait_can_be_taken_or_dropped(clerk: FlaskClient, place: Place, token: str) -> None:
    for address in ("/take", "/drop"):
        assert send(clerk, address, token=token).status_code == 404
    assert place.inputs.is_dir()


@pytest.mark.parametrize("period", ["2024-13", "三月", "../..", "2024-3"])
def test_a_period_that_is_none_is_refused(clerk: FlaskClient, period: str) -> None:
    assert clerk.get("/", query_string={"period": period}).status_code == 400
    assert send(clerk, "/run", period=period).status_code == 400


@pytest.mark.parametrize("address", ["/", "/2024-03/board", "/nirgends", "/static/page.css", "/progress.json"])
def test_every_answer_wears_the_headers(clerk: FlaskClient, address: str) -> None:
    answer = clerk.get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_the_key_is_kept_from_scripts_and_other_sites(app: Flask) -> None:
    answer = app.test_client().get(f"/?key={KEYS.door}")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert answer.headers["Location"] == "/"


def test_a_damaged_ledger_is_said_with_what_to_do(clerk: FlaskClient, place: Place) -> None:
    ready(place)
    path = place.outputs / "台账" / "台账.sqlite"
    path.write_bytes(path.read_bytes()[:1000])
    answer = clerk.get("/2024-03/signing")
    assert answer.status_code == 500
    assert "台账无法使用" in answer.text and "备份恢复" in answer.text and "程序内部出错" not in answer.text


def test_a_crash_shows_no_traceback(clerk: FlaskClient, place: Place) -> None:
    (place.outputs / "2024-03" / "data" / "run.json").write_text("{", encoding="utf-8")
    answer = clerk.get("/2024-03/board")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "原有结果没有改动" in answer.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r"C:\Users\x\芙蓉区.xlsx", "芙蓉区.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a<b>|c?.xlsx", "abc.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("芙蓉区.xlsx. . ", "芙蓉区.xlsx"),
        ("表\u202exslx.exe", "表xslx.exe"),
        ("..", ""),
        ("长" * 200 + ".xlsx", "长" * 115 + ".xlsx"),
    ],
)
def test_a_name_is_made_harmless(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(sent: str) -> None:
    name = clean_name(sent)
    assert len(name) <= 121
    assert not {"/", "\\", ":", "\0"} & set(name)
    assert name not in (".", "..")
    if name:
        assert (Path("/ordner") / name).parent == Path("/ordner")
