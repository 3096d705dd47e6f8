"""Who is behind a changed cell and why it changed, as the ledger has it on record.

Who is the unit that sent the file, and whoever decided: let pass, adopted, sent back, approved, reopened. Fillers are
not named: their names and telephones stay in the contact list and the returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger, Stated
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Act, Event, said
from toolkit.model import Finding, Grade, Period, Receipt, Status

ADOPTED, SENT_BACK = "READ-ADOPTED", "READ-SENT-BACK"
TOLD = (Act.APPROVE, Act.CHANGE, Act.ISSUE, Act.CLOSE, Act.REOPEN)
MOST = 2  # so many findings say why a form was sent back


class Reasons:
    """Receipts and findings of the files that changed cells stand in."""

    def __init__(
        self, ledger: Ledger, book: Codebook, period: Period, run: int | None, cells: Iterable[Stated]
    ) -> None:
        files = {cell.source.file for cell in cells}
        self._book = book
        self._receipts = ledger.of_files(files)
        vintages = ledger.vintages(period)
        run = run if run is not None else (vintages[-1].run if vintages else 0)
        self._found: dict[str, list[Finding]] = {}
        for finding in ledger.decided(run, files):
            self._found.setdefault(finding.source.file, []).append(finding)
        self._void = ledger.withdrawn(period)

    def who(self, after: Stated | None) -> str:
        """``芙蓉区2024年4月9日09:00报送``; ``""`` where nothing stands any more or history alone says it."""
        receipt = self._receipts.get(after.source.file) if after is not None else None
        if receipt is None or receipt.unit is None:
            return ""
        return f"{self._book.unit_name(receipt.unit)}{said(receipt.received_on)}报送"

    def why(self, before: Stated | None, after: Stated | None) -> str:
        """That the file which said it before was withdrawn, and by which; of the file that says it now the mark, the
        unit's remark, and what was decided about the cell, by whom and why."""
        void = self._void.get(before.source.file) if before is not None else None
        told = [f"原报“{before.source.file}”已由“{void}”标明作废" if before is not None and void else ""]
        if after is not None:
            receipt: Receipt | None = self._receipts.get(after.source.file)
            told += [receipt.mark if receipt is not None else "", after.remark, *self._decisions(after)]
        return "；".join(part.removesuffix("。") for part in dict.fromkeys(told) if part)

    def _decisions(self, cell: Stated) -> list[str]:
        found = self._found.get(cell.source.file, ())
        told = [f"说明后通过：{each.waived}" for each in found if each.waived and _about(each, cell)]
        told += [each.message for each in found if each.rule == ADOPTED and _at(each, cell)]
        told += [each.message for each in found if each.rule == SENT_BACK]
        if cell.status is Status.WITHHELD:
            fatal = [each for each in found if each.grade is Grade.FATAL and each.form in ("", cell.form)]
            told += [f"退回：{each.message}" for each in fatal[:MOST]]
        return told


def _about(finding: Finding, cell: Stated) -> bool:
    return _at(finding, cell) or (finding.indicator == cell.indicator and finding.form in ("", cell.form))


def _at(finding: Finding, cell: Stated) -> bool:
    return (finding.source.sheet, finding.source.cell) == (cell.source.sheet, cell.source.cell)


def steps(ledger: Ledger, period: Period, first: datetime, last: datetime | None = None) -> tuple[str, ...]:
    """What was done about the month from ``first`` to ``last`` (None: until now), a line each, with name and reason."""
    events = [event for event in Months(ledger.connection).events(period) if event.act in TOLD]
    return tuple(_step(event) for event in events if first <= event.moment and (last is None or event.moment <= last))


def _step(event: Event) -> str:
    reason = f"：{event.reason}" if event.reason else ""
    return f"其间　{said(event.moment)}{event.name}{event.role or event.act.value}{reason}"
