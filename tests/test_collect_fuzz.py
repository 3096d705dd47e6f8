"""Returns filled at random read back exactly; damaged and random bytes always end in a verdict, never in a fall."""

from __future__ import annotations

import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets import workbook
from tests.test_collect_formats import MADE
from tests.test_collect_layouts import CONTRACT, COVER, TRUTH
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening import guards
from toolkit.collect.opening.grid import Sheet
from toolkit.collect.opening.pool import Worker
from toolkit.collect.opening.quickscan import read_plain
from toolkit.collect.opening.scan import _full_pass
from toolkit.collect.opening.worker import MEMORY_LIMIT, open_workbook
from toolkit.model import Kind, Nature, Period, Status
from toolkit.publish.forms import blank_returns

MARCH = Period(2024, 3)
COLUMNS = {"D": Kind.MONTH, "E": Kind.YTD, "F": Kind.PRIOR_YTD}
_BLANK = re.compile(rb'<c r="([DEF])([5-9]|[1-9]\d)" s="(\d+)"/>')


@cache
def registers() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


@cache
def blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = blank_returns(registers(), MARCH, Path(folder), ["430102"], {})
        return path.read_bytes()


@pytest.fixture(scope="module")
def book() -> Codebook:
    return registers()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("好") / "芙蓉区.xlsx"
    return workbook(path, {"封面": COVER, "表": CONTRACT}).read_bytes()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes], stored: bool = False) -> bytes:
    out = BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return out.getvalue()


def incoming(content: bytes, name: str = "收件.xlsx") -> collect.Incoming:
    return collect.Incoming(name, content, "0" * 64)


VALUES = st.decimals(min_value=0, max_value=Decimal("99999.99"), places=2)
HARMLESS: dict[str, Callable[[str, bytes], bytes]] = {
    "nothing": lambda name, data: data,
    "no_dimension": lambda name, data: re.sub(rb"<dimension[^>]*/>", b"", data),
    "a_comment_in_the_xml": lambda name, data: data.replace(b"</sheetData>", b"<!-- x --></sheetData>"),
    "a_prefix": lambda name, data: _prefixed(data) if name.startswith("xl/worksheets/sheet") else data,
    "spaces_between_rows": lambda name, data: data.replace(b"</row>", b"</row>\n  "),
    "blank_formatted_rows_below": lambda name, data: data.replace(
        b"</sheetData>",
        b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(300, 340)) + b"</sheetData>",
    ),
}


def _prefixed(data: bytes) -> bytes:
    made = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data).replace(b"<?x:", b"<?")
    return made.replace(b"xmlns=", b"xmlns:x=", 1)


@given(
    seed=st.integers(0, 2**32),
    values=st.lists(VALUES, min_size=8, max_size=8),
    change=st.sampled_from(sorted(HARMLESS)),
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_a_return_filled_at_random_reads_back_exactly(seed: int, values: list[Decimal], change: str) -> None:
    chance = random.Random(seed)
    written: dict[tuple[str, str], Decimal] = {}

    def fill(name: str, data: bytes) -> bytes:
        asking = sorted(set(re.findall(rb"ISNUMBER\(E(\d+)\)", data)))
        asking = [row for row in asking if chance.random() >= 0.2]  # rows left blank; a lone blank is asked about

        def put(match: re.Match[bytes]) -> bytes:
            if match[2] not in asking:
                return match[0]
            value = chance.choice(values)
            written[name, (match[1] + match[2]).decode()] = value
            return b'<c r="%s%s" s="%s"><v>%s</v></c>' % (match[1], match[2], match[3], str(value).encode())

        sheet = name.startswith("xl/worksheets/")
        return HARMLESS[change](name, _BLANK.sub(put, data) if sheet and asking else data)

    (reading,) = collect.read_all([incoming(rewritten(blank(), fill))], registers(), expected=MARCH)
    assert (reading.nature, reading.unit, reading.period) == (Nature.RETURN, "430102", MARCH)
    taken = [o for o in reading.observations if o.kind is not Kind.YOY]
    assert sorted(o.value for o in taken if o.value is not None) == sorted(written.values())
    cells = {(o.source.cell, o.value) for o in taken if o.value is not None}
    assert cells == {(cell, value) for (_, cell), value in written.items()}
    assert {o.status for o in taken} <= {Status.REPORTED, Status.BLANK}
    # eight values chosen again and again may fill two columns alike, which is asked about
    assert [one for one in reading.findings if one.rule != "READ-COLUMN-SAME"] == []


def test_both_ways_of_scanning_a_sheet_agree_on_every_sheet_of_a_return() -> None:
    parts = guards.parts_of(blank())
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) > 3
    strings = ["字"] * 5000
    for name in sheets:
        quick = read_plain(parts[name], strings)
        assert quick is not None
        assert quick[0] == _full_pass(parts[name], strings, name).cells


