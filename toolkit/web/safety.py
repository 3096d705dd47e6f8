"""What keeps others out: the Host and Origin of a request, who is asking and with what rights, a token in every form,
the headers of every answer.

On loopback any web page open in the same browser, and any other account of the machine, can reach the port; on the
network anybody can. So: a request under another host name (DNS rebinding) or from another origin is refused, every
address asks a right of ``rights.NEEDS``, and what changes something must carry the visitor's token.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from toolkit.web.entry import Door, KeyDoor
from toolkit.web.rights import NEEDS, OPEN, Visitor

FORM_COOKIE = "toolkit-form"  # the log-in form's token, before there is a session
LONGEST_NAME = 120
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Front:
    """How the page is reached: the ``name:port`` (or bare names) it answers to, and http or https."""

    hosts: frozenset[str]
    scheme: str = "http"

    @property
    def secure(self) -> bool:
        return self.scheme == "https"


def guard(app: Flask, door: Door, front: Front) -> None:
    """Put the checks before and the headers after every request of ``app``."""

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.host not in front.hosts:
            abort(403)
        if request.endpoint in OPEN:
            if request.method == "POST":
                _same_origin(front)
                require_token(request.cookies.get(FORM_COOKIE, ""))
            return None
        if isinstance(door, KeyDoor) and request.method == "GET" and door.opens(request.args.get("key", "")):
            return with_cookie(redirect(request.path), door.cookie, door.keys.door, front)
        g.visitor = door.visitor(request.cookies.get(door.cookie, ""), request.remote_addr or "")
        if g.visitor is None:
            return redirect(url_for("login")) if door.asks_name and request.method == "GET" else abort(401)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _same_origin(front)
            require_token(g.visitor.token)
        if request.endpoint is not None:  # an unknown address is answered by 404
            require(NEEDS[request.endpoint])
        return None

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if front.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    @app.context_processor
    def known() -> dict[str, object]:
        who: Visitor | None = g.get("visitor")
        return {
            "csrf": who.token if who else g.get("form_token", ""),
            "visitor": who,
            "may": who.may if who else (lambda right: False),
            "asks_name": door.asks_name,
        }


def visitor() -> Visitor:
    """Who asks; only called behind ``guard``."""
    who: Visitor = g.visitor
    return who


def require(right: str) -> None:
    """Refuse the request of a visitor without ``right``."""
    if not visitor().may(right):
        refuse(f"您的角色没有“{right}”的权限。需要办理的，请找本单位管理网页用户的人员。")


def refuse(text: str) -> NoReturn:
    """Answer 403 with a sentence of its own."""
    g.refused = text
    abort(403)


def with_cookie(answer: BaseResponse, name: str, value: str, front: Front) -> BaseResponse:
    answer.set_cookie(name, value, httponly=True, samesite="Strict", secure=front.secure)
    return answer


def _same_origin(front: Front) -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    for header in ("Origin", "Referer"):
        said = request.headers.get(header)
        if said is None:
            continue
        if urlsplit(said).netloc not in front.hosts or urlsplit(said).scheme != front.scheme:
            abort(403)


def require_token(right: str) -> None:
    offered = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not right or not secrets.compare_digest(offered.encode(), right.encode()):
        abort(403)


def clean_name(name: str) -> str:
    """A file name that stays in its folder on every system: the last part of what the browser sent, made harmless.

    ``""`` when nothing usable is left.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = "".join(c for c in FORBIDDEN.sub("", last) if unicodedata.category(c) not in ("Cf", "Co", "Cs"))
    last = last.strip(" .")
    stem, dot, ending = last.rpartition(".")
    if len(last) > LONGEST_NAME:
        last = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if len(ending) < 10 else last[:LONGEST_NAME]
    return "_" + last if RESERVED.match(last) else last
