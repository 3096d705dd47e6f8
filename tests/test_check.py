"""Findings told once, files judged, forms sent back, and who has answered."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.edit_cases import UNIT, lay_out
from toolkit.check import Entry, Month, completeness, examine, judge, left_out, month, verdicts_alone, withheld
from toolkit.check.outcome import number
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.model import (
    MONTH_IN_DOUBT,
    SENT_BACK,
    Coverage,
    Finding,
    Grade,
    Judgement,
    Nature,
    Period,
    Reading,
    Receipt,
    Source,
)

MARCH = Period(2024, 3)
AS_OF = date(2024, 4, 15)
ON_TIME, LATE = datetime(2024, 4, 8, 9), datetime(2024, 4, 12, 9)  # 2024-04-10 is the due day, a Wednesday


def _findings(book: Codebook, text: str) -> list[str]:
    readings, earlier, period = lay_out(book, text)
    return [f"{f.rule} {f.grade.value} {f.source.cell}" for f in examine(readings, earlier, book, period)]


# --- findings ---------------------------------------------------------------------------------------------------------


def test_what_follows_from_a_slip_of_the_measure_is_not_told_again(book: Codebook) -> None:
    slipped = "WM01.c=610000; WM02.c=41; WM03.c=20; WM01.m=210000; WM01.p=55; @2024-02 WM01.c=40; @2023-03 WM01.c=55"
    assert _findings(book, slipped) == ["CR12 fatal E5"]


def test_a_month_in_another_measure_is_one_error_and_no_adjustment_of_past_months(book: Codebook) -> None:
    assert _findings(book, "NL01.m=1145800; NL01.c=256.66; @2024-02 NL01.c=142.08") == ["CR25-3 fatal D17"]


def test_a_base_in_another_measure_is_barred_as_well(book: Codebook) -> None:
    assert _findings(book, "NL01.p=640000; NL01.c=66; @2023-03 NL01.c=64") == ["CR02-2 fatal F17"]
    assert _findings(book, "NL01.p=0.64; NL01.c=66; @2023-03 NL01.c=64") == ["CR02-2 fatal F17"]


def test_what_should_have_been_is_told_with_the_figures_it_stands_on(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "NL01.m=2; NL01.c=66; NL01.p=63; @2024-02 NL01.c=40; @2023-03 NL01.c=64")
    said = {one.rule: one.message for one in examine(readings, earlier, book, period)}
    assert "1—2月累计40加本月2应为42亿元，本年累计填66亿元，相差24亿元" in said["CR01"]
    assert "上年同期累计填63亿元，上年1—3月本单位报送的是64亿元" in said["CR02"]
    readings, earlier, period = lay_out(book, "NL01.p=640000; NL01.c=66; @2023-03 NL01.c=64")
    (base,) = examine(readings, earlier, book, period)
    assert "填640000亿元，上年1—3月本单位报送的是64亿元" in base.message


def test_month_and_cumulative_swapped_is_told_once(book: Codebook) -> None:
    assert _findings(book, "NL01.m=256.66; NL01.c=114.58; @2024-02 NL01.c=142.08") == ["CR25 query D17"]
    assert _findings(book, "WM08.m=370; WM08.c=36; WM09.m=1; WM09.c=1") == ["CR25-2 fatal D12"]


def test_rows_that_slipped_by_different_factors_are_told_apart(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM05.c=610000; WM06.c=2000; @2024-02 WM05.c=40; @2024-02 WM06.c=15")
    assert ["按万" in one.message for one in examine(readings, earlier, book, period)] == [True, False]


def test_ten_times_the_past_is_told_with_what_it_would_have_been(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "NL01.c=660; @2024-02 NL01.c=60; @2023-03 NL01.c=64")
    (finding,) = examine(readings, earlier, book, period)
    assert finding.grade is Grade.QUERY and "如多填了10倍，应为66亿元" in finding.message


def test_a_query_never_hides_an_error_on_the_same_cell(book: Codebook) -> None:
    """120 of 113 pilot tasks is wrong however it came about; ten times last month's 14 is only odd."""
    told = _findings(book, "Z-FR:ZM01.c=120; @2024-02 Z-FR:ZM01.c=13")
    assert "CR10-5 fatal E" in "".join(told) and any(each.startswith("CR12-3 query") for each in told)


