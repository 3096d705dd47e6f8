"""Word output on the XML: page, grid, styles, fonts, tables, page numbers, validity, hygiene, same bytes.

Numbers in the names of tests are rows of the acceptance list for GB/T 9704—2012 kept in docs.
"""

from __future__ import annotations

import re
import runpy
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openxml_audit import OpenXmlValidator

from tests.prose_cases import figure
from toolkit.model import Block, Chart, Column, Period, Series, Span, Table
from toolkit.publish import word
from toolkit.publish.word.heads import CHARACTER
from toolkit.publish.word.profile import TEMPLATES, Profile, load_office
from toolkit.publish.word.setting import Setter, title_lines
from toolkit.publish.word.table import CELL_MARGIN, Fit, chosen, table_xml

ROOT = Path(__file__).resolve().parents[1]
MARCH = Period(2024, 3)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def block(kind: str, text: str = "", ref: str = "") -> Block:
    return Block(kind, (Span(text),) if text else (), ref)


def growth(unit: str, shown: str) -> Any:
    return figure("WM01", unit, MARCH, "ytd_yoy", shown)


def narrow() -> Table:
    rows = tuple(
        (name, figure("WM01", f"U{n}", MARCH, "ytd", f"{n}12.5"), growth(f"U{n}", "-3.2"))
        for n, name in enumerate("甲乙丙丁戊己庚辛", start=1)
    )
    columns = (
        Column("单位", width=16),
        Column("累计", numeric=True, group="一季度"),
        Column("同比(%)", numeric=True, group="一季度"),
    )
    return Table("窄表", "一季度完成情况", columns, rows, ("data",) * 8, "单位：亿元，%", ("①脚注甲", "②脚注乙"))


def wide() -> Table:
    columns = (Column("单位", width=16), *(Column(f"很长的栏目名称{n}", numeric=True) for n in range(16)))
    rows = tuple(("长沙县", *("123456.78" for _ in range(16))) for _ in range(3))
    return Table("宽表", "横排表", columns, rows, ("data",) * 3)


def progress() -> Chart:
    done = tuple(figure("WM01", unit, MARCH, "completion", "23.4") for unit in ("430102", "430103"))
    pace = tuple(figure("WM01", unit, MARCH, "pace", "25.0") for unit in ("430102", "430103"))
    return Chart(
        "图",
        "完成进度",
        ("芙蓉区", "天心区"),
        (Series("完成", done), Series("序时", pace, line=True)),
        alt="两区完成进度",
    )


BLOCKS = (
    block("标题", "2024年一季度｜全市开放型经济｜运行情况"),
    block("正文", "一季度“1—3月”，全市情况。"),
    block("一级", "一、总体情况"),
    block("二级", "（一）对外贸易"),
    Block("正文", (Span("进出口"), Span("1225.3亿元", "WM01.430100.2024-03.ytd"), Span("。"))),
    block("表", ref="窄表"),
    block("表", ref="宽表"),
    block("图", ref="图"),
    block("署名", "长沙市商务局"),
    block("日期", "2024年4月22日"),
)


def made(**settings: Any) -> bytes:
    """A document with everything in it; ``settings`` are those of the office."""
    office = word.Office(**settings)
    tables = {"窄表": narrow(), "宽表": wide()}
    return word.document(BLOCKS, tables, {"图": progress()}, office=office, period=MARCH, draft=True)


FULL = {
    "letterhead": True,
    "mark": "长沙市商务局文件",
    "number": "长商务发〔2024〕12号",
    "imprint": True,
    "copies": "市委办公厅",
    "latin": "Times New Roman",
    "duplex": True,
}


def part(content: bytes, name: str) -> ElementTree.Element:
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ElementTree.fromstring(package.read(name))


def names(content: bytes) -> list[str]:
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.namelist()


