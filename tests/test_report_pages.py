"""The report has five to eight pages, annexes included, and the briefing two at most, whatever stretch of the year they
speak of (month, 1—2月, quarter, half-year, year) and whatever the office has switched on (版头, 版记, seal, …).

Each stretch takes twenty seconds: an ordinary month in full dress is made every time (a quarter without it in
``test_word_kinds``), the other stretches and combinations of switches with ``TOOLKIT_STRETCHES=all``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from tests import render
from tests.busy_month import FULL_DRESS, full_dress
from tests.sample import filling, history, make
from toolkit import codebook, pipeline
from toolkit.model import Period
from toolkit.office import on_request
from toolkit.publish import forms, papers, prose

FEWEST, MOST = 5, 8
ABSENT = "P-TXJK"
ALL = os.environ.get("TOOLKIT_STRETCHES") == "all"
OTHERS = (Period(2024, 2), Period(2023, 6), Period(2023, 9), Period(2023, 12)) if ALL else ()
HEAD, IMPRINT = (
    {key: FULL_DRESS[key] for key in keys} for keys in (("版头", "发文字号"), ("版记", "抄送", "印发机关"))
)
FIRST_LINES: dict[str, bool | str] = {"份号": "000001", "密级": "机密★1年", "紧急程度": "特急", "签发人": "张三、李四"}
MORE: tuple[Mapping[str, bool | str], ...] = (
    *({}, HEAD, IMPRINT, {"盖章": True}, FULL_DRESS | FIRST_LINES),
    *(FULL_DRESS | {key: True} for key in ("双面", "版记偶数页")),
    *(FULL_DRESS | {key: value} for key, value in (("版心", "B"), ("字体", "windows"))),
)
DRESSES = (FULL_DRESS, *MORE) if ALL else (FULL_DRESS,)


def month_of_the_sample(period: Period, home: Path) -> Path:
    """The outputs of a month of the sample's history as its units would have filed it; one of them did not."""
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
    return home / "结果"


@pytest.mark.render
@pytest.mark.slow
@pytest.mark.parametrize("period", [Period(2023, 5), *OTHERS], ids=str)
def test_a_report_of_any_stretch_of_the_year_has_five_to_eight_pages_and_a_briefing_two(
    period: Period, tmp_path: Path
) -> None:
    if not render.office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test counts pages")
    outputs, papers_at = month_of_the_sample(period, tmp_path), tmp_path / "文稿"
    book = codebook.load([make.PLAN, tmp_path / "登记"])
    month = on_request._month(book, period, outputs, prose.TEMPLATES)
    papers_at.mkdir()
    made = {}
    for n, switches in enumerate(DRESSES):
        dressed = replace(month, templates=full_dress(tmp_path / f"模板{n}", switches))
        for template, fewest, most in ((papers.REPORT, FEWEST, MOST), (papers.BRIEFING, 1, 2)):
            path = papers.write(dressed, template, papers_at / f"{n}{template}.docx")
            made[path] = (fewest, most, switches)
    for (fewest, most, switches), shown in zip(made.values(), render.pdfs(list(made), tmp_path / "PDF"), strict=True):
        with pdfplumber.open(shown) as opened:
            assert fewest <= len(opened.pages) <= most, (shown.name, switches)
            last = opened.pages[-1].extract_text() or ""
            assert len(last) > 200, (shown.name, "little stands beside the imprint")