def test_what_a_formula_left_behind_is_printed_to_six_decimals(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM01.c=18.5802816901408; WM02.c=9; WM03.c=9")
    (finding,) = [one for one in examine(readings, earlier, book, period) if one.rule == "CR05"]
    assert "进出口总额本年累计填18.580282亿元" in finding.message and "相差0.580282亿元" in finding.message
    assert number(Decimal("0.000000012")) == "0.000000012"


def test_projects_are_named_by_their_rows_since_the_finding_is_shown_in_another_sheet(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "项目:内资=1.5; 项目:内资=1; NL01.m=1.5")
    (finding,) = [one for one in examine(readings, earlier, book, period) if one.rule == "CR16"]
    assert finding.source.sheet == "KF03" and "重大项目表（“KF10 重大项目”第5、6行）所列2个内资项目" in finding.message


def test_a_form_in_another_measure_is_told_in_one_finding(book: Codebook) -> None:
    cells = {"WM01": (61, 40), "WM02": (41, 25), "WM03": (20, 15)}
    text = "; ".join(f"{code}.c={now}0000; @2024-02 {code}.c={last}" for code, (now, last) in cells.items())
    readings, earlier, period = lay_out(book, text)
    (finding,) = examine(readings, earlier, book, period)
    assert finding.rule == "CR12"
    assert "疑似填成了万元；按万元折算应为61亿元" in finding.message
    assert "出口总额（E6）、进口总额（E7）也有同样情况" in finding.message


def test_a_month_sent_again_is_told_once_for_the_whole_return(book: Codebook) -> None:
    cells = "WM01.c=5.1; WM02.c=3.1; WM03.c=2; WM01.m=2.5; WM02.m=1.5; WM03.m=1"
    text = f"{cells}; WM01.p=9; @2023-03 WM01.c=4; " + "; ".join(f"@2024-02 {cell}" for cell in cells.split("; "))
    readings, earlier, period = lay_out(book, text)
    (finding,) = examine(readings, earlier, book, period)
    assert (finding.rule, finding.form, str(finding.source)) == ("CR15", "", f"{UNIT}.xlsx")


def test_a_revision_of_the_base_is_asked_about_and_not_refused(book: Codebook) -> None:
    (said,) = _findings(book, "NL01.p=44.47; @2023-03 NL01.c=43.27")
    assert said.startswith("CR02 query F")


def test_a_blank_is_no_zero_it_is_asked_about_once_a_sheet(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM01.c=3; WM02.c=-; WM03.c=1; WM01.m=-; WM04.c=-; WM02.p=-")
    (finding,) = examine(readings, earlier, book, period)
    assert (finding.rule, finding.grade, finding.source.cell) == ("CR23", Grade.QUERY, "D5")
    assert finding.message == (
        "进出口总额的“本月”一格空着，备注中也没有说明；出口总额（E6、F6）、加工贸易进出口额（E8）也有同样情况。"
    )


def test_a_blank_explained_in_the_remark_is_not_asked_about(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM01.c=3; WM05.c=-")
    cells = tuple(replace(o, remark="海关未公布" if o.value is None else "") for o in readings[0].observations)
    assert examine([replace(readings[0], observations=cells)], earlier, book, period) == ()


def test_a_blank_that_another_rule_asks_about_is_not_told_twice(book: Codebook) -> None:
    assert _findings(book, "WM01.c=3; WM05.c=-; @2024-02 WM05.c=1.2") == ["CR03 query E10"]


def test_a_blank_that_reading_asked_about_is_told_once(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM01.c=3; WM05.c=-; @2024-02 WM05.c=1.2")
    (cell,) = [o for o in readings[0].observations if o.value is None]
    asked = Finding("READ-ROW-GAP", Grade.QUERY, "这一格空着。", "请补填。", cell.source)
    assert examine([replace(readings[0], findings=(asked,))], earlier, book, period) == ()


def test_a_form_left_wholly_blank_is_told_of_as_missing_only(book: Codebook) -> None:
    assert _findings(book, "WM01.c=-; WM05.c=-; @2024-02 WM05.c=1.2; @2024-02 WM01.c=9") == []


def test_only_the_form_with_the_error_is_sent_back(book: Codebook) -> None:
    readings, earlier, period = lay_out(book, "WM01.c=9; WM02.c=1; WM03.c=1; WZ01.c=0.5")
    back = withheld(readings, examine(readings, earlier, book, period))
    assert back == {(UNIT, "KF01", UNIT)}


def test_only_the_block_with_the_error_is_sent_back(book: Codebook) -> None:
    """Two sheets of the same form in one return: the fault of one does not touch the other."""
    jk, lk = (lay_out(book, text)[0][0] for text in ("Z-LK:ZM01.c=114", "Z-HZ:ZM01.c=9"))
    cells = [
        replace(cell, source=Source("县.xlsx", f"KF07 {cell.unit}", cell.source.cell))
        for cell in (*jk.observations, *lk.observations)
    ]
    both = Reading(
        "县.xlsx", "0", Nature.RETURN, "430121", MARCH, forms=(*jk.forms, *lk.forms), observations=tuple(cells)
    )
    findings = examine([both], lambda _: {}, book, MARCH)
    assert withheld([both], findings) == {("430121", "KF07", "Z-LK")}


# --- verdicts ---------------------------------------------------------------------------------------------------------


def _receipt(reading: Reading, **changes: object) -> Receipt:
    made = Receipt(
        1, reading.file, reading.sha256, reading.nature, reading.unit, reading.period, reading.mark,
        1, ON_TIME, AS_OF,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _finding(grade: Grade, form: str = "KF01") -> Finding:
    return Finding(
        "CR05", grade, "进出口与出口加进口不等。", "请改正。", Source("甲.xlsx", form, "E5"), UNIT, MARCH, form
    )


GOOD = Reading("甲.xlsx", "a", Nature.RETURN, UNIT, MARCH, forms=(("KF01", UNIT), ("KF02", UNIT)))
STANDS = GOOD.forms
FEBRUARY = replace(GOOD, period=Period(2024, 2))
VERDICTS: dict[str, tuple[Entry, list[Finding], Judgement, str]] = {
    "a clean return": (Entry(_receipt(GOOD), GOOD, STANDS), [], Judgement.ACCEPTED, "已接收。"),
    "a return with a query": (
        Entry(_receipt(GOOD), GOOD, STANDS),
        [_finding(Grade.QUERY), _finding(Grade.NOTE)],
        Judgement.ACCEPTED_WITH_FINDINGS,
        "已接收，有1处需核实，请逐处说明或更正。",
    ),
    "a note asks for nothing": (
        Entry(_receipt(GOOD), GOOD, STANDS),
        [_finding(Grade.NOTE)],
        Judgement.ACCEPTED,
        "已接收。",
    ),
    "an error sends its form back": (
        Entry(_receipt(GOOD), GOOD, STANDS),
        [_finding(Grade.FATAL)],
        Judgement.RETURNED,
        "KF01 外贸退回：进出口与出口加进口不等，请改正后重报该表，其余表照常接收。",
    ),
    "an error of the whole return": (
        Entry(_receipt(GOOD), GOOD, STANDS),
        [_finding(Grade.FATAL, "")],
        Judgement.RETURNED,
        "整份退回：进出口与出口加进口不等，请改正后重新报送。",
    ),
    "a duplicate names its original": (
        Entry(_receipt(GOOD, original="乙.xlsx"), GOOD),
        [_finding(Grade.FATAL)],
        Judgement.DUPLICATE,
        "与先收到的“乙.xlsx”内容完全相同，按重复报送处理，无需重报。",
    ),
    "a superseded return names its successor": (
        Entry(_receipt(GOOD), GOOD, (), dict.fromkeys(STANDS, "甲更正.xlsx")),
        [_finding(Grade.FATAL)],
        Judgement.SUPERSEDED,
        "已由“甲更正.xlsx”替代，原件留存，无需重报。",
    ),
    "a return of which one form gave way": (
        Entry(_receipt(GOOD), GOOD, STANDS[1:], {STANDS[0]: "甲更正.xlsx"}),
        [],
        Judgement.ACCEPTED,
        "已接收；其中KF01 外贸（芙蓉）已由“甲更正.xlsx”替代。",
    ),
    "a void return": (
        Entry(_receipt(GOOD, mark="作废"), GOOD),
        [],
        Judgement.SUPERSEDED,
        "已标明作废，不参加汇总，原件留存。",
    ),
    "a copy withdrawn by its own name": (
        Entry(_receipt(GOOD, mark="作废", original="甲.xlsx"), GOOD),
        [],
        Judgement.SUPERSEDED,
        "已标明作废，不参加汇总，原件留存。",
    ),
    "a return that another file calls void": (
        Entry(_receipt(GOOD), GOOD, voided="甲作废.xlsx"),
        [_finding(Grade.FATAL)],
        Judgement.SUPERSEDED,
        "已由“甲作废.xlsx”标明作废，不参加汇总，原件留存。",
    ),
    "a return about another month": (
        Entry(_receipt(FEBRUARY), FEBRUARY, STANDS),
        [],
        Judgement.ACCEPTED,
        "报告期为2024年2月，不是本次汇总的2024年3月，已按2024年2月登记；如应报送2024年3月数据，请另报。",
    ),
    "last month's values again": (
        Entry(_receipt(FEBRUARY), FEBRUARY, STANDS, twin="二月.xlsx"),
        [],
        Judgement.DUPLICATE,
        "报告期为2024年2月，数据与已登记的“二月.xlsx”相同，按重复报送处理；请报送2024年3月报表。",
    ),
    "an unknown unit": (
        Entry(_receipt(GOOD, unit=None), replace(GOOD, unit=None)),
        [],
        Judgement.RETURNED,
        "无法判断填报单位，请在封面填写单位全称和单位代码后重新报送。",
    ),
    "no return at all": (
        Entry(_receipt(GOOD, nature=Nature.NOT_A_RETURN), replace(GOOD, nature=Nature.NOT_A_RETURN, reason="是通知。")),
        [],
        Judgement.NOT_A_RETURN,
        "是通知。",
    ),
    "a damaged file": (
        Entry(_receipt(GOOD, nature=Nature.UNREADABLE), replace(GOOD, nature=Nature.UNREADABLE, reason="文件已损坏。")),
        [],
        Judgement.UNREADABLE,
        "文件已损坏。",
    ),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_each_file_gets_its_verdict_and_one_sentence(book: Codebook, case: str) -> None:
    entry, findings, judgement, reason = VERDICTS[case]
    verdict = judge(entry, findings, book, MARCH)
    short = book.unit(UNIT)
    assert short is not None
    assert (verdict.judgement, verdict.reason) == (judgement, reason.replace("（芙蓉）", f"（{short.short}）"))


def test_what_was_superseded_or_sent_twice_is_not_told_its_faults(book: Codebook) -> None:
    for case in ("a duplicate names its original", "a superseded return names its successor"):
        entry, findings, _, _ = VERDICTS[case]
        assert judge(entry, findings, book, MARCH).findings == ()


def test_a_file_can_be_judged_without_a_ledger(book: Codebook) -> None:
    readings, _, _ = lay_out(book, "WM01.c=9; WM02.c=1; WM03.c=1")
    (verdict,) = verdicts_alone(readings, book, None, LATE)
    assert (verdict.judgement, verdict.late, verdict.findings[0].rule) == (Judgement.RETURNED, False, "CR05")


# --- completeness -----------------------------------------------------------------------------------------------------


def _entry(book: Codebook, unit: str, when: datetime, *forms: str, mark: str = "") -> Entry:
    owed = [(f.form, f.subject) for f in book.filings_in(MARCH) if f.filer == unit and f.form in (forms or (f.form,))]
    cells = lay_out(book, "WM01.c=1")[0][0].observations[0]
    observations = tuple(
        replace(cells, unit=subject, indicator=book.items_of(form)[0].indicator, form=form)
        for form, subject in owed
        if book.items_of(form)
    )
    file = f"{unit}-{when:%d}{mark}.xlsx"
    reading = Reading(file, file, Nature.RETURN, unit, MARCH, mark, forms=tuple(owed), observations=observations)
    return Entry(_receipt(reading, received_on=when), reading, tuple(owed))


def _coverage(book: Codebook, *entries: Entry, back: frozenset[tuple[str, str, str]] = frozenset()) -> Coverage:
    return completeness(book, MARCH, entries, AS_OF, back)


def test_who_answered_in_time_late_or_not_at_all(book: Codebook) -> None:
    coverage = _coverage(book, _entry(book, "430103", LATE), _entry(book, UNIT, ON_TIME))
    assert len(coverage.expected) == 24
    assert coverage.received == (UNIT, "430103")
    assert coverage.late == ("430103",)
    assert len(coverage.missing) == 22
    assert set(coverage.missing).isdisjoint(coverage.received)
    assert coverage.missing_forms == ()


def test_a_correction_after_the_due_day_does_not_make_a_unit_late(book: Codebook) -> None:
    first, correction = _entry(book, UNIT, ON_TIME), _entry(book, UNIT, LATE, "KF01", mark="更正")
    assert _coverage(book, first, correction).late == ()


def test_a_form_that_came_after_its_due_day_makes_the_unit_late(book: Codebook) -> None:
    first, rest = _entry(book, UNIT, ON_TIME, "KF01"), _entry(book, UNIT, LATE, "KF02")
    assert _coverage(book, first, rest).late == (UNIT,)


def test_forms_left_out_of_a_return_are_named(book: Codebook) -> None:
    coverage = _coverage(book, _entry(book, UNIT, ON_TIME, "KF01", "KF02", "KF05", "KF07", "KF09", "KF10"))
    assert coverage.missing == tuple(unit for unit in coverage.expected if unit != UNIT)
    assert coverage.missing_forms == ((UNIT, "KF03", UNIT), (UNIT, "KF04", UNIT))


def test_what_a_file_lacks_can_be_told_before_it_is_sent(book: Codebook) -> None:
    entry = _entry(book, UNIT, ON_TIME, "KF01", "KF02", "KF05", "KF07", "KF09", "KF10")
    owed = {(UNIT, MARCH): ((UNIT, "KF03", UNIT), (UNIT, "KF04", UNIT))}
    assert left_out([entry.reading], book) == owed
    assert left_out([replace(entry.reading, mark="更正")], book) == {}, "a correction may hold one form only"
    assert left_out([replace(entry.reading, mark="终版")], book) == owed
    rest = _entry(book, UNIT, ON_TIME, "KF03", "KF04")
    assert left_out([entry.reading, rest.reading], book) == {}


def test_a_form_left_wholly_blank_has_not_come(book: Codebook) -> None:
    entry = _entry(book, "B-HH", ON_TIME)
    blank = tuple(lay_out(book, f"B-HH:{o.indicator}.c=-")[0][0].observations[0] for o in entry.reading.observations)
    empty = replace(entry, reading=replace(entry.reading, observations=blank))
    assert ("B-HH", "KF08", "B-HH") in _coverage(book, empty).missing_forms


def test_a_unit_of_whose_return_nothing_can_be_used_is_named(book: Codebook) -> None:
    entry = _entry(book, UNIT, ON_TIME)
    back = frozenset((UNIT, *form) for form in entry.stands)
    coverage = _coverage(book, entry, back=back)
    assert (coverage.received, coverage.returned) == ((UNIT,), (UNIT,))


# --- with the ledger --------------------------------------------------------------------------------------------------


def _run(book: Codebook, folder: Path, received: list[tuple[Reading, datetime]]) -> Month:
    with Ledger(folder) as ledger:
        readings = [reading for reading, _ in received]
        receipts = ledger.record_all([(r, r.file.encode(), when) for r, when in received], AS_OF)
        made = month(
            readings, receipts, ledger.versions(MARCH), ledger.values, book, MARCH, AS_OF, (), ledger.twin,
            ledger.versions, ledger.judged,
        )  # fmt: skip
        ledger.keep(MARCH, AS_OF, made.verdicts, made.findings, made.withheld, made.revisions, made.elsewhere)
        return made


def _named(book: Codebook, text: str, file: str, mark: str = "") -> Reading:
    reading = lay_out(book, text)[0][0]
    cells = tuple(replace(c, source=replace(c.source, file=file)) for c in reading.observations)
    digest = hashlib.sha256(file.encode()).hexdigest()
    return replace(reading, file=file, sha256=digest, mark=mark, observations=cells)


def test_a_corrected_return_takes_the_place_of_the_faulty_one(book: Codebook, tmp_path: Path) -> None:
    wrong = _named(book, "WM01.c=9; WM02.c=1; WM03.c=1", "甲.xlsx")
    right = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "甲更正.xlsx", "更正")
    first = _run(book, tmp_path, [(wrong, ON_TIME)])
    assert [v.judgement for v in first.verdicts] == [Judgement.RETURNED]
    assert first.withheld == {(UNIT, "KF01", UNIT)}
    both = _run(book, tmp_path, [(wrong, ON_TIME), (right, LATE)])
    assert [v.judgement for v in both.verdicts] == [Judgement.SUPERSEDED, Judgement.ACCEPTED]
    assert (both.withheld, both.findings, both.coverage.late) == (frozenset(), (), ())


def test_a_return_of_an_earlier_run_still_counts_when_its_file_is_gone(book: Codebook, tmp_path: Path) -> None:
    _run(book, tmp_path, [(_named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "甲.xlsx"), ON_TIME)])
    again = _run(book, tmp_path, [])
    assert [v.file for v in again.verdicts] == ["甲.xlsx"]
    assert again.coverage.received == (UNIT,)


def test_last_months_values_in_another_file_are_a_duplicate_of_what_is_held(book: Codebook, tmp_path: Path) -> None:
    february = "月=2024-02; WM01.c=2; WM02.c=1; WM03.c=1"
    held, again = _named(book, february, "二月.xlsx"), _named(book, february, "三月.xlsx")
    judged = _run(book, tmp_path, [(held, datetime(2024, 3, 8)), (again, ON_TIME)])
    assert [v.judgement for v in judged.verdicts] == [Judgement.ACCEPTED, Judgement.DUPLICATE]
    assert "“二月.xlsx”" in judged.verdicts[1].reason
    assert UNIT in judged.coverage.missing


def test_the_same_values_in_another_file_of_the_month_are_a_duplicate(book: Codebook, tmp_path: Path) -> None:
    text = "WM01.c=2; WM02.c=1; WM03.c=1"
    first, again = _named(book, text, "甲.xlsx"), _named(book, text, "甲（另存）.xls")
    judged = _run(book, tmp_path, [(first, ON_TIME), (again, datetime(2024, 4, 9))])
    assert [v.judgement for v in judged.verdicts] == [Judgement.ACCEPTED, Judgement.DUPLICATE]
    assert judged.verdicts[1].reason == "各数与先收到的“甲.xlsx”完全相同（文件不同），按重复报送处理，无需重报。"


def test_two_files_that_contradict_each_other_without_an_order_are_asked_about(book: Codebook, tmp_path: Path) -> None:
    one = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "a.xlsx")
    two = _named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "b.xlsx")
    judged = _run(book, tmp_path, [(one, ON_TIME), (two, ON_TIME)])
    (query,) = judged.findings
    assert (query.rule, query.grade, query.source.file) == ("版本", Grade.QUERY, "b.xlsx")
    assert "“b.xlsx”和“a.xlsx”都报了KF01 外贸" in query.message
    assert "进出口总额本年累计3与2；出口总额本年累计2与1" in query.message
    assert [v.judgement for v in judged.verdicts] == [Judgement.SUPERSEDED, Judgement.ACCEPTED_WITH_FINDINGS]


def test_a_correction_received_with_the_final_return_stands_and_nobody_is_asked(book: Codebook, tmp_path: Path) -> None:
    right = _named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "a（更正）.xlsx", "更正")
    final = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "b-最终版.xlsx", "终版")
    judged = _run(book, tmp_path, [(right, ON_TIME), (final, ON_TIME)])
    assert [v.judgement for v in judged.verdicts] == [Judgement.ACCEPTED, Judgement.SUPERSEDED]
    assert judged.findings == ()
    assert "已由“a（更正）.xlsx”（同时收到的，标“以此为准”的优先于“更正”“修订”" in judged.verdicts[1].reason


