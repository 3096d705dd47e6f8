"""The same return as .ods, .docx, web page, XML 2003, text and inside a .zip: the content decides, not the name."""

from __future__ import annotations

import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import msoffcrypto
import pytest

from tests.sheets import rows, workbook
from toolkit import codebook, collect
from toolkit.codebook.terms import Codebook
from toolkit.collect.opening import locked
from toolkit.collect.opening.grid import Dated, Oddity
from toolkit.collect.opening.pool import Worker
from toolkit.collect.opening.worker import open_workbook
from toolkit.model import Kind, Nature, Period, Reading

MARCH = Period(2024, 3)
TABLE = """
| 芙蓉区2024年3月开放型经济主要指标 |
| 指标名称 | 计量单位 | 本月 | 本年累计 | 上年同期累计 |
| 进出口总额 | 亿元 | 12.5 | 615.25 | 600 |
| 实际使用外资 | 亿美元 | 0.12 | 0.5 | 无 |
"""
TRUTH = {
    ("WM01", Kind.MONTH): Decimal("12.5"),
    ("WM01", Kind.YTD): Decimal("615.25"),
    ("WM01", Kind.PRIOR_YTD): Decimal(600),
    ("WZ01", Kind.MONTH): Decimal("0.12"),
    ("WZ01", Kind.YTD): Decimal("0.5"),
    ("WZ01", Kind.PRIOR_YTD): None,
}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"])


def ods(table: str = TABLE, cell: str = "") -> bytes:
    """An OpenDocument workbook of one sheet; ``cell`` is put as it is at the end of the last row."""
    lines = []
    for line in rows(table):
        cells = "".join(
            f'<table:table-cell office:value-type="float" office:value="{text}"/>'
            if text.replace(".", "").isdigit()
            else f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in line
        )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    lines[-1] = lines[-1].replace("</table:table-row>", cell + "</table:table-row>")
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    blank = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    body = f'<table:table table:name="表">{"".join(lines)}{blank}</table:table>'
    content = f"<office:spreadsheet>{body}</office:spreadsheet>"
    content = f"<office:document-content{names}><office:body>{content}</office:body></office:document-content>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def word(table: str = TABLE) -> bytes:
    title, *lines = rows(table)
    document = docx.Document()
    document.add_paragraph(title[0])
    made = document.add_table(rows=len(lines), cols=len(lines[0]))
    for r, line in enumerate(lines):
        for c, text in enumerate(line):
            made.cell(r, c).text = text
    document.add_paragraph("填表人：（略）")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def page(table: str = TABLE) -> bytes:
    title, *lines = rows(table)
    body = "".join("<tr>" + "".join(f"<td>&nbsp;{text}" for text in line) for line in lines)
    head = '<html><head><meta charset="gb2312"><style>td {color: red}</style></head>'
    return f"{head}<body><h1>{title[0]}</h1><table border=1>{body}</table></body></html>".encode("gb18030")


def xml_2003(table: str = TABLE) -> bytes:
    lines = []
    for line in rows(table):
        cells = "".join(
            f'<Cell><Data ss:Type="{"Number" if text.replace(".", "").isdigit() else "String"}">{text}</Data></Cell>'
            for text in line
        )
        lines.append(f"<Row>{cells}</Row>")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    start = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
    )
    return f'{start}<Worksheet ss:Name="表"><Table>{"".join(lines)}</Table></Worksheet></Workbook>'.encode()


def text(encoding: str) -> bytes:
    return "\r\n".join("\t".join(line) for line in rows(TABLE)).encode(encoding)


MADE = {
    "ods": ods(),
    "docx": word(),
    "html": page(),
    "xml": xml_2003(),
    "gbk": text("gbk"),
    "utf-16": text("utf-16"),
    "utf-8-sig": text("utf-8-sig"),
}


def read_bytes(content: bytes, folder: Path, book: Codebook, name: str = "收件.xls") -> Reading:
    path = folder / name
    path.write_bytes(content)
    (incoming,) = collect.gather(path)
    return collect.read(incoming, book, MARCH)


@pytest.mark.parametrize("name", ["收件.xls", "收件.xlsx", "收件.dat"])
@pytest.mark.parametrize("kind", MADE)
def test_the_content_decides_how_a_file_is_read(kind: str, name: str, tmp_path: Path, book: Codebook) -> None:
    reading = read_bytes(MADE[kind], tmp_path, book, name)
    assert (reading.nature, reading.unit, reading.period) == (Nature.RETURN, "430102", MARCH)
    assert {(o.indicator, o.kind): o.value for o in reading.observations} == TRUTH
    assert reading.findings == ()


