"""The acceptance list of docs/公文格式.md on every kind of document, made of the sample's month as an office does.

Numbers in the names of tests are rows of the list. What the head, the imprint and the landscape number look like is
measured on hand-made documents in ``test_word_render`` and ``test_word_forms``; here every kind is held against what
holds of all.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pdfplumber
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from tests import test_corrections
from tests.render import office_fonts, pdfs
from tests.test_word_layout import W, value
from tests.test_word_render import MM
from toolkit import pipeline
from toolkit.model import Period
from toolkit.office import evaluating, on_request
from toolkit.publish.word.pagination import Pagination
from toolkit.publish.word.profile import Profile

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "inputs" / "样例"
PLAN = (ROOT / "inputs" / "plan", SAMPLE / "登记")
MARCH, TODAY = Period(2024, 3), date(2024, 4, 15)
KINDS = (
    *("报告", "专报", "通报", "催报函", "退回单", "简报", "快报", "一单位一页"),
    *("年度评估", "中期评估", "总结评估", "季度评估", "半年评估", "更正说明", "盖章的专报"),
)
ON_REQUEST = ("简报", "快报", "一单位一页")
SEALED = "盖章的专报"
FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"}
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")
# no line begins with the first or ends with the second (GB/T 15834; 7.5 of GB/T 9704 says nothing else)
NOT_FIRST, NOT_LAST = "，。、；：？！）》」』】”’…—·％%", "（《「『【“‘"
HANGING = "，。、；：）”."  # LibreOffice lets these hang out of the type area whatever w:overflowPunct says; Word obeys


@dataclass(frozen=True)
class Line:
    """A line of text as rendered outside tables: baseline, edges in mm from the page's top left, size in points."""

    page: int
    at: float
    left: float
    right: float
    text: str
    size: float


@dataclass
class Made:
    """A document of one kind, as XML and as rendered."""

    path: Path
    rendered: Path | None = None
    _lines: list[Line] = field(default_factory=list)

    def part(self, name: str) -> ElementTree.Element:
        with zipfile.ZipFile(self.path) as package:
            return ElementTree.fromstring(package.read(name))

    @cached_property
    def body(self) -> ElementTree.Element:
        return self.part("word/document.xml")

    @cached_property
    def paragraphs(self) -> list[tuple[str, str]]:
        """(style, text) of the paragraphs outside tables."""
        tables = {id(p) for table in self.body.iter(f"{W}tbl") for p in table.iter(f"{W}p")}
        return [
            (value(p.find(f"{W}pPr/{W}pStyle")) or "", "".join(t.text or "" for t in p.iter(f"{W}t")))
            for p in self.body.iter(f"{W}p")
            if id(p) not in tables
        ]

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.paragraphs)

    @cached_property
    def pages(self) -> list[pdfplumber.page.Page]:
        if self.rendered is None:
            pytest.skip("the stand-ins for the office fonts are not at hand: this test measures a rendered document")
        return pdfplumber.open(self.rendered).pages

    @cached_property
    def lines(self) -> list[Line]:
        return [line for number, page in enumerate(self.pages, start=1) for line in _lines(number, page)]

    @property
    def upright(self) -> list[Line]:
        """The lines of upright pages, without the page numbers."""
        turned = {n for n, page in enumerate(self.pages, start=1) if page.width > page.height}
        return [line for line in self.lines if line.page not in turned and line.at < 263]


