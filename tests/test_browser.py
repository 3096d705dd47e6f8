"""The page in a real browser: hand in good, messy and hostile files, look at the pictures, ask nobody outside."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conftest import ROOT
from tests.test_web import lay

SAMPLE = ROOT / "inputs" / "样例"
pytestmark = pytest.mark.render


@dataclass(frozen=True)
class Page:
    """A page that is being served: its address with the key, and its workspace."""

    address: str
    root: Path

    @property
    def base(self) -> str:
        return self.address.split("?")[0]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """``serve`` as a person starts it, on a folder with Chinese and a space in its name."""
    root = tmp_path / "我的 工作区"
    (root / "inputs").mkdir(parents=True)
    lay(root / "outputs" / "2024-03")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "toolkit", "serve", "--port", str(port), "--no-browser", "--as-of", "2024-04-15"]
    command += ["--inputs", str(root / "inputs"), "--outputs", str(root / "outputs")]
    command += ["--plan", str(ROOT / "inputs" / "plan"), "--plan", str(SAMPLE / "登记")]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    address = re.search(r"http://\S+", server.stdout.readline())
    assert address is not None
    yield Page(address[0], root)
    server.terminate()
    server.wait(20)
    server.stdout.close()


def hostile(folder: Path) -> list[Path]:
    """Files that mean no good: a name with markup, a bomb of a name, a picture called a workbook."""
    made = {
        "<img src=x onerror=alert(1)>.xlsx": b"not a workbook",
        "截图.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        "空的.xlsx": b"",
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def test_a_clerk_hands_in_good_messy_and_hostile_files(page: Page, tmp_path: Path) -> None:
    good = next(SAMPLE.rglob("天心区2024年3月*.xlsx"))
    messy = next(SAMPLE.rglob("*最终版.xlsx"))
    with Browser() as browser:
        browser.open(page.address)
        assert "放入收到的报表" in browser.text()
        assert "key=" not in browser.run("location.href")
        files = [good, messy, *hostile(tmp_path)]
        browser.choose("#file", *files)
        browser.until(f"document.querySelectorAll('article.file').length === {len(files)}")
        shown = browser.text()
        assert good.name in shown
        assert messy.name in shown
        assert "<img" not in browser.run("document.querySelector('main').innerHTML")
        browser.picture(tmp_path / "收表.png")
        browser.run("[...document.querySelectorAll('button')].find(b => b.textContent === '全部收下').click()")
        browser.until("document.querySelectorAll('article.file').length <= 3")
        taken = {path.name for path in (page.root / "inputs").rglob("*.xlsx")}
        assert {good.name, messy.name} <= taken
        assert not any("截图" in name or "空的" in name for name in taken)
        assert browser.complaints == []
        assert all(address.startswith((page.base, "about:", "data:")) for address in browser.requests), browser.requests


def test_the_pages_can_be_walked_by_keyboard_and_complain_of_nothing(page: Page, tmp_path: Path) -> None:
    with Browser() as browser:
        browser.open(page.address)
        browser.key("Tab", 9)
        assert browser.run("document.activeElement.className") == "skip"
        for name in ("board", "findings", "figures", "figure/WM01.430100.2024-03.ytd", "files"):
            browser.open(f"{page.base}2024-03/{name}")
            picture = browser.picture(tmp_path / f"{name.replace('/', '-')}.png")
            assert picture.stat().st_size > 10_000
            nameless = "[...document.querySelectorAll('a,button,input:not([type=hidden]),select')]"
            nameless += ".filter(e => !(e.textContent.trim() || e.ariaLabel || (e.labels && e.labels.length))).length"
            assert browser.run(nameless) == 0
            assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True
        browser.open(f"{page.base}2024-03/figures")
        browser.run("document.querySelector('td a').focus()")
        browser.key("Enter", 13, "\r")
        browser.until("document.body.innerText.includes('怎么来的')")
        assert browser.complaints == []


def test_an_address_without_the_key_shows_nothing(page: Page) -> None:
    with Browser() as browser:
        browser.open(f"{page.base}2024-03/board")
        assert "请从启动窗口给出的地址打开" in browser.text()
        assert "天心区" not in browser.text()