def value(element: ElementTree.Element | None, key: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{key}")


@pytest.fixture(scope="module")
def document() -> bytes:
    return made()


@pytest.fixture(scope="module")
def body(document: bytes) -> ElementTree.Element:
    return part(document, "word/document.xml")


@pytest.fixture(scope="module")
def styles(document: bytes) -> dict[str, ElementTree.Element]:
    found = part(document, "word/styles.xml").iter(f"{W}style")
    return {style.get(f"{W}styleId", ""): style for style in found}


def sections(body: ElementTree.Element) -> tuple[list[ElementTree.Element], list[ElementTree.Element]]:
    every = list(body.iter(f"{W}sectPr"))
    turned = [s for s in every if value(s.find(f"{W}pgSz"), "orient") == "landscape"]
    return [s for s in every if s not in turned], turned


def test_the_base_document_is_what_its_script_makes() -> None:
    script = runpy.run_path(str(ROOT / "tests" / "tools" / "make_base.py"))
    profile = tomllib.loads((ROOT / "templates" / "公文格式.toml").read_text(encoding="utf-8"))
    assert script["base_document"](profile) == (ROOT / "templates" / "公文底版.docx").read_bytes()


def test_every_number_of_the_profile_has_its_clause_and_strength() -> None:
    profile = tomllib.loads((ROOT / "templates" / "公文格式.toml").read_text(encoding="utf-8"))
    rows = [row for key, group in profile.items() if key not in ("fonts", "style") for row in group.values()]
    for row in [*rows, *profile["style"]]:
        assert row["clause"]
        assert row["strength"] in {"规定", "一般", "推荐", "可以", "实务", "推算"}


def test_01_02_page_and_margins(body: ElementTree.Element) -> None:
    upright, turned = sections(body)
    for section in upright:
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        assert (value(size, "w"), value(size, "h")) == ("11906", "16838")
        assert [value(margins, k) for k in ("top", "bottom", "left", "right", "footer")] == [
            "2098",
            "1984",
            "1587",
            "1474",
            "1446",
        ]
    assert len(turned) == 1
    assert [value(turned[0].find(f"{W}pgSz"), key) for key in ("w", "h")] == ["16838", "11906"]
    assert [value(turned[0].find(f"{W}pgMar"), k) for k in ("top", "bottom", "left", "right")] == [
        "1587",
        "1474",
        "1984",
        "2098",
    ]


def test_03_64_the_grid_is_declared_in_every_section(body: ElementTree.Element) -> None:
    for section in body.iter(f"{W}sectPr"):
        grid = section.find(f"{W}docGrid")
        assert [value(grid, key) for key in ("type", "linePitch", "charSpace")] == ["linesAndChars", "579", "-842"]
    assert 12756 // 579 == 22
    assert int(8845 / (20 * (16 - 842 / 4096))) == 28


def test_04_normal_carries_the_measured_settings(styles: dict[str, ElementTree.Element]) -> None:
    normal = styles["Normal"]
    assert value(normal.find(f"{W}rPr/{W}sz")) == "32"
    assert value(normal.find(f"{W}rPr/{W}rFonts"), "eastAsia") == "仿宋_GB2312"
    assert value(normal.find(f"{W}rPr/{W}spacing")) == "-6"
    assert value(normal.find(f"{W}pPr/{W}snapToGrid")) == "0"
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert [value(spacing, key) for key in ("line", "lineRule", "before", "after")] == ["579", "exact", "0", "0"]


def test_11_body_is_indented_by_length_and_by_characters(
    styles: dict[str, ElementTree.Element], body: ElementTree.Element
) -> None:
    for style in ("GWBody", "Heading1", "Heading2"):
        indent = styles[style].find(f"{W}pPr/{W}ind")
        assert (value(indent, "firstLine"), value(indent, "firstLineChars")) == ("640", "200")
    words = [p for p in body.iter(f"{W}p") if "全市情况" in "".join(t.text or "" for t in p.iter(f"{W}t"))]
    assert value(words[0].find(f"{W}pPr/{W}pStyle")) == "GWBody"


@pytest.mark.parametrize("scheme", ["gb2312", "windows", "founder_gbk"])
def test_13_only_the_scheme_s_fonts_and_no_theme_fonts(scheme: str) -> None:
    content = made(fonts=scheme)
    profile = tomllib.loads((ROOT / "templates" / "公文格式.toml").read_text(encoding="utf-8"))
    allowed = set(profile["fonts"][scheme].values())
    for name in [n for n in names(content) if re.fullmatch(r"word/(document|styles|footer\d)\.xml", n)]:
        for fonts in part(content, name).iter(f"{W}rFonts"):
            used = {text for key, text in fonts.attrib.items() if not key.endswith("hint")}
            assert used <= allowed
            assert all(len(font) < 32 for font in used)
            assert not any("Theme" in key for key in fonts.attrib)


def test_15_chinese_runs_carry_the_chinese_font_in_all_slots() -> None:
    body = part(made(latin="Times New Roman"), "word/document.xml")
    seen = 0
    for run in body.iter(f"{W}r"):
        text = "".join(t.text or "" for t in run.iter(f"{W}t"))
        if not text:
            continue
        fonts = run.find(f"{W}rPr/{W}rFonts")
        assert fonts is not None
        slots = {value(fonts, key) for key in ("ascii", "hAnsi", "eastAsia", "cs")}
        if text.isascii():
            assert "Times New Roman" in slots
        else:
            assert len(slots) == 1
            assert value(fonts, "hint") == "eastAsia"
            assert not re.search(r"[A-Za-z0-9]", text)
            seen += len(re.findall("[“”—]", text))
    assert seen >= 3


def test_34_the_unsigned_close_stands_two_characters_apart(body: ElementTree.Element) -> None:
    by_style = {value(p.find(f"{W}pPr/{W}pStyle")): p for p in body.iter(f"{W}p")}
    signer, day = (by_style[style].find(f"{W}pPr/{W}ind") for style in ("GWSigner", "GWDate"))
    assert int(value(day, "left") or 0) - int(value(signer, "left") or 0) == 2 * CHARACTER


def test_42_page_numbers(document: bytes) -> None:
    for name, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        footer = part(document, name)
        text = "".join(t.text or "" for t in footer.iter() if t.tag in (f"{W}t", f"{W}instrText"))
        assert re.fullmatch(r"— +PAGE 1 —", text)
        assert {value(f, key) for f in footer.iter(f"{W}rFonts") for key in ("ascii", "hAnsi", "eastAsia")} == {"宋体"}
        assert value(footer.find(f".//{W}ind"), side) == "280"
        assert value(footer.find(f".//{W}jc")) == side


def test_43_the_page_number_line_is_exactly_14_points(styles: dict[str, ElementTree.Element]) -> None:
    page = styles["GWPage"]
    assert value(page.find(f"{W}rPr/{W}sz")) == "28"
    spacing = page.find(f"{W}pPr/{W}spacing")
    assert (value(spacing, "line"), value(spacing, "lineRule")) == ("280", "exact")


def test_44_45_odd_and_even_pages_differ_and_numbers_run_on(document: bytes, body: ElementTree.Element) -> None:
    assert part(document, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for section in body.iter(f"{W}sectPr"):
        assert [value(r, "type") for r in section.findall(f"{W}footerReference")] == ["default", "even"]
        assert section.find(f"{W}pgNumType") is None


def test_47_48_tables(body: ElementTree.Element) -> None:
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 2
    for table, most in zip(tables, (8845, 12756), strict=True):
        rows = table.findall(f"{W}tr")
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads[0]
        assert heads == sorted(heads, reverse=True)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert int(value(table.find(f"{W}tblPr/{W}tblW"), "w") or 0) <= most
        assert value(table.find(f"{W}tblPr/{W}tblCaption"))
        assert value(table.find(f"{W}tblPr/{W}tblDescription"))
    numbers = [p for p in tables[0].iter(f"{W}p") if value(p.find(f"{W}pPr/{W}pStyle")) == "GWTableNumber"]
    assert len(numbers) == 16


def test_49_titles_above_tables_and_below_charts(body: ElementTree.Element) -> None:
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body[0]]
    assert texts.index("表1\u3000一季度完成情况") < texts.index("单位：亿元，%")
    assert "图1\u3000完成进度" in texts


def test_chosen_rows_and_columns_take_their_footnotes_with_them() -> None:
    table = narrow()
    rows = (("甲①", *table.rows[0][1:]), ("乙②", *table.rows[1][1:]))
    small = chosen(
        Table("t", "t", table.columns, rows, ("data", "data"), "", table.notes), ["不列：同比(%)", "只列：乙"]
    )
    assert [column.title for column in small.columns] == ["单位", "累计"]
    assert [row[0] for row in small.rows] == ["乙②"]
    assert small.notes == ("②脚注乙",)


@pytest.mark.parametrize("settings", [{}, FULL, {"fonts": "founder_gbk"}])
def test_59_the_file_is_valid_for_word(settings: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "文件.docx"
    path.write_bytes(made(**settings))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, [str(error) for error in result.errors]


def test_60_no_leftovers_in_the_package(document: bytes) -> None:
    listed = names(document)
    assert not [name for name in listed if "thumbnail" in name or "stylesWithEffects" in name]
    core = ElementTree.tostring(part(document, "docProps/core.xml"), encoding="unicode")
    assert "python-docx" not in core
    assert "长沙市商务局" in core
    assert "2024年一季度全市开放型经济运行情况" in core
    assert "2024-04-01T00:00:00Z" in core


def test_61_62_charts_are_native_with_their_data_and_alt_text(document: bytes, body: ElementTree.Element) -> None:
    assert {"word/charts/chart1.xml", "word/embeddings/chart1.xlsx"} <= set(names(document))
    drawn = [e for e in body.iter() if e.tag.endswith("}docPr")]
    assert [e.get("descr") for e in drawn] == ["两区完成进度"]


def test_63_the_same_content_gives_the_same_bytes(document: bytes) -> None:
    assert made() == document


def test_bookmarks_are_valid_and_unique(body: ElementTree.Element) -> None:
    marks = [mark.get(f"{W}name", "") for mark in body.iter(f"{W}bookmarkStart")]
    assert "F_WM01_430100_2024_03_ytd_1" in marks
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"\w{1,40}", mark) and mark[0].isalpha() for mark in marks)


