"""The ledger kept well: is it whole, a copy of it while it is in use, and its contents as plain tables.

The plain tables are meant to outlive the tool: one CSV a table, UTF-8 (with the mark Excel knows it by), header in the
first row, no value but texts and whole numbers, and a page that says what the columns mean.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from toolkit.ledger import archive, columns, keeping, tables
from toolkit.ledger.store import DATABASE, Ledger
from toolkit.model import Nature

NEW = ".新-"
EMPTY = hashlib.sha256(b"").hexdigest()
README = "说明.txt"
PLACES = (archive.PLACE, keeping.PLACE)


def problems(ledger: Ledger) -> list[str]:
    """What is wrong with the ledger, as Chinese sentences; empty when it is whole.

    Asks the database to check itself, every receipt for its archived file and that file for its hash, and whether what
    runs were made of is still there.
    """
    return [*_database(ledger), *_archive(ledger), *_kept(ledger), *_references(ledger)]


def damage(ledger: Ledger) -> str:
    """What the database says of itself after a quick look, ``""`` when nothing: not every file is read."""
    if ledger.connection.dialect.name != "sqlite":
        return ""
    answers = [str(row[0]) for row in ledger.connection.execute(text("PRAGMA quick_check(1)")).all()]
    return "" if answers == ["ok"] else "台账数据库损坏。"


def _database(ledger: Ledger) -> Iterator[str]:
    if ledger.connection.dialect.name != "sqlite":
        return
    answers = [str(row[0]) for row in ledger.connection.execute(text("PRAGMA integrity_check(100)")).all()]
    if answers != ["ok"]:  # what it found is told in SQLite's words for its own makers
        found = sum(len(answer.splitlines()) for answer in answers)
        yield f"台账数据库损坏（自检发现{'至少' if found >= 100 else ''}{found}处错误）。"


def _archive(ledger: Ledger) -> Iterator[str]:
    for receipt in ledger.receipts():
        if receipt.original or receipt.sha256 == EMPTY:
            continue
        path = ledger.content(receipt.sha256)
        if path is None:
            unread = receipt.nature is Nature.UNREADABLE  # too large or gone when it was read: it was never kept
            yield from () if unread else (f"来件“{receipt.file}”的原件已不在台账的“{archive.PLACE}”文件夹中。",)
        elif _digest(path) != receipt.sha256:
            yield f"来件“{receipt.file}”的原件与收到时不同（文件损坏或被改动）。"


def _kept(ledger: Ledger) -> Iterator[str]:
    kept = tables.KEPT.c
    for name, sha256 in ledger.connection.execute(select(kept.path, kept.sha256).distinct()).all():
        try:
            keeping.fetch(ledger.folder, sha256, name)
        except keeping.Struck:  # a person asked for it
            continue
        except keeping.Damaged as damaged:
            yield str(damaged)


def _references(ledger: Ledger) -> Iterator[str]:
    """Runs and receipts name readings that exist."""
    known = select(tables.READING.c.id)
    for column, said in ((tables.RECEIVED.c.reading, "收件记录"), (tables.USED.c.reading, "汇总记录")):
        query = select(func.count()).where(column.is_not(None), column != 0, column.not_in(known))
        if missing := ledger.connection.execute(query).scalar():
            yield f"{said}所指的{missing}份读数已不在台账中。"


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def backup(ledger: Ledger, to: Path, moment: datetime) -> Path:
    """A whole copy of the ledger in ``to/台账-<time>``, while others go on using it; the folder is there whole or not
    at all. Whatever the database is, the copy is one the tool opens without any server.

    The database is copied as of one moment, the kept files after it: they are never changed or removed, so none that
    the copy names is missing.
    """
    to.mkdir(parents=True, exist_ok=True)
    name = f"台账-{moment:%Y%m%d-%H%M%S}"
    target, work = to / name, to / f"{NEW}{name}"
    for stale in to.glob(f"{NEW}台账-*"):
        shutil.rmtree(stale, ignore_errors=True)
    work.mkdir()
    keeping.copy_database(ledger.connection, work / DATABASE)
    for place in PLACES:
        for path in sorted((ledger.folder / place).glob("*/*")):
            if not path.name.endswith(".part"):
                copy = work / place / path.parent.name / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
    number = 2
    while target.exists():
        target, number = to / f"{name}({number})", number + 1
    return work.rename(target)


def export(ledger: Ledger, to: Path) -> list[Path]:
    """Every table as ``<table>.csv`` in ``to``, rows in their order, and a page about them. An empty cell is no value;
    a text of no characters is empty too."""
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables.metadata.sorted_tables:
        path = to / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(column.name for column in table.columns)
            query = select(table).order_by(*table.primary_key.columns)
            for rows in ledger.connection.execution_options(yield_per=1000).execute(query).partitions():
                writer.writerows(rows)
        written.append(path)
    page = to / README
    page.write_text(_page(), encoding="utf-8-sig", newline="\n")
    return [*written, page]


def _page() -> str:
    lines = ["台账导出说明", "", "每个文件是台账中的一张表，UTF-8编码，第一行是栏名，可用Excel、WPS或任何程序打开。"]
    lines += [
        "数值为精确的十进制文字，日期为年-月-日，空格子表示没有值。收到的原件在台账文件夹的“来件”中，按sha256存放。",
    ]
    for table in tables.metadata.sorted_tables:
        lines += ["", f"{table.name}.csv　{TABLES[table.name]}"]
        lines += [f"　　{column.name}：{columns.words(table.name, column.name)}" for column in table.columns]
    return "\n".join([*lines, ""])


TABLES = {
    "meta": "台账的结构版本",
    "received": "收件记录：文件名、内容摘要、单位、报告期、版本标记、收到时间、第几版、现用第几号读数",
    "reading": "读数：一份来件用某一套登记表读出的结果，只增不改",
    "received_form": "每号读数所含的表（表号、对象、有没有数）",
    "observation": "每号读数的全部数：单位、指标、报告期、口径、项目、数值、状态、工作表、单元格、原文",
    "task_report": "重点任务进展",
    "project_report": "重大项目",
    "reading_finding": "读表时发现的问题",
    "run": "各次汇总",
    "run_form": "各次汇总采用了哪些表的哪号读数，是否退回",
    "verdict": "各次汇总对每份来件的结论",
    "finding": "各次汇总的审核结果",
    "finding_cells": "审核结果所指的其余单元格",
    "base_revision": "各次汇总记下的基数修订",
    "month_event": "各月的处理、审核、签发、归档、重新开启",
    "month_step": "审核、签发等各步实际录入的时间，签发所依据的汇总",
    "run_intake": "各次处理所见的文件",
    "run_return": "各次处理采用的报表",
    "kept_file": "签发时留存的文件",
}