def test_two_corrections_received_together_are_asked_about_by_their_marks(book: Codebook, tmp_path: Path) -> None:
    one = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "a.xlsx", "更正")
    two = _named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "b.xlsx", "更正")
    (query,) = _run(book, tmp_path, [(one, ON_TIME), (two, ON_TIME)]).findings
    assert "标记（都是“更正”）分不出先后" in query.message
    assert "没有标明" not in query.message


def test_one_content_called_void_and_decisive_is_asked_about(book: Codebook, tmp_path: Path) -> None:
    void = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "a作废.xlsx", "作废")
    same = replace(_named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "b以此为准.xlsx", "以此为准"), sha256=void.sha256)
    judged = _run(book, tmp_path, [(void, ON_TIME), (same, ON_TIME)])
    (query,) = judged.findings
    assert (query.grade, query.unit) == (Grade.QUERY, UNIT)
    assert "“a作废.xlsx”标明作废，“b以此为准.xlsx”标明以此为准" in query.message
    assert judged.tasks == () and UNIT in judged.coverage.missing and judged.coverage.returned == ()


def test_a_return_withdrawn_by_a_copy_of_it_is_void_and_its_unit_has_not_reported(
    book: Codebook, tmp_path: Path
) -> None:
    sent = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "甲.xlsx")
    void = replace(sent, file="甲作废.xlsx", mark="作废")
    judged = _run(book, tmp_path, [(sent, ON_TIME), (void, LATE)])
    assert [(v.judgement, v.reason) for v in judged.verdicts] == [
        (Judgement.SUPERSEDED, "已由“甲作废.xlsx”标明作废，不参加汇总，原件留存。"),
        (Judgement.SUPERSEDED, "已标明作废，不参加汇总，原件留存。"),
    ]
    told = judged.coverage
    assert UNIT in told.missing and UNIT not in (*told.received, *told.returned, *told.late)


