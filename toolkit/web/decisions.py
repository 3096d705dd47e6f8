"""存疑: proposals to accept or refuse, passages to judge, findings to let pass, cells to be read otherwise, returns to
send back.

Every decision is written by ``settling`` or ``waiving`` into a register, with who and why; it counts from the next run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from toolkit.answer import Outcome
from toolkit.codebook.adoptions import Adoption, Withdrawn
from toolkit.faults import failure
from toolkit.ledger import Ledger
from toolkit.ledger.keeping import Damaged
from toolkit.office import settling, waiving
from toolkit.pipeline import LEDGER
from toolkit.publish import unsettled
from toolkit.web import month, pending
from toolkit.web.answers import done, made, typed
from toolkit.web.place import Place
from toolkit.web.safety import visitor
from toolkit.web.work import Workbench

UNNAMED = ("READ-ROW", "READ-COLUMN", "READ-UNIT")  # findings about words that may have proposals
LONGEST = {"name": 20, "why": 200, "reading": 60}
NO_NAME, NO_WHY = "请填写由谁决定（20字以内）。", "请写明理由或文字（200字以内）。"
GONE = "台账中没有这份来件的原件，不能办理。"


def routes(app: Flask, place: Place, bench: Workbench) -> None:
    @app.get("/<period>/doubts")
    def doubts(period: str) -> ResponseReturnValue:
        found = made(place, period)
        refused, proposals, confirmed = "", [], _Confirmed((), ())
        try:
            proposals, confirmed = _proposals(place, found), _confirmed(place, found)
        except Exception as error:  # a faulty register
            refused = "".join(failure(error)[1])
        offered = unsettled.passages(found.folder)
        return render_template(
            "doubts.html", made=found, proposals=proposals, passages=offered, confirmed=confirmed, refused=refused
        )

    @app.post("/<period>/opine")
    def opine(period: str) -> ResponseReturnValue:
        found, subject = made(place, period), request.form.get("subject", "")
        if subject not in {each.subject for each in unsettled.passages(found.folder)}:
            abort(404)
        wanted, words = request.form.get("decision") == "print", typed("why", LONGEST["why"])

        def do(by: settling.By) -> Outcome:
            return settling.opine(found.about, subject, words if wanted else "", place.plan, by.who, place.outputs)

        return _decide(place, found, "研判", subject, do, "" if wanted else "不写")

    @app.post("/<period>/alias")
    def alias(period: str) -> ResponseReturnValue:
        found, text = made(place, period), request.form.get("text", "")
        verb = {"accept": settling.accept_aliases, "refuse": settling.refuse_aliases}.get(
            request.form.get("decision", "")
        )
        if verb is None:
            abort(400)

        def do(by: settling.By) -> Outcome:
            with _unnamed(place, found) as paths:
                return verb(paths, place.plan, (text,), by)

        return _decide(place, found, "采纳写法" if verb is settling.accept_aliases else "不采纳写法", text, do)

    @app.post("/<period>/adopt")
    def adopt(period: str) -> ResponseReturnValue:
        found = made(place, period)
        row, reading = _return(found), typed("reading", LONGEST["reading"])
        sheet, cell = request.form.get("sheet", ""), request.form.get("cell", "")

        def do(by: settling.By) -> Outcome:
            if not reading:
                return Outcome(settling.MISUSE, "请填写这一格应读作什么（60字以内）。")
            with _original(place, row) as path:
                return settling.accept_cell(settling.Cell(path, sheet, cell, reading), place.plan, by, place.outputs)

        return _decide(place, found, "确认读法", f"{row['file']} {sheet} {cell}", do)

    @app.post("/<period>/withdraw")
    def withdraw(period: str) -> ResponseReturnValue:
        found = made(place, period)
        row, sheet, cell = _return(found), request.form.get("sheet", ""), request.form.get("cell", "")

        def do(by: settling.By) -> Outcome:
            return settling.withdraw_cell(row["sha256"], sheet, cell, place.plan, by, place.outputs)

        return _decide(place, found, "撤销采纳", f"{row['file']} {sheet} {cell}", do)

    @app.post("/<period>/waive")
    def waive(period: str) -> ResponseReturnValue:
        found = made(place, period)
        row, rule = _return(found), request.form.get("rule", "")
        about = waiving.Waived(rule, row["unit"] or "", found.about, request.form.get("indicator", ""))

        def do(by: settling.By) -> Outcome:
            return waiving.waive(about, place.plan, by, place.today, place.outputs)

        return _decide(place, found, "说明后通过", f"{found.data.name(row['unit'] or '')} {rule}", do)

    @app.post("/<period>/sendback")
    def send_back(period: str) -> ResponseReturnValue:
        found = made(place, period)
        row = _return(found)

        def do(by: settling.By) -> Outcome:
            with _original(place, row) as path:
                return waiving.send_back(path, place.plan, by, place.today, place.outputs)

        return _decide(place, found, "人工退回", row["file"], do)

    def _decide(
        place: Place, found: month.Issued, act: str, about: str, do: Callable[[settling.By], Outcome], given: str = ""
    ) -> ResponseReturnValue:
        """Take a decision in somebody's name, for a reason (``given``, else the one typed); says what came of it."""
        name, why = visitor().name or typed("name", LONGEST["name"]), given or typed("why", LONGEST["why"])
        refused = (NO_NAME if not name else "") or (NO_WHY if not why else "")
        refused = refused or ("正在处理，请等它结束后再办。" if bench.busy else "")
        told: list[str] = []
        refused = refused or done(place, act, f"{found.period} {about}", name, lambda: do(settling.By(name, why)), told)
        page = render_template("told.html", made=found, told=told, refused=refused)
        return page, 409 if refused else 200


