"""登录、退出: the form, the limit on wrong passwords, the session's cookie."""

from __future__ import annotations

import secrets

from flask import Flask, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from toolkit.records import audit, people
from toolkit.web.entry import LoginDoor
from toolkit.web.limits import Limits
from toolkit.web.place import Place
from toolkit.web.safety import FORM_COOKIE, Front, visitor, with_cookie

BY_USER, BY_ADDRESS = "登录失败·用户", "登录失败·地址"
WRONG = "用户名或密码不对。"


def routes(app: Flask, place: Place, door: LoginDoor, front: Front, limits: Limits) -> None:
    @app.get("/login")
    def login() -> ResponseReturnValue:
        return _form(front)

    @app.post("/login")
    def enter() -> ResponseReturnValue:
        name, password = request.form.get("name", "").strip()[:40], request.form.get("password", "")[:200]
        address = request.remote_addr or ""
        keys = ((BY_USER, f"{name} {address}"), (BY_ADDRESS, address))
        wait = max(limits.wait(*key) for key in keys)
        if wait:
            return _form(
                front, f"密码错的次数太多，请{-(-wait // 60)}分钟后再试。忘记密码请找管理网页用户的人员。", 429
            )
        user = people.known_by(place.outputs, name, password)
        if user is None:
            for key in keys:
                limits.count(*key)
            audit.note(place.outputs, audit.Deed(name, "登录", result=WRONG, address=address))
            return _form(front, WRONG, 401)
        limits.forget(*keys[0])
        audit.note(place.outputs, audit.Deed(name, "登录", address=address))
        answer = make_response(redirect(url_for("home")))
        answer.delete_cookie(FORM_COOKIE)
        return with_cookie(answer, door.cookie, door.enter(user), front)

    @app.post("/leave")
    def leave() -> ResponseReturnValue:
        audit.note(place.outputs, audit.Deed(visitor().name, "退出", address=visitor().address))
        door.leave(request.cookies.get(door.cookie, ""))
        answer = make_response(redirect(url_for("login")))
        answer.delete_cookie(door.cookie)
        return answer


def _form(front: Front, refused: str = "", code: int = 200) -> ResponseReturnValue:
    """The form with a token of its own, held by the browser in a cookie until it is sent."""
    g.form_token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    answer = make_response(render_template("login.html", refused=refused), code)
    if code == 429:
        answer.headers["Retry-After"] = "60"
    return with_cookie(answer, FORM_COOKIE, g.form_token, front)
