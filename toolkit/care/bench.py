"""For developers: how fast reading is beside plain pandas loops over the same files, taken in one run.

Only ratios are worth comparing between machines. Every contestant runs in a process of its own, start-up included.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from toolkit import codebook
from toolkit.model import Period
from toolkit.pipeline import CLEAN, Outcome
from toolkit.publish.forms import blank_returns

MONTH = Period(2024, 3)
ROUNDS = 3
_ROOT = Path(__file__).resolve().parents[2]

_OURS = """
import json, resource, sys
from pathlib import Path
from toolkit import codebook, collect
from toolkit.model import Period
collect.make_ready()
book = codebook.load([Path(plan) for plan in sys.argv[2:]])
readings = collect.read_all(collect.gather(Path(sys.argv[1])), book, expected=Period(2024, 3))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
kinds = sum(reading.nature == "return" for reading in readings)
print(json.dumps({"files": len(readings), "returns": kinds, "peak_mb": peak}))
"""
_PEER = """
import sys
from pathlib import Path
import pandas
options = {"engine": sys.argv[2]} if sys.argv[2] else {}
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    pandas.read_excel(path, sheet_name=None, header=None, **options)
"""


def bench(plan: tuple[Path, ...], files: int) -> Outcome:
    """Ratios of the fastest of ``ROUNDS`` runs each, over returns made by ``publish.forms`` in a temp folder."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _make(plan, place, files)
        told: dict[str, object] = {}
        ours = min(_run(_OURS, [folder, *map(str, plan)], told) for _ in range(ROUNDS))
        peers = {name: min(_run(_PEER, [folder, engine], {}) for _ in range(ROUNDS)) for name, engine in _ENGINES}
    ratios = {name: round(seconds / ours, 2) for name, seconds in peers.items()}
    lines = [f"读取{told['returns']}份报表：{ours:.2f}秒，主进程内存峰值{told['peak_mb']}MB"]
    lines += [f"　pandas {name}：{peers[name]:.2f}秒，是本工具的{ratio}倍" for name, ratio in ratios.items()]
    record: dict[str, object] = {"files": files, "seconds": round(ours, 3), "ratios": ratios, **told}
    return Outcome(CLEAN, "（同一次运行中的比值才可比较。）", record, tuple(lines))


_BLANK = re.compile(rb'<c r="([DEF])([5-9]|[1-9]\d)" s="(\d+)"/>')
_ENGINES = (("默认引擎", ""), ("calamine", "calamine"))


def _make(plan: tuple[Path, ...], place: Path, files: int) -> None:
    """Returns as units send them: the forms of every filer with figures filled in, again and again."""
    book = codebook.load(plan)
    made = [_filled(path) for path in blank_returns(book, MONTH, place / "空白", None, {})]
    for number in range(files):
        (place / f"{number:05d}.xlsx").write_bytes(made[number % len(made)])
    for path in (place / "空白").iterdir():
        path.unlink()
    (place / "空白").rmdir()


def _filled(path: Path) -> bytes:
    """A blank return with a number in every cell that asks for one."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as blank, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in blank.infolist():
            data = blank.read(info)
            if b"ISNUMBER(" in data and info.filename.startswith("xl/worksheets/"):
                data = _BLANK.sub(rb'<c r="\1\2" s="\3"><v>\g<2>1</v></c>', data)
            made.writestr(info.filename, data)
    return out.getvalue()


def _run(script: str, arguments: list[str], told: dict[str, object]) -> float:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=_ROOT, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    if done.stdout:
        told.update(json.loads(done.stdout))
    return seconds