def test_what_is_sent_again_after_it_was_withdrawn_counts(book: Codebook, tmp_path: Path) -> None:
    sent = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "甲.xlsx")
    void = replace(sent, file="甲作废.xlsx", mark="作废")
    right = _named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "乙.xlsx")
    judged = _run(book, tmp_path, [(sent, ON_TIME), (void, ON_TIME), (right, ON_TIME)])
    assert judged.verdicts[2].judgement is Judgement.ACCEPTED and judged.coverage.received == (UNIT,)


def test_one_of_two_tied_files_sent_back_by_a_person_gives_way_and_nobody_is_asked(
    book: Codebook, tmp_path: Path
) -> None:
    one = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "a.xlsx")
    back = Finding(SENT_BACK, Grade.FATAL, "人工退回：口径不对（甲）", "请改正。", Source("b.xlsx"), UNIT, MARCH)
    two = replace(_named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "b.xlsx"), findings=(back,))
    judged = _run(book, tmp_path, [(one, ON_TIME), (two, ON_TIME)])
    assert [v.judgement for v in judged.verdicts] == [Judgement.ACCEPTED, Judgement.RETURNED]
    assert judged.verdicts[1].reason == "整份退回：人工退回：口径不对（甲），请改正后重新报送。"
    assert (judged.withheld, judged.coverage.returned) == (frozenset(), ())


