"""不知是否送达: letters of an issue whose sending began and was never answered, for the line broke.

Nobody here knows whether they arrived, so they are never sent again by themselves: they wait until a person has asked
the addressee and says so (``handover.forgo``). One that did not arrive is sent by hand from its draft.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.answer import ISSUED
from toolkit.deliver import post
from toolkit.ledger.stages import MonthState
from toolkit.model import Period
from toolkit.records.unsent import LOG


def months(outputs: Path) -> list[Period]:
    """The months that have had such a letter, of whatever issue."""
    stood = post.stood(outputs / ISSUED / LOG)
    return sorted({Period.parse(key.split("/")[0]) for key, state in stood.items() if state == post.BEGAN})


def letters(outputs: Path, now: MonthState) -> dict[str, str]:
    """Those of the issue that stands, by the letter's key its address; none of a month that is open."""
    if not now.frozen:
        return {}
    log, start = outputs / ISSUED / LOG, f"{now.period}/{now.issue}/"
    whom = post.addressed(log)
    return {key: whom[key] for key, state in post.stood(log).items() if state == post.BEGAN and key.startswith(start)}


def words(outputs: Path, now: MonthState) -> tuple[str, ...]:
    """What waits, as a sentence without any address, or nothing."""
    count = len(letters(outputs, now))
    said = f"{now.named}第{now.issue}版有{count}封邮件发送中断，不知是否送达，没有重发，请与对方核实"
    return (f"{said}：收到的，注明不再送；没有收到的，写邮件草稿由人发出，再注明不再送",) if count else ()
