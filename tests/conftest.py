"""What every test shares: the loaded registers, one hypothesis profile, and no skipping where none is allowed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Generator

    from toolkit.codebook.terms import Codebook

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every machine and every run; slow machines are no failure.
EXAMPLES = int(os.environ.get("TOOLKIT_EXAMPLES", "50"))
settings.register_profile("toolkit", deadline=None, derandomize=True, database=None, max_examples=EXAMPLES)
settings.load_profile("toolkit")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project folder."""
    return ROOT


@pytest.fixture(scope="session")
def book() -> Codebook:
    """The shipped registers, loaded once; frozen, so tests can share it."""
    from toolkit import codebook

    return codebook.load([ROOT / "inputs" / "plan"])


@pytest.fixture(scope="session")
def sample_book() -> Codebook:
    """The shipped registers with the synthetic ones of the sample on top, as ``demo`` uses them."""
    from toolkit import codebook

    return codebook.load([ROOT / "inputs" / "plan", ROOT / "inputs" / "样例" / "登记"])


# --- TOOLKIT_NO_SKIP=1: where everything is installed (.ci/run), a skipped test is a failed one -------------------


_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


def _skips_forbidden() -> bool:
    return os.environ.get("TOOLKIT_NO_SKIP") == "1"


def _fail(report: _Report) -> _Report:
    if _skips_forbidden() and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped although TOOLKIT_NO_SKIP=1: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _fail((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _fail((yield))
