"""The findings of one file while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.collect.rules import RULES
from toolkit.model import Finding, Period, Source


@dataclass(slots=True)
class Notebook:
    """The findings of one file while it is being read, in reading order."""

    file: str
    unit: str = ""
    period: Period | None = None
    found: list[Finding] = field(default_factory=list)
    _told: set[Finding] = field(default_factory=set)  # asked at every finding: a table may have thousands

    def add(
        self,
        rule: str,
        sheet: str = "",
        cell: str = "",
        *,
        form: str = "",
        unit: str = "",
        indicator: str = "",
        raw: str = "",
        **slots: str,
    ) -> None:
        """Record a finding; the same finding at the same place only once."""
        text = RULES[rule]
        slots.setdefault("hint", "")
        finding = Finding(
            rule,
            text.grade,
            text.message.format(sheet=sheet, form=form, **slots),
            text.remedy.format(sheet=sheet, form=form, **slots),
            Source(self.file, sheet, cell),
            unit or self.unit,
            self.period,
            form,
            indicator,
            raw,
        )
        if finding not in self._told:
            self._told.add(finding)
            self.found.append(finding)
