"""审: edit rules to findings, files to verdicts, and who has answered."""

from toolkit.check.examine import examine, withheld
from toolkit.check.facts import Earlier
from toolkit.check.follow import follow
from toolkit.check.month import Month, month, verdicts_alone
from toolkit.check.rules import all_faults, load, register_faults, require_sound
from toolkit.check.supposed import forbidden
from toolkit.check.timeliness import of_year
from toolkit.check.verdicts import Entry, completeness, judge, judge_all, left_out

__all__ = [
    "Earlier",
    "Entry",
    "Month",
    "all_faults",
    "completeness",
    "examine",
    "follow",
    "forbidden",
    "judge",
    "judge_all",
    "left_out",
    "load",
    "month",
    "of_year",
    "register_faults",
    "require_sound",
    "verdicts_alone",
    "withheld",
]
