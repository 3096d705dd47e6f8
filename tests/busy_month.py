"""Months with as much to say as may be, for tests that count pages: all behind, all ahead, many absent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.prose_cases import Absent, Stated
from toolkit.codebook.terms import Codebook
from toolkit.model import Chart, Column, Coverage, Figure, Observation, Period, ProjectReport, Series, Table, TaskReport
from toolkit.publish import prose

BUSY = ("全欠", "全超", "大面积缺报", "一月", "全年")
MONTHS = {"一月": Period(2024, 1), "全年": Period(2024, 12)}
MOST_ROWS = 23
STRETCHES = {1: "1月", 3: "一季度", 12: "全年"}
FULL_DRESS: dict[str, bool | str] = {
    "版头": True,
    "发文字号": "长商务发〔2024〕12号",
    "领导专报": "长商务报〔2024〕5号",
    "通报": "长商务通〔2024〕3号",
    "催报函": "长商务函〔2024〕\u3000号",
    "更正说明": "长商务发〔2024〕13号",
    "版记": True,
    "抄送": "市委办公厅，市人大常委会办公厅，市政协办公厅，省商务厅，各区县（市）商务主管部门，各园区管委会",
    "印发机关": "长沙市商务局办公室",
    "盖章": True,
}
"""What an office switches on that issues with 版头, 版记 and its seal."""


def full_dress(folder: Path, switches: Mapping[str, bool | str] = FULL_DRESS) -> Path:
    """The shipped templates in ``folder`` with these settings of the office."""
    shutil.copytree(prose.TEMPLATES, folder)
    settings = folder / "机关.toml"
    words = settings.read_text(encoding="utf-8")
    for key, value in switches.items():
        shown = str(value).lower() if isinstance(value, bool) else f'"{value}"'
        words, found = re.subn(rf'(?m)^"{key}" = (true|false|"[^"]*")', f'"{key}" = {shown}', words)
        assert found == 1, key
    settings.write_text(words, encoding="utf-8")
    return folder


@dataclass
class Busy:
    """A month as ``papers`` takes it."""

    book: Codebook
    period: Period
    figures: Stated
    coverage: Coverage
    tables: dict[str, Table]
    charts: dict[str, Chart]
    as_of: date = date(2024, 4, 22)
    signed_on: date | None = None
    draft: str = "送审稿"
    tasks: tuple[TaskReport, ...] = ()
    projects: tuple[ProjectReport, ...] = ()
    observations: tuple[Observation, ...] = ()
    notes: tuple[str, ...] = ("本期为样例，数据和年度目标均为虚构，仅供演示。",)
    templates: Path = field(default=prose.TEMPLATES)


def busy(name: str, book: Codebook) -> Busy:
    period = MONTHS.get(name, Period(2024, 3))
    stated = Stated(period)
    filers = book.filers_in(period)
    missing = filers[: len(filers) // 2] if name == "大面积缺报" else filers[:1]
    stated.say("BS", book.city, expected=str(len(filers)), received=str(len(filers) - len(missing)))
    behind = name != "全超"
    for row in book.indicators:
        rate = "-123.4" if behind else "123.4"
        stated.say(row.code, book.city, ytd="12345.67", ytd_yoy=rate, ytd_yoy_prev="-12.3", yoy_shift="-111.1")
        stated.say(row.code, book.city, month="1234.56", month_yoy=rate, target="49999.99", completion="12.3")
        stated.say(row.code, book.city, gap="-12.7" if behind else "12.7", shortfall="12345.67", pace="25.0")
        for unit in (unit for group in ("G-QX", "G-YQ") for unit in _members(book, group, period)):
            stated.say(row.code, unit, ytd="123.4", completion="12.3", gap="-12.7" if behind else "12.7", pace="25.0")
    stated.absences["WM01", book.city] = tuple(map(Absent, missing))
    coverage = Coverage(period, date(2024, 4, 22), filers, filers[len(missing) :], missing, filers[-3:], filers[-2:])
    tables, charts = {"主要指标": _table(stated, book)}, {"图": _chart(stated, book, period)}
    return Busy(book, period, stated, coverage, tables, charts)


def _members(book: Codebook, group: str, period: Period) -> tuple[str, ...]:
    return next((row.members for row in book.groups_in(period) if row.id == group), ())


def _table(stated: Stated, book: Codebook) -> Table:
    kinds = ("ytd", "ytd_yoy", "completion", "gap")
    rows = tuple(
        (row.name, row.measure, *(stated.get(row.code, book.city, kind) or "—" for kind in kinds))
        for row in book.indicators[:MOST_ROWS]
    )
    titles = ("累计", "同比增减(%)", "完成年度目标(%)", "与序时进度差距(百分点)")
    columns = (
        Column("指标", width=22),
        Column("计量单位", width=9),
        *(Column(title, numeric=True, width=11) for title in titles),
    )
    notes = ("截至2024年4月22日，多个单位未报送，合计不含上述单位。", "以百分数计的指标，同比增减为百分点。")
    title = f"{STRETCHES[stated.period.month]}主要指标"
    return Table("主要指标", title, columns, rows, ("data",) * len(rows), "", notes)


def _chart(stated: Stated, book: Codebook, period: Period) -> Chart:
    units = _members(book, "G-QX", period)
    done: tuple[Figure | None, ...] = tuple(stated.get("WM01", unit, "completion") for unit in units)
    pace: tuple[Figure | None, ...] = tuple(stated.get("WM01", unit, "pace") for unit in units)
    series = (Series("完成年度目标", done), Series("序时进度", pace, line=True))
    names = tuple(map(book.unit_name, units))
    return Chart("图", "区县（市）进出口总额完成年度目标情况", names, series, "%", alt="完成进度")
