"""The command line: Chinese throughout, exact exit codes, nothing heavy before a command acts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import cli
from toolkit.codebook import Fault, Faulty
from toolkit.deliver import Busy
from toolkit.pipeline import Outcome

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "demo",
    "test",
    "forms",
    "run",
    "check",
    "status",
    "explain",
    "approve",
    "issue",
    "close",
    "reopen",
    "rebuild",
    "tick",
    "doctor",
    "serve",
    "deliver",
    "bundle",
    "evaluate",
    "diff",
    "draft",
    "trend",
    "compare",
    "whatif",
    "bench",
    "backup",
    "restore",
    "init",
    "erase",
    "accept",
    "waive",
    "sendback",
    "ledger",
    "aliases",
    "schedule",
    "users",
    "plan",
)
HELPS = [
    [],
    *([command] for command in COMMANDS),
    ["plan", "check"],
    ["ledger", "check"],
    ["ledger", "export"],
    ["aliases", "list"],
    ["aliases", "accept"],
    ["users", "add"],
    ["users", "list"],
]
HEAVY = {"pandas", "numpy", "sqlalchemy", "xlsxwriter", "docx", "lxml", "jinja2", "openpyxl", "python_calamine", "rich"}


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "toolkit", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )


def act(do: Callable[[Namespace, Path], Outcome | int], **options: object) -> int:
    return cli.act(cli.Command("run", Namespace(**{"debug": False, "json": False, **options}), do))


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a mistyped command answers; it must end with exit code 2 and say so on stderr only."""
    with pytest.raises(SystemExit) as end:
        cli.parse(list(arguments))
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    return err


# --- 帮助 -----------------------------------------------------------------------------------------------------------


