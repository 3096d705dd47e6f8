"""The written rule on which version stands."""

from __future__ import annotations

from datetime import datetime

import pytest

from toolkit.ledger.standing import Claim, disputed, read_mark, standing, tied, twins, why

KEY = ("430102", "KF01", "430102", "2024-03")


def _claims(table: str) -> list[Claim]:
    """``name | mark | received on | content | state | values`` one a line; state ``空`` = wholly blank, ``重`` = a
    duplicate; the same ``values`` = the files state the very same."""
    claims = []
    for number, line in enumerate(table.strip().splitlines(), 1):
        name, mark, moment, content, state, *rest = (part.strip() for part in line.split("|"))
        received, values = datetime.fromisoformat(f"2024-04-{moment}"), rest[0] if rest else ""
        claims.append(Claim(number, KEY, content or name, mark, received, name, state != "空", state == "重", values))
    return claims


def _order(table: str) -> list[str]:
    return [claim.file for claim in standing(_claims(table)).get(KEY, ())]


@pytest.mark.parametrize(
    ("case", "table", "best_first"),
    [
        ("of plain files the later receipt stands", "甲 | | 03T09 | |\n乙 | | 05T09 | |", "乙 甲"),
        ("received together, the name that sorts last", "b | | 03T09 | |\na | | 03T09 | |", "b a"),
        ("更正 outranks a later plain file", "正 | 更正 | 03T09 | |\n平 | | 06T09 | |", "正 平"),
        ("补报 is plain", "补 | 补报 | 03T09 | |\n平 | | 06T09 | |", "平 补"),
        ("修订2 outranks a 修订1 that came later", "二 | 修订2 | 03T09 | |\n一 | 修订1 | 06T09 | |", "二 一"),
        ("修订10 is more than 修订9", "十 | 修订10 | 03T09 | |\n九 | 修订9 | 03T10 | |", "十 九"),
        ("received together, 更正2 outranks 更正", "二 | 更正2 | 03T00 | |\n一 | 更正 | 03T00 | |", "二 一"),
        ("更正2 outranks a 更正 of the same day", "二 | 更正2 | 03T09 | |\n一 | 更正 | 03T10 | |", "二 一"),
        ("更正 of a later day is a new one", "二 | 更正2 | 03T09 | |\n新 | 更正 | 04T09 | |", "新 二"),
        ("更正 after 修订2 stands", "二 | 修订2 | 03T09 | |\n正 | 更正 | 06T09 | |", "正 二"),
        ("终版 before 更正 gives way", "终 | 终版 | 03T09 | |\n正 | 更正 | 06T09 | |", "正 终"),
        ("received together, 更正 outranks 最终版", "乙 | 终版 | 03T09 | |\n甲 | 更正 | 03T09 | |", "甲 乙"),
        ("received together, 修订1 outranks 终版", "乙 | 终版 | 03T09 | |\n甲 | 修订1 | 03T09 | |", "甲 乙"),
        ("received together, 以此为准 outranks 更正", "乙 | 更正 | 03T09 | |\n甲 | 以此为准 | 03T09 | |", "甲 乙"),
        (
            "终版 after 更正 stands: the later receipt comes first",
            "终 | 终版 | 06T09 | |\n正 | 更正 | 03T09 | |",
            "终 正",
        ),
        ("终版 outranks a later plain file", "终 | 终版 | 03T09 | |\n平 | | 06T09 | |", "终 平"),
        ("作废 drops itself", "甲 | | 03T09 | |\n废 | 作废 | 05T09 | |", "甲"),
        (
            "作废 on a copy drops what it repeats",
            "甲 | | 03T09 | x |\n废 | 作废 | 05T09 | x | 重\n乙 | | 01T09 | |",
            "乙",
        ),
        ("a duplicate claims nothing", "甲 | | 03T09 | x |\n甲(1) | | 05T09 | x | 重", "甲"),
        ("以此为准 outranks a later plain file", "准 | 以此为准 | 03T09 | |\n平 | | 06T09 | |", "准 平"),
        ("the same values again claim nothing", "甲 | | 03T09 | | | v\n甲存 | | 05T09 | | | v", "甲"),
        (
            "the same values after others are a step back",
            "甲 | | 03T09 | | | v\n乙 | | 04T09 | |\n丙 | | 05T09 | | | v",
            "丙 乙 甲",
        ),
        (
            "the same values as a 更正 confirm what they say",
            "甲 | | 03T09 | | | v\n正 | 更正 | 05T09 | | | v\n平 | | 06T09 | |",
            "正 平 甲",
        ),
        ("作废 drops an earlier file with the same values", "甲 | | 03T09 | | | v\n废 | 作废 | 05T09 | | | v", ""),
        ("作废 leaves alone what is sent again afterwards", "废 | 作废 | 03T09 | | | v\n甲 | | 05T09 | | | v", "甲"),
        ("a blank sheet in a correction replaces nothing", "甲 | | 03T09 | |\n正 | 更正 | 05T09 | | 空", "甲 正"),
    ],
)
def test_the_rule_of_the_standing_version(case: str, table: str, best_first: str) -> None:
    table = "\n".join(line + " |" * (4 - line.count("|")) for line in table.splitlines())
    assert _order(table) == best_first.split(), case


