"""Faults of the declared data: where in the registers, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One fault of a register. ``row`` is the line number Excel shows (the header is 1; 0 = the whole file),
    ``column`` the header above the cell (``""`` = the whole row); ``message`` and ``remedy`` are Chinese sentences.

    ``file`` is the file name in the first register folder, ``folder name/file name`` in an overlay.
    """

    file: str
    row: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        place += f" 第{self.row}行" if self.row else ""
        place += f"“{self.column}”栏" if self.column else ""
        return f"{place}：{self.message}{self.remedy}"


class Faulty(Exception):  # noqa: N818
    """The registers cannot be used; ``faults`` lists everything that is wrong with them, in file and row order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"登记表有 {len(faults)} 处问题。")
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join([str(self.args[0]), *(str(fault) for fault in self.faults)])
