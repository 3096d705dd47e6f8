"""The server: waitress, and how the page is reached: from this computer alone, or from others by log-in."""

from __future__ import annotations

import logging
import socket
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from toolkit.web.app import create_app
from toolkit.web.entry import Door, KeyDoor, Keys, LoginDoor
from toolkit.web.place import Place
from toolkit.web.safety import Front

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"
THREADS = 8


@dataclass(frozen=True)
class Serving:
    """``lan``: for other computers, by log-in; ``names``: under which names or addresses they open it (none: this
    machine's own); ``https``: a proxy on this machine speaks https to them and passes requests on to loopback."""

    port: int
    open_browser: bool = False
    lan: bool = False
    names: tuple[str, ...] = ()
    https: bool = False

    @property
    def bind(self) -> str:
        return EVERYWHERE if self.lan and not self.https else LOOPBACK

    def front(self) -> Front:
        if not self.lan:
            return Front(frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"}))
        names = self.names or tuple(own_names())
        if self.https:
            return Front(frozenset({*names, *(f"{name}:443" for name in names)}), "https")
        return Front(frozenset(f"{name}:{self.port}" for name in names))


def serve(place: Place, asked: Serving, say: Callable[[str], None]) -> None:
    """Until interrupted. Raises ``OSError`` when the port is taken."""
    from waitress import create_server

    from toolkit.web.overlong import READ, Channel

    with socket.socket() as probe:  # waitress would share the port with another start on some systems
        probe.bind((asked.bind, asked.port))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no news for the window
    keys = Keys()
    door: Door = LoginDoor(place.outputs, time.monotonic) if asked.lan else KeyDoor(keys)
    front = asked.front()
    behind = {"trusted_proxy": LOOPBACK, "trusted_proxy_headers": {"x-forwarded-for"}} if asked.https else {}
    server = create_server(
        create_app(place, door, front),
        host=asked.bind,
        port=asked.port,
        threads=THREADS,
        max_request_body_size=READ,
        url_scheme=front.scheme,
        clear_untrusted_proxy_headers=True,
        ident="toolkit",
        **behind,
    )
    server.channel_class = Channel
    if asked.lan:
        for line in _told(asked, front):
            say(line)
    else:
        address = f"http://{LOOPBACK}:{asked.port}/?key={keys.door}"
        say(f"网页已打开：{address}")
        if asked.open_browser:
            Timer(0.5, webbrowser.open, (address,)).start()
    say("请保持本窗口；用完后关闭网页，在本窗口按 Ctrl+C 结束。")
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _told(asked: Serving, front: Front) -> Sequence[str]:
    addresses = "、".join(f"{front.scheme}://{host}" for host in sorted(front.hosts) if not host.endswith(":443"))
    if asked.https:
        return (f"网页已对外开放，须登录：{addresses}（由本机的 https 代理转到 {LOOPBACK}:{asked.port}）",)
    warning = "注意：未经 https 加密，密码在网络上以明文传送，只可用于单位内部可信的网络；有条件的请加 --https。"
    return (f"网页已对局域网开放，须登录：{addresses}", warning)


def own_names() -> list[str]:
    """This machine's name and IPv4 addresses, as others may type them."""
    host = socket.gethostname()
    found = {host, host.partition(".")[0]}
    with suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(host, None, socket.AF_INET)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # no packet is sent: only the route is looked up
        found.add(str(probe.getsockname()[0]))
    return sorted(found | {LOOPBACK, "localhost"})
