"""Live formulas: the arithmetic of a figure written over the cells that hold what it is made of.

A formula is written only when it is proved: reckoned here in exact decimals over the same cells it must give the
figure's value, and what the cell then displays must be the number printed everywhere else. Otherwise the cell keeps a
plain number. Cells hold exact values and the number format rounds them; where a spreadsheet's own rounding would show
something else (a small negative shown as ``-0.0``), the cell holds the shown number and takes part in no formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache

from toolkit.model import Figure, Observation
from toolkit.publish.excel.charts import decimals_of, number_shown, shown_number

SPREADSHEET = Context(prec=15, rounding=ROUND_HALF_EVEN)  # the digits a spreadsheet takes a number to have
NEAR = Decimal("1e-9")  # figures that are quotients keep ten decimals
MOST_TERMS = 60  # a longer sum of single cells is no help to a reader

Place = tuple[str, Decimal]  # a cell as a formula names it, and the value it holds
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Recipe:
    """A formula over terms. A term is a kind (the same indicator, unit and month), a number (that input of the
    figure), or ``rest`` (all inputs but the first, added up), ``first`` and ``second`` (half of them)."""

    terms: tuple[str | int, ...]
    formula: str
    reckon: Callable[..., Decimal]


def _growth(now: Decimal, then: Decimal) -> Decimal:
    return (now / then - 1) * HUNDRED


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole * HUNDRED


def _minus(one: Decimal, other: Decimal) -> Decimal:
    return one - other


RECIPES: Mapping[str, tuple[Recipe, ...]] = {
    "ytd": (Recipe((0, 1), "{0}/{1}*100", _percent),),
    "prior_ytd": (Recipe((0, 1), "{0}/{1}*100", _percent),),
    "month": (Recipe((0, 1), "{0}-{1}", _minus),),
    "ytd_yoy": (
        Recipe(("ytd", "prior_ytd"), "({0}/{1}-1)*100", _growth),
        Recipe((0, 1), "({0}/{1}-1)*100", _growth),
        Recipe((0, "rest"), "({0}/{1}-1)*100", _growth),
    ),
    "ytd_yoy_prev": (Recipe(("first", "second"), "({0}/{1}-1)*100", _growth),),
    "month_yoy": (
        Recipe((0, 1), "({0}/{1}-1)*100", _growth),
        Recipe((0, "rest"), "({0}/{1}-1)*100", _growth),
    ),
    "yoy_shift": (Recipe(("ytd_yoy", "ytd_yoy_prev"), "{0}-{1}", _minus),),
    "change": (Recipe(("ytd", "prior_ytd"), "{0}-{1}", _minus),),
    "share": (Recipe((0, 1), "{0}/{1}*100", _percent),),
    "contribution": (Recipe((0, 1, 2, 3), "({0}-{1})/({2}-{3})*100", lambda a, b, c, d: (a - b) / (c - d) * HUNDRED),),
    "pull": (Recipe((0, 1, 3), "({0}-{1})/{2}*100", lambda a, b, c: (a - b) / c * HUNDRED),),
    "completion": (Recipe(("ytd", "target"), "{0}/{1}*100", _percent), Recipe((0, 1), "{0}/{1}*100", _percent)),
    "gap": (Recipe(("completion", "pace"), "{0}-{1}", _minus),),
    "residual": (Recipe((0, 1), "{0}-{1}", _minus),),
    "plan_reach": (Recipe(("plan_level", "plan_target"), "{0}/{1}*100", _percent),),
    "plan_progress": (
        Recipe(
            ("plan_level", "plan_base", "plan_target"),
            "({0}-{1})/({2}-{1})*100",
            lambda level, base, target: (level - base) / (target - base) * HUNDRED,
        ),
    ),
}


@dataclass(frozen=True)
class Here:
    """Cells of the sheet being written: ``places`` by figure id or observation, ``voids`` those without a number."""

    places: Mapping[str, Place] = field(default_factory=dict)
    voids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cells:
    """Where the values of a workbook stand: figures (by id) and observations (by reference) already placed."""

    figures: Mapping[str, Figure]
    places: Mapping[str, Place]

    def formula(self, figure: Figure, here: Here | None = None, *, leaf: bool = True) -> str:
        """The proved formula of a figure, ``""`` when there is none. Cells ``here`` are preferred to those elsewhere;
        ``leaf`` False leaves out a mere reference to another cell."""
        look = _Look(self, here or Here())
        if figure.value is None or not displays(figure):
            return ""
        total = look.total(figure)
        if total and (leaf or total.startswith("SUM")):
            return total
        for recipe in RECIPES.get(figure.kind, ()):
            found = look.recipe(figure, recipe)
            if found:
                return found
        return ""


@dataclass(frozen=True)
class _Look:
    cells: Cells
    here: Here

    def place(self, reference: str) -> Place | None:
        return self.here.places.get(reference) or self.cells.places.get(reference)

    def total(self, figure: Figure) -> str:
        """A sum of the figure's inputs; a member's own figure stands for its observation."""
        places = self.places(figure.inputs)
        if places is None or _sum(places) != figure.value:
            return ""
        names = [name for name, _ in places]
        return names[0] if len(names) == 1 else total_of(names, self.here.voids)

    def places(self, inputs: Sequence[str]) -> list[Place] | None:
        """The places of all inputs, on this sheet if it has every one of them; ``None`` when one is nowhere."""
        if not inputs or len(inputs) > MOST_TERMS:
            return None
        for known in (self.here.places, self.cells.places):
            found = [known.get(given) for given in inputs]
            if None not in found:
                return [place for place in found if place is not None]
        return None

    def recipe(self, figure: Figure, recipe: Recipe) -> str:
        terms = [self.term(figure, term) for term in recipe.terms]
        known = [term for term in terms if term is not None]
        if len(known) < len(terms) or figure.value is None:
            return ""
        try:
            with localcontext() as context:
                context.prec = 40
                value = recipe.reckon(*(value for _, value in known))
        except ArithmeticError:
            return ""
        if abs(value - figure.value) > NEAR * max(abs(figure.value), Decimal(1)):
            return ""
        return recipe.formula.format(*(name for name, _ in known))

    def term(self, figure: Figure, term: str | int) -> Place | None:
        inputs = figure.inputs
        if isinstance(term, int):
            return self.place(inputs[term]) if term < len(inputs) else None
        half = len(inputs) // 2
        parts = {"rest": inputs[1:], "first": inputs[:half], "second": inputs[half:]}.get(term)
        if parts is None:
            return self.place(f"{figure.indicator}.{figure.unit}.{figure.period}.{term}")
        places = self.places(parts)
        return None if places is None else (total_of([name for name, _ in places]), _sum(places))


def displays(figure: Figure) -> bool:
    """Whether a spreadsheet that holds the exact value displays the digits that are printed."""
    return figure.value is not None and _displays(figure.value, figure.shown)


@lru_cache(maxsize=32_768)
def _displays(value: Decimal, shown: str) -> bool:
    """Asked of every figure by each table, formula and pack it stands in."""
    number = number_shown(shown)
    if number is None:
        return False
    taken = SPREADSHEET.create_decimal(repr(float(value)))
    rounded = taken.quantize(Decimal(1).scaleb(-decimals_of(shown)), ROUND_HALF_UP)
    return rounded == number and rounded.is_signed() == number.is_signed()


def held(figure: Figure) -> Decimal | None:
    """What the figure's cell holds: the exact value, or the shown number where the display would differ."""
    return figure.value if displays(figure) else shown_number(figure)


