"""The forms of an official document on the XML: 版头, 信函, 纪要, 简报, 版记, 附件, the type areas, what is not final.

Numbers in the names of tests are rows of docs/公文格式.md.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openxml_audit import OpenXmlValidator

from tests.busy_month import full_dress
from tests.test_word_layout import MARCH, W, block, narrow, part, value, wide
from toolkit.model import Block, Column, Span, Table
from toolkit.publish import word, wrapping
from toolkit.publish.word.setting import title_lines
from toolkit.publish.word.table import chosen
from toolkit.publish.wrapping import halves

FULL: dict[str, Any] = {
    "letterhead": True,
    "mark": "长沙市商务局文件",
    "number": "长商务发〔2024〕12号",
    "imprint": True,
    "copies": "市委办公厅，市政府办公厅，市统计局",
    "copy_number": "000012",
    "secrecy": "机密★1年",
    "urgency": "特急",
    "reported_to": "市委、市政府领导",
    "sent_to": "市直有关单位",
    "issued_to": "各区县（市）商务主管部门",
    "printed": "60",
}
TEXT = (
    block("标题", "关于报送月报的函"),
    block("主送", "芙蓉区人民政府："),
    block("正文", "按照要求，请抓紧报送。"),
    block("正文", "特此函告。"),
    block("附件说明"),
    block("署名", "长沙市商务局"),
    block("日期", "2024年4月22日"),
)
ANNEXES = (block("附表", ref="窄表"), block("附表", ref="宽表"))
FORMS = {
    "文件": (*TEXT, *ANNEXES),
    "信函": (block("版式", "信函"), *TEXT),
    "纪要": (block("版式", "纪要"), block("期号", "3"), block("出席", "甲、乙"), *TEXT[:4]),
    "材料": (block("版式", "材料"), *TEXT[:1], *TEXT[2:4]),
    "简报": (
        block("版式", "简报"),
        block("期号", "3"),
        block("总期号", "15"),
        block("编发日期", "2024年4月22日"),
        block("按语", "供参考。"),
        *TEXT[:1],
        *TEXT[2:4],
        block("供稿", "（综合科供稿）"),
    ),
}


def made(form: str = "文件", draft: bool = False, **settings: Any) -> bytes:
    office = word.Office(**{**FULL, **settings})
    tables = {"窄表": narrow(), "宽表": wide()}
    return word.document(FORMS[form], tables, {}, office=office, period=MARCH, draft=draft)


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph of the body, tables included."""
    body = part(content, "word/document.xml")
    return [
        (value(p.find(f"{W}pPr/{W}pStyle")) or "", "".join(t.text or "" for t in p.iter(f"{W}t")))
        for p in body.iter(f"{W}p")
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "settings", [{}, {"area": "B"}, {"duplex": True, "imprint_on_even": True, "signers": "张某某、李某某、王某某"}]
)
def test_59_every_form_is_valid_for_word(form: str, settings: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "文件.docx"
    path.write_bytes(made(form, **settings))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, [str(error) for error in result.errors]


def test_20_the_first_three_lines_are_the_copy_number_the_secrecy_and_the_urgency() -> None:
    assert paragraphs(made())[:3] == [("GWCopyNumber", "000012"), ("GWSecrecy", "机密★1年"), ("GWSecrecy", "特急")]


def test_20_the_secrecy_keeps_the_second_line_without_a_copy_number() -> None:
    assert paragraphs(made(copy_number=""))[:3] == [("GWBlank", ""), ("GWSecrecy", "机密★1年"), ("GWSecrecy", "特急")]


def test_18_the_mark_stands_35_millimetres_down_whatever_stands_above_it() -> None:
    for settings in ({}, {"copy_number": ""}, {"copy_number": "", "secrecy": "", "urgency": ""}):
        body = part(made(**settings), "word/document.xml")
        height = 0
        for paragraph in body.iter(f"{W}p"):
            if value(paragraph.find(f"{W}pPr/{W}pStyle")) == "GWMark":
                break
            spacing = paragraph.find(f"{W}pPr/{W}spacing")
            height += int(value(spacing, "line") or 579)
        assert height == 1985


def test_21_two_empty_lines_between_the_mark_and_the_number() -> None:
    styles = [style for style, _ in paragraphs(made())]
    at = styles.index("GWMark")
    assert styles[at : at + 5] == ["GWMark", "GWBlank", "GWBlank", "GWNumber", "GWRule"]
    assert styles[at + 5 : at + 8] == ["GWBlank", "GWBlank", "GWTitle"]


def test_22_signers_share_the_last_line_with_the_number_two_names_a_line() -> None:
    content = made(signers="张某某、李某某、王某某")
    assert [text for style, text in paragraphs(content) if style == "GWNumber"] == [
        "签发人：张某某\u3000李某某",
        "长商务发〔2024〕12号王某某",
    ]
    names = [
        value(run.find(f"{W}rPr/{W}rFonts"), "eastAsia")
        for run in part(content, "word/document.xml").iter(f"{W}r")
        if "某某" in "".join(t.text or "" for t in run.iter(f"{W}t"))
    ]
    assert names == ["楷体_GB2312"] * 2


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("发文字号", "长商务发[2024]12号"),
        ("发文字号", "长商务发〔2024〕第12号"),
        ("份号", "12"),
        ("密级", "机密*1年"),
        ("紧急程度", "急"),
        ("版心", "C"),
    ],
)
def test_settings_the_standard_does_not_allow_are_refused(key: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "公文格式.toml").write_bytes((word.profile.TEMPLATES / "公文格式.toml").read_bytes())
    (tmp_path / "机关.toml").write_text(f'"{key}" = "{text}"\n', encoding="utf-8")
    with pytest.raises(word.SettingsFault, match=key):
        word.load_office(tmp_path)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('"通报" = "长商务通〔2024〕第3号"', "“通报”的发文字号写成"),
        ('"催报函" = "长商务发〔2024〕3号"', "“催报函”是函，机关代字以“函”字结尾"),
        ('"工作简报" = "长商务简〔2024〕3号"', "“工作简报”的版式是简报，不编发文字号"),
        ('"一单位一页" = "长商务发〔2024〕3号"', "“一单位一页”的版式是材料"),
        ('"通告" = "长商务通〔2024〕3号"', "“通告”没有这种文稿的模板"),
        ('"通报" = "长商务发〔2024〕12号"', "“通报”与“月度报告”的发文字号相同"),
        ('"通报" = 3', "“各文种发文字号”一行一个文种"),
    ],
)
def test_a_number_that_a_kind_of_document_cannot_carry_is_refused_at_its_line(
    given: str, told: str, tmp_path: Path
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(word.profile.TEMPLATES, folder)
    text = f'"发文字号" = "长商务发〔2024〕12号"\n\n["各文种发文字号"]\n{given}\n'
    (folder / "机关.toml").write_text(text, encoding="utf-8")
    with pytest.raises(word.SettingsFault, match=told) as found:
        word.load_office(folder)
    assert found.value.told[0][0] == (3 if told.startswith("“各文种") else 4)


def test_each_kind_of_document_has_its_own_number_or_none(tmp_path: Path) -> None:
    office = word.load_office(full_dress(tmp_path / "t"))
    kinds = ("月度报告", "通报", "领导专报", "催报函", "退回单", "快报")
    assert [office.of(f"{kind}.md.j2").number for kind in kinds] == [
        "长商务发〔2024〕12号", "长商务通〔2024〕3号", "长商务报〔2024〕5号", "长商务函〔2024〕\u3000号", "", "",
    ]  # fmt: skip
    assert word.Office(number="长商务发〔2024〕12号").of("通报.md.j2").number == "", "no two documents share a number"


def test_32_38_annexes_stand_on_pages_of_their_own_under_the_names_they_are_listed_by() -> None:
    found = paragraphs(made())
    listed = [text for style, text in found if style == "GWAnnexList"]
    assert listed == ["附件：1.一季度完成情况", "2.横排表"]
    labels = [n for n, (style, _) in enumerate(found) if style == "GWAnnexLabel"]
    assert [found[n][1] for n in labels] == ["附件1", "附件2"]
    assert [found[n + 2] for n in labels] == [("GWTitle", "一季度完成情况"), ("GWTitle", "横排表")]
    styles = part(made(), "word/styles.xml")
    label = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "GWAnnexLabel")
    assert label.find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_32_a_single_annex_has_no_number() -> None:
    content = word.document(
        [*TEXT, ANNEXES[0]], {"窄表": narrow()}, {}, office=word.Office(), period=MARCH, draft=False
    )
    texts = [text for _, text in paragraphs(content)]
    assert "附件：一季度完成情况" in texts
    assert "附件" in texts


