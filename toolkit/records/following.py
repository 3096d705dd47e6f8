"""上次所提问题的办理情况: later versions of returns looked up against what earlier ones were asked.

Only what was told in an earlier run is asked about: two versions that come together were never answered in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toolkit.check import follow
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.asked import Form, asked
from toolkit.ledger.decisions import last_told
from toolkit.ledger.versions import Version
from toolkit.model import Finding, Followed, Grade, Nature, Period, Reading, Verdict

NAMED = 5  # places named in a line


def of_month(
    ledger: Ledger, period: Period, versions: Sequence[Version], findings: Iterable[Finding]
) -> tuple[Followed, ...]:
    """What became of what was last asked of the forms of ``versions`` of ``period`` that gave way; ``findings`` are
    this run's. What a version between had settled is not told again, nor called unsettled when it is broken anew."""
    by_file = _by_file(findings)
    nearest = _nearest(ledger, period, versions)
    standing = {version.receipt.file: version for version in versions if version.stands}
    told: list[Followed] = []
    for earlier in versions:
        for file in dict.fromkeys(earlier.superseded.values()):
            later = standing.get(file)
            if later is None or later.receipt.received_on < earlier.receipt.received_on:
                continue
            given_way = [form for form, successor in earlier.superseded.items() if successor == file]
            forms = [form for form in given_way if nearest.get((file, form), earlier.receipt.id) == earlier.receipt.id]
            if not forms:
                continue
            questions = asked(ledger.connection, period, earlier.receipt, forms)
            told += follow(earlier.reading, later.reading, questions, by_file.get(file, ()))
    return tuple(sorted(told, key=lambda each: (each.unit, each.settled)))


def _nearest(ledger: Ledger, period: Period, versions: Sequence[Version]) -> dict[tuple[str, Form], int]:
    """By later file and form, the last version before it that had the form and stood in a run, whose unit was told."""
    found: dict[tuple[str, Form], int] = {}
    for version in sorted(versions, key=lambda each: (each.receipt.received_on, each.receipt.version)):
        told = last_told(ledger.connection, period, version.receipt.id)
        found |= {(file, form): version.receipt.id for form, file in version.superseded.items() if form in told}
        if told:  # it answered for what came before and had no form that could be read
            no_form = ("", version.receipt.unit or "")
            found |= {(file, no_form): version.receipt.id for file in version.superseded.values()}
    return found


def of_files(ledger: Ledger, readings: Iterable[Reading], verdicts: Iterable[Verdict]) -> tuple[Followed, ...]:
    """The same for files that are only looked at: against what was asked of the versions the ledger has standing."""
    by_file = {verdict.file: verdict.findings for verdict in verdicts}
    told: list[Followed] = []
    for reading in readings:
        if reading.nature is not Nature.RETURN or reading.unit is None or reading.period is None:
            continue
        for version in ledger.versions(reading.period, reading.unit):
            forms = [form for form in version.stands if form in reading.forms]
            if forms and version.receipt.sha256 != reading.sha256:
                questions = asked(ledger.connection, reading.period, version.receipt, forms)
                told += follow(version.reading, reading, questions, by_file.get(reading.file, ()))
    return tuple(told)


def lines(followed: Sequence[Followed], book: Codebook) -> tuple[str, ...]:
    """One line for each later file: how many of the earlier questions are settled, and where the others stand."""
    heaps: dict[tuple[str, str], list[Followed]] = {}
    for each in followed:
        heaps.setdefault((each.unit, each.file), []).append(each)
    told = []
    for (unit, file), heap in heaps.items():
        left = [each for each in heap if not each.settled]
        said = f"上次所提{len(heap)}处问题，已解决{len(heap) - len(left)}处"
        if left:
            places = list(dict.fromkeys(_place(each) for each in left))
            more = "等" if len(places) > NAMED else ""
            said += f"，未解决{len(left)}处（{'、'.join(places[:NAMED])}{more}）"
        unasked = min(each.unasked for each in heap)  # of several earlier files, against the nearest
        said += f"；另有{unasked}格未要求而有改动" if unasked else ""
        told.append(f"{_standing(left)}　{book.unit_name(unit)}（{file.rpartition('/')[2]}）：{said}。")
    return tuple(told)


def _standing(left: Sequence[Followed]) -> str:
    """Whether a later file put right what was asked: a query asks for no correction but for a word."""
    if any(each.asked.grade is Grade.FATAL for each in left):
        return "未改正"
    return "尚待说明" if left else "已改正"


def _place(each: Followed) -> str:
    source = each.asked.source
    return " ".join(part for part in (source.sheet, source.cell) if part) or each.asked.form or "整份报表"


def _by_file(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.source.file, []).append(finding)
    return found
