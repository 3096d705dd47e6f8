"""Lines about a return (填报单位：芙蓉区　报告期：2024年6月): their labels, and what stands behind each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from toolkit.collect.labels import key
from toolkit.notation import find_periods

UNIT = re.compile(r"^(?:填报|报送|编报|上报)单位(?:名称)?(?:\((?:盖章|公章|签章)\))?$|^单位名称$")
CODE = re.compile(r"^(?:填报)?单位(?:统计)?(?:代码|编号)$|^统计编号$")
PERIOD = re.compile(r"^(?:报告|报表|数据|统计|填报|所属)(?:期|时期|月份|时间|期别)$|^(?:报送|上报|编报)?月份$|^所属期$")
SIGNED = re.compile(r"^(?:报出|填报|上报|报送)日期$")
MARK = re.compile(r"^(?:填报|报送)(?:类型|性质)$|^版本(?:说明)?$|^报送次数$")
_NOT_TITLE = re.compile(r"有效期|文号|报出|填报日期|填表日期|上报|截止|印发|参考|于次月|日前")
_PAIR = re.compile(r"([^:\s]{2,16}?)\s*:\s*([^:]*?)(?=\s+\S{2,16}?\s*:|$)")
_LABEL = re.compile(r"(?:^|(?<=[\s,;。)]))\(?[^\s:,;。()]{2,16}(?:\([^\s:()]{1,6}\))?:")


class Spoken(NamedTuple):
    """What a cell above a table is by its words alone: the label of what stands beside it (``""``: none), the labelled
    pairs it holds itself (``填报单位：芙蓉区``), whether it may be a title, and words no label of a day or a month
    stands before (``2024年6月　填报单位：芙蓉区　2024年6月``)."""

    label: str
    pairs: tuple[tuple[str, str], ...]
    title: bool
    loose: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def spoken(text: str) -> Spoken:
    folded = key(text).strip(":")
    if is_label(folded):
        return Spoken(folded, (), False)
    found = list(_PAIR.finditer(text)) if ":" in text else []
    labelled = [(label, pair[2]) for pair in found if is_label(label := key(pair[1]))]
    title = not (labelled or len(text) > 60 or _NOT_TITLE.search(text))
    loose = [text[: found[0].start()]] if labelled else []
    loose += [said for label, said in labelled if UNIT.match(label) or CODE.match(label)]
    pairs = tuple((label, said) for label, said in labelled if said)
    return Spoken("", pairs, title, tuple(said for said in loose if find_periods(said)))


def entries(text: str) -> list[str]:
    """What stands behind the labels of a line, whatever they are: the man and the number of 填表人:李某 电话:…"""
    return [said.strip() for said in _LABEL.split(text)[1:] if said.strip()]


@lru_cache(maxsize=8192)
def is_label(folded: str) -> bool:
    labels = (UNIT, CODE, PERIOD, SIGNED, MARK)
    return any(pattern.match(folded) for pattern in labels)
