"""The office's settings (``templates/机关.toml``) and the layout profile (``templates/公文格式.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
LAYOUT = "公文格式.toml"
MONTHLY = "月度报告"  # 机关.toml 的“发文字号”是它的
LETTER, UNNUMBERED = "信函", ("简报", "材料")  # 函的机关代字后有“函”字；简报编期号，材料不编号
BASE_FONTS = "gb2312"  # the font scheme the base document is built with


class SettingsFault(Exception):  # noqa: N818
    """A settings file that cannot be used: told in Chinese, with the file's name. ``told``: each fault and its line,
    0 where it has none."""

    def __init__(self, file: str, told: Sequence[tuple[int, str]]) -> None:
        super().__init__(f"{file}：{'；'.join(words for _, words in told)}。")
        self.file, self.told = file, tuple(told)


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
    area: str = "A"  # 版心：A 通行，B 按 GB/T 33476.2
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    signers: str = ""  # 签发人，上行文
    imprint_on_even: bool = False
    brief_name: str = "工作简报"
    brief_mark: str = ""  # 内部资料一类的标注
    reported_to: str = ""  # 报
    sent_to: str = ""  # 送
    issued_to: str = ""  # 发
    printed: str = ""  # 共印多少份
    trace: bool = False  # 附数据出处
    grace: int = 0  # 催报函要求几个工作日内报送，0：不写
    contact: str = ""  # 函件附注里的联系方式
    sealed: bool = False  # 落款留出盖章的位置
    numbers: tuple[tuple[str, str], ...] = ()  # 文种和它自己的发文字号
    pitch: int = 0  # 收紧的行距，缇；排不下落款或篇幅时由工具定（7.3.5.4），不是机关的设置

    def of(self, template: str) -> Office:
        """The settings for documents of one kind, a template's file name: no two kinds share a number."""
        kind = template.partition(".")[0]
        return replace(self, number=dict(self.numbers).get(kind, self.number if kind == MONTHLY else ""))


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
    "版心": "area",
    "份号": "copy_number",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "签发人": "signers",
    "版记偶数页": "imprint_on_even",
    "盖章": "sealed",
    "简报名称": "brief_name",
    "简报标注": "brief_mark",
    "简报报": "reported_to",
    "简报送": "sent_to",
    "简报发": "issued_to",
    "简报印数": "printed",
    "数据出处": "trace",
    "催报宽限": "grace",
    "联系方式": "contact",
}
NUMBERS = "各文种发文字号"
COPY_NUMBER = re.compile(r"\d{6}")
NUMBER = re.compile(r"[\u4e00-\u9fff]+〔20\d{2}〕[1-9]\d*号")
OPEN_NUMBER = re.compile(r"[\u4e00-\u9fff]+〔20\d{2}〕[ \u3000]+号")  # 序号由人填写
FORM = re.compile(r"(?m)^@版式 (\S+)")
SECRECY = re.compile(r"(绝密|机密|秘密)(★[1-9]\d*(年|个月))?")
_FILLED = {bool: "true 或 false", int: "整数", str: "文字"}
URGENCIES = ("", "特急", "加急", "特提", "平急")


def load_office(folder: Path = TEMPLATES) -> Office:
    """The settings of ``机关.toml``; an unknown key or a wrong kind of value is a fault."""
    path = folder / "机关.toml"
    faults: list[str] = []
    values: dict[str, Any] = {}
    for key, value in read(path).items():
        if key == NUMBERS:
            values["numbers"], told = _numbered(value, str(read(path).get("发文字号", "")), folder)
            faults += told
            continue
        field = KEYS.get(key)
        if field is None:
            faults.append(f"没有“{key}”这一项设置")
        elif type(value) is not type(getattr(Office(), field)):
            faults.append(f"“{key}”应填{_FILLED[type(getattr(Office(), field))]}")
        else:
            values[field] = value
    faults += _misstated(values)
    if values.get("fonts", BASE_FONTS) not in Profile.load(folder).schemes:
        faults.append(f"“字体”没有“{values['fonts']}”这种方案")
    if faults:
        text = path.read_text(encoding="utf-8-sig")
        raise SettingsFault(path.name, sorted((_line(text, words), words) for words in faults))
    return Office(**values)


