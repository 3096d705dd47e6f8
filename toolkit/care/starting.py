"""A new workspace: the folders, the registers and templates copied into it, and files that start the page there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from toolkit.answer import CLEAN, MISUSE, Outcome

COPIED = ("inputs/plan", "templates")
MADE = ("inputs", "outputs")
SHELL = """\
#!/bin/sh
# 打开网页
cd "$(dirname "$0")" || exit 1
PYTHONPATH='{project}' exec '{python}' -m toolkit serve
"""
BATCH = """\
@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHONPATH={project}"
"{python}" -m toolkit serve
pause
"""


def begin(folder: Path, project: Path) -> Outcome:
    """Lay out ``folder`` after ``project``; nothing that stands there is ever written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return Outcome(MISUSE, f"“{folder}”已有内容，没有新建。请写一个还不存在的文件夹，或空文件夹。")
    missing = [name for name in COPIED if not (project / name).is_dir()]
    if missing:
        return Outcome(MISUSE, f"项目文件夹里没有{'、'.join(missing)}，请在完整的项目文件夹中执行 init。")
    for name in MADE:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copytree(project / name, folder / name, ignore=shutil.ignore_patterns("~$*", ".*"))
    slots = {"project": str(project), "python": sys.executable}
    start = folder / "开始.sh"
    start.write_text(SHELL.format(**{name: text.replace("'", "'\\''") for name, text in slots.items()}), "utf-8")
    start.chmod(0o755)
    batch = BATCH.format(**{name: text.replace("%", "%%") for name, text in slots.items()})
    (folder / "点我开始.bat").write_bytes(batch.replace("\n", "\r\n").encode("utf-8"))
    said = f"工作区已建好 → {folder}。收到的报表放进 inputs；双击“点我开始”（Linux 为 开始.sh）打开网页。"
    return Outcome(CLEAN, said, {"folder": str(folder)})
