"""The environment that starts itself: a private ``.venv`` beside the project, filled from a hash-locked list.

Standard library only, and it must parse on Python 3.6, so that an old interpreter can still say in Chinese what it
lacks (``tests/test_boot.py`` checks both). Nothing here knows an address of a package index: pip is called plainly
and obeys whatever mirror the machine's owner configured.

What makes it safe to interrupt and to start twice:

* the stamp file is removed before pip starts and written after pip ended well, so half an install is never taken
  for a whole one;
* an operating-system lock (not the existence of a file) admits one installer at a time. It vanishes with its holder,
  so there is no stale lock to recognise; pip inherits it, so killing only the parent does not open the door;
* scripts and ``activate`` of the environment are never used, only its python, so the folder may be moved.

What it compiles is kept in the environment (``bytecode``), also where the machine forbids writing it beside the
sources: else every start would compile a thousand modules.

Environment variables: ``TOOLKIT_VENV`` another place for the environment, ``TOOLKIT_OFFLINE=1`` never ask an index.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import IO, Any, Dict, List, NoReturn, Optional, Tuple

from toolkit import _kit

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEED = (3, 11)
NEWEST = 25  # 往上找到 python3.25 为止
UNFIT = 97  # 子进程用它告诉父进程：这个环境不是给我这个版本的 Python 建的
WAIT_SECONDS = 1800

OFFLINE_REMEDY = (
    "在能联网的同型号电脑上执行 python3 -m pip download --only-binary :all: -r {lock} -d wheels，"
    "把得到的 wheels 文件夹放到 {root} 下再试"
)

NO_VENV = (
    "%s 中的 Python 不能建立运行环境（没有 venv，多半是 Windows 嵌入版）：请安装 python.org 的完整 Python（64位），"
    "或改用自带 Python 的离线包（bundle --with-python）。"
)


class Trouble(Exception):  # noqa: N818
    """The environment cannot be made; the text is one Chinese sentence for the person at the screen."""


def say(text: str) -> None:
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()


def ensure(name: str, argv: List[str]) -> Optional[int]:
    """Make sure the packages of ``toolkit/locks/<name>.txt`` are at hand.

    ``None``: they are, carry on in this process. A number: the work was done by the environment's own python, and
    this is its exit code. Raises ``Trouble``.
    """
    if not os.path.isfile(os.path.join(ROOT, "setup.cfg")):
        return None  # 已用 pip 安装到别处，依赖由 pip 负责
    inside = os.path.realpath(sys.prefix) == os.path.realpath(home())
    if inside and stamped(name, (sys.version_info[0], sys.version_info[1])):
        return None
    if os.environ.get("TOOLKIT_BOOTED") == home():
        return UNFIT
    if installed_here(name):
        return None
    if not stamped(name):
        fitting = python_of_kit()
        if fitting:
            return call([*fitting, "-m", "toolkit", *argv], child_environment())
        prepare(name)
    if inside:
        return None
    code = rerun(argv)
    if code == UNFIT:
        # 系统升级换了 Python 版本，旧环境里的包已用不上
        prepare(name, anew=True)
        code = rerun(argv)
        if code == UNFIT:
            raise Trouble("运行环境 %s 建好后仍不能使用：请删除该文件夹后重试。" % home())
    return code


def pass_on(argv: List[str]) -> Optional[int]:
    """Let a finished environment do the whole command, so that this process need not even read it; gives the exit
    code, ``None`` when there is none yet (or this is it). Help is answered here: a second start would double its time.
    """
    if not argv or {"-h", "--help"} & set(argv):
        return None
    if not os.path.isfile(os.path.join(ROOT, "setup.cfg")) or os.environ.get("TOOLKIT_BOOTED") == home():
        return None
    if os.path.realpath(sys.prefix) == os.path.realpath(home()) or not stamped(kind_of(argv)):
        return None
    code = rerun(argv)
    return None if code == UNFIT else code


def kind_of(argv: List[str]) -> str:
    """Which list of packages a command needs."""
    return "test" if argv[:1] == ["test"] else "run"


def hand_over(argv: List[str]) -> int:
    """This interpreter is too old: run the same command with a newer one found on the machine."""
    for command in newer_pythons():
        test = "import sys, venv; sys.exit(sys.version_info[:2] < (%d, %d))" % NEED
        if quiet([*command, "-c", test]) == 0:
            return call([*command, "-m", "toolkit", *argv], child_environment())
    raise Trouble(
        "本工具需要 Python %d.%d 或更高版本，本机是 %d.%d：请安装新版 Python 后重试（可与旧版并存）。"
        % (NEED + tuple(sys.version_info[:2]))
    )


def newer_pythons() -> List[List[str]]:
    """Commands of pythons that are new enough by name, newest first."""
    found = []
    for minor in range(NEWEST, NEED[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        if path:
            found.append([path])
        elif os.name == "nt" and shutil.which("py"):
            found.append(["py", "-3.%d" % minor])
    return found


def python_of_kit() -> List[str]:
    """A python of this machine that the packages beside the project were made for, when the running one is another;
    ``[]`` when there is none, or no need."""
    kit, machine = _kit.made_for(wheels()), _kit.here()
    if kit is None or kit[0] != machine[0] or kit[1] == machine[1]:
        return []
    for command in newer_pythons():
        if command[-1].endswith(kit[1]) and quiet([*command, "-c", "import venv"]) == 0:
            return command
    return []


# --- 判断：环境是否已经齐备 -----------------------------------------------------------------------------------------


def home() -> str:
    return os.path.abspath(os.environ.get("TOOLKIT_VENV") or os.path.join(ROOT, ".venv"))


def python() -> str:
    return os.path.join(home(), *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def lock_list(name: str) -> str:
    return os.path.join(ROOT, "toolkit", "locks", name + ".txt")


def stamp_path(name: str) -> str:
    return os.path.join(home(), "toolkit-" + name + ".ok")


def stamp_text(name: str, version: Tuple[int, int]) -> str:
    """What a finished environment is known by: the list it was filled from and the Python it was made for."""
    with open(lock_list(name), "rb") as stream:
        return "%s %d.%d\n" % (hashlib.sha256(stream.read()).hexdigest(), *version)


def stamped(name: str, version: Optional[Tuple[int, int]] = None) -> bool:
    """Whether the environment was completely filled from the list as it is now; with ``version`` also for that
    Python (without it any version will do: the environment's own python checks when it starts)."""
    if not os.path.exists(python()):
        return False
    try:
        with open(stamp_path(name), encoding="utf-8") as stream:
            text = stream.read()
    except OSError:
        return False
    if version is None:
        return text.split(" ")[0] == stamp_text(name, NEED).split(" ")[0]
    return text == stamp_text(name, version)


def pins(name: str) -> Dict[str, str]:
    """Name and version of every package the list asks for on every machine (lines with a condition are left out)."""
    with open(lock_list(name), encoding="utf-8") as stream:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+) *\\?$", stream.read(), re.M))


