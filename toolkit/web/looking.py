"""查看: earlier months and visits, versions side by side, the plan and who answers for what, who did what."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from toolkit.care.tick import history
from toolkit.faults import failure
from toolkit.ledger import Ledger
from toolkit.model import KIND_WORDS, Period
from toolkit.office import differences, procedure
from toolkit.pipeline import LEDGER
from toolkit.records import audit
from toolkit.web import duties as plan_page
from toolkit.web import month
from toolkit.web.answers import made, period_of
from toolkit.web.place import Place


def routes(app: Flask, place: Place) -> None:
    @app.get("/history")
    def past() -> ResponseReturnValue:
        found = [month.Issued(place.outputs / name) for name in month.months(place.outputs)]
        stages = {str(now.period): now for now in procedure.states(place.outputs, [each.about for each in found])}
        return render_template("history.html", found=found, stages=stages, visits=history(place.outputs))

    @app.get("/deeds")
    def deeds() -> ResponseReturnValue:
        return render_template("deeds.html", rows=audit.deeds(place.outputs))

    @app.get("/<period>/versions")
    def versions(period: str) -> ResponseReturnValue:
        """Runs and versions of a month; with ``unit`` (empty: two runs) and numbers, the two side by side."""
        found = made(place, period)
        with Ledger(place.outputs / LEDGER, write=False) as ledger:
            runs = ledger.vintages(found.about)
            sent: dict[str, list[tuple[int, str, str, bool]]] = {}
            for each in ledger.versions(found.about):
                receipt = each.receipt
                row = (receipt.version, receipt.file, f"{receipt.received_on:%Y-%m-%d %H:%M}", bool(each.stands))
                sent.setdefault(receipt.unit or "", []).append(row)
        several = {unit: sorted(rows) for unit, rows in sorted(sent.items()) if unit and len(rows) > 1}
        asked = request.args.get("unit")
        told, refused = (None, "") if asked is None else _beside(place, found.about, asked)
        return render_template(
            "versions.html",
            made=found,
            runs=runs,
            several=several,
            asked=asked,
            told=told,
            refused=refused,
            kinds={kind.value: word for kind, word in KIND_WORDS.items()},
        )

    @app.get("/plan")
    def duties() -> ResponseReturnValue:
        name = next(iter(month.months(place.outputs)), None)
        period = period_of(request.args.get("period"))
        if period is not None:
            name = made(place, str(period)).period
        found = made(place, name) if name else None
        book = place.registers.book()
        return render_template(
            "plan.html",
            title=book.plan.name if book.plan else "",
            targets=plan_page.targets(book, found),
            tasks=plan_page.tasks(book),
            about=found,
            months=month.months(place.outputs),
        )


def _beside(place: Place, period: Period, unit: str) -> tuple[dict[str, object] | None, str]:
    """What ``diff`` says of two versions, or why it says nothing."""
    numbers = [request.args.get(field, "") for field in ("first", "second")]
    first, second = (int(number) if number.isdecimal() and len(number) < 6 else None for number in numbers)
    try:
        outcome = differences.diff(differences.Question(period, unit, first, second), place.plan, place.outputs)
    except Exception as error:  # a faulty register
        return None, "".join(failure(error)[1])
    return (outcome.record, outcome.summary) if outcome.record else (None, outcome.summary)
