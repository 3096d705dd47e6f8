"""The board: who is behind, in words, on a sheet and on one page of HTML that needs no network."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from toolkit.codebook.terms import Codebook, UnitKind
from toolkit.model import Chart, Direction, Figure, Period, Series
from toolkit.publish import board, prose
from toolkit.publish.drawing import line_chart, paired_bars
from toolkit.publish.excel.lone import lone_chart

MARCH = Period(2024, 3)


def figure(unit: str, kind: str, value: str, text: str, direction: Direction = Direction.NONE) -> Figure:
    number = Decimal(value)
    return Figure(f"WM01.{unit}.{MARCH}.{kind}", unit, "WM01", str(MARCH), kind, number, value, text, direction)


def figures(city: str) -> list[Figure]:
    down, up = Direction.DOWN, Direction.UP
    return [
        figure(city, "ytd", "790.4", "790.4亿元"),
        figure(city, "ytd_yoy", "-2.7", "2.7%", down),
        figure(city, "target", "3250", "3250亿元"),
        figure(city, "completion", "24.3", "24.3%"),
        figure(city, "pace", "25.0", "25.0%"),
        figure(city, "gap", "-0.7", "0.7个百分点", down),
        figure("430102", "gap", "-4.8", "4.8个百分点", down),
        figure("430105", "gap", "-5.2", "5.2个百分点", down),
        figure("430103", "gap", "3.0", "3.0个百分点", up),
        figure("430103", "ytd_yoy", "-0.1", "0.1%", down),
        figure("P-MLS", "gap", "-5.3", "5.3个百分点", down),
    ]


def made(book: Codebook, charts: tuple[Chart, ...] = ()) -> board.Board:
    return board.build(book, MARCH, figures(book.city), charts)


def page(book: Codebook, **more: object) -> str:
    words: dict[str, object] = {"看板": made(book), "月份": "2024年3月", "截至": "2024年4月12日", "注": ()}
    return prose.page("看板.html.j2", words | {"报送": "应报24个单位。"} | more)


def test_the_worst_stands_first_and_lists_do_not_mix(book: Codebook) -> None:
    behind = next(entry for entry in made(book).behind if entry.code == "WM01")
    assert behind.slow["区县（市）"].words("个百分点") == "开福区5.2个百分点、芙蓉区4.8个百分点"
    assert behind.slow["园区"].words("个百分点") == "马栏山5.3个百分点"
    assert behind.falling["区县（市）"].words("%") == "天心区0.1%"


def test_nobody_is_said_to_be_level_who_gave_no_number(book: Codebook) -> None:
    def without(*units: str) -> list[Figure]:
        return [Figure(f"WM01.{u}.{MARCH}.ytd", u, "WM01", str(MARCH), "ytd", None, "—", "—") for u in units]

    def told(*more: Figure) -> str:
        entries = board.build(book, MARCH, [*figures(book.city), *more], ()).behind
        return next(entry for entry in entries if entry.code == "WM01").falling["区县（市）"].words("%")

    growing = figure("430105", "ytd_yoy", "3.0", "3.0%", Direction.UP)
    assert told(*without("430102")) == "天心区0.1%（另芙蓉区无可用数据）"
    assert told(*without("430102", "430105", "430111", "430121")) == "天心区0.1%（另4个单位无可用数据）"
    alone = board.build(book, MARCH, [growing], ()).behind[0].falling
    assert (alone["区县（市）"].words("%"), alone["园区"].words("%")) == ("无", "没有可比的数，不作判断")
    silent = board.build(book, MARCH, without("430102"), ()).behind[0].falling["区县（市）"]
    assert silent.words("%") == "均无可用数据，不作判断"


def test_state_is_told_in_words(book: Codebook) -> None:
    (line,) = made(book).progress
    assert (line.word, line.growth_word, line.behind) == ("慢于序时0.7个百分点", "同比下降2.7%", True)
    level = figure("430100", "gap", "0.0", "持平", Direction.FLAT)
    assert board.pace_word(level) == "与序时持平"


def test_a_total_that_lacks_members_keeps_its_line_and_is_not_said_to_have_no_target(book: Codebook) -> None:
    short = [replace(each, have=8, of=9) if each.kind == "ytd" else each for each in figures(book.city)]
    kept = [each for each in short if each.unit != book.city or each.kind not in ("completion", "gap")]
    shown = board.build(book, MARCH, kept, ())
    (line,) = shown.progress
    assert (line.word, line.behind, shown.tiles) == ("合计不全，不计算进度", False, (line,))
    made = page(book, 看板=shown)
    assert "合计不全，不计算进度" in made and "未下达年度目标" not in made and "None" not in made
    whole = board.build(book, MARCH, [each for each in kept if each.kind != "target"], ())
    assert (whole.progress, whole.tiles[0].word) == ((), "")


def test_the_chart_that_matters_is_the_first_with_a_line_beside_bars(book: Codebook) -> None:
    one = figures(book.city)[0]
    plain = Chart("走势", "走势", ("一月",), (Series("累计", (one,)),))
    pace = Chart("进度", "进度", ("全市",), (Series("完成", (one,)), Series("序时", (one,), line=True)))
    assert made(book, (plain, pace)).chart is pace
    assert made(book, (plain,)).chart is None


def test_the_page_is_one_file_without_network_or_script(book: Codebook) -> None:
    text = page(book)
    assert not re.search(r"(?i)<script|<link|<img|@import|url\(|src=|https?://", text)
    assert "开福区5.2个百分点、芙蓉区4.8个百分点" in text and "慢于序时0.7个百分点" in text
    assert "@page { size: A4" in text


def test_text_of_others_is_escaped_on_the_page(book: Codebook) -> None:
    text = page(book, 报送="<script>alert(1)</script>{{ 7*7 }}")
    assert "<script" not in text and "&lt;script&gt;" in text and "{{ 7*7 }}" in text


def test_a_month_without_yearly_targets_says_so(book: Codebook) -> None:
    bare = [one for one in figures(book.city) if one.kind in ("ytd", "ytd_yoy")]
    text = page(book, 看板=board.build(book, MARCH, bare, ()))
    assert "年度目标未下达" in text


def test_a_month_without_data_is_a_gap_in_a_straight_line_and_digits_are_those_printed() -> None:
    """Left out, a reader may draw a blank as 0 and lines curved; sixteen digits would say -9.300000000000001."""
    fall, rise = (replace(figure("430100", "ytd_yoy", shown, "增减"), shown=shown) for shown in ("-9.3", "-5.0"))
    values = (fall, None, rise)
    chart = Chart("走势", "走势", ("4月", "5月", "6月"), (Series("累计同比", values, line=True),), "%")
    with zipfile.ZipFile(BytesIO(lone_chart(chart, font="仿宋"))) as package:
        xml, sheet = (package.read(name).decode() for name in ("xl/charts/chart1.xml", "xl/worksheets/sheet1.xml"))
    assert '<c:dispBlanksAs val="gap"/>' in xml and '<c:smooth val="0"/>' in xml
    drawing = xml[xml.index("<c:val>") :]
    assert re.findall(r'<c:pt idx="(\d)"><c:v>([^<]*)', drawing) == [("0", "-9.3"), ("2", "-5.0")]
    assert "<v>-9.3</v>" in sheet and "<v>-5.0</v>" in sheet


def test_charts_are_well_formed_and_leave_gaps() -> None:
    values = [Decimal(1), None, Decimal("-2.5"), Decimal(3)]
    tree = ElementTree.fromstring(line_chart("走势<&>", ["一", "二", "三", "四"], values))
    marks = [each for each in tree.iter() if each.tag.endswith("circle")]
    lines = [each for each in tree.iter() if each.tag.endswith("polyline")]
    assert len(marks) == 3 and len(lines) == 1
    rows = [("进出口", Decimal("-15.2"), Decimal("2.7")), ("出口", None, Decimal(0))]
    texts = [each.text for each in ElementTree.fromstring(paired_bars("对照", ("前", "后"), rows)).iter()]
    assert {"-15.2", "2.7", "—", "前", "后"} <= set(texts)


def test_one_value_and_no_value_can_be_drawn() -> None:
    for values in ([Decimal(5)], [None], []):
        names = ["一"] * len(values)
        ElementTree.fromstring(line_chart("一", names, values))


def test_the_shipped_template_stands_in_when_a_folder_has_none(book: Codebook, tmp_path: Path) -> None:
    words = {"看板": made(book), "月份": "", "截至": "", "报送": "", "注": ()}
    assert "运行看板" in prose.page("看板.html.j2", words, tmp_path)


def test_a_city_without_parks_has_no_column_for_them(book: Codebook) -> None:
    bare = replace(book, units=tuple(unit for unit in book.units if unit.kind is not UnitKind.PARK))
    assert (made(book).lists, made(bare).lists) == (("区县（市）", "园区"), ("区县（市）",))
    assert "<th>园区</th>" not in page(book, 看板=made(bare))
