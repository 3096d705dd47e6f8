"""Numbers, rates and nil signs as people write them: an exact value, a reason of absence, or a stated doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from toolkit.model import Status
from toolkit.notation.numerals import LARGE, SIGNS, parse_numeral
from toolkit.notation.text import MARKS, normalise, squeeze, unmarked


class Tells(Enum):
    """What a note says of a number."""

    NOTATION = 1  # written another way
    DOUBT = 2  # no exact number: 约, 预计
    SIGN = 3  # negative by a sign that is no minus
    MARK = 4  # a footnote's mark behind it


@dataclass(frozen=True, slots=True)
class Note:
    """How a number was read: a whole clause in Chinese, and what kind of thing it says."""

    text: str
    tells: Tells = Tells.NOTATION


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says. ``value`` is ``None`` exactly when ``status`` is not ``REPORTED``.

    ``measure`` is a measure written behind the number (``万``, ``亿元``, ``%``), ``""`` when there is none; ``notes``
    are doubts and readings worth showing; ``reason`` says why a text is no number.
    """

    status: Status
    value: Decimal | None = None
    measure: str = ""
    notes: tuple[Note, ...] = ()
    reason: str = ""
    signed: str = ""  # what a negative's sign is taken from when it is no minus: 括号, ▼
    currency: str = ""  # 元 or 美元, from a sign before the number (￥12)

    @property
    def doubtful(self) -> bool:
        """Whether 约, 预计 or the like stands with the number."""
        return any(note.tells is Tells.DOUBT for note in self.notes)


_NIL_WORDS = {
    word: status
    for status, words in {
        Status.NOT_APPLICABLE: "无 无此项 无此项业务 无此业务 没有 不适用 不涉及 n/a na n.a.",
        Status.NOT_REPORTED: "未报 未报送 未上报 待报 暂缺 暂无 暂无数据 未统计 未出 缺 缺报",
        Status.EXEMPT: "免报 免填 免",
        Status.DASH: "未发生 本月未发生 本期未发生 没有发生",  # 当期为零应填0，没有这项业务应填“无”：没有说明是哪一种
        Status.BLANK: "空 空白",
    }.items()
    for word in words.split()
}
_DASHES = frozenset("-‐‑‒–—―─━−－﹣/／\\＼×✕✗xX…⋯*＊~～_")
_MINUS = str.maketrans(dict.fromkeys("−–—‐‑‒﹣", "-"))
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_LEADING = re.compile(r"(?:[+-]?\d{1,3}(?:[, ]\d{3})+(?![\d,])|[+-]?(?:\d+|(?=\.\d)))(?:\.\d*)?(?:[eE][+-]?\d{1,2})?")
_BRACKET = re.compile(r"^(.*?)\s*[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]$")
_ABOUT = re.compile(r"^(大约|大概|约|≈|~|～|预计|估计|初步|初步统计)\s*:?\s*")
_DOUBT_WORDS = ("预计", "估计", "预估", "暂估", "估算", "初步", "快报", "待核", "约", "左右", "?")
_INEXACT = re.compile(r"^(超过|超|近|逾|不足|不到|大于|小于|[<>≤≥])|(余|多|以上|以下)$")
_GROWTH = re.compile(
    r"[ ,;、]+(?:同比|比上年同期|较上年同期)?(?:(?:增长|上升|增加|下降|减少|回落|增|降)\s*[\d.]+\s*%|持平)$"
)
_FOOTNOTE = re.compile(
    rf"\s*(?:[(\[【〔]\s*[{MARKS}]+\s*[)\]】〕]|[{MARKS}*※]+|(?<![备附])注\s*\d{{0,2}}[{MARKS}]*)$"
)  # 12.3① 12.3* 12.3注1
_ARROW = re.compile(r"\d\s*[↑↓]$")
_CONSTANT = re.compile(r'=\s*(?:[+-]?[\d.,]+|"[+-]?[\d.,]+")')  # ="12.5" keeps a csv's text
_FULL_STOP = re.compile(r"[+-]?\d+。\d+")
_STOPPED = re.compile(r"[+-]?[\d,]*\d(?:\.\d+)?[。]|[+-]?[\d,]*\d\.\d+\.")
_CURRENCIES = {"¥": "元", "rmb": "元", "cny": "元", "人民币": "元", "$": "美元", "us$": "美元", "usd": "美元"}
_MONEY = re.compile(r"([+-]?)\s*(¥|rmb|cny|人民币|us\$|usd|\$)\s*(?=[\d.])", re.IGNORECASE)
_MEASURE_TEXT = re.compile(
    r"^(?:十|百|千|万|十万|百万|千万|亿|万亿)?(?:元|人民币|元人民币|美元|美金|欧元|港元|日元|家|户|个|项|列|条|吨|公斤|人|次|班|件|标箱|标准箱|teu|%|‰|个百分点|百分点|个点)?$",
    re.IGNORECASE,
)


