"""What stopped a command, told to people: in Chinese where they can mend it, else where the traceback lies."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from toolkit import __version__, codebook, deliver
from toolkit.answer import LOGS, MISUSE, system_says
from toolkit.answer import OUR_FAULT as OUR_FAULT
from toolkit.codebook import calendar


def for_people() -> tuple[type[Exception], ...]:
    """Exceptions about the environment or the declared data; their text is a Chinese sentence for the clerk."""
    from toolkit.ledger import LedgerError
    from toolkit.ledger.keeping import Damaged
    from toolkit.ledger.stages import OutOfOrder
    from toolkit.publish.prose import TemplateFault
    from toolkit.publish.word import SettingsFault, Unsettled

    faults = (Damaged, LedgerError, OutOfOrder, SettingsFault, TemplateFault, Unsettled)
    return (*faults, calendar.UnknownYear, deliver.Busy, deliver.ScheduleError)


def failure(error: Exception) -> tuple[int, tuple[str, ...]]:
    """Exit code and Chinese lines for what stopped a run: declarations and environment 2, our own fault 3."""
    if isinstance(error, codebook.Faulty):
        faults = (f"{f.file} 第{f.row}行 {f.column}：{f.message}{f.remedy}" for f in error.faults)
        return MISUSE, (f"登记表有{len(error.faults)}处问题，没有处理。", *faults)
    if isinstance(error, for_people()):
        return MISUSE, (str(error),)
    if isinstance(error, OSError):
        return MISUSE, (
            f"无法读写 {error.filename or '文件'}（{system_says(error)}）：请检查磁盘空间、权限，"
            "以及文件是否正在 Excel 或 WPS 中打开。",
        )
    if told := misprinted(error):
        return OUR_FAULT, (told,)
    return OUR_FAULT, (f"程序内部出错（{type(error).__name__}），请把日志交给维护人员。",)


def misprinted(error: Exception) -> str:
    """What a clerk can do where the finished files did not pass the proof; ``""`` for other faults."""
    from toolkit.publish.proof import Misprint

    if not isinstance(error, Misprint):
        return ""
    todo = "改过模板的，请按所指的段落改正模板；没有改过的，请把日志交给维护人员。"
    return f"印出后的核对没有通过，本次没有出结果，原有结果没有改动：{error}。{todo}"


def log_fault(outputs: Path, error: Exception, command: str = "") -> str:
    """Keep the traceback of a fault of ours, with the ``command`` it came from where there was one; the sentence that
    says where, ``""`` when it could not be kept."""
    path = outputs / LOGS / f"故障-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = f"toolkit {__version__} {command}\n{''.join(traceback.format_exception(error))}"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return f"详细记录在 {path}。"
    return ""
