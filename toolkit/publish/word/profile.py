"""The office's settings (``templates/机关.toml``) and the layout profile (``templates/公文格式.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
BASE_FONTS = "gb2312"  # the font scheme the base document is built with


class SettingsFault(Exception):  # noqa: N818
    """A settings file that cannot be used: told in Chinese, with the file's name."""


@dataclass(frozen=True, slots=True)
class Office:
    """How this office issues documents. Empty text: not set, and then not printed; nothing is invented."""

    name: str = "长沙市商务局"
    code: str = ""  # 机关代字
    letterhead: bool = False
    mark: str = ""
    number: str = ""
    draft_mark: str = "（送审稿）"
    imprint: bool = False
    copies: str = ""
    printer: str = ""
    duplex: bool = False
    fonts: str = BASE_FONTS
    latin: str = ""  # "": letters and digits in the Chinese font


KEYS = {
    "机关名称": "name",
    "机关代字": "code",
    "版头": "letterhead",
    "发文机关标志": "mark",
    "发文字号": "number",
    "稿别": "draft_mark",
    "版记": "imprint",
    "抄送": "copies",
    "印发机关": "printer",
    "双面": "duplex",
    "字体": "fonts",
    "西文字体": "latin",
}


def load_office(folder: Path = TEMPLATES) -> Office:
    """The settings of ``机关.toml``; an unknown key or a wrong kind of value is a fault."""
    path = folder / "机关.toml"
    faults: list[str] = []
    values: dict[str, Any] = {}
    for key, value in _read(path).items():
        field = KEYS.get(key)
        if field is None:
            faults.append(f"没有“{key}”这一项设置")
        elif type(value) is not type(getattr(Office(), field)):
            faults.append(f"“{key}”应填{'true 或 false' if isinstance(getattr(Office(), field), bool) else '文字'}")
        else:
            values[field] = value
    if values.get("fonts", BASE_FONTS) not in Profile.load(folder).schemes:
        faults.append(f"没有名为“{values['fonts']}”的字体方案")
    if faults:
        raise SettingsFault(f"{path.name}：{'；'.join(faults)}。")
    return Office(**values)


@dataclass(frozen=True)
class Profile:
    """The layout profile: ``style`` of a block kind, font names by class, numbers by section and name."""

    data: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path = TEMPLATES) -> Profile:
        return cls(_read(folder / "公文格式.toml"))

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        schemes: Mapping[str, Mapping[str, str]] = self.data["fonts"]
        return schemes

    def style(self, kind: str) -> Style:
        row = next((row for row in self.data["style"] if row["kind"] == kind), None)
        if row is None:
            raise SettingsFault(f"公文格式.toml：没有“{kind}”的样式。")
        return Style(row["id"], row["font"], row["size"])

    def number(self, section: str, name: str) -> int:
        value: int = self.data[section][name]["value"]
        return value


@dataclass(frozen=True, slots=True)
class Style:
    """A named style of the base document: its id, its font class, its size in half-points."""

    id: str
    font: str
    size: int


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as fault:
        raise SettingsFault(f"{path.name}：写法有误（{fault}）。") from fault
