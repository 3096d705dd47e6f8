"""办理记录: who did what, when, from which address, with what result; one JSON line a deed in ``outputs/日志``.

It is only ever added to. What a month's stage follows from stands in the ledger besides; this also holds what the
ledger does not: log-ins, files handed in and taken, decisions written into registers, and what was refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from toolkit.answer import LOGS, MISUSE, PERSON_NEEDED, Outcome, system_says

PREFIX = "办理-"
LONGEST = 300
AT_COMMAND, BACKUP = "命令行", "备份台账"

_writing = Lock()


@dataclass(frozen=True, slots=True)
class Deed:
    """``who`` as logged in or typed (``""``: nobody known), ``result`` 成 or the sentence why not."""

    who: str
    act: str
    about: str = ""
    result: str = "成"
    address: str = ""


def note(outputs: Path, deed: Deed, moment: datetime | None = None) -> None:
    """Write a deed down. Raises ``OSError`` when it cannot be."""
    moment = moment or datetime.now()
    entry = {"time": f"{moment:%Y-%m-%d %H:%M:%S}"} | {name: text[:LONGEST] for name, text in asdict(deed).items()}
    path = _path(outputs, moment)
    with _writing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")


def require_writable(outputs: Path) -> None:
    """Raise ``OSError`` where a deed could not be written down; a folder that is not there yet is no obstacle."""
    if outputs.is_dir():
        path = _path(outputs, datetime.now())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a", encoding="utf-8").close()


def noted(outputs: Path, deed: Deed, do: Callable[[], Outcome]) -> Outcome:
    """Do it and write it down with what came of it: done, or the sentence why not. A refusal in a folder that is not
    there (a misspelt one) leaves no trace. What cannot be written down is told beside the outcome, never instead."""
    try:
        outcome = do()
    except Exception as error:
        if outputs.is_dir() and (unwritten := _unwritten(outputs, replace(deed, result=str(error) or _kind(error)))):
            error.add_note(unwritten)
        raise
    return told(outputs, deed, outcome)


def told(outputs: Path, deed: Deed, outcome: Outcome) -> Outcome:
    """Write down what has been done or refused; where that fails the outcome says so, and a person is needed."""
    refused = outcome.summary if outcome.exit_code == MISUSE else ""
    if refused and not outputs.is_dir():
        return outcome
    unwritten = _unwritten(outputs, replace(deed, result=refused or deed.result))
    if not unwritten:
        return outcome
    return replace(outcome, exit_code=max(outcome.exit_code, PERSON_NEEDED), lines=(*outcome.lines, unwritten))


def _unwritten(outputs: Path, deed: Deed) -> str:
    """Write a deed down; why that could not be, ``""`` when it could."""
    try:
        note(outputs, deed)
    except OSError as error:
        return f"办理记录没有写成（{system_says(error)}）：{error.filename or outputs / LOGS}。"
    return ""


def _path(outputs: Path, moment: datetime) -> Path:
    return outputs / LOGS / f"{PREFIX}{moment:%Y-%m}.jsonl"


def _kind(error: Exception) -> str:
    return type(error).__name__


def deeds(outputs: Path, most: int = 200) -> list[dict[str, Any]]:
    """The last deeds, newest first. A line cut short by a full disk is passed over."""
    found: list[dict[str, Any]] = []
    for path in sorted((outputs / LOGS).glob(f"{PREFIX}*.jsonl"), reverse=True):
        found += _read(path)
        if len(found) >= most:
            break
    return found[:most]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for line in reversed(path.read_text(encoding="utf-8").splitlines()):
        try:
            yield json.loads(line)
        except ValueError:
            continue
