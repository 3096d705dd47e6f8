"""报告期存疑, read from a month's record: who may have written the wrong month, and how it is said.

What is doubtful is told by ``model.wrong_months``; this is the same question asked of ``run.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.model import DOUBT, Period, wrong_months
from toolkit.model.told import of_row


def of_record(record: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By unit, the rows of a month's record that may be its return of that month (``run.json`` knows no marks)."""
    rows = {(row["file"], row["sha256"]): row for row in record["returns"]}
    missing = record["coverage"].get("missing", ())
    found = wrong_months(Period.parse(record["period"]), missing, map(of_row, rows.values()))
    return {unit: [rows[each.file, each.sha256] for each in files] for unit, files in found.items()}


def words(row: Mapping[str, Any], reported: bool = False) -> str:
    """What came, for whoever asks after the month; ``reported``: the month's own return has come since."""
    named = Period.parse(row["period"])
    said = f"收到“{row['file'].rpartition('/')[2]}”，报告期写的是{named.year}年{named.month}月"
    return f"{said}{'，其后已另报本月' if reported else ''}，{DOUBT}"