def test_36_the_paragraph_before_the_signature_stays_with_it_but_the_first_one_stays_on_page_one() -> None:
    def kept(*blocks: Block) -> list[str]:
        body = part(word.document(blocks, {}, {}, office=word.Office(), period=MARCH, draft=False), "word/document.xml")
        return [
            "".join(t.text or "" for t in p.iter(f"{W}t"))
            for p in body.iter(f"{W}p")
            if p.find(f"{W}pPr/{W}keepNext") is not None and p.find(f"{W}pPr/{W}pStyle[@{W}val='GWBody']") is not None
        ]

    assert kept(*TEXT[:4], *TEXT[5:]) == ["特此函告。"]
    assert kept(*TEXT[:3], *TEXT[5:]) == []


def test_39_40_41_the_imprint_is_the_last_table_at_the_foot_of_the_type_area() -> None:
    body = part(made(), "word/document.xml")
    table = list(body.iter(f"{W}tbl"))[-1]
    place = table.find(f"{W}tblPr/{W}tblpPr")
    assert [value(place, key) for key in ("vertAnchor", "horzAnchor", "tblpX", "tblpYSpec")] == [
        "margin",
        "page",
        "1588",
        "bottom",
    ]
    edges = [
        [value(cell.find(f".//{W}{side}"), "sz") for side in ("top", "bottom")] for cell in table.iter(f"{W}tcBorders")
    ]
    assert edges == [["8", "6"], ["6", "8"]]
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in table.iter(f"{W}p")]
    assert texts == ["抄送：市委办公厅，市政府办公厅，市统计局。", "长沙市商务局2024年4月22日印发"]


