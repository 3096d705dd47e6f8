"""The report has five to eight pages, annexes included, whatever stretch of the year it speaks of (issue: 月度、1—2月、
季度、半年、全年).

Each stretch takes twenty seconds: an ordinary month is made every time (a quarter in ``test_word_kinds``), the others
with ``TOOLKIT_STRETCHES=all``.
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from tests import render
from tests.sample import filling, history, make
from toolkit import codebook, pipeline
from toolkit.model import Period
from toolkit.publish import forms

FEWEST, MOST = 5, 8
ABSENT = "P-TXJK"
OTHERS = (Period(2024, 2), Period(2023, 6), Period(2023, 12)) if os.environ.get("TOOLKIT_STRETCHES") == "all" else ()


def month_of_the_sample(period: Period, home: Path) -> Path:
    """The report of a month of the sample's history as its units would have filed it; one of them did not."""
    inputs, registers, blanks = (home / name for name in ("来件", "登记", "空白"))
    shutil.copytree(make.SAMPLE / "登记", registers)
    goals = registers / "年度目标.csv"
    text = goals.read_text(encoding="utf-8-sig").replace("2024", str(period.year))
    goals.write_text(text, encoding="utf-8-sig")
    book = codebook.load([make.PLAN])
    month = period.shift(1)
    blanks.mkdir()
    paths = forms.blank_returns(book, period, blanks)
    inputs.mkdir()
    for unit, blank in zip(book.filers_in(period), paths, strict=True):
        if unit != ABSENT:
            plan = filling.Plan(unit, date(month.year, month.month, 8), at=(period.year, period.month))
            filling.fill(blank, inputs / f"{unit}.xlsx", plan)
    history.write(book, inputs)
    day = date(month.year, month.month, 15)
    pipeline.run(pipeline.Job(period, inputs, (make.PLAN, registers), home / "结果", as_of=day, reproducible=True))
    return next((home / "结果" / str(period)).glob("*运行情况报告.docx"))


@pytest.mark.render
@pytest.mark.slow
@pytest.mark.parametrize("period", [Period(2023, 5), *OTHERS], ids=str)
def test_a_report_of_any_stretch_of_the_year_has_five_to_eight_pages(period: Period, tmp_path: Path) -> None:
    if not render.office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test counts pages")
    report = month_of_the_sample(period, tmp_path)
    pages = pdfplumber.open(render.pdf(report, tmp_path / "PDF")).pages
    assert FEWEST <= len(pages) <= MOST
