"""Who may use the page from other computers: names, roles and salted password hashes in ``outputs/网页用户.json``.

What each role may do is one table, ``RIGHTS``. A person of a reporting unit sees and hands in that unit's files only.
The one module that knows werkzeug; passwords are kept as scrypt hashes and never printed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from werkzeug.security import check_password_hash, generate_password_hash

FILE = "网页用户.json"
SHORTEST = 10
NAME = re.compile(r"[\w·.@-]{2,20}")

SEE, SEE_ALL, HAND_IN, MAKE, SETTLE, PASS, APPROVE, ISSUE, REOPEN = RIGHT_NAMES = (
    "查看", "查看全部", "交表", "处理", "确认读法", "说明后通过和退回", "审核", "签发归档", "重新开启",
)  # fmt: skip

RIGHTS: dict[str, frozenset[str]] = {
    "录入": frozenset({SEE, SEE_ALL, HAND_IN, MAKE, SETTLE}),
    "审核": frozenset({SEE, SEE_ALL, MAKE, SETTLE, PASS, APPROVE, REOPEN}),
    "签发": frozenset({SEE, SEE_ALL, ISSUE, REOPEN}),
    "只读": frozenset({SEE, SEE_ALL}),
}
OF_A_UNIT = frozenset({SEE, HAND_IN})  # whoever belongs to a reporting unit has no more than these
UNIT_ROLES = ("录入", "只读")

_hashing = Lock()  # scrypt takes 32 MB each time: one at a time


class Misuse(Exception):  # noqa: N818
    """What was asked cannot be done; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class User:
    """One person. ``unit`` is the id of the reporting unit he belongs to, ``""`` for the office itself."""

    name: str
    roles: tuple[str, ...]
    unit: str
    password: str
    changed: str

    @property
    def rights(self) -> frozenset[str]:
        mine: frozenset[str] = frozenset().union(*(RIGHTS[role] for role in self.roles if role in RIGHTS))
        return mine & OF_A_UNIT if self.unit else mine


def users(outputs: Path) -> dict[str, User]:
    """Everybody by name, in order of name; empty when nobody is registered."""
    path = outputs / FILE
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = [User(row["name"], tuple(row["roles"]), row["unit"], row["password"], row["changed"]) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise Misuse(f"用户文件“{path}”已损坏，请删除后重新登记用户。") from None
    return {user.name: user for user in sorted(found, key=lambda user: user.name)}


def add(outputs: Path, name: str, roles: Sequence[str], unit: str, password: str, today: str) -> User:
    """Register somebody new. Raises ``Misuse``."""
    known = users(outputs)
    if not NAME.fullmatch(name):
        raise Misuse("用户名写2至20个汉字、字母或数字，一般就写姓名。")
    if name in known:
        raise Misuse(f"已有用户“{name}”。改密码用 users passwd，改角色请先 users remove 再登记。")
    if unit and not set(roles) <= set(UNIT_ROLES):
        raise Misuse(f"填报单位的人员只能是{'或'.join(UNIT_ROLES)}。")
    require_strong(name, password)
    made = User(name, tuple(role for role in RIGHTS if role in roles), unit, _hash(password), today)
    _write(outputs, {**known, name: made})
    return made


def change(outputs: Path, name: str, password: str, today: str) -> None:
    """Give somebody a new password. Raises ``Misuse``."""
    known = users(outputs)
    old = require_known(outputs, name)
    require_strong(name, password)
    _write(outputs, {**known, name: User(name, old.roles, old.unit, _hash(password), today)})


def remove(outputs: Path, name: str) -> None:
    """Strike somebody off; whoever is logged in under that name is out at the next request. Raises ``Misuse``."""
    require_known(outputs, name)
    _write(outputs, {known: user for known, user in users(outputs).items() if known != name})


def require_known(outputs: Path, name: str) -> User:
    found = users(outputs).get(name)
    if found is None:
        raise Misuse(f"没有用户“{name}”。")
    return found


def require_strong(name: str, password: str) -> None:
    """Raises ``Misuse`` for a password that is short, of one kind of characters, or the name itself."""
    kinds = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")
    if len(password) < SHORTEST or sum(bool(re.search(kind, password)) for kind in kinds) < 2:
        raise Misuse(f"密码至少{SHORTEST}位，字母、数字、符号至少要有两种。")
    if name in password:
        raise Misuse("密码里不能有用户名。")


def known_by(outputs: Path, name: str, password: str) -> User | None:
    """Whoever this name and password belong to. An unknown name takes as long as a wrong password."""
    user = users(outputs).get(name)
    with _hashing:
        right = check_password_hash(user.password if user else _NOBODY, password)
    return user if right else None


def _hash(password: str) -> str:
    with _hashing:
        return generate_password_hash(password)


_NOBODY = generate_password_hash(os.urandom(16).hex())


def _write(outputs: Path, known: dict[str, User]) -> None:
    """The whole file at once, readable by its owner only."""
    outputs.mkdir(parents=True, exist_ok=True)
    made = outputs / f".{FILE}.新"
    made.unlink(missing_ok=True)
    text = json.dumps([asdict(known[name]) for name in sorted(known)], ensure_ascii=False, indent=1)
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    made.replace(outputs / FILE)
