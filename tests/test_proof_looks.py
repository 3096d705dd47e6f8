"""Proof of what a reader sees: what is hidden, struck out or laid over is found, in documents and workbooks."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.test_proof_words import CHART, DOCUMENT, misfits, rewritten
from tests.test_proof_words import written as document
from tests.test_proof_workbook import SHEET, STYLES, planted, written
from toolkit.publish import proof_looks
from toolkit.publish.proof_pages import Pages

BOOK, THEME = "xl/workbook.xml", "xl/theme/theme1.xml"


def wrong(path: Path) -> list[tuple[str, str]]:
    pages = Pages(path)
    for sheet in pages.sheets:
        pages.rows(sheet)
    return [*proof_looks.workbook(pages, "样例")]


def test_a_workbook_as_written_hides_nothing(tmp_path: Path) -> None:
    assert wrong(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        (SHEET, r'<row r="5"', '<row r="5" hidden="1"', "a row hidden"),
        (SHEET, r'<row r="5"', '<row r="5" ht="0"', "a row without height"),
        (SHEET, r'<row r="5"', '<row r="5" ht="5"', "a row too low for its words"),
        (SHEET, r'(<col [^>]*width=")[\d.]+', r"\g<1>0.8", "a column too narrow for its words"),
        (SHEET, r"<col min", '<col hidden="1" min', "a column hidden"),
        (SHEET, r"<oddFooter>", "<oddHeader>88.8</oddHeader><oddFooter>", "a header"),
        (SHEET, r"<oddFooter>", "<oddFooter>88.8", "a footer"),
        (BOOK, r"<sheet name=", '<sheet state="hidden" name=', "a sheet hidden"),
        (STYLES, r"<font><sz", "<font><strike/><sz", "struck out"),
        (STYLES, r'<color theme="1"/>', '<color rgb="FFFFFFFF"/>', "white"),
        (STYLES, r'<color theme="1"/>', '<color theme="0"/>', "the background's colour"),
        (STYLES, r'<sz val="10\.5"/>', '<sz val="1"/>', "too small"),
        (STYLES, r'formatCode="0\.0"', 'formatCode="0.0;0.0"', "a format without the sign"),
        (STYLES, r'formatCode="0\.0"', 'formatCode="0.0,"', "a format that divides by a thousand"),
        (THEME, r'lastClr="000000"', 'lastClr="FFFFFF"', "a theme that writes white"),
        ("docProps/core.xml", "<dc:title>", "<dc:title>别的", "another title"),
        ("docProps/core.xml", r"(<dc:creator>)[^<]*", r"\1某某", "another author"),
        ("docProps/app.xml", r"</Properties>", "<Company>某某局</Company></Properties>", "another organ"),
    ],
)
def test_what_hides_or_changes_what_a_workbook_shows_is_found(
    part: str, old: str, new: str, what: str, tmp_path: Path
) -> None:
    assert wrong(planted(written(tmp_path), part, old, new)) != [], what


@pytest.mark.parametrize("part", ["xl/comments1.xml", "xl/media/image1.png", "xl/vbaProject.bin"])
def test_what_was_added_to_a_workbook_is_found(part: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, "88.8")
    assert [what for what, _ in wrong(path)] == [part]


@pytest.mark.parametrize(
    "setting",
    [
        *("<w:strike/>", "<w:vanish/>", "<w:rtl/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'),
        *('<w:w w:val="1"/>', '<w:position w:val="400"/>', '<w:shd w:val="clear" w:fill="000000"/>'),
        '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>',
        *('<w:highlight w:val="black"/>', '<w:vertAlign w:val="superscript"/>', '<w:fitText w:val="20"/>'),
        *('<w:color w:val="000000" w:themeColor="background1"/>', '<w:effect w:val="blinkBackground"/>'),
    ],
)
def test_words_of_a_document_that_cannot_be_read_are_found(setting: str, tmp_path: Path) -> None:
    words = re.compile(r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?(?=<w:t[ >])")
    dressed = f"<w:r><w:rPr>{setting}</w:rPr>"
    assert misfits(rewritten(document(tmp_path), DOCUMENT, lambda text: words.sub(dressed, text, count=1))) != []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (DOCUMENT, r'(descr="[^"]*)"', r'\1另一句"'),
        (DOCUMENT, r'(<w:tblDescription w:val="[^"]*)"', r'\1另一句"'),
        (DOCUMENT, r"<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'),
        ("word/styles.xml", r'(w:styleId="GWBody".*?<w:rPr>)', r'\1<w:color w:val="FFFFFF"/>'),
        ("word/styles.xml", r'(w:styleId="GWBody".*?<w:sz w:val=")\d+', r"\g<1>2"),
        ("word/footer1.xml", "> PAGE <", "> NUMPAGES <"),
        (CHART, r'(<c:dLbls><c:numFmt formatCode=")[^"]*', r"\g<1>0"),
        (CHART, r'<c:min val="0"/>', '<c:min val="15"/>'),
        (CHART, r"<c:v>23\.4</c:v>", "<c:v>-23.4</c:v>"),
        (CHART, r'(<c:catAx>.*?<c:orientation val=")minMax', r"\1maxMin"),
        (CHART, r'<c:grouping val="clustered"', '<c:grouping val="percentStacked"'),
        (CHART, r'<c:showSerName val="0"', '<c:showSerName val="1"'),
        (CHART, r"(<c:catAx><c:axId[^>]*>)", r'\1<c:delete val="1"/>'),
        (CHART, r"(<c:legend>)", r'\1<c:legendEntry><c:idx val="0"/></c:legendEntry>'),
        (DOCUMENT, r'(<wp:docPr id="\d+" name="图表1)"', r'\1，同比增长9.9%"'),
        (DOCUMENT, r"(<wp:docPr [^>]*?)(/?>)", r'\1 title="同比增长9.9%"\2'),
        (DOCUMENT, r'(<w:tblCaption w:val="表)1', r"\g<1>2"),
        (DOCUMENT, r"</w:sectPr>", '<w:pgNumType w:start="7"/></w:sectPr>'),
        ("word/footer1.xml", r"</w:p>", "<w:r><w:t>12</w:t></w:r></w:p>"),
        ("docProps/core.xml", r"</cp:coreProperties>", "<dc:subject>同比增长9.9%</dc:subject></cp:coreProperties>"),
        ("docProps/core.xml", r"(<dc:creator>)[^<]*", r"\1某某局"),
        ("docProps/core.xml", r"(<dcterms:created[^>]*>)\d{4}", r"\g<1>2019"),
        ("docProps/app.xml", r"/>", "><Company>某某局</Company></Properties>"),
    ],
)
def test_alt_texts_styles_fields_and_the_look_of_a_chart_are_proved(
    part: str, old: str, new: str, tmp_path: Path
) -> None:
    assert misfits(rewritten(document(tmp_path), part, lambda text: re.sub(old, new, text, count=1))) != []


def test_the_workbook_behind_a_chart_says_what_the_chart_draws(tmp_path: Path) -> None:
    path = document(tmp_path)
    held = tmp_path / "图.xlsx"
    held.write_bytes(zipfile.ZipFile(path).read("word/embeddings/chart1.xlsx"))
    planted(held, SHEET, r"<v>23\.4", "<v>24.4")
    content = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, each in (content | {"word/embeddings/chart1.xlsx": held.read_bytes()}).items():
            target.writestr(name, each)
    assert {"背后的表里的数" in each.reason for each in misfits(path)} == {True}


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        ("xl/charts/chart1.xml", r"<c:v>23\.4</c:v>", "<c:v>24.4</c:v>", "a number its own chart draws"),
        ("xl/charts/chart1.xml", r"<a:t>([^<%]+)</a:t>", r"<a:t>\1甲</a:t>", "the title of its own chart"),
        (SHEET, "</sheetData>", '<row r="40"><c r="B40"><v>88.8</v></c></row></sheetData>', "a row of its own"),
        (STYLES, r'formatCode="0\.0"', 'formatCode="0.0,"', "a format that shows another number"),
        ("docProps/core.xml", "<dc:title>", "<dc:title>别的", "another title"),
    ],
)
def test_the_workbook_behind_a_chart_is_proved_whole(part: str, old: str, new: str, what: str, tmp_path: Path) -> None:
    path = document(tmp_path)
    content = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    held = tmp_path / "图.xlsx"
    held.write_bytes(content["word/embeddings/chart1.xlsx"])
    content["word/embeddings/chart1.xlsx"] = planted(held, part, old, new).read_bytes()
    with zipfile.ZipFile(path, "w") as target:
        for name, each in content.items():
            target.writestr(name, each)
    assert misfits(path) != [], what
