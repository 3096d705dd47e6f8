"""Kept copies: names every system takes, told apart, below their folder."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from toolkit.publish import kept

NAMES = st.lists(st.text(st.characters(codec=None), min_size=1, max_size=120), max_size=8)


@given(NAMES)
def test_copies_have_names_of_their_own_that_stay_in_the_folder(files: list[str]) -> None:
    made = kept.names(files)
    assert set(made) == set(files)
    assert len({name.casefold() for name in made.values()}) == len(made)
    for name in made.values():
        folder, _, file = name.partition("/")
        assert folder == "来件" and file and "/" not in file and file not in (".", "..")
        assert not set(file) & set("\\<>:\"|?*#%&'[]") and len(file.encode("utf-8", "replace")) < 255


def test_the_same_name_in_two_folders_is_told_apart() -> None:
    made = kept.names(["园区/3月.xlsx", "区县/3月.xlsx", "微信/芙蓉区.xlsx"])
    assert made == {
        "区县/3月.xlsx": "来件/3月.xlsx",
        "园区/3月.xlsx": "来件/园区－3月.xlsx",
        "微信/芙蓉区.xlsx": "来件/芙蓉区.xlsx",
    }


def test_a_device_name_of_windows_and_a_climbing_path_lose_their_meaning() -> None:
    assert kept.names(["../../CON.xlsx"]) == {"../../CON.xlsx": "来件/－CON.xlsx"}


def test_only_what_is_at_hand_is_copied(tmp_path: Path) -> None:
    named = kept.names(["a.xlsx", "b.xlsx"])
    written = kept.copy(tmp_path, named, {"a.xlsx": b"content"})
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["来件/a.xlsx"]
    assert written[0].read_bytes() == b"content"
