"""The pages: their addresses, what each shows, what each button does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from toolkit.model import Period
from toolkit.publish import preview
from toolkit.tick import OUR_FAULT, failure, history, log_fault
from toolkit.web import month, pending, signing_desk
from toolkit.web.place import Place
from toolkit.web.safety import Keys, guard
from toolkit.web.work import Workbench

LARGEST = 50 * 1024 * 1024
CHUNK = 1024 * 1024
MONTHS_OFFERED = 12

ERRORS = {
    400: ("没有看懂这个请求", "请返回上一页重新操作。"),
    401: (
        "请从启动窗口给出的地址打开",
        "为防止他人操作，每次启动的地址不同。请用启动窗口里最新的地址，或重新双击“点我开始”。",
    ),
    403: ("没有办理", "请求不是从本网页发出的，或网页打开太久。请返回首页刷新后重试。"),
    404: ("没有这一页", "请从上面的目录进入。"),
    405: ("没有这样的操作", "请从上面的目录进入。"),
    413: ("文件太大", "一次最多上传50MB。请分几次上传，或删去文件中的图片。"),
    500: ("程序内部出错", "原有结果没有改动。请把启动窗口里的提示交给维护人员。"),
}


def create_app(place: Place, keys: Keys, hosts: frozenset[str]) -> Flask:
    """The page for one workspace; only requests to ``hosts`` (``name:port``) with the key of ``keys`` are answered."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_PARTS=200, PLACE=place)
    app.jinja_env.autoescape = True
    bench = Workbench(place)
    app.extensions["workbench"] = bench
    guard(app, keys, hosts)
    _errors(app)
    _arrivals(app, place, bench)
    _results(app, place)
    signing_desk.routes(app, place, bench)
    return app


def _errors(app: Flask) -> None:
    def page(code: int) -> Callable[[Exception], ResponseReturnValue]:
        def answer(_: Exception) -> ResponseReturnValue:
            title, remedy = ERRORS[code]
            if request.headers.get("X-CSRF-Token"):
                return jsonify(error=f"{title}。{remedy}"), code
            return render_template("error.html", title=title, remedy=remedy), code

        return answer

    for code in ERRORS:
        app.register_error_handler(code, page(code))


# --- 收表、处理 -----------------------------------------------------------------------------------------------------


def _arrivals(app: Flask, place: Place, bench: Workbench) -> None:
    @app.get("/")
    def home() -> ResponseReturnValue:
        chosen = _period(request.args.get("period")) or place.current
        offered = [str(place.current.shift(-back)) for back in range(-1, MONTHS_OFFERED)]
        return render_template(
            "home.html",
            period=chosen,
            offered=offered,
            waiting=pending.waiting(place),
            progress=bench.progress,
            months=month.months(place.outputs),
        )

    @app.post("/upload")
    def upload() -> ResponseReturnValue:
        """Hand in files. The script asks for JSON, one file at a time; without script the page is shown again."""
        period = _period(request.form.get("period"))
        answers: list[dict[str, object]] = []
        for file in request.files.getlist("file"):
            name = file.filename or ""
            try:
                each = pending.hand_in(place, name, _chunks(file.stream), period)
                answers.append({"name": each.name, "word": each.word, "tone": each.tone})
            except pending.Refused as refused:
                answers.append({"name": name, "word": str(refused), "tone": "bad", "refused": True})
            except Exception as error:  # a faulty register, a full disk: said, not shown as a crash
                code, told = failure(error)
                kept = log_fault(place.outputs, error) if code == OUR_FAULT else ""
                answers.append({"name": name, "word": "".join(told) + kept, "tone": "bad", "refused": True})
        if request.headers.get("X-CSRF-Token"):
            return jsonify(answers=answers)
        if any("refused" in answer for answer in answers):
            said = "".join(f"{answer['name']}：{answer['word']}" for answer in answers if "refused" in answer)
            return _said(said, str(period or ""))
        return redirect(url_for("home", period=period))

    @app.post("/take")
    def take() -> ResponseReturnValue:
        """Take one file, or every usable one (``token`` = ``all``), into the inputs folder."""
        token = request.form.get("token", "")
        chosen = [each for each in pending.waiting(place) if each.usable] if token == "all" else [_waiting(token)]
        try:
            for each in chosen:
                pending.take(place, each)
        except pending.Refused as refused:
            return _said(str(refused), request.form.get("period", ""))
        return redirect(url_for("home", period=request.form.get("period")))

    @app.post("/drop")
    def drop() -> ResponseReturnValue:
        pending.drop(place, _waiting(request.form.get("token", "")))
        return redirect(url_for("home", period=request.form.get("period")))

    @app.post("/run")
    def run() -> ResponseReturnValue:
        period = _period(request.form.get("period"))
        if period is None:
            abort(400)
        if not bench.start(period):
            return _said("正在处理，请等它结束后再试。", str(period))
        return redirect(url_for("progress"))

    @app.get("/progress")
    def progress() -> ResponseReturnValue:
        return render_template("progress.html", progress=bench.progress)

    @app.get("/progress.json")
    def progress_now() -> ResponseReturnValue:
        now = bench.progress
        if now is None:
            return jsonify(busy=False)
        return jsonify(busy=bench.busy, stage=now.stage, done=now.done, total=now.total, percent=now.percent)

    def _waiting(token: str) -> pending.Waiting:
        found = pending.find(place, token)
        if found is None:
            abort(404)
        return found


