"""The recipes of CONTRIBUTING.md, applied as they are printed there."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.edit_cases import lay_out
from toolkit import codebook
from toolkit.check import examine
from toolkit.codebook.terms import Codebook
from toolkit.model import Direction, Figure, Grade, Period
from toolkit.publish import prose
from toolkit.publish.forms import blank_returns

ROOT = Path(__file__).resolve().parent.parent
MARCH = Period(2024, 3)


def blocks(recipe: str, language: str) -> dict[str, str]:
    """The fenced blocks of a recipe by the file they belong to."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"### {recipe}\n", 1)[1].split("\n##", 1)[0]
    return dict(re.findall(rf"(?s)```{language} (\S+)\n(.*?)```", section))


def applied(recipe: str, folder: Path) -> Codebook:
    for file, rows in blocks(recipe, "csv").items():
        (folder / file).write_text(rows, encoding="utf-8-sig")
    return codebook.load([ROOT / "inputs" / "plan", folder])


def column(path: Path, sheet: str, letter: str) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(path)[sheet][letter]]


def test_an_added_indicator_is_asked_for_and_can_be_added_up(tmp_path: Path) -> None:
    book = applied("Add an indicator", tmp_path)
    [path] = blank_returns(book, MARCH, tmp_path / "表", ["430102"])
    assert "WM13" in column(path, "KF01 外贸", "B")
    partition = book.partition("WM13", "430100", MARCH)
    assert partition is not None
    assert len(partition.members) == 9


def test_an_added_form_is_sent_to_those_who_file_it_and_to_no_one_else(tmp_path: Path) -> None:
    book = applied("Add a form", tmp_path)
    asked, not_asked = blank_returns(book, MARCH, tmp_path / "表", ["430102", "430103"])
    assert "HZ01" in column(asked, "KF11 会展", "B")
    assert "KF11 会展" not in openpyxl.load_workbook(not_asked).sheetnames


@pytest.mark.parametrize(("line", "breaks"), [("WM04.c=5; WM01.c=4", True), ("WM04.c=3; WM01.c=4", False)])
def test_an_added_edit_rule_is_applied(line: str, breaks: bool, tmp_path: Path) -> None:
    book = applied("Add an edit rule", tmp_path)
    readings, earlier, period = lay_out(book, line)
    alone = replace(book, rules=tuple(rule for rule in book.rules if rule.id == "CR90"))
    found = [(finding.rule, finding.grade) for finding in examine(readings, earlier, alone, period)]
    assert found == ([("CR90", Grade.QUERY)] if breaks else [])


def test_an_added_phrase_speaks_in_a_report(tmp_path: Path) -> None:
    phrase = blocks("Change or add a phrase", "jinja")["用语.j2"]
    (tmp_path / "用语.j2").write_text(
        (ROOT / "templates" / "用语.j2").read_text(encoding="utf-8") + phrase, encoding="utf-8"
    )
    sentence = '{% from "用语.j2" import 稳中有进 with context %}\n@正文 {{ 稳中有进(数) }}全市外贸运行平稳。\n'
    (tmp_path / "试.j2").write_text(sentence, encoding="utf-8")
    rising = Figure("a", "430100", "WM01", "2024-03", "ytd_yoy", Decimal("3.2"), "3.2", "3.2%", Direction.UP)
    falling = replace(rising, value=Decimal("-3.2"), shown="-3.2", direction=Direction.DOWN)
    assert prose.render("试.j2", {"数": rising}, tmp_path)[0].text == "稳中有进，全市外贸运行平稳。"
    assert prose.render("试.j2", {"数": falling}, tmp_path)[0].text == "全市外贸运行平稳。"
