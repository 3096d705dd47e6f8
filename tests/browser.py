"""A real browser for the tests: Chromium without a window, spoken to over its debugging pipe (no driver, no library).

Messages are JSON objects ended by a zero byte, commands on the browser's file descriptor 3, answers and events on 4.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests import render

PATIENCE = 60.0


def program() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("chromium is not installed: this test looks at the page in a browser")


class Browser:
    """One window. ``requests`` are the addresses it asked for, ``complaints`` what its console said."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._number = 0
        self._left = b""
        self._session = ""

    def __enter__(self) -> Self:
        to_them, self._in = os.pipe()
        self._out, from_them = os.pipe()
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        switches += [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ]
        switches += [f"--user-data-dir={self._profile.name}", "--remote-debugging-pipe", "--lang=zh-CN"]
        # The shell puts the pipes where the browser wants them: descriptors 3 and 4.
        shell = f'exec "$@" 3<&{to_them} 4>&{from_them}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", shell, "browser", program(), *switches, "about:blank"],
            pass_fds=(to_them, from_them),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=render.environment(),
        )
        os.close(to_them)
        os.close(from_them)
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self._ask(f"{domain}.enable")
        self._ask("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def open(self, address: str) -> None:
        self._ask("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """What a piece of script answers in the page."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until ``script`` is true; the page may be loading anew in between."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
            if answer.get("result", {}).get("value") is True:
                return
            time.sleep(0.1)
        raise AssertionError(f"never came true: {script}\n{self.text()}")

    def choose(self, selector: str, *files: Path) -> None:
        """Put files into a file input, as a person does in the dialogue."""
        root = self._ask("DOM.getDocument")["root"]["nodeId"]
        node = self._ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._ask("DOM.setFileInputFiles", files=[str(file) for file in files], nodeId=node)

    def key(self, name: str, code: int, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            self._ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **extra)

    def text(self) -> str:
        return str(self._ask("Runtime.evaluate", expression="document.body.innerText")["result"].get("value", ""))

    def fill(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.run(f"document.querySelector({selector!r}).focus()")
        self._ask("Input.insertText", text=text)

    def press(self, words: str) -> None:
        """Press the button that says ``words``, as a person does: wait for the page that comes of it."""
        named = f"[...document.querySelectorAll('button')].find(b => b.textContent.trim() === {words!r})"
        self.run(f"document.documentElement.dataset.old = 1; {named}.click()")
        self.until("document.readyState === 'complete' && !document.documentElement.dataset.old")

    def barriers(self) -> list[str]:
        """What axe-core finds on the page that keeps somebody from using it (serious and critical)."""
        script = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
        self.run(f"if (!window.axe) {{ {script} }}; 0")
        found = self.run("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))")
        return [f"{rule}: {nodes[:2]}" for impact, rule, nodes in found if impact in ("serious", "critical")]

    def picture(self, path: Path) -> Path:
        shot = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._in, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)
        raise AssertionError(f"no answer to {method}")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._out], [], [], PATIENCE)
            assert ready, "the browser is silent"
            more = os.read(self._out, 1 << 20)
            assert more, "the browser has gone"
            self._left += more
        message, _, self._left = self._left.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"]))
            case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
                self.complaints.append(str(params["args"]))
