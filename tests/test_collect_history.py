"""The history workbook reads as one long table: exact values, own addresses, nothing made of blanks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sheets import workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening.guards import parts_of
from toolkit.collect.opening.quickscan import read_plain
from toolkit.collect.opening.scan import scan
from toolkit.model import Kind, Nature, Period, Reading, Status

HEADER = "| 单位代码 | 填报单位 | 指标代码 | 指标名称 | 计量单位 | 口径 | 报告期 | 本月 | 本年累计 | 上年同期累计 |"


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def read(folder: Path, book: Codebook, *rows: str) -> Reading:
    sheets = {"封面": "| 历史数据 |\n| 本表为合成数据 |", "历史": "\n".join((HEADER, *rows))}
    (incoming,) = collect.gather(workbook(folder / "历史数据.xlsx", sheets))
    return collect.read(incoming, book)


def test_each_value_of_a_row_is_an_observation_with_its_address(tmp_path: Path, book: Codebook) -> None:
    reading = read(
        tmp_path, book, "| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 12.5 | 30.1 | 28 |"
    )
    assert (reading.nature, reading.unit, reading.period) == (Nature.HISTORY, None, None)
    assert [(o.kind, o.value, o.source.cell, o.form) for o in reading.observations] == [
        (Kind.MONTH, Decimal("12.5"), "H2", ""),
        (Kind.YTD, Decimal("30.1"), "I2", ""),
        (Kind.PRIOR_YTD, Decimal("28"), "J2", ""),
    ]
    assert {(o.unit, o.indicator, o.period, o.scope) for o in reading.observations} == {
        ("430102", "WM01", Period(2023, 3), "全辖")
    }


def test_blank_cells_say_nothing_and_nil_signs_keep_their_meaning(tmp_path: Path, book: Codebook) -> None:
    reading = read(tmp_path, book, "| '430100 | 长沙市 | KA04 | 班列 | 列 | 全市 | 2023年3月 | | 0 | — |")
    assert [(o.kind, o.status, o.value) for o in reading.observations] == [
        (Kind.YTD, Status.REPORTED, Decimal(0)),
        (Kind.PRIOR_YTD, Status.DASH, None),
    ]


def test_measures_are_converted_exactly_and_never_across_currencies(tmp_path: Path, book: Codebook) -> None:
    reading = read(
        tmp_path,
        book,
        "| '430102 | 芙蓉区 | WM01 | 进出口总额 | 万元 | 全辖 | '2023-03 | 6152500 | | |",
        "| '430102 | 芙蓉区 | WZ01 | 实际使用外资 | 亿元 | 全辖 | '2023-03 | 5 | | |",
    )
    assert [(o.indicator, o.value) for o in reading.observations] == [("WM01", Decimal("615.25"))]
    assert [(f.rule, f.source.cell) for f in reading.findings] == [("READ-HISTORY", "H3")]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("| '999999 | 某区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 1 | | |", "A2"),
        ("| '430102 | 芙蓉区 | XX01 | 某指标 | 亿元 | 全辖 | '2023-03 | 1 | | |", "C2"),
        ("| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | 某月 | 1 | | |", "G2"),
        ("| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖 | '2023-03 | 1o | | |", "H2"),
    ],
)
def test_a_row_that_names_nothing_declared_is_reported(row: str, cell: str, tmp_path: Path, book: Codebook) -> None:
    reading = read(tmp_path, book, row)
    assert reading.observations == ()
    assert [(f.rule, f.source.cell) for f in reading.findings] == [("READ-HISTORY", cell)]


@pytest.mark.parametrize("inline", [False, True])
def test_the_short_cut_for_long_tables_sees_what_the_full_pass_sees(inline: bool, tmp_path: Path) -> None:
    rows = "\n".join(f"| 甲<{i}>& | {i}.25 | -{i} | '00{i} |" for i in range(6000))
    parts = parts_of(workbook(tmp_path / "a.xlsx", {"表": rows}).read_bytes())
    name = "xl/worksheets/sheet1.xml"
    shared = [f"甲<{i}>&" if part == 0 else f"00{i}" for i in range(6000) for part in (0, 1)]
    if inline:
        references = [word.translate({60: "&lt;", 62: "&gt;", 38: "&amp;", 0x7532: "&#30002;"}) for word in shared]
        pieces = parts[name].split(b't="s"><v>')
        texts = [f't="inlineStr"><is><t>{word}</t></is>'.encode() for word in references]
        parts[name] = pieces[0] + b"".join(
            text + piece.partition(b"</v>")[2] for text, piece in zip(texts, pieces[1:], strict=True)
        )
    commented = parts[name].replace(b"</sheetData>", b"<!-- --></sheetData>")
    full, short = scan(parts | {name: commented}).sheets[0][2], scan(parts).sheets[0][2]
    assert read_plain(commented, shared) is None and read_plain(parts[name], shared) is not None
    assert full is not None and short is not None and len(full.cells) == 24000
    assert short.cells == full.cells


def test_the_short_cut_is_silent_when_a_cell_is_unlike_the_others(tmp_path: Path) -> None:
    rows = "\n".join(f"| {i} | {i}.25 | -{i} | {i} |" for i in range(8000))
    sheet = parts_of(workbook(tmp_path / "a.xlsx", {"表": rows}).read_bytes())["xl/worksheets/sheet1.xml"]
    assert read_plain(sheet, []) is not None
    for odd in (
        b'<c r="A9" t="e"><v>#REF!</v></c>',
        b'<c r="ZZ9"><f>A1</f></c>',
        b'<c r="A1"><v>1</v></c>',
        b"<c><v>1</v></c>",
    ):
        assert read_plain(sheet.replace(b"</row></sheetData>", odd + b"</row></sheetData>"), []) is None


def test_a_long_history_keeps_every_row(tmp_path: Path, book: Codebook) -> None:
    months = [f"{2000 + i // 12 % 90}-{i % 12 + 1:02d}" for i in range(1000)]
    start = "| '430102 | 芙蓉区 | WM01 | 进出口总额 | 亿元 | 全辖"
    rows = [f"{start} | '{month} | {i} | {i}.5 | |" for i, month in enumerate(months)]
    reading = read(tmp_path, book, *rows)
    assert sum(o.value or 0 for o in reading.observations) == sum(range(1000)) * 2 + Decimal("500")
    assert reading.observations[-1].source.cell == "I1001"