def test_a_table_nobody_made_is_our_fault() -> None:
    with pytest.raises(word.UnknownPart, match="没有名为"):
        word.document([block("表", ref="无")], {}, {}, office=word.Office(), period=MARCH, draft=False)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("2024年一季度｜全市｜开放型经济｜运行情况", ["2024年一季度全市开放型经济运行情况"]),
        ("关于2024年上半年｜全市开放型经济｜主要指标完成情况｜和下一步工作｜建议的报告", None),
    ],
)
def test_26_long_titles_break_at_words_in_a_proper_shape(title: str, lines: list[str] | None) -> None:
    got = title_lines(title, 40)
    if lines is not None:
        assert got == lines
        return
    assert "".join(got) == title.replace("｜", "")
    assert 1 < len(got) <= 3
    pieces = title.split("｜")
    starts = {"".join(pieces[:n]) for n in range(len(pieces) + 1)}
    assert all("".join(got[:n]) in starts for n in range(len(got)))


def test_settings_faults_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "公文格式.toml").write_bytes((ROOT / "templates" / "公文格式.toml").read_bytes())
    (tmp_path / "机关.toml").write_text('"版头" = "是"\n"字体" = "楷"\n"印章" = "x"\n', encoding="utf-8")
    with pytest.raises(word.SettingsFault) as fault:
        word.load_office(tmp_path)
    assert all(words in str(fault.value) for words in ("版头", "楷", "印章"))