def test_45_46_a_landscape_annex_is_followed_by_an_upright_page_for_the_imprint() -> None:
    body = part(made(), "word/document.xml")
    turned = [value(s.find(f"{W}pgSz"), "orient") == "landscape" for s in body.iter(f"{W}sectPr")]
    assert turned == [False, True, False]
    without = part(made(imprint=False), "word/document.xml")
    assert [value(s.find(f"{W}pgSz"), "orient") == "landscape" for s in without.iter(f"{W}sectPr")] == [False, True]


def test_an_imprint_on_an_even_page_of_its_own_carries_no_page_number() -> None:
    content = made("文件", imprint_on_even=True)
    last = list(part(content, "word/document.xml").iter(f"{W}sectPr"))[-1]
    assert value(last.find(f"{W}type")) == "evenPage"
    footer = part(content, "word/footer5.xml")
    assert not list(footer.iter(f"{W}instrText"))


def test_a_letter_has_double_rules_no_number_on_page_one_and_no_issuing_line() -> None:
    content = made("信函")
    body = part(content, "word/document.xml")
    bars = [
        (
            int(e.find(".//{*}positionV/{*}posOffset").text),
            int(e.find("{*}extent").get("cx")),
            int(e.find("{*}extent").get("cy")),
        )  # type: ignore[union-attr,arg-type]
        for e in body.iter()
        if e.tag.endswith("}anchor")
    ]
    assert len(bars) == 4
    assert {width for _, width, _ in bars} == {9638 * 635}
    assert [weight > bars[1][2] for _, _, weight in bars] == [True, False, False, True]
    assert bars[3][0] + bars[3][2] == (16838 - 1134) * 635
    assert [s.find(f"{W}titlePg") is not None for s in body.iter(f"{W}sectPr")] == [True]
    texts = [text for _, text in paragraphs(content)]
    assert texts[0] == "长沙市商务局"
    assert not [text for text in texts if "印发" in text]


