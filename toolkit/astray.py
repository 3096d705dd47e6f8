"""报告期存疑: returns that may be about the month being collected although they name an earlier one.

A unit that has not reported the month sends, after its end, one more return of a month it had reported already, without
calling it 更正: either that month is corrected, or the cover of the last return was never changed. Nobody but the unit
knows, so both months say what came, and a person asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from toolkit.model import Judgement, Period

DOUBT = "可能误写了报告期"
OVER = (Judgement.SUPERSEDED.value, Judgement.RETURNED.value, Judgement.UNREADABLE.value, Judgement.NOT_A_RETURN.value)


def doubtful(about: Period, named: Period, again: bool, marked: bool, received: date) -> bool:
    """Whether a return that names an earlier month may be meant for ``about``, which its unit has not reported.
    ``again``: the unit had reported the named month before; ``marked``: the file calls itself 更正, 补报 and so on."""
    following = about.shift(1)
    return named < about and again and not marked and received >= date(following.year, following.month, 1)


def of_record(record: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By missing unit, the rows of a month's record that may be its return (``run.json`` knows no marks)."""
    found: dict[str, list[dict[str, Any]]] = {}
    missing, about = set(record["coverage"].get("missing", ())), Period.parse(record["period"])
    for row in record["returns"]:
        if row["unit"] not in missing or not row["period"] or row["verdict"] in OVER:
            continue
        again = row["version"] > 1 or row["verdict"] == Judgement.DUPLICATE.value
        if doubtful(about, Period.parse(row["period"]), again, False, date.fromisoformat(row["received_on"])):
            found.setdefault(row["unit"], []).append(row)
    return found


def words(row: Mapping[str, Any]) -> str:
    """What came, for whoever asks after the month."""
    named = Period.parse(row["period"])
    return f"收到“{row['file'].rpartition('/')[2]}”，报告期写的是{named.year}年{named.month}月"