def test_the_order_does_not_hang_on_the_order_of_intake() -> None:
    claims = _claims("甲 | | 03T09 | |\n乙 | 修订1 | 04T09 | |\n丙 | 更正 | 02T09 | |\n丁 | 修订2 | 01T09 | |")
    forwards = [claim.file for claim in standing(claims)[KEY]]
    backwards = [claim.file for claim in standing(reversed(claims))[KEY]]
    assert forwards == backwards == ["丁", "乙", "丙", "甲"]


def test_when_every_version_is_void_nothing_stands() -> None:
    assert standing(_claims("甲 | 作废 | 03T09 | |")) == {}


@pytest.mark.parametrize(
    ("text", "number"), [("更正2", 2), ("修订3", 3), ("修订稿2", 2), ("修订", 1), ("更正", 0), ("", 0)]
)
def test_marks_are_read_with_their_number(text: str, number: int) -> None:
    assert read_mark(text).number == number


@pytest.mark.parametrize(
    ("case", "table", "told"),
    [
        ("another mark, the same values", "甲 | 终版 | 03T09 | | | v\n乙 | | 05T09 | | | v", {2: "甲"}),
        ("a mark that says more", "甲 | | 03T09 | | | v\n乙 | 更正 | 05T09 | | | v", {}),
        ("other values", "甲 | | 03T09 | | | v\n乙 | | 05T09 | | | w", {}),
        ("values nobody knows", "甲 | | 03T09 | | |\n乙 | | 05T09 | | |", {}),
        ("three of a kind", "甲 | | 03T09 | | | v\n乙 | | 05T09 | | | v\n丙 | | 06T09 | | | v", {2: "甲", 3: "甲"}),
    ],
)
def test_a_twin_names_the_file_it_repeats(case: str, table: str, told: dict[int, str]) -> None:
    assert twins(_claims(table)) == told, case


@pytest.mark.parametrize(
    ("case", "table", "rival"),
    [
        ("the same moment and mark", "甲 | | 03T09 | | | v\n乙 | | 03T09 | | | w", "乙"),
        ("the same moment, both 更正", "甲 | 更正 | 03T09 | |\n乙 | 更正 | 03T09 | |", "乙"),
        ("the same moment, 更正 and 最终版", "甲 | 更正 | 03T09 | |\n乙 | 终版 | 03T09 | |", ""),
        ("the same moment, 更正 and 以此为准", "甲 | 更正 | 03T09 | |\n乙 | 以此为准 | 03T09 | |", ""),
        ("the same moment, 更正 and 修订1", "甲 | 更正 | 03T09 | |\n乙 | 修订1 | 03T09 | |", "甲"),
        ("the same moment, 修订1 and 修订2", "甲 | 修订1 | 03T09 | |\n乙 | 修订2 | 03T09 | |", ""),
        ("the same moment, 更正 and 更正2", "甲 | 更正 | 03T09 | |\n乙 | 更正2 | 03T09 | |", ""),
        ("one is marked", "甲 | | 03T09 | |\n乙 | 更正 | 03T09 | |", ""),
        ("one is blank", "甲 | | 03T09 | | 空\n乙 | | 03T09 | |", ""),
        ("one came later", "甲 | | 03T09 | |\n乙 | | 03T10 | |", ""),
        ("alone", "甲 | | 03T09 | |", ""),
    ],
)
def test_files_that_nothing_but_their_names_tells_apart_are_tied(case: str, table: str, rival: str) -> None:
    found = tied(standing(_claims(table))[KEY])
    assert (found.file if found is not None else "") == rival, case


