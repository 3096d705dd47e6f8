"""The page for other computers in a real browser: each role does its part of a real month, and is refused the rest."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conftest import ROOT
from tests.test_browser import Page, hostile
from tests.test_web import FIGURE, lay, ready
from toolkit.records import audit, people
from toolkit.web.place import Place

SAMPLE = ROOT / "inputs" / "样例"
PASSWORD = "correct-horse-7"
STAFF = {"钱录入": "录入", "周审核": "审核", "郑签发": "签发", "冯只读": "只读"}
DISTRICT = "褚天心"
pytestmark = [pytest.mark.render, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """``serve --lan`` with a person of every role, on a folder with Chinese and a space in its name."""
    root = tmp_path_factory.mktemp("局域网") / "我的 工作区"
    (root / "inputs").mkdir(parents=True)
    lay(root / "outputs" / "2024-02")
    for name, role in STAFF.items():
        people.add(root / "outputs", name, (role,), "", PASSWORD, "2024-04-15")
    people.add(root / "outputs", DISTRICT, ("录入",), "430103", PASSWORD, "2024-04-15")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "toolkit", "serve", "--lan", "--port", str(port), "--no-browser"]
    command += ["--inputs", str(root / "inputs"), "--outputs", str(root / "outputs"), "--as-of", "2024-04-15"]
    command += ["--plan", str(ROOT / "inputs" / "plan"), "--plan", str(SAMPLE / "登记")]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    assert "须登录" in server.stdout.readline()
    yield Page(f"http://127.0.0.1:{port}/", root)
    server.terminate()
    server.wait(20)
    server.stdout.close()


def log_in(browser: Browser, page: Page, name: str) -> None:
    browser.open(page.address)
    browser.until("!!document.querySelector('#password')")
    browser.fill("#name", name)
    browser.fill("#password", PASSWORD)
    browser.press("登录")
    assert name in browser.text()


def refused(browser: Browser, address: str, **fields: str) -> int:
    """The answer to a request made by hand from the page itself, with its token."""
    body = "&".join(f"{key}={value}" for key, value in fields.items())
    script = f"""(async () => {{
      const token = document.querySelector('meta[name="csrf"]').content;
      const headers = {{ "X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded" }};
      return (await fetch({address!r}, {{ method: "POST", headers, body: {body!r} }})).status;
    }})()"""
    return int(browser.run(script))


def test_a_month_goes_from_upload_to_issue_through_four_hands(page: Page, tmp_path: Path) -> None:
    good = next(SAMPLE.rglob("天心区2024年3月*.xlsx"))
    messy = next(SAMPLE.rglob("*最终版.xlsx"))
    with Browser() as clerk:
        log_in(clerk, page, "钱录入")
        clerk.choose("#file", good, messy, *hostile(tmp_path))
        clerk.until("document.querySelectorAll('article.file').length === 5")
        assert "<img" not in clerk.run("document.querySelector('main').innerHTML")
        clerk.press("全部收下")
        assert {good.name, messy.name} <= {path.name for path in (page.root / "inputs").rglob("*.xlsx")}
        clerk.press("处理2024年3月")
        clerk.until("document.body.innerText.includes('查看结果')")
        clerk.open(f"{page.base}2024-03/figures")
        clerk.run("document.querySelector('td a').click()")
        clerk.until("document.body.innerText.includes('怎么来的')")
        clerk.open(f"{page.base}2024-03/signing")
        assert "没有您可以办理的事项" in clerk.text()
        for step in ("approve", "issue", "reopen"):
            assert refused(clerk, "/2024-03/signing", step=step, reason="x") == 403
    with Browser() as reviewer:
        log_in(reviewer, page, "周审核")
        assert not reviewer.run("!!document.querySelector('#upload')")
        assert refused(reviewer, "/take", token="all") == 403
        reviewer.open(f"{page.base}2024-03/signing")
        reviewer.press("审核通过")
        assert "已审" in reviewer.text()
        assert refused(reviewer, "/2024-03/signing", step="issue") == 403
    with Browser() as signer:
        log_in(signer, page, "郑签发")
        assert refused(signer, "/run", period="2024-03") == 403
        signer.open(f"{page.base}2024-03/signing")
        signer.press("签发")
        assert "已签发（第1版）" in signer.text(), signer.text()
        assert signer.complaints == [each for each in signer.complaints if "403" in each]
        signer.picture(tmp_path / "签发.png")
    with Browser() as reader:
        log_in(reader, page, "冯只读")
        reader.open(f"{page.base}2024-03/signing")
        name = "document.querySelector('main ul a').href"
        size = reader.run(f"fetch({name}).then(r => r.blob()).then(b => b.size)")
        assert size > 1000
        for address in ("/upload", "/run", "/2024-03/waive", "/2024-03/sendback", "/2024-03/alias"):
            assert refused(reader, address, period="2024-03") == 403
        assert all(address.startswith((page.base, "about:", "data:")) for address in reader.requests)
    done = [
        (deed["who"], deed["act"]) for deed in reversed(audit.deeds(page.root / "outputs")) if deed["result"] == "成"
    ]
    for deed in (("钱录入", "收下"), ("钱录入", "处理"), ("周审核", "审核"), ("郑签发", "签发"), ("冯只读", "下载")):
        assert deed in done


def test_a_unit_in_the_browser_sees_only_itself(page: Page, tmp_path: Path) -> None:
    other = next(SAMPLE.rglob("芙蓉区2024年3月*.xlsx"))
    with Browser() as unit:
        log_in(unit, page, DISTRICT)
        unit.choose("#file", other)
        unit.until("document.querySelector('#sending').innerText.includes('本单位')")
        unit.open(f"{page.base}2024-02/board")
        assert "天心区" in unit.text()
        assert "芙蓉区" not in unit.text()
        for address in ("2024-02/figures", f"2024-02/figure/{FIGURE}", "history", "deeds", "2024-02/file/报告.docx"):
            assert unit.run(f"fetch('/{address}').then(r => r.status)") in (403, 404), address
        assert refused(unit, "/run", period="2024-02") == 403


@pytest.mark.parametrize("name", [*STAFF, DISTRICT])
def test_every_page_of_every_role_is_without_barriers_and_quiet(page: Page, tmp_path: Path, name: str) -> None:
    if not (page.root / "outputs" / "台账").exists():
        ready(Place(page.root / "inputs", (), page.root / "outputs"))
    with Browser() as browser:
        browser.open(f"{page.base}login")
        assert browser.barriers() == []
        log_in(browser, page, name)
        links = browser.run("[...document.querySelectorAll('nav a')].map(a => a.href)")
        months = [f"{page.base}2024-02/{each}" for each in ("board", "findings", "files")]
        if name != DISTRICT:
            months += [
                f"{page.base}2024-02/{each}"
                for each in ("doubts", "figures", f"figure/{FIGURE}", "versions", "signing")
            ]
        for address in dict.fromkeys((*links, *months, f"{page.base}progress")):
            browser.open(address)
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert browser.barriers() == [], address
            assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True, address
        assert browser.complaints == []
        assert all(each.startswith((page.base, "about:", "data:")) for each in browser.requests)


def test_a_log_in_works_with_the_keyboard_alone(page: Page) -> None:
    with Browser() as browser:
        browser.open(f"{page.base}login")
        browser.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=text>'); 0")
        assert [each.partition(":")[0] for each in browser.barriers()] == ["label"]  # the scan does see barriers
        browser.open(f"{page.base}login")
        assert browser.run("document.activeElement.id") == "name"
        browser.fill("#name", "冯只读")
        browser.key("Tab", 9)
        assert browser.run("document.activeElement.id") == "password"
        browser.fill("#password", PASSWORD)
        browser.key("Enter", 13, "\r")
        browser.until("document.body.innerText.includes('冯只读')")
        browser.press("退出")
        assert "用户名" in browser.text()
        assert json.loads(browser.run("JSON.stringify(document.cookie)")) == ""
        assert re.search(r"/login$", browser.run("location.href"))