def _lines(number: int, page: pdfplumber.page.Page) -> list[Line]:
    boxes = [table.bbox for table in page.find_tables()]
    rows: dict[float, list[dict[str, object]]] = {}
    for char in page.chars:
        middle = ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
        inside = any(x0 <= middle[0] <= x1 and top <= middle[1] <= bottom for x0, top, x1, bottom in boxes)
        if str(char["text"]).strip() and not inside:
            rows.setdefault(round(float(page.height) - char["matrix"][5], 1), []).append(char)
    made = []
    for at, row in sorted(rows.items()):
        row.sort(key=lambda char: float(char["x0"]))  # type: ignore[arg-type]
        text = "".join(str(char["text"]) for char in row)
        left, right = (float(row[n][edge]) / MM for n, edge in ((0, "x0"), (-1, "x1")))  # type: ignore[arg-type]
        made.append(Line(number, at / MM, left, right, text, float(row[0]["size"])))  # type: ignore[arg-type]
    return made


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """One document of each kind, rendered in one go."""
    home = tmp_path_factory.mktemp("文件")
    outputs, asked, papers = home / "结果", home / "材料", home / "各种"
    pipeline.run(pipeline.Job(MARCH, SAMPLE, PLAN, outputs, as_of=TODAY, reproducible=True))
    month = outputs / str(MARCH)
    found = {kind: next(month.rglob(f"*{kind}.docx")) for kind in ("报告", "专报", "通报", "催报函", "退回单")}
    for kind in ON_REQUEST:
        assert on_request.draft(on_request.Wanted(kind, MARCH), PLAN, outputs, asked).exit_code == 0
        found[kind] = next(asked.glob(f"*{kind}.docx"))
    for kind in ("年度评估", "中期评估", "总结评估"):
        evaluating.evaluate(kind, 2023, PLAN, outputs, TODAY, home / kind)
        found[kind] = next((home / kind).glob("*.docx"))
    for kind, period, half in (("季度评估", MARCH, False), ("半年评估", Period(2023, 6), True)):
        evaluating.review(period, half, PLAN, outputs, TODAY, home / kind)
        found[kind] = next((home / kind).glob("*.docx"))
    (home / "更正").mkdir()
    test_corrections.write(
        home / "更正", test_corrections.issued(1, {}), test_corrections.issued(2, test_corrections.CORRECTED)
    )
    found["更正说明"] = home / "更正" / "更正说明.docx"
    found[SEALED] = _sealed_flash(home, outputs)
    papers.mkdir()
    made = {kind: Made(Path(shutil.copyfile(path, papers / f"{kind}.docx"))) for kind, path in found.items()}
    if office_fonts():
        for kind, rendered in zip(made, pdfs([each.path for each in made.values()], home / "PDF"), strict=True):
            made[kind].rendered = rendered
    return made


def _sealed_flash(home: Path, outputs: Path) -> Path:
    """A 快报 of an office that seals its papers."""
    templates = home / "模板"
    shutil.copytree(ROOT / "templates", templates)
    settings = templates / "机关.toml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(words.replace('"盖章" = false', '"盖章" = true'), encoding="utf-8")
    on_request.draft(on_request.Wanted("快报", MARCH, (), templates), PLAN, outputs, home / "盖章")
    return next((home / "盖章").glob("*.docx"))


@pytest.fixture(params=KINDS)
def made(request: pytest.FixtureRequest, every: dict[str, Made]) -> Made:
    return every[request.param]


# --- on the XML ------------------------------------------------------------------------------------------------------


def test_01_02_03_45_every_section_has_the_page_the_margins_and_the_grid_and_numbers_run_on(made: Made) -> None:
    for section in made.body.iter(f"{W}sectPr"):
        turned = value(section.find(f"{W}pgSz"), "orient") == "landscape"
        size = [value(section.find(f"{W}pgSz"), key) for key in ("w", "h")]
        margins = [value(section.find(f"{W}pgMar"), key) for key in ("top", "bottom", "left", "right")]
        assert size == (["16838", "11906"] if turned else ["11906", "16838"])
        upright = ["2098", "1984", "1587", "1474"]
        assert margins == ([upright[2], upright[3], upright[1], upright[0]] if turned else upright)
        grid = [value(section.find(f"{W}docGrid"), key) for key in ("type", "linePitch", "charSpace")]
        closer = range(519, 580, 15)  # 22 lines a page, closer ones where the close would not go on it (7.3.5.4)
        assert grid[0::2] == ["linesAndChars", "-842"] and int(grid[1] or 0) in closer
        assert section.find(f"{W}pgNumType") is None
        assert [value(r, "type") for r in section.findall(f"{W}footerReference")][:2] == ["default", "even"]


