"""体检: everything a month needs of the machine and the workspace, one line each, with what to do where it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path

from toolkit import _boot, check, codebook
from toolkit.care import tick
from toolkit.care.restoring import GOING
from toolkit.codebook import calendar
from toolkit.codebook.terms import Codebook
from toolkit.deliver import ScheduleError, schedule
from toolkit.ledger import Ledger, LedgerError, care
from toolkit.ledger.store import DATABASE, database_of
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.records import audit

NEED = (3, 11)
ROOM = 1024**3  # 一年的来件和结果不到 1 GB
OFFICE_FONTS = ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体")
ALIKE = {"仿宋_GB2312": ("仿宋", "FangSong"), "楷体_GB2312": ("楷体", "KaiTi"), "黑体": ("SimHei",)}
OLD_BACKUP = 31  # days
GOOD, BAD, ADVICE = "√", "×", "！"


@dataclass(frozen=True)
class Line:
    """One thing looked at: √ in order, × must be mended before a month can be made, ！ works but should be known."""

    mark: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.what}" + (f"　→ {self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class Workspace:
    """What is looked at: the folders, the plan of the schedule, and the day that stands for today."""

    inputs: Path
    plan: tuple[Path, ...]
    outputs: Path
    schedule: schedule.Plan
    today: date
    ledger_url: str = ""


def doctor(place: Workspace) -> Outcome:
    """All lines, worst news in the exit code: 0 nothing must be mended, 1 something must."""
    lines = [line for look in LOOKS for line in look(place)]
    bad, advice = (sum(line.mark == mark for line in lines) for mark in (BAD, ADVICE))
    summary = f"体检完成：{len(lines)}项，须处理{bad}项，提醒{advice}项。"
    return Outcome(
        PERSON_NEEDED if bad else CLEAN,
        summary,
        {"checks": [asdict(line) for line in lines]},
        tuple(map(str, lines)),
    )


def _python(place: Workspace) -> Iterator[Line]:
    text = "Python " + ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= NEED:
        yield Line(GOOD, text)
    else:
        yield Line(BAD, text, "请安装 Python 3.11 或更高版本。")


def _packages(place: Workspace) -> Iterator[Line]:
    """The packages of the lock, as this Python has them."""
    if not Path(_boot.lock_list("run")).is_file():
        return  # installed by pip, which saw to them
    asked = _boot.pins("run")
    wrong = sorted(name for name, version in asked.items() if _installed(name) != version)
    if wrong:
        told = f"有{len(wrong)}个组件缺失或版本不符：{'、'.join(wrong[:5])}"
        yield Line(BAD, told, "删除项目文件夹中的 .venv 文件夹，再执行任一命令，会重新安装。")
    else:
        yield Line(GOOD, f"组件齐全（{len(asked)}个，版本与清单一致）")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _clock(place: Workspace) -> Iterator[Line]:
    """The clock is never earlier than what was done by it: deadlines and times of receipt hang on it."""
    today, last = date.today(), _last_day(place.outputs)
    if last is not None and today < last:
        told = f"电脑时钟是{today}，早于上次办理的日期{last}"
        yield Line(BAD, told, "请校准电脑的日期；补办以前的事项用 --as-of，不要改时钟。")
    else:
        yield Line(GOOD, f"电脑时钟正常（{today}）")


def _last_day(outputs: Path) -> date | None:
    """The day of the last deed or visit that was told by the clock, whichever is later."""
    visits = [row["day"] for row in tick.history(outputs) if row["time"]]
    return max(map(date.fromisoformat, [*visits, *(row["time"][:10] for row in audit.deeds(outputs, 1))]), default=None)


def _registers(place: Workspace) -> Iterator[Line]:
    book = _book(place)
    if book is None:
        yield Line(BAD, "登记表有问题", "执行 python3 -m toolkit plan check 查看并改正。")
        return
    try:
        check.require_sound(book)
    except codebook.Faulty:
        yield Line(BAD, "审核关系登记表有问题", "执行 python3 -m toolkit plan check 查看并改正。")
        return
    yield Line(GOOD, f"登记表齐全（单位{len(book.units)}行、指标{len(book.indicators)}个、目标{len(book.targets)}条）")
    yield from _calendar(book, place.today)


def _calendar(book: Codebook, today: date) -> Iterator[Line]:
    for year, mark in ((today.year, BAD), ((today + timedelta(days=60)).year, ADVICE)):
        try:
            calendar.is_workday(date(year, 1, 1), book)
        except calendar.UnknownYear:
            yield Line(mark, f"没有{year}年的节假日安排", "按国务院办公厅通知在登记表“节假日”中逐日登记。")
            return
    yield Line(GOOD, f"有{today.year}年的节假日安排")


def _fonts(place: Workspace) -> Iterator[Line]:
    known = _known_fonts()
    if known is None:
        yield Line(ADVICE, "无法查看本机字体", "在打印的电脑上确认装有" + "、".join(OFFICE_FONTS) + "。")
        return
    lacking = [name for name in OFFICE_FONTS if not {name, *ALIKE.get(name, ())} & known]
    if lacking:
        yield Line(ADVICE, "本机没有公文字体：" + "、".join(lacking), "不影响生成；打印请用装有这些字体的电脑。")
    else:
        yield Line(GOOD, "公文字体齐全")


def _known_fonts() -> set[str] | None:
    """Family names of this machine's fonts; on Windows told from the file names every Windows and WPS uses."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        files = {"simfang.ttf": "仿宋", "simkai.ttf": "楷体", "simhei.ttf": "黑体", "fzxbsjw.ttf": "方正小标宋简体"}
        there = {path.name.casefold() for path in folder.glob("*.tt?")}
        return {name for file, name in files.items() if file in there}
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, encoding="utf-8", errors="replace", timeout=60, check=False
    )
    return {name.strip() for line in listed.stdout.splitlines() for name in line.split(",")}


