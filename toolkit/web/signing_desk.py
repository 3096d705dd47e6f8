"""审签: where a month stands, its steps with a typed name, and the issues made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from toolkit import procedure
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Event, Stage
from toolkit.model import Period
from toolkit.pipeline import LEDGER, Outcome
from toolkit.tick import failure
from toolkit.web import month
from toolkit.web.place import Place
from toolkit.web.work import Workbench

LONGEST = {"name": 20, "reason": 300}

ALLOWED = {
    Stage.COLLECTING: (),
    Stage.PENDING: ("approve",),
    Stage.APPROVED: ("issue", "reopen"),
    Stage.ISSUED: ("reopen", "close"),
    Stage.CLOSED: ("reopen",),
}


def routes(app: Flask, place: Place, bench: Workbench) -> None:
    """The pages of the procedure. Every step is refused or taken by ``procedure``, never here."""

    @app.get("/<period>/signing")
    def signing(period: str) -> ResponseReturnValue:
        return _page(place, period)

    @app.post("/<period>/signing")
    def step(period: str) -> ResponseReturnValue:
        found = _found(place, period)
        verb, name, reason = (request.form.get(field, "").strip() for field in ("step", "name", "reason"))
        if not name or len(name) > LONGEST["name"]:
            return _page(place, period, "请填写办理人的姓名（20字以内）。")
        if len(reason) > LONGEST["reason"] or (verb == "reopen" and not reason):
            return _page(place, period, "请写明重新开启的原因（300字以内）。")
        if bench.busy:
            return _page(place, period, "正在处理，请等它结束后再办。")
        taken = procedure.Step(place.outputs, Period.parse(found.period), name, place.as_of)
        steps: dict[str, Callable[[], Outcome]] = {
            "first": lambda: procedure.approve(taken, "初审"),
            "approve": lambda: procedure.approve(taken),
            "issue": lambda: procedure.issue(taken, place.plan),
            "reopen": lambda: procedure.reopen(taken, reason),
            "close": lambda: procedure.close(taken),
        }
        if verb not in steps:
            abort(400)
        try:
            steps[verb]()
        except Exception as error:  # out of order, a faulty register, a full disk: said on the page
            return _page(place, period, "".join(failure(error)[1]))
        return redirect(url_for("signing", period=found.period))

    @app.get("/<period>/issue/<int:number>/<path:name>")
    def issued_file(period: str, number: int, name: str) -> ResponseReturnValue:
        folder = _issue_folder(place, _found(place, period).period, number)
        if name not in _names(folder):  # only what lies in the issue's own folder
            abort(404)
        return send_file((folder / name).absolute(), as_attachment=True)


def _page(place: Place, period: str, refused: str = "") -> ResponseReturnValue:
    made = _found(place, period)
    about = Period.parse(made.period)
    with Ledger(place.outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        now, events = months.state(about), months.events(about)
    issues = [(number, _names(_issue_folder(place, made.period, number))) for number in range(now.issue, 0, -1)]
    page = render_template(
        "signing.html",
        made=made,
        now=now,
        allowed=ALLOWED[now.stage],
        events=[(event, said) for event in reversed(events) if (said := _said(event))],
        issues=issues,
        refused=refused,
    )
    return page, 409 if refused else 200


def _said(event: Event) -> str:
    return event.role or event.act.value


def _found(place: Place, period: str) -> month.Issued:
    found = month.issued(place.outputs, period)
    if found is None:
        abort(404)
    return found


def _issue_folder(place: Place, period: str, number: int) -> Path:
    return place.outputs / procedure.ISSUED / period / f"第{number}版"


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
