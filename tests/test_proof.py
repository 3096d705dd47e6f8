"""Proof: a planted wrong number, unit, rank, sign or date in a finished document is found, and nothing else is."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from tests.prose_cases import figure
from tests.test_word_layout import BLOCKS, MARCH, narrow, progress, wide
from toolkit.codebook.terms import Codebook
from toolkit.model import Block, Chart, Column, Figure, Series, Span, Table
from toolkit.publish import word
from toolkit.publish.proof import Misfit, forms, proof

HEADLINE = figure("WM01", "430100", MARCH, "ytd", "1225.3")
FALL = figure("WM01", "430100", MARCH, "ytd_yoy", "-3.2")


def figures() -> list[Figure]:
    cells = [cell for row in narrow().rows for cell in row if isinstance(cell, Figure)]
    drawn = [f for series in progress().series for f in series.values if f is not None]
    return [HEADLINE, FALL, *cells, *drawn]


def written(tmp_path: Path, *blocks: Block) -> Path:
    return word.write(
        tmp_path / "报告.docx",
        blocks or [b for b in BLOCKS if b.ref != "宽表"],
        {"窄表": replace(narrow(), notes=()), "宽表": wide()},
        {"图": progress()},
        office=word.Office(),
        period=MARCH,
        draft=False,
    )


def paragraph(*spans: Span) -> Block:
    return Block("正文", spans)


def misfits(path: Path, book: Codebook | None = None) -> list[Misfit]:
    return proof(path, figures(), book, [progress()])


def planted(path: Path, old: str, new: str, part: str = "word/document.xml") -> Path:
    """The document with one string of one part changed, as a slip of the hand would."""
    source = zipfile.ZipFile(BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return path


def test_a_document_as_written_has_no_misfit(tmp_path: Path) -> None:
    assert misfits(written(tmp_path)) == []


def test_a_doubling_may_be_said_in_times_of_the_base_but_not_otherwise() -> None:
    rise = replace(figure("WM01", "430102", MARCH, "ytd_yoy", "187.5"), value=Decimal("187.46"))
    assert forms(rise) == {"187.5%", "187.5", "1.9倍"}
    assert "倍" not in "".join(forms(figure("WM01", "430102", MARCH, "ytd_yoy", "-187.5")))
    assert "倍" not in "".join(forms(figure("WM01", "430102", MARCH, "completion", "187.5")))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("1225.3亿元", "1225.8亿元", "a digit"),
        ("1225.3亿元", "1225.3万元", "a measure"),
        (">112.5<", ">112.6<", "a cell"),
        (">-3.2<", ">4.2<", "a rate"),
        (">-3.2<", ">3.2<", "a sign"),
        ("F_WM01_430100_2024_03_ytd_1", "F_WM01_430100_2024_03_month_1", "a bookmark of another figure"),
    ],
)
def test_a_planted_slip_is_found(old: str, new: str, what: str, tmp_path: Path) -> None:
    assert len(misfits(planted(written(tmp_path), old, new))) == 1, what


def test_a_number_outside_every_figure_is_found(tmp_path: Path) -> None:
    found = misfits(written(tmp_path, paragraph(Span("同比下降"), Span("3.2%", FALL.id), Span("，约有15家，增长8%。"))))
    assert [misfit.printed for misfit in found] == ["15", "8%"]


def test_a_sentence_may_drop_the_sign_of_a_fall_but_not_its_digits(tmp_path: Path) -> None:
    assert misfits(written(tmp_path, paragraph(Span("下降"), Span("3.2%", FALL.id)))) == []
    assert len(misfits(written(tmp_path, paragraph(Span("下降"), Span("2.3%", FALL.id))))) == 1


def test_a_word_that_claims_the_other_direction_is_found(tmp_path: Path) -> None:
    rise = figure("WM01", "430100", MARCH.previous, "ytd_yoy", "3.2")
    ahead = figure("WM01", "430100", MARCH, "gap", "0.7")
    for told, words, wrong in (
        ([FALL], ("同比增长", "3.2%"), True),
        ([rise], ("同比下降", "3.2%"), True),
        ([rise], ("同比增长", "3.2%"), False),
        ([ahead], ("低于序时进度", "0.7个百分点"), True),
        ([ahead], ("超序时进度", "0.7个百分点"), False),
        ([rise, FALL], ("分别增长", "3.2%", "、", "3.2%"), True),
    ):
        ids = iter(told)
        spans = [Span(text, next(ids).id if text[0].isdigit() else "") for text in words]
        path = tmp_path / "报告.docx"
        word.write(path, [paragraph(*spans)], {}, {}, office=word.Office(), period=MARCH, draft=False)
        assert bool(proof(path, told)) is wrong, words


def test_a_day_that_is_none_of_the_document_s_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph(Span("截至2024年4月22日，已报送。")))
    known = [date(2024, 4, 22)]
    assert proof(path, figures(), days=known) == []
    slipped = planted(path, "2024年4月22日", "2024年4月23日")
    assert [each.printed for each in proof(slipped, figures(), days=known)] == ["2024年4月23日"]


@pytest.mark.parametrize(
    "words",
    [
        "截至2024年4月22日，", "2024年一季度", "1—3月累计", "较1—2月加快", "3月当月", "见表1和图12", "附件2",
        "长商务发〔2024〕12号", "2021—2025年", "1.按全辖口径汇总", "今年第2次通报", "抓住“双11”“3·15”等机遇",
        "（联系人：某某，电话：0731-88660000）",
    ],
)  # fmt: skip
def test_dates_periods_and_numbering_are_structural(words: str, tmp_path: Path) -> None:
    assert misfits(written(tmp_path, paragraph(Span(words)))) == []


@pytest.mark.parametrize("words", ["增长13.5", "第3位", "2024", "1.5倍", "12个", "“增长13.5%”", "第123次"])
def test_what_only_looks_structural_is_not(words: str, tmp_path: Path) -> None:
    assert misfits(written(tmp_path, paragraph(Span(words)))) != []


def test_a_figure_never_joins_the_words_around_it_into_a_date(tmp_path: Path) -> None:
    found = misfits(written(tmp_path, paragraph(Span("2024"), Span("1225.3亿元", HEADLINE.id), Span("年"))))
    assert [misfit.printed for misfit in found] == ["2024"]


def test_a_chart_whose_data_differ_is_found(tmp_path: Path) -> None:
    path = planted(written(tmp_path), "<c:v>23.4</c:v>", "<c:v>32.4</c:v>", "word/charts/chart1.xml")
    assert len(misfits(path)) == 1


def test_a_chart_s_binary_cache_is_no_misfit(tmp_path: Path) -> None:
    """8.3 stands in the cache as 8.300000000000001."""
    january = Series("序时", (figure("WM01", "甲", MARCH, "pace", "8.3"), figure("WM01", "乙", MARCH, "pace", "16.7")))
    chart = Chart("图", "完成进度", ("甲", "乙"), (january,))
    path = tmp_path / "图.docx"
    word.write(path, [Block("图", (), "图")], {}, {"图": chart}, office=word.Office(), period=MARCH, draft=False)
    assert proof(path, [f for f in january.values if f is not None], None, [chart]) == []


def test_declared_names_and_quoted_words_keep_their_digits(tmp_path: Path, book: Codebook) -> None:
    row = next(row for row in book.contradictions if re.search(r"\d", row.footnote))
    quote = Span(row.footnote, f"doc:规划矛盾#{row.id}")
    path = written(tmp_path, paragraph(Span("三类500强企业投资项目数增加。"), quote))
    assert misfits(path, book) == []
    changed = Span(row.footnote.replace("1", "7").replace("2", "9"), quote.figure)
    assert len(misfits(written(tmp_path, paragraph(changed)), book)) == 1


def test_a_table_of_words_needs_no_figures(tmp_path: Path) -> None:
    words = Table("词", "报送情况", narrow().columns[:1], (("长沙县",),), ("data",))
    path = tmp_path / "词.docx"
    word.write(path, [Block("表", (), "词")], {"词": words}, {}, office=word.Office(), period=MARCH, draft=False)
    assert proof(path, []) == []


LABELS = Table(
    "各单位",
    "各单位完成情况",
    (Column("单位", width=12), Column("累计", numeric=True)),
    (
        ("芙蓉区", figure("WM01", "430102", MARCH, "ytd", "32.5")),
        ("天心区", figure("WM01", "430103", MARCH, "ytd", "45.9")),
    ),
    ("data", "data"),
)
INDICATORS = Table(
    "主要指标",
    "主要指标",
    (Column("指标", width=12), Column("计量单位", width=8), Column("累计", numeric=True)),
    (("进出口总额①", "亿元", figure("WM01", "430100", MARCH, "ytd", "790.4")),),
    ("data",),
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("芙蓉区", "芙蓉区", []),
        ("芙蓉区", "天心区", ["天心区"]),
        ("芙蓉区", "芙蓉县", ["芙蓉县"]),
        ("进出口总额", "出口总额", ["出口总额"]),
        ("亿元", "万元", ["万元"]),
    ],
)
def test_a_number_beside_another_units_or_indicators_name_or_measure_is_found(
    old: str, new: str, told: list[str], book: Codebook, tmp_path: Path
) -> None:
    path = word.write(
        tmp_path / "报告.docx",
        [Block("表", (), "各单位"), Block("表", (), "主要指标")],
        {table.name: table for table in (LABELS, INDICATORS)},
        {},
        office=word.Office(),
        period=MARCH,
        draft=False,
    )
    stated = [cell for table in (LABELS, INDICATORS) for row in table.rows for cell in row if isinstance(cell, Figure)]
    found = proof(planted(path, f">{old}", f">{new}"), stated, book)
    assert [each.printed for each in found] == told


LEADERS = (("芙蓉区", "430102", "9.1"), ("天心区", "430103", "8.2"))
LEADING = "芙蓉区、天心区增速居前列，分别增长{}、{}；雨花区增长{}，居末位。"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("雨花区", "雨花区", []),
        ("芙蓉区、天心区", "天心区、芙蓉区", ["8.2%"]),
        ("雨花区", "开福区", ["1.0%"]),
        ("雨花区增长", "雨花区块增长", []),
        ("天心区增速", "望城区增速", ["8.2%"]),
    ],
)
def test_a_number_behind_another_units_name_in_a_sentence_is_found(
    old: str, new: str, told: list[str], book: Codebook, tmp_path: Path
) -> None:
    """A block named like a district (雨花区块) is another unit and no district: nothing is claimed of it."""
    stated = [figure("WM01", u, MARCH, "ytd_yoy", v) for _, u, v in (*LEADERS, ("雨花区", "430111", "1.0"))]
    words = LEADING.split("{}")
    spans = [
        s for n, word_ in enumerate(words) for s in (Span(word_), *(Span(f.text, f.id) for f in stated[n : n + 1]))
    ]
    path = word.write(
        tmp_path / "报告.docx", [paragraph(*spans)], {}, {}, office=word.Office(), period=MARCH, draft=False
    )
    assert [each.printed for each in proof(planted(path, old, new), stated, book)] == told


def test_the_copy_number_of_a_letter_stands_on_the_line_of_its_number(tmp_path: Path, book: Codebook) -> None:
    """信函：份号顶格，发文字号在同一行右端（GB/T 9704—2012 10.1）。"""
    office = word.Office(letterhead=True, copy_number="000012", number="长商务发〔2024〕12号")
    blocks = [Block("版式", (Span("信函"),)), paragraph(Span("请抓紧报送。"))]
    path = word.write(tmp_path / "函.docx", blocks, {}, {}, office=office, period=MARCH, draft=False)
    assert proof(path, [], book) == []
