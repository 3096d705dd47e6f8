"""The workbook of ``diff``: what changed between two versions or two runs, a row a cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.publish.changed import Line
from toolkit.publish.excel.book import A3, Book
from toolkit.publish.excel.listing import Entry, Field, print_list

CENTER = ("center",)
AMOUNT = ("0.00##",)
CREATED = date(2000, 1, 1)  # the properties carry no clock: the same question gives the same bytes


def write_changes(path: Path, title: str, notes: Sequence[str], lines: Sequence[Line]) -> Path:
    """Write the workbook; ``notes`` say what is compared."""
    fields = (
        Field("序号", 6, CENTER),
        Field("单位", 26),
        Field("指标", 26),
        Field("项目", 12, CENTER),
        Field("计量单位", 9, CENTER),
        Field("原数", 13, AMOUNT),
        Field("现数", 13, AMOUNT),
        Field("增减", 12, AMOUNT),
        Field("原数出处", 34),
        Field("现数出处", 34),
        Field("由谁报送", 24),
        Field("说明", 32),
    )
    rows: list[list[Entry]] = [
        [
            number,
            line.unit_name,
            line.indicator_name,
            line.kind_name,
            line.measure,
            line.before if line.before is not None else line.before_said,
            line.after if line.after is not None else line.after_said,
            line.change,
            line.before_at,
            line.after_at,
            line.who,
            line.reason,
        ]
        for number, line in enumerate(lines, 1)
    ]
    book = Book(title, CREATED)
    print_list(book.sheet("变动对照"), fields, rows, title=title, notes=notes, paper=A3, empty="各数完全相同。")
    path.parent.mkdir(parents=True, exist_ok=True)
    return book.save(path)
