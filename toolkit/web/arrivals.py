"""收表、处理: files handed in, taken or not, and the month made of what was taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import Flask, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from toolkit.faults import OUR_FAULT, failure, log_fault
from toolkit.model import Period
from toolkit.web import month, pending
from toolkit.web.answers import note, period_of, said
from toolkit.web.limits import Limits
from toolkit.web.place import Place
from toolkit.web.safety import visitor
from toolkit.web.work import Workbench

CHUNK = 1024 * 1024
MONTHS_OFFERED = 12
UPLOADS = "上传·用户"
IDLE = "空闲"
HANDLED = "这份文件已处理。"


def routes(app: Flask, place: Place, bench: Workbench, limits: Limits) -> None:
    @app.get("/")
    def home() -> ResponseReturnValue:
        chosen = period_of(request.args.get("period")) or place.current
        offered = [str(place.current.shift(-back)) for back in range(-1, MONTHS_OFFERED)]
        return render_template(
            "home.html",
            period=chosen,
            offered=offered,
            waiting=_mine(place),
            progress=bench.progress,
            months=month.months(place.outputs),
        )

    @app.post("/upload")
    def upload() -> ResponseReturnValue:
        """Hand in files. The script asks for JSON, one file at a time; without script the page is shown again."""
        period = period_of(request.form.get("period"))
        files = request.files.getlist("file")
        if visitor().name and limits.wait(UPLOADS, visitor().name):
            g.refused = "您十分钟内上传的文件太多，请过几分钟再传；也可以打成一个压缩包上传。"
            abort(429)
        for _ in files:
            limits.count(UPLOADS, visitor().name)
        answers = [_handed_in(place, file, period) for file in files]
        if request.headers.get("X-CSRF-Token"):
            return jsonify(answers=answers)
        refused = "".join(f"{answer['name']}：{answer['word']}" for answer in answers if "refused" in answer)
        return said(refused, str(period or "")) if refused else redirect(url_for("home", period=period))

    @app.post("/take")
    def take() -> ResponseReturnValue:
        """Take one file, or every usable one (``token`` = ``all``), into the inputs folder."""
        token = request.form.get("token", "")
        if _handled(token):
            return said(HANDLED, request.form.get("period", ""))
        chosen = pending.not_yet_received(_mine(place)) if token == "all" else [_waiting(place, token)]
        try:
            for each in chosen:
                pending.take(place, each)
                note(place, "收下", each.name)
        except pending.Refused as refused:
            return said(str(refused), request.form.get("period", ""))
        return redirect(url_for("home", period=request.form.get("period")))

    @app.post("/drop")
    def drop() -> ResponseReturnValue:
        if _handled(request.form.get("token", "")):
            return said(HANDLED, request.form.get("period", ""))
        each = _waiting(place, request.form.get("token", ""))
        pending.drop(place, each)
        note(place, "不收", each.name)
        return redirect(url_for("home", period=request.form.get("period")))

    @app.post("/run")
    def run() -> ResponseReturnValue:
        period = period_of(request.form.get("period"))
        if period is None:
            abort(400)
        if not bench.start(period):
            return said("正在处理，请等它结束后再试。", str(period))
        note(place, "处理", str(period))
        return redirect(url_for("progress"))

    @app.get("/progress")
    def progress() -> ResponseReturnValue:
        return render_template("progress.html", progress=bench.progress)

    @app.get("/progress.json")
    def progress_now() -> ResponseReturnValue:
        now = bench.progress
        if now is None or now.code is not None:
            return jsonify(busy=False, stage=IDLE, done=0, total=0, percent=0)
        return jsonify(busy=True, stage=now.stage, done=now.done, total=now.total, percent=now.percent)


def _handed_in(place: Place, file: FileStorage, period: Period | None) -> dict[str, object]:
    """What is told of one file."""
    name = file.filename or ""
    try:
        each = pending.hand_in(place, name, _chunks(file.stream), period, visitor())
        note(place, "上传", each.name, each.word)
        return {"name": each.name, "word": each.word, "tone": each.tone}
    except pending.Refused as refused:
        note(place, "上传", name, str(refused))
        return {"name": name, "word": str(refused), "tone": "bad", "refused": True}
    except Exception as error:  # a faulty register, a full disk: said, not shown as a crash
        code, told = failure(error)
        kept = log_fault(place.outputs, error) if code == OUR_FAULT else ""
        return {"name": name, "word": "".join(told) + ("" if visitor().name else kept), "tone": "bad", "refused": True}


def _mine(place: Place) -> list[pending.Waiting]:
    """What waits and the visitor may see: the office everything, a unit its own."""
    unit = visitor().unit
    return [each for each in pending.waiting(place) if unit in ("", each.unit)]


def _handled(token: str) -> bool:
    """Whether this file was there, for the visitor to see, and is taken or dropped."""
    unit = pending.handled(token)
    return unit is not None and visitor().unit in ("", unit)


def _waiting(place: Place, token: str) -> pending.Waiting:
    found = next((each for each in _mine(place) if each.token == token), None)
    if found is None:
        abort(404)
    return found


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
