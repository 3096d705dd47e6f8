"""The documents of a month: what they say, what is made on request, what a person decided, what leads to a cell."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.busy_month import Busy, busy, full_dress
from tests.prose_cases import figure
from tests.test_word_layout import MARCH, W
from toolkit import pipeline
from toolkit.codebook.opinions import OMIT, PRINT, Opinion
from toolkit.codebook.terms import Codebook
from toolkit.faults import failure
from toolkit.model import Block, Column, Figure, Kind, Observation, Source, Span, Status, Table
from toolkit.office import on_request
from toolkit.office.on_request import issue_number
from toolkit.publish import papers, stacked, tracing, unit_papers, unsettled, word
from toolkit.publish.proof import Misprint, proof


def texts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p")]


def falling(book: Codebook) -> Busy:
    """A month whose exports and imports fall, two districts pulling them down."""
    month = busy("全欠", book)
    month.figures.say("WM01", "430102", pull="-2.0").say("WM01", "430111", pull="-1.6")
    return month


def decided(book: Codebook, decision: str, words: str, subject: str = "进出口总额同比下降") -> Codebook:
    return replace(book, opinions=(Opinion(MARCH, subject, decision, words, "张某某", "研判.csv", 2),))


@pytest.mark.parametrize("template", [papers.REPORT, papers.BRIEFING, papers.BULLETIN, papers.FLASH])
def test_every_document_is_written_and_proved(template: str, tmp_path: Path, sample_book: Codebook) -> None:
    path = papers.write(busy("全欠", sample_book), template, tmp_path / "文件.docx")
    assert "长沙市商务局" in texts(path)


def with_words(folder: Path, words: str) -> Path:
    """The shipped templates with a sentence of the office's own in 快报."""
    shutil.copytree(papers.prose.TEMPLATES, folder)
    flash = folder / papers.FLASH
    flash.write_text(flash.read_text(encoding="utf-8").replace("@署名", f"@正文 {words}\n\n@署名", 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("二季度，全市要完成进出口总额{{ 头条[0].ytd }}以上，2024年4月重点调度。", []),
        ("（二季度工作安排另文下达）", []),
        ("与2023年一季度相比，进出口总额为{{ 头条[0].ytd }}。", []),
        ("实际使用外资{{ 头条[0].ytd }}。", ["前面说的指标不是公布数"]),
        ("进出口总额芙蓉区{{ 头条[0].ytd }}。", []),
    ],
)
def test_what_an_office_writes_of_a_number_is_a_question_and_stops_nothing(
    words: str, told: list[str], tmp_path: Path, sample_book: Codebook
) -> None:
    month = replace(busy("全欠", sample_book), templates=with_words(tmp_path / "模板", words))
    doubts: list[str] = []
    papers.write(month, papers.FLASH, tmp_path / "快报.docx", doubts=doubts)
    assert len(doubts) == len(told) and all(word in doubt for word, doubt in zip(told, doubts, strict=True))


def test_a_number_typed_into_a_template_stops_the_month_and_the_clerk_is_told_where(
    tmp_path: Path, sample_book: Codebook
) -> None:
    month = replace(busy("全欠", sample_book), templates=with_words(tmp_path / "模板", "进出口总额123.4亿元。"))
    with pytest.raises(Misprint) as stopped:
        papers.write(month, papers.FLASH, tmp_path / "快报.docx")
    code, [line] = failure(stopped.value)
    assert code == 3 and "原有结果没有改动" in line and "“进出口总额123.4亿元”：“123.4”没有对应的公布数" in line
    assert "改过模板的，请按所指的段落改正模板" in line


def test_the_annex_of_sources_repeats_a_fall_as_its_sentence_says_it(tmp_path: Path, sample_book: Codebook) -> None:
    month = replace(falling(sample_book), templates=full_dress(tmp_path / "模板", {"数据出处": True}))
    path = papers.write(month, papers.REPORT, tmp_path / "报告.docx")
    assert "数据出处" in texts(path)


def test_a_brief_prints_the_issue_number_it_is_given(tmp_path: Path, sample_book: Codebook) -> None:
    given = {"期号": "3", "总期号": "15"}
    path = papers.write(busy("全超", sample_book), papers.BRIEF, tmp_path / "简报.docx", more=given)
    assert {"第3期", "（总第15期）"} <= set(texts(path))


def test_issue_numbers_run_on_and_a_month_keeps_its_own(tmp_path: Path) -> None:
    register = tmp_path / "简报期号.csv"
    assert issue_number(register, MARCH.previous, 2024) == (1, 1)
    assert issue_number(register, MARCH, 2024) == (2, 2)
    assert issue_number(register, MARCH.previous, 2024) == (1, 1)
    assert issue_number(register, MARCH.shift(12), 2025) == (1, 3)


