"""The environment that starts itself, tried in copies of the project with a one-package lock and no network.

Each copy holds the real ``_boot`` and ``__main__`` and a stub command line that prints where it runs.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from toolkit import _kit

ROOT = Path(__file__).resolve().parent.parent
# The tests run inside an environment of their own; users start from the machine's python, which has pip.
PYTHON = getattr(sys, "_base_executable", sys.executable)

STUB = """
import sys
from argparse import Namespace


def parse(argv):
    if argv[:1] == ["--help"]:
        print("帮助")
        sys.exit(0)
    if argv[:1] == ["坏"]:
        print("命令有误", file=sys.stderr)
        sys.exit(2)
    return Namespace(name=argv[0], argv=argv)


def act(command):
    import tinything

    print(sys.prefix, tinything.VALUE, command.argv)
    return 7
"""


def _wheel(folder: Path, version: str = "1.0") -> str:
    """A wheel of one module in ``folder``; returns its hash."""
    folder.mkdir(exist_ok=True)
    path = folder / f"tinything-{version}-py3-none-any.whl"
    info = f"tinything-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("tinything.py"), f"VALUE = {version!r}\n")
        archive.writestr(
            zipfile.ZipInfo(f"{info}/METADATA"), f"Metadata-Version: 2.1\nName: tinything\nVersion: {version}\n"
        )
        archive.writestr(
            zipfile.ZipInfo(f"{info}/WHEEL"), "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), f"tinything.py,,\n{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Project:
    """A copy of the start-up code in a folder of its own, with a lock naming one package."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (place / "toolkit" / "locks").mkdir(parents=True)
        for name in ("__init__.py", "__main__.py", "_boot.py", "_kit.py"):
            shutil.copy(ROOT / "toolkit" / name, place / "toolkit" / name)
        (place / "toolkit" / "cli.py").write_text(STUB, encoding="utf-8")
        (place / "setup.cfg").write_text("", encoding="utf-8")
        self.lock(_wheel(place / "wheels"))

    def lock(self, sha256: str, version: str = "1.0") -> None:
        text = f"tinything=={version} \\\n    --hash=sha256:{sha256}\n"
        for name in ("run", "test"):
            (self.place / "toolkit" / "locks" / f"{name}.txt").write_text(text, encoding="utf-8")

    @property
    def venv(self) -> Path:
        return self.place / ".venv"

    def popen(
        self, *arguments: str, python: str = PYTHON, cwd: Path | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        bare = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "TOOLKIT_", "PYTHON"))}
        bare |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
        bare |= {"HOME": str(self.place.parent / "家"), "PYTHONIOENCODING": "utf-8", **environment}
        return subprocess.Popen(
            [python, *arguments],
            cwd=cwd or self.place,
            env=bare,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def start(self, *arguments: str, python: str = PYTHON, **environment: str) -> tuple[int, str, str]:
        process = self.popen("-m", "toolkit", *arguments, python=python, **environment)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "长沙 月报")


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "_boot.py", "_kit.py"])
def test_what_an_old_python_reads_parses_there(name: str) -> None:
    ast.parse((ROOT / "toolkit" / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("part", ["_boot.py", "_kit.py"])
def test_the_start_up_code_imports_the_standard_library_only(part: str) -> None:
    tree = ast.parse((ROOT / "toolkit" / part).read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = {node.module or "" for node in imports if [alias.name for alias in node.names] != ["_kit"]}
    assert {name.split(".")[0] for name in plain | named} <= sys.stdlib_module_names


def test_the_first_start_prepares_the_environment_and_the_second_only_uses_it(project: Project) -> None:
    code, out, err = project.start("run", "空 格")
    assert (code, err.count("首次使用")) == (7, 1), err
    assert out.strip() == f"{project.venv} 1.0 ['run', '空 格']"
    assert project.start("run", "空 格") == (7, out, "")


def test_a_finished_environment_does_the_whole_command_in_one_start(project: Project) -> None:
    project.start("run")
    (project.place / "toolkit" / "cli.py").write_text(f"import sys\nprint(sys.prefix)\n{STUB}", encoding="utf-8")
    _, out, _ = project.start("run")
    assert out.splitlines()[0] == str(project.venv)  # read there once, not here as well
    assert out.count(str(project.venv)) == 2


def test_compiled_modules_are_kept_in_the_environment_even_where_none_may_be_written(project: Project) -> None:
    project.start("run", PYTHONDONTWRITEBYTECODE="1")
    assert {path.name.split(".")[0] for path in (project.venv / "bytecode").rglob("*.pyc")} >= {"cli", "tinything"}
    assert not list((project.place / "toolkit").rglob("__pycache__"))


def test_help_and_mistakes_install_nothing(project: Project) -> None:
    assert project.start("--help")[:2] == (0, "帮助\n")
    assert project.start("坏")[0] == 2
    assert not project.venv.exists()


def test_a_moved_folder_still_works(project: Project, tmp_path: Path) -> None:
    project.start("run")
    project.place = project.place.rename(tmp_path / "另 一处")
    code, out, err = project.start("run")
    assert (code, err) == (7, "")
    assert str(project.venv) in out


def test_an_interrupted_install_is_completed_at_the_next_start(project: Project) -> None:
    project.start("run")
    (project.venv / "toolkit-run.ok").unlink()  # written last, so this is how an interruption leaves it
    next(project.venv.rglob("tinything.py")).unlink()
    shutil.rmtree(next(project.venv.rglob("tinything-1.0.dist-info")))
    code, out, err = project.start("run")
    assert (code, "运行环境已就绪" in err) == (7, True)
    assert "1.0" in out


def test_two_starts_at_once_install_once_and_both_run(project: Project) -> None:
    starts = [project.popen("-m", "toolkit", "run") for _ in range(2)]
    ends = [start.communicate(timeout=300) for start in starts]
    assert [start.returncode for start in starts] == [7, 7]
    assert sum(err.count("运行环境已就绪") for _, err in ends) == 1


def test_a_lock_file_left_behind_by_a_killed_start_does_not_block(project: Project) -> None:
    (project.place / ".venv.lock").write_text("99999999", encoding="utf-8")
    assert project.start("run")[0] == 7


@pytest.mark.slow
def test_a_start_killed_in_the_middle_leaves_nothing_that_the_next_would_trust(project: Project) -> None:
    killed = project.popen("-m", "toolkit", "run")
    assert killed.stderr is not None
    assert "首次使用" in killed.stderr.readline()
    killed.kill()
    killed.communicate(timeout=60)
    code, out, _ = project.start("run")
    assert code == 7
    assert "1.0" in out


def test_a_start_killed_before_the_environment_had_a_name_is_begun_again(project: Project) -> None:
    """venv makes its folders first and pyvenv.cfg, by which an environment is known, last."""
    (project.venv / "bin").mkdir(parents=True)
    (project.venv / "bin" / "python").write_text("", encoding="utf-8")
    assert project.start("run")[0] == 2  # not ours as far as anybody can tell
    project.venv.with_name(project.venv.name + ".making").touch()
    assert project.start("run")[0] == 7
    assert not project.venv.with_name(project.venv.name + ".making").exists()


def test_a_changed_list_is_installed_anew(project: Project) -> None:
    project.start("run")
    project.lock(_wheel(project.place / "wheels", "2.0"), "2.0")
    code, out, _ = project.start("run")
    assert code == 7
    assert " 2.0 " in out


def test_an_environment_made_for_another_python_is_made_anew(project: Project) -> None:
    project.start("run")
    stamp = project.venv / "toolkit-run.ok"
    stamp.write_text(stamp.read_text(encoding="utf-8").split()[0] + " 3.10\n", encoding="utf-8")
    code, _, err = project.start("run")
    assert (code, err.count("首次使用")) == (7, 1)
    assert project.start("run")[2] == ""


def test_an_interpreter_that_has_every_pin_is_used_as_it_is(project: Project) -> None:
    (project.place / "tinything.py").write_text("VALUE = '9'\n", encoding="utf-8")
    info = project.place / "tinything-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tinything\nVersion: 1.0\n", encoding="utf-8")
    code, out, err = project.start("run")
    assert (code, err) == (7, "")
    assert " 9 " in out
    assert not project.venv.exists()


def test_a_package_installed_by_pip_never_builds_an_environment(project: Project) -> None:
    (project.place / "setup.cfg").unlink()  # 安装到 site-packages 之后，旁边没有 setup.cfg
    (project.place / "tinything.py").write_text("VALUE = '9'\n", encoding="utf-8")
    assert project.start("run")[0] == 7
    assert not project.venv.exists()


def test_an_unreachable_index_ends_in_one_sentence_with_two_remedies(project: Project) -> None:
    shutil.rmtree(project.place / "wheels")
    code, _, err = project.start("run")
    assert code == 2
    last = err.strip().splitlines()[-1]
    assert "①" in last
    assert "②" in last
    assert "wheels" in last
    assert "Traceback" not in err
    _wheel(project.place / "wheels")
    assert project.start("run")[0] == 7


OTHER = "3.12" if sys.version_info[:2] == (3, 11) else "3.11"


def only(project: Project, name: str) -> None:
    """Of all packages the kit holds one, made for another machine."""
    shutil.rmtree(project.place / "wheels")
    (project.place / "wheels").mkdir()
    (project.place / "wheels" / name).write_bytes(b"")


@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_kit_for_another_system_says_which_and_what_to_do(project: Project, offline: str) -> None:
    only(project, "tinything-1.0-cp311-cp311-win_amd64.whl")
    code, _, err = project.start("run", TOOLKIT_OFFLINE=offline)
    assert (code, "软件源" in err) == (2, False)
    mine = "Python {}.{}".format(*sys.version_info[:2])
    assert re.search(f"离线包是给 64位 Windows、Python 3.11 用的，本机是 Linux（\\w+）、{mine}，不能用", err)
    assert "请另取一份本机用的离线包（在能联网的电脑上执行 bundle --platform linux_" in err
    assert len(err.strip().splitlines()) == 1  # said once
    assert not project.venv.exists()  # nothing begun, so no pip was there to ask a network


EMBEDDABLE = """
import runpy, sys
sys.modules["venv"] = None
sys.argv = [sys.argv[1], "run"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_python_without_venv_says_what_kind_of_python_serves(project: Project) -> None:
    """Like the embeddable one of Windows as it comes: no venv, and the folder it is started in is not searched."""
    elsewhere = project.place.parent / "别处"
    elsewhere.mkdir()
    process = project.popen("-P", "-c", EMBEDDABLE, str(project.place / "toolkit" / "__main__.py"), cwd=elsewhere)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, len(err.strip().splitlines())) == (2, 1), err
    assert "不能建立运行环境（没有 venv，多半是 Windows 嵌入版）" in err
    assert "bundle --with-python" in err
    assert not project.venv.exists()


@pytest.mark.skipif(not sysconfig.get_platform().startswith("linux-x86_64"), reason="the kit of the test is for Linux")
def test_a_kit_for_another_python_says_which_and_uses_it_when_it_is_there(project: Project, tmp_path: Path) -> None:
    only(project, f"tinything-1.0-cp{OTHER.replace('.', '')}-cp{OTHER.replace('.', '')}-manylinux_2_17_x86_64.whl")
    (tmp_path / "无").mkdir()
    code, _, err = project.start("run", PATH=str(tmp_path / "无"))
    assert (code, f"请在本机安装 Python {OTHER}（可与现有版本并存）后重试" in err) == (2, True)
    made = tmp_path / "有" / f"python{OTHER}"
    made.parent.mkdir()
    made.write_text('#!/bin/sh\ncase "$1" in -c) exit 0;; esac\necho "$0 $*"\nexit 7\n', encoding="utf-8")
    made.chmod(0o755)
    code, out, _ = project.start("run", PATH=f"{made.parent}:{os.environ['PATH']}")
    assert (code, out.strip()) == (7, f"{made} -m toolkit run")


def test_packages_for_any_machine_or_for_several_are_simply_tried(tmp_path: Path) -> None:
    assert _kit.made_for(str(tmp_path / "没有")) is None
    for name in ("a-1-py3-none-any.whl", "b-1-cp311-abi3-win_amd64.whl", "c-1-cp311-none-win_amd64.whl"):
        (tmp_path / name).write_bytes(b"")
    assert _kit.made_for(str(tmp_path)) is None
    (tmp_path / "d-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl").write_bytes(b"")
    assert _kit.made_for(str(tmp_path)) == ("linux_x86_64", "3.11")
    (tmp_path / "d-1-cp312-cp312-manylinux_2_28_x86_64.whl").write_bytes(b"")
    assert _kit.made_for(str(tmp_path)) is None


def test_offline_never_asks_an_index(project: Project) -> None:
    assert project.start("run", TOOLKIT_OFFLINE="1")[0] == 7
    shutil.rmtree(project.venv)
    shutil.rmtree(project.place / "wheels")
    code, _, err = project.start("run", TOOLKIT_OFFLINE="1")
    assert code == 2
    assert "离线安装失败" in err
    assert "Connection" not in (project.venv / "toolkit-install.log").read_text(encoding="utf-8")


def test_a_package_that_is_not_the_locked_one_is_refused(project: Project) -> None:
    project.lock("0" * 64)
    code, _, err = project.start("run", TOOLKIT_OFFLINE="1")
    assert code == 2
    assert "与锁定清单不符" in err


def test_a_folder_that_is_no_environment_is_never_cleared(project: Project, tmp_path: Path) -> None:
    precious = tmp_path / "重要"
    precious.mkdir()
    (precious / "台账.xlsx").write_bytes(b"1")
    code, _, err = project.start("run", TOOLKIT_VENV=str(precious))
    assert code == 2
    assert "请移走它" in err
    assert (precious / "台账.xlsx").read_bytes() == b"1"


def test_a_place_that_cannot_be_written_is_named(project: Project) -> None:
    code, _, err = project.start("run", TOOLKIT_VENV=str(project.place / "setup.cfg" / "环境"))
    assert code == 2
    assert "TOOLKIT_VENV" in err
    assert "Traceback" not in err


def _pretend_old(project: Project, path: str) -> tuple[int, str, str]:
    program = (
        "import sys; sys.version_info = (3, 6, 9); from toolkit import __main__; sys.exit(__main__.main(['run', 'x']))"
    )
    process = project.popen("-c", program, PATH=path)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def test_an_old_python_says_what_is_needed(project: Project, tmp_path: Path) -> None:
    code, _, err = _pretend_old(project, str(tmp_path))
    assert code == 2
    assert err.strip() == "本工具需要 Python 3.11 或更高版本，本机是 3.6：请安装新版 Python 后重试（可与旧版并存）。"


@pytest.mark.skipif(os.name == "nt", reason="makes a shell script stand for python3.12")
def test_an_old_python_hands_over_to_a_newer_one_on_the_machine(project: Project, tmp_path: Path) -> None:
    newer = tmp_path / "bin" / "python3.12"
    newer.parent.mkdir()
    newer.write_text(f'#!/bin/sh\nexec "{PYTHON}" "$@"\n', encoding="utf-8")
    newer.chmod(0o755)
    code, out, _ = _pretend_old(project, str(newer.parent))
    assert code == 7
    assert "['run', 'x']" in out


def test_it_can_be_started_from_another_folder(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    process = project.popen(str(project.place / "toolkit"), "run", cwd=elsewhere)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 7
    assert "1.0" in out


@pytest.mark.slow
def test_a_python_without_pip_uses_the_bundled_one(project: Project, tmp_path: Path) -> None:
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    bare = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    code, out, err = project.start("run", python=str(bare))
    assert code == 7, err
    assert "1.0" in out
