"""What keeps others out: the key of this start, the Host and Origin of a request, a token in every form, the headers.

The page listens on loopback only, but any web page open in the same browser, and any other account of the machine, can
reach a loopback port. So: the address opened by ``serve`` carries a key that becomes a cookie; a request under another
host name (DNS rebinding) or from another origin is refused; what changes something must carry the form token.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

COOKIE = "toolkit-key"
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
class Keys:
    """The secrets of one start of the page; a new start makes old addresses useless."""

    door: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))


def guard(app: Flask, keys: Keys, hosts: frozenset[str]) -> None:
    """Put the checks before and the headers after every request of ``app``. ``hosts`` are ``name:port``."""

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.host not in hosts:
            abort(403)
        if request.endpoint == "static":
            return None
        offered = request.args.get("key", "")
        if request.method == "GET" and offered and secrets.compare_digest(offered.encode(), keys.door.encode()):
            answer = redirect(request.path)
            answer.set_cookie(COOKIE, keys.door, httponly=True, samesite="Strict")
            return answer
        if not secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), keys.door.encode()):
            abort(401)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _same_origin(hosts)
            _form_token(keys)
        return None

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    @app.context_processor
    def token() -> dict[str, str]:
        return {"csrf": keys.form}


def _same_origin(hosts: frozenset[str]) -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    for header in ("Origin", "Referer"):
        said = request.headers.get(header)
        if said is None:
            continue
        if urlsplit(said).netloc not in hosts or urlsplit(said).scheme != "http":
            abort(403)


def _form_token(keys: Keys) -> None:
    offered = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not secrets.compare_digest(offered.encode(), keys.form.encode()):
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
