"""What stands around the text: which form a document has, and the parts a template or the office's settings give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.model import Block
from toolkit.publish.word.profile import Office

MATERIAL = "材料"  # 会议材料、附件一类：不印版头和版记
FORMS = ("文件", "信函", "纪要", "简报", MATERIAL)
PARTS = {
    "份号": "copy_number",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "发文字号": "number",
    "签发人": "signers",
    "刊名": "brief_name",
    "编发单位": "name",
    "抄送": "copies",
    "印发": "printer",
    "报": "reported_to",
    "送": "sent_to",
    "发": "issued_to",
    "印数": "printed",
    "期号": "",
    "总期号": "",
    "编发日期": "",
    "按语": "",
    "供稿": "",
    "出席": "",
    "请假": "",
    "列席": "",
    "篇幅": "",  # 至多几面，不印
}
"""Each part a template may write, and the setting that stands for it when the template does not."""


class UnknownPart(KeyError):  # noqa: N818
    """A template names a form, table or chart that is not there: a fault of the template or of ours."""


@dataclass(frozen=True)
class Frame:
    """The form of a document and its parts; what neither template nor office gives is ``""`` and not printed."""

    form: str
    office: Office
    words: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, part: str) -> str:
        setting = PARTS[part]
        given: str = self.words.get(part) or (getattr(self.office, setting) if setting else "")
        return given

    @property
    def most(self) -> int:
        """How many pages the template wants at most, 0 where it says nothing."""
        return int(self["篇幅"]) if self["篇幅"].isdigit() else 0

    @property
    def headed(self) -> bool:
        """Whether a head is printed: always on a 简报, whose head is no 红头; else when the office wants it."""
        return self.form == "简报" or self.office.letterhead


def framed(blocks: Sequence[Block], office: Office) -> tuple[Frame, list[Block]]:
    """The frame of a document and the blocks of its text."""
    form = next((block.text for block in blocks if block.kind == "版式"), FORMS[0])
    if form not in FORMS:
        raise UnknownPart(f"没有名为“{form}”的版式，只有{'、'.join(FORMS)}")
    words = {block.kind: block.text for block in blocks if block.kind in PARTS}
    rest = [block for block in blocks if block.kind not in PARTS and block.kind != "版式"]
    plain = replace(office, letterhead=False, imprint=False) if form == MATERIAL else office
    return Frame(form, plain, words), rest
