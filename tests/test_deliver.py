"""Outputs are swapped whole."""

from pathlib import Path

import pytest

from toolkit import deliver
from toolkit.deliver.place import OLD


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "汇总.txt").write_text(text, encoding="utf-8")


def test_new_outputs_replace_the_old_ones_whole(tmp_path: Path) -> None:
    target = tmp_path / "2024-03"
    write(target, "旧")
    (target / "多余.txt").write_text("旧", encoding="utf-8")
    with deliver.staging(target) as work:
        write(work, "新")
        deliver.place(work, target)
    assert (target / "汇总.txt").read_text(encoding="utf-8") == "新"
    assert [path.name for path in tmp_path.iterdir()] == ["2024-03"]
    assert not (target / "多余.txt").exists()


def test_a_run_that_dies_while_building_leaves_the_old_outputs(tmp_path: Path) -> None:
    target = tmp_path / "2024-03"
    write(target, "旧")
    with pytest.raises(RuntimeError), deliver.staging(target) as work:
        write(work, "半成品")
        raise RuntimeError
    assert (target / "汇总.txt").read_text(encoding="utf-8") == "旧"
    assert [path.name for path in tmp_path.iterdir()] == ["2024-03"]


def test_a_run_that_dies_between_the_two_renames_is_mended_at_the_next_start(tmp_path: Path) -> None:
    target = tmp_path / "2024-03"
    write(tmp_path / (OLD + "2024-03"), "旧")
    with deliver.staging(target):
        assert (target / "汇总.txt").read_text(encoding="utf-8") == "旧"


def test_a_second_run_is_told_to_wait(tmp_path: Path) -> None:
    with deliver.single_run(tmp_path), pytest.raises(deliver.Busy, match="另一次运行"), deliver.single_run(tmp_path):
        pass


def test_the_folder_is_free_again_after_a_run(tmp_path: Path) -> None:
    for _ in range(2):
        with deliver.single_run(tmp_path):
            write(tmp_path / "2024-03", "写得进")
