"""A received workbook as its parts: what must not be handed on is refused or taken out, the rest stays as it is."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.sax.saxutils import quoteattr

from toolkit.publish.excel.splice import Splice, Tag, Unfit, appended, changed, removed, spliced, tags
from toolkit.publish.packing import member

MAX_INFLATED = 32 * 1024 * 1024
MAX_PART = 8 * 1024 * 1024
MAX_PARTS = 2_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CONTENT_TYPES = "[Content_Types].xml"
MIMETYPE = "mimetype"
OTHER_KIND = "不是 .xlsx 工作簿"

# 控件、嵌入对象、外部连接、宏表、签名：改动或转发都不稳妥
_LIVE = re.compile(
    r"activex|embeddings/|ctrlprops/|connections\.xml|querytables/|webextensions|customui|macrosheets/|dialogsheets/"
    r"|_xmlsignatures|xl/model/|\.exe|attachedtoolbars"
)
_MACROS = re.compile(r"vbaproject|vbadata")
_DDE = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink)\b")
_RISKY = re.compile(
    rb"<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*(?:\|\s*'|\b(?:WEBSERVICE|CALL|REGISTER(?:\.ID)?|EXEC|DDE|RTD)\s*\()", re.I
)
_AUTO = re.compile(rb"""\bname\s*=\s*["'](?:_xlnm\.)?auto_""", re.I)


