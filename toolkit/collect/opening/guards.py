"""What is looked at before any reader touches a file: its real kind, and the traps of zip and compound files.

The limits are far above every real return seen (thousands of public workbooks were measured) and far below what
hurts: 2,000 parts (largest real 1,033), 200 MB inflated (largest real 114 MB), 100:1 for a part over 10 MB.
"""

from __future__ import annotations

import struct
import zipfile
from functools import lru_cache
from io import BytesIO

from toolkit.collect.opening.grid import Refused

MAX_PARTS = 2_000
MAX_INFLATED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 10 * 1024 * 1024

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"
_ASK_XLSX = "请报送 Excel 工作簿（.xlsx）。"
_DAMAGED = "请重新导出或另存一份，能正常打开后再报送。"

_FOREIGN = (
    (b"%PDF", "PDF文件，不能取数"),
    (b"Rar!", "RAR压缩包，不能直接读取"),
    (b"7z\xbc\xaf", "7z压缩包，不能直接读取"),
    (b"\x1f\x8b", "压缩文件"),
    (b"\x89PNG", "图片，不能取数"),
    (b"\xff\xd8\xff", "图片，不能取数"),
    (b"GIF8", "图片，不能取数"),
    (b"BM", "图片，不能取数"),
    (b"II*\x00", "图片，不能取数"),
    (b"MM\x00*", "图片，不能取数"),
    (b"RIFF", "图片，不能取数"),
    (b"\x00\x00\x00\x18ftyp", "图片，不能取数"),
    (b"\x00\x00\x00\x1cftyp", "图片，不能取数"),
    (b"\x00\x00\x00 ftyp", "图片，不能取数"),
    (b"MZ", "可执行程序，不是报表"),
    (b"{\\rtf", "写字板文档（RTF）"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")


def kind_of(content: bytes) -> str:
    """``xlsx``, ``xls``, ``ods``, ``docx``, ``zip``, ``locked``, ``html``, ``xml`` or ``text`` by content, whatever the
    name says; anything else is ``Refused``."""
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise Refused("文件是空的，没有任何内容。", "请检查是否传错文件，填好后重新报送。")
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_zip(content)
    if content[:8] == _OLE:
        return _kind_of_ole(content)
    for sign, what in _FOREIGN:
        if content.startswith(sign):
            remedy = "请解压后报送其中的工作簿。" if "压缩" in what else _ASK_XLSX
            raise Refused(f"收到的是{what}。", remedy)
    if content[:2] in _BARE_BIFF:
        return "xls"
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = content[:4096].decode("utf-16", errors="ignore").strip().lower().encode()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<!--", b"<style", b"<div")):
        return "html"
    if head.startswith(b"<?xml") or head.startswith(b"<workbook"):
        return "html" if b"<html" in head and b'spreadsheet"' not in head else "xml"
    return "text"


def is_archive(content: bytes) -> bool:
    """Whether a file is a .zip of other files (its list of names is looked at, nothing is inflated)."""
    if content[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        return kind_of(content) == "zip"
    except Refused:
        return False


def _kind_of_zip(content: bytes) -> str:
    names = {name.lower().replace("\\", "/") for name in _archive(content).namelist()}
    if "xl/workbook.bin" in names:
        raise Refused("文件是 .xlsb 二进制工作簿。", _SAVE_AS)
    if any(name.startswith("xl/") and name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "ofd.xml" in names:
        raise Refused("收到的是 OFD 版式文件，不能取数。", _ASK_XLSX)
    if any(name.startswith("ppt/") for name in names):
        raise Refused("收到的是演示文稿，不是工作簿。", _ASK_XLSX)
    if {"content.xml", "mimetype"} <= names:
        return "ods"
    if "[content_types].xml" in names:
        raise Refused("工作簿不完整，缺少主要部分。", _DAMAGED)
    return "zip"


def _kind_of_ole(content: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "locked"
    check_ole(content)
    if holds("WordDocument"):
        raise Refused("收到的是 Word 文档（.doc 或 .wps），不是工作簿。", _ASK_XLSX)
    if holds("PowerPoint Document"):
        raise Refused("收到的是演示文稿，不是工作簿。", _ASK_XLSX)
    if not (holds("Workbook") or holds("Book")):
        raise Refused("文件不是工作簿，里面没有表格。", _ASK_XLSX)
    return "xls"


@lru_cache(maxsize=1)
def _archive(content: bytes) -> zipfile.ZipFile:
    """The archive of the file at hand: it is asked for its kind, then for its parts."""
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Refused("文件已损坏或没有传完整，无法打开。", _DAMAGED) from error


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every part of a zip workbook, inflated with its checksum verified, by name with ``/`` and as written."""
    archive = _archive(content)
    infos = archive.infolist()
    _check_directory(infos)
    parts: dict[str, bytes] = {}
    for info in infos:
        if info.is_dir():
            continue
        try:
            parts[info.filename.replace("\\", "/").lstrip("/")] = archive.read(info)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Refused(f"文件已损坏：其中“{_short(info.filename)}”校验不符。", _DAMAGED) from error
        except Exception as error:  # zlib.error has no public home of its own in zipfile
            raise Refused("文件已损坏，无法解开。", _DAMAGED) from error
    return parts


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_PARTS:
        raise Refused("文件内部的部件过多，不是正常的工作簿。", _DAMAGED)
    if sum(info.file_size for info in infos) > MAX_INFLATED:
        raise Refused("文件解开后过大，已停止读取。", "请只保留报表内容，另存为新的工作簿后报送。")
    names = [info.filename.replace("\\", "/").lower() for info in infos]
    if len(set(names)) != len(names):
        raise Refused("文件内部有重名部件，内容不可信。", _DAMAGED)
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.flag_bits & 1:
            raise Refused("文件设有密码。", "请取消密码后重新报送。")
        if info.header_offset < end:
            raise Refused("文件内部的部件相互重叠，内容不可信。", _DAMAGED)
        end = info.header_offset + 30 + info.compress_size
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise Refused("文件内部压缩比异常，已停止读取。", "请只保留报表内容，另存为新的工作簿后报送。")


def check_ole(content: bytes) -> None:
    """Refuse a compound file whose sector chains run in a ring or out of the file (readers hang or eat memory)."""
    broken = Refused("文件已损坏（内部结构成环或越界），无法打开。", _DAMAGED)
    try:
        shift = struct.unpack_from("<H", content, 30)[0]
        fat_count, directory = struct.unpack_from("<I", content, 44)[0], struct.unpack_from("<I", content, 48)[0]
        difat_start, difat_count = struct.unpack_from("<II", content, 68)
        if not 7 <= shift <= 12:
            raise broken
        size = 1 << shift
        sectors = len(content) // size
        per = size // 4
        fat_sectors = [s for s in struct.unpack_from("<109I", content, 76) if s < 0xFFFFFFFA]
        seen: set[int] = set()
        while difat_start < 0xFFFFFFFA and difat_count:
            if difat_start in seen or difat_start >= sectors:
                raise broken
            seen.add(difat_start)
            block = struct.unpack_from(f"<{per}I", content, (difat_start + 1) * size)
            fat_sectors += [s for s in block[:-1] if s < 0xFFFFFFFA]
            difat_start = block[-1]
        if fat_count > sectors + 1 or len(fat_sectors) > sectors + 1:
            raise broken
        fat: list[int] = []
        for sector in fat_sectors:
            fat += struct.unpack_from(f"<{per}I", content, (sector + 1) * size)
        entries = b"".join(content[(s + 1) * size : (s + 2) * size] for s in _chain(fat, directory, sectors, broken))
        for at in range(0, len(entries) - 127, 128):
            length = struct.unpack_from("<I", entries, at + 120)[0]
            start = struct.unpack_from("<I", entries, at + 116)[0]
            if entries[at + 66] == 5 or (entries[at + 66] == 2 and length >= 4096):
                _chain(fat, start, sectors, broken)
    except struct.error as error:
        raise Refused("文件已损坏或没有传完整，无法打开。", _DAMAGED) from error


def _chain(fat: list[int], start: int, sectors: int, broken: Refused) -> list[int]:
    chain: list[int] = []
    seen: set[int] = set()
    while start < 0xFFFFFFFA:
        if start in seen or start >= len(fat) or start > sectors:
            raise broken
        seen.add(start)
        chain.append(start)
        start = fat[start]
    return chain


def _short(name: str) -> str:
    return "".join(c for c in name if c.isprintable())[:60]