@pytest.mark.parametrize(
    "odd",
    [
        b'<row r="90"><c r="A90"><v>1</v></c><x/></row>',
        b'<row r="90"><c r="A90" t="s"><v>99999</v></c></row>',
        b'<row r="90"><c r="A90"><v>&nbsp;</v></c></row>',
        b'<row r="90"><c r="XFE90"><v>1</v></c></row>',
        b'<row r="90"><c r="A90"><v>1</v></c></row></row>',
        b'<row r="90"><c r="B90"><v>1</v></c><c r="A90"><v>2</v></c></row>',
        b'<row r="90"><c r="A90"><v>\x01</v></c></row>',
        b'<row r="90"><c r="A90"><v><![CDATA[1]]></v></c></row>',
    ],
)
def test_the_short_cut_leaves_unlikely_sheets_to_the_full_pass(odd: bytes, good: bytes) -> None:
    data = guards.parts_of(good)["xl/worksheets/sheet2.xml"]
    assert read_plain(data, ["字"] * 100) is not None
    assert read_plain(data.replace(b"</sheetData>", odd + b"</sheetData>"), ["字"] * 100) is None


# ---------------------------------------------------------------------------------------- damage


def mutants(content: bytes, count: int, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        data = bytearray(content)
        how = chance.randrange(4)
        if how == 0:
            data = data[: chance.randrange(len(data))]
        elif how == 1:
            for _ in range(chance.randrange(1, 20)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif how == 2:
            at, length = chance.randrange(len(data)), chance.randrange(1, 200)
            del data[at : at + length]
        else:
            at = chance.randrange(len(data))
            data[at:at] = chance.randbytes(chance.randrange(1, 100))
        made.append(bytes(data))
    return made


def test_random_bytes_and_damaged_files_each_get_a_verdict(good: bytes, book: Codebook) -> None:
    chance = random.Random(20240408)
    contents = [chance.randbytes(chance.randrange(1, 4000)) for _ in range(20)]
    contents += [
        start + chance.randbytes(500)
        for start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html", b"<?xml")
    ]
    for number, content in enumerate([good, *MADE.values()]):
        contents += mutants(content, 8, number)
    readings = collect.read_all([incoming(content) for content in contents], book, expected=MARCH)
    assert len(readings) == len(contents)
    for reading in readings:
        if reading.nature is Nature.UNREADABLE:
            assert reading.reason.endswith("。") and reading.findings[0].remedy.endswith("。")
        assert all(one.value is None or one.value.is_finite() for one in reading.observations)


def test_a_workbook_with_changed_xml_gives_the_true_figures_or_says_something(good: bytes, book: Codebook) -> None:
    """Parts changed under a fresh checksum: what is taken is the original, or the change shows in words."""
    truth = {key: Decimal(value) for key, value in TRUTH.items()}
    readings = []
    for seed in range(40):
        chance = random.Random(seed)

        def damage(name: str, data: bytes, chance: random.Random = chance) -> bytes:
            if not name.startswith(("xl/worksheets/sheet2", "xl/sharedStrings")):
                return data
            spots = [m.start() for m in re.finditer(rb"[<>/=\"]", data)]
            at = chance.choice(spots)
            return data[:at] + bytes([chance.randrange(32, 127)]) + data[at + 1 :]

        readings.append(incoming(rewritten(good, damage)))
    for reading in collect.read_all(readings, book, expected=MARCH):
        for one in reading.observations:
            if one.kind is not Kind.YOY and one.status is Status.REPORTED:
                assert one.value == truth[one.indicator, one.kind], reading.file


def test_a_file_that_eats_memory_is_a_verdict_and_the_worker_serves_on(good: bytes) -> None:
    rows = MEMORY_LIMIT // 200_000
    sheet = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>' % (n, n) + b"%d" % n * 25_000 + b"</t></is></c></row>"
        for n in range(1, rows)
    )
    hungry = rewritten(
        good,
        lambda name, data: (
            data.replace(b"</sheetData>", b"</sheetData>").replace(
                data[data.index(b"<sheetData>") : data.index(b"</sheetData>")], b"<sheetData>" + sheet
            )
            if name.endswith("sheet2.xml")
            else data
        ),
    )
    worker = Worker()
    opened = worker.open(hungry)
    assert opened.problem and opened.remedy
    assert worker.open(good).problem == ""
    worker.close()


def test_a_thousand_columns_of_noise_take_no_time_worth_speaking_of(book: Codebook) -> None:
    lines = [",".join(f"字{i}" for i in range(600)) for _ in range(160)]
    opened = open_workbook("\n".join(lines).encode())
    assert isinstance(opened.sheets[0], Sheet)
    (reading,) = collect.read_all([incoming("\n".join(lines).encode())], book)
    assert reading.nature is Nature.NOT_A_RETURN


def test_the_temp_folder_of_the_machine_is_left_alone(good: bytes) -> None:
    before = set(Path(tempfile.gettempdir()).glob("toolkit*"))
    assert open_workbook(good).problem == ""
    assert set(Path(tempfile.gettempdir()).glob("toolkit*")) == before