def test_a_brief_has_its_name_issue_office_and_day_and_its_tail() -> None:
    texts = [text for _, text in paragraphs(made("简报")) if text]
    assert texts[:6] == [
        "机密★1年",
        "工作简报",
        "第3期",
        "（总第15期）",
        "长沙市商务局2024年4月22日",
        "编者按：供参考。",
    ]
    assert texts[-5:] == [
        "（综合科供稿）",
        "报：市委、市政府领导。",
        "送：市直有关单位。",
        "发：各区县（市）商务主管部门。",
        "共印60份",
    ]
    assert "发文字号" not in texts


def test_minutes_name_who_was_there() -> None:
    found = paragraphs(made("纪要"))
    assert ("GWMark", "长沙市商务局会议纪要") in found
    assert ("GWNumber", "第3期") in found
    assert ("GWPeople", "出席：甲、乙") in found


def test_a_head_is_printed_only_when_the_office_wants_it() -> None:
    styles = {style for style, _ in paragraphs(made(letterhead=False))}
    assert not styles & {"GWMark", "GWNumber", "GWRule", "GWCopyNumber"}
    assert "GWBriefName" in {style for style, _ in paragraphs(made("简报", letterhead=False))}


def test_a_material_has_neither_head_nor_imprint_whatever_the_office_prints_on_its_documents() -> None:
    styles = {style for style, _ in paragraphs(made("材料"))}
    assert not styles & {"GWMark", "GWNumber", "GWRule", "GWCopyNumber", "GWImprint"}
    assert "抄送" not in "".join(text for _, text in paragraphs(made("材料")))
    assert "抄送" in "".join(text for _, text in paragraphs(made("文件")))


def test_17_red_stands_only_in_marks_rules_and_names() -> None:
    for form in FORMS:
        content = made(form)
        styles = part(content, "word/styles.xml")
        red = {
            s.get(f"{W}styleId")
            for s in styles.iter(f"{W}style")
            if s.find(f"{W}rPr/{W}color[@{W}val='FF0000']") is not None
        }
        assert red == {"GWMark", "GWLetterMark", "GWBriefName"}
        body = ElementTree.tostring(part(content, "word/document.xml"), encoding="unicode")
        assert not re.search(r"w:color w:val=\"(?!000000|auto)", body)


def test_01_02_05_profile_b_has_its_own_margins_and_pitch() -> None:
    content = made(area="B")
    for section in part(content, "word/document.xml").iter(f"{W}sectPr"):
        if value(section.find(f"{W}pgSz"), "orient") != "landscape":
            margins = section.find(f"{W}pgMar")
            assert [value(margins, key) for key in ("top", "bottom", "footer")] == ["1960", "1847", "1309"]
        assert value(section.find(f"{W}docGrid"), "linePitch") == "589"
    lines = {value(s.find(f"{W}pPr/{W}spacing"), "line") for s in part(content, "word/styles.xml").iter(f"{W}style")}
    assert "589" in lines
    assert "579" not in lines


def test_an_unknown_form_is_a_fault() -> None:
    with pytest.raises(word.UnknownPart, match="版式"):
        word.document([block("版式", "公报")], {}, {}, office=word.Office(), period=MARCH, draft=False)


# --- what is not final -----------------------------------------------------------------------------------------------


UNSETTLED = Block("待核", (Span("【待核】"), Span("原因请业务处室核实。")))


def test_words_a_person_must_judge_are_printed_in_a_draft() -> None:
    content = word.document([*TEXT, UNSETTLED], {}, {}, office=word.Office(), period=MARCH, draft=True)
    assert ("GWUnsettled", "【待核】原因请业务处室核实。") in paragraphs(content)


def test_words_a_person_must_judge_never_reach_a_final_document() -> None:
    with pytest.raises(word.Unsettled, match=r"1处标有【待核】.*原因请业务处室核实"):
        word.document([*TEXT, UNSETTLED], {}, {}, office=word.Office(), period=MARCH, draft=False)