def test_the_shipped_settings_load() -> None:
    office = word.load_office()
    assert office.code == ""
    assert office.letterhead is False


def test_a_head_of_digits_and_characters_leaves_room_for_the_space_between_them() -> None:
    """“1—5月累计” is ten half characters wide and half a character more as programs set it: it breaks before 累计."""
    columns = (Column("指标", width=10), Column("1—5月累计", numeric=True, width=10))
    table = Table("表", "表", columns, (("进出口总额", figure("WM01", "430100", MARCH, "ytd", "12345.67")),), ("data",))
    office = load_office(TEMPLATES)
    setter = Setter(Profile.load(TEMPLATES, office.area), office)
    room = 10 * setter.profile.number("table", "size") * 5 + 2 * CELL_MARGIN
    xml = table_xml(table, Fit((4000, room), setter.profile.number("table", "size"), False), setter, "表1")
    assert re.search(r"月</w:t><w:br/><w:t[^>]*>累计", xml) is not None


@pytest.mark.parametrize("sealed", [False, True])
def test_a_note_in_brackets_never_stands_alone_on_a_page(sealed: bool, tmp_path: Path) -> None:
    signed = [block("正文", "正文。"), block("署名", "长沙市商务局"), block("日期", "2024年4月22日")]
    for more, kept in (([block("附注", "（样例数据）")], True), ([], False)):
        office = word.Office(sealed=sealed)
        path = word.write(tmp_path / "文.docx", [*signed, *more], {}, {}, office=office, period=MARCH, draft=False)
        day = next(
            p for p in part(path.read_bytes(), "word/document.xml").iter(f"{W}p") if "2024" in "".join(p.itertext())
        )
        assert (day.find(f"{W}pPr/{W}keepNext") is not None) is kept
