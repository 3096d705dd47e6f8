"""Many people hand in at once: nothing is lost and the memory stays bounded (``tests.tools.page_load`` makes the load
in full: 30 people, 30 returns each)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.page_load import load


@pytest.mark.slow
def test_what_many_hand_in_at_once_is_all_there(tmp_path: Path) -> None:
    came = load(8, 4, tmp_path)
    assert (came.sent, came.answered, came.waiting) == (32, 32, 32)
    assert came.memory < 500 * 1024 * 1024
    kept = list((tmp_path / "outputs" / ".待收").glob("*/来件/*"))
    assert len({path.name for path in kept}) == 32
