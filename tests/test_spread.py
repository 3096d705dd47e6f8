"""Two shares of writing, one result."""

from pathlib import Path

import pytest

from toolkit.publish.spread import side_by_side


def writing(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    return paths


def failing() -> list[Path]:
    raise ValueError("此数不是公布数")


def test_both_shares_are_written_and_told(tmp_path: Path) -> None:
    told = side_by_side([lambda: writing(tmp_path, "甲", "乙")], [lambda: writing(tmp_path, "丙")])
    assert [path.name for path in told] == ["甲", "乙", "丙"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["甲", "乙", "丙"])


@pytest.mark.parametrize("first", [True, False])
def test_what_goes_wrong_in_either_share_is_raised(tmp_path: Path, first: bool) -> None:
    shares = [[failing], [lambda: writing(tmp_path, "丙")]]
    here, there = shares if first else reversed(shares)
    with pytest.raises(ValueError, match="此数不是公布数"):
        side_by_side(here, there)