def _numbered(given: Any, general: str, folder: Path) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The kinds' own numbers, and what is wrong with them."""
    if not isinstance(given, Mapping) or not all(isinstance(number, str) for number in given.values()):
        return (), [f"“{NUMBERS}”一行一个文种，写成“通报” = “长商务通〔2024〕3号”这样"]
    faults: list[str] = []
    taken = {general: MONTHLY} if general and MONTHLY not in given else {}
    for kind, number in given.items():
        template = folder / f"{kind}.md.j2"
        form = FORM.search(template.read_text(encoding="utf-8-sig")) if template.is_file() else None
        if not template.is_file():
            faults.append(f"“{kind}”没有这种文稿的模板")
        elif form and form[1] in UNNUMBERED and number:
            faults.append(f"“{kind}”的版式是{form[1]}，不编发文字号（简报编期号）")
        elif number and not (NUMBER.fullmatch(number) or OPEN_NUMBER.fullmatch(number)):
            faults.append(f"“{kind}”的发文字号写成“长商务通〔2024〕3号”这样，序号要由人填写的空着")
        elif number and form and form[1] == LETTER and not number.partition("〔")[0].endswith("函"):
            faults.append(f"“{kind}”是函，机关代字以“函”字结尾，如长商务函〔2024〕3号")
        elif NUMBER.fullmatch(number) and taken.setdefault(number, kind) != kind:
            faults.append(f"“{kind}”与“{taken[number]}”的发文字号相同")
    return tuple(given.items()), faults


def _misstated(values: Mapping[str, Any]) -> list[str]:
    """Settings the standard gives a shape: the first three lines of 版头 and the document's number."""
    shapes = (
        ("copy_number", COPY_NUMBER, "份号”为6位数字"),
        ("number", NUMBER, "发文字号”写成“长商务发〔2024〕12号”这样，年份用六角括号，序号不加“第”、不编虚位"),
        ("secrecy", SECRECY, "密级”写成“机密★1年”这样"),
    )
    faults = [f"“{told}" for key, shape, told in shapes if values.get(key) and not shape.fullmatch(values[key])]
    if values.get("urgency", "") not in URGENCIES:
        faults.append(f"“紧急程度”只有{'、'.join(URGENCIES[1:])}")
    if values.get("grace", 0) < 0:
        faults.append("“催报宽限”填工作日数，0为不写期限")
    if values.get("area", "A") not in AREAS:
        faults.append("“版心”只有 A、B 两种")
    return faults


def _line(text: str, words: str) -> int:
    """The line of the setting a fault names first."""
    named = re.search("“([^”]+)”", words)
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if named and line.lstrip().lstrip('["').startswith(named[1])), 0)


AREAS = {"A": (), "B": ("page_b",)}


@dataclass(frozen=True)
class Profile:
    """The layout profile: ``style`` of a block kind, font names by class, numbers by section and name.

    ``over`` names sections whose numbers stand in for those of ``page`` (版心 B); ``pitch`` is a line pitch in
    twips in the place of the page's own, 0 for none.
    """

    data: Mapping[str, Any]
    over: tuple[str, ...] = ()
    pitch: int = 0

    @classmethod
    def load(cls, folder: Path = TEMPLATES, area: str = "A", *, pitch: int = 0) -> Profile:
        return cls(read(folder / LAYOUT), AREAS[area], pitch)

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        schemes: Mapping[str, Mapping[str, str]] = self.data["fonts"]
        return schemes

    def style(self, kind: str) -> Style:
        row = next((row for row in self.data["style"] if row["kind"] == kind), None)
        if row is None:
            raise SettingsFault(LAYOUT, [(0, f"没有“{kind}”的样式")])
        return Style(row["id"], row["font"], row["size"])

    def number(self, section: str, name: str) -> int:
        if self.pitch and (section, name) == ("page", "line_pitch"):
            return self.pitch
        for other in self.over if section == "page" else ():
            if name in self.data[other]:
                section = other
        value: int = self.data[section][name]["value"]
        return value


@dataclass(frozen=True, slots=True)
class Style:
    """A named style of the base document: its id, its font class, its size in half-points."""

    id: str
    font: str
    size: int


def read(path: Path) -> Mapping[str, Any]:
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as fault:
        at = re.search(r"line (\d+)", str(fault))
        words = "写法有误：文字要放在英文双引号里，是与否填 true 或 false，一项一行"
        raise SettingsFault(path.name, [(int(at[1]) if at else 0, words)]) from fault


@lru_cache(maxsize=8)
def _parsed(text: str) -> Mapping[str, Any]:
    """Every document of a month is set by the same two files."""
    return MappingProxyType(tomllib.loads(text))
