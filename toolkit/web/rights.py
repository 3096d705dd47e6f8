"""What each address of the page asks of a visitor: one right of ``people``. An address without a row answers nobody."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.records import people

OPEN = ("static", "login", "enter")  # before anybody is known

NEEDS: dict[str, str] = {
    "home": people.SEE,
    "progress": people.SEE,
    "progress_now": people.SEE,
    "board": people.SEE,
    "findings": people.SEE,
    "files": people.SEE,
    "download": people.SEE,
    "show": people.SEE,
    "leave": people.SEE,
    "figures": people.SEE_ALL,
    "figure": people.SEE_ALL,
    "signing": people.SEE_ALL,
    "issued_file": people.SEE_ALL,
    "past": people.SEE_ALL,
    "versions": people.SEE_ALL,
    "duties": people.SEE_ALL,
    "doubts": people.SEE_ALL,
    "deeds": people.SEE_ALL,
    "upload": people.HAND_IN,
    "take": people.HAND_IN,
    "drop": people.HAND_IN,
    "run": people.MAKE,
    "alias": people.SETTLE,
    "adopt": people.SETTLE,
    "withdraw": people.SETTLE,
    "waive": people.PASS,
    "send_back": people.PASS,
    "opine": people.PASS,
    "deliver": people.ISSUE,
    "draft": people.ISSUE,
    "drafts": people.ISSUE,
    "step": people.SEE_ALL,  # each step asks its own, below
}

STEPS: dict[str, str] = {
    "first": people.APPROVE,
    "approve": people.APPROVE,
    "issue": people.ISSUE,
    "close": people.ISSUE,
    "reopen": people.REOPEN,
}


@dataclass(frozen=True)
class Visitor:
    """Whoever asks. ``name`` ``""``: the person at this very computer, who types his name; ``unit`` ``""``: the office;
    ``token`` must be in every form sent."""

    name: str
    rights: frozenset[str]
    unit: str
    token: str
    address: str = ""

    def may(self, right: str) -> bool:
        return right in self.rights


EVERYTHING = frozenset(people.RIGHT_NAMES)
