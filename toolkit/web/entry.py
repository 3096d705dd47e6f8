"""Who is asking: on this computer whoever holds the key of this start, from others whoever logged in.

Sessions live in memory only: a new start, an idle half hour, a long day, a struck-off name or a new password end them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Protocol

from toolkit.records import people
from toolkit.web.rights import EVERYTHING, Visitor

IDLE, LONGEST = 30 * 60, 10 * 60 * 60  # seconds without a request; seconds since the log-in
MOST_SESSIONS = 500


@dataclass(frozen=True)
class Keys:
    """The secrets of one start of the page; a new start makes old addresses useless."""

    door: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Door(Protocol):
    """``asks_name``: whether people log in (otherwise the address of this start is the key)."""

    cookie: str
    asks_name: bool

    def visitor(self, held: str, address: str) -> Visitor | None:
        """Who holds this cookie; ``None``: nobody known."""
        ...


@dataclass
class KeyDoor:
    """The loopback page: one key, all rights, the name is typed where one is needed."""

    keys: Keys
    cookie: str = "toolkit-key"
    asks_name: bool = False

    def visitor(self, held: str, address: str) -> Visitor | None:
        if not _same(held, self.keys.door):
            return None
        return Visitor("", EVERYTHING, "", self.keys.form, address)

    def opens(self, offered: str) -> bool:
        return bool(offered) and _same(offered, self.keys.door)


@dataclass(frozen=True)
class Session:
    """One log-in: whose, with which password it was made, when it began and was last used."""

    name: str
    password: str
    token: str
    began: float
    used: float


@dataclass
class LoginDoor:
    """The page for other computers: named users with passwords."""

    outputs: Path
    clock: Callable[[], float]
    cookie: str = "toolkit-session"
    asks_name: bool = True
    _sessions: dict[str, Session] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def visitor(self, held: str, address: str) -> Visitor | None:
        now = self.clock()
        with self._lock:
            session = self._sessions.get(held)
            if session is None:
                return None
            user = people.users(self.outputs).get(session.name)
            over = now - session.used > IDLE or now - session.began > LONGEST
            if over or user is None or user.password != session.password:
                del self._sessions[held]
                return None
            self._sessions[held] = replace(session, used=now)
        return Visitor(user.name, user.rights, user.unit, session.token, address)

    def enter(self, user: people.User) -> str:
        """Begin a session; the cookie's value."""
        held, now = secrets.token_urlsafe(32), self.clock()
        with self._lock:
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda key: self._sessions[key].used)]
            self._sessions[held] = Session(user.name, user.password, secrets.token_urlsafe(24), now, now)
        return held

    def leave(self, held: str) -> None:
        with self._lock:
            self._sessions.pop(held, None)


def _same(offered: str, right: str) -> bool:
    return secrets.compare_digest(offered.encode(), right.encode())
