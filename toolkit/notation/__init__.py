"""Numbers, measures and periods as people write them: text in, exact value or a stated reason out.

Pure functions, standard library only. Nothing here guesses: what can be read in two ways is ``UNREADABLE`` (numbers) or
``None`` (periods), with the reason in words a filler understands. Which measures exist is not known here; a written
suffix is handed back as text and resolved by the caller against the codebook.
"""

from toolkit.notation.measures import MeasureLike, parse_measure, to_measure
from toolkit.notation.numbers import Note, Number, Tells, parse_number, parse_rate, plain
from toolkit.notation.periods import find_periods, parse_date, parse_period
from toolkit.notation.text import normalise, squeeze, tidy, unmarked

__all__ = [
    "MeasureLike",
    "Note",
    "Number",
    "Tells",
    "find_periods",
    "normalise",
    "parse_date",
    "parse_measure",
    "parse_number",
    "parse_period",
    "parse_rate",
    "plain",
    "squeeze",
    "tidy",
    "to_measure",
    "unmarked",
]