def test_the_office_may_set_where_issue_numbers_begin(tmp_path: Path) -> None:
    register = tmp_path / "简报期号.csv"
    register.write_text("年,期号,总期号,报告期\n2024,11,85,2024-02\n", encoding="utf-8-sig")
    assert issue_number(register, MARCH, 2024) == (12, 86)


def test_causes_are_offered_for_a_person_to_judge(tmp_path: Path, sample_book: Codebook) -> None:
    path = papers.write(falling(sample_book), papers.REPORT, tmp_path / "报告.docx")
    offered = [text for text in texts(path) if text.startswith("【待核】")]
    assert offered == [
        "【待核】从已报送的区县（市）看，芙蓉区、雨花区进出口总额下降对全市影响较大，分别拉低全市增速2.0个百分点、1.6个百分点。"
        "以上为增减额对全市增速的算术影响，不说明下降原因，原因请业务处室核实后补充（研判事项：进出口总额同比下降）。"
    ]
    [passage] = unsettled.passages(tmp_path)
    assert passage.subject == "进出口总额同比下降"
    assert passage.text.startswith("从已报送的区县（市）看，芙蓉区、雨花区进出口总额下降") and passage.text.endswith(
        "核实后补充。"
    )


def test_a_month_is_not_signed_while_such_words_stand(tmp_path: Path, sample_book: Codebook) -> None:
    month = falling(sample_book)
    month.draft = ""
    with pytest.raises(word.Unsettled, match="不能定稿"):
        papers.write(month, papers.REPORT, tmp_path / "报告.docx")
    assert not (tmp_path / "报告.docx").exists()


@pytest.mark.parametrize("subject", ["进出口总额同比下降", "WM01同比下降"])
def test_what_a_person_decided_takes_their_place(tmp_path: Path, sample_book: Codebook, subject: str) -> None:
    said = "进出口总额下降的具体情况，由有关处室走访3家重点企业后专题报告。"
    for decision, expected in ((PRINT, [said]), (OMIT, [])):
        month = falling(decided(sample_book, decision, said, subject))
        month.draft = ""
        path = papers.write(month, papers.REPORT, tmp_path / f"{decision}.docx")
        assert [text for text in texts(path) if "走访" in text] == expected
        assert not [text for text in texts(path) if "待核】" in text]


def test_lists_with_a_total_row_are_stacked_under_one_head() -> None:
    columns = (Column("单位"), Column("级别"), Column("累计", numeric=True))
    rows = (("全市", "9"), ("甲", "1"))
    one = Table("区县（市）完成情况", "一季度区县（市）完成情况", (columns[0], columns[2]), rows, ("total", "data"))
    two = Table("园区完成情况", "一季度园区完成情况", columns, (("乙", "省级", "2"),), ("data",))
    names = {one.name: "区县（市）", two.name: "园区"}
    made = stacked.stacked({one.name: one, two.name: two}, names, "两类", "区县（市）、园区")["两类"]
    assert made.title == "一季度区县（市）、园区完成情况"
    assert [column.title for column in made.columns] == ["单位", "累计"]
    assert made.rows == (("全市", "9"), ("甲", "1"), ("园区", ""), ("乙", "2"))
    assert made.kinds == ("total", "data", "group", "data")
    assert stacked.stacked({one.name: one}, names, "两类", "x") == {}


def test_a_unit_page_keeps_to_the_plan_s_own_indicators(sample_book: Codebook) -> None:
    rows = tuple((row.name, "1.0") for row in sample_book.indicators)
    table = Table("指标", "芙蓉区", (Column("指标"), Column("累计", numeric=True)), rows, ("data",) * len(rows))

    class Month:
        book, period, pages = sample_book, MARCH, {"430102": (table,), "430103": (replace(table, rows=(), kinds=()),)}

    more, tables = unit_papers.given(Month())
    assert [page.name for page in more["单位们"]] == ["芙蓉区"]  # type: ignore[attr-defined]
    assert 1 < len(tables["指标430102"].rows) <= unit_papers.MOST


