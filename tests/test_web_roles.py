"""The page opened to other computers: log-in, expiry, limits, what each role may do and what not, the audit trail."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.test_web import DAY, FIGURE, PLAN, lay, ready, sample, upload
from tests.test_web import Browser as LocalBrowser
from toolkit.records import audit, people
from toolkit.web.app import create_app
from toolkit.web.entry import IDLE, LONGEST, KeyDoor, Keys, LoginDoor
from toolkit.web.limits import LIMITS
from toolkit.web.place import Place
from toolkit.web.rights import NEEDS, OPEN, STEPS
from toolkit.web.safety import Front

HOST = "10.1.2.3:8750"
PASSWORD = "correct-horse-7"
STAFF = {"钱录入": ("录入",), "周审核": ("审核",), "郑签发": ("签发",), "冯只读": ("只读",)}
DISTRICT = "褚天心"  # of 天心区


class Clock:
    """Seconds that go on when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Browser(FlaskClient):
    """A browser on another computer."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        kwargs.setdefault("base_url", f"http://{HOST}")
        return super().open(*args, **kwargs)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The users' file, made once: hashing is slow on purpose."""
    folder = tmp_path_factory.mktemp("用户")
    for name, roles in STAFF.items():
        people.add(folder, name, roles, "", PASSWORD, "2024-04-15")
    people.add(folder, DISTRICT, ("录入",), "430103", PASSWORD, "2024-04-15")
    return (folder / people.FILE).read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, hashed: str) -> Place:
    (tmp_path / "inputs").mkdir()
    lay(tmp_path / "outputs" / "2024-03")
    (tmp_path / "outputs" / people.FILE).write_text(hashed, encoding="utf-8")
    return Place(tmp_path / "inputs", PLAN, tmp_path / "outputs", DAY)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(place: Place, clock: Clock) -> Flask:
    made = create_app(place, LoginDoor(place.outputs, clock), Front(frozenset({HOST})), clock)
    made.test_client_class = Browser
    return made


def csrf(client: FlaskClient, address: str = "/") -> str:
    found = re.search(r'<meta name="csrf" content="([^"]+)"', client.get(address).text)
    assert found is not None
    return found[1]


def log_in(app: Flask, name: str, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    answer = enter(client, name, password)
    assert answer.status_code == 302, answer.text
    return client


def enter(client: FlaskClient, name: str, password: str) -> TestResponse:
    fields = {"csrf": csrf(client, "/login"), "name": name, "password": password}
    return client.post("/login", data=fields)


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data={"csrf": csrf(client), **fields})


# --- 登录 -----------------------------------------------------------------------------------------------------------


