"""The rules of the house that a machine can see: lint, types, layers, locks, lengths, and documents that keep up."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from argparse import _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from toolkit import __version__, _boot, cli
from toolkit.commands import table
from toolkit.commands.chinese_argparse import ChineseParser

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "toolkit").rglob("*.py"))
LONGEST = 400
LEFT_OUT = {".git", ".venv", ".hypothesis", "wheels", "outputs", "build", "dist", "__pycache__"}
MANUAL = ROOT / "docs" / "使用手册.md"
README = ROOT / "README.md"


@cache
def shipped() -> tuple[Path, ...]:
    """The files of the repository; where there is no git (an unpacked copy), every file that is not a product."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True)
    except FileNotFoundError:
        listed = None
    if listed is not None and listed.returncode == 0:
        names = listed.stdout.decode("utf-8").split("\0")
        return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())
    paths = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(
        path
        for path in paths
        if not any(part in LEFT_OUT or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
    )


def passes(*command: str) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def settings() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def listed(section: str, key: str) -> list[str]:
    return settings()[section][key].split("\n")[1:]


# --- 代码 -----------------------------------------------------------------------------------------------------------


def test_the_code_is_clean_to_ruff() -> None:
    passes("-m", "ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted_by_ruff() -> None:
    passes("-m", "ruff", "format", "--check", "--no-cache", ".")


def test_the_types_hold_under_mypy_strict() -> None:
    passes("-m", "mypy")


def test_imports_point_down_and_each_library_has_one_place() -> None:
    passes(
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports('setup.cfg', no_cache=True))",
    )


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_no_outside_library_is_without_its_contract() -> None:
    used = {name for path in MODULES for name in imported(path)} - sys.stdlib_module_names - {"toolkit"}
    held = {
        name.strip()
        for section, values in settings().items()
        if section.startswith("importlinter:contract:") and values.get("type") == "protected"
        for name in values["protected_modules"].split()
    }
    assert used == held


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert path.name != "utils.py"
    if text.strip():
        assert ast.get_docstring(ast.parse(text))


def test_only_the_command_line_speaks() -> None:
    """A room that prints would speak past the record and the encoding of the console."""
    speakers = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert speakers <= {"toolkit/cli.py", "toolkit/commands/table.py"}


@pytest.mark.parametrize(
    "name",
    [
        "_boot.py",
        "__main__.py",
        "cli.py",
        "commands/table.py",
        "commands/monthly.py",
        "commands/chinese_argparse.py",
        "commands/progress.py",
        "office/enquiries.py",
    ],
)
def test_what_is_printed_can_be_shown_on_a_gbk_console(name: str) -> None:
    (ROOT / "toolkit" / name).read_text(encoding="utf-8").encode("gbk")


# --- 依赖 -----------------------------------------------------------------------------------------------------------


def test_what_the_tests_install_contains_what_a_run_installs() -> None:
    assert _boot.pins("run").items() <= _boot.pins("test").items()


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_locks_name_no_address_and_hash_every_package(name: str) -> None:
    text = (ROOT / "toolkit" / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    packages = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_no_package_index_is_named_where_things_are_installed() -> None:
    for name in ("setup.cfg", "pyproject.toml", "toolkit/_boot.py", "toolkit/__main__.py", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("postgresql+psycopg://", "")  # a database, no index
        assert "://" not in text, name


def test_every_declared_requirement_is_locked_within_its_bounds() -> None:
    needed = {"run": listed("options", "install_requires"), "test": listed("options.extras_require", "test")}
    for lock, lines in needed.items():
        pins = {name.replace("_", "-"): version for name, version in _boot.pins(lock).items()}
        for requirement in map(Requirement, lines):
            assert requirement.specifier.contains(pins[requirement.name]), requirement


# --- 文件 -----------------------------------------------------------------------------------------------------------


def test_no_shipped_file_speaks_of_the_place_where_it_was_made() -> None:
    # 方括号使本文件自身不被命中
    traces = re.compile(rb"/[w]ork/|/[f]arm/|/[r]oot/|/[t]mp/dev|[.]library/|[s]ubagent|developer [s]ession")
    found = [path.relative_to(ROOT).as_posix() for path in shipped() if traces.search(path.read_bytes())]
    assert found == []


def test_no_shipped_file_is_too_large_for_the_repository() -> None:
    assert [path.name for path in shipped() if path.stat().st_size > 2 * 1024 * 1024] == []


# --- 文档 -----------------------------------------------------------------------------------------------------------


def _commands(parser: ChineseParser, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ChineseParser]]:
    nested = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    for action in nested:
        for name, each in action.choices.items():
            yield from _commands(each, (*words, name))
    if not nested:
        yield words, parser


COMMANDS = dict(_commands(table.parser()))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_is_in_the_readme_and_the_manual(words: tuple[str, ...]) -> None:
    readme, manual = README.read_text(encoding="utf-8"), MANUAL.read_text(encoding="utf-8")
    assert f"toolkit {' '.join(words)}" in readme
    assert f"python3 -m toolkit {' '.join(words)}" in manual
    options = {option for action in COMMANDS[words]._actions for option in action.option_strings}
    assert [option for option in sorted(options - {"-h", "--help"}) if option not in manual] == []


def test_every_command_shown_in_the_documents_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = [
        line.split("toolkit", 1)[1].split("#")[0].split("|")[0].split()
        for path in (README, MANUAL, ROOT / "CONTRIBUTING.md")
        for line in re.findall(r"(?m)^(?:\$ )?(?:python3|py) -m toolkit.*$", path.read_text(encoding="utf-8"))
    ]
    assert len(shown) >= len(COMMANDS)
    for words in shown:
        paths = [word for word in words if word.startswith("收到的报表/")]  # 手册里的示例文件
        cli.parse([word if word not in paths else str(README) for word in words])


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(r"(?m)^## \[?([\w.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert first is not None
    assert first[1] in (__version__, "未发布")


@pytest.mark.parametrize(
    "path", [README, MANUAL, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=lambda p: p.name
)
def test_every_file_a_document_points_to_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pointed = set(re.findall(r"\]\(([^)#:]+)\)", text))
    pointed |= set(re.findall(r"`((?:toolkit|tests|docs|templates|inputs/plan|inputs/样例|\.ci)/[^\s`*…<>]*)`", text))
    base = path.parent
    assert [name for name in sorted(pointed) if not ((base / name).exists() or (ROOT / name).exists())] == []


def test_the_full_check_runs_both_commands_and_lets_nothing_skip() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert "TOOLKIT_NO_SKIP=1" in script
    assert script.count("python3 -m toolkit demo") == 2
    assert "python3 -m toolkit test" in script


def test_every_picture_of_the_documents_is_there_small_and_described() -> None:
    for document in (ROOT / "docs").glob("*.md"):
        for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
            assert words and (document.parent / path).stat().st_size < 100_000, (document.name, path)