def test_a_later_file_whose_pages_name_different_months_takes_the_place_of_no_good_one(
    book: Codebook, tmp_path: Path
) -> None:
    good = _named(book, "WM01.c=2; WM02.c=1; WM03.c=1", "三月.xlsx")
    said = "报告期前后不一：表式标识为2024年3月，封面写的是2024年4月。"
    doubt = Finding(MONTH_IN_DOUBT, Grade.FATAL, said, "请改正。", Source("四月.xlsx"), UNIT, MARCH)
    later = replace(_named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "四月.xlsx"), findings=(doubt,))
    judged = _run(book, tmp_path, [(good, ON_TIME), (later, ON_TIME + timedelta(days=1))])
    assert [v.judgement for v in judged.verdicts] == [Judgement.ACCEPTED, Judgement.RETURNED]
    assert (judged.withheld, judged.coverage.returned) == (frozenset(), ())
    right = _named(book, "WM01.c=4; WM02.c=3; WM03.c=1", "更正.xlsx")
    judged = _run(
        book,
        tmp_path / "改",
        [(good, ON_TIME), (later, ON_TIME + timedelta(days=1)), (right, ON_TIME + timedelta(days=2))],
    )
    assert [v.judgement for v in judged.verdicts][1:] == [Judgement.SUPERSEDED, Judgement.ACCEPTED]


