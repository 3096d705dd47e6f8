"""One tidy frame: a row for each standing value, exact amounts as whole numbers of a declared scale.

Columns of the tidy frame::

    unit indicator scope kind status   str
    t          int64   months since year 0 (``year * 12 + month - 1``), so that shifting a period is an addition
    present    bool    a value that may be added (status ``reported``)
    scaled     int64   value × 10^places; ``object`` holding Python ints when 64 bits might not do; 0 when not present
    places     int64   decimals of the scale, one for all rows of an indicator
    derived    bool    not filled in by anyone but reckoned here (see ``with_months``)

A missing value never becomes a number: it has ``present`` False and takes part in no sum. Sums of whole numbers are
exact in any order, which sums of floats are not; ``exact_sums`` turns them back into Decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal

import pandas as pd

from toolkit.codebook.terms import Codebook, Nature
from toolkit.model import Kind, Period, Status

Row = tuple[str, str, str, str, str, Decimal | None, str, str, str, str, str]
"""``unit, indicator, period, scope, kind, value, status, form, file, sheet, cell``: what the ledger hands over."""

TIDY = ("unit", "indicator", "period", "scope", "kind", "value", "status", "form", "file", "sheet", "cell")
KEY = ["indicator", "unit", "scope", "t"]
WIDE = Context(prec=2000, Emax=999_999, Emin=-999_999)
MEASURED = frozenset({Kind.MONTH.value, Kind.YTD.value, Kind.PRIOR_YTD.value})
PRIOR_MONTH = "prior_month"  # last year's same month, carried to this year's row


def index_of(period: Period) -> int:
    return period.year * 12 + period.month - 1


def period_of(t: int) -> Period:
    return Period(t // 12, t % 12 + 1)


def needed(rows: Iterable[Row], period: Period) -> list[Row]:
    """The rows a report on ``period`` rests on, so that its cost does not grow with the years of history kept.

    Cumulatives of the last thirteen months, of every December and of the same month of every year (the seasons); single
    months of ``period``, of the month before and of the year before.
    """
    months = {str(period), str(period.previous), str(period.prior_year)}
    last = {str(period.shift(-back)) for back in range(13)}
    until, same = str(period), f"-{period.month:02d}"
    return [
        row
        for row in rows
        if row[4] in MEASURED
        and (
            row[2] in months
            if row[4] == Kind.MONTH
            else row[2] in last or (row[2].endswith(("-12", same)) and row[2] <= until)
        )
    ]


def tidy(rows: Iterable[Row]) -> pd.DataFrame:
    """The tidy frame of the ledger's rows. Growth rates that units state themselves are left out: they are evidence,
    never figures. Raises ``ValueError`` for a reported value that is no finite number (a fault of ours)."""
    kept = [row for row in rows if row[4] in MEASURED]
    columns = list(zip(*kept, strict=True)) if kept else [()] * len(TIDY)
    units, indicators, periods, scopes, kinds, statuses = (columns[n] for n in (0, 1, 2, 3, 4, 6))
    values: tuple[Decimal | None, ...] = columns[5]
    months = {text: index_of(Period.parse(text)) for text in dict.fromkeys(periods)}
    reported = Status.REPORTED.value
    present = [s == reported and v is not None for s, v in zip(statuses, values, strict=True)]
    places = _places(indicators, values, present)
    whole = [
        int(value.scaleb(decimals, WIDE)) if ok and value is not None else 0
        for value, decimals, ok in zip(values, places, present, strict=True)
    ]
    return pd.DataFrame(
        {
            "unit": pd.Series(units, dtype="str"),
            "indicator": pd.Series(indicators, dtype="str"),
            "scope": pd.Series(scopes, dtype="str"),
            "kind": pd.Series(kinds, dtype="str"),
            "status": pd.Series(statuses, dtype="str"),
            "t": pd.Series([months[text] for text in periods], dtype="int64"),
            "present": pd.Series(present, dtype="bool"),
            "places": pd.Series(places, dtype="int64"),
            "scaled": _whole(whole),
            "derived": pd.Series([False] * len(kept), dtype="bool"),
        }
    )


def exact_sums(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sums of the present values: columns ``by`` (which includes ``indicator``), ``value`` (Decimal), ``have``.

    A group without a present value has no row: nothing added up is not zero.
    """
    present = frame.loc[frame["present"]]
    sums = present.groupby(list(by), sort=True, observed=True).agg(
        scaled=("scaled", "sum"), places=("places", "first"), have=("scaled", "size")
    )
    sums = sums.reset_index()
    sums["value"] = pd.Series(decimals(sums), dtype="object", index=sums.index)
    return sums.drop(columns=["scaled", "places"])


