"""Files handed in on the page and not yet taken: kept aside with their verdict until a person takes or drops them."""

from __future__ import annotations

import filecmp
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from toolkit.answer import LEDGER
from toolkit.collect.incoming import arrivals_in, is_passed_over
from toolkit.ledger import archive
from toolkit.model import JUDGEMENT_WORDS, Judgement, Period
from toolkit.office import enquiries
from toolkit.records import register_rows
from toolkit.web.place import Place
from toolkit.web.rights import Visitor
from toolkit.web.safety import clean_name

FOLDER, VERDICT, CONTENT = ".待收", "结论.json", "来件"
TAKEN = "收件"
MOST_WAITING = 2000
ROOM = 500 * 1024 * 1024  # bytes that stay free on the disk
WORDS = {
    Judgement.ACCEPTED: "可以收下",
    Judgement.ACCEPTED_WITH_FINDINGS: "可以收下，有待核实",
    Judgement.RETURNED: "有错误，须退回",
}
UNUSABLE = (Judgement.NOT_A_RETURN, Judgement.UNREADABLE)
GRAVITY = (Judgement.RETURNED, Judgement.ACCEPTED_WITH_FINDINGS, Judgement.ACCEPTED)

_one_at_a_time = Lock()
_writing = Lock()
_handled: dict[str, str] = {}  # tokens taken or dropped lately, the oldest first: the unit each was of


class Refused(Exception):  # noqa: N818
    """A file that is not even looked at; the message is a Chinese sentence for the clerk."""


@dataclass(frozen=True)
class Waiting:
    """One file set aside: its token, its name, what ``enquiries.check`` says of it, who handed it in and when. ``unit``
    is the unit it is of, ``""`` when there is none or several (an archive); ``received``: the very content came before,
    from whomever."""

    token: str
    name: str
    verdict: dict[str, Any]
    unit: str = ""
    by: str = ""
    time: str = ""
    sha256: str = ""
    received: bool = False

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.verdict["verdict"])

    @property
    def word(self) -> str:
        if self.received:
            return JUDGEMENT_WORDS[Judgement.DUPLICATE]
        return WORDS.get(self.judgement, JUDGEMENT_WORDS[self.judgement])

    @property
    def usable(self) -> bool:
        """Whether it may be put among the arrivals."""
        return self.judgement not in UNUSABLE

    @property
    def tone(self) -> str:
        """The class it is dressed in."""
        if self.received:
            return "query"
        return {Judgement.ACCEPTED: "good", Judgement.ACCEPTED_WITH_FINDINGS: "query"}.get(self.judgement, "bad")


def hand_in(place: Place, name: str, chunks: Iterable[bytes], period: Period | None, by: Visitor) -> Waiting:
    """Set a file aside and judge it. Raises ``Refused``, and whatever a faulty register raises."""
    safe = clean_name(name)
    if not safe:
        raise Refused("文件名不能使用，请改名后重新选择。")
    if is_passed_over(safe):
        raise Refused(f"“{safe}”是临时文件或说明文件，不是报表，没有收。")
    home = place.outputs / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(home).free < ROOM or sum(1 for _ in home.iterdir()) >= MOST_WAITING:
        raise Refused("待收的文件太多，或磁盘快满了，没有收。请先把待收的文件收下或退掉，再上传。")
    token = secrets.token_hex(8)
    folder = home / token
    (folder / CONTENT).mkdir(parents=True)
    try:
        content = hashlib.sha256()
        with (folder / CONTENT / safe).open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
                content.update(chunk)
        with _one_at_a_time:
            outcome = enquiries.check((folder / CONTENT / safe,), place.plan, period, place.registers.book())
        verdict, unit = _together(outcome.record["returns"])
        if by.unit and unit != by.unit:
            own = place.registers.book().unit_name(by.unit)
            raise Refused(f"没有认出是{own}的报表，没有收。请核对封面上的填报单位；只能上传本单位的报表。")
        known: dict[str, Any] = {"verdict": verdict, "unit": unit, "by": by.name, "time": f"{place.now:%Y-%m-%d %H:%M}"}
        known["sha256"] = content.hexdigest()
        (folder / VERDICT).write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Waiting(token, safe, received=_Received(place).has(folder / CONTENT / safe, known["sha256"]), **known)