def test_a_file_sent_back_that_has_no_rival_is_withheld(book: Codebook, tmp_path: Path) -> None:
    back = Finding(SENT_BACK, Grade.FATAL, "人工退回：口径不对（甲）", "请改正。", Source("b.xlsx"), UNIT, MARCH)
    only = replace(_named(book, "WM01.c=3; WM02.c=2; WM03.c=1", "b.xlsx"), findings=(back,))
    judged = _run(book, tmp_path, [(only, ON_TIME)])
    assert [v.judgement for v in judged.verdicts] == [Judgement.RETURNED]
    assert judged.withheld == {(UNIT, "KF01", UNIT)} and judged.coverage.returned == (UNIT,)


def test_a_file_that_came_under_two_names_for_another_month_is_no_duplicate_of_itself(
    book: Codebook, tmp_path: Path
) -> None:
    """February's own run has judged both; March repeats of each file what was said of that file."""
    sent = _named(book, "月=2024-02; WM01.c=3; WM02.c=2; WM03.c=1", "二月.xlsx")
    again = replace(sent, file="二月另存.xlsx")
    both = [(sent, LATE), (again, LATE)]
    with Ledger(tmp_path) as ledger:
        receipts = ledger.record_all([(r, b"x", when) for r, when in both], AS_OF)
        about = Period(2024, 2)
        made = month([sent, again], receipts, ledger.versions(about), ledger.values, book, about, AS_OF)
        ledger.keep(about, AS_OF, made.verdicts, made.findings, made.withheld, made.revisions, made.elsewhere)
    first, copy = _run(book, tmp_path, both).verdicts
    assert first.judgement is Judgement.ACCEPTED and "重复" not in first.reason
    assert first.reason.count("收到时已过报送期限") == 1
    assert copy.judgement is Judgement.DUPLICATE