def test_the_annex_of_sources_leads_from_a_printed_number_to_its_cell(tmp_path: Path, book: Codebook) -> None:
    source = Source("芙蓉区2024年3月.xlsx", "KF01", "E5")
    seen = Observation("430102", "WM01", MARCH, "全辖", Kind.YTD, None, Status.REPORTED, "亿元", source)
    total: Figure = replace(
        figure("WM01", "430100", MARCH, "ytd", "1225.3"),
        method="9个区县（市）相加",
        inputs=("obs:430102/WM01/2024-03/全辖/ytd",),
    )
    stated = figure("WM01", "430100", MARCH, "ytd_yoy", "3.2")
    rate: Figure = replace(stated, method="累计÷上年同期－1", inputs=(total.id,))
    blocks = (Block("正文", (Span("进出口"), Span("1225.3亿元", total.id), Span("，增长"), Span("3.2%", rate.id))),)
    annex = tracing.annex(blocks, {}, [total, rate], book, [seen])
    assert [[cell if isinstance(cell, str) else cell.shown for cell in row] for row in annex.rows] == [
        ["进出口总额", "长沙市", "1225.3亿元", "9个区县（市）相加", "芙蓉区2024年3月.xlsx!KF01!E5"],
        ["进出口总额", "长沙市", "3.2%", "累计÷上年同期－1", "芙蓉区2024年3月.xlsx!KF01!E5"],
    ]
    path = tmp_path / "报告.docx"
    printed = [*blocks, Block("附表", (), annex.name)]
    word.write(path, printed, {annex.name: annex}, {}, office=word.Office(), period=MARCH, draft=False)
    assert proof(path, [total, rate], book, names=tracing.words(annex)) == []


# --- on request, of a month really made ------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "inputs" / "样例"
PLAN = (ROOT / "inputs" / "plan", SAMPLE / "登记")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results folder of the sample month."""
    folder = tmp_path_factory.mktemp("结果")
    pipeline.run(pipeline.Job(MARCH, SAMPLE, PLAN, folder, as_of=date(2024, 4, 15), reproducible=True))
    return folder


@pytest.mark.parametrize(("kind", "words"), [("简报", "第1期"), ("快报", "长沙市商务局"), ("通报", "附件1")])
def test_a_document_on_request_says_the_month_s_own_numbers(
    kind: str, words: str, outputs: Path, tmp_path: Path
) -> None:
    done = on_request.draft(on_request.Wanted(kind, MARCH), PLAN, outputs, tmp_path)
    assert done.exit_code == 0, done.summary
    assert words in texts(next(tmp_path.glob(f"*{kind}.docx")))


def test_a_document_on_request_tells_the_same_of_the_returns_as_the_month_s_own(outputs: Path, tmp_path: Path) -> None:
    on_request.draft(on_request.Wanted("快报", MARCH), PLAN, outputs, tmp_path)
    flash = "".join(texts(next(tmp_path.glob("*快报.docx"))))
    report = "".join(texts(next((outputs / str(MARCH)).glob("*运行情况报告.docx"))))
    told = "岳麓高新区、浏阳经开区（外贸）报表退回待核，宁乡经开区报表不全（缺重点任务进展、重大项目）"
    assert told in flash and told in report


def test_letters_are_addressed_to_the_organ_of_an_area(outputs: Path) -> None:
    letters = [path for path in (outputs / str(MARCH)).rglob("*.docx") if path.parent.name in ("催报", "退回单")]
    assert letters
    assert all(next(text for text in texts(path) if text.endswith("：")).endswith("管委会：") for path in letters)


def test_a_unit_page_is_made_for_the_units_asked_for(outputs: Path, tmp_path: Path) -> None:
    done = on_request.draft(on_request.Wanted("一单位一页", MARCH, ("芙蓉区", "长沙县")), PLAN, outputs, tmp_path)
    assert done.exit_code == 0, done.summary
    titles = [text for text in texts(next(tmp_path.glob("*.docx"))) if text.endswith("开放型经济运行情况")]
    assert titles == ["芙蓉区2024年一季度开放型经济运行情况", "长沙县2024年一季度开放型经济运行情况"]


def test_a_document_is_refused_once_the_registers_say_other_numbers(outputs: Path, tmp_path: Path) -> None:
    done = on_request.draft(on_request.Wanted("快报", MARCH), PLAN[:1], outputs, tmp_path)
    assert done.exit_code == on_request.MISUSE
    assert "先执行 python3 -m toolkit run" in done.summary
    assert not list(tmp_path.iterdir())


def test_a_month_that_was_not_made_and_a_unit_that_is_unknown_are_told(outputs: Path, tmp_path: Path) -> None:
    early = on_request.draft(on_request.Wanted("简报", MARCH.previous), PLAN, outputs, tmp_path)
    assert "还没有2024年2月的结果" in early.summary
    unknown = on_request.draft(on_request.Wanted("一单位一页", MARCH, ("火星区",)), PLAN, outputs, tmp_path)
    assert "火星区" in unknown.summary
