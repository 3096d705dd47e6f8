"""Cross-checks of the structural registers: identity, references, time, containment, additivity, filing.

Each check is a generator over the assembled rows; a check that meets a register it cannot trust stays silent,
because that register's own fault is already reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from toolkit.codebook.additivity import GROUND_CHECKS, name_of
from toolkit.codebook.assemble import Assembly, Entry
from toolkit.codebook.faults import Fault
from toolkit.codebook.schema import HEADERS
from toolkit.codebook.spans import Span, overlap, span, within, words
from toolkit.codebook.terms import Additivity, Nature
from toolkit.codebook.yardcheck import YARD_CHECKS


def cross_check(made: Assembly) -> Iterator[Fault]:
    """Every structural fault of the registers."""
    for check in (*CHECKS, *YARD_CHECKS, *GROUND_CHECKS):
        yield from check(made)


def ids(made: Assembly, into: str, field: str = "id") -> set[str] | None:
    """Declared ids of a register, with those of rows that could not be read; ``None``: cannot be told."""
    if into in made.unsure:
        return None
    return {getattr(entry.term, field) for entry in made.of(into)} | made.broken.get(into, set())


def _order_of_time(made: Assembly) -> Iterator[Fault]:
    for entries in made.entries.values():
        for entry in entries:
            start, end = span(entry)
            if start is not None and end is not None and end < start:
                yield entry.fault("valid_to", f"截止期{end}早于起始期{start}。", "请改正起止年月。")


def _identity(made: Assembly) -> Iterator[Fault]:
    """One row per key; where a register is dated, one per key and time."""
    for entries in made.entries.values():
        seen: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            register = entry.register
            key = tuple(getattr(entry.term, field) for field in register.key)
            for earlier in seen[key] if key else ():
                if not register.dated:
                    message = f"与{earlier.file}第{earlier.row}行重复（{_key_text(key)}）。"
                    yield entry.fault(register.key[0], message, "同一编号只能登记一次，请删去或改正其中一行。")
                elif overlap(span(entry), span(earlier)):
                    message = f"与{earlier.file}第{earlier.row}行（{_key_text(key)}）的有效期重叠。"
                    yield entry.fault(register.key[0], message, "同一时间只能有一行有效，请改正起止年月。")
            seen[key].append(entry)


def _key_text(key: tuple[object, ...]) -> str:
    return "、".join(str(part) for part in key)


def _unit_names(made: Assembly) -> Iterator[Fault]:
    """A name, short name or code means one unit only."""
    owner: dict[str, Entry] = {}
    for entry in made.of("units"):
        for field in ("id", "name", "short"):
            text = getattr(entry.term, field)
            earlier = owner.setdefault(text, entry)
            if earlier.term.id != entry.term.id:
                message = f"“{text}”已用于第{earlier.row}行的{earlier.term.name}。"
                yield entry.fault(field, message, "名称、简称、代码不得与其他单位相同；有歧义的写法请登记在别名.csv。")


REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    # codebook field, field of its rows, what it must name, field holding the name there
    ("groups", "indicators", "indicators", "code"),
    ("indicators", "measure", "measures", "name"),
    ("indicators", "part_of", "indicators", "code"),
    ("items", "form", "forms", "id"),
    ("items", "indicator", "indicators", "code"),
    ("filings", "form", "forms", "id"),
    ("targets", "indicator", "indicators", "code"),
    ("targets", "measure", "measures", "name"),
    ("responsibilities", "task", "tasks", "id"),
    ("milestones", "task", "tasks", "id"),
    ("contradictions", "targets", "targets", "id"),
    ("baselines", "measure", "measures", "name"),
    ("rules", "forms", "forms", "id"),
    ("thresholds", "indicator", "indicators", "code"),
    ("scope_changes", "indicator", "indicators", "code"),
    ("rates", "base", "measures", "name"),
    ("rates", "quote", "measures", "name"),
    ("bars", "indicator", "indicators", "code"),
    ("combined", "form", "forms", "id"),
    ("combined", "indicator", "indicators", "code"),
    ("bars", "measure", "measures", "name"),
    ("bars", "target", "targets", "id"),
)

_REGISTER_OF = {"indicators": "指标", "measures": "计量单位", "forms": "表式", "tasks": "任务", "targets": "目标"}


def _references(made: Assembly) -> Iterator[Fault]:
    for into, field, wanted, wanted_field in REFERENCES:
        known = ids(made, wanted, wanted_field)
        if known is None:
            continue
        register = _REGISTER_OF[wanted]
        for entry in made.of(into):
            value = getattr(entry.term, field)
            for name in value if isinstance(value, tuple) else (value,):
                if name and name not in known:
                    message = f"“{name}”没有在{register}.csv中登记。"
                    yield entry.fault(field, message, f"请改正，或先在{register}.csv中登记。")


def _measures(made: Assembly) -> Iterator[Fault]:
    """Factors are positive; a measure's name or alias means one measure only."""
    owner: dict[str, Entry] = {}
    for entry in made.of("measures"):
        if entry.term.factor <= 0:
            yield entry.fault("factor", "换算系数必须大于0。", "请填一个该单位等于多少基本单位，如万元填10000。")
        for text in (entry.term.name, *entry.term.aliases):
            earlier = owner.setdefault(text, entry)
            if earlier.term.name != entry.term.name:
                message = f"“{text}”已用于第{earlier.row}行的{earlier.term.name}。"
                yield entry.fault("aliases", message, "一个写法只能对应一个计量单位，请删去其中一处。")


