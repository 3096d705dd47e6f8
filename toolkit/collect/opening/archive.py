"""A .zip of returns: its members by name, inflated within limits, one level deep."""

from __future__ import annotations

import json
import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO

from toolkit.collect.opening.grid import Refused

MAX_MEMBERS = 300
MAX_SIZE = 20 * 1024 * 1024
MAX_TOTAL = 100 * 1024 * 1024
_SPLIT = "请分成几个压缩包，或解压后直接报送其中的工作簿。"
_AGAIN = "请重新压缩，或解压后直接报送其中的工作簿。"
_OURS = "__MACOSX/"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; ``problem`` and ``remedy`` say why it was not taken out (then ``content`` is empty)."""

    name: str
    content: bytes
    problem: str = ""
    remedy: str = ""


def unpack(content: bytes) -> list[Member]:
    """The members in order of name. ``Refused`` for an archive that is damaged, locked or beyond the limits."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith(_OURS)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Refused("压缩包已损坏或没有传完整，无法打开。", _AGAIN) from error
    if not infos:
        raise Refused("压缩包是空的，里面没有文件。", "请检查后重新报送。")
    if len(infos) > MAX_MEMBERS:
        raise Refused(f"压缩包里的文件超过{MAX_MEMBERS}个，未读取。", _SPLIT)
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("压缩包设有密码。", "请取消密码后重新报送。")
    if sum(min(info.file_size, MAX_SIZE) for info in infos) > MAX_TOTAL:
        raise Refused("压缩包解开后过大，已停止读取。", _SPLIT)
    members: dict[str, Member] = {}
    for info in infos:
        name = _name(info)
        if name in members:
            raise Refused("压缩包里有重名文件，内容不可信。", _AGAIN)
        members[name] = _member(archive, info, name)
    return [members[name] for name in sorted(members)]


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Member:
    low = name.lower()
    if info.file_size > MAX_SIZE:
        return Member(
            name,
            b"",
            f"压缩包里的这个文件解开后超过{MAX_SIZE // 1024 // 1024}MB，未读取。",
            "请删除图片和无关内容后重新报送。",
        )
    if low.endswith((".zip", ".rar", ".7z")):
        return Member(name, b"", "压缩包里还有压缩包，未读取。", "请解压后直接报送其中的工作簿。")
    if info.file_size > 1024 * 1024 and info.file_size > 200 * max(info.compress_size, 1):
        return Member(name, b"", "文件压缩比异常，未读取。", _AGAIN)
    try:
        with archive.open(info) as stream:
            content = stream.read(MAX_SIZE + 1)
    except MemoryError:
        raise
    except Exception:  # zlib.error, BadZipFile, EOFError …: the member is damaged, the others may be whole
        return Member(name, b"", "文件在压缩包里已损坏（校验不符），无法解开。", _AGAIN)
    if len(content) > MAX_SIZE:
        return Member(name, b"", "文件解开后过大，未读取。", _AGAIN)
    return Member(name, content)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: UTF-8 by flag or by itself, else GBK; never a path out of the archive."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    kept = ["".join(c for c in part if c.isprintable()) for part in parts if part not in ("", ".", "..")]
    return "/".join(part for part in kept if part)[-200:] or "未命名"


def dump(members: list[Member], problem: str = "", remedy: str = "") -> bytes:
    """For the pipe: a JSON head, then the contents one after the other."""
    rows = [[member.name, len(member.content), member.problem, member.remedy] for member in members]
    head = json.dumps({"problem": problem, "remedy": remedy, "members": rows}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    return struct.pack("<I", len(head)) + head + b"".join(member.content for member in members)


def load(reply: bytes) -> list[Member]:
    """The inverse of ``dump``; ``Refused`` when the archive was."""
    length = struct.unpack_from("<I", reply)[0]
    data = json.loads(reply[4 : 4 + length].decode("utf-8", "surrogatepass"))
    if data["problem"]:
        raise Refused(data["problem"], data["remedy"])
    found, at = [], 4 + length
    for name, size, problem, remedy in data["members"]:
        found.append(Member(name, reply[at : at + size], problem, remedy))
        at += size
    return found
