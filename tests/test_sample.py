"""The shipped sample is what its script writes, and what it writes holds together."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.sample import archive, goals, history, make
from tests.sample import tables as t
from tests.sample.filling import stated
from tests.sample.series import apportion, percent
from tests.sample.truth import (
    BLOCK_CODES,
    DISTRICT_CODES,
    LEVELS,
    NOW,
    PARK_CODES,
    PORT_CODES,
    QUARTERLY,
    TRUTH,
    build,
    members,
    parks_standing,
)

KINDS = ("month", "ytd", "prior_ytd")
IN_YUAN = Decimal("7.1")  # 1 美元, only to see that a zone's trade is not absurd beside its block's
FEBRUARY = (2024, 2)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("样例") / "样例"
    make.main(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def number(code: str, unit: str, kind: str, at: tuple[int, int] = NOW) -> Decimal:
    value = TRUTH.value(code, unit, at, kind)
    assert value is not None, (code, unit, at, kind)
    return value


def grown(code: str, unit: str, at: tuple[int, int] = NOW) -> Decimal | None:
    return percent(number(code, unit, "ytd", at), number(code, unit, "prior_ytd", at))


def test_the_script_writes_the_committed_sample_again(again: Path) -> None:
    """Workbooks are compared by what they hold: how zlib packs the same bytes differs between systems."""
    made, shipped = files(again), files(make.SAMPLE)
    assert sorted(made) == sorted(shipped)
    for name, content in made.items():
        if name.endswith(".xlsx") and name != make.DAMAGED[0]:
            same = archive.members(content) == archive.members(shipped[name])
        else:
            same = content == shipped[name] or name == make.DAMAGED[0]
        assert same, f"{name}: run python -m tests.sample.make"


def test_the_truth_is_built_the_same_every_time() -> None:
    assert build() == TRUTH


def test_the_sample_is_small_and_says_that_it_is_invented() -> None:
    shipped = files(make.SAMPLE)
    assert sum(map(len, shipped.values())) < 2_000_000
    assert "虚构" in shipped["说明.txt"].decode("utf-8")
    for name, _, _ in make.RETURNS:
        assert "虚构" in str(load_workbook(make.SAMPLE / name, read_only=True)["封面"]["B3"].value), name


def test_shares_of_a_whole_add_up_to_it() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(0, [5, 3]) == [0, 0]
    assert sum(apportion(12345, [7, 0, 91, 13])) == 12345


@pytest.mark.parametrize(
    ("code", "at", "published"),
    [
        ("WM01", (2021, 12), "2780.3"),
        ("WM01", (2022, 8), "2181.2"),
        ("WM01", (2022, 9), "2477"),
        ("WM01", (2022, 12), "3315.6"),
        ("WM01", (2023, 2), "576.5"),
        ("WM02", (2023, 2), "424.9"),
        ("WM03", (2023, 2), "151.6"),
        ("WM07", (2023, 7), "141.68"),
        ("WM08", (2023, 6), "3322"),
        ("WZ01", (2021, 12), "20.07"),
        ("WZ01", (2022, 3), "16.66"),
        ("WJ01", (2021, 12), "14.65"),
        ("NL03", (2021, 12), "67"),
        ("KA01", (2021, 12), "20.9"),
        ("KA04", (2021, 6), "370"),
        ("KA04", (2021, 12), "1030"),
    ],
)
def test_the_city_totals_that_were_published_are_met(code: str, at: tuple[int, int], published: str) -> None:
    assert TRUTH.city(code, at, "ytd") == Decimal(published)
    assert history.values(t.CITY if code[:2] != "KA" else "O-KA", code, at)[1] == Decimal(published)


def test_the_base_of_2022_is_the_restated_one() -> None:
    _, ytd, base = history.values(t.CITY, "WM01", (2022, 12))
    assert (ytd, base) == (Decimal("3315.6"), Decimal("2737.9"))
    assert percent(Decimal("3315.6"), Decimal("2737.9")) == Decimal("21.1")  # the published growth
    units = sum(number("WM01", unit, "prior_ytd", (2022, 12)) for unit in t.DISTRICTS)
    assert abs(units - Decimal("2737.9")) < Decimal("0.05")


@pytest.mark.parametrize("kind", KINDS)
def test_trade_is_exports_and_imports_in_every_unit(kind: str) -> None:
    for unit in (*t.DISTRICTS, *t.PARKS):
        parts = number("WM02", unit, kind) + number("WM03", unit, kind)
        assert number("WM01", unit, kind) == parts, unit
        for part in ("WM04", "WM07"):
            assert number(part, unit, kind) <= number("WM01", unit, kind), (unit, part)


@pytest.mark.parametrize("at", [(2021, 12), (2022, 12), (2023, 3), (2023, 12), FEBRUARY, NOW])
def test_the_parks_of_a_district_never_exceed_it(at: tuple[int, int]) -> None:
    for host in t.DISTRICTS:
        parks = [park for park, row in t.PARKS.items() if row[0] == host]
        for code in PARK_CODES:
            inside = sum(number(code, park, "ytd", at) for park in parks)
            assert inside <= number(code, host, "ytd", at), (host, code)


@pytest.mark.parametrize("at", [(2023, 12), FEBRUARY, NOW])
def test_blocks_and_zones_stay_within_their_hosts(at: tuple[int, int]) -> None:
    for block, hosts in (("Z-JK", ("P-CSJK", "430121")), ("Z-FR", ("430102",)), ("Z-YH", ("430111",))):
        for host in hosts:
            assert number("ZM02", block, "ytd", at) <= number("WM01", host, "ytd", at), (block, host)
            assert number("ZM05", block, "ytd", at) <= number("WZ01", host, "ytd", at), (block, host)
    county = sum(number("ZM02", block, "ytd", at) for block in ("Z-JK", "Z-LK", "Z-HZ"))
    assert county <= number("WM01", "430121", "ytd", at)
    assert number("TS01", "B-HH", "ytd", at) * IN_YUAN <= number("ZM02", "Z-LK", "ytd", at)
    assert number("TS01", "B-JX", "ytd", at) * IN_YUAN <= number("WM01", "P-JXJK", "ytd", at)


def test_months_add_up_to_the_cumulative() -> None:
    for code, unit in TRUTH.flows:
        if code in QUARTERLY or (unit not in t.PARKS and unit not in members(code)):
            continue
        before, month, now = (number(code, unit, *key) for key in (("ytd", FEBRUARY), ("month", NOW), ("ytd", NOW)))
        assert before + month == now, (code, unit)


def test_counts_of_firms_and_of_finished_items_never_fall_within_a_year() -> None:
    for (code, unit), levels in TRUTH.levels.items():
        assert code in LEVELS
        for (year, month), level in levels.items():
            if month > 1:
                assert level >= levels[year, month - 1], (code, unit, year, month)


def test_the_base_of_a_return_is_last_years_own_number_unless_declared() -> None:
    changed = {
        (code, unit)
        for code, unit in [*TRUTH.flows, *TRUTH.levels]
        if number(code, unit, "prior_ytd") != number(code, unit, "ytd", (2023, 3))
    }
    assert changed == set(t.REBASED)


def test_the_port_office_reports_no_more_international_freight_than_freight() -> None:
    assert all(number("KA02", "O-KA", kind) <= number("KA01", "O-KA", kind) for kind in KINDS)


def test_the_story_has_its_turns() -> None:
    assert number("WZ01", "430111", "month") < 0 < number("WZ01", "430111", "ytd")  # 减资
    assert number("WZ01", "430182", "prior_ytd") == 0 < number("WZ01", "430182", "ytd")  # 上年同期为零
    same = [(number("WZ01", unit, "ytd"), grown("WZ01", unit)) for unit in ("430103", "430112")]
    assert same[0] == same[1]  # 并列
    turned = [grown("WM01", "P-NXGX", at) for at in (FEBRUARY, NOW)]
    assert turned[0] is not None and turned[1] is not None and turned[0] < 0 < turned[1]  # 由负转正
    rates = [rate for unit in t.DISTRICTS if (rate := grown("WM01", unit)) is not None]
    assert len([r for r in rates if r < 0]) >= 3 and len([r for r in rates if r > 0]) >= 3


def test_some_targets_are_ahead_of_the_quarter_and_some_behind() -> None:
    done = {}
    for code, target in t.CITY_TARGETS.items():
        value = TRUTH.city(code, NOW, "ytd")
        assert value is not None
        done[code] = value / Decimal(target) - Decimal("0.25")
    assert {"NL01", "KA01"} <= {code for code, gap in done.items() if gap > 0}
    assert {"WM01", "WZ01", "KA04"} <= {code for code, gap in done.items() if gap < 0}


def test_the_districts_yearly_targets_add_up_to_the_citys() -> None:
    for code in goals.UNIT_CODES:
        city = Decimal(t.CITY_TARGETS[code])
        assert sum(goals.districts(code, city).values()) == city
    _, rows = goals.goals()
    assert len({row[0] for row in rows}) == len(rows) == len(t.CITY_TARGETS) + 3 * (9 + 13)


def test_every_filer_but_the_missing_one_has_sent_something() -> None:
    filers = {*t.DISTRICTS, *t.PARKS, "B-HH", "O-KA"}
    assert len(filers) == 24
    sent = {unit for _, unit, _ in make.RETURNS} | {t.HOME_MADE}
    assert filers - sent == {t.MISSING}


def test_the_parks_that_stand_leave_out_the_missing_and_the_returned() -> None:
    assert t.MISSING not in parks_standing("NL01") and t.LAST_MONTH not in parks_standing("NL01")
    assert len(parks_standing("NL01")) == 11 and len(parks_standing("WM01")) == 10


def test_every_file_has_a_time_of_receipt_and_every_receipt_a_file() -> None:
    with (make.SAMPLE / "收件登记.csv").open(encoding="utf-8-sig", newline="") as file:
        logged = [row["文件"] for row in csv.DictReader(file)]
    workbooks = [name for name in files(make.SAMPLE) if name.endswith(".xlsx")]
    assert sorted(logged) == sorted(workbooks)


def test_each_planted_trouble_is_what_it_is_said_to_be() -> None:
    shipped = files(make.SAMPLE)
    assert shipped[make.DUPLICATE[0]] == shipped[make.DUPLICATE[1]]
    with pytest.raises(Exception, match="zip"):
        archive.members(shipped[make.DAMAGED[0]])
    slip = make.plan_of("", t.UNIT_SLIP, date(2024, 4, 9))
    assert stated(slip, "WM01", t.UNIT_SLIP, "ytd") == number("WM01", t.UNIT_SLIP, "ytd") * 10000
    old = make.plan_of("", t.LAST_MONTH, date(2024, 4, 9))
    for code in PARK_CODES:
        if (number(code, t.LAST_MONTH, "ytd")) != 0 and code != "WM06":
            assert stated(old, code, t.LAST_MONTH, "ytd") == number(code, t.LAST_MONTH, "ytd", FEBRUARY)


def test_a_corrected_return_differs_from_the_first_in_one_indicator_only() -> None:
    first, second = (
        {
            (sheet.title, cell.coordinate): cell.value
            for sheet in load_workbook(make.SAMPLE / name)
            for row in sheet.iter_rows()
            for cell in row
        }
        for name, unit, _ in make.RETURNS
        if unit == t.CORRECTED
    )
    different = {key for key in second if first.get(key) != second[key]}
    assert {sheet for sheet, _ in different} == {"封面", "KF03 内联引资"}
    assert len([key for key in different if key[0] == "KF03 内联引资"]) == 3  # 本月, 本年累计, 同比


def test_the_history_holds_each_number_once_and_nothing_for_januarys_trade() -> None:
    sheet = load_workbook(make.SAMPLE / history.NAME, read_only=True)["历史数据"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == history.HEADER
    keys = [(row[0], row[2], row[5], row[6]) for row in rows]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if str(key[1])[:4] in ("WM01", "WM07") and str(key[3]).endswith("-01")]
    assert {str(key[3]) for key in keys} >= {"2021-01", "2024-02"} and "2024-03" not in {str(key[3]) for key in keys}
    february = [row for row in rows if row[2] == "WM01" and str(row[6]).endswith("-02")]
    assert february and all(row[7] is None and row[8] is not None for row in february)


def test_the_declared_codes_cover_every_form() -> None:
    told = {code for code, _ in TRUTH.flows} | {code for code, _ in TRUTH.levels}
    assert told == {*DISTRICT_CODES, *BLOCK_CODES, *PORT_CODES, "TS01"}