def _indicators(made: Assembly) -> Iterator[Fault]:
    known = ids(made, "indicators", "code")
    targets = ids(made, "targets")
    by_code = {entry.term.code: entry.term for entry in made.of("indicators")}
    scale = {entry.term.name: (entry.term.dimension, entry.term.factor) for entry in made.of("measures")}
    for entry in made.of("indicators"):
        term = entry.term
        if term.nature is Nature.RATIO:
            for field, title in (("numerator", "分子"), ("denominator", "分母")):
                if not getattr(term, field):
                    remedy = f"比率须由分子和分母重算，请填{title}的指标代码。"
                    yield entry.fault(field, f"比率指标没有填{title}。", remedy)
            parts = [by_code.get(code) for code in (term.numerator, term.denominator)]
            above, below = (part.measure if part is not None else "" for part in parts)
            if above and below and above != below and scale.get(above) != scale.get(below):
                message = f"分子的计量单位“{above}”与分母的“{below}”不同，不能相除。"
                yield entry.fault(
                    "denominator", message, "币种不同的不作比率；同一币种的，请把两个指标登记为同一计量单位。"
                )
        elif term.numerator or term.denominator or term.denominator_scope:
            yield entry.fault("numerator", "不是比率的指标填了分子或分母。", "请清空分子、分母，或把性质改为比率。")
        if term.numerator and known is not None and term.numerator not in known:
            yield entry.fault("numerator", f"“{term.numerator}”没有在指标.csv中登记。", "请改正指标代码。")
        if term.denominator and known is not None and targets is not None and term.denominator not in known | targets:
            message = f"“{term.denominator}”不是已登记的指标或目标。"
            yield entry.fault("denominator", message, "请改正指标代码或目标编号。")
        if term.nature in (Nature.RATIO, Nature.RATE, Nature.RANK) and term.additivity is Additivity.YES:
            message = f"{term.nature.value}不能跨单位相加。"
            yield entry.fault("additivity", message, "请改为“不可加”；全市数由分子、分母的合计重算。")
        whole = by_code.get(term.part_of)
        if whole is not None and scale.get(whole.measure, ("",))[0] != scale.get(term.measure, ("",))[0]:
            message = f"计量单位“{term.measure}”与所属指标{whole.name}的“{whole.measure}”不能换算。"
            yield entry.fault("part_of", message, "币种或量纲不同的不作其中项，请清空“其中归属”。")