@dataclass(frozen=True)
class _Confirmed:
    """The readings somebody confirmed in files of a month: those that count, and those taken back."""

    standing: tuple[Adoption, ...]
    withdrawn: tuple[Withdrawn, ...]


def _confirmed(place: Place, found: month.Issued) -> _Confirmed:
    book, files = place.registers.book(), {row["sha256"] for row in found.record["returns"]}
    return _Confirmed(
        tuple(each for each in book.adoptions if each.sha256 in files),
        tuple(each for each in book.withdrawn if each.sha256 in files),
    )


def _return(found: month.Issued) -> dict[str, Any]:
    """The return a form is about: one the month's record names, never a path."""
    sha256 = request.form.get("sha256", "")
    row: dict[str, Any] | None = next((each for each in found.record["returns"] if each["sha256"] == sha256), None)
    if row is None:
        abort(404)
    return row


@contextmanager
def _original(place: Place, row: dict[str, Any]) -> Iterator[Path]:
    """The file as it was received, under its own name, out of the ledger's archive."""
    with Ledger(place.outputs / LEDGER, write=False) as ledger:
        kept = ledger.content(row["sha256"])
        content = kept.read_bytes() if kept is not None else None
    if content is None:
        raise Damaged(GONE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(row["file"]).name
        path.write_bytes(content)
        yield path


@contextmanager
def _unnamed(place: Place, found: month.Issued) -> Iterator[tuple[Path, ...]]:
    """The files with words that reading could not name: of the month's record, and those waiting to be taken."""
    rows = [each for each in found.record["returns"] if _has_unnamed(each["findings"])]
    waiting = [each for each in pending.waiting(place) if _has_unnamed(each.verdict["findings"])]
    with ExitStack() as held:
        paths = [held.enter_context(_original(place, row)) for row in rows]
        yield (*paths, *(pending.path_of(place, each) for each in waiting))


def _has_unnamed(findings: list[dict[str, Any]]) -> bool:
    return any(finding["rule"] in UNNAMED for finding in findings)


def _proposals(place: Place, found: month.Issued) -> list[dict[str, Any]]:
    with _unnamed(place, found) as paths:
        if not paths:
            return []
        record: dict[str, Any] = settling.proposals(paths, place.plan).record
    rows: list[dict[str, Any]] = record["proposals"]
    return rows
