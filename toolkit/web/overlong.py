"""A request that the server itself refuses for its size: said in Chinese, like everything else the page says.

What is somewhat too large is still read (``READ``), so that the browser gets the page's own answer; of more than that
only the beginning is taken in, and whether the answer arrives before the line is cut is up to the browser. The page's
script therefore never begins to send such a file.
"""

from __future__ import annotations

import json
from html import escape

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from toolkit.web.app import ERRORS, LARGEST

READ = 2 * LARGEST  # bytes of a body the server takes in; they wait in a file, not in memory
TOO_LARGE = 413


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer: JSON for the page's script, else a page."""

    def execute(self) -> None:
        if self.request.error.code != TOO_LARGE:
            super().execute()
            return
        title, remedy = ERRORS[TOO_LARGE]
        if self.request.headers.get("X_CSRF_TOKEN"):
            kind, text = "application/json", json.dumps({"error": f"{title}。{remedy}"}, ensure_ascii=False)
        else:
            kind, text = "text/html; charset=utf-8", _page(title, remedy)
        body = text.encode()
        self.status = f"{TOO_LARGE} Request Entity Too Large"
        self.response_headers.extend([("Content-Type", kind), ("Content-Length", str(len(body)))])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that refuses in Chinese."""

    error_task_class = Refusal


def _page(title: str, remedy: str) -> str:
    head = f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f'{head}<h1>{escape(title)}</h1><p>{escape(remedy)}</p><p><a href="/">回首页</a></p></html>'
