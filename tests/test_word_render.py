"""Word output as LibreOffice renders it: the 22 × 28 grid, margins, page numbers, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from tests.busy_month import BUSY, busy, full_dress
from tests.render import office_fonts, pdf, pdf_fonts, pdfs
from tests.test_word_forms import made as form
from tests.test_word_layout import BLOCKS, MARCH, block, made
from toolkit.codebook.terms import Codebook
from toolkit.publish import papers, word

pytestmark = pytest.mark.render
MM = 72 / 25.4


def rendered(blocks: list[object], folder: Path, **settings: object) -> pdfplumber.PDF:
    if not office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test measures a rendered document")
    path = folder / "文件.docx"
    office = word.Office(**settings)  # type: ignore[arg-type]
    word.write(path, blocks, {}, {}, office=office, period=MARCH, draft=False)  # type: ignore[arg-type]
    return pdfplumber.open(pdf(path, folder))


def lines(page: pdfplumber.page.Page) -> list[tuple[float, str, float, float]]:
    """Text lines of the type area: baseline from the top in mm, text, left and right edge in mm."""
    rows: dict[float, list[dict[str, object]]] = defaultdict(list)
    for char in page.chars:
        rows[round(float(page.height) - char["matrix"][5], 1)].append(char)
    found = []
    for at in sorted(rows):
        chars = sorted((c for c in rows[at] if str(c["text"]).strip()), key=lambda c: float(c["x0"]))  # type: ignore[arg-type]
        if chars:
            text = "".join(str(c["text"]) for c in chars)
            found.append((at / MM, text, float(chars[0]["x0"]) / MM, float(chars[-1]["x1"]) / MM))  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def calibration(tmp_path_factory: pytest.TempPathFactory) -> pdfplumber.PDF:
    """One paragraph of Chinese characters only, more than three pages long."""
    return rendered([block("正文", "国" * 28 * 22 * 3)], tmp_path_factory.mktemp("cal"))


def body(page: pdfplumber.page.Page) -> list[tuple[float, str, float, float]]:
    return [line for line in lines(page) if "—" not in line[1]]


def test_05_06_a_page_has_22_lines_28_95_points_apart(calibration: pdfplumber.PDF) -> None:
    found = body(calibration.pages[1])
    assert len(found) == 22
    steps = [(b[0] - a[0]) * MM for a, b in pairwise(found)]
    assert all(abs(step - 28.95) < 0.11 for step in steps)


def test_07_a_line_has_28_characters(calibration: pdfplumber.PDF) -> None:
    assert {len(text) for _, text, _, _ in body(calibration.pages[1])} == {28}


def test_08_09_10_the_text_fills_the_type_area(calibration: pdfplumber.PDF) -> None:
    found = body(calibration.pages[1])
    assert found[0][0] == pytest.approx(45.2, abs=0.3)
    assert found[-1][0] == pytest.approx(259.7, abs=0.3)
    assert all(28.0 <= left <= 28.4 and 183.2 <= right <= 184.1 for _, _, left, right in found)


def test_11_the_first_line_stands_two_characters_in(calibration: pdfplumber.PDF) -> None:
    first, second = body(calibration.pages[0])[:2]
    assert first[2] - second[2] == pytest.approx(11.25, abs=0.3)


def test_42_43_44_page_numbers_stand_where_the_standard_wants_them(calibration: pdfplumber.PDF) -> None:
    for number, page in enumerate(calibration.pages[:3], start=1):
        at, text, left, right = next(line for line in lines(page) if "—" in line[1])
        assert re.sub(r"\s", "", text) == f"—{number}—"
        assert 262 < at < 272
        if number % 2:
            assert right == pytest.approx(179.06, abs=0.7)
        else:
            assert left == pytest.approx(32.94, abs=0.7)


def test_14_only_the_office_fonts_are_used(tmp_path: Path) -> None:
    if not office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test looks at fonts")
    path = tmp_path / "文件.docx"
    path.write_bytes(made(letterhead=True, mark="长沙市商务局文件", number="长商务发〔2024〕12号"))
    assert not [font for font in pdf_fonts(path, tmp_path) if re.search("DejaVu|Noto|Liberation", font)]


def test_the_close_stands_below_text_on_its_own_page(tmp_path: Path) -> None:
    """Whatever the length of the text, the page with the signature holds a line of text (GB/T 9704 7.3.5.5)."""
    for count in (18, 19, 20, 21):
        folder = tmp_path / str(count)
        blocks = [
            *(block("正文", f"第{n}段。") for n in range(count)),
            block("署名", "长沙市商务局"),
            block("日期", "2024年4月22日"),
        ]
        document = rendered(list(blocks), folder_made(folder))
        page = next(p for p in document.pages if "商务局" in (p.extract_text() or ""))
        assert "段" in (page.extract_text() or "")


def folder_made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_whole_date_stands_on_one_line(tmp_path: Path) -> None:
    page = rendered([block("正文", "正文。"), *BLOCKS[-2:]], tmp_path).pages[0]
    texts = [re.sub(r"\s", "", text) for _, text, _, _ in lines(page)]
    assert "2024年4月22日" in texts


def test_landscape_pages_keep_the_number_at_the_foot_of_the_upright_sheet(tmp_path: Path) -> None:
    if not office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test measures a rendered document")
    path = tmp_path / "文件.docx"
    path.write_bytes(made())
    document = pdfplumber.open(pdf(path, tmp_path))
    turned = [(n, page) for n, page in enumerate(document.pages, start=1) if page.width > page.height]
    assert turned
    for number, page in turned:
        dashes = [c for c in page.chars if c["text"] == "—" and float(c["x0"]) / MM < 34]
        assert len(dashes) == 2
        middle = sum(float(c["top"]) + float(c["bottom"]) for c in dashes) / 4 / MM
        assert middle > 150 if number % 2 else middle < 60


# --- the forms, as rendered ------------------------------------------------------------------------------------------


def shown(name: str, folder: Path, **settings: object) -> pdfplumber.PDF:
    """A document of ``test_word_forms`` as PDF."""
    if not office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test measures a rendered document")
    path = folder / "文件.docx"
    path.write_bytes(form(name, **settings))
    return pdfplumber.open(pdf(path, folder))


def red(page: pdfplumber.page.Page) -> tuple[float, float, float, float]:
    """The ink of the red letters: top, bottom, left, right in mm, from the page's picture."""
    picture = page.to_image(resolution=150).original.convert("RGB")
    scale = 25.4 / 150
    points = [
        (x, y)
        for y in range(picture.height)
        for x in range(picture.width)
        if (p := picture.getpixel((x, y)))[0] > 150 and p[1] < 90 and p[2] < 90
    ]
    rows = sorted({y for _, y in points})
    # the letters end where the first empty row comes; the rule stands below
    bottom = next((a for a, b in pairwise(rows) if b - a > 5), rows[-1])
    letters = [(x, y) for x, y in points if y <= bottom]
    return rows[0] * scale, bottom * scale, min(x for x, _ in letters) * scale, max(x for x, _ in letters) * scale


