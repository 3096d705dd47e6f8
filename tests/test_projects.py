"""Projects that two units claim: candidates with a reason; a park inside its own district is expected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.casebook_worlds import declared
from tests.declared import AS_OF, MARCH, rows
from toolkit import aggregate
from toolkit.aggregate.projects import alike
from toolkit.codebook.terms import Containment
from toolkit.model import Coverage, ProjectReport, Source


def project(unit: str, name: str, investor: str = "甲投资有限公司", top500: str = "中国企业500强") -> ProjectReport:
    source = Source(f"{unit}.xlsx", "KF10", "B6")
    return ProjectReport(unit, MARCH, name, investor, "内资", top500, "新建", None, None, None, source)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("新能源电池项目", "甲投资有限公司"), ("新能源 电池", "甲投资"), "项目名称、投资方相同"),
        (("新能源电池（一期）项目", ""), ("新能源电池", "甲投资"), "项目名称相同"),
        (("新能源电池产业园", "甲集团"), ("新能源电池", "甲"), "投资方相同，项目名称一个包含另一个"),
        (("新能源动力电池基地", "甲"), ("新能源动力电池基站", "甲"), "投资方相同，项目名称相近"),
        (("总部基地", "甲"), ("总部基地", "乙"), ""),
        (("跨境物流中心", "甲"), ("工程机械研发", "甲"), ""),
    ],
)
def test_two_rows_look_like_one_project_for_a_reason(one: tuple[str, str], other: tuple[str, str], reason: str) -> None:
    assert alike(project("D1", *one), project("D2", *other)) == reason


def reckoned(reported: list[ProjectReport]) -> aggregate.Result:
    inside = Containment("K1", "D1", "全部", None, None, None, "测试")
    book = replace(declared(), containments=(inside,))
    coverage = Coverage(MARCH, AS_OF, (), (), (), ())
    table = rows("| D1 | NL03 | 2024-03 | | 2 | 1 |\n| D2 | NL03 | 2024-03 | | 3 | 1 |")
    return aggregate.compute(table, book, MARCH, coverage, AS_OF, reported)


def test_a_project_of_two_districts_is_shown_and_counted_and_nothing_is_struck_out() -> None:
    result = reckoned([project("D1", "新能源电池项目"), project("D2", "新能源电池")])
    table = result.tables["重复项目核对"]
    assert [(row[0], row[2]) for row in table.rows] == [("子区", "丑区")]
    assert result.figures["NL03.C.2024-03.twice_claimed"].text == "1对"
    assert result.figures["NL03.C.2024-03.ytd"].shown == "5"


def test_a_pair_that_is_not_of_the_top_500_is_shown_after_the_others_and_not_counted_as_such() -> None:
    plain = [project(unit, "物流园", top500="非500强") for unit in ("D1", "D2")]
    result = reckoned([*plain, project("D1", "新能源电池项目"), project("D2", "新能源电池")])
    assert [(row[1], row[5]) for row in result.tables["重复项目核对"].rows] == [
        ("新能源电池项目", "中国企业500强"),
        ("物流园", "非500强"),
    ]
    assert "不影响该项计数" in str(result.tables["重复项目核对"].rows[1][-1])
    counted = result.figures["NL03.C.2024-03.twice_claimed"]
    assert counted.text == "1对" and counted.method.startswith("2个申报为三类500强的项目中")


def test_two_units_that_name_different_sorts_of_the_top_500_are_both_quoted() -> None:
    pair = [project("D1", "新能源电池", top500="非500强"), project("D2", "新能源电池", top500="世界500强")]
    result = reckoned(pair)
    assert result.tables["重复项目核对"].rows[0][5] == "甲报非500强，乙报世界500强"
    assert result.figures["NL03.C.2024-03.twice_claimed"].text == "1对"


def test_a_parks_project_in_its_own_district_is_no_double_count() -> None:
    result = reckoned([project("D1", "新能源电池项目"), project("K1", "新能源电池")])
    assert result.tables["重复项目核对"].rows[0][-1] == "属其中关系，合计中只计一次"
    assert result.figures["NL03.C.2024-03.twice_claimed"].text == "0对"


def test_one_units_own_rows_are_not_candidates() -> None:
    result = reckoned([project("D1", "新能源电池项目"), project("D1", "新能源电池")])
    assert "重复项目核对" not in result.tables