def _forms(made: Assembly) -> Iterator[Fault]:
    layouts = {entry.term.id: entry.term.layout for entry in made.of("forms")}
    for entry in made.of("forms"):
        due, cutoff = entry.term.due, entry.term.cutoff_day
        if due.working and due.day > 20:
            yield entry.fault("due", f"一个月没有{due.day}个工作日。", "请填第1至第20个工作日。")
        if due.month and entry.term.frequency != "年":
            yield entry.fault("due", "“次年”只用于年报。", "月报、季报请填次月几日或次月第几个工作日。")
        if cutoff is not None and not 1 <= cutoff <= 31:
            yield entry.fault("cutoff_day", f"{cutoff}不是日期。", "请填1至31；截至月末的留空。")
        if entry.term.mend_days is not None and not 1 <= entry.term.mend_days <= 20:
            yield entry.fault("mend_days", f"{entry.term.mend_days}个工作日不合常情。", "请填1至20；不限天数的留空。")
    for entry in made.of("items"):
        if layouts.get(entry.term.form, "指标") != "指标":
            yield entry.fault("form", f"{entry.term.form}不是指标表。", "只有版式为“指标”的表式登记表式指标。")
        if entry.term.depth > 2:
            yield entry.fault("depth", f"层级{entry.term.depth}过深。", "层级只填0、1、2。")
    filled = {entry.term.form for entry in made.of("items")}
    for entry in made.of("forms"):
        if entry.term.layout == "指标" and entry.term.id not in filled and not made.unsure & {"items"}:
            yield entry.fault("id", f"{entry.term.id}没有一个指标。", "请在表式指标.csv中登记本表的指标。")


def _filings(made: Assembly) -> Iterator[Fault]:
    """Filer and subject are units valid in that time; the same fact has one filer (the key does not hold the filer)."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for entry in made.of("units"):
        spans[entry.term.id].append(span(entry))
    for entry in made.of("filings"):
        for field in ("subject", "filer"):
            unit = getattr(entry.term, field)
            if unit in spans and not within(span(entry), spans[unit]):
                message = f"{unit}在{words(span(entry))}内并不一直有效。"
                yield entry.fault(field, message, "请按单位.csv的起止年月改正填报责任的起始期、截止期。")


def _aliases(made: Assembly) -> Iterator[Fault]:
    """An alias names something declared, and means one thing unless it is marked ambiguous everywhere."""
    known: dict[str, set[str] | None] = {
        "单位": ids(made, "units"),
        "指标": ids(made, "indicators", "code"),
        "计量单位": ids(made, "measures", "name"),
        "表头": set(HEADERS),
    }
    seen: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in made.of("aliases"):
        declared = known[entry.term.of]
        if declared is not None and entry.term.target not in declared:
            message = f"“{entry.term.target}”不是已登记的{entry.term.of}。"
            remedy = f"请填{'、'.join(HEADERS)}之一。" if entry.term.of == "表头" else "请改正，或先登记所指的对象。"
            yield entry.fault("target", message, remedy)
        seen[entry.term.of, entry.term.text].append(entry)
    for entries in seen.values():
        if len({entry.term.target for entry in entries}) < 2:
            continue
        for entry in entries:
            if not entry.term.ambiguous:
                message = f"“{entry.term.text}”指向几个对象，却没有标明有歧义。"
                yield entry.fault("ambiguous", message, "请在这一栏填“是”，或只保留一个指向。")
    yield from _aliases_against_names(made)


def _aliases_against_names(made: Assembly) -> Iterator[Fault]:
    """An alias is not the very name of something else, unless it is marked ambiguous."""
    own = {("单位", name): entry.term.id for entry in made.of("units") for name in (entry.term.name, entry.term.short)}
    own |= {("指标", name): e.term.code for e in made.of("indicators") for name in (e.term.name, e.term.short)}
    for entry in made.of("aliases"):
        alias = entry.term
        owner = own.get((alias.of, alias.text), alias.target)
        if owner != alias.target and not alias.ambiguous:
            message = f"“{alias.text}”是{name_of(made, owner)}的名称或简称。"
            yield entry.fault("text", message, "别名不得与其他对象的名称、简称相同；确有两用的请标明有歧义。")


CHECKS: tuple[Callable[[Assembly], Iterator[Fault]], ...] = (
    _order_of_time,
    _identity,
    _unit_names,
    _references,
    _measures,
    _indicators,
    _forms,
    _filings,
    _aliases,
)