# --- headings and titles ---------------------------------------------------------------------------------------------


def test_29_a_heading_with_text_after_it_sets_only_its_own_words_in_its_font() -> None:
    run_in = Block(
        "二级", (Span("（一）对外贸易。‖进出口总额"), Span("790.4亿元", "WM01.430100.2024-03.ytd"), Span("。"))
    )
    body = part(word.document([run_in], {}, {}, office=word.Office(), period=MARCH, draft=False), "word/document.xml")
    runs = [
        ("".join(t.text or "" for t in run.iter(f"{W}t")), value(run.find(f"{W}rPr/{W}rFonts"), "eastAsia"))
        for run in body.iter(f"{W}r")
    ]
    assert runs == [
        ("（一）对外贸易。", "楷体_GB2312"),
        ("进出口总额", "仿宋_GB2312"),
        ("790.4亿元", "仿宋_GB2312"),
        ("。", "仿宋_GB2312"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "2024年一季度区县（市）、园区实际使用外资和内联引资完成情况",
        "关于2024年一季度｜全市开放型经济｜主要目标进展情况的｜通报",
        "关于2024年上半年｜全市开放型经济｜主要指标完成情况｜和下一步工作｜建议的报告",
    ],
)
def test_26_title_lines_make_a_trapezium_or_a_diamond(title: str) -> None:
    widths = [halves(line) for line in title_lines(title, 40)]
    assert 1 < len(widths) <= 3
    assert max(widths) <= 40
    assert len(set(widths)) > 1
    assert not any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))


def test_long_tables_are_set_close_so_that_they_stay_on_one_page() -> None:
    table = narrow()
    many = replace(table, rows=table.rows * 3, kinds=table.kinds * 3)
    heights = []
    for each in (table, many):
        body = part(
            word.document(
                [block("表", ref="窄表")], {"窄表": each}, {}, office=word.Office(), period=MARCH, draft=False
            ),
            "word/document.xml",
        )
        heights.append(
            {
                value(row.find(f"{W}trPr/{W}trHeight"))
                for row in body.iter(f"{W}tr")
                if row.find(f"{W}trPr/{W}tblHeader") is None
            }
        )
    assert heights == [{"400"}, {"290"}]


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "room", "lines"),
    [
        ("计量单位", 6, ("计量", "单位")),
        ("完成年度目标(%)", 8, ("完成年度", "目标(%)")),
        ("与序时进度差距(百分点)", 8, ("与序时", "进度差距", "(百分点)")),
        ("累计(亿美元)", 8, ("累计", "(亿美元)")),
        ("累计(亿美元)", 7, ("累计(亿美元)",)),  # too narrow for a word: the page breaks it where it will
        ("2025年目标", 6, ("2025年", "目标")),
        ("同比增减(%)", 20, ("同比增减(%)",)),
    ],
)
def test_titles_of_columns_break_between_words(title: str, room: int, lines: tuple[str, ...]) -> None:
    assert wrapping.lines(title, room) == lines


def test_a_table_may_be_asked_to_be_set_close() -> None:
    close = Block("表", (Span("紧排"),), "窄表")
    body = part(
        word.document([close], {"窄表": narrow()}, {}, office=word.Office(), period=MARCH, draft=False),
        "word/document.xml",
    )
    rows = [row for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is None]
    assert {value(row.find(f"{W}trPr/{W}trHeight")) for row in rows} == {"290"}


def test_a_note_about_percents_goes_with_the_last_row_in_percent() -> None:
    note = "以百分数计的指标，同比增减为百分点。"
    rows = (("进出口总额", "亿元", "1"), ("外贸依存度", "%", "2"))
    columns = (Column("指标", width=16), Column("计量单位", width=9), Column("累计", numeric=True))
    table = Table("t", "t", columns, rows, ("data",) * 2, "", (note,))
    assert chosen(table, ["只列：外贸依存度"]).notes == (note,)
    assert chosen(table, ["只列：进出口总额"]).notes == ()
