"""A verdict as ``run.json`` tells it (contract): written here and read here, so that the two cannot drift apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from toolkit.model.judged import Judgement, Verdict
from toolkit.model.received import Period


def to_row(verdict: Verdict) -> dict[str, object]:
    """The row under ``returns``."""
    return {
        "file": verdict.file,
        "sha256": verdict.sha256,
        "verdict": verdict.judgement.value,
        "unit": verdict.unit,
        "period": str(verdict.period) if verdict.period else None,
        "version": verdict.version,
        "received_on": verdict.received_on.isoformat(),
        "late": verdict.late,
        "reason": verdict.reason,
        "findings": [
            {
                "rule": finding.rule,
                "grade": finding.grade.value,
                "sheet": finding.source.sheet,
                "cell": finding.source.cell,
                "value": finding.value,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in verdict.findings
        ],
    }


def of_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict of a row, without its findings, which the row tells less of than there was."""
    return Verdict(
        file=row["file"],
        sha256=row["sha256"],
        judgement=Judgement(row["verdict"]),
        unit=row["unit"],
        period=Period.parse(row["period"]) if row["period"] else None,
        version=row["version"],
        received_on=date.fromisoformat(row["received_on"]),
        late=row["late"],
        reason=row["reason"],
    )