def test_13_15_17_runs_name_the_office_fonts_in_all_slots_and_are_black(made: Made) -> None:
    for run in made.body.iter(f"{W}r"):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        if "".join(t.text or "" for t in run.iter(f"{W}t")):
            assert fonts is not None
            slots = {value(fonts, key) for key in ("ascii", "hAnsi", "eastAsia", "cs")}
            assert len(slots) == 1 and slots <= FONTS
            assert value(fonts, "hint") == "eastAsia"
    colours = {value(e) for e in made.body.iter(f"{W}color")} | {
        value(e, "color") for tag in ("top", "bottom", "left", "right") for e in made.body.iter(f"{W}{tag}")
    }
    assert colours <= {None, "000000", "auto"}


def test_29_30_headings_are_numbered_one_after_the_other(made: Made) -> None:
    firsts = [text for style, text in made.paragraphs if style == "Heading1" and "、" in text[:3]]
    assert [text.partition("、")[0] for text in firsts] == list("一二三四五六七八九十"[: len(firsts)])
    seen = 0
    for style, text in made.paragraphs:
        second = re.match(r"（([一二三四五六七八九十]+)）", text)
        seen = 0 if style == "Heading1" else seen
        if second and style in ("GWBody", "Heading2"):
            seen += 1
            assert second[1] == "一二三四五六七八九十"[seen - 1]
        assert not re.match(r"\d+、|（[^）]+）、|\(|[（(]\d+\)", text)


def test_16_33_50_51_52_56_57_what_no_document_may_say(made: Made) -> None:
    said = made.text
    assert not re.search("[０-９％]", said)
    for row in (r"\d[-~－～]\d+月", r"\d{4}[/-]\d", r"\d{4}\.\d{1,2}\.\d", r"\d～\d+%", r"年0\d月|月0\d日"):
        assert not re.search(row, said), row
    for row in (
        r"(增长|下降)[-−]",
        r"(增长|下降)0\.0%",
        r"(占比|比重|增速|降幅)[^，。；]{0,8}(提高|降低|加快|回落)[\d.]+%",
    ):
        assert not re.search(row, said), row
    assert not re.search(r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]", said)
    assert not re.search("”、“|》、《|[\"']", said)
    assert said.count("“") == said.count("”") and said.count("（") == said.count("）")
    assert not re.search(r"^[ \u3000]|  |\u3000\u3000", said, re.MULTILINE)
    assert not re.search(r"{{|}}|××|XX|None|nan\b|此页无正文|工具", said)


def test_34_36_55_the_close_follows_text_and_empty_lines_stand_only_where_the_standard_puts_them(made: Made) -> None:
    styles = [style for style, _ in made.paragraphs]
    for at, (style, text) in enumerate(made.paragraphs):
        if text or style == "GWImprintEnd" or style not in ("GWBody", *HEADINGS):
            continue
        raise AssertionError(f"an empty paragraph of {style} after {made.paragraphs[at - 1]}")
    if "GWSigner" in styles:
        at = styles.index("GWSigner")
        assert styles[at + 1] == "GWDate" and styles[at - 1] == "GWBlank"


def test_32_38_annexes_are_listed_by_their_titles_without_punctuation_at_the_end(made: Made) -> None:
    listed = [text.removeprefix("附件：") for style, text in made.paragraphs if style == "GWAnnexList"]
    labels = [text for style, text in made.paragraphs if style == "GWAnnexLabel"]
    assert labels == [f"附件{n if len(listed) > 1 else ''}" for n in range(1, len(listed) + 1)]
    for number, text in enumerate(listed, start=1):
        name = text.removeprefix(f"{number}.") if len(listed) > 1 else text
        at = [t for _, t in made.paragraphs].index(labels[number - 1])
        title = ""
        for style, words in made.paragraphs[at + 2 :]:
            if style != "GWTitle":
                break
            title += words
        assert (made.paragraphs[at + 1][1], title) == ("", name)
        assert name[-1] not in "。；，、"


