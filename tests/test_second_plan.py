"""Another city's plan runs through the same code: nothing of this city's plan is in it (another folder is enough)."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests import second_plan
from tests.conftest import ROOT
from toolkit import codebook, pipeline
from toolkit.model import Period
from toolkit.office import enquiries, evaluating

MARCH, DAY = Period(2026, 3), date(2026, 4, 10)
FILLED = {
    "C91": {"X1": ("30", "90.5", "80"), "X2": ("2", "6.25", "5"), "X3": ("1", "3", "1")},
    "C92": {"X1": ("15", "40", "50"), "X2": ("1", "3.1", "4"), "X3": ("", "2", "2")},
}


class Made:
    """One month of the second plan, as issued."""

    def __init__(self, base: Path) -> None:
        self.plan = second_plan.registers(base / "登记")
        self.templates = second_plan.templates(base / "模板")
        inputs = second_plan.returns(self.plan, base / "来件", MARCH, FILLED, {"C91": "按序时推进", "C92": "滞后"})
        self.outputs = base / "结果"
        job = pipeline.Job(
            MARCH, inputs, (self.plan,), self.outputs, as_of=DAY, reproducible=True, templates=self.templates
        )
        self.outcome = pipeline.run(job)
        self.issued = self.outputs / str(MARCH)

    def figures(self) -> dict[str, str]:
        with (self.issued / "data" / "figures.csv").open(encoding="utf-8", newline="") as handle:
            return {row["figure"]: row["shown"] for row in csv.DictReader(handle)}

    def shown(self, code: str, unit: str, kind: str) -> str:
        return self.figures().get(f"{code}.{unit}.{MARCH}.{kind}", "无")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("第二个规划"))


def words_of(path: Path) -> str:
    """All the text of an Office file."""
    with ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.endswith(".xml")]
        return "".join(re.sub(r"<[^>]+>", "", package.read(name).decode("utf-8")) for name in parts)


def test_its_registers_are_sound(made: Made) -> None:
    assert codebook.check_plan([made.plan]) == ()


def test_both_districts_are_received(made: Made) -> None:
    returned = [row["verdict"] for row in made.outcome.record["returns"]]  # type: ignore[index, attr-defined]
    assert len(returned) == 2 and set(returned) <= {"accepted", "accepted_with_findings"}


@pytest.mark.parametrize(
    ("code", "unit", "kind", "expected"),
    [
        ("X1", "C9", "ytd", "130.5"),  # 90.5 + 40
        ("X1", "C9", "month", "45.0"),
        ("X1", "C9", "ytd_yoy", "0.4"),  # 130.5 ÷ 130
        ("X1", "C91", "ytd_yoy", "13.1"),  # 90.5 ÷ 80 = 1.13125
        ("X1", "C92", "ytd_yoy", "-20.0"),
        ("X1", "C9", "target", "540"),
        ("X1", "C9", "completion", "24.2"),  # 130.5 ÷ 540 = 24.1666…
        ("X1", "C9", "gap", "-0.8"),  # 24.1666… − 25
        ("X1", "C91", "completion", "26.6"),  # 90.5 ÷ 340
        ("X1", "C92", "gap", "-5.0"),
        ("X1", "C91", "rank_growth", "1"),
        ("X2", "C9", "ytd", "9.35"),
        ("X2", "C9", "ytd_yoy", "3.9"),  # 9.35 ÷ 9
        ("X3", "C9", "ytd", "5"),
        ("X1", "C9", "plan_target", "800"),
        ("X2", "C9", "plan_rate", "8"),
        ("X3", "C9", "plan_level", "5"),  # nothing before 2026-01 counts
        ("X3", "C9", "plan_progress", "10.0"),  # 5 of 50
        ("X3", "C9", "plan_elapsed", "5.0"),  # 3 of 60 months
        ("KH", "C91", "score", "100.00"),  # ahead of the pace, capped: 60; first of two: 40
        ("KH", "C92", "score", "63.00"),  # 20 % ÷ 25 % = 80 % of 60 = 48; 40 × 1 ÷ 2 = 20; a task lags: −5
    ],
)
def test_its_figures_are_those_of_hand_reckoning(made: Made, code: str, unit: str, kind: str, expected: str) -> None:
    assert made.shown(code, unit, kind) == expected


def test_its_papers_speak_of_its_own_city_and_plan_and_of_no_other(made: Made) -> None:
    papers = sorted(path for path in made.issued.rglob("*") if path.suffix in (".docx", ".xlsx"))
    assert any(path.suffix == ".docx" for path in papers)
    for path in papers:
        text = words_of(path) + path.name
        for other in ("长沙", "开放型经济", "十四五", "自贸", "KF0", "430100"):
            assert other not in text, f"{path.name}: {other}"
    assert any("丙市消费提升" in words_of(path) for path in papers)


def test_its_figures_explain_themselves_about_its_city(made: Made) -> None:
    answer = enquiries.explain("零售额", None, MARCH, "ytd", made.outputs)
    assert answer.exit_code == 0
    assert any("东区" in line for line in answer.lines)


def test_its_plan_is_evaluated_over_its_own_years(made: Made) -> None:
    answer = evaluating.evaluate(
        evaluating.FINAL, None, (made.plan,), made.outputs, DAY, made.outputs / "评估", made.templates
    )
    assert answer.record["year"] == 2030
    assert answer.record["classes"] == {
        "完成规划目标": [], "未完成规划目标": [], "无法评价": ["M1", "M2", "M3"],
    }  # fmt: skip
    refused = evaluating.evaluate(evaluating.YEARLY, 2025, (made.plan,), made.outputs, DAY)
    assert refused.exit_code == 2 and "2026年至2030年" in refused.summary
    paper = next((made.outputs / "评估").glob("*.docx"))
    assert "长沙" not in words_of(paper) and "丙市" in words_of(paper)


IDS = re.compile(
    r"\b430\d{3}\b|\bB3-|\bG-(?:QX|YQ|ZM|TS|KA|GJYQ|SJYQ)\b|\bZ-CSPQ\b|\bKF\d\d\b|\b(?:WM|WZ|NL|ZM|KA|FW|TS|WJ)\d\d\b"
)
ALLOWED = {
    "toolkit/ledger/migrate.py",  # the first structure of the ledger knew one form of each sort
}


def test_no_id_of_this_citys_plan_decides_anything_in_the_code() -> None:
    found = []
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name in ALLOWED:
            continue
        code = _without_words(path.read_text(encoding="utf-8"))
        found += [f"{name}: {match}" for match in IDS.findall(code)]
    assert found == []


def _without_words(text: str) -> str:
    """Code without comments, docstrings and sentences in Chinese (help texts may give an example)."""
    import io
    import tokenize

    kept = []
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        docstring = token.type == tokenize.STRING and before in (
            tokenize.NEWLINE,
            tokenize.INDENT,
            tokenize.NL,
            tokenize.DEDENT,
        )
        chinese = token.type == tokenize.STRING and re.search(r"[\u4e00-\u9fff]", token.string)
        if token.type != tokenize.COMMENT and not docstring and not chinese:
            kept.append(token.string)
        if token.type not in (tokenize.COMMENT,):
            before = token.type
    return " ".join(kept)