class Package:
    """The parts of an .xlsx or .xlsm by name, in their order. Raises ``Unfit`` when the file is not to be edited."""

    def __init__(self, content: bytes) -> None:
        self.parts = _inflated(content)
        self._check()
        self.workbook = self._target("_rels/.rels", "", "officeDocument")
        root = tags(self.parts[self.workbook], _root)[0]
        if root.name != "workbook":  # a document
            raise Unfit(OTHER_KIND)
        if MAIN not in root.attributes.values():
            raise Unfit("不是通常的 .xlsx 工作簿")
        self._drop_macros()
        self.sheets = self._sheets()  # name -> part

    def _check(self) -> None:
        for name, data in self.parts.items():
            low = name.lower()
            if _LIVE.search(low) or ("externallink" in low and _DDE.search(data)):
                raise Unfit("含有控件、嵌入对象或外部连接")
            if "worksheets/" in low and _RISKY.search(data):
                raise Unfit("公式会调用外部程序或网络")
        if CONTENT_TYPES not in self.parts:  # an .ods says what it is in a part of its own
            raise Unfit(OTHER_KIND if MIMETYPE in self.parts else "内部结构不合规范")

    def _drop_macros(self) -> None:
        """Macros are no part of a return; the copy is an ordinary .xlsx."""
        for name in [name for name in self.parts if _MACROS.search(name.lower())]:
            del self.parts[name]
        relations = relations_of(self.workbook)
        self._cut(relations, lambda tag: bool(_MACROS.search(tag.attributes.get("Target", "").lower())))
        self._cut(CONTENT_TYPES, lambda tag: bool(_MACROS.search(tag.attributes.get("PartName", "").lower())))
        types = self.parts[CONTENT_TYPES]
        own = [tag for tag in tags(types, _child) if tag.attributes.get("PartName") == f"/{self.workbook}"]
        self.edit(CONTENT_TYPES, [changed(types, tag, {"ContentType": WORKBOOK_TYPE}) for tag in own])
        if not own:
            self.type_of(self.workbook, WORKBOOK_TYPE)
        if _AUTO.search(self.parts[self.workbook]):
            raise Unfit("含有自动运行的宏")

    def _sheets(self) -> dict[str, str]:
        targets = self.targets(self.workbook)
        found: dict[str, str] = {}
        for tag in tags(self.parts[self.workbook], lambda name, depth, _: name == "sheet" and depth == 2):
            relation = next((v for k, v in tag.attributes.items() if k.endswith(":id")), "")
            part = targets.get(relation, ("", ""))[1]
            if "worksheets/" in part and part in self.parts:
                found[tag.attributes.get("name", "")] = part
        return found

    def _target(self, relations: str, base: str, kind: str) -> str:
        for tag in tags(self.parts.get(relations, b"<none/>"), _child):
            if tag.attributes.get("Type", "").endswith(f"/{kind}"):
                part = _resolved(base, tag.attributes.get("Target", ""))
                if part in self.parts:
                    return part
        raise Unfit("内部结构不合规范")

    def _cut(self, part: str, unwanted: Callable[[Tag], bool]) -> None:
        data = self.parts.get(part)
        if data is not None:
            self.edit(part, [removed(tag) for tag in tags(data, _child) if unwanted(tag)])

    def edit(self, part: str, splices: list[Splice]) -> None:
        if splices:
            self.parts[part] = spliced(self.parts[part], splices)

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """(kind, part) by relation id; what lies outside the file is left out."""
        data = self.parts.get(relations_of(part), b"<none/>")
        return {
            tag.attributes.get("Id", ""): (
                tag.attributes.get("Type", "").rpartition("/")[2],
                _resolved(part, tag.attributes.get("Target", "")),
            )
            for tag in tags(data, _child)
            if tag.attributes.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation from a part to another and give its id."""
        name = relations_of(part)
        data = self.parts.get(name)
        if data is None:
            data = (
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
                b'"http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
            )
        root, *known = tags(data, lambda _, depth, __: depth < 2)
        taken = {tag.attributes.get("Id", "") for tag in known}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdM{n}" not in taken)
        place = quoteattr(posixpath.relpath(target, posixpath.dirname(part) or "."))
        line = f'<{root.prefix}Relationship Id="rIdM{number}" Type="{OFFICE}/{kind}" Target={place}/>'
        self.parts[name] = spliced(data, appended(data, root, line.encode()))
        return f"rIdM{number}"

    def unrelate(self, part: str, kind: str) -> None:
        self._cut(relations_of(part), lambda tag: tag.attributes.get("Type", "").rpartition("/")[2] == kind)

    def remove(self, part: str) -> None:
        """Take a part out that nothing refers to any more."""
        if self.parts.pop(part, None) is not None:
            self._cut(CONTENT_TYPES, lambda tag: tag.attributes.get("PartName", "") == f"/{part}")

    def type_of(self, part: str, content_type: str) -> None:
        """Declare a part's type."""
        self._declare(f'Override PartName="/{part}" ContentType="{content_type}"', "PartName", f"/{part}")

    def extension(self, ending: str, content_type: str) -> None:
        self._declare(f'Default Extension="{ending}" ContentType="{content_type}"', "Extension", ending)

    def _declare(self, words: str, key: str, value: str) -> None:
        data = self.parts[CONTENT_TYPES]
        root, *known = tags(data, lambda _, depth, __: depth < 2)
        if any(tag.attributes.get(key, "").lower() == value.lower() for tag in known):
            return
        line = f"<{root.prefix}{words}/>".encode()
        if key == "Extension" and known:  # defaults stand before overrides
            self.edit(CONTENT_TYPES, [(known[0].start, known[0].start, line)])
            return
        self.edit(CONTENT_TYPES, appended(data, root, line))

    def free(self, stem: str, ending: str) -> str:
        """A part name nothing has yet."""
        names = {name.lower() for name in self.parts}
        return next(f"{stem}{n}{ending}" for n in range(1, len(names) + 2) if f"{stem}{n}{ending}".lower() not in names)

    def content(self) -> bytes:
        """The workbook's bytes; the same parts, the same bytes."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(member(name), data)
        return buffer.getvalue()


def relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _root(_: str, depth: int, __: Mapping[str, str]) -> bool:
    return depth == 0


def _child(_: str, depth: int, __: Mapping[str, str]) -> bool:
    return depth == 1


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _inflated(content: bytes) -> dict[str, bytes]:
    """Every part, bounded; the file has already been read once under the guards of the reader."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_INFLATED:
                raise Unfit("文件过大")
            if any(info.file_size > MAX_PART for info in infos if info.filename.lower().endswith(".xml")):
                raise Unfit("文件过大")
            names = [info.filename for info in infos]
            if len({name.lower() for name in names}) != len(names) or any("\\" in name for name in names):
                raise Unfit("内部结构不合规范")
            return {info.filename: archive.read(info) for info in infos}
    except Unfit:
        raise
    except Exception as error:  # not a zip, damaged, encrypted: whatever zipfile and zlib raise
        raise Unfit(OTHER_KIND) from error
