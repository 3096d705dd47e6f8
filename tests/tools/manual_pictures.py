"""Pictures of the page for the manual, out of the made-up sample: ``python -m tests.tools.manual_pictures [FOLDER]``
(default ``docs/图片``). Chromium takes them; they are cut to one screen and brought down to few colours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser import Browser

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "inputs" / "样例"
PORT, HEIGHT, COLOURS = "8792", 860, 48
HANDED_IN = ("3.浏阳市.xlsx", "天心区2024年3月*.xlsx", "*参会回执.xlsx")
FIGURE = "2024-03/figure/WM01.430100.2024-03.ytd"
PAGES = {"报送情况": "2024-03/board", "出处": FIGURE, "存疑待定": "2024-03/doubts", "审核与签发": "2024-03/signing"}


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as held:
        home = Path(held)
        shutil.copytree(SAMPLE, home / "inputs", ignore=shutil.ignore_patterns("登记"))
        plan = [word for part in (ROOT / "inputs" / "plan", SAMPLE / "登记") for word in ("--plan", str(part))]
        command = [sys.executable, "-m", "toolkit", "serve", "--no-browser", "--port", PORT, "--as-of", "2024-04-15"]
        command += ["--inputs", str(home / "inputs"), "--outputs", str(home / "outputs"), *plan]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
        assert server.stdout is not None
        try:
            address = re.search(r"http://\S+", server.stdout.readline())
            assert address is not None
            _take(address[0], home, folder)
        finally:
            server.terminate()
            server.wait(20)


def _take(address: str, home: Path, folder: Path) -> None:
    base = address.split("?")[0]
    files = [next(SAMPLE.rglob(pattern)) for pattern in HANDED_IN]
    with Browser() as browser:
        browser.open(address)
        browser.choose("#file", *files)
        browser.until(f"document.querySelectorAll('article.file').length === {len(files)}")
        _keep(browser.picture(home / "一.png"), folder / "收表与处理.png")
        browser.press("处理2024年3月")
        browser.until("document.body.innerText.includes('查看结果')")
        for name, page in PAGES.items():
            browser.open(base + page)
            _keep(browser.picture(home / "一.png"), folder / f"{name}.png")


def _keep(shot: Path, path: Path) -> None:
    with Image.open(shot) as whole:
        screen = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, HEIGHT)))
        small = screen.resize((screen.width * 3 // 4, screen.height * 3 // 4), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "图片")
