"""The truth of the sample: what every unit would rightly report, and the city's totals by plain addition.

``TRUTH.value(indicator, unit, (2024, 3), "ytd")`` gives an exact ``Decimal``; ``None`` = there is no such number
(January of trade, for which customs publish nothing; months outside a quarter's end for quarterly items).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.sample import tables as t
from tests.sample.series import Month, apportion, city_months, cumulative, major, minor, months_of, noise

TRADE_CODES = ("WM01", "WM02", "WM03", "WM04", "WM05", "WM06", "WM07", "WM08", "WM09", "TS01", "ZM02")
QUARTERLY = ("FW01", "FW02")
LEVELS = ("WM08", "WM09", "KA05", "ZM01", "WJ03")  # 本年累计 is a level reached, not the sum of the months
DISTRICT_CODES = (
    *("WM01", "WM02", "WM03", "WM04", "WM05", "WM06", "WM07", "WM08", "WM09"),
    *("WZ01", "WZ02", "WZ03", "NL01", "NL02", "NL03", "WJ01", "WJ02", "WJ03", "FW01", "FW02"),
)
PARK_CODES = DISTRICT_CODES[:15]
BLOCK_CODES = ("ZM01", "ZM02", "ZM03", "ZM04", "ZM05")
PORT_CODES = ("KA01", "KA02", "KA03", "KA04", "KA05")
PLACES = {code: row[2] for code, row in t.FLOWS.items()} | {code: row[1] for code, row in t.WHOLE.items()}
PLACES |= {"WM01": 2, "WM08": 0, "WM09": 0, "WJ03": 0, "ZM01": 0, "KA05": 0, "GDP1": 2}
NOW: Month = (2024, 3)

Flows = dict[Month, int]
Series = dict[tuple[str, str], Flows]


def parks_standing(code: str) -> tuple[str, ...]:
    """The parks whose March number may be shown: one sent nothing, one is sent back whole, one its trade form."""
    out = {t.MISSING, t.LAST_MONTH, *((t.UNIT_SLIP,) if code.startswith("WM") else ())}
    return tuple(park for park in t.PARKS if park not in out)


@dataclass(frozen=True)
class Truth:
    """Months (flows) and levels by (indicator, unit), in minor units."""

    flows: Series
    levels: Series

    def value(self, code: str, unit: str, at: Month, kind: str) -> Decimal | None:
        """``kind`` month, ytd or prior_ytd, as a return of that month states it."""
        month = at[1]
        if month == 1 and code in TRADE_CODES:
            return None
        if code in QUARTERLY and (month % 3 or kind == "month"):
            return None
        if kind == "month":
            return self._month(code, unit, at)
        if kind == "ytd":
            return major(self._ytd(code, unit, at), PLACES[code])
        return major(self._base(code, unit, at), PLACES[code])

    def _base(self, code: str, unit: str, at: Month) -> int:
        """上年同期累计 as stated in the month: last year's own number, or the one restated since."""
        year, month = at
        past = self._ytd(code, unit, (year - 1, month))
        if year == 2022 and code == "WM01":  # published: 2021 restated; every unit's base in the same proportion
            return sum(self._base(part, unit, at) for part in ("WM02", "WM03"))
        if year == 2022 and code in ("WM02", "WM03"):
            new, old = (minor(text, 2) for text in t.RESTATED_2021)
            return int((Decimal(past) * new / old).to_integral_value(ROUND_HALF_UP))
        return past + (t.REBASED.get((code, unit), 0) if at == NOW else 0)

    def _month(self, code: str, unit: str, at: Month) -> Decimal | None:
        if at[1] == 2 and code in TRADE_CODES:
            return None
        if code == "WM08":  # firms that traded in the month, some of those of the year
            return Decimal(self.levels[code, unit][at] * noise(f"WM08/{unit}/{at}", 58, 72) // 100)
        if code == "KA05":
            return Decimal(self.levels[code, unit][at])
        if code in ("ZM01", "WJ03"):
            year, month = at
            before = (year, month - 1) if month > 1 else (year - 1, 12)
            return Decimal(self.levels[code, unit][at] - self.levels[code, unit].get(before, 0))
        if code == "WM09":
            return Decimal(self.levels[code, unit][at] - self.levels[code, unit].get((at[0], at[1] - 1), 0))
        return major(self.flows[code, unit].get(at, 0), PLACES[code])

    def _ytd(self, code: str, unit: str, at: Month) -> int:
        if code in LEVELS:
            return self.levels[code, unit].get(at, 0)
        return cumulative(self.flows[code, unit], at)

    def city(self, code: str, at: Month, kind: str) -> Decimal | None:
        """The city's number as the members' numbers added up one by one."""
        values = [self.value(code, unit, at, kind) for unit in members(code)]
        return None if None in values else sum((v for v in values if v is not None), Decimal(0))


def members(code: str) -> tuple[str, ...]:
    """The units that may be added up for an indicator: districts, blocks, bonded zones or the one source."""
    if code in PORT_CODES:
        return ("O-KA",)
    if code == "TS01":
        return tuple(t.BONDED)
    return tuple(t.BLOCKS) if code in BLOCK_CODES else t.DISTRICTS


def _districts() -> Series:
    series: Series = {}
    for code, (shares, season, places, totals) in t.FLOWS.items():
        for year, text in totals.items():
            months = city_months(code, year, minor(text, places), places, season)
            for month, total in months.items():
                weights = [
                    share * (turn if year == t.LAST else 100) * noise(f"{code}/{unit}/{year}/{month}", 92, 108)
                    for unit, share, turn in zip(t.DISTRICTS, t.SHARES[shares], t.TURN_2024[shares], strict=True)
                ]
                for unit, part in zip(t.DISTRICTS, apportion(total, weights), strict=True):
                    series.setdefault((code, unit), {})[year, month] = part
    _tell_the_story(series)
    for unit in t.DISTRICTS:
        exports, imports = series["WM02", unit], series["WM03", unit]
        series["WM01", unit] = {at: exports[at] + imports[at] for at in exports}
    return series


def _tell_the_story(series: Series) -> None:
    """The turns every monthly report must cope with. What one district gains or loses here 长沙县 makes good."""
    for month in (1, 2, 3):  # 宁乡市: nothing in the first quarter of 2023, so no growth can be stated
        _set(series["WZ01", "430182"], (2023, month), 0, series["WZ01", "430121"])
    _set(series["WZ01", "430111"], (2024, 3), -6, series["WZ01", "430121"])  # 雨花区: 减资, the month is negative
    for year in (2023, 2024):  # 天心区 and 望城区 tie in everything about foreign investment
        for month in (1, 2, 3):
            tied = series["WZ01", "430103"][year, month]
            _set(series["WZ01", "430112"], (year, month), tied, series["WZ01", "430121"])


def _set(flows: Flows, at: Month, value: int, balance: Flows) -> None:
    balance[at] += flows[at] - value
    flows[at] = value


def _parks(districts: Series) -> Series:
    series: Series = {}
    for park, (host, trade, foreign, domestic) in t.PARKS.items():
        for code in PARK_CODES:
            if code not in t.FLOWS:
                continue
            share = {"WM": trade, "WZ": foreign, "NL": domestic}[code[:2]]
            series[code, park] = {
                at: int(Decimal(flow) * share * _park_factor(code, park, at) / 10000)
                for at, flow in districts[code, host].items()
            }
        exports, imports = series["WM02", park], series["WM03", park]
        series["WM01", park] = {at: exports[at] + imports[at] for at in exports}
    return series


def _park_factor(code: str, park: str, at: Month) -> int:
    """Percent of the usual share. 宁乡高新区 falls to February 2024 and rises in March."""
    usual = noise(f"{code}/{park}/{at}", 94, 106)
    if park == "P-NXGX" and code in ("WM02", "WM03"):
        return {(2024, 2): 70, (2024, 3): 150}.get(at, usual)
    return usual


def _others() -> Series:
    series: Series = {}
    for code, (season, places, totals) in t.WHOLE.items():
        units = {"KA": {"O-KA": 1}, "TS": t.BONDED, "ZM": t.BLOCKS}[code[:2]]
        for year, text in totals.items():
            for month, total in city_months(code, year, minor(text, places), places, season).items():
                weights = [share * noise(f"{code}/{unit}/{year}/{month}", 93, 107) for unit, share in units.items()]
                for unit, part in zip(units, apportion(total, weights), strict=True):
                    series.setdefault((code, unit), {})[year, month] = part
    return series


def _firms(code: str, points: dict[int, tuple[int, int]], weights: tuple[int, ...]) -> Series:
    """Counts of distinct firms: rising within the year, beginning again each year."""
    levels: Series = {}
    turns = _turns(weights, max(december for _, december in points.values()))
    for year, (march, december) in points.items():
        for month in months_of(year):
            shared = Counter(turns[: _between(code, year, month, march, december)])
            for index, unit in enumerate(t.DISTRICTS):
                levels.setdefault((code, unit), {})[year, month] = shared[index]
    for park, (host, trade, _, _) in t.PARKS.items():
        levels[code, park] = {at: level * trade // 100 for at, level in levels[code, host].items()}
    return levels


def _between(code: str, year: int, month: int, march: int, december: int) -> int:
    if code == "WM08" and (year, month) in t.FIRMS_PINS:
        return t.FIRMS_PINS[year, month]
    if month <= 3:
        return march * (0, 72, 90, 100)[month] // 100
    return march + (december - march) * (month - 3) // 9


def _turns(weights: tuple[int, ...], seats: int) -> list[int]:
    """Who gets the first, second … of ``seats`` one by one (Sainte-Laguë): a prefix grows, so no share ever falls."""
    held = [0 for _ in weights]
    turns: list[int] = []
    for _ in range(seats):
        best = max(range(len(weights)), key=lambda i: (Fraction(weights[i], 2 * held[i] + 1), -i))
        held[best] += 1
        turns.append(best)
    return turns


def _stepped() -> Series:
    """Counts that only grow from their start: reform items, overseas zones, air routes."""
    levels: Series = {}
    for year in range(t.FIRST, t.LAST + 1):
        for month in months_of(year):
            at, word = (year, month), f"{year}-{month:02d}"
            done = max((count for start, count in t.REFORM_STEPS if start <= word), default=0)
            done = sum(t.REFORMS.values()) if word >= t.REFORM_DONE else done
            for block, part in zip(t.REFORMS, _reforms(done), strict=True):
                levels.setdefault(("ZM01", block), {})[at] = part
            for unit in t.DISTRICTS:
                opened = t.OVERSEAS_ZONES.get(unit, "9999-99")
                levels.setdefault(("WJ03", unit), {})[at] = int(word >= opened)
            levels.setdefault(("KA05", "O-KA"), {})[at] = max(n for start, n in t.ROUTES if start <= word)
    return levels


def _reforms(done: int) -> list[int]:
    """Blocks finish one after another in the order of the register, so no count ever falls."""
    parts = []
    for items in t.REFORMS.values():
        parts.append(min(items, done))
        done -= parts[-1]
    return parts


def build() -> Truth:
    districts = _districts()
    firms = _firms("WM08", t.FIRMS, t.SHARES[t.TRADE]) | _firms("WM09", t.BIG_FIRMS, t.SHARES[t.TRADE])
    return Truth(districts | _parks(districts) | _others(), firms | _stepped())


TRUTH = build()
