"""The offline kit on a machine that never saw the project: no network, empty home, a path with Chinese and blanks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit.care.bundle import Kit, bundle

pytestmark = [pytest.mark.slow, pytest.mark.render]
NOWHERE = "http://127.0.0.1:9"  # where nobody listens


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """The kit for the python that the start file will find, unzipped as a person does."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    platform = sysconfig.get_platform().replace("-", "_")
    made = bundle(Kit(ROOT, platform, python, tmp_path / "包.zip"), lambda _: None)
    home = tmp_path / "新 电脑" / "我的 工具"
    with zipfile.ZipFile(made) as packed:
        packed.extractall(home)
    [folder] = home.iterdir()
    (folder / "开始.sh").chmod(0o755)  # what unzip does and zipfile does not
    return folder


def alone() -> list[str]:
    """A command line prefix that cuts off the network, where this system lets us."""
    for prefix in (["unshare", "-n"], ["unshare", "-rn"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    return []


def test_the_sample_is_issued_on_a_machine_without_network_or_history(kit: Path, tmp_path: Path) -> None:
    command = [*alone(), sys.executable, "-m", "tests.kit_walk", str(kit), str(tmp_path / "所见")]
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PIP_PROXY"), NOWHERE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1,localhost"}
    environment |= {} if alone() else proxies | {"PIP_INDEX_URL": NOWHERE}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "已签发（第1版）" in told["said"], told["said"]
    assert (told["outside"], told["complaints"]) == ([], [])
    with zipfile.ZipFile(tmp_path / "所见" / "报告.docx") as report:
        text = report.read("word/document.xml").decode("utf-8")
    assert "全市" in text and "待核】" not in text and "草稿" not in text
