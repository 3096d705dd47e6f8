"""The nouns every room gives and takes: frozen values, no input or output, no outside library.

Names follow the field's standards (SDMX, GSBPM) as listed in docs/design.md: a *unit* is a reporting
unit and never a unit of measure; a *period* is a month of report; a *figure* is a published number.
"""

from __future__ import annotations

from toolkit.model.judged import (
    JUDGEMENT_WORDS,
    SENT_BACK,
    SETTLEMENT_WORDS,
    TIMING_WORDS,
    Arrival,
    BaseRevision,
    Coverage,
    Followed,
    Judgement,
    Punctuality,
    Receipt,
    Settlement,
    Timing,
    Verdict,
)
from toolkit.model.marks import VOID, is_void
from toolkit.model.parts import part_name, part_of, whole_of
from toolkit.model.printed import (
    Block,
    Chart,
    Column,
    Direction,
    Figure,
    Point,
    Series,
    Span,
    Table,
    Trend,
)
from toolkit.model.received import (
    GRADE_WORDS,
    KIND_WORDS,
    STATUS_WORDS,
    Finding,
    Grade,
    Kind,
    Nature,
    Observation,
    Period,
    ProjectReport,
    Reading,
    Source,
    Status,
    TaskReport,
)
from toolkit.model.review import REVIEW_NOTE, REVIEW_SHEET

__all__ = [
    "GRADE_WORDS",
    "JUDGEMENT_WORDS",
    "KIND_WORDS",
    "REVIEW_NOTE",
    "REVIEW_SHEET",
    "SENT_BACK",
    "SETTLEMENT_WORDS",
    "STATUS_WORDS",
    "TIMING_WORDS",
    "VOID",
    "Arrival",
    "BaseRevision",
    "Block",
    "Chart",
    "Column",
    "Coverage",
    "Direction",
    "Figure",
    "Finding",
    "Followed",
    "Grade",
    "Judgement",
    "Kind",
    "Nature",
    "Observation",
    "Period",
    "Point",
    "ProjectReport",
    "Punctuality",
    "Reading",
    "Receipt",
    "Series",
    "Settlement",
    "Source",
    "Span",
    "Status",
    "Table",
    "TaskReport",
    "Timing",
    "Trend",
    "Verdict",
    "is_void",
    "part_name",
    "part_of",
    "whole_of",
]