def test_nobody_sees_anything_before_logging_in(app: Flask) -> None:
    stranger = app.test_client()
    for address in ("/", "/2024-03/board", "/2024-03/file/报告.docx", "/history", "/nirgends"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/login"), address
    assert stranger.post("/run", data={"period": "2024-03"}).status_code == 401
    assert "天心区" not in stranger.get("/login").text


def test_whoever_logs_in_is_named_and_can_leave(app: Flask) -> None:
    client = log_in(app, "钱录入")
    assert "钱录入" in client.get("/").text
    assert send(client, "/leave").status_code == 302
    assert client.get("/").headers["Location"] == "/login"


def test_the_session_is_kept_from_scripts_and_other_sites(app: Flask) -> None:
    cookie = enter(app.test_client(), "钱录入", PASSWORD).headers.getlist("Set-Cookie")[-1]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_behind_https_the_session_travels_only_encrypted(place: Place, clock: Clock) -> None:
    app = create_app(place, LoginDoor(place.outputs, clock), Front(frozenset({"yb.example.test"}), "https"), clock)
    client = app.test_client()
    answer = client.get("/login", base_url="https://yb.example.test")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age")
    assert client.get("/login", base_url="https://10.1.2.3").status_code == 403


@pytest.mark.parametrize(
    ("name", "password"), [("钱录入", "wrong-horse-7"), ("没有此人", PASSWORD), ("", ""), ("钱录入", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(app: Flask, name: str, password: str) -> None:
    answer = enter(app.test_client(), name, password)
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text


def test_after_five_wrong_passwords_one_waits_and_then_may_try_again(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    times, seconds = LIMITS["登录失败·用户"]
    for _ in range(times):
        assert enter(client, "钱录入", "wrong-horse-7").status_code == 401
    assert enter(client, "钱录入", PASSWORD).status_code == 429
    clock.now += seconds
    assert enter(client, "钱录入", PASSWORD).status_code == 302


def test_a_log_in_is_not_taken_from_another_site(app: Flask) -> None:
    client = app.test_client()
    fields = {"csrf": csrf(client, "/login"), "name": "钱录入", "password": PASSWORD}
    assert client.post("/login", data=fields, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/login", data={**fields, "csrf": "x"}).status_code == 403
    assert app.test_client().post("/login", data={"name": "钱录入", "password": PASSWORD}).status_code == 403


def test_an_idle_half_hour_and_a_long_day_end_the_log_in(app: Flask, clock: Clock) -> None:
    client = log_in(app, "钱录入")
    clock.now += IDLE - 1
    assert client.get("/").status_code == 200
    clock.now += IDLE + 1
    assert client.get("/").status_code == 302
    client = log_in(app, "钱录入")
    for _ in range(LONGEST // IDLE * 2 + 1):
        clock.now += IDLE / 2
        client.get("/")
    assert client.get("/").status_code == 302


def test_whoever_is_struck_off_or_has_a_new_password_is_out_at_once(app: Flask, place: Place) -> None:
    one, other = log_in(app, "钱录入"), log_in(app, "周审核")
    people.remove(place.outputs, "钱录入")
    people.change(place.outputs, "周审核", "another-horse-8", "2024-04-16")
    assert one.get("/").status_code == 302
    assert other.get("/").status_code == 302


def test_the_key_of_the_loopback_page_opens_nothing_here(app: Flask) -> None:
    assert app.test_client().get("/?key=door-key").headers["Location"] == "/login"


# --- 角色 -----------------------------------------------------------------------------------------------------------


def test_every_address_asks_a_right_and_every_right_is_somebodys(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert known == {*NEEDS, *OPEN}
    granted = frozenset().union(*people.RIGHTS.values())
    assert {*NEEDS.values(), *STEPS.values()} == granted == set(people.RIGHT_NAMES)


DEEDS = {
    "/upload": "交表",
    "/take": "交表",
    "/drop": "交表",
    "/run": "处理",
    "/2024-03/alias": "确认读法",
    "/2024-03/adopt": "确认读法",
    "/2024-03/withdraw": "确认读法",
    "/2024-03/waive": "说明后通过和退回",
    "/2024-03/sendback": "说明后通过和退回",
    "/2024-03/deliver": "签发归档",
}
STEP_RIGHTS = {"first": "审核", "approve": "审核", "issue": "签发归档", "close": "签发归档", "reopen": "重新开启"}


@pytest.mark.parametrize("name", STAFF)
def test_a_request_made_by_hand_gets_no_further_than_the_role(app: Flask, place: Place, name: str) -> None:
    ready(place)
    client, rights = log_in(app, name), people.users(place.outputs)[name].rights
    for address, right in DEEDS.items():
        allowed = send(client, address, period="坏", token="0" * 16, sha256="没有", decision="坏").status_code
        assert (allowed == 403) == (right not in rights), address
    for step, right in STEP_RIGHTS.items():
        if right not in rights:
            answer = send(client, "/2024-03/signing", step=step, reason="x", name="冒名")
            assert answer.status_code == 403, step
            assert "权限" in answer.text


@pytest.mark.parametrize("name", STAFF)
def test_letters_with_addresses_are_for_those_who_send_them(app: Flask, place: Place, name: str) -> None:
    ready(place)
    allowed = "签发归档" in people.users(place.outputs)[name].rights
    client = log_in(app, name)
    for address in ("/2024-03/drafts", "/2024-03/draft/a.eml"):
        assert client.get(address).status_code == (404 if allowed else 403)  # none lie there


@pytest.mark.parametrize("name", STAFF)
def test_a_page_offers_no_button_that_would_be_refused(app: Flask, place: Place, name: str) -> None:
    ready(place)
    client, rights = log_in(app, name), people.users(place.outputs)[name].rights
    pages = ["/", "/2024-03/findings", "/2024-03/signing", "/2024-03/doubts"]
    for page in pages:
        text = client.get(page).text
        offered = {action.rpartition("/")[2] for action in re.findall(r'<form method="post" action="([^"]+)"', text)}
        for address, right in DEEDS.items():
            assert address.rpartition("/")[2] not in offered or right in rights, (page, address)
        for step in re.findall(r'name="step" value="([a-z]+)"', text):
            assert STEP_RIGHTS[step] in rights


def test_a_step_is_written_down_in_the_name_of_whoever_is_logged_in(app: Flask, place: Place) -> None:
    ready(place)
    client = log_in(app, "周审核")
    assert send(client, "/2024-03/signing", step="approve", name="冒名者").status_code == 302
    page = client.get("/2024-03/signing").text
    assert "周审核" in page
    assert "冒名者" not in page
    client = log_in(app, "郑签发")
    assert send(client, "/2024-03/signing", step="reopen", reason="数据有更正").status_code == 302
    assert "郑签发" in client.get("/2024-03/signing").text


def test_a_token_of_somebody_else_is_refused(app: Flask) -> None:
    one, other = log_in(app, "钱录入"), log_in(app, "周审核")
    assert one.post("/run", data={"csrf": csrf(other), "period": "2024-03"}).status_code == 403


# --- 填报单位的人 ---------------------------------------------------------------------------------------------------


def test_a_unit_sees_its_own_row_and_no_other_units_name(app: Flask) -> None:
    client = log_in(app, DISTRICT)
    board = client.get("/2024-03/board").text
    assert "天心区" in board
    assert "芙蓉区" not in board + client.get("/2024-03/findings?unit=芙蓉区").text.replace('value="芙蓉区"', "")
    assert "累计小于上月" not in client.get("/2024-03/findings").text


@pytest.mark.parametrize(
    "address",
    [
        "/2024-03/figures", f"/2024-03/figure/{FIGURE}", "/2024-03/signing", "/2024-03/versions", "/2024-03/doubts",
        "/history", "/deeds", "/plan", "/2024-03/issue/1/x",
    ],
)  # fmt: skip
def test_a_unit_reaches_no_page_of_the_whole(app: Flask, address: str) -> None:
    assert log_in(app, DISTRICT).get(address).status_code == 403


def test_a_unit_fetches_its_own_feedback_and_nothing_else(app: Flask, place: Place) -> None:
    folder = place.outputs / "2024-03"
    record = json.loads((folder / "data" / "run.json").read_text(encoding="utf-8"))
    names = ["反馈/天心区2024年3月审核反馈.xlsx", "反馈/芙蓉区2024年3月审核反馈.xlsx"]
    (folder / "反馈").mkdir()
    for name in names:
        (folder / name).write_bytes(name.encode())
        record["outputs"].append({"path": name, "sha256": "x"})
    (folder / "data" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    client = log_in(app, DISTRICT)
    assert client.get("/2024-03/file/" + quote(names[0])).status_code == 200
    for kind in ("file", "preview"):
        for name in (names[1], "报告.docx", "data/figures.csv"):
            assert client.get(f"/2024-03/{kind}/" + quote(name)).status_code == 404
    listed = client.get("/2024-03/files").text
    assert "天心区" in listed
    assert "芙蓉区" not in listed


def sent(client: FlaskClient, name: str, content: bytes) -> dict[str, object]:
    body = {"period": "2024-03", "file": (io.BytesIO(content), name)}
    headers = {"X-CSRF-Token": csrf(client)}
    answer = client.post("/upload", data=body, headers=headers, content_type="multipart/form-data")
    [said] = answer.get_json()["answers"]
    return dict(said)


def test_a_unit_hands_in_its_own_return_and_no_other_units(app: Flask, place: Place) -> None:
    client = log_in(app, DISTRICT)
    own = sent(client, "天心区.xlsx", sample("天心区2024年3月开放型经济月报"))
    assert own["tone"] != "bad", own
    other = sent(client, "天心区.xlsx", sample("芙蓉区2024年3月报表"))
    assert other["refused"]
    assert "本单位" in str(other["word"])
    assert sent(client, "坏.xlsx", b"nothing")["refused"]
    token = re.search(r'name="token" value="([0-9a-f]{16})"', client.get("/").text)
    assert token is not None
    assert send(client, "/take", token=token[1], period="2024-03").status_code == 302
    assert [path.name for path in place.inputs.rglob("*.xlsx")] == ["天心区.xlsx"]
    log = (place.inputs / "收件登记.csv").read_text(encoding="utf-8-sig")
    assert "收件/2024-04-15/天心区.xlsx,2024-04-15 00:00" in log


def test_what_one_unit_handed_in_another_can_neither_see_nor_take(app: Flask, place: Place) -> None:
    clerk = log_in(app, "钱录入")
    sent(clerk, "芙蓉区.xlsx", sample("芙蓉区2024年3月报表"))
    token = re.search(r'name="token" value="([0-9a-f]{16})"', clerk.get("/").text)
    assert token is not None
    client = log_in(app, DISTRICT)
    assert "芙蓉区.xlsx" not in client.get("/").text
    for address in ("/take", "/drop"):
        assert send(client, address, token=token[1]).status_code == 404
    send(client, "/take", token="all")
    assert list(place.inputs.rglob("*.xlsx")) == []


def test_too_many_uploads_in_a_short_time_are_refused_and_said(app: Flask, clock: Clock) -> None:
    client = log_in(app, DISTRICT)
    token = csrf(client)
    times, seconds = LIMITS["上传·用户"]
    nameless = {"csrf": token, "period": "2024-03"}
    for _ in range(times // 100):
        files = [(io.BytesIO(b"x"), "~$x.xlsx") for _ in range(100)]
        client.post("/upload", data={**nameless, "file": files}, content_type="multipart/form-data")
    answer = client.post("/upload", data={**nameless, "file": (io.BytesIO(b"x"), "~$x.xlsx")})
    assert answer.status_code == 429
    assert "上传的文件太多" in answer.text
    clock.now += seconds
    assert client.post("/upload", data={**nameless, "file": (io.BytesIO(b"x"), "~$x.xlsx")}).status_code == 409


# --- 办理记录 -------------------------------------------------------------------------------------------------------


def test_who_did_what_is_written_down_with_what_was_refused(app: Flask, place: Place) -> None:
    ready(place)
    enter(app.test_client(), "周审核", "wrong-horse-7")
    client = log_in(app, "周审核")
    send(client, "/2024-03/signing", step="approve")
    send(client, "/2024-03/signing", step="approve")
    client.get("/2024-03/file/" + quote("报告.docx"))
    told = [(row["who"], row["act"], row["result"][:4]) for row in reversed(audit.deeds(place.outputs))]
    assert told == [
        ("周审核", "登录", "用户名或"),
        ("周审核", "登录", "成"),
        ("周审核", "审核", "成"),
        ("周审核", "审核", "2024"),
        ("周审核", "下载", "成"),
    ]
    assert {row["address"] for row in audit.deeds(place.outputs)} == {"127.0.0.1"}
    assert "下载" in client.get("/deeds").text
    log = next((place.outputs / "日志").glob("办理-*.jsonl")).read_text(encoding="utf-8")
    assert "horse" not in log


def test_at_this_computer_what_is_done_is_written_down_too(place: Place, clock: Clock) -> None:
    app = create_app(place, KeyDoor(Keys("door", "form-key")), Front(frozenset({"127.0.0.1:8750"})), clock)
    app.test_client_class = LocalBrowser
    client = app.test_client()
    client.get("/?key=door")
    upload(client, "~$x.xlsx", b"x")
    assert [(row["who"], row["act"]) for row in audit.deeds(place.outputs)] == [("本机", "上传")]
