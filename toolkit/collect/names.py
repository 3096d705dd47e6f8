"""Finding declared things by the words people write: units, indicators, header roles, measures.

Exact after normalisation, then the alias register; nothing fuzzy. Every lookup gives all candidates, so that an
ambiguous word is asked about instead of decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from toolkit.codebook.adoptions import Adoption
from toolkit.codebook.terms import Codebook
from toolkit.collect.brackets import fits, meanings
from toolkit.collect.headings import NOT_ASKED, RATE, Span, Stretch, beside_growth, is_aside, is_silent, span, stretch
from toolkit.collect.labels import AMONG, BRACKETS, SERIAL, bare, is_own_whole, key, unheaded
from toolkit.collect.measure_names import MeasureNames
from toolkit.model import Period

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
_SPANS = {Span.MONTH: (MONTH,), Span.YTD: (YTD,), Span.PRIOR: (PRIOR,), Span.OTHER: (IGNORED,), Span.UNCLEAR: ()}
_LONGEST_TIMED = 24  # characters of a heading that names an indicator and its stretch of time
_LONGEST_NAME = 40  # characters of what can be an indicator's name with its code and notes

_OWN_GROUND = re.compile(r"^(?:全|我|本|辖)[区县]")  # the filer's own; 全市 is the city's to a district
_OWN_CITY = re.compile(r"(?:全|我|本)市(?:合计|\((?:全辖|全域|含园区|全口径)\))?")
_CITY_GROUND = re.compile(r"^(?:全|我|本)市(?!场)")
_WHOLE_SAID = re.compile(r"\((?:全辖|全区|全县|全域|含园区|全口径)\)$")
_NOTED = r"[*#※]+|(?<![备附])注\d{1,2}"  # marks of notes written in plain signs
_FOOTNOTE = re.compile(rf"(?:{_NOTED}|(?<=[^\W\d])\d)$")  # 进出口总额*, 进出口总额1
_FORMULA = re.compile(r"(?<=[^\d=+*/-])\(?\d{0,2}\)?=[\d()\[\]+*/%×÷.-]*$")  # 增减%④=②/③-1
_HEAD_NOTE = re.compile(rf"(?:{_NOTED})$")


class Names:
    """The codebook turned round: from written words to declared things."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        filers = {f.filer for f in book.filings} | {f.subject for f in book.filings}
        self.filers = frozenset(f.filer for f in book.filings)
        self._units: dict[str, tuple[str, ...]] = {}
        self._indicators: dict[str, tuple[str, ...]] = {}
        self._headers: dict[str, tuple[str, ...]] = {}
        self.measures = MeasureNames(book)
        self.header_lines: dict[tuple[tuple[str, ...], Period | None], bool] = {}  # lines met before: header or not
        self._named: dict[str, tuple[str, ...]] = {}
        self._mentioned: dict[str, list[tuple[str, ...]]] = {}
        self._timed: dict[str, tuple[str, str] | None] = {}
        self._roles: dict[tuple[str, Period | None], tuple[str, ...]] = {}
        self._plain: dict[str, str] = {}
        for unit in book.units:
            for word in (unit.id, unit.name, unit.short):
                self._learn(self._units, word, unit.id)
        for item in book.indicators:
            for word in (item.code, item.name, item.short):
                self._learn(self._indicators, word, item.code)
        for row in book.items:
            self._learn(self._indicators, row.label, row.indicator)
        self._meant = meanings(book, key)
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
        codes = "|".join(
            sorted((re.escape(key(one.code)) for one in book.indicators), key=lambda code: (-len(code), code))
        )
        self._codes = re.compile(rf"(?<![a-z\d])(?:{codes or '(?!)'})(?![a-z\d])")
        self._form_ids = {key(form.id): form.id for form in book.forms}
        numbers = sorted(self._form_ids, key=lambda number: (-len(number), number))
        self._form_numbers = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, numbers)) or '(?!)'})(?!\d)")
        self._form_titles = [(key(form.title), key(form.name), form.id) for form in book.forms]
        self._drop_vague()
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

    def units_headed(self, text: str) -> tuple[str, ...]:
        """Units a heading names, also as ``其中：…`` or ``…（全辖）``."""
        return self.unit_exact(text) or self.unit_exact(AMONG.sub("", _WHOLE_SAID.sub("", key(text))))

    def units_meant(self, text: str, filer: str) -> tuple[str, ...]:
        """Units a heading names as ``filer`` means it: to a county-level city 全市 is its own whole."""
        if self._is_lesser_city(filer) and _OWN_CITY.fullmatch(key(text)):
            return (filer,)
        return self.units_headed(text)

    def own_words(self, label: str, filer: str) -> str:
        """A row label without what the filer says of itself: its name in brackets, a county-level city's 全市."""
        folded = BRACKETS.sub(lambda found: "" if self.unit_exact(found[1]) == (filer,) else found[0], key(label))
        folded = unheaded(folded)
        return _CITY_GROUND.sub("", folded) if self._is_lesser_city(filer) else folded

    def _is_lesser_city(self, unit: str) -> bool:
        return unit != self.book.city and self.book.unit_name(unit).endswith("市")

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
        return self._sorted_indicators

    @cached_property
    def _sorted_indicators(self) -> list[tuple[str, tuple[str, ...]]]:
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
        """Indicator codes a row label may mean: the whole words first, then without serials, brackets, footnote marks
        and the code written beside the name, which must be the same indicator's. Brackets are dropped only where they
        are understood (``brackets.fits``)."""
        known = self._named.get(text)
        if known is None:
            folded = key(text)
            known = self._indicators.get(folded) or self._indicators_in(folded)
            if not known and " " in text and (spaced := self.measures.spaced(text)):
                known = self.indicators(spaced[0])
            self._named[text] = known
        return known

    def is_whole(self, text: str) -> bool:
        """Whether a label carries a form's own whole wording, whatever stands above it."""
        said = bare(text)
        return said in self.whole_labels or _FOOTNOTE.sub("", said) in self.whole_labels

    def _indicators_in(self, folded: str) -> tuple[str, ...]:
        if tailed := self.measures.tailed(folded):
            return self.indicators(tailed[0])
        found, said = self._without_notes(folded), BRACKETS.findall(folded)
        if not found or not said:
            return found
        own = [word for word, codes in self._indicators.items() if not set(codes).isdisjoint(found)]
        meant = {phrase for code in found for phrase in self._meant.get(code, ())}
        return found if all(fits(one, own, meant, self.measures.is_line) for one in said) else ()

    def _without_notes(self, folded: str) -> tuple[str, ...]:
        found = self._indicators.get(bare(folded))
        if not found and (own := _OWN_GROUND.match(bare(folded))):
            folded = bare(folded)[own.end() :]
            found = self._indicators.get(folded)
        coded = self._codes.findall(folded)
        if found or len(folded) > _LONGEST_NAME:
            return found if found and not (set(coded) - set(map(str.casefold, found))) else ()
        rest = bare(self._codes.sub("", folded).strip("-_ "))
        found = self._indicators.get(rest) or self._indicators.get(_FOOTNOTE.sub("", rest), ())
        if len(coded) == 1:
            found = tuple(code for code in found if code.casefold() == coded[0])
        return found if len(coded) < 2 else ()

    def timed(self, text: str) -> tuple[str, str] | None:
        """The words for the indicator and for the stretch of time of ``1-3月进出口总额``, ``进出口总额本月（亿元）``;
        ``None`` for a text that is not made of exactly the two."""
        if text not in self._timed:
            folded = bare(text)
            whole = len(folded) > _LONGEST_TIMED or self.indicators(text)
            self._timed[text] = None if whole else self._split(folded)
        return self._timed[text]

    def _split(self, folded: str) -> tuple[str, str] | None:
        for cut in range(2, len(folded) - 1):
            for name, time in ((folded[:cut], folded[cut:]), (folded[cut:], folded[:cut])):
                if self.indicators(name) and (self.said_of(time) is not None or self.exact_role(time, None)):
                    return name, time
        return None

    def heading(self, text: str) -> str:
        """A heading without the measure behind it and without brackets that change nothing (``本月（亿元）``); any
        other bracket stays, and must be understood with the rest."""
        known = self._plain.get(text)
        if known is None:
            parts = text.split()  # 本月 亿元
            folded = key(" ".join(parts[:-1]) if len(parts) > 1 and self.measures.named(parts[-1]) else text)
            plain = BRACKETS.sub(lambda found: "" if self._is_aside(found[1]) else found[0], folded)
            tailed = self.measures.tailed(plain)
            plain = tailed[0] if tailed and tailed[0] not in ("单位", "计量单位", "金额单位") else plain
            known = self._plain[text] = _HEAD_NOTE.sub("", _FORMULA.sub("", plain or folded).strip(":;,。.·"))
        return known

    def _is_aside(self, said: str) -> bool:
        return is_aside(said) or all(
            is_aside(one) or self.measures.is_line(one) for one in re.split("[、,，;；]", said)
        )

    def is_silent(self, text: str, period: Period | None) -> bool:
        """Whether a heading over others adds nothing to them: measures, the unit itself, 完成情况, the report year."""
        plain = self.heading(text)
        silent = is_silent(plain, period.year if period else None) or self.measures.is_line(text)
        return silent or bool(self.units_headed(text)) or is_own_whole(text)

    def said_of(self, text: str) -> Stretch | None:
        """The stretch of time a heading names, also behind a serial number."""
        plain = self.heading(text)
        return stretch(plain) or stretch(SERIAL.sub("", plain))

    def exact_role(self, text: str, period: Period | None) -> tuple[str, ...]:
        """Header roles by declared words or by the months a heading names; ``()`` when neither says anything."""
        known = self._roles.get((text, period))
        if known is None:
            plain = self.heading(text)
            known = self._headers.get(key(text)) or self._headers.get(plain) or _SPANS[span(self.said_of(text), period)]
            if not known and "(" not in plain:
                known = self._headers.get(bare(text), ())
            self._roles[text, period] = known
        return known

    def role(self, text: str, period: Period | None) -> tuple[str, ...]:
        """Header roles a heading may have. ``()`` = says nothing; ``IGNORED`` = known, and not taken."""
        exact = self.exact_role(text, period)
        if exact:
            return exact
        if NOT_ASKED.search(key(text)):
            return (IGNORED,)
        rest = "" if RATE.fullmatch(key(text)) else beside_growth(self.heading(text))
        if not rest:
            return () if rest is None else (YOY,)
        over = span(stretch(rest), period)  # only growth of this year's cumulative is asked for
        return {Span.UNCLEAR: (), Span.YTD: (YOY,)}.get(over, (IGNORED,))

    def heading_month(self, text: str) -> int | None:
        """The last month a heading names (``1—3月``, ``3月``, 一季度), to be compared with the report month."""
        said = self.said_of(text)
        return said.month if said is not None else None

    def heading_year(self, text: str) -> int | None:
        """The year a heading names: this year or last year, which only the report month tells."""
        said = self.said_of(text)
        return said.year if said is not None else None
