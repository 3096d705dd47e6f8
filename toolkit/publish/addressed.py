"""A finding as its unit is told it: no folders of the office, no names of its people, nothing that only the office can
do (mark a file, write into 收件登记). The clerk's own lists keep the finding as it is."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.model import SENT_BACK, Finding

VERSIONS = "版本"  # two files of which nothing tells which one counts
WHICH = "两份报表不一致，请书面说明以哪一份为准。"
_PATH = re.compile(r"“(?:[^“”/]+/)+([^“”/]+\.[A-Za-z]{2,5})”")
_CONSENT = re.compile(r"（[^（]*?(\d{4}年\d{1,2}月\d{1,2}日同意[^（）]*）)$")  # who consented, and when
ADOPTED = "READ-ADOPTED"
_TAKEN = re.compile(r"原文“(?P<what>.*)”按采纳登记读作“(?P<value>.*)”（[^：（）]*：(?P<why>.*)）。")
_LIKENESS = re.compile(r"（相似度\d+.*?），未经确认不采用")  # for whoever accepts a proposal
_BY_HAND = re.compile(r"人工退回：(?P<why>.*)（[^（）]*）。?")


def to_unit(finding: Finding) -> Finding:
    """The same finding in words for the unit."""
    message = _LIKENESS.sub("", _PATH.sub(r"“\1”", finding.message))
    if finding.rule == VERSIONS:
        return replace(finding, message=message, remedy=WHICH)
    by_hand = _BY_HAND.fullmatch(message) if finding.rule == SENT_BACK else None
    if by_hand is not None:
        return replace(finding, message=f"{by_hand['why']}。")
    taken = _TAKEN.fullmatch(message) if finding.rule == ADOPTED else None
    if taken is not None:
        said = f"所填“{taken['what']}”已按核实结果读作“{taken['value']}”（{taken['why']}）。"
        return replace(finding, message=said)
    if finding.waived:
        return replace(finding, message=message, remedy=_CONSENT.sub(r"（\1", finding.remedy))
    return replace(finding, message=message) if message != finding.message else finding
