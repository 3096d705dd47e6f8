"""结果: who has reported, findings, figures with their sources, files. A unit sees its own part and nothing else."""

from __future__ import annotations

from flask import Flask, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from toolkit.office import procedure
from toolkit.office.handover import files_of
from toolkit.publish import preview
from toolkit.web import month
from toolkit.web.answers import made, note, said
from toolkit.web.place import Place
from toolkit.web.safety import visitor


def routes(app: Flask, place: Place) -> None:
    @app.get("/<period>/board")
    def board(period: str) -> ResponseReturnValue:
        found, unit = made(place, period), visitor().unit
        rows = [row for row in found.board if unit in ("", row.unit)]
        return render_template("board.html", made=found, rows=rows)

    @app.get("/<period>/findings")
    def findings(period: str) -> ResponseReturnValue:
        found = made(place, period)
        own = found.data.name(visitor().unit) if visitor().unit else ""
        rows = [row for row in found.findings if own in ("", row["unit"])]
        units = sorted({row["unit"] for row in rows if row["unit"]})
        unit = request.args.get("unit", "")
        rows = [row for row in rows if unit in ("", row["unit"])]
        return render_template("findings.html", made=found, rows=rows, units=units, unit=unit)

    @app.get("/<period>/figures")
    def figures(period: str) -> ResponseReturnValue:
        found = made(place, period)
        units = dict(found.units)
        unit = request.args.get("unit") or next(iter(units), "")
        if units and unit not in units:
            abort(404)
        titles, rows = found.grid(unit)
        return render_template("figures.html", made=found, units=units, unit=unit, titles=titles, rows=rows)

    @app.get("/<period>/figure/<figure>")
    def figure(period: str, figure: str) -> ResponseReturnValue:
        found = made(place, period)
        if figure not in found.data.figures:
            abort(404)
        row = found.data.figures[figure]
        title = f"{found.data.name(row['unit'])} {found.data.name(row['indicator'])}"
        return render_template("figure.html", made=found, row=row, title=title, lines=list(found.walk(figure)))

    @app.get("/<period>/files")
    def files(period: str) -> ResponseReturnValue:
        found = made(place, period)
        groups: dict[str, list[str]] = {}
        for name in _names(found):
            groups.setdefault(name.partition("/")[0] if "/" in name else "", []).append(name)
        [now] = procedure.states(place.outputs, [found.about])
        return render_template("files.html", made=found, now=now, groups=groups, can_preview=preview.available())

    @app.get("/<period>/file/<path:name>")
    def download(period: str, name: str) -> ResponseReturnValue:
        found = made(place, period)
        if name not in _names(found):  # only what the record of the month names: no other path can be asked for
            abort(404)
        note(place, "下载", f"{found.period} {name}")
        return send_file((found.folder / name).absolute(), as_attachment=True)

    @app.get("/<period>/preview/<path:name>")
    def show(period: str, name: str) -> ResponseReturnValue:
        found = made(place, period)
        if name not in _names(found):
            abort(404)
        pdf = preview.pdf(found.folder / name)
        if pdf is None:
            return said("这份文件不能预览，请下载后打开。", "")
        answer: Response = Response(pdf, mimetype="application/pdf")
        answer.headers["Content-Disposition"] = "inline"
        return answer

    def _names(found: month.Issued) -> list[str]:
        """What the visitor may fetch of a month."""
        unit = visitor().unit
        if not unit:
            return found.files
        own = files_of(place.registers.book(), unit, found.about)
        return [name for name in found.files if name in own]