def _together(found: object) -> tuple[dict[str, Any], str]:
    """The verdict on one file; of an archive one verdict on all that is in it, and the unit when it is one."""
    rows: list[dict[str, Any]] = json.loads(json.dumps(found, ensure_ascii=False, default=str))
    units = {row["unit"] for row in rows if Judgement(row["verdict"]) not in UNUSABLE}
    unit = units.pop() or "" if len(units) == 1 else ""
    if len(rows) == 1:
        return rows[0], unit
    judged = [Judgement(row["verdict"]) for row in rows]
    gravest = next((each for each in GRAVITY if each in judged), Judgement.NOT_A_RETURN)
    if gravest is Judgement.ACCEPTED and set(judged) & set(UNUSABLE):
        gravest = Judgement.ACCEPTED_WITH_FINDINGS
    counts = "、".join(f"{JUDGEMENT_WORDS[each]}{judged.count(each)}个" for each in Judgement if each in judged)
    findings = [
        {**finding, "sheet": f"{row['file']} {finding['sheet']}"} for row in rows for finding in row["findings"]
    ]
    told = (f"{row['file']}：{row['reason']}" for row in rows if Judgement(row["verdict"]) is not Judgement.ACCEPTED)
    reason = f"内有{len(rows)}个文件：{counts}。{''.join(told)}" if rows else "里面没有文件。"
    return {"verdict": gravest.value, "reason": reason, "findings": findings}, unit


def waiting(place: Place) -> list[Waiting]:
    """Everything set aside, in order of name."""
    found, received = [], _Received(place)
    for path in (place.outputs / FOLDER).glob(f"*/{VERDICT}"):
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            [file] = (path.parent / CONTENT).iterdir()
        except (OSError, ValueError):  # taken by somebody else meanwhile, or just being written
            continue
        came = received.has(file, known.get("sha256", ""))
        found.append(Waiting(path.parent.name, file.name, received=came, **known))
    return sorted(found, key=lambda each: (each.name, each.token))


def not_yet_received(found: Iterable[Waiting]) -> list[Waiting]:
    """The usable ones whose content has not come before, each content once."""
    chosen: dict[str, Waiting] = {}
    for each in found:
        if each.usable and not each.received:
            chosen.setdefault(each.sha256 or each.token, each)
    return list(chosen.values())


class _Received:
    """What has come: the ledger's archive, and the files among the arrivals, looked through when first asked."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._sizes: dict[int, list[Path]] | None = None

    def has(self, file: Path, sha256: str) -> bool:
        if sha256 and archive.find(self._place.outputs / LEDGER, sha256) is not None:
            return True
        if self._sizes is None:
            self._sizes = {}
            for path in filter(Path.is_file, arrivals_in(self._place.inputs)):
                self._sizes.setdefault(path.stat().st_size, []).append(path)
        try:
            return any(filecmp.cmp(file, path, shallow=False) for path in self._sizes.get(file.stat().st_size, ()))
        except OSError:  # taken or moved by somebody else meanwhile
            return False


def handled(token: str) -> str | None:
    """The unit of a file that was taken or dropped since this start; ``None`` when no such file is known."""
    return _handled.get(token)


def path_of(place: Place, each: Waiting) -> Path:
    return place.outputs / FOLDER / each.token / CONTENT / each.name


def take(place: Place, each: Waiting) -> Path:
    """Put the file among the arrivals, under its own name, beside and never over another of that name, and write down
    when it came: what is handed in on Friday is not late because it was added up on Monday."""
    if not each.usable:
        raise Refused(f"“{each.name}”不能作为报表收下：{each.verdict['reason']}")
    folder = place.inputs / TAKEN / place.today.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        content = path_of(place, each).read_bytes()
    except FileNotFoundError:
        raise Refused(f"“{each.name}”已由他人办理。") from None
    target, number = folder / each.name, 2
    while True:
        try:
            with target.open("xb") as stream:
                stream.write(content)
            break
        except FileExistsError:
            target = folder / f"{Path(each.name).stem}({number}){Path(each.name).suffix}"
            number += 1
    with _writing:
        register_rows.received(place.inputs, target.relative_to(place.inputs).as_posix(), each.time)
    drop(place, each)
    return target


def drop(place: Place, each: Waiting) -> None:
    _handled[each.token] = each.unit
    while len(_handled) > MOST_WAITING:
        del _handled[next(iter(_handled))]
    shutil.rmtree(place.outputs / FOLDER / each.token, ignore_errors=True)