def test_a_unit_that_has_reported_the_month_is_not_asked_for_it_when_it_repeats_another(book: Codebook) -> None:
    entry = VERDICTS["last month's values again"][0]
    assert judge(entry, [], book, MARCH, reported=True).reason == (
        "报告期为2024年2月，数据与已登记的“二月.xlsx”相同，按重复报送处理。"
    )


def test_a_return_of_an_earlier_month_is_examined_as_what_it_is(book: Codebook, tmp_path: Path) -> None:
    wrong = _named(book, "月=2024-02; WM01.c=9; WM02.c=1; WM03.c=1", "补报二月.xlsx", "补报")
    judged = _run(book, tmp_path, [(wrong, ON_TIME)])
    (verdict,) = judged.verdicts
    assert (verdict.judgement, verdict.findings[0].rule) == (Judgement.RETURNED, "CR05")
    assert verdict.reason.startswith("报告期为2024年2月：KF01 外贸退回")
    assert judged.elsewhere == {Period(2024, 2): {(UNIT, "KF01", UNIT)}}
    assert (judged.withheld, UNIT in judged.coverage.missing) == (frozenset(), True)


def test_what_is_sent_back_of_an_earlier_month_is_no_basis_for_this_one(book: Codebook, tmp_path: Path) -> None:
    late = _named(book, "月=2024-02; WM01.c=9; WM02.c=1; WM03.c=1", "补报二月.xlsx", "补报")
    now = _named(book, "WM01.c=3; WM01.m=1; WM02.c=2; WM03.c=1", "三月.xlsx")
    for _ in range(2):  # the second time it is the ledger that remembers
        judged = _run(book, tmp_path, [(late, ON_TIME), (now, ON_TIME)])
        assert [f.rule for f in judged.findings] == ["CR05"]
        assert [v.judgement for v in judged.verdicts] == [Judgement.RETURNED, Judgement.ACCEPTED]