# --- 结果 -----------------------------------------------------------------------------------------------------------


def _results(app: Flask, place: Place) -> None:
    def made(period: str) -> month.Issued:
        found = month.issued(place.outputs, period)
        if found is None:
            abort(404)
        return found

    @app.get("/<period>/board")
    def board(period: str) -> ResponseReturnValue:
        return render_template("board.html", made=made(period))

    @app.get("/<period>/findings")
    def findings(period: str) -> ResponseReturnValue:
        unit = request.args.get("unit", "")
        found = made(period)
        rows = [row for row in found.findings if unit in ("", row["unit"])]
        units = sorted({row["unit"] for row in found.findings if row["unit"]})
        return render_template("findings.html", made=found, rows=rows, units=units, unit=unit)

    @app.get("/<period>/figures")
    def figures(period: str) -> ResponseReturnValue:
        found = made(period)
        units = dict(found.units)
        unit = request.args.get("unit") or next(iter(units), "")
        if unit not in units:
            abort(404)
        titles, rows = found.grid(unit)
        return render_template("figures.html", made=found, units=units, unit=unit, titles=titles, rows=rows)

    @app.get("/<period>/figure/<figure>")
    def figure(period: str, figure: str) -> ResponseReturnValue:
        found = made(period)
        if figure not in found.data.figures:
            abort(404)
        row = found.data.figures[figure]
        title = f"{found.data.name(row['unit'])} {found.data.name(row['indicator'])}"
        return render_template("figure.html", made=found, row=row, title=title, lines=list(found.walk(figure)))

    @app.get("/<period>/files")
    def files(period: str) -> ResponseReturnValue:
        return render_template("files.html", made=made(period), can_preview=preview.available())

    @app.get("/<period>/file/<path:name>")
    def download(period: str, name: str) -> ResponseReturnValue:
        found = made(period)
        if name not in found.files:  # only what the record of the month names: no other path can be asked for
            abort(404)
        return send_file(found.folder / name, as_attachment=True)

    @app.get("/<period>/preview/<path:name>")
    def show(period: str, name: str) -> ResponseReturnValue:
        found = made(period)
        if name not in found.files:
            abort(404)
        pdf = preview.pdf(found.folder / name)
        if pdf is None:
            return _said("这份文件不能预览，请下载后打开。", "")
        answer: Response = Response(pdf, mimetype="application/pdf")
        answer.headers["Content-Disposition"] = "inline"
        return answer

    @app.get("/history")
    def past() -> ResponseReturnValue:
        found = [month.Issued(place.outputs / name) for name in month.months(place.outputs)]
        return render_template("history.html", found=found, visits=history(place.outputs))


def _said(text: str, period: str) -> ResponseReturnValue:
    return render_template("said.html", text=text, period=period), 409


def _period(text: str | None) -> Period | None:
    """A period from an address or a form; ``None`` when there is none. Nonsense is refused."""
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError:
        abort(400)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
