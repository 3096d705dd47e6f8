"""Proof of a document's words: what was handed over stands in the finished file, all of it and nothing else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.test_proof import figures, planted
from tests.test_word_layout import BLOCKS as ALL
from tests.test_word_layout import MARCH, narrow, progress
from toolkit.model import Block, Column, Table
from toolkit.publish import word
from toolkit.publish.proof import Misfit, proof
from toolkit.publish.proof_words import Given

BLOCKS = [block for block in ALL if block.ref != "宽表"]
TABLES = {"窄表": replace(narrow(), notes=("脚注甲。",))}
DOCUMENT = "word/document.xml"
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部掌握</w:t></w:r></w:p>"
NOTES = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t>88.8</w:t></w:comments>'
)


def written(folder: Path) -> Path:
    return word.write(
        folder / "报告.docx", BLOCKS, TABLES, {"图": progress()}, office=word.Office(), period=MARCH, draft=True
    )


def misfits(path: Path, blocks: list[Block] | None = None) -> list[Misfit]:
    given = Given(blocks or BLOCKS, TABLES, {"图": progress()}, word.Office(), draft=True)
    return proof(path, figures(), None, [progress()], given=given)


def test_a_document_as_written_has_no_misfit(tmp_path: Path) -> None:
    assert misfits(written(tmp_path)) == []


def test_any_word_of_the_text_that_was_changed_is_found(tmp_path: Path) -> None:
    """A period, a direction, a name: each run of Chinese in turn loses its last sign for another."""
    content = written(tmp_path).read_bytes()
    body = zipfile.ZipFile(BytesIO(content)).read(DOCUMENT).decode()
    runs = dict.fromkeys(re.findall(r">([^<]*[\u4e00-\u9fff])</w:t>", body))
    assert len(runs) > 6
    for words in runs:
        path = tmp_path / "错.docx"
        path.write_bytes(content)
        assert misfits(planted(path, f">{words}<", f">{words[:-1]}〇<")), words


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (DOCUMENT, "</w:p>", HIDDEN),
        (DOCUMENT, "<w:body>", "<w:body><w:p><w:r><w:t>另页文字</w:t></w:r></w:p>"),
        (DOCUMENT, "（送审稿）", ""),
        ("docProps/core.xml", "<dc:title>", "<dc:title>另一"),
        ("word/charts/chart1.xml", "<c:v>完成", "<c:v>未完成"),
        ("word/footer1.xml", "</w:p>", "<w:r><w:t>88.8亿元</w:t></w:r></w:p>"),
    ],
)
def test_what_was_added_or_taken_away_in_any_part_is_found(part: str, old: str, new: str, tmp_path: Path) -> None:
    assert misfits(planted(written(tmp_path), old, new, part)) != []


def test_a_comment_is_no_part_of_a_document(tmp_path: Path) -> None:
    path = written(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/comments.xml", NOTES)
    assert [each.printed for each in misfits(path)] == ["88.8"]


def swapped(text: str, one: str, other: str) -> str:
    """The text with these words in each other's place, each where it stands alone between tags."""
    places = re.compile(f">({re.escape(one)}|{re.escape(other)})<")
    assert len({found[1] for found in places.finditer(text)}) == 2, (one, other)
    return places.sub(lambda found: f">{other if found[1] == one else one}<", text)


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The document with one part changed as ``change`` says; it really is another text then."""
    old = zipfile.ZipFile(path).read(part).decode()
    assert change(old) != old
    return planted(path, old, change(old), part)


HEADED = replace(
    narrow(),
    columns=(
        Column("单位", width=16),
        Column("累计", numeric=True, group="一季度"),
        Column("同比(%)", numeric=True, group="上半年"),
    ),
)


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [(TABLES["窄表"], "累计", "同比(%)"), (TABLES["窄表"], "单位", "一季度"), (HEADED, "一季度", "上半年")],
)
def test_heads_that_changed_places_are_found(table: Table, one: str, other: str, tmp_path: Path) -> None:
    """Titles of one group, a title with a group, two groups: each stands in the head, but over another column."""
    blocks = [block for block in BLOCKS if block.kind != "图"]
    path = word.write(
        tmp_path / "报告.docx", blocks, {"窄表": table}, {}, office=word.Office(), period=MARCH, draft=False
    )
    given = Given(blocks, {"窄表": table}, {}, word.Office())
    assert proof(path, figures(), given=given) == []
    assert proof(rewritten(path, DOCUMENT, lambda text: swapped(text, one, other)), figures(), given=given) != []


CHART = "word/charts/chart1.xml"


@pytest.mark.parametrize(("one", "other"), [("芙蓉区", "天心区"), ("完成", "序时（25.0%）")])
def test_names_of_a_chart_that_changed_places_are_found(one: str, other: str, tmp_path: Path) -> None:
    """Its categories, its series: every word is one of the chart's, but stands for another's values."""
    assert misfits(rewritten(written(tmp_path), CHART, lambda text: swapped(text, one, other))) != []


def test_a_category_named_as_another_is_found(tmp_path: Path) -> None:
    path = rewritten(written(tmp_path), CHART, lambda text: text.replace(">天心区<", ">芙蓉区<"))
    assert any("依次的各项" in each.reason for each in misfits(path))


def test_a_category_without_a_value_is_still_that_category(tmp_path: Path) -> None:
    chart = replace(
        progress(), series=tuple(replace(each, values=(each.values[0], None)) for each in progress().series)
    )
    path = word.write(
        tmp_path / "报告.docx", BLOCKS, TABLES, {"图": chart}, office=word.Office(), period=MARCH, draft=False
    )
    assert ">天心区（无数据）<" in zipfile.ZipFile(path).read(CHART).decode()
    assert proof(path, figures(), None, [chart], given=Given(BLOCKS, TABLES, {"图": chart}, word.Office())) == []


def test_a_chart_that_is_gone_from_over_its_caption_is_found(tmp_path: Path) -> None:
    gone = rewritten(
        written(tmp_path), DOCUMENT, lambda text: re.sub(r"<w:drawing>.*?</w:drawing>", "", text, flags=re.DOTALL)
    )
    assert ("0", "幅图，应为1幅") in [(each.printed, each.reason) for each in misfits(gone)]


@pytest.mark.parametrize("what", ["swapped", "lost"])
def test_rows_swapped_or_lost_are_found(what: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    body = zipfile.ZipFile(path).read(DOCUMENT).decode()
    first, second = [row for row in re.findall(r"<w:tr>.*?</w:tr>", body) if "tblHeader" not in row][:2]
    assert misfits(planted(path, first + second, second + first if what == "swapped" else second)) != []


def test_a_paragraph_or_a_table_that_is_lost_is_found(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert misfits(path, [*BLOCKS, Block("正文", BLOCKS[0].spans)]) != []
    assert misfits(path, [block for block in BLOCKS if block.ref != "窄表"]) != []