def test_47_48_49_tables_repeat_their_head_keep_their_rows_and_fit(made: Made) -> None:
    for table in made.body.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads[0] and heads == sorted(heads, reverse=True)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert int(value(table.find(f"{W}tblPr/{W}tblW"), "w") or 0) <= 12756
        assert value(table.find(f"{W}tblPr/{W}tblCaption")) and value(table.find(f"{W}tblPr/{W}tblDescription"))
    for style, text in made.paragraphs:
        assert not (style in ("GWCaption", "GWFigureCaption") and text.endswith("。"))


def test_59_60_61_63_the_file_is_valid_clean_and_described(made: Made) -> None:
    result = OpenXmlValidator().validate(made.path)
    assert result.is_valid, [str(error) for error in result.errors]
    with zipfile.ZipFile(made.path) as package:
        assert not [name for name in package.namelist() if "thumbnail" in name or "stylesWithEffects" in name]
        core = package.read("docProps/core.xml").decode("utf-8")
    assert "长沙市商务局" in core and "python-docx" not in core
    assert all(e.get("descr") for e in made.body.iter() if e.tag.endswith("}docPr"))


def test_every_units_page_says_something_and_has_no_column_of_dashes(every: dict[str, Made]) -> None:
    page = every["一单位一页"]
    styles = [style for style, _ in page.paragraphs]
    titles = [at for at, style in enumerate(styles) if style == "GWTitle" and styles[at + 1] != "GWTitle"]
    assert len(titles) == len(list(page.body.iter(f"{W}tbl"))) > 24
    for at, after in pairwise([*titles, len(styles)]):
        assert "GWBody" in styles[at:after], page.paragraphs[at]
    for table in page.body.iter(f"{W}tbl"):
        rows = [row for row in table.findall(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is None]
        cells = [["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in row.iter(f"{W}tc")] for row in rows]
        assert not [column for column in zip(*cells, strict=True) if set(column) == {"—"}]


# --- as rendered -----------------------------------------------------------------------------------------------------


@pytest.mark.render
def test_09_10_no_text_leaves_the_type_area(made: Made) -> None:
    for line in made.upright:
        assert line.left >= 27.9, line
        hung = line.text[-1] in HANGING
        assert line.right <= (190.0 if hung else 184.4), line


@pytest.mark.render
def test_28_31_36_the_first_page_holds_text_no_page_ends_with_a_heading_and_the_close_has_text_above_it(
    made: Made,
) -> None:
    alone = {squeezed(text) for style, text in made.paragraphs if style in HEADINGS}
    bodies = squeezed("".join(text for style, text in made.paragraphs if style in ("GWBody", "GWUnsettled")))
    pages = {line.page for line in made.upright}
    for page in pages:
        here = [line for line in made.upright if line.page == page]
        assert squeezed(here[-1].text) not in alone, here[-1]
        if page == 1:
            assert any(squeezed(line.text) in bodies for line in here)
    day = next((text for style, text in made.paragraphs if style == "GWDate"), "")
    if day:
        at = next(line for line in reversed(made.upright) if squeezed(line.text) == day)
        above = [line for line in made.upright if line.page == at.page and line.at < at.at]
        assert any(len(line.text) > 1 and squeezed(line.text) in bodies for line in above)


@pytest.mark.render
def test_the_quarters_report_has_five_to_eight_pages_and_a_briefing_two(every: dict[str, Made]) -> None:
    assert 5 <= len(every["报告"].pages) <= 8
    assert len(every["专报"].pages) <= 2


@pytest.mark.render
def test_the_count_of_pages_reckoned_before_writing_is_that_of_the_rendered_document(made: Made) -> None:
    with zipfile.ZipFile(made.path) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    assert Pagination(Profile.load()).lay(body).pages == len(made.pages)


@pytest.mark.render
@pytest.mark.parametrize("kind", ["年度评估", "中期评估"])
def test_the_table_of_an_evaluation_keeps_to_one_turned_page(kind: str, every: dict[str, Made]) -> None:
    assert len([page for page in every[kind].pages if page.width > page.height]) == 1


@pytest.mark.render
def test_a_note_under_a_short_table_stands_on_the_tables_page(every: dict[str, Made]) -> None:
    shown = [squeezed(page.extract_text() or "") for page in every["中期评估"].pages]
    assert [("历年数的修订情况" in text) for text in shown] == [
        ("次年报表所列同期数与当年数不同的" in text) for text in shown
    ]


@pytest.mark.render
def test_35_a_sealed_close_has_one_middle_and_four_characters_after_the_date(every: dict[str, Made]) -> None:
    lines = every[SEALED].upright
    signer = next(n for n, line in enumerate(lines) if line.text == "长沙市商务局")
    office, day = lines[signer], lines[signer + 1]
    assert squeezed(day.text) == "2024年4月15日"
    assert (office.left + office.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=0.4)
    assert 18.7 <= 184.0 - day.right <= 22.6  # LibreOffice widens the date by its gaps between Chinese and digits
    assert office.at - lines[signer - 1].at == pytest.approx(3 * 28.95 / MM, abs=0.3)


@pytest.mark.render
def test_42_43_44_every_page_carries_its_number_on_its_outer_side(made: Made) -> None:
    for number, page in enumerate(made.pages, start=1):
        if page.width > page.height:
            continue
        at = [line for line in made.lines if line.page == number and line.at > 263]
        assert [squeezed(line.text) for line in at] == [f"—{number}—"]
        edge, place = (at[0].right, 179.06) if number % 2 else (at[0].left, 32.94)
        assert edge == pytest.approx(place, abs=0.7)


@pytest.mark.render
def test_46_a_turned_page_carries_its_number_at_the_foot_of_the_upright_sheet(made: Made) -> None:
    """The turned sheet's left edge: odd numbers at its lower end, even ones at its upper, on the foot's own line."""
    for number, page in enumerate(made.pages, start=1):
        if page.width > page.height:
            dashes = [c for c in page.chars if c["text"] == "—" and float(c["x0"]) / MM < 34]
            assert len(dashes) == 2
            assert {round(float(c["x0"]) / MM) for c in dashes} == {26}
            middle = sum(float(c["top"]) + float(c["bottom"]) for c in dashes) / 4 / MM
            assert middle == pytest.approx(171.5 if number % 2 else 41, abs=3)


@pytest.mark.render
def test_53_no_line_begins_or_ends_with_a_mark_that_may_not_stand_there(made: Made) -> None:
    for line in made.upright:
        if line.size < 9:  # words inside a chart
            continue
        assert line.text[0] not in NOT_FIRST, line
        assert line.text[-1] not in NOT_LAST, line


@pytest.mark.render
def test_54_no_number_is_broken_over_two_lines(made: Made) -> None:
    for line, after in pairwise(made.upright):
        runs_on = line.right > 175 and after.left < 30 and after.page - line.page <= 1
        if runs_on:
            joint = line.text[-1] + after.text[0]
            assert not re.fullmatch(r"[\d.][\d.%]|\d,|,\d", joint), (line.text, after.text)


@pytest.mark.render
def test_47_the_page_where_a_table_ends_shows_its_head(made: Made) -> None:
    shown = [squeezed(page.extract_text() or "") for page in made.pages]
    for table in made.body.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        head = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        titles = [squeezed(t.text or "") for row in head for t in row.iter(f"{W}t")]
        last = squeezed("".join(t.text or "" for t in rows[-1].iter(f"{W}t")))
        ends = [text for text in shown if last in text]
        parts = [part for title in titles for part in re.split(r"(?=\()", title)]  # (%) may stand on a line of its own
        assert not ends or all(part in ends[-1] for part in parts), titles


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
