"""``status --year``: who was on time, late, missing or exempt, month by month; loads nothing that makes a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit import codebook
from toolkit.answer import CLEAN, LEDGER, MISUSE, Outcome
from toolkit.ledger import Ledger
from toolkit.model import TIMING_WORDS, Period, Punctuality, Timing
from toolkit.publish import timetable
from toolkit.records import logbook


def year(outputs: Path, plan: tuple[Path, ...], year: int, given: date | None) -> Outcome:
    """Who was on time, late, missing or exempt in each month of ``year``, as the ledger knows it on the day ``given``
    (None: now)."""
    book, as_of = codebook.load(plan), given or date.today()
    with Ledger(outputs / LEDGER, write=False) as ledger:
        rows = logbook.punctuality(
            ledger, book, year, Period(as_of.year, as_of.month).previous, logbook.moment_of(given)
        )
    if not rows:
        return Outcome(MISUSE, f"台账中没有{year}年的报表。")
    months = timetable.months_of(rows)
    lines = [f"{year}年报送及时情况（截至{as_of}）"]
    for line in timetable.by_unit(rows):
        each = "　".join(f"{m.month}月{TIMING_WORDS[line.months[m]]}" for m in months if m in line.months)
        rate = "" if line.rate is None else f"　按时率{line.rate}%"
        lines.append(f"　{book.unit_name(line.filer)}：{each}{rate}")
    counts = "，".join(f"{TIMING_WORDS[t]}{sum(row.timing is t for row in rows)}" for t in Timing)
    unknown = any(row.timing is Timing.UNKNOWN for row in rows)
    note = "有的年份节假日安排未登记，期限未知的不作判断。" if unknown else ""
    record: dict[str, object] = {"year": year, "as_of": as_of.isoformat(), "forms": [_punctual(row) for row in rows]}
    return Outcome(CLEAN, f"按表计：{counts}。{note}", record, tuple(lines))


def _punctual(row: Punctuality) -> dict[str, object]:
    times = {"due": row.due and row.due.isoformat(" ", "minutes"), "received": row.received and str(row.received)}
    named = {"unit": row.filer, "form": row.form, "subject": row.subject, "period": str(row.period)}
    return {**named, "timing": row.timing.value, **times}
