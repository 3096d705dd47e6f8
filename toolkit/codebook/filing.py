"""How returns come in: the due day a form declares, how often a form is asked for, whom to write to."""

from __future__ import annotations

from dataclasses import dataclass

MONTHS_BETWEEN = {"月": 1, "季": 3, "半年": 6, "年": 12}  # 频率


@dataclass(frozen=True, slots=True)
class Due:
    """The due day a form declares (报送日): the ``day``-th day, or working day, of a month after the report period.

    ``month`` 0 is the following month (次月), 1 to 12 that month next after the period (次年3月 of a yearly form).
    """

    day: int
    working: bool = False
    month: int = 0

    @property
    def text(self) -> str:
        when = f"次年{self.month}月" if self.month else "次月"
        return f"{when}第{self.day}个工作日" if self.working else f"{when}{self.day}日"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to at a filing unit (通讯录). The shipped register is empty: no address is ever made up."""

    unit: str
    name: str
    mail: str
    source: str
