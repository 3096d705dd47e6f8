"""What several pages say alike: a refusal, a deed noted, a period read from an address."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from toolkit.answer import MISUSE, Outcome
from toolkit.faults import failure
from toolkit.model import Period
from toolkit.records import audit
from toolkit.web import month
from toolkit.web.buttons import on_page
from toolkit.web.place import Place
from toolkit.web.safety import visitor

LOCAL = "本机"  # whoever sits at the computer the page runs on


def said(text: str, period: str) -> ResponseReturnValue:
    """The page that says why something was not done."""
    return render_template("said.html", text=text, period=period), 409


def period_of(text: str | None) -> Period | None:
    """A period from an address or a form; ``None`` when there is none. Nonsense is refused."""
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError:
        abort(400)


def made(place: Place, period: str) -> month.Issued:
    """The made month of an address; 404 where there is none."""
    found = month.issued(place.outputs, period)
    if found is None:
        abort(404)
    return found


def who(typed: str = "") -> str:
    """In whose name something is done: whoever is logged in; at this computer what was typed."""
    return visitor().name or typed or LOCAL


def note(place: Place, act: str, about: str, result: str = "成", name: str = "") -> None:
    """Write a deed of the visitor down."""
    audit.note(place.outputs, audit.Deed(name or who(), act, about, result, visitor().address))


def done(
    place: Place, act: str, about: str, name: str, do: Callable[[], Outcome], told: list[str] | None = None
) -> str:
    """Do it and note it; why it was not done, ``""`` when it was: then ``told`` gets what was said of it."""
    try:
        outcome = do()
        refused = outcome.summary if outcome.exit_code == MISUSE else ""
        if told is not None and not refused:
            told += [on_page(line) for line in (outcome.summary, *outcome.lines)]
    except Exception as error:  # out of order, a faulty register, a full disk: said on the page
        refused = "".join(failure(error)[1])
    refused = on_page(refused)
    note(place, act, about, refused or "成", name)
    return refused


def typed(field: str, most: int) -> str:
    """A field of the form, blanks taken together; ``""`` when it is longer than ``most``."""
    text = " ".join(request.form.get(field, "").split())
    return text if len(text) <= most else ""