def parse_number(raw: object) -> Number:
    """Read a cell's value as a number, a reason of absence, or ``UNREADABLE`` with the reason.

    A binary float is taken as Excel shows it, at 15 significant digits, so ``1225.3000000000002`` is 1225.3.
    """
    if raw is None:
        return Number(Status.BLANK)
    if isinstance(raw, bool):
        return _unreadable("单元格里是逻辑值（TRUE/FALSE），不是数")
    if isinstance(raw, (int, Decimal)):
        value = Decimal(raw)
        return Number(Status.REPORTED, value) if value.is_finite() else _unreadable("不是有限的数")
    if isinstance(raw, float):
        return _from_float(raw)
    if isinstance(raw, (date, timedelta)):
        return _unreadable("单元格是日期或时间格式，不是数")
    return _said(raw) if isinstance(raw, str) else _unreadable("不是数")


@lru_cache(maxsize=8192)
def _said(raw: str) -> Number:
    """A text as a number: the same few cells are looked at by the header, the rows and the values."""
    return _from_text(raw)


def plain(value: Decimal) -> str:
    """The exact decimal text of a value, without exponent and without trailing zeros (``615.25``, ``100``)."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unreadable(reason: str) -> Number:
    return Number(Status.UNREADABLE, reason=reason)


def _from_float(raw: float) -> Number:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return _unreadable("不是有限的数（NaN 或无穷大）")
    value = Decimal(f"{raw:.15g}")
    return Number(Status.REPORTED, value if value else Decimal(0))


def _from_text(raw: str) -> Number:
    text = normalise(raw.replace("，", ",")).lstrip("'’‘`").strip()
    if not text:
        return Number(Status.BLANK)
    nil = _nil(text)
    if nil is not None:
        return nil
    if len(text) > 60:
        return _unreadable("是一段文字，不是数")
    if found := _FOOTNOTE.search(text):
        return _footnoted(text[: found.start()], found[0].strip())
    if unmarked(text) != text:
        return _unreadable("数前或数中夹有注码、序号（如①），看不出确切的数")
    notes: list[Note] = []
    text = _undressed(text, notes)
    money = _MONEY.match(text)
    if money is None:
        return _number(text, notes)
    number = _number(money[1] + text[money.end() :], notes)
    return replace(number, currency=_CURRENCIES[money[2].casefold()]) if number.value is not None else number


def _footnoted(text: str, mark: str) -> Number:
    """What stands before a footnote mark, the mark noted and never a digit."""
    if not text:
        return _unreadable("只有注码，没有数")
    number = _from_text(text)
    note = Note(f"数后的“{mark}”按注码识别，不作数字", Tells.MARK)
    return replace(number, notes=(*number.notes, note)) if number.value is not None else number


def _undressed(text: str, notes: list[Note]) -> str:
    """A number without what people hang on it and what does not change it, each noted."""
    if (growth := _GROWTH.search(text)) and growth.start():
        notes.append(Note(f"数后附有增幅“{growth.group().strip(' ,;、')}”"))
        text = text[: growth.start()].strip()
    if _ARROW.search(text):
        notes.append(Note(f"数后的“{text[-1]}”按升降标记识别"))
        text = text[:-1].strip()
    if _CONSTANT.fullmatch(text):
        notes.append(Note("数前的等号不取"))
        text = text[1:].strip(' "')
    if _FULL_STOP.fullmatch(text):
        notes.append(Note("“。”按小数点识别"))
        return text.replace("。", ".")
    if _STOPPED.fullmatch(text):
        notes.append(Note("数后的句号不取"))
        return text[:-1].strip()
    return text


def _number(text: str, notes: list[Note]) -> Number:
    about = _ABOUT.match(text)
    if about and about.end() < len(text):
        notes.append(Note(f"带有“{about.group(1)}”字样，不是确数", Tells.DOUBT))
        text = text[about.end() :]
    if text.endswith("左右") and any(c.isdigit() for c in text):
        notes.append(Note("带有“左右”字样，不是确数", Tells.DOUBT))
        text = text.removesuffix("左右").strip()
    bare, bracket, negative = _brackets(text, notes)
    if bare is None:
        return _unreadable(bracket)
    text, sign = bare, "括号" if negative else ""
    if _INEXACT.search(text) and any(c.isdigit() for c in text):
        return _unreadable("写的不是确数（含“超”“近”“余”一类字样），请填写确切数")
    if text[:1] in "▲△":
        return _unreadable("“▲”“△”既可表示增长，也可表示负数，请改填带正负号的数")
    if text[:1] in "▼▽":
        negative, text = True, text[1:].strip()
        notes.append(Note("“▼”按负数识别", Tells.SIGN))
        sign = "▼"
    if re.match(r"负\s*[\d.]", text):
        negative, text = True, text[1:].strip()
        notes.append(Note("“负”按负号识别"))
    match = _LEADING.match(text.translate(_MINUS))
    if match is None or not match.group():
        return replace(_chinese(text, bracket, negative, notes), signed=sign)
    digits, tail = match.group(), text[match.end() :].strip()
    if _MEASURE_TEXT.match(tail.replace(" ", "")):  # 12.3 亿 元
        tail = tail.replace(" ", "")
    if text[0] in "—–" and digits[0] == "-":
        notes.append(Note("数前的横线按负号识别"))
    if negative and digits[0] in "+-":
        return _unreadable("括号（或▼）与正负号并用，看不出正负")
    if tail and not _MEASURE_TEXT.match(tail):
        return replace(_mixed(text, tail, bracket, negative, notes), signed=sign)
    if tail and bracket:
        return _unreadable("数后写了两个计量单位")
    value = Decimal(digits.replace(",", "").replace(" ", ""))
    return Number(Status.REPORTED, -value if negative else value, tail or bracket, tuple(notes), signed=sign)


def _nil(text: str) -> Number | None:
    bare = text.strip("()[]【】。").strip() or text
    if all(c in _DASHES for c in bare.replace(" ", "")) or re.fullmatch(r"\.{3,}", bare):
        return Number(Status.DASH)
    status = _NIL_WORDS.get(bare.casefold())
    if status is not None:
        return Number(status)
    if bare == "一":
        return _unreadable("“一”可能是横线，也可能是数字1，请改填“无”、0或1")
    if bare.startswith("#"):
        return _unreadable(f"公式出错（{bare[:20]}）")
    return None


def _brackets(text: str, notes: list[Note]) -> tuple[str | None, str, bool]:
    """``(text without brackets, measure found in them, negative)``; text ``None`` = unreadable, reason second."""
    whole = re.fullmatch(r"[(]\s*([^()]+?)\s*[)]", text)
    if whole:
        if not re.match(r"[\d.]", whole.group(1)):
            return None, "括号里不是数", False
        notes.append(Note("括号按会计记法识别为负数", Tells.SIGN))
        return whole.group(1), "", True
    found = _BRACKET.match(text)
    if not found or not found.group(1):
        return text, "", False
    inside = squeeze(found.group(2))
    if inside and _MEASURE_TEXT.match(inside):
        return found.group(1), inside, False
    if inside and any(c.isdigit() for c in inside) and re.search(r"[.,]", inside):
        return None, "括号里还有一个数，看不出取哪一个", False
    doubt = any(word in inside for word in _DOUBT_WORDS)
    said = f"附注“{found.group(2).strip()}”"
    notes.append(Note(f"{said}，不是确数", Tells.DOUBT) if doubt else Note(said))
    return found.group(1), "", False


_NUMERAL = re.compile(f"[{SIGNS}]+")


def _chinese(text: str, bracket: str, negative: bool, notes: list[Note]) -> Number:
    """Chinese numerals (``叁拾万元``, ``三点五亿``), always with a note. A trailing 万/亿 stays part of the measure."""
    sign = text.startswith("负")
    body = text[1:] if sign else text
    match = _NUMERAL.match(body)
    if match is None:
        return _unreadable(_why_not(text))
    numeral, tail = match.group(), body[match.end() :].strip().removesuffix("整").removesuffix("正")
    if numeral[-1] in LARGE and not any(c in LARGE for c in numeral[:-1]) and len(numeral) > 1:
        tail, numeral = {"萬": "万", "億": "亿"}.get(numeral[-1], numeral[-1]) + tail, numeral[:-1]
    if not _MEASURE_TEXT.match(tail) or (tail and bracket):
        return _unreadable(_why_not(text))
    if not (tail or bracket) and any(c in LARGE for c in numeral):
        return _unreadable("大写数里含“万”“亿”而没有写明计量单位")
    value = parse_numeral(numeral)
    if value is None:
        return _unreadable(f"“{text[:20]}”作为中文数字读不准")
    value = -value if sign or negative else value
    notes.append(Note(f"按中文数字识别为{plain(value)}{tail}"))
    return Number(Status.REPORTED, value, tail or bracket, tuple(notes))


def _mixed(text: str, tail: str, bracket: str, negative: bool, notes: list[Note]) -> Number:
    """``1亿2千万元``: digits and scales mixed; everything else behind a number is unreadable."""
    parts = re.fullmatch(r"(\d+)亿(\d+)(千万|百万|万)(元|美元)?", text.replace(" ", ""))
    if parts is None or bracket:
        return _unreadable(_why_not(text))
    factor = {"千万": Decimal("0.1"), "百万": Decimal("0.01"), "万": Decimal("0.0001")}[parts.group(3)]
    if Decimal(parts.group(2)) * factor >= 1:
        return _unreadable(_why_not(text))
    value = Decimal(parts.group(1)) + Decimal(parts.group(2)) * factor
    measure = "亿" + (parts.group(4) or "")
    notes.append(Note(f"按{plain(value)}{measure}识别"))
    return Number(Status.REPORTED, -value if negative else value, measure, tuple(notes))


def _why_not(text: str) -> str:
    if re.search(r"\d\s*(?:[-~～—–]|至|到)\s*\d", text):
        return "写的是一个区间，不是一个数"
    if re.search(r"\d\s*[+*×/÷=]\s*\d", text) or text.startswith("="):
        return "写的是算式，不是数"
    if re.fullmatch(r"[\dlIiOoSsBZz.,]+", text) and re.search("[a-zA-Z]", text) and re.search(r"\d", text):
        return "数字里混有字母（如把1写成l、把0写成O）"
    if re.search(r"\d[\d,.]*[,.][\d,.]*", text) and re.fullmatch(r"[+-]?[\d,. ]+", text):
        return "小数点或千位分隔符的位置不对"
    if any(c.isdigit() for c in text):
        return "数字与文字混写，读不出确切的数"
    return "是文字，不是数"


_UP = re.compile(r"^(?:同比)?(?:增长|上升|增加|提高|增|升|[▲△↑])")
_FALL = re.compile(r"^(?:同比)?(?:下降|减少|降低|回落|降|减|[▼▽↓])")


def parse_rate(raw: object) -> Number:
    """A growth rate as a unit states it, in percent: ``12.5%``, ``增长12.5%``, ``下降3.2%``, ``▲12.5``, ``持平``.

    A bare 0.125 stays 0.125: whether it is a fraction is for the checks to tell from the recomputed growth.
    """
    if not isinstance(raw, str):
        return parse_number(raw)
    text = normalise(raw)
    if unmarked(text) in ("持平", "同比持平", "与上年持平"):
        return Number(Status.REPORTED, Decimal(0), "%", (Note("“持平”按0识别"),))
    up, fall = _UP.match(text), _FALL.match(text)
    found = up or fall
    number = parse_number(text[found.end() :] if found else text)
    if found is None or number.value is None:
        return _unreadable("是文字说明，不是增减百分比") if found else number
    if number.value < 0:
        return _unreadable("“增长”“下降”与负号并用，看不出正负")
    value = number.value if up else -number.value
    return Number(number.status, value, number.measure, (*number.notes, Note(f"按{plain(value)}%识别")))