def test_18_the_mark_s_ink_begins_35_millimetres_below_the_type_area_s_top(tmp_path: Path) -> None:
    top, _, left, right = red(shown("文件", tmp_path).pages[0])
    assert top == pytest.approx(72.0, abs=1.0)
    assert (left + right) / 2 == pytest.approx(106.0, abs=1.0)


def test_20_the_first_three_lines_stand_on_the_grid(tmp_path: Path) -> None:
    found = lines(shown("文件", tmp_path).pages[0])[:3]
    assert [text for _, text, _, _ in found] == ["000012", "机密★1年", "特急"]
    assert [at for at, *_ in found] == pytest.approx([45.2, 55.4, 65.6], abs=0.4)


def test_23_24_the_red_rule_is_as_wide_as_the_type_area_and_4_millimetres_under_the_number(tmp_path: Path) -> None:
    page = shown("文件", tmp_path).pages[0]
    number = next(line for line in lines(page) if "〔2024〕" in line[1])
    rule = next(edge for edge in [*page.lines, *page.rects] if float(edge["width"]) / MM > 150)
    top = float(rule["top"]) / MM
    assert top - number[0] == pytest.approx(4.6, abs=0.8)  # 4毫米自字的下沿起，基线以下还有约0.7毫米
    assert float(rule["x0"]) / MM == pytest.approx(28.2, abs=0.4)
    assert float(rule["width"]) / MM == pytest.approx(155.6, abs=0.8)


