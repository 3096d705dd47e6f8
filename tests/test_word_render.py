"""Word output as LibreOffice renders it: the 22 × 28 grid, margins, page numbers, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from tests.render import office_fonts, pdf, pdf_fonts
from tests.test_word_layout import BLOCKS, MARCH, block, made
from toolkit.publish import word

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