def installed_here(name: str) -> bool:
    """Whether the running interpreter already has every pin: then it is used as it is and nothing is created."""
    from importlib import metadata

    try:
        return all(metadata.version(package) == version for package, version in pins(name).items())
    except metadata.PackageNotFoundError:
        return False


# --- 动手：建环境、装依赖 -------------------------------------------------------------------------------------------


def prepare(name: str, anew: bool = False) -> None:
    """Create the environment if need be and fill it, alone: a second start waits and then finds the work done. With a
    kit for another machine nothing is begun, nor is anybody asked: who brought a kit has no network, or wants none."""
    foreign = _kit.misfit(wheels())
    if foreign:
        raise Trouble(foreign)
    try:
        door = open(home() + ".lock", "a+")  # noqa: SIM115 (held until the end of the work)
    except OSError as error:
        folder = os.path.dirname(home())
        raise Trouble(
            "无法在 %s 建立运行环境（%s）：请把项目放到可写的文件夹，或用环境变量 TOOLKIT_VENV 指定另一位置。"
            % (folder, error.strerror)
        ) from error
    with door:
        wait_for(door)
        if stamped(name) and not anew:
            return
        try:
            make(anew)
            fill(name, door)
        except OSError as error:
            raise Trouble(
                "建立运行环境 %s 时出错（%s）：请检查磁盘空间和写入权限后重试。" % (home(), error.strerror)
            ) from error


def make(anew: bool) -> None:
    """An empty environment whose python runs. Anything that is not an environment is never cleared away."""
    try:
        import venv
    except ImportError:
        raise Trouble(NO_VENV % os.path.dirname(sys.executable)) from None
    place = home()
    if not anew and os.path.exists(python()) and quiet([python(), "-c", ""]) == 0:
        return
    begun = place + ".making"  # venv 先建文件夹、后写 pyvenv.cfg，中途被打断的也是我们建的
    foreign = not (os.path.exists(begun) or os.path.exists(os.path.join(place, "pyvenv.cfg")))
    if foreign and os.path.isdir(place) and os.listdir(place):
        raise Trouble("%s 已存在且不是运行环境：请移走它，或用环境变量 TOOLKIT_VENV 指定另一位置。" % place)
    say("首次使用，正在准备运行环境（只需一次）：%s" % place)
    # 不带 pip：由本机的 pip 往里装，省几秒，也绕开 Debian 缺 ensurepip 的情形
    open(begun, "w").close()
    venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=False).create(place)
    os.remove(begun)