def test_28_the_first_page_holds_text(tmp_path: Path) -> None:
    assert "抓紧报送" in (shown("文件", tmp_path).pages[0].extract_text() or "")


def test_38_the_annex_label_stands_on_the_first_line_and_its_title_on_the_third(tmp_path: Path) -> None:
    page = next(p for p in shown("文件", tmp_path).pages if (p.extract_text() or "").startswith("附件 1"))
    label, title = lines(page)[:2]
    assert label[0] == pytest.approx(45.2, abs=0.4)
    assert 62 <= title[0] <= 71


def test_40_41_the_imprint_s_last_rule_lies_on_the_lower_edge_of_the_last_page(tmp_path: Path) -> None:
    page = shown("文件", tmp_path).pages[-1]
    assert page.width < page.height
    edges = [e for e in [*page.lines, *page.rects] if float(e["width"]) / MM > 150]
    assert max(float(e["bottom"]) for e in edges) / MM == pytest.approx(262.0, abs=0.6)
    copies = next(line for line in lines(page) if "抄送" in line[1])
    assert copies[2] == pytest.approx(32.9, abs=0.7)


def test_46_the_number_of_the_landscape_annex_stands_at_the_foot_of_the_upright_sheet(tmp_path: Path) -> None:
    pages = shown("文件", tmp_path).pages
    assert [page.width > page.height for page in pages] == [False, False, True, False]


def test_a_letter_s_mark_rules_and_first_page(tmp_path: Path) -> None:
    document = shown("信函", tmp_path)
    page = document.pages[0]
    top, *_ = red(page)
    assert top == pytest.approx(30.0, abs=1.2)
    drawn = [e for e in [*page.rects, *page.curves, *page.lines] if float(e["width"]) / MM > 165]
    bars = sorted(float(e["bottom"]) / MM for e in drawn)
    assert bars[-1] == pytest.approx(277.0, abs=0.5)
    assert {round(float(e["x0"]) / MM) for e in drawn} == {20}
    assert not [text for _, text, _, _ in lines(page) if re.fullmatch(r"—\s*1\s*—", text)]
    under = max(bar for bar in bars if bar < 60)
    (at,) = [at for at, text, _, _ in lines(page) if "〔2024〕" in text]
    assert at - under == pytest.approx(4.9 + 4.8, abs=1.0)  # 双线下空3号字的7/8，再到字的基线


def test_a_brief_s_name_and_rule_fill_the_head(tmp_path: Path) -> None:
    page = shown("简报", tmp_path).pages[0]
    top, bottom, left, right = red(page)
    assert 60 < top < 72
    assert bottom < 90
    assert (left + right) / 2 == pytest.approx(106.0, abs=1.5)


def test_05_profile_b_has_22_lines_too(tmp_path: Path) -> None:
    page = rendered([block("正文", "国" * 28 * 22 * 2)], tmp_path, area="B").pages[1]
    assert len(body(page)) == 22


# --- the documents of a month ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", BUSY)
def test_the_briefing_is_never_longer_than_two_pages(situation: str, tmp_path: Path, sample_book: Codebook) -> None:
    """With 版头, 版记 and a seal or without."""
    if not office_fonts():
        pytest.skip("the stand-ins for the office fonts are not at hand: this test counts rendered pages")
    month = busy(situation, sample_book)
    full = replace(month, templates=full_dress(tmp_path / "模板"))
    made = [papers.write(each, papers.BRIEFING, tmp_path / f"{n}.docx") for n, each in enumerate((month, full))]
    assert max(len(pdfplumber.open(path).pages) for path in pdfs(made, tmp_path)) <= 2
