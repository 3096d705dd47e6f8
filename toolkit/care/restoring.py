"""恢复: the ledger put back from a backup, looked over before and after; what stood there is kept beside."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from toolkit import deliver
from toolkit.answer import CLEAN, LEDGER, MISUSE, PERSON_NEEDED, Outcome
from toolkit.ledger import Ledger, LedgerError, care
from toolkit.ledger.store import DATABASE

COMING, GOING = ".新-台账", ".旧-台账"


def restore(backup: Path, outputs: Path, replace: bool, moment: datetime) -> Outcome:
    """Put the ledger of ``backup`` (a folder that ``backup`` made) into ``outputs``. A ledger that stands there is only
    replaced when ``replace`` says so, and is then set aside under a name with the time."""
    target = outputs / LEDGER
    if not (backup / DATABASE).is_file():
        return Outcome(MISUSE, f"“{backup}”不是台账备份：请写 backup 所做的“台账-年月日-时分秒”文件夹。")
    if (outputs / GOING).exists() and not target.exists():
        (outputs / GOING).rename(target)  # an earlier restore died between its two renames
    if target.exists() and not replace:
        said = f"“{outputs}”里已有台账，没有恢复。确要替换的，加 --replace（现有台账改名留存）。"
        return Outcome(MISUSE, said)
    wrong = _problems(backup)
    if wrong:
        return Outcome(
            MISUSE, f"备份本身有{len(wrong)}处问题，没有恢复，现有台账没有改动。", {"problems": wrong}, wrong
        )
    with deliver.single_run(outputs):
        work = outputs / COMING
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(backup, work)
        wrong = _problems(work)
        if wrong:
            shutil.rmtree(work, ignore_errors=True)
            return Outcome(PERSON_NEEDED, "复制后核对不符，没有恢复，现有台账没有改动。请检查磁盘。", {}, wrong)
        aside = _swap(work, target, moment)
    with Ledger(target, write=False, url="") as ledger:
        count = ledger.newest
    kept = f"原台账改名为“{aside.name}”。" if aside else ""
    record: dict[str, object] = {"receipts": count, "from": str(backup), "aside": aside.name if aside else None}
    return Outcome(CLEAN, f"台账已恢复，核对无误：收件{count}份。{kept}", record)


def _problems(folder: Path) -> tuple[str, ...]:
    try:
        with Ledger(folder, write=False, url="") as ledger:
            return tuple(care.problems(ledger))
    except LedgerError as error:
        return (str(error),)


def _swap(work: Path, target: Path, moment: datetime) -> Path | None:
    """Put ``work`` in the place of ``target``; where the old ledger went, ``None`` when there was none."""
    if not target.exists():
        work.rename(target)
        return None
    going = target.with_name(GOING)
    target.rename(going)
    work.rename(target)
    aside, number = target.with_name(f"{LEDGER}-恢复前-{moment:%Y%m%d-%H%M%S}"), 2
    while aside.exists():
        aside, number = aside.with_name(f"{aside.name}({number})"), number + 1
    return going.rename(aside)