def test_numbers_errors_and_formulas_of_an_ods_are_told_apart() -> None:
    cell = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=A1"/>'
        '<table:table-cell office:value-type="date" office:date-value="2024-03-05"/>'
        '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2"/>'
    )
    (sheet,) = open_workbook(ods(cell=cell)).sheets
    assert sheet.rows[3][5:] == [Oddity("error", "#DIV/0!"), Oddity("formula", "of:=A1"), Dated("2024-03-05", ""), 7, 7]


@pytest.mark.parametrize(
    ("shown", "dress"),
    [("1,250.00", "*"), ("12500000", ""), ("1.25E+07", ""), ("12,500,000元", "元"), ("12500000万元", "万元"), ("", "")],
)
def test_an_ods_tells_what_its_number_formats_make_of_a_number(shown: str, dress: str) -> None:
    """The text that stands beside the stored value is what its writer saw."""
    said = f"<text:p>{shown}</text:p>" if shown else ""
    cell = f'<table:table-cell office:value-type="float" office:value="12500000">{said}</table:table-cell>'
    (sheet,) = open_workbook(ods(cell=cell)).sheets
    assert sheet.shown.get((3, 5), "") == (dress if dress != "元" else "")


def test_the_marks_of_an_ods_hold_for_every_repeated_row_and_cell() -> None:
    cells = (
        '<table:table-cell office:value-type="percentage" office:value="0.1" table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="float" office:value="12500000">'
        "<text:p>1,250.00</text:p></table:table-cell>"
    )
    made = f'</table:table-row><table:table-row table:number-rows-repeated="2">{cells}'
    (sheet,) = open_workbook(ods(cell=made)).sheets
    assert [row[:3] for row in sheet.rows[4:]] == [[0.1, 0.1, 12500000]] * 2
    assert sheet.percent == {(4, 0), (4, 1), (5, 0), (5, 1)}
    assert sheet.shown == {(4, 2): "*", (5, 2): "*"}


REPEATED = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="9999"/>'


