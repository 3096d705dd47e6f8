"""审签: where a month stands, its steps with a typed name, the issues made of it, and handing them over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from toolkit.answer import MISUSE
from toolkit.deliver.post import Server
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.ledger.stages import Event, Stage
from toolkit.model import DOUBT, Grade, Period
from toolkit.office import handover, procedure
from toolkit.pipeline import LEDGER, Outcome, registers
from toolkit.records import owing, people, unsent, unsure
from toolkit.records.reported import brought_up
from toolkit.web.answers import done, made, note, typed
from toolkit.web.place import Place
from toolkit.web.rights import STEPS
from toolkit.web.safety import require, visitor
from toolkit.web.work import Workbench

LONGEST = {"name": 20, "reason": 300}

HANDED = {"draft": "写邮件草稿", "send": "发送邮件", "again": "重新送达", "forgo": "不再送"}
WORDS = {"first": "初审", "approve": "审核", "issue": "签发", "reopen": "重新开启", "close": "归档"}
ALLOWED = {
    Stage.COLLECTING: (),
    Stage.PENDING: ("first", "approve"),
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
        found, verb = made(place, period), request.form.get("step", "")
        if verb not in STEPS:
            abort(400)
        require(STEPS[verb])
        name, reason = visitor().name or typed("name", LONGEST["name"]), typed("reason", LONGEST["reason"])
        if not name:
            return _page(place, period, "请填写办理人的姓名（20字以内）。")
        if verb == "reopen" and not reason:
            return _page(place, period, "请写明重新开启的原因（300字以内）。")
        if bench.busy:
            return _page(place, period, "正在处理，请等它结束后再办。")
        if verb in ("first", "approve") and _decided_since(place, found.about):
            return _page(
                place, period, "处理之后登记表又有改动（如说明后通过、确认读法），请先在首页按“处理”，看过结果再审核。"
            )
        taken = procedure.Step(place.outputs, found.about, name, place.as_of)
        steps: dict[str, Callable[[], Outcome]] = {
            "first": lambda: procedure.approve(taken, "初审"),
            "approve": lambda: procedure.approve(taken),
            "issue": lambda: procedure.issue(taken, place.plan, place.templates),
            "reopen": lambda: procedure.reopen(taken, reason),
            "close": lambda: procedure.close(taken),
        }
        refused = done(place, WORDS[verb], found.period, name, steps[verb])
        return _page(place, period, refused) if refused else redirect(url_for("signing", period=found.period))

    @app.post("/<period>/deliver")
    def deliver(period: str) -> ResponseReturnValue:
        found, how = made(place, period), request.form.get("how", "")
        if how not in HANDED:
            abort(400)
        name = visitor().name or typed("name", LONGEST["name"])
        if not name:
            return _page(place, period, "请填写办理人的姓名（20字以内）。")
        reason = typed("reason", LONGEST["reason"])
        if how == "forgo" and not reason:
            return _page(place, period, "请写明不再送的原因（300字以内）。")
        ways: dict[str, Callable[[], Outcome]] = {
            "again": lambda: handover.once_more(place.outputs, place.plan, found.about),
            "forgo": lambda: handover.forgo(place.outputs, found.about, name, reason),
        }
        told: list[str] = []

        def handed_over() -> Outcome:
            asked = handover.Handover(place.outputs, place.plan, found.about, send=how == "send")
            outcome = ways[how]() if how in ways else handover.hand_over(asked)
            lines = (outcome.summary, *outcome.lines) if outcome.exit_code != MISUSE else ()
            told.extend(lines)
            return outcome

        refused = done(place, "送达", f"{found.period}{HANDED[how]}", name, handed_over)
        return _page(place, period, refused, told)

    @app.get("/<period>/drafts")
    def drafts(period: str) -> ResponseReturnValue:
        """Every letter that lies ready, in one zip."""
        found = made(place, period)
        letters = _letters(place, found.about)
        if not letters:
            abort(404)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in letters:
                archive.write(path, path.name)
        packed.seek(0)
        note(place, "下载", f"{period} 邮件草稿{len(letters)}封")
        return send_file(packed, "application/zip", as_attachment=True, download_name=f"{period}邮件草稿.zip")

    @app.get("/<period>/draft/<name>")
    def draft(period: str, name: str) -> ResponseReturnValue:
        letters = {path.name: path for path in _letters(place, made(place, period).about)}
        if name not in letters:  # only the drafts of the issue that stands
            abort(404)
        note(place, "下载", f"{period} 邮件草稿1封")  # its name holds an address, which no log keeps
        return send_file(letters[name].absolute(), "message/rfc822", as_attachment=True)

    @app.get("/<period>/issue/<int:number>/<path:name>")
    def issued_file(period: str, number: int, name: str) -> ResponseReturnValue:
        folder = _issue_folder(place, made(place, period).period, number)
        if name not in _names(folder):  # only what lies in the issue's own folder
            abort(404)
        note(place, "下载", f"{period} 第{number}版 {name}")
        return send_file((folder / name).absolute(), as_attachment=True)


def _page(place: Place, period: str, refused: str = "", told: Sequence[str] = ()) -> ResponseReturnValue:
    found = made(place, period)
    about = found.about
    with Ledger(place.outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        now, events = months.state(about), months.events(about)
    issues = [(number, _names(_issue_folder(place, found.period, number))) for number in range(now.issue, 0, -1)]
    page = render_template(
        "signing.html",
        made=found,
        now=now,
        waiting=[("待核实" if DOUBT in why else "更正待定", why) for why in brought_up(place.outputs, now.waiting)],
        allowed=[verb for verb in ALLOWED[now.stage] if visitor().may(STEPS[verb])],
        events=[(event, said) for event in reversed(events) if (said := _said(event))],
        issues=issues,
        deliverable=now.frozen and visitor().may(people.ISSUE),
        mails=Server.configured() is not None,
        owed=owing.orders(place.outputs, about),
        unsure=unsure.words(place.outputs, now),
        doubtful=sorted(unsure.letters(place.outputs, now).values()) if visitor().may(people.ISSUE) else [],
        letters=[path.name for path in _letters(place, about)] if visitor().may(people.ISSUE) else [],
        refused=refused,
        told=told,
        open=sum(row["grade"] == Grade.QUERY for row in found.findings),
    )
    return page, 409 if refused else 200


def _letters(place: Place, about: Period) -> list[Path]:
    """The drafts of the issue that stands; none of a month that is open."""
    [now] = procedure.states(place.outputs, [about])
    return unsent.drafts(place.outputs, about, now.issue) if now.frozen else []


def _decided_since(place: Place, about: Period) -> bool:
    """Whether the month was made with other registers than there are now: another thing would be issued."""
    with Ledger(place.outputs / LEDGER, write=False) as ledger:
        run = Months(ledger.connection).state(about).run
    return run is not None and run.registers != registers(place.registers.book())


def _said(event: Event) -> str:
    return event.role or event.act.value


def _issue_folder(place: Place, period: str, number: int) -> Path:
    return place.outputs / procedure.ISSUED / period / f"第{number}版"


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