@pytest.mark.parametrize(
    ("case", "table", "pair"),
    [
        ("copies under contrary names", "甲 | 作废 | 03T09 | x |\n乙 | 以此为准 | 03T09 | x | 重", "甲 乙"),
        ("以此为准 came later", "甲 | 作废 | 03T09 | x |\n乙 | 以此为准 | 04T09 | x | 重", "甲 乙"),
        ("withdrawn afterwards", "甲 | 作废 | 05T09 | x | 重\n乙 | 以此为准 | 04T09 | x |", ""),
        ("other content", "甲 | 作废 | 03T09 | x |\n乙 | 以此为准 | 03T09 | y |", ""),
        ("the same values together", "甲 | 作废 | 03T09 | | | v\n乙 | 以此为准 | 03T09 | | | v", "甲 乙"),
        ("one name says both", "甲 | 作废、以此为准 | 03T09 | |", "甲 甲"),
        ("更正 taken back is no contradiction", "甲 | 更正 | 03T09 | x |\n乙 | 作废、更正 | 03T09 | x | 重", ""),
    ],
)
def test_what_is_void_and_decisive_at_once_is_disputed_and_stays_dropped(case: str, table: str, pair: str) -> None:
    table = "\n".join(line + " |" * (4 - line.count("|")) for line in table.splitlines())
    claims = _claims(table)
    assert " ".join(claim.file for both in disputed(claims) for claim in both) == pair, case
    if pair:
        assert standing(claims) == {}, case


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("甲 | | 03T09 | |\n乙 | | 04T09 | |", "按收到先后，以后收到的为准"),
        ("甲 | 更正 | 03T09 | |\n乙 | | 04T09 | |", "标有“更正”，优先于没有标记的"),
        ("甲 | 更正 | 03T09 | |\n乙 | 终版 | 03T09 | |", "“更正”“修订”优先于“终版”“定稿”"),
        ("甲 | 修订2 | 03T09 | |\n乙 | 修订1 | 04T09 | |", "“修订2”在“修订1”之后"),
        ("甲 | | 03T09 | | 空\n乙 | | 03T09 | |", "没有填数的表不替代有数的"),
        ("乙 | 更正 | 05T09 | |\n甲 | 修订2 | 03T09 | |", "按收到先后，以后收到的为准"),
    ],
)
def test_the_reason_given_is_the_rule_that_decided(table: str, reason: str) -> None:
    winner, loser = standing(_claims(table))[KEY]
    assert reason in why(winner, loser)


def test_a_revision_that_counts_by_its_number_says_so() -> None:
    ranked = standing(_claims("二 | 修订2 | 03T09 | |\n正 | 更正 | 05T09 | |\n一 | 修订1 | 06T09 | |"))[KEY]
    assert [claim.file for claim in ranked] == ["二", "一", "正"]
    assert why(ranked[0], ranked[2]) == "“修订2”排在后收到的较小修订号之后"


def test_a_superseded_correction_is_told_by_which_rule() -> None:
    second, first = standing(_claims("二 | 更正2 | 03T00 | |\n一 | 更正 | 03T00 | |"))[KEY]
    assert why(second, first) == "“更正2”在“更正”之后"
    new, old = standing(_claims("二 | 更正2 | 03T09 | |\n新 | 更正 | 04T09 | |"))[KEY]
    assert why(new, old) == "按收到先后，以后收到的为准"
