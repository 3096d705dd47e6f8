"""The count of pages known before a document is printed anywhere, and what is done with it: shorter versions, and an
imprint that never stands alone on a page."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from tests.test_word_forms import MARCH
from tests.test_word_layout import W, block, part, value
from toolkit.model import Block, Column, Table
from toolkit.publish import word
from toolkit.publish.word.document import _composed
from toolkit.publish.word.pagination import Laid
from toolkit.publish.word.profile import TEMPLATES

LINE = "国" * 28
TIGHT = "230"  # row_tight of 公文格式.toml
IMPRINT: dict[str, Any] = {"imprint": True, "copies": "市委办公厅"}


def laid(blocks: list[Block], **settings: Any) -> Laid:
    return _composed(blocks, {}, {}, word.Office(**settings), False, TEMPLATES, counted=True).laid


def lines(count: int) -> Block:
    """A paragraph of so many full lines; its first one is two characters shorter."""
    return block("正文", (LINE * count)[2:])


def body(blocks: list[Block], tables: dict[str, Table], **settings: Any) -> ElementTree.Element:
    content = word.document(blocks, tables, {}, office=word.Office(**settings), period=MARCH, draft=False)
    return part(content, "word/document.xml")


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (22, 1), (23, 2), (44, 2), (45, 3)])
def test_a_page_holds_22_lines(count: int, pages: int) -> None:
    assert laid([lines(count)]).pages == pages


@pytest.mark.parametrize(("count", "pages"), [(23, 2), (44, 2), (45, 3)])
def test_so_does_one_of_profile_b(count: int, pages: int) -> None:
    assert laid([lines(count)], area="B").pages == pages


def test_a_heading_goes_to_the_page_of_its_text() -> None:
    assert laid([lines(21), block("一级", "一、情况")]).pages == 1
    assert (
        laid([lines(21), block("一级", "一、情况"), lines(22)]).pages == 3
    )  # 21, then the heading and 21 of 22, then 1


def test_a_number_is_not_parted_and_no_line_begins_with_a_mark() -> None:
    full = "国" * 25
    assert laid([lines(21), block("正文", full + "国")]).pages == 1
    assert laid([lines(21), block("正文", full + "12.5")]).pages == 2


@pytest.mark.parametrize(("count", "alone"), [(15, False), (20, True)])
def test_an_imprint_alone_on_a_page_takes_the_last_paragraph_with_it(count: int, alone: bool) -> None:
    made = body([lines(count), block("正文", "特此通报。")], {}, **IMPRINT, printer="办公室")
    pushed = [p for p in made.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    said = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in pushed]
    assert said == (["特此通报。"] if alone else [])


def test_who_wrote_a_bulletin_never_stands_on_a_page_alone() -> None:
    """The head of a 简报 leaves 12 lines of the first page; the credit goes with the last paragraph and its note."""
    frame = (block("版式", "简报"), block("供稿", "（长沙市商务局供稿）"))
    made = body([*frame, lines(9), lines(2), block("注", "本期为样例。")], {})
    kept = [p for p in made.iter(f"{W}p") if p.find(f"{W}pPr/{W}keepNext") is not None]
    assert ["".join(t.text or "" for t in p.iter(f"{W}t"))[:2] for p in kept] == ["国国", "本期"]


CLOSE = (block("正文", "特此通报。"), block("署名", "长沙市商务局"), block("日期", "2024年4月22日"))


@pytest.mark.parametrize(
    ("count", "held", "pitch"),
    [(8, False, "579"), (9, False, "549"), (10, False, "519"), (11, True, "579"), (14, False, "579")],
)
def test_a_closing_word_never_begins_a_page_without_the_text_before_it(count: int, held: bool, pitch: str) -> None:
    """Ten lines and eight leave room for the word and the close (four lines); ten and nine or ten do when all stand
    closer (7.3.5.4), ten and eleven do not; of ten and fourteen the last stand on the second page already."""
    text = [block("正文", "首段。"), lines(9), lines(count), *CLOSE]
    made = body(text, {})
    assert [value(grid, "linePitch") for grid in made.iter(f"{W}docGrid")] == [pitch]
    assert laid(text).pages == (2 if held or count == 14 else 1)
    kept = [
        "".join(t.text or "" for t in p.iter(f"{W}t"))[:2]
        for p in made.iter(f"{W}p")
        if p.find(f"{W}pPr/{W}keepNext") is not None
    ]
    assert ("国国" in kept) == held and "特此" in kept
    assert not laid(text).parted


@pytest.mark.parametrize(
    ("count", "duplex", "left"), [(1, True, "1588"), (30, True, "1474"), (50, True, "1588"), (30, False, "1588")]
)
def test_an_imprint_stands_at_the_left_edge_of_the_type_area_of_its_page(count: int, duplex: bool, left: str) -> None:
    """Printed on both sides, an even page has its binding edge on the right: 26 mm of margin on the left, not 28."""
    made = body([lines(count), block("正文", "完。")], {}, duplex=duplex, **IMPRINT)
    assert [value(place, "tblpX") for place in made.iter(f"{W}tblpPr")] == [left]


def test_a_closing_word_above_the_list_of_annexes_takes_no_text_along() -> None:
    table = Table("表", "各区情况", (Column("单位", False), Column("累计", True)), (("区", "1.0"),), ("row",))
    word, *close = CLOSE
    text = [block("正文", "首段。"), lines(9), lines(9), word, block("附件说明"), *close, block("附表", ref="表")]
    kept = [p for p in body(text, {"表": table}).iter(f"{W}p") if p.find(f"{W}pPr/{W}keepNext") is not None]
    said = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in kept]
    assert "特此通报。" in said and not [each for each in said if each.startswith("国国")]


def test_an_imprint_takes_the_closing_word_and_the_text_before_it() -> None:
    made = body([lines(3), lines(17), block("正文", "特此通报。")], {}, **IMPRINT, printer="办公室")
    fresh = [p for p in made.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert ["".join(t.text or "" for t in p.iter(f"{W}t"))[:2] for p in fresh] == ["国国"]


def test_an_annexed_table_makes_room_for_the_imprint_below_it() -> None:
    rows = tuple((f"区{n}", "1.0") for n in range(30))
    table = Table("表", "各区情况", (Column("单位", False), Column("累计", True)), rows, ("row",) * 30)
    blocks = [lines(3), block("附件说明"), block("附表", ref="表"), block("日期", "2024年4月22日")]
    tight = [
        value(e)
        for e in body(blocks, {"表": table}, imprint=True, copies="各区县（市）商务主管部门，" * 4).iter(f"{W}trHeight")
    ]
    plain = [value(e) for e in body(blocks, {"表": table}).iter(f"{W}trHeight")]
    assert tight[1:] == ["230"] * 30 and plain[1:] == ["290"] * 30


@pytest.mark.parametrize(("notes", "tight"), [(5, False), (17, True), (60, False)])
def test_an_annex_whose_notes_run_over_its_page_is_set_tighter_when_that_helps(notes: int, tight: bool) -> None:
    rows = tuple((f"指标{n}", "1.0") for n in range(22))
    columns = (Column("指标", width=20), Column("累计", numeric=True, width=10))
    table = Table("甲", "主要指标", columns, rows, ("data",) * len(rows), "", ("数" * 48 * notes,))
    made = body([lines(3), Block("附表", (), "甲")], {"甲": table})
    heights = {row.get(f"{W}val") for row in made.iter(f"{W}trHeight")}
    assert (TIGHT in heights) is tight


@pytest.mark.parametrize(("count", "own"), [(5, True), (30, False)])
def test_an_imprint_wanted_on_an_even_page_has_its_own_only_when_the_last_page_is_odd(count: int, own: bool) -> None:
    made = body([lines(count), block("日期", "2024年4月22日")], {}, **IMPRINT, imprint_on_even=True)
    assert [value(e) for e in made.iter(f"{W}type")] == (["evenPage"] if own else [])


def test_of_versions_the_first_that_keeps_to_its_length_is_printed() -> None:
    versions = [[block("篇幅", "1"), lines(count)] for count in (40, 30, 20, 10)]
    asked = iter(versions)
    chosen = word.first_that_fits(asked, {}, {}, office=word.Office(), draft=False)
    assert chosen is versions[2] and next(asked) is versions[3]  # the last was not even asked for


def test_where_none_keeps_to_its_length_the_shortest_is_printed() -> None:
    versions = [[block("篇幅", "1"), lines(count)] for count in (40, 30)]
    assert word.first_that_fits(versions, {}, {}, office=word.Office(), draft=False) is versions[1]


def test_a_length_is_not_printed() -> None:
    made = body([block("篇幅", "7"), block("正文", "国")], {})
    assert "".join(t.text or "" for t in made.iter(f"{W}t")) == "国"
