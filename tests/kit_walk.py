"""A clerk at a machine that never saw the project: start the unzipped kit, hand in the sample, approve, issue, read.

    python -m tests.kit_walk KIT OUT        where the network is cut off but for the machine itself

The kit is started by its own start file with an empty home and nothing of this environment but the Python it was made
from; only the browser is ours.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.browser import Browser

PORT, INDEX = "8791", "PIP_INDEX_URL"
LEFT_OUT = ("登记", "收件登记.csv", "说明.txt")


def walk(kit: Path, out: Path) -> dict[str, object]:
    """What the clerk saw: how many files there were, the last page, what the page asked of others or complained of,
    what would bar somebody from the form that judges a passage. The issued report lies in ``out``."""
    home = out / "空的家"
    home.mkdir(parents=True)
    bare = {"PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
    bare |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name == INDEX}
    command = ["./开始.sh", "--no-browser", "--port", PORT, "--as-of", "2024-04-15"]
    server = subprocess.Popen(command, cwd=kit, env=bare, stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    try:
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address is not None
        return _by_browser(address[0], kit, out)
    finally:
        server.terminate()
        server.wait(20)


def _by_browser(address: str, kit: Path, out: Path) -> dict[str, object]:
    sample = kit / "inputs" / "样例"
    files = [path for path in sorted(sample.rglob("*.xls*")) if not set(LEFT_OUT) & set(path.relative_to(sample).parts)]
    base = address.split("?")[0]
    with Browser() as browser:
        browser.open(address)
        browser.choose("#file", *files)
        browser.until(f"document.querySelectorAll('article.file').length === {len(files)}")
        browser.press("全部收下")
        _make(browser)
        browser.open(f"{base}2024-03/doubts")
        barriers = browser.barriers()
        _sign(browser, "不写")
        browser.open(base)
        _make(browser)
        for step in ("审核通过", "签发"):
            browser.open(f"{base}2024-03/signing")
            _sign(browser, step)
        browser.picture(out / "签发.png")
        said = browser.text()
        report = "[...document.querySelectorAll('main ul a')].find(a => a.textContent.endsWith('报告.docx')).href"
        fetched = browser.run(f"fetch({report}).then(r => r.arrayBuffer()).then(b => [...new Uint8Array(b)])")
        (out / "报告.docx").write_bytes(bytes(fetched))
        own = (base, "data:", "about:")
        asked = {each.split("?")[0] for each in browser.requests if not each.startswith(own)}
        return {
            "files": len(files),
            "said": said,
            "outside": sorted(asked),
            "complaints": browser.complaints + barriers,
        }


def _make(browser: Browser) -> None:
    browser.press("处理2024年3月")
    browser.until("document.body.innerText.includes('查看结果')")


def _sign(browser: Browser, button: str) -> None:
    """Press a button after the name was filled into its own form."""
    named = f"[...document.querySelectorAll('button')].find(b => b.textContent.trim() === {button!r})"
    browser.run(f"{named}.form.querySelector('input[name=name]').id = 'me'")
    browser.fill("#me", "张某")
    browser.press(button)


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False)  # in a network of its own even this is down
    print(json.dumps(walk(Path(sys.argv[1]), Path(sys.argv[2])), ensure_ascii=False))
