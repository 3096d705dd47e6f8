"""What goes out beside the workbook and the documents: copies of the returns, the board page, the units' own packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from toolkit.model import Chart, Figure, Finding, Table, Trend
from toolkit.publish import board, kept, proof_charts, proof_lists, proof_looks, proof_sheets, proof_texts, prose
from toolkit.publish.addressed import to_unit
from toolkit.publish.excel import front, packs, trends
from toolkit.publish.excel.summary import CHART_SHEET, OWN_SHEETS
from toolkit.publish.month import Printed, Sourced
from toolkit.publish.proof import Misfit, require_proved
from toolkit.publish.proof_pages import Pages, opened
from toolkit.publish.proof_workbook import proof_workbook
from toolkit.publish.standing import Standing

PACKS = "单位专页"
PAGE, TEMPLATE = "看板.html", "看板.html.j2"


class Issued(Printed, Sourced, proof_texts.Month, Protocol):
    """The parts of a month these files are made from."""

    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def pages(self) -> Mapping[str, Sequence[Table]]: ...
    @property
    def trends(self) -> Sequence[Trend]: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...


def names(issue: Issued) -> dict[str, str]:
    """The relative path of each kept copy, by the name the file was received under."""
    return kept.names(row.source.file for row in issue.observations if row.source.file in issue.sources)


def copies(issue: Issued, out: Path) -> list[Path]:
    """The returns the month rests on, under ``来件``."""
    return kept.copy(out, names(issue), issue.sources)


def _short_of(issue: Issued) -> tuple[str, ...]:
    """The sentence a total printed without all its members must carry (law 1); nothing when none is short."""
    book = issue.book
    absent = [row.unit for code in book.core for row in issue.figures.absent(code, book.city)]
    missing = "、".join(book.unit_name(unit) for unit in dict.fromkeys(absent))
    return (f"因未报送或退回待核，全市合计不含{missing}，同比按可比单位计算。",) if missing else ()


def page(issue: Issued, out: Path, standing: Sequence[Standing]) -> list[Path]:
    """看板.html: the board as one page without network, for a screen or a share."""
    shown = board.build(issue.book, issue.period, issue.figures, list(issue.charts.values()))
    words = {
        "看板": shown,
        "月份": f"{issue.period.year}年{issue.period.month}月",
        "截至": f"{issue.as_of.year}年{issue.as_of.month}月{issue.as_of.day}日",
        "报送": front.coverage_sentence(standing),
        "注": (*_short_of(issue), *issue.notes),
    }
    path = out / PAGE
    path.write_text(prose.page(TEMPLATE, words, issue.templates), encoding="utf-8", newline="\n")
    return [path]


def unit_packs(issue: Issued, out: Path, standing: Iterable[Standing]) -> list[Path]:
    """One small workbook a filing unit, with nobody else's findings, each proved. Raises ``Misprint``."""
    folder = out / PACKS
    folder.mkdir(exist_ok=True)
    month = str(issue.period)
    findings: dict[str, list[Finding]] = {}
    for finding in issue.findings:
        findings.setdefault(finding.unit, []).append(to_unit(finding))
    figures: dict[tuple[str, str, str], Figure] = {
        (f.indicator, f.unit, f.kind): f for f in issue.figures if f.period == month
    }
    told = packs.Told(
        book=issue.book,
        period=issue.period,
        as_of=issue.as_of,
        figures=figures,
        trends={(each.indicator, each.unit): each for each in issue.trends},
        findings=findings,
        pages=issue.pages,
        sample=any(target.status == "示例" for target in issue.book.targets),
    )
    written: list[Path] = []
    stated = proof_sheets.Stated(issue.book, issue.period, issue.figures)
    for state in standing:
        path = packs.write_pack(folder / packs.file_name(issue.book, state.unit, issue.period), told, state)
        require_proved(path, proved(path, told, stated, state))
        written.append(path)
    return written


def proved_summary(path: Path, issue: Issued) -> list[Misfit]:
    """What is wrong in the month's workbook: the aggregate's tables, the sheets laid out otherwise, the months."""
    pages, city = opened(path), issue.book.city
    stated = proof_sheets.Stated(issue.book, issue.period, issue.figures)
    own = [table for table in issue.tables.values() if table.name not in OWN_SHEETS]
    return [
        *_drawn(pages, list(issue.charts.values())),
        *proof_workbook(pages, own),
        *proof_sheets.summary(pages, stated),
        *proof_sheets.monthly(pages, trends.SHEET, stated, issue.trends, city),
        *proof_lists.sources(pages, issue.figures, issue.tables.values()),
        *proof_lists.details(pages, issue.observations, issue.book),
        *proof_texts.lists(pages, issue),
        *proof_texts.contents(pages, issue, own),
        *_seen(pages, front.title(issue.book, issue.period)),
    ]


def proved(path: Path, told: packs.Told, stated: proof_sheets.Stated, state: Standing) -> list[Misfit]:
    """What is wrong in a unit's own workbook: its numbers, its months, the tables of the aggregate."""
    pages = opened(path)
    tables: dict[str, Table] = {}
    for table in (table for subject in packs.subjects(told, state.unit) for table in told.pages.get(subject, ())):
        if table.name != packs.NUMBERS:  # of several subjects: 任务, 任务（2） …
            count = sum(each.name == table.name for each in tables.values()) + 1
            tables[f"{table.name}（{count}）" if count > 1 else table.name] = table
    missing = [] if proof_sheets.PACK in pages else [Misfit(path.name, proof_sheets.PACK, "没有这张表")]
    return [
        *missing,
        *proof_texts.above(pages, packs.title(told, state), packs.about(told, state)),
        *proof_texts.opinions(pages, told.findings.get(state.unit, ())),
        *proof_sheets.labelled(pages, (proof_sheets.PACK,), stated, state.unit),
        *proof_sheets.monthly(pages, packs.MONTHLY, stated, told.trends.values(), state.unit),
        *proof_workbook(pages, (replace(table, name=name) for name, table in tables.items())),
        *_seen(pages, packs.title(told, state)),
    ]


def _seen(pages: Pages, title: str) -> Iterator[Misfit]:
    """Whatever in a workbook is hidden, cut off, laid over, or shown otherwise than it is; its own title."""
    return (Misfit(pages.name, what, reason) for what, reason in proof_looks.workbook(pages, title))


def _drawn(pages: Pages, charts: Sequence[Chart]) -> Iterator[Misfit]:
    """What is wrong in the native charts of the month's workbook."""
    for sheet in pages.sheets:
        placed = proof_charts.in_sheet(pages, sheet)
        place = f"{pages.name}“{sheet}”"
        if sheet == CHART_SHEET and len(placed) != len(charts):
            yield Misfit(place, str(len(placed)), f"幅图，应为{len(charts)}幅")
        elif sheet == CHART_SHEET:
            for each, chart in zip(placed, charts, strict=True):
                yield from (Misfit(place, *wrong) for wrong in proof_charts.wrong(each, chart, titled=True))
        elif sheet == proof_sheets.BOARD and placed:
            named = next(
                (chart for chart in charts if "".join((chart.alt or chart.title).split()) == placed[0].alt), None
            )
            if named is None or len(placed) > 1:
                yield Misfit(place, placed[0].alt[:30], "不是交来的图")
            else:
                yield from (Misfit(place, *wrong) for wrong in proof_charts.wrong(placed[0], named, titled=False))
        elif sheet == trends.SHEET:
            for each in placed:
                yield from (Misfit(place, *wrong) for wrong in proof_charts.months(each, pages, sheet))
        elif placed:
            yield Misfit(place, str(len(placed)), "幅图，应该没有图")
