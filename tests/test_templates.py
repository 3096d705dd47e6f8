"""The check of templates: every fault of every file at once, with file and line; the shipped ones have none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit import codebook
from toolkit.codebook.terms import Codebook
from toolkit.office import enquiries
from toolkit.publish import templating
from toolkit.publish.prose import TEMPLATES, check


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.j2").write_text(text, encoding="utf-8")
    return tmp_path


def told(tmp_path: Path, **files: str) -> list[tuple[str, int, str]]:
    return [(f.file, f.row, f.message) for f in check(folder(tmp_path, **files), ["期", "日"])]


def test_the_shipped_templates_have_no_fault(book: Codebook) -> None:
    assert [str(fault) for fault in templating.faults(TEMPLATES, book)] == []


@pytest.mark.parametrize(
    ("text", "row", "word"),
    [
        ("@正文 甲\n\n@正文 {{ 进出口 }}", 3, "“进出口”"),
        ("@正文 甲\n@段落 乙", 2, "“@段落”"),
        ("@正文字 甲", 1, "“@正文字”"),
        ("@正文 {{ 期|大写 }}", 1, "“|大写”"),
        ("@正文 甲\n{% if 期 is 好 %}乙{% endif %}", 2, "“is 好”"),
        ("@正文 甲\n{% if %}", 2, "写法有误：“%}”前面缺内容。"),
        ("@正文 {{ “甲” }}", 1, "括号、引号、逗号要用英文的"),
        ("@正文 甲\n{% if 期 %}乙", 2, "“{% if %}”没有结尾"),
        ('{% from "用语.j2" import 祝词 %}\n@正文 甲', 1, "“祝词”"),
        ('@正文 甲\n{% from "词典.j2" import 增减 %}', 2, "“词典.j2”"),
        ("{% if 期 %}@段 甲{% endif %}", 1, "“@段”"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, row: int, word: str, tmp_path: Path) -> None:
    phrases = "{% macro 增减(f) %}{{ f }}{% endmacro %}"
    found = told(tmp_path, 甲=text, 用语=phrases)
    assert [(file, at) for file, at, _ in found] == [("甲.j2", row)]
    assert word in found[0][2]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = told(tmp_path, 甲="@正文 {{ 一 }}\n\n@段 {{ 二 }}", 乙="@正文 {{ 三|四 }}")
    assert {(file, row) for file, row, _ in found} == {("甲.j2", 1), ("甲.j2", 3), ("乙.j2", 1)}


def test_names_a_template_says_it_is_given_and_names_it_sets_itself_are_known(tmp_path: Path) -> None:
    assert told(tmp_path, 甲="{# 取用：单位、期限 #}\n{% set 头 = 期 %}@正文 {{ 单位 }}{{ 期限 }}{{ 头 }}") == []


def test_comments_are_not_templates(tmp_path: Path) -> None:
    assert told(tmp_path, 甲="{# @段 一行\n@节 两行 #}\n@正文 甲") == []


def test_plan_check_tells_the_faults_of_templates_and_settings(tmp_path: Path, root: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    broken = tmp_path / "templates" / "快报.md.j2"
    wrong = broken.read_text(encoding="utf-8").replace("@署名 {{ 机关 }}", "@署名 {{ 单位名 }}")
    broken.write_text(wrong, encoding="utf-8")
    settings = tmp_path / "templates" / "机关.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '"落款" = "甲"\n', encoding="utf-8")
    with pytest.raises(codebook.Faulty) as fault:
        enquiries.plan_check((root / "inputs" / "plan",), tmp_path / "templates")
    told = [(f.file, f.message) for f in fault.value.faults]
    assert any(file == "templates/机关.toml" and "落款" in message for file, message in told)
    assert any(file == "templates/快报.md.j2" and "单位名" in message for file, message in told)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "word"),
    [
        ("机关.toml", '"版头" = false', '"版头" = 否', '"版头" = 否', "true 或 false"),
        ("机关.toml", '"字体" = "gb2312"', '"字体" = "gb2313"', '"字体" = "gb2313"', "“gb2313”"),
        ("公文格式.toml", "size = { value = 32,", 'size = { value = "大",', 'size = { value = "大",', "整数"),
        (
            "公文格式.toml",
            'font = "小标宋"\nsize = 44',
            'font = "小宋"\nsize = 44',
            'font = "小宋"',
            "“公文标题”的字体",
        ),
        (
            "公文格式.toml",
            'font = "小标宋"\nsize = 44',
            'font = "小标宋"\nsize = 42',
            "size = 42",
            "公文底版.docx的同名样式不一致",
        ),
        ("公文格式.toml", 'kind = "附注"', 'kind = "附言"', "", "缺少“附注”的样式"),
        ("公文格式.toml", "outer = {", "outre = {", "[table]", "[table]缺少“outer”"),
    ],
)
def test_a_fault_of_the_settings_is_told_with_its_line_and_in_chinese(
    file: str, old: str, new: str, line: str, word: str, tmp_path: Path, book: Codebook
) -> None:
    home = shutil.copytree(TEMPLATES, tmp_path / "templates")
    text = (home / file).read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    (home / file).write_text(text, encoding="utf-8")
    row = next(row for row, said in enumerate(text.splitlines(), 1) if said.startswith(line)) if line else 0
    (fault,) = templating.faults(home, book)
    assert (fault.file, fault.row) == (f"templates/{file}", row) and word in fault.message
    assert not any(english in fault.message for english in ("Invalid", "Expected", "line"))