def fill(name: str, door: IO[str]) -> None:
    """Install the list with pip, stamp last. Tries the ``wheels`` folder first when there is one."""
    for old in os.listdir(home()):
        if old.startswith("toolkit-") and old.endswith(".ok"):
            os.remove(os.path.join(home(), old))
    command = [*find_pip(), "install", "--disable-pip-version-check", "--no-input", "--no-user", "--require-hashes"]
    # 不预先编译：用到的模块首次载入时自会编译，安装时间减半
    command += ["--no-compile", "--only-binary", ":all:", "-r", lock_list(name)]
    local = ["--no-index"] + (["--find-links", wheels()] if os.path.isdir(wheels()) else [])
    offline = os.environ.get("TOOLKIT_OFFLINE") == "1"
    done = False
    if offline or os.path.isdir(wheels()):
        say("正在用本地离线包安装依赖……")
        done = logged(command + local, door)
    if not done and not offline:
        say("正在安装依赖（通常一分钟以内，只需一次；沿用本机 pip 的镜像设置）……")
        done = logged(command, door)
    if not done:
        give_up(name, offline)
    finished = ("run", "test") if name == "test" else (name,)  # test 清单包含 run 清单的全部内容
    version = subprocess.check_output([python(), "-c", "import sys; print('%d %d' % sys.version_info[:2])"]).split()
    for each in finished:
        part = stamp_path(each) + ".part"
        with open(part, "w", encoding="utf-8") as stream:
            stream.write(stamp_text(each, (int(version[0]), int(version[1]))))
        os.replace(part, stamp_path(each))
    say("运行环境已就绪。")


def wheels() -> str:
    """The folder of packages that came with the project, whether it is there or not."""
    return os.path.join(ROOT, "wheels")


def find_pip() -> List[str]:
    """The first pip that works on the environment: its own, the starting python's, else the bundled one."""
    own, outer = [python(), "-m", "pip"], [sys.executable, "-m", "pip", "--python", python()]
    for command in (own, outer):
        if quiet([*command, "--version"]) == 0:
            return command
    if quiet([python(), "-m", "ensurepip"]) == 0:
        return own
    raise Trouble("本机的 Python 缺少 pip：请安装 python3-pip 或 python3-venv 软件包后重试。")


def log_path() -> str:
    return os.path.join(home(), "toolkit-install.log")


def logged(command: List[str], door: IO[str]) -> bool:
    """Run pip with its output in the log file; whether it ended well."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PIP_TARGET", "PIP_PREFIX")}
    environment.update(PYTHONIOENCODING="utf-8", PYTHONPATH="")
    kept: Dict[str, Any] = {} if os.name == "nt" else {"pass_fds": (door.fileno(),)}
    with open(log_path(), "ab") as log:
        log.write((" ".join(command) + "\n").encode("utf-8", "replace"))
        log.flush()
        return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, **kept) == 0


def give_up(name: str, offline: bool) -> NoReturn:
    """Say in one sentence why pip failed, as far as its log tells, and what to do."""
    with open(log_path(), encoding="utf-8", errors="replace") as stream:
        log = stream.read()
    last = log[log.rfind(" install --disable-pip-version-check ") :]
    offline_remedy = OFFLINE_REMEDY.format(lock=os.path.relpath(lock_list(name), ROOT), root=ROOT)
    if "No space left" in last:
        raise Trouble("安装依赖失败：磁盘空间不足（约需 600 MB），请清理后重试。")
    if "DO NOT MATCH THE HASHES" in last:
        raise Trouble("安装依赖失败：取得的软件包与锁定清单不符，可能被替换过；请换一个镜像或重新取得离线包。")
    if offline:
        raise Trouble("离线安装失败：本地没有齐备的离线包。请%s；或去掉 TOOLKIT_OFFLINE 联网安装。" % offline_remedy)
    raise Trouble(
        "安装依赖失败，可能连不上软件源：①检查网络或镜像设置（python3 -m pip config list）后重试；"
        "②%s。（详细记录：%s）" % (offline_remedy, log_path())
    )


# --- 一次只许一个安装 -----------------------------------------------------------------------------------------------


def wait_for(door: IO[str]) -> None:
    """Hold the lock on ``door``; while another start holds it, say so once and wait."""
    until = time.time() + WAIT_SECONDS
    told = False
    while not try_lock(door):
        if not told:
            say("另一个窗口正在准备运行环境，请稍候，本窗口会自动接着运行……")
            told = True
        if time.time() > until:
            raise Trouble("等待另一个窗口准备运行环境超过 30 分钟：请关闭其他窗口后重试。")
        time.sleep(0.3)


def try_lock(door: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            door.seek(0)
            msvcrt.locking(door.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # 该文件系统不支持加锁：照常安装，好过不能用
    return True


# --- 在环境里重跑 ---------------------------------------------------------------------------------------------------


def rerun(argv: List[str]) -> int:
    environment = dict(child_environment(), TOOLKIT_BOOTED=home())
    # 编译结果放在环境自己的文件夹里：不在别处留文件，也不必每次重新编译上千个模块
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", os.path.join(home(), "bytecode"))
    return call([python(), "-m", "toolkit", *argv], environment)


def child_environment() -> Dict[str, str]:
    """UTF-8 inside, but the console keeps the encoding this process found it with."""
    environment = dict(os.environ, PYTHONPATH=ROOT, PYTHONUTF8="1")
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    environment.setdefault("PYTHONIOENCODING", encoding + ":replace")
    return environment


def call(command: List[str], environment: Dict[str, str]) -> int:
    """Run to the end and give back the exit code; an interrupt is the child's to answer, a termination is passed on."""
    child = subprocess.Popen(command, env=environment)
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def quiet(command: List[str]) -> int:
    try:
        return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return 1
