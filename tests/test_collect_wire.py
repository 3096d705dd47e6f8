"""Readings travel between processes as JSON and arrive as they left."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import workbook
from toolkit import collect
from toolkit.codebook.terms import Codebook
from toolkit.collect import arrivals, desk, wire
from toolkit.collect.incoming import Incoming
from toolkit.model import (
    Finding,
    Grade,
    Kind,
    Nature,
    Observation,
    Period,
    ProjectReport,
    Reading,
    Source,
    Status,
    TaskReport,
)

MARCH = Period(2024, 3)
texts = st.text(st.characters(exclude_categories=()), max_size=12)
amounts = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
sources = st.builds(Source, texts, texts, texts)
periods = st.builds(Period, st.integers(1900, 2100), st.integers(1, 12))
readings = st.builds(
    Reading,
    file=texts,
    sha256=texts,
    nature=st.sampled_from(Nature),
    unit=st.none() | texts,
    period=st.none() | periods,
    mark=texts,
    form_version=texts,
    signed_on=st.none() | st.dates(date(1900, 1, 1)),
    reason=texts,
    forms=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    observations=st.lists(
        st.builds(
            Observation, texts, texts, periods, texts, st.sampled_from(Kind), amounts, st.sampled_from(Status), texts,
            sources, texts, texts, texts,
        ),
        max_size=3,
    ).map(tuple),
    tasks=st.lists(st.builds(TaskReport, *[texts] * 2, periods, *[texts] * 4, sources), max_size=2).map(tuple),
    projects=st.lists(
        st.builds(ProjectReport, texts, periods, *[texts] * 5, amounts, amounts, amounts, sources), max_size=2
    ).map(tuple),
    findings=st.lists(
        st.builds(
            Finding, texts, st.sampled_from(Grade), texts, texts, sources, texts, st.none() | periods, texts, texts,
            texts, texts, st.lists(texts, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@given(st.lists(readings, max_size=2))
def test_what_is_sent_arrives_as_it_left(sent: list[Reading]) -> None:
    arrived = wire.load(wire.dump(sent))
    assert arrived == sent
    digits = [[one.value and one.value.as_tuple() for one in reading.observations] for reading in (*sent, *arrived)]
    assert digits[: len(sent)] == digits[len(sent) :]  # 1.0 is not 1.00 on the way


def test_nothing_but_text_numbers_and_lists_travels() -> None:
    told = Observation(
        "430102", "WM01", MARCH, "全辖", Kind.YTD, Decimal("1.50"), Status.REPORTED, "亿元", Source("甲")
    )
    sent = wire.dump([Reading("甲.xlsx", "00", Nature.RETURN, observations=(told,))])
    assert json.loads(sent)[0][10][0][:6] == ["430102", "WM01", "2024-03", "全辖", "ytd", "1.50"]


def test_a_fault_of_ours_in_reading_is_raised_and_never_taken_for_the_files() -> None:
    answer = desk.FAULT + "Traceback …\nKeyError: 'WM01'".encode()
    arrivals = collect.Arrivals((collect.Incoming("甲.xlsx", b"PK", "00"),), iter([(0, answer)]))
    with pytest.raises(RuntimeError, match="KeyError: 'WM01'"):
        arrivals.readings()


def test_a_desk_reads_with_the_registers_it_was_told_last(book: Codebook, tmp_path: Path) -> None:
    table = "| 指标名称 | 计量单位 | 本月 | 本年累计 |\n| 进出口总额 | 亿元 | 1 | 3 |"
    content = workbook(tmp_path / "表.xlsx", {"芙蓉区3月": table}).read_bytes()
    one = desk.Desk()
    for year in (2024, 2025):
        assert one.brief(pickle.dumps((book, Period(year, 3)))) == b""
        [reading] = wire.load(one.read(desk.question("芙蓉区3月.xlsx", "00", content))[1:])
        assert (reading.unit, reading.period) == ("430102", Period(year, 3))


def test_the_same_few_words_of_many_files_are_kept_once() -> None:
    """Six thousand returns say the same units, indicators and addresses: kept each time, they were 250 MB."""
    cell = Observation(
        "430102", "WM01", MARCH, "全辖", Kind.YTD, Decimal(1), Status.REPORTED, "亿元", Source("a", "表", "E5")
    )
    packed = wire.dump([Reading("a", "0", Nature.RETURN, observations=(cell,))])
    one, other = (wire.load(packed)[0].observations[0] for _ in range(2))
    assert one.unit is other.unit and one.source.cell is other.source.cell and one.value is other.value


def test_a_question_is_put_together_when_it_is_asked() -> None:
    """So that the parent holds every file once."""
    files = [Incoming(name, name.encode() * 10, "0" * 64) for name in "ab"]
    asked = arrivals._Questions(files)
    assert len(asked) == 2 and asked[1] == desk.question("b", files[1].sha256, files[1].content)
