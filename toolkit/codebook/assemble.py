"""From register folders to typed rows: every file read, every cell parsed, every fault collected, nothing judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.codebook import tables
from toolkit.codebook.cells import Misread, Names
from toolkit.codebook.faults import Fault
from toolkit.codebook.register import Column, Register
from toolkit.codebook.schema import BY_NAME, REGISTERS
from toolkit.codebook.tables import RawTable, Unreadable

TEXTS = "原文"


@dataclass(frozen=True, slots=True)
class Entry:
    """One typed row and where it stands. ``term`` is of the register's ``row_type``."""

    register: Register
    file: str
    row: int
    term: Any

    def fault(self, field: str, message: str, remedy: str) -> Fault:
        """A fault of this row in the column that fills ``field`` (``""``: the whole row)."""
        return Fault(self.file, self.row, self.register.header_of(field), message, remedy)


@dataclass(slots=True)
class Assembly:
    """Everything read from the folders. ``entries`` by codebook field; ``texts`` the shipped documents by file name.

    ``unsure`` names the codebook fields of which a whole file could not be read, ``broken`` the ids of single rows
    that could not: references to either are not reported a second time. ``doubtful`` are rows read in part, kept only
    to find what else is wrong with them.
    """

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    broken: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    doubtful: dict[str, list[Entry]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    version: str = ""

    def of(self, into: str) -> list[Entry]:
        return self.entries.get(into, [])


def assemble(folders: Sequence[Path]) -> Assembly:
    """Read every register of every folder. The first must hold every register; later ones append rows."""
    made = Assembly()
    digest = hashlib.sha256()
    labels = ["", *(f"{folder.name}/" for folder in folders[1:])]
    absent = [folder for folder in folders if not folder.is_dir()]
    if absent or not folders:
        named = "、".join(folder.name for folder in absent)
        message = f"登记表文件夹“{named}”不存在。" if absent else "没有给出登记表文件夹。"
        made.faults.append(Fault("登记表", 0, "", message, "请核对登记表所在文件夹（一般为 inputs/plan）。"))
        return made
    for register in REGISTERS:
        rows = made.entries.setdefault(register.into, [])
        for index, (folder, label) in enumerate(zip(folders, labels, strict=True)):
            raw = _open(folder, register, label, made, must=index == 0 and not register.may_lack)
            if raw is None:
                continue
            content = tables.impersonal(raw.label, raw.content) if register.personal else raw.content
            if content is not None:
                digest.update(f"{index}/{register.name}\0{len(content)}\0".encode())
                digest.update(content)
            rows.extend(_entries(raw, register, made, len(rows)))
        _remember(register, rows, made)
    for folder, label in zip(folders, labels, strict=True):
        made.faults.extend(tables.strangers(folder, frozenset(BY_NAME), label))
        made.texts.update(_texts(folder))
    made.version = digest.hexdigest()
    return made


def _open(folder: Path, register: Register, label: str, made: Assembly, *, must: bool) -> RawTable | None:
    path, found = tables.find(folder, register.name, label)
    made.faults.extend(found)
    if path is None:
        if found or must:
            made.unsure.add(register.into)
        if must and not found:
            message = "缺少这个登记表。"
            remedy = "请从安装包或备份中恢复；没有内容的登记表也须保留，只留表头。"
            made.faults.append(Fault(f"{register.name}.csv", 0, "", message, remedy))
        return None
    try:
        return tables.read(path, f"{label}{path.name}")
    except (Unreadable, OSError) as error:
        message = str(error) if isinstance(error, Unreadable) else "文件打不开。"
        remedy = "请用Excel或WPS打开核对，另存为“CSV UTF-8（逗号分隔）”后重试。"
        made.faults.append(Fault(f"{label}{path.name}", 0, "", message, remedy))
        made.unsure.add(register.into)
        return None


def _entries(raw: RawTable, register: Register, made: Assembly, start: int) -> Iterator[Entry]:
    header_row, header = raw.lines[0]
    places, faults = _match_header(raw.label, header_row, header, register)
    made.faults.extend(faults)
    if {column for column in register.columns if not column.optional} - {column for _, column in places}:
        made.unsure.add(register.into)  # a fault in every row would say nothing more
        return
    for order, (row, cells) in enumerate(raw.lines[1:], start):
        values, faults = _values(raw.label, row, cells, header, places, register, made.names)
        made.faults.extend(faults)
        extra = {"order": order, "file": raw.label, "row": row}
        placed = {name: extra[name] for name in extra if name in register.slots and not register.has_column(name)}
        if faults:
            broken = made.broken.setdefault(register.into, set())
            broken.update(str(values[key]) for key in (*register.key, "name", "short") if values.get(key))
            if register.instead is not None:
                term = register.row_type(**{**register.instead, **values, **placed})
                made.doubtful.setdefault(register.into, []).append(Entry(register, raw.label, row, term))
            continue
        yield Entry(register, raw.label, row, register.row_type(**values, **placed))


def _match_header(
    label: str, row: int, header: tuple[str, ...], register: Register
) -> tuple[list[tuple[int, Column]], list[Fault]]:
    """Where each declared column stands. Columns may stand in any order."""
    faults = []
    declared = {column.header: column for column in register.columns}
    expected = "、".join(declared)
    for at, title in enumerate(header):
        if title and title not in declared:
            faults.append(Fault(label, row, title, "不是本登记表的栏目。", f"表头应为：{expected}。"))
        elif title and title in header[:at]:
            faults.append(Fault(label, row, title, "栏目重复。", "请删去重复的一栏。"))
    for title in declared:
        if title not in header and not declared[title].optional:
            faults.append(Fault(label, row, title, "缺少这一栏。", f"表头应为：{expected}。"))
    places = [(header.index(title), column) for title, column in declared.items() if title in header]
    return places, faults


def _values(
    label: str,
    row: int,
    cells: tuple[str, ...],
    header: tuple[str, ...],
    places: list[tuple[int, Column]],
    register: Register,
    names: Names,
) -> tuple[dict[str, object], list[Fault]]:
    values: dict[str, object] = {}
    faults = []
    there = {column.header for _, column in places}
    absent = [(len(cells), column) for column in register.columns if column.header not in there]
    for at, column in (*places, *absent):
        cell = cells[at] if at < len(cells) else ""
        if column.required and not cell:
            faults.append(Fault(label, row, column.header, "这一栏必须填写。", "请补填。"))
            continue
        try:
            values[column.field] = column.read(cell, names)
        except Misread as wrong:
            faults.append(Fault(label, row, column.header, wrong.message, wrong.remedy))
    if any(cells[len(header) :]):
        message = "本行的栏数多于表头，多半是文字里有未加引号的逗号。"
        faults.append(Fault(label, row, "", message, "请用Excel或WPS打开，把多出的内容移回原栏。"))
    return values, faults


def _remember(register: Register, rows: list[Entry], made: Assembly) -> None:
    """Let later registers write names for ids. Conflicting names are judged in ``crosscheck``."""
    if register.into == "units":
        made.names.closed = "units" not in made.unsure
        for entry in rows:
            for text in (entry.term.id, entry.term.name, entry.term.short):
                made.names.units.setdefault(text, entry.term.id)
        for text in made.broken.get("units", ()):
            made.names.units.setdefault(text, text)
    if register.into == "groups":
        for entry in rows:
            made.names.groups.setdefault(entry.term.name, entry.term.id)


def _texts(folder: Path) -> dict[str, str]:
    shelf = folder / TEXTS
    if not shelf.is_dir():
        return {}
    return {path.stem: tables.decode(path.read_bytes()) for path in sorted(shelf.glob("*.txt"))}
