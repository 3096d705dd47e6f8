"""Which machine the packages in ``wheels`` are for, and which machine this is, in words.

Standard library only, and it must parse on Python 3.6, like ``_boot``. Told from the names of the files, so that
packages fetched by hand are known as well as a kit made by ``bundle``.
"""

import os
import re
import sys
import sysconfig
from typing import Optional, Tuple

SYSTEMS = {
    "win_amd64": "64位 Windows",
    "win32": "32位 Windows（或32位的 Python）",
    "win_arm64": "ARM 版 Windows",
    "linux_x86_64": "Linux（x86_64）",
    "linux_aarch64": "Linux（aarch64）",
}
STARTERS = {"win": "双击“点我开始.bat”", "linux": "运行“开始.sh”（终端中执行 sh 开始.sh）"}
BOUND = re.compile(r"-cp(\d)(\d+)-(?!none|abi)\w+-(.+)\.whl$")  # made for one Python and one system

Machine = Tuple[str, str]  # the system as in SYSTEMS, the Python as 3.11


def here() -> Machine:
    return system_of(sysconfig.get_platform()), "%d.%d" % sys.version_info[:2]


def made_for(wheels: str) -> Optional[Machine]:
    """What the packages in the folder are for; ``None`` when nothing there is bound to a machine, or to several."""
    found = [BOUND.search(name) for name in os.listdir(wheels)] if os.path.isdir(wheels) else []
    kinds = {(system_of(match.group(3)), "%s.%s" % match.group(1, 2)) for match in found if match}
    return kinds.pop() if len(kinds) == 1 else None


def system_of(tag: str) -> str:
    """A platform as pip or Python writes it, as one word: ``manylinux_2_28_x86_64`` and ``linux-x86_64`` are one."""
    last = re.sub(r"[-.]", "_", tag)
    match = re.search(r"linux.*?_(x86_64|aarch64|i686|armv7l|ppc64le|s390x)$", last)
    return "linux_" + match.group(1) if match else last


def words(machine: Machine) -> str:
    return "%s、Python %s" % (SYSTEMS.get(machine[0], machine[0]), machine[1])


def starter(system: str) -> str:
    """What a person does to start the tool there."""
    return STARTERS["win" if system.startswith("win") else "linux"]


def misfit(wheels: str) -> str:
    """Why the packages do not serve this machine and what to do, as one sentence; ``""`` when they do, or nobody can
    tell."""
    kit, machine = made_for(wheels), here()
    if kit is None or kit == machine:
        return ""
    said = "离线包是给 %s 用的，本机是 %s，不能用：" % (words(kit), words(machine))
    other = "bundle --platform %s --python %s" % machine
    if kit[0] == machine[0]:
        return said + "请在本机安装 Python %s（可与现有版本并存）后重试，或另取一份本机用的离线包（%s）。" % (
            kit[1],
            other,
        )
    if machine[0] not in ("win_amd64", "linux_x86_64", "linux_aarch64"):
        return said + "没有本机系统用的离线包，请换一台电脑；本机能联网的，删去 wheels 文件夹后重试即可联网安装。"
    return said + "请另取一份本机用的离线包（在能联网的电脑上执行 %s）。" % other