def test_a_correction_of_an_earlier_month_supersedes_what_that_month_had(book: Codebook, tmp_path: Path) -> None:
    first = _named(book, "月=2024-02; WM01.c=2; WM02.c=1; WM03.c=1", "二月.xlsx")
    right = _named(book, "月=2024-02; WM01.c=3; WM02.c=2; WM03.c=1", "二月更正.xlsx", "更正")
    judged = _run(book, tmp_path, [(first, datetime(2024, 3, 8)), (right, ON_TIME)])
    assert [(v.file, v.judgement) for v in judged.verdicts] == [
        ("二月.xlsx", Judgement.SUPERSEDED),
        ("二月更正.xlsx", Judgement.ACCEPTED),
    ]


def test_what_its_own_month_has_said_of_a_file_is_not_told_a_second_time(book: Codebook, tmp_path: Path) -> None:
    february, wrong = Period(2024, 2), _named(book, "月=2024-02; WM01.c=9; WM02.c=1; WM03.c=1", "二月.xlsx")
    with Ledger(tmp_path) as ledger:
        receipts = ledger.record_all([(wrong, b"x", datetime(2024, 3, 8))], date(2024, 3, 8))
        own = month([wrong], receipts, ledger.versions(february), ledger.values, book, february, date(2024, 3, 8))
        ledger.keep(february, date(2024, 3, 8), own.verdicts, own.findings, own.withheld)
    (verdict,) = _run(book, tmp_path, [(wrong, datetime(2024, 3, 8))]).verdicts
    assert (verdict.judgement, verdict.findings) == (Judgement.RETURNED, ())
    assert verdict.reason.startswith("报告期为2024年2月，2024年2月汇总时已审核：KF01 外贸退回")


# --- base revisions ---------------------------------------------------------------------------------------------------


def _revised(book: Codebook, folder: Path, base: str, now: str) -> list[str]:
    last = _named(book, f"月=2023-03; {base}", "上年.xlsx")
    made = _run(book, folder, [(last, datetime(2023, 4, 8)), (_named(book, now, "今年.xlsx"), ON_TIME)])
    return [
        f"{r.indicator} {r.period} {r.before}→{r.after} {r.vintage} {r.stated_on:%m-%d} "
        f"{r.growth_stated} {r.base_implied and round(r.base_implied, 2)}"
        for r in made.revisions
    ]


@pytest.mark.parametrize(
    ("case", "base", "now", "told"),
    [
        (
            "a base stated anew",
            "NL01.c=43.27",
            "NL01.c=50.4; NL01.p=44.47; NL01.g=13.3",
            "43.27→44.47 正式 04-08 13.3 None",
        ),
        ("the same but for rounding", "NL01.c=43.27", "NL01.c=50; NL01.p=43.28", ""),
        ("growth that stands on another base", "NL01.c=40", "NL01.c=50; NL01.p=40; NL01.g=20", "40→40  04-08 20 41.67"),
        ("growth off by no more than a tenth", "NL01.c=40", "NL01.c=50; NL01.p=40; NL01.g=25.1", ""),
        ("a fraction for a per cent is another matter", "NL01.c=40", "NL01.c=50; NL01.p=40; NL01.g=0.25", ""),
    ],
)
def test_a_revised_base_is_recorded_with_its_value_day_and_vintage(
    book: Codebook, tmp_path: Path, case: str, base: str, now: str, told: str
) -> None:
    found = _revised(book, tmp_path, base, now)
    expected = [f"NL01 2023-03 {told}"] if told else []
    assert found == expected, case
    with Ledger(tmp_path, write=False) as ledger:
        assert len(ledger.revisions()) == len(expected)