@pytest.mark.parametrize(
    ("content", "word_"),
    [
        (ods(cell=REPEATED), "重复"),
        (xml_2003().replace(b"<Row>", b'<Row ss:Index="99999999">', 1), "损坏"),
        (xml_2003()[:-40], "损坏"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><Workbook/>', "DOCTYPE"),
        (b"<html><table><tr>" + b"<td colspan=1000 rowspan=5000>1" * 400, "过多"),
    ],
)
def test_documents_that_blow_up_or_are_cut_are_refused(content: bytes, word_: str) -> None:
    opened = open_workbook(content)
    assert word_ in opened.problem and opened.remedy.startswith("请")


def test_merged_cells_of_a_word_table_are_filled_as_a_reader_sees_them(tmp_path: Path, book: Codebook) -> None:
    document = docx.Document()
    document.add_paragraph("芙蓉区2024年3月开放型经济主要指标    单位：亿元")
    made = document.add_table(rows=4, cols=4)
    cells = [
        "指标",
        "完成情况",
        "",
        "上年同期累计",
        "",
        "本月",
        "本年累计",
        "",
        "进出口总额",
        "12.5",
        "615.25",
        "600",
        "出口总额",
        "8",
        "400.5",
        "390",
    ]
    for place, said in enumerate(cells):
        made.cell(place // 4, place % 4).text = said
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(0, 0).merge(made.cell(1, 0))
    made.cell(0, 3).merge(made.cell(1, 3))
    out = BytesIO()
    document.save(out)
    reading = read_bytes(out.getvalue(), tmp_path, book, "收件.docx")
    assert [str(o.value) for o in reading.observations] == ["12.5", "615.25", "600", "8", "400.5", "390"]


# ---------------------------------------------------------------------------------------- archives


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_every_return_in_an_archive_is_a_file_of_its_own(encoding: str, tmp_path: Path, book: Codebook) -> None:
    good = workbook(tmp_path / "a.xlsx", {"表": TABLE}).read_bytes()
    other = workbook(tmp_path / "b.xlsx", {"表": TABLE.replace("芙蓉区", "雨花区")}).read_bytes()
    inside = tmp_path / "收件"
    inside.mkdir()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in (
            ("芙蓉/报表.xlsx", good),
            ("雨花.xlsx", other),
            ("~$雨花.xlsx", b"x"),
            ("说明.pdf", b"%PDF-1.4"),
        ):
            info = zipfile.ZipInfo(name)
            if encoding == "gbk":
                info = _Gbk(name)
            made.writestr(info, content)
    (inside / "三月.zip").write_bytes(out.getvalue())
    readings = collect.read_all(collect.gather(inside), book, expected=MARCH)
    assert [(r.file, r.unit, r.nature) for r in readings] == [
        ("三月.zip/芙蓉/报表.xlsx", "430102", Nature.RETURN),
        ("三月.zip/说明.pdf", None, Nature.UNREADABLE),
        ("三月.zip/雨花.xlsx", "430111", Nature.RETURN),
    ]
    assert readings[0].observations[0].source.file == "三月.zip/芙蓉/报表.xlsx"


class _Gbk(zipfile.ZipInfo):
    """A member whose name is written in GBK without any flag, as Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name zipfile calls
        return self.filename.encode("gbk"), self.flag_bits


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(("a.zip", zipped(("b.xlsx", b"x")))), "还有压缩包"),
        (zipped(("大.xlsx", b"\x00" * (21 * 1024 * 1024))), "20MB"),
        (zipped(("炸弹.xlsx", b"\x00" * (19 * 1024 * 1024))), "压缩比"),
        (zipped(*((f"{i}.xlsx", b"x") for i in range(301))), "300"),
        (zipped(("~$a.xlsx", b"x")), "没有报表"),
        (zipped(("a.txt", b"hello"))[:-10], "损坏"),
    ],
)
def test_an_archive_beyond_the_limits_is_said_with_what_to_do(
    content: bytes, said: str, tmp_path: Path, book: Codebook
) -> None:
    (tmp_path / "包.zip").write_bytes(content)
    (reading,) = collect.read_all(collect.gather(tmp_path), book)
    assert reading.nature is Nature.UNREADABLE and said in reading.reason
    assert reading.findings[0].remedy.startswith("请")


def test_a_name_that_climbs_out_of_the_archive_stays_below_it(tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(zipped(("../../外面.xlsx", b"x"), ("C:\\甲.xlsx", b"y")))
    assert [i.file for i in collect.gather(tmp_path)] == ["包.zip/C:/甲.xlsx", "包.zip/外面.xlsx"]


# ---------------------------------------------------------------------------------------- passwords


@pytest.fixture
def locked_return(tmp_path: Path) -> bytes:
    """A return encrypted with the password 长沙2024, as Excel does it."""
    path = workbook(tmp_path / "明.xlsx", {"KF02": TABLE})
    sealed = BytesIO()
    with path.open("rb") as plain:
        msoffcrypto.OfficeFile(plain).encrypt("长沙2024", sealed)
    return sealed.getvalue()


@pytest.mark.parametrize(
    ("passwords", "problem"),
    [
        (None, "文件设有打开密码。"),
        ("123456", "文件设有打开密码，配置的密码打不开（密码不对）。"),
        ("123456\n长沙2024", ""),
    ],
)
def test_a_locked_file_opens_with_a_password_of_the_environment_only(
    locked_return: bytes, monkeypatch: pytest.MonkeyPatch, passwords: str | None, problem: str
) -> None:
    monkeypatch.delenv(locked.VARIABLE, raising=False)
    if passwords is not None:
        monkeypatch.setenv(locked.VARIABLE, passwords)
    opened = open_workbook(locked_return)
    assert (opened.problem, bool(opened.sheets)) == (problem, not problem)


def test_a_locked_file_is_opened_in_a_worker_under_its_limits(
    locked_return: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(locked.VARIABLE, "长沙2024")
    worker = Worker()
    try:
        assert [sheet.name for sheet in worker.open(locked_return).sheets] == ["KF02"]
    finally:
        worker.close()


def test_a_damaged_locked_file_is_not_called_a_wrong_password(
    locked_return: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(locked.VARIABLE, "长沙2024")
    problem = open_workbook(locked_return[: len(locked_return) // 2]).problem
    assert problem and "密码不对" not in problem


def test_without_the_component_a_locked_file_says_so(locked_return: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(locked.VARIABLE, "长沙2024")
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert open_workbook(locked_return).problem == "文件设有打开密码，本机没有安装解密组件。"
