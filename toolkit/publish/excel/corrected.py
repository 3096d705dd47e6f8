"""更正对照.xlsx: every figure and every sentence that a later issue changes, and the returns behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toolkit.publish.excel.book import A3, Book
from toolkit.publish.excel.listing import Entry, Field, print_list

CENTER, RIGHT = ("center",), ("right",)
FIGURES = (
    Field("序号", 6, CENTER),
    Field("公布数编号", 34),
    Field("单位", 24),
    Field("指标", 26),
    Field("报告期", 10, CENTER),
    Field("项目", 20),
    Field("原公布数", 16, RIGHT),
    Field("更正后", 16, RIGHT),
    Field("更正来源", 26),
    Field("印在文件中", 11, CENTER),
)
SENTENCES = (Field("序号", 6, CENTER), Field("材料", 30), Field("原文", 60), Field("改为", 60))
RETURNS = (
    Field("序号", 6, CENTER),
    Field("单位", 24),
    Field("收到日期", 12, CENTER),
    Field("文件", 46),
    Field("替代的文件", 46),
    Field("改动的指标", 46),
)
Rows = Sequence[Sequence[Entry]]


def write_corrected(path: Path, title: str, signed_on: date, figures: Rows, sentences: Rows, returns: Rows) -> Path:
    """Write the workbook; rows without their number, which is given here."""
    book = Book(title, signed_on)
    sheets = (
        ("公布数", FIGURES, figures, "公布数没有变化。"),
        ("文字", SENTENCES, sentences, "文字没有变化。"),
        ("更正依据", RETURNS, returns, "报表没有变化。"),
    )
    for name, fields, rows, empty in sheets:
        numbered: list[list[Entry]] = [[number, *row] for number, row in enumerate(rows, 1)]
        print_list(book.sheet(name), fields, numbered, title=f"{title}：{name}", paper=A3, empty=empty)
    return book.save(path)