def _office(place: Workspace) -> Iterator[Line]:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        yield Line(GOOD, "LibreOffice 可用，网页上可以预览文稿")
    else:
        yield Line(ADVICE, "没有 LibreOffice", "不影响出表出报告，只是网页上不能预览文稿。")


def _disk(place: Workspace) -> Iterator[Line]:
    folder = next(p for p in (place.outputs, *place.outputs.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    text = f"磁盘剩余 {free / 1024**3:.1f} GB"
    yield Line(GOOD, text) if free >= ROOM else Line(BAD, text, "至少留出 1 GB，请清理后再运行。")
    if not os.access(folder, os.W_OK):
        yield Line(BAD, f"结果文件夹“{folder}”不能写入", "请检查权限，或把项目放到可写的文件夹。")
    if not place.inputs.is_dir():
        yield Line(BAD, f"没有收件文件夹“{place.inputs}”", "请新建该文件夹，把收到的报表放进去。")


def _scheduled(place: Workspace) -> Iterator[Line]:
    try:
        kinds = schedule.status(place.schedule)
    except ScheduleError as error:
        yield Line(BAD, "定时服务读不出", str(error))
        return
    if kinds:
        yield Line(GOOD, "已设自动值守（" + "、".join(map(schedule.words, kinds)) + "）")
    else:
        yield Line(ADVICE, "没有设自动值守", "执行 python3 -m toolkit schedule install，或每天打开网页处理。")


def _held_open(place: Workspace) -> Iterator[Line]:
    """Office leaves ``~$name`` beside a file it holds open, WPS and LibreOffice ``.~name`` and ``.~lock.name#``."""
    marks = ("~$*", ".~*")
    folders = [place.inputs, *place.plan, *place.outputs.glob("[0-9]*-[0-9]*")]
    found = sorted({path for folder in folders if folder.is_dir() for mark in marks for path in folder.rglob(mark)})
    if found:
        names = "、".join(path.name.removeprefix("~$").removeprefix(".~lock.").rstrip("#") for path in found[:5])
        yield Line(ADVICE, f"有文件正在 Excel 或 WPS 中打开：{names}", "运行之前请关闭。")
    else:
        yield Line(GOOD, "没有被 Excel 或 WPS 打开的文件")


def _ledger(place: Workspace) -> Iterator[Line]:
    folder = place.outputs / LEDGER
    if not place.ledger_url and not (folder / DATABASE).is_file():
        yield Line(GOOD, "台账尚未建立，第一次处理时建立")
        return
    if _hollow(folder, place.ledger_url):
        yield Line(BAD, "台账是空文件，收件记录都不在了", f"请从备份恢复“{folder}”文件夹（restore）。")
        return
    try:
        with Ledger(folder, write=False, url=place.ledger_url) as ledger:
            wrong, count = care.problems(ledger), ledger.newest
    except LedgerError as error:
        yield Line(BAD, "台账打不开", str(error))
        return
    if (place.outputs / GOING).exists():
        yield Line(BAD, "上次恢复台账没有做完", "请用同一份备份再执行一次 restore --replace。")
    if wrong:
        yield Line(BAD, f"台账有{len(wrong)}处问题：{wrong[0]}", f"请从备份恢复“{folder}”文件夹（restore）。")
    else:
        yield Line(GOOD, f"台账完好（收件{count}份）")


def _hollow(folder: Path, url: str) -> bool:
    """Whether the ledger's file is there without any content; it would open as a new one."""
    path = folder / DATABASE
    return not url and path.is_file() and not path.stat().st_size


def ledger_damaged(outputs: Path) -> str:
    """Said when the page is started: what a quick look finds wrong with the ledger, ``""`` when nothing."""
    folder, url = outputs / LEDGER, database_of(outputs / LEDGER)
    if not url and not (folder / DATABASE).is_file():
        return ""
    try:
        with Ledger(folder, write=False, url=url) as ledger:
            said = care.damage(ledger)
    except LedgerError as error:
        return str(error)
    said = "台账是空文件，收件记录都不在了。" if _hollow(folder, url) else said
    return f"{said}请先从备份恢复“{folder}”文件夹（restore），再收表、处理。" if said else ""


def _backup(place: Workspace) -> Iterator[Line]:
    """The last backup that the tool made itself, from its own record."""
    if not (place.outputs / LEDGER / DATABASE).is_file():
        return
    made = [row["time"][:10] for row in audit.deeds(place.outputs, 10**6) if row["act"] == audit.BACKUP]
    if not made:
        yield Line(ADVICE, "没有做过备份", "执行 python3 -m toolkit backup --to 备份文件夹，最好放在另一块硬盘上。")
    elif (place.today - date.fromisoformat(made[0])).days > OLD_BACKUP:
        yield Line(ADVICE, f"最近一次备份是{made[0]}", "备份已超过一个月，请再执行一次 backup。")
    else:
        yield Line(GOOD, f"最近一次备份是{made[0]}")


def _book(place: Workspace) -> Codebook | None:
    try:
        return codebook.load(place.plan)
    except (codebook.Faulty, OSError):
        return None


LOOKS: tuple[Callable[[Workspace], Iterable[Line]], ...] = (
    _python,
    _packages,
    _clock,
    _registers,
    _fonts,
    _office,
    _disk,
    _scheduled,
    _held_open,
    _ledger,
    _backup,
)