def total_of(names: Sequence[str], voids: Collection[str] = ()) -> str:
    """``SUM`` over cells; neighbours in one column are named as a range, across cells that hold no number."""
    return f"SUM({','.join(_ranges(sorted(names, key=_position), voids))})" if len(names) > 1 else names[0]


def observed(observations: Iterable[tuple[str, Observation]], sheet: str, column: str) -> dict[str, Place]:
    """The places of observations listed on a sheet from row 2 on."""
    return {
        reference: (f"'{sheet}'!{column}{line}", row.value)
        for line, (reference, row) in enumerate(observations, start=2)
        if row.value is not None
    }


def _sum(places: Sequence[Place]) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return sum((value for _, value in places), Decimal(0))


def _ranges(names: Sequence[str], voids: Collection[str]) -> list[str]:
    made: list[tuple[str, str]] = []
    for name in names:
        if made and _adjoin(made[-1][1], name, voids):
            made[-1] = (made[-1][0], name)
        else:
            made.append((name, name))
    return [first if first == last else f"{first}:{last.rpartition('!')[2]}" for first, last in made]


def _adjoin(above: str, below: str, voids: Collection[str]) -> bool:
    """Whether only cells without a number lie between two cells of a column."""
    (head, top), (other, foot) = _position(above), _position(below)
    return head == other and all(f"{head}{row}" in voids for row in range(top + 1, foot))


def _position(name: str) -> tuple[str, int]:
    head = name.rstrip("0123456789")
    return head, int(name[len(head) :])
