"""The month's own commands, as the command line offers them: demo, forms, run, check, status, explain and the like.

Each takes what was typed and the project folder, and answers an ``Outcome``. Nothing heavy is imported before one acts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.answer import CLEAN, MISUSE, PERSON_NEEDED, Outcome
from toolkit.commands.parameters import outputs_of, plan_of

if TYPE_CHECKING:
    from toolkit.codebook.terms import Codebook
    from toolkit.collect import Arrivals
    from toolkit.model import Period

SAMPLE_MONTH, SAMPLE_DAY = (2024, 3), date(2024, 4, 15)
MOST_WORKERS = 8
_SYNTHETIC = "（样例数据是合成的，并有意安排了缺报、迟报、错报等情形，以上退回和提示均属预期。）"


def demo(_: Namespace, root: Path) -> Outcome:
    from toolkit.model import Period

    period = Period(*SAMPLE_MONTH)
    sample = root / "inputs" / "样例"
    plan = (root / "inputs" / "plan", sample / "登记")
    book, arrivals = _begun(sample, plan, period)

    from toolkit import pipeline
    from toolkit.commands.progress import Progress

    with Progress() as progress:
        job = pipeline.Job(
            period=period,
            inputs=sample,
            plan=plan,
            outputs=root / "outputs" / "样例",
            as_of=SAMPLE_DAY,
            reproducible=True,
            progress=progress,
            fresh=True,
            book=book,
            arrivals=arrivals,
        )
        outcome = pipeline.run(job)
    if outcome.exit_code != PERSON_NEEDED:
        return outcome
    return replace(outcome, exit_code=CLEAN, summary=f"{outcome.summary}\n{_SYNTHETIC}")


def run(options: Namespace, root: Path) -> Outcome:
    inputs, plan = options.inputs or root / "inputs", plan_of(options, root)
    book, arrivals = _begun(inputs, plan, options.period)

    from toolkit import pipeline
    from toolkit.commands.progress import Progress
    from toolkit.office import enquiries

    with Progress() as progress:
        job = pipeline.Job(
            period=options.period,
            inputs=inputs,
            plan=plan,
            outputs=outputs_of(options, root),
            as_of=options.as_of,
            reproducible=options.as_of is not None,
            progress=progress,
            book=book,
            arrivals=arrivals,
            templates=enquiries.templates(options.templates, plan),
        )
        return pipeline.run(job)


def _begun(inputs: Path, plan: tuple[Path, ...], period: Period) -> tuple[Codebook, Arrivals]:
    """The registers, and the files that have come: read by other processes while the heavy rooms are being loaded."""
    from toolkit import codebook, collect

    collect.make_ready()
    try:
        book = codebook.load(plan)
    except codebook.Faulty:
        from toolkit import check

        book = check.load(plan)  # raises with all that is wrong with the edit rules besides
    return book, collect.receive(inputs, book, period)


def forms(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries

    outputs = outputs_of(options, root)
    out = options.out or outputs / "空白表" / str(options.period)
    return enquiries.forms(options.period, plan_of(options, root), tuple(options.unit), out, outputs)


def check(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries

    files, outputs = (*options.paths,), outputs_of(options, root)
    return enquiries.check(files, plan_of(options, root), options.period, None, outputs)


def status(options: Namespace, root: Path) -> Outcome:
    if options.year:
        from toolkit.commands import signing

        return signing.year(options, root)
    from toolkit.records import reported

    return reported.status(outputs_of(options, root), options.period)


def explain(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries

    return enquiries.explain(options.figure, options.unit, options.period, options.kind, outputs_of(options, root))


def plan_check(options: Namespace, root: Path) -> Outcome:
    from toolkit.office import enquiries

    templates = (options.templates,) if options.templates else ()
    return enquiries.plan_check(plan_of(options, root), *templates)


def bench(options: Namespace, root: Path) -> Outcome:
    from toolkit.care.bench import bench as measure

    return measure(plan_of(options, root), options.files)


def test(options: Namespace, _: Path) -> Outcome | int:
    """The test suite; gives the exit code. Without arguments everything, spread over the processors; arguments go to
    pytest as they are."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests").is_dir():
        return Outcome(MISUSE, "安装版不含测试：请在项目文件夹中执行 python3 -m toolkit test。")
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    arguments = options.pytest or ["-q", "-n", str(workers), "--dist", "worksteal"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=root, env=environment)
    return {4: MISUSE, 5: MISUSE}.get(code, code)  # 4 参数有误、5 没有选中任何测试
