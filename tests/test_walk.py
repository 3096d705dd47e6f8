"""The walk of the numbers, end to end: from the returns of the sample to what is issued, and back to the cells.

The expected city totals are made by plain addition of the sample's truth (``tests.sample.truth``), never by the code
under test.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sample import tables
from tests.sample.truth import DISTRICT_CODES, NOW, TRUTH, members
from toolkit import pipeline
from toolkit.model import Period
from toolkit.office import enquiries
from toolkit.publish import explain

SAMPLE = ROOT / "inputs" / "样例"
PLAN = (ROOT / "inputs" / "plan", SAMPLE / "登记")
MARCH, DAY = Period(2024, 3), date(2024, 4, 15)
CITY = "430100"


def run(inputs: Path, outputs: Path) -> tuple[pipeline.Outcome, Path]:
    outcome = pipeline.run(pipeline.Job(MARCH, inputs, PLAN, outputs, as_of=DAY, reproducible=True, fresh=True))
    return outcome, outputs / str(MARCH)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def figures(issued: Path) -> dict[str, dict[str, str]]:
    with (issued / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        return {row["figure"]: row for row in csv.DictReader(handle)}


def figure(issued: Path, indicator: str, unit: str, kind: str) -> dict[str, str]:
    return figures(issued)[f"{indicator}.{unit}.{MARCH}.{kind}"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[pipeline.Outcome, Path]:
    return run(SAMPLE, tmp_path_factory.mktemp("结果") / "样例")


@pytest.fixture
def inputs(tmp_path: Path) -> Iterator[Path]:
    """A copy of the sample to take files out of."""
    yield shutil.copytree(SAMPLE, tmp_path / "来件")


def take_out(inputs: Path, *words: str) -> None:
    for word in words:
        found = [path for path in inputs.rglob("*.xlsx") if word in path.name]
        assert found, f"the sample has no file named after {word}"
        for path in found:
            path.unlink()


@pytest.mark.parametrize("kind", ["ytd", "prior_ytd"])
@pytest.mark.parametrize("code", [c for c in DISTRICT_CODES if TRUTH.city(c, NOW, "ytd") is not None])
def test_the_city_total_is_what_plain_addition_of_the_truth_gives(
    demo: tuple[pipeline.Outcome, Path], code: str, kind: str
) -> None:
    row = figure(demo[1], code, CITY, kind)
    assert Decimal(row["value"]) == TRUTH.city(code, NOW, kind)
    assert row["coverage"] == f"{len(members(code))}/{len(members(code))}"


def test_the_published_growth_is_that_of_the_totals_rounded_once(demo: tuple[pipeline.Outcome, Path]) -> None:
    now, then = (TRUTH.city("WM01", NOW, kind) for kind in ("ytd", "prior_ytd"))
    assert now is not None and then is not None
    assert Decimal(figure(demo[1], "WM01", CITY, "ytd_yoy")["shown"]) == round((now / then - 1) * 100, 1)


def test_a_total_short_of_a_district_is_the_sum_of_the_others_and_says_so(inputs: Path, tmp_path: Path) -> None:
    take_out(inputs, "芙蓉区")
    _, issued = run(inputs, tmp_path / "结果")
    rest = [TRUTH.value("WM01", unit, NOW, "ytd") for unit in members("WM01") if unit != "430102"]
    row = figure(issued, "WM01", CITY, "ytd")
    assert Decimal(row["value"]) == sum(value for value in rest if value is not None)
    assert row["coverage"] == "8/9"
    assert "芙蓉区" in document_text(issued, "报告")
    now, then = (
        sum(v for u in members("WM01") if u != "430102" and (v := TRUTH.value("WM01", u, NOW, kind)) is not None)
        for kind in ("ytd", "prior_ytd")
    )
    assert Decimal(figure(issued, "WM01", CITY, "ytd_yoy")["shown"]) == round((now / then - 1) * 100, 1)


def test_a_park_is_never_counted_beside_its_district(inputs: Path, tmp_path: Path) -> None:
    everything = [*tables.DISTRICTS, *tables.PARKS]
    double = sum(value for unit in everything if (value := TRUTH.value("WM01", unit, NOW, "ytd")) is not None)
    take_out(inputs, "长沙经开区", "高新区", "宁乡经开区")
    _, issued = run(inputs, tmp_path / "结果")
    total = Decimal(figure(issued, "WM01", CITY, "ytd")["value"])
    assert total == TRUTH.city("WM01", NOW, "ytd")
    assert total < double


def test_the_same_inputs_make_the_same_bytes(demo: tuple[pipeline.Outcome, Path], tmp_path: Path) -> None:
    run(SAMPLE, tmp_path / "再来")
    first, second = files(demo[1].parent), files(tmp_path / "再来")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_run_over_a_kept_ledger_issues_the_same_month(
    demo: tuple[pipeline.Outcome, Path], tmp_path: Path
) -> None:
    job = pipeline.Job(MARCH, SAMPLE, PLAN, tmp_path, as_of=DAY, reproducible=True)
    for _ in range(2):
        pipeline.run(job)
    assert files(tmp_path / str(MARCH)) == files(demo[1])


def test_every_figure_walks_back_to_a_cell_or_a_document(demo: tuple[pipeline.Outcome, Path]) -> None:
    issued = explain.load(demo[1] / "data")
    loose = {
        name: [leaf for leaf in explain.leaves(issued, name) if leaf.startswith("?")]
        for name, row in issued.figures.items()
        if row["value"]
    }
    assert {name: leaves for name, leaves in loose.items() if leaves} == {}
    rootless = [
        name
        for name, row in issued.figures.items()
        if row["value"] and row["indicator"] != "BS" and not any(explain.leaves(issued, name))
    ]
    assert rootless == []


def test_explain_names_the_cell_of_every_district(demo: tuple[pipeline.Outcome, Path]) -> None:
    answer = enquiries.explain("进出口总额", None, MARCH, "ytd", demo[1].parent)
    text = "\n".join(answer.lines)
    assert answer.exit_code == 0
    assert text.count(".xlsx!") == len(tables.DISTRICTS)
    assert "芙蓉区2024年3月报表.xlsx!KF01 外贸!E5" in text


@pytest.mark.parametrize(
    ("query", "unit", "said"),
    [
        ("进出口总额", "芙容区", "没有叫“芙容区”的单位。是不是“芙蓉区”"),
        ("进出口总額", None, "没有叫“进出口总額”的指标。是不是“进出口总额”"),
        ("气温", None, "没有叫“气温”的指标。名称见"),
    ],
)
def test_explain_says_which_word_it_does_not_know_and_what_may_have_been_meant(
    demo: tuple[pipeline.Outcome, Path], query: str, unit: str | None, said: str
) -> None:
    answer = enquiries.explain(query, unit, MARCH, "ytd", demo[1].parent)
    assert answer.exit_code == 2 and said in answer.summary


def test_explain_quotes_the_document_a_target_comes_from(demo: tuple[pipeline.Outcome, Path]) -> None:
    text = "\n".join(enquiries.explain("进出口总额", None, MARCH, "plan_target", demo[1].parent).lines)
    assert "表3" in text and "4700" in text


def test_every_kind_of_trouble_in_the_sample_gets_its_verdict(demo: tuple[pipeline.Outcome, Path]) -> None:
    record = json.loads((demo[1] / "data" / "run.json").read_text(encoding="utf-8"))
    verdicts = {row["file"].rpartition("/")[2]: row["verdict"] for row in record["returns"]}
    assert verdicts["二季度调度会参会回执.xlsx"] == "not_a_return"
    assert verdicts["隆平高科技园2024年3月报表.xlsx"] == "unreadable"
    assert verdicts["望城经开区2024年3月报表(1).xlsx"] == "duplicate"
    assert verdicts["开福区2024年3月报表.xlsx"] == "superseded"
    assert verdicts["（更正）开福区2024年3月开放型经济月报.xlsx"] == "accepted"
    assert verdicts["岳麓高新区2024年3月报表.xlsx"] == "returned"
    assert verdicts["浏阳经开区2024年3月开放型经济月报.xlsx"] == "returned"
    assert record["coverage"]["missing"] == ["P-TXJK"]
    assert len(record["coverage"]["late"]) == 1
    assert len(record["coverage"]["expected"]) == 24


def test_a_faulty_register_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    from toolkit import codebook

    overlay = tmp_path / "登记"
    overlay.mkdir()
    header = (PLAN[0] / "年度目标.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    rows = [  # 指标代码、单位、目标值：各有一处错
        ("N-1", "WM99", "长沙市", "1"),
        ("N-2", "WM01", "火星区", "1"),
        ("N-3", "WM01", "长沙市", "十"),
    ]
    names = ("目标编号", "指标代码", "单位", "目标值")
    given = {"目标名称": "进出口", "年份": "2024", "计量单位": "亿元", "状态": "示例", "依据文件": "样例（虚构）"}
    lines = [
        ",".join((given | dict(zip(names, row, strict=True))).get(name, "") for name in header.split(","))
        for row in rows
    ]
    (overlay / "年度目标.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8-sig")
    with pytest.raises(codebook.Faulty) as told:
        pipeline.run(pipeline.Job(MARCH, SAMPLE, (PLAN[0], overlay), tmp_path / "结果", as_of=DAY))
    messages = "".join(fault.message for fault in told.value.faults)
    assert all(word in messages for word in ("WM99", "火星区", "十"))
    assert not (tmp_path / "结果").exists()


def document_text(issued: Path, word: str) -> str:
    from docx import Document

    path = next(path for path in issued.glob("*.docx") if word in path.name)
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_fillers_names_and_telephones_stay_in_their_own_returns(demo: tuple[pipeline.Outcome, Path]) -> None:
    """What stands on the covers is in the files received and their marked copies, and nowhere else."""
    persons = [word.encode() for word in ("样例填表人", "样例审核人", "样例负责人", "0731-00000000")]
    made = files(demo[1].parent).items()
    found = {name for name, content in made for part in parts_of(content) if any(word in part for word in persons)}
    own = ("2024-03/来件/", "2024-03/反馈/", "台账/来件/")
    assert any(name.startswith("2024-03/来件/") for name in found)
    assert [name for name in sorted(found) if not name.startswith(own)] == []


def parts_of(content: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [packed.read(name) for name in packed.namelist()]
