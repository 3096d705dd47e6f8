"""Finding declared things by the words people write: units, indicators, header roles, measures.

Exact after normalisation, then the alias register; nothing fuzzy. Every lookup gives all candidates, so that an
ambiguous word is asked about instead of decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from toolkit.codebook.adoptions import Adoption
from toolkit.codebook.terms import Codebook, Measure
from toolkit.model import Period
from toolkit.notation import parse_measure, squeeze

LABEL, CODE, MEASURE, MONTH, YTD, PRIOR, YOY, REMARK = (
    "指标名称",
    "指标代码",
    "计量单位",
    "本月",
    "本年累计",
    "上年同期累计",
    "同比增减",
    "备注",
)
IGNORED = "（不取）"

_FOLD = str.maketrans({**dict.fromkeys("—–－‐―─~～", "-"), **dict.fromkeys("“”\"'‘’《》", None)})
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SERIAL = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\([一二三四五六七八九十\d]+\)|\d+(?:\.\d+)*[、.)](?!\d)|\d+(?:\.\d+)+(?=\D)|\d(?=[^\d\W])(?!\d*[类月年]))+"
)
_AMONG = re.compile(r"^(?:其中|#|-+|\*)+[:,]?")
_IGNORED_HEADERS = re.compile(
    r"环比|排名|排序|位次|名次|目标|任务数|完成率|进度|占比|比重|贡献|上月|序号|本月同比|当月同比|单月同比|增减额|增减量|增长额|口径|填报提示|审核|逻辑"
)
_MUCH = r"(?:完成|实际|发生|实绩|填报)?(?:数|值|额|量|情况)?$"
_SPELLED = {
    MONTH: re.compile(rf"^(?:本|当)(?:月|期)份?{_MUCH}"),
    YTD: re.compile(
        rf"^(?:(?:自|从)?年初(?:至|到)(?:今|本月|本期|报告期)(?:末|止)?(?:累计)?|(?:(?:本|今|当)年|(?:本|当)月止|本期止)(?:累计)){_MUCH}"
    ),
    PRIOR: re.compile(rf"^(?:上年|去年|上一年)(?:同期|1-本月)(?:累计)?{_MUCH}"),
}
_SPAN_HEADER = re.compile(
    r"^(?:(20\d\d)年|(本年|今年|上年|去年))?(?:(0?1月?[-至到])?(1[0-2]|0?[1-9])月份?|([一二三四1-4])季度|(上半年|全年))(累计|止|当月|数|值|合计|完成|实际)*$"
)


_SPELT_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九元])(?=月|[-至到](?:十[一二]?|[一二三四五六七八九])月)")
_DIGITS = {said: str(month) for month, said in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)} | {"元": "1"}


@lru_cache(maxsize=8192)
def _months(text: str) -> str:
    """A heading called ``三月`` or ``一至三月`` as ``3月``, ``1至3月``."""
    return _SPELT_MONTH.sub(lambda found: _DIGITS[found.group()], bare(text))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The form in which words are compared: squeezed, dashes folded, quotation marks dropped."""
    return squeeze(text).translate(_FOLD)


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The key without serial numbers, 其中, brackets and trailing colons: what a row or header is called."""
    folded = key(text)
    for pattern in (_SERIAL, _AMONG, _SERIAL):
        folded = pattern.sub("", folded) or folded
    return (_BRACKETS.sub("", folded) or folded).strip(":;,。.·")


def is_part(text: str) -> bool:
    """Whether a row label begins with 其中."""
    return key(_SERIAL.sub("", key(text))).startswith("其中")


def _spelled(said: str) -> tuple[str, ...]:
    """The value column a heading spells out in one of the regular ways (年初至本月累计完成额)."""
    return next(((role,) for role, pattern in _SPELLED.items() if pattern.match(said)), ())


class Names:
    """The codebook turned round: from written words to declared things."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        filers = {f.filer for f in book.filings} | {f.subject for f in book.filings}
        self.filers = frozenset(f.filer for f in book.filings)
        self._units: dict[str, tuple[str, ...]] = {}
        self._indicators: dict[str, tuple[str, ...]] = {}
        self._headers: dict[str, tuple[str, ...]] = {}
        self._measures: dict[str, Measure] = {}
        self._measured: dict[str, Measure | None] = {}  # what was looked up before: the same words come again and again
        self.header_lines: dict[tuple[tuple[str, ...], Period | None], bool] = {}  # lines met before: header or not
        self._declared: dict[str, tuple[Measure, ...]] = {}
        self._mentioned: dict[str, list[tuple[str, ...]]] = {}
        self._roles: dict[tuple[str, Period | None], tuple[str, ...]] = {}
        for unit in book.units:
            for word in (unit.id, unit.name, unit.short):
                self._learn(self._units, word, unit.id)
        for item in book.indicators:
            for word in (item.code, item.name, item.short):
                self._learn(self._indicators, word, item.code)
        for row in book.items:
            self._learn(self._indicators, row.label, row.indicator)
        for role in (LABEL, CODE, MEASURE, MONTH, YTD, PRIOR, YOY, REMARK):
            self._learn(self._headers, role, role)
        tables = {"单位": self._units, "指标": self._indicators, "表头": self._headers}
        for alias in book.aliases:
            if alias.of in tables:
                self._learn(tables[alias.of], alias.text, alias.target)
        self.tasks = {key(task.id): task for task in reversed(book.listed_tasks)}
        self.task_titles = {bare(task.title): task for task in reversed(book.listed_tasks)}
        self.adopted: dict[str, list[Adoption]] = {}
        for adoption in book.adoptions:
            self.adopted.setdefault(adoption.sha256, []).append(adoption)
        self.sent_back = {row.sha256: row for row in book.sent_back}
        self.whole_labels = {bare(item.label) for item in book.items if len(bare(item.label)) > 3}
        self.items: dict[str, frozenset[str]] = {}
        for row in book.items:
            self.items[row.form] = self.items.get(row.form, frozenset()) | {row.indicator}
        self._form_ids = {key(form.id): form.id for form in book.forms}
        numbers = sorted(self._form_ids, key=lambda number: (-len(number), number))
        self._form_numbers = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, numbers)) or '(?!)'})(?!\d)")
        self._form_titles = [(key(form.title), key(form.name), form.id) for form in book.forms]
        self._drop_vague()
        for measure in book.measures:
            for word in (measure.name, *measure.aliases):
                self._measures.setdefault(squeeze(word), measure)
        words = sorted((w for w in self._units if len(w) > 1), key=len, reverse=True)
        self._unit_words = re.compile("|".join(map(re.escape, words)) or "(?!)")
        self._reporting = filers

    def _drop_vague(self) -> None:
        """A word declared ambiguous only proposes: with a single target it is no answer, but part of a question."""
        self.vague: dict[str, str] = {}
        tables = {"单位": self._units, "指标": self._indicators, "表头": self._headers}
        for alias in self.book.aliases:
            table = tables.get(alias.of, {})
            if alias.ambiguous and table.get(key(alias.text)) == (alias.target,):
                for form in (key(alias.text), bare(alias.text)):
                    if table.pop(form, None) and alias.of == "指标":
                        self.vague[form] = alias.target

    def _learn(self, table: dict[str, tuple[str, ...]], word: str, target: str) -> None:
        forms = (key(word),) if table is self._units else dict.fromkeys((key(word), bare(word)))
        for form in forms if word else ():
            known = table.get(form, ())
            if form and target not in known:
                table[form] = (*known, target)

    def unit_exact(self, text: str) -> tuple[str, ...]:
        """Units a whole cell may name; several when the word is ambiguous."""
        return self._units.get(key(text), ())

    def units_in(self, text: str) -> list[tuple[str, ...]]:
        """Every reporting unit mentioned inside a longer text, each as its candidates; longest words first."""
        known = self._mentioned.get(text)
        if known is None:
            known = self._mentioned[text] = self._units_in(text)
        return known

    def _units_in(self, text: str) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for match in self._unit_words.finditer(key(text)):
            meant = self._units[match.group()]
            if self.book.city in meant and len(meant) > 1:
                continue  # 长沙 alone is the city as often as the county: no evidence of a reporting unit
            candidates = tuple(u for u in meant if u in self._reporting)
            if candidates and candidates not in found:
                found.append(candidates)
        return found

    def indicator_words(self) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(self._indicators.items())

    def heading_words(self) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(self._headers.items())

    def unit_words(self) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(self._units.items())

    def form_numbered(self, text: str) -> str:
        """The declared form whose number stands in the text, ``""`` if none does."""
        match = self._form_numbers.search(key(text))
        return self._form_ids[match.group(1)] if match else ""

    def form_titled(self, sheet: str, texts: Sequence[str]) -> str:
        """The declared form whose title stands among the texts, or whose name the sheet has; ``""`` if none."""
        joined, name = "\n".join(key(text) for text in texts if len(text) > 3), bare(sheet)
        return next(
            (form for title, short, form in self._form_titles if (title and title in joined) or short == name), ""
        )

    def indicators(self, text: str) -> tuple[str, ...]:
        """Indicator codes a row label may mean: the whole words first, then without serials and brackets."""
        return self._indicators.get(key(text)) or self._indicators.get(bare(text), ())

    def measure(self, text: str) -> Measure | None:
        if text not in self._measured:
            self._measured[text] = self._measures.get(squeeze(parse_measure(text))) if text else None
        return self._measured[text]

    def scaled(self, scale: str, like: Measure) -> Measure | None:
        """The measure a bare 万 or 亿 means beside an indicator kept in ``like``: the same dimension, that factor."""
        factor = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}.get(scale)
        if factor is None:
            return None
        wanted = Decimal(10) ** factor * (1000 if like.dimension == "重量" and like.name == "千克" else 1)
        return next((m for m in self.book.measures if m.dimension == like.dimension and m.factor == wanted), None)

    def measures_in(self, text: str) -> tuple[Measure, ...]:
        """Measures declared in a line such as ``单位：万元``, ``(亿美元、%)``; none for 填报单位：…."""
        known = self._declared.get(text)
        if known is None:
            known = self._declared[text] = self._measures_in(text)
        return known

    def _measures_in(self, text: str) -> tuple[Measure, ...]:
        folded = squeeze(text)
        if "单位" not in folded and "(" not in folded:
            return ()
        found: list[Measure] = []
        spots = re.findall(r"(?<![报送责制编主])(?:计量|金额|数量|货币)?单位[:：]?([^\s:]{1,12})", folded)
        spots += re.findall(r"\(([^()]{1,12})\)", folded)
        for spot in spots:
            for part in re.split(r"[、,，/;；]", spot.strip("()")):
                measure = self._measures.get(squeeze(parse_measure(part)))
                if measure is not None and measure not in found:
                    found.append(measure)
        return tuple(found)

    def exact_role(self, text: str, period: Period | None) -> tuple[str, ...]:
        """Header roles by declared words or by the months a heading names; ``()`` when neither says anything."""
        known = self._roles.get((text, period))
        if known is None:
            forms = (self._headers.get(key(text)), self._headers.get(bare(text)))
            known = forms[0] or forms[1] or self._span(_months(text), period) or _spelled(bare(text))
            self._roles[text, period] = known
        return known

    def role(self, text: str, period: Period | None) -> tuple[str, ...]:
        """Header roles a heading may have. ``()`` = says nothing; ``IGNORED`` = known, and not taken."""
        exact = self.exact_role(text, period)
        if exact:
            return exact
        if _IGNORED_HEADERS.search(key(text)):
            return (IGNORED,)
        return (YOY,) if "同比" in bare(text) else ()

    def _span(self, text: str, period: Period | None) -> tuple[str, ...]:
        """``1-3月``, ``2023年1-3月累计``, ``3月``: which column a heading of months is, told from its year."""
        match = _SPAN_HEADER.match(text)
        if match is None:
            return ()
        year, word, from_january, _, quarter, half, tail = match.groups()
        ytd = bool(from_january or half or (quarter in ("一", "1")) or (tail in ("累计", "止")))
        prior = word in ("上年", "去年") or bool(year and period and int(year) == period.year - 1)
        if year and period and int(year) not in (period.year, period.year - 1):
            return (IGNORED,)
        if quarter and not ytd:
            return (IGNORED,)
        if prior:
            return (PRIOR,) if ytd else (IGNORED,)
        return (YTD,) if ytd else (MONTH,)

    def heading_month(self, text: str) -> int | None:
        """The month a heading such as ``1—3月`` or ``3月`` names, to be compared with the report month."""
        if "月" not in text:
            return None
        match = _SPAN_HEADER.match(_months(text))
        return int(match.group(4)) if match and match.group(4) else None