def decimals(frame: pd.DataFrame) -> list[Decimal]:
    """The exact values of the ``scaled`` column, without padding zeros beyond the scale."""
    return [
        Decimal(int(whole)).scaleb(-int(places), WIDE)
        for whole, places in zip(frame["scaled"].tolist(), frame["places"].tolist(), strict=True)
    ]


def with_months(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """The frame, plus months that follow from two cumulatives, plus last year's month as ``prior_month``.

    A month nobody filled in is this cumulative less the one before, of the same unit and scope, for flows only (a
    month's distinct count does not follow from cumulatives); never for January and February, whose first figure of
    the year is 1—2月.
    """
    flows = [row.code for row in book.indicators if row.nature is Nature.FLOW]
    months = frame["kind"] == Kind.MONTH
    open_ones = frame["status"].isin([Status.BLANK, Status.NOT_REPORTED])
    cumulative = frame.loc[frame["present"] & (frame["kind"] == Kind.YTD) & frame["indicator"].isin(flows)]
    before = cumulative[[*KEY, "scaled"]].assign(t=cumulative["t"] + 1).rename(columns={"scaled": "before"})
    derived = cumulative.loc[cumulative["t"] % 12 >= 2].merge(before, on=KEY, how="inner")
    derived = derived.assign(scaled=derived["scaled"] - derived["before"], kind=Kind.MONTH.value, derived=True)
    derived = _without(derived, frame.loc[months & ~open_ones])[frame.columns]
    kept = pd.concat([frame.loc[~months], _without(frame.loc[months], derived), derived], ignore_index=True)
    last = kept.loc[kept["present"] & (kept["kind"] == Kind.MONTH)]
    return pd.concat([kept, last.assign(t=last["t"] + 12, kind=PRIOR_MONTH)], ignore_index=True)


def _without(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frame`` whose key is not among ``keys``."""
    marked = frame.merge(keys[KEY].drop_duplicates(), on=KEY, how="left", indicator="found")
    return marked.loc[marked["found"] == "left_only"].drop(columns="found")


def _places(indicators: Iterable[str], values: Sequence[Decimal | None], present: Sequence[bool]) -> list[int]:
    """The decimals each indicator needs, given to each of its rows."""
    needed: dict[str, int] = {}
    last: dict[str, Decimal] = {}  # values of one indicator mostly have the same decimals: only others are looked into
    codes = list(indicators)
    for code, value, ok in zip(codes, values, present, strict=True):
        if not ok or value is None:
            continue
        before = last.get(code)
        if before is not None and value.same_quantum(before):
            continue
        last[code] = value
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int):
            raise ValueError(f"not a finite number: {code} {value}")
        if -exponent > needed.get(code, 0):
            needed[code] = -exponent
    return [needed.get(code, 0) for code in codes]


def _whole(values: list[int]) -> pd.Series[int]:
    """64-bit whole numbers when even the sum of all of them fits, else Python's unbounded ones."""
    fits = max(map(abs, values), default=0) * max(len(values), 1) < 2**62
    return pd.Series(values, dtype="int64" if fits else "object")
