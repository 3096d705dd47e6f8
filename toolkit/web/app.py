"""The page of one workspace put together: its checks, its pages, what it says when something goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from toolkit.ledger import LedgerError
from toolkit.model import Period
from toolkit.web import arrivals, decisions, login, looking, results, signing_desk
from toolkit.web.buttons import on_page, placeless
from toolkit.web.entry import Door, LoginDoor
from toolkit.web.limits import Limits
from toolkit.web.place import Place
from toolkit.web.safety import Front, guard
from toolkit.web.work import Workbench

LARGEST = 50 * 1024 * 1024

ERRORS = {
    400: ("没有看懂这个请求", "请返回上一页重新操作。"),
    401: (
        "请从启动窗口给出的地址打开",
        "为防止他人操作，每次启动的地址不同。请用启动窗口里最新的地址，或重新打开启动文件（点我开始.bat、开始.sh）。",
    ),
    403: ("没有办理", "请求不是从本网页发出的，或网页打开太久。请返回首页刷新后重试。"),
    404: ("没有这一页", "请从上面的目录进入。"),
    405: ("没有这样的操作", "请从上面的目录进入。"),
    413: ("文件太大", "一次最多上传50MB。请分几次上传，或删去文件中的图片。"),
    429: ("太频繁了", "请稍候再试。"),
    500: ("程序内部出错", "原有结果没有改动。请把启动窗口里的提示交给维护人员。"),
}
LOGGED_OUT = ("请重新登录", "您还没有登录，或登录已过期（半小时没有操作即过期）。请回首页重新登录。")


def create_app(place: Place, door: Door, front: Front, clock: Callable[[], float] = time.monotonic) -> Flask:
    """The page for one workspace, entered by ``door``, reached as ``front`` says; ``clock`` gives seconds that only
    grow (expiry, limits)."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_PARTS=200, PLACE=place)
    app.jinja_env.autoescape = True
    app.jinja_env.filters["month"] = lambda text: f"{(found := Period.parse(str(text))).year}年{found.month}月"
    app.jinja_env.filters["buttons"] = lambda text: placeless(on_page(text), place.outputs)
    bench, limits = Workbench(place), Limits(clock)
    app.extensions["workbench"] = bench
    guard(app, door, front)
    _errors(app, door)
    if isinstance(door, LoginDoor):
        login.routes(app, place, door, front, limits)
    arrivals.routes(app, place, bench, limits)
    results.routes(app, place)
    decisions.routes(app, place, bench)
    looking.routes(app, place)
    signing_desk.routes(app, place, bench)
    return app


def _errors(app: Flask, door: Door) -> None:
    def page(code: int) -> Callable[[Exception], ResponseReturnValue]:
        def answer(_: Exception) -> ResponseReturnValue:
            title, remedy = LOGGED_OUT if code == 401 and door.asks_name else ERRORS[code]
            remedy = g.get("refused", remedy)
            if request.headers.get("X-CSRF-Token"):
                return jsonify(error=f"{title}。{remedy}"), code
            return render_template("error.html", title=title, remedy=remedy), code

        return answer

    def unusable(error: Exception) -> ResponseReturnValue:
        """A damaged ledger: the sentence says what to do about it."""
        return render_template("error.html", title="台账无法使用", remedy=on_page(str(error))), 500

    app.register_error_handler(LedgerError, unusable)
    for code in ERRORS:
        app.register_error_handler(code, page(code))
