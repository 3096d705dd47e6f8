"""Files handed in on the page and not yet taken: kept aside with their verdict until a person takes or drops them."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from toolkit import enquiries
from toolkit.collect.incoming import is_passed_over
from toolkit.model import JUDGEMENT_WORDS, Judgement, Period
from toolkit.web.place import Place
from toolkit.web.safety import clean_name

FOLDER, VERDICT, CONTENT = ".待收", "结论.json", "来件"
TOKEN = re.compile(r"[0-9a-f]{16}")
TAKEN = "收件"
WORDS = {
    Judgement.ACCEPTED.value: "可以收下",
    Judgement.ACCEPTED_WITH_FINDINGS.value: "可以收下，有待核实",
    Judgement.RETURNED.value: "有错误，须退回",
}
UNUSABLE = (Judgement.NOT_A_RETURN.value, Judgement.UNREADABLE.value)

_one_at_a_time = Lock()


class Refused(Exception):  # noqa: N818
    """A file that is not even looked at; the message is a Chinese sentence for the clerk."""


@dataclass(frozen=True)
class Waiting:
    """One file set aside: its token, its name, and what ``enquiries.check`` says of it."""

    token: str
    name: str
    verdict: dict[str, Any]

    @property
    def word(self) -> str:
        judgement = self.verdict["judgement"]
        return WORDS.get(judgement, JUDGEMENT_WORDS[Judgement(judgement)])

    @property
    def usable(self) -> bool:
        """Whether it may be put among the arrivals."""
        return self.verdict["judgement"] not in UNUSABLE

    @property
    def tone(self) -> str:
        """The class it is dressed in."""
        judgement = self.verdict["judgement"]
        return {"accepted": "good", "accepted_with_findings": "query"}.get(judgement, "bad")


def hand_in(place: Place, name: str, chunks: Iterable[bytes], period: Period | None) -> Waiting:
    """Set a file aside and judge it. Raises ``Refused``, and whatever a faulty register raises."""
    safe = clean_name(name)
    if not safe:
        raise Refused("文件名不能使用，请改名后重新选择。")
    if is_passed_over(safe):
        raise Refused(f"“{safe}”是临时文件或说明文件，不是报表，没有收。")
    token = secrets.token_hex(8)
    folder = place.outputs / FOLDER / token
    (folder / CONTENT).mkdir(parents=True)
    try:
        with (folder / CONTENT / safe).open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
        with _one_at_a_time:
            outcome = enquiries.check((folder / CONTENT / safe,), place.plan, period)
        text = json.dumps(outcome.record["returns"], ensure_ascii=False, default=str)
        verdict: dict[str, Any] = json.loads(text)[0]
        text = json.dumps(verdict, ensure_ascii=False)
        (folder / VERDICT).write_text(text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Waiting(token, safe, verdict)


def waiting(place: Place) -> list[Waiting]:
    """Everything set aside, in order of name."""
    found = []
    for path in sorted((place.outputs / FOLDER).glob(f"*/{VERDICT}")):
        files = sorted((path.parent / CONTENT).iterdir())
        if files:
            found.append(Waiting(path.parent.name, files[0].name, json.loads(path.read_text(encoding="utf-8"))))
    return sorted(found, key=lambda each: (each.name, each.token))


def find(place: Place, token: str) -> Waiting | None:
    if not TOKEN.fullmatch(token):
        return None
    return next((each for each in waiting(place) if each.token == token), None)


def take(place: Place, each: Waiting) -> Path:
    """Put the file among the arrivals, under its own name, beside and never over another of that name."""
    if not each.usable:
        raise Refused(f"“{each.name}”不能作为报表收下：{each.verdict['reason']}")
    folder = place.inputs / TAKEN / place.today.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    source = place.outputs / FOLDER / each.token / CONTENT / each.name
    target, number = folder / each.name, 2
    content = source.read_bytes()
    while True:
        try:
            with target.open("xb") as stream:
                stream.write(content)
            break
        except FileExistsError:
            target = folder / f"{Path(each.name).stem}({number}){Path(each.name).suffix}"
            number += 1
    drop(place, each)
    return target


def drop(place: Place, each: Waiting) -> None:
    shutil.rmtree(place.outputs / FOLDER / each.token, ignore_errors=True)