# 二级命令；本来就是英文的格式、系统、软件的名称
NESTED = ("install", "remove", "export", "list", "add", "passwd")
NAMES = ("auto", "systemd", "cron", "schtasks", "Linux", "Windows", "win_amd64", r"linux_\w+")
NAMES += ("Python", "pandas", "zip", "CSV", "svg", "xlsx", "nginx", "https")


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_help_is_chinese_throughout(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.parse([*words, "--help"])
    text = capsys.readouterr().out
    assert end.value.code == 0
    # 命令名、选项名、文件名、编号之外不应有英文
    known = "|".join(
        (
            *COMMANDS,
            *NESTED,
            *NAMES,
            "inputs",
            "outputs",
            "pytest",
            "JSON",
            "toolkit",
            "python3",
            r"ytd\w*",
            r"WM01[\w.-]*",
            r"CR\d+",
        )
    )
    plain = re.sub(rf"--?[a-z-]+|\b({known})\b", "", text, flags=re.ASCII)
    assert re.findall(r"[A-Za-z]{2,}", plain) == []


def test_every_command_of_the_contract_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parse(["--help"])
    listed = re.findall(r"(?m)^ {4}(\w+)", capsys.readouterr().out)
    assert tuple(listed) == COMMANDS


def test_help_columns_line_up_by_width_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    from toolkit.commands.chinese_argparse import width

    with pytest.raises(SystemExit):
        cli.parse(["run", "--help"])
    lines = [line for line in capsys.readouterr().out.splitlines() if re.match(r" +--", line)]
    starts = {width(re.split(r"(?<=\S) {2,}", line)[0] + re.findall(r"(?<=\S) {2,}", line)[0]) for line in lines}
    assert len(starts) == 1


def test_no_heavy_library_is_loaded_to_read_a_command() -> None:
    program = "import sys; from toolkit import cli; cli.parse(['run', '--period', '2024-03']); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert HEAVY & set(loaded.stdout.split()) == set()


def test_help_and_mistakes_need_no_third_party_package() -> None:
    bare = [getattr(sys, "_base_executable", sys.executable), "-S", "-m", "toolkit"]
    helped = subprocess.run([*bare, "run", "--help"], cwd=ROOT, capture_output=True)
    wrong = subprocess.run([*bare, "rum"], cwd=ROOT, capture_output=True)
    assert (helped.returncode, wrong.returncode) == (0, 2), helped.stderr


def test_a_narrow_console_gets_question_marks_instead_of_a_crash() -> None:
    done = start("--help", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


# --- 写错了的命令 ---------------------------------------------------------------------------------------------------


def test_a_mistyped_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    err = mistake(capsys, "rum")
    assert "没有“rum”，是不是“run”？" in err
    assert "--help" in err


def test_a_missing_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert mistake(capsys, "run").startswith("命令有误：缺少：--period\n")


def test_an_unknown_option_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "认不出的内容：--perod 2024-03" in mistake(capsys, "status", "--perod", "2024-03")


def test_an_option_without_its_value_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--period：后面要写一个值" in mistake(capsys, "run", "--period")


@pytest.mark.parametrize("text", ["2024-3", "2024-13", "202403", "二月", "2024-0x"])
def test_a_period_in_another_spelling_is_shown_the_right_one(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    err = mistake(capsys, "run", "--period", text)
    assert "写成“2024-03”这样" in err
    assert text in err


def test_a_date_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "写成“2024-04-15”这样" in mistake(capsys, "run", "--period", "2024-03", "--as-of", "2024-04-31")


def test_folders_and_files_that_do_not_exist_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有文件夹“不存在”" in mistake(capsys, "run", "--period", "2024-03", "--inputs", "不存在")
    assert "没有文件夹“不存在”" in mistake(capsys, "plan", "check", "--plan", "不存在")
    assert "没有文件或文件夹“不存在.xlsx”" in mistake(capsys, "check", "不存在.xlsx")


def test_plan_folders_add_up_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "乙").mkdir()
    command = cli.parse(["plan", "check", "--plan", str(tmp_path / "甲"), "--plan", str(tmp_path / "乙")])
    assert command.options.plan == [tmp_path / "甲", tmp_path / "乙"]
    assert cli.parse(["plan", "check"]).options.plan == []


def test_what_follows_test_goes_to_pytest_as_it_is() -> None:
    assert cli.parse(["test", "-k", "合计", "--lf"]).options.pytest == ["-k", "合计", "--lf"]


# --- 退出码 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1])
def test_the_exit_code_is_the_outcomes(code: int, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome(code, "完成。", {"period": "2024-03"}, ("甲", "乙"))
    assert act(lambda *_: outcome) == code
    assert capsys.readouterr() == ("甲\n乙\n完成。\n", "")


def test_json_has_stdout_for_itself(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    outcome = Outcome(1, "完成。", {"单位": "芙蓉区"}, ("甲",))
    assert act(lambda *_: outcome, json=True) == 1
    out, err = capfdbinary.readouterr()
    assert json.loads(out.decode("utf-8")) == {"单位": "芙蓉区"}
    assert "完成。" in err.decode("utf-8")


def test_faulty_registers_list_every_fault_under_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    faults = (
        Fault("单位.csv", 3, "级别", "级别不明。", "请改。"),
        Fault("目标.csv", 0, "", "缺表头。", "请补。"),
        Fault("单位.csv", 9, "", "重复。", "请删。"),
    )

    def fail(*_: object) -> int:
        raise Faulty(faults)

    assert act(fail) == 2
    assert capsys.readouterr().err.splitlines() == [
        "登记表有 3 处问题，尚未开始处理，原有结果没有改动：",
        "单位.csv",
        "  第3行“级别”栏：级别不明。请改。",
        "  第9行：重复。请删。",
        "目标.csv",
        "  缺表头。请补。",
    ]


def test_a_run_beside_another_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> int:
        raise Busy("另一次运行正在写“outputs”文件夹，请等它结束后再试。")

    assert act(fail) == 2
    assert capsys.readouterr().err == "另一次运行正在写“outputs”文件夹，请等它结束后再试。\n"


def test_a_fault_of_ours_is_one_sentence_and_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("内部")

    assert act(fail, outputs=tmp_path) == 3
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "Traceback" not in err
    [log] = (tmp_path / "日志").iterdir()
    assert str(log) in err
    assert "ZeroDivisionError: 内部" in log.read_text(encoding="utf-8")


def test_debug_shows_the_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError

    assert act(fail, outputs=tmp_path, debug=True) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_file_held_open_elsewhere_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> int:
        raise PermissionError(13, "拒绝访问", "汇总表.xlsx")

    assert act(fail) == 2
    assert "汇总表.xlsx" in capsys.readouterr().err


# --- 整条命令 -------------------------------------------------------------------------------------------------------


def test_plan_check_answers_for_the_shipped_registers() -> None:
    done = start("plan", "check", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["faults"] == []


def test_a_run_on_faulty_registers_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "单位.csv").write_text("单位代码\n430100\n", encoding="utf-8-sig")
    (tmp_path / "inputs").mkdir()
    where = ["--plan", str(tmp_path / "plan"), "--inputs", str(tmp_path / "inputs"), "--outputs", str(tmp_path / "出")]
    done = start("run", "--period", "2024-03", *where)
    assert done.returncode == 2
    assert "单位.csv" in done.stderr
    assert not (tmp_path / "出").exists()


def test_asking_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    done = start("status", "--outputs", str(tmp_path))
    assert done.returncode == 2
    assert "toolkit run" in done.stderr
    assert done.stdout == ""


def test_an_unknown_unit_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    done = start("forms", "--period", "2024-03", "--unit", "芙区", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "芙蓉区" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_results_cannot_go_where_a_file_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "结果").write_text("", encoding="utf-8")
    told = mistake(capsys, "run", "--period", "2024-03", "--outputs", str(tmp_path / "结果"))
    assert "是文件，不是文件夹" in told
