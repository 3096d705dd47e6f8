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


def tidy(rows: Iterable[Row]) -> pd.DataFrame:
    """The tidy frame of the ledger's rows. Growth rates that units state themselves are left out: they are evidence,
    never figures. Raises ``ValueError`` for a reported value that is no finite number (a fault of ours)."""
    frame = pd.DataFrame(list(rows), columns=list(TIDY))
    frame = frame.loc[frame["kind"].isin(MEASURED), ["unit", "indicator", "period", "scope", "kind", "value", "status"]]
    frame = frame.reset_index(drop=True)
    months = {text: index_of(Period.parse(text)) for text in frame["period"].unique()}
    frame["t"] = pd.Series([months[text] for text in frame["period"]], dtype="int64", index=frame.index)
    values = list(frame["value"])
    present = [
        status == Status.REPORTED and value is not None for status, value in zip(frame["status"], values, strict=True)
    ]
    frame["present"] = pd.Series(present, dtype="bool", index=frame.index)
    frame["places"] = _places(frame["indicator"], values, present)
    frame["scaled"] = _whole(
        [_scale(value, places) if ok else 0 for value, places, ok in zip(values, frame["places"], present, strict=True)]
    )
    frame["derived"] = False
    return frame.drop(columns=["value", "period"])


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
        for whole, places in zip(frame["scaled"], frame["places"], strict=True)
    ]


def with_months(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """The frame, plus months that follow from two cumulatives, plus last year's month as ``prior_month``.

    A month nobody filled in is this cumulative less the one before, of the same unit and scope, for flows only (a distinct
    count of a month does not follow from cumulatives); never for January and February, whose first figure is 1—2月.
    """
    flows = [row.code for row in book.indicators if row.nature is Nature.FLOW]
    cumulative = frame.loc[frame["present"] & (frame["kind"] == Kind.YTD) & frame["indicator"].isin(flows)]
    before = cumulative[[*KEY, "scaled"]].assign(t=cumulative["t"] + 1).rename(columns={"scaled": "before"})
    months = cumulative.loc[cumulative["t"] % 12 >= 2].merge(before, on=KEY, how="inner")
    months = months.assign(scaled=months["scaled"] - months["before"], kind=Kind.MONTH.value, derived=True)
    filled = frame.loc[frame["kind"] == Kind.MONTH]
    settled = filled.loc[~filled["status"].isin([Status.BLANK, Status.NOT_REPORTED])]
    months = _without(months, settled[KEY])
    kept = frame.loc[~((frame["kind"] == Kind.MONTH) & _among(frame, months[KEY]))]
    whole = pd.concat([kept, months[kept.columns]], ignore_index=True) if len(months) else kept
    last = whole.loc[whole["present"] & (whole["kind"] == Kind.MONTH)]
    last = last.assign(t=last["t"] + 12, kind=PRIOR_MONTH)
    return pd.concat([whole, last], ignore_index=True) if len(last) else whole


def _without(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[~_among(frame, keys)]


def _among(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.Series[bool]:
    wanted = set(keys.itertuples(index=False, name=None))
    found = [row in wanted for row in frame[KEY].itertuples(index=False, name=None)]
    return pd.Series(found, dtype="bool", index=frame.index)


def _places(indicators: Iterable[str], values: Sequence[Decimal | None], present: Sequence[bool]) -> list[int]:
    """The decimals each indicator needs, given to each of its rows."""
    needed: dict[str, int] = {}
    codes = list(indicators)
    for code, value, ok in zip(codes, values, present, strict=True):
        if not ok or value is None:
            continue
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int):
            raise ValueError(f"not a finite number: {code} {value}")
        if -exponent > needed.get(code, 0):
            needed[code] = -exponent
    return [needed.get(code, 0) for code in codes]


def _scale(value: Decimal | None, places: int) -> int:
    return 0 if value is None else int(value.scaleb(places, WIDE))


def _whole(values: list[int]) -> pd.Series[int]:
    """64-bit whole numbers when even the sum of all of them fits, else Python's unbounded ones."""
    fits = max(map(abs, values), default=0) * max(len(values), 1) < 2**62
    return pd.Series(values, dtype="int64" if fits else "object")
