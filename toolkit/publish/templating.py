"""``templates check``: every fault of the office's templates and settings at once, before a month is made with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from toolkit.codebook.faults import Fault
from toolkit.codebook.terms import Codebook
from toolkit.model import Figure, Period
from toolkit.publish import context, month, prose
from toolkit.publish.word import SettingsFault, layout_faults, load_office

SETTINGS, LAYOUT, BASE = "机关.toml", "公文格式.toml", "公文底版.docx"


class _Nothing:
    """A month without a figure: enough to know which names a template is given."""

    def get(self, indicator: str, unit: str, kind: str, period: Period | None = None) -> Figure | None:
        return None

    def absent(self, indicator: str, unit: str) -> tuple[month.Missing, ...]:
        return ()

    def __iter__(self) -> Iterator[Figure]:
        return iter(())


def names(book: Codebook) -> frozenset[str]:
    """What every template of a month may ask for."""
    facts = context.Facts(_Nothing(), book, Period(2024, 1))
    return frozenset(context.build(facts, as_of=date(2024, 2, 1), office=""))


def _at(folder: Path, name: str, told: Iterable[tuple[int, str]]) -> list[Fault]:
    return [Fault(f"{folder.name}/{name}", row, "", f"{words}。", "请改正后重新核对。") for row, words in told]


def faults(folder: Path, book: Codebook) -> tuple[Fault, ...]:
    """Faults of the files in ``folder``, in file and line order; the file named with the folder's name."""
    found: list[Fault] = []
    for name in (SETTINGS, LAYOUT, BASE):
        if not (folder / name).is_file():
            found.append(Fault(f"{folder.name}/{name}", 0, "", "没有这个文件。", "请从安装包中取回。"))
    if not found:
        try:
            load_office(folder)
        except SettingsFault as fault:
            found += _at(folder, SETTINGS, fault.told if fault.file == SETTINGS else ())
        found += _at(folder, LAYOUT, layout_faults(folder))
    found += [
        Fault(f"{folder.name}/{each.file}", each.row, each.column, each.message, each.remedy)
        for each in prose.check(folder, names(book))
    ]
    return tuple(found)
