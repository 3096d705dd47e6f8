"""The server: waitress on loopback, and the browser opened on it with this start's key."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from threading import Timer

from toolkit.web.app import create_app
from toolkit.web.place import Place
from toolkit.web.safety import Keys

LOOPBACK = "127.0.0.1"
LARGEST = 50 * 1024 * 1024
THREADS = 6


def serve(place: Place, port: int, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Until interrupted. Raises ``OSError`` when the port is taken."""
    from waitress import create_server

    with socket.socket() as probe:  # waitress would share the port with another start on some systems
        probe.bind((LOOPBACK, port))
    keys = Keys()
    app = create_app(place, keys, frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"}))
    server = create_server(
        app, host=LOOPBACK, port=port, threads=THREADS, max_request_body_size=LARGEST + 1024 * 1024, ident="toolkit"
    )
    address = f"http://{LOOPBACK}:{port}/?key={keys.door}"
    say(f"网页已打开：{address}")
    say("请保持本窗口；用完后关闭网页，在本窗口按 Ctrl+C 结束。")
    if open_browser:
        Timer(0.5, webbrowser.open, (address,)).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
