"""The data package: every column that is written is described, and the manual says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit.model import Period
from toolkit.publish import datapackage
from toolkit.publish.explain import KIND_WORDS

MANUAL = (ROOT / "docs" / "数据文件说明.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(datapackage.FILES))
def test_every_column_is_described_in_the_package_and_in_the_manual(name: str, tmp_path: Path) -> None:
    written = json.loads(datapackage.write(tmp_path, Period(2024, 3), "长沙市开放型经济", "0.1.0").read_text("utf-8"))
    resource = next(each for each in written["resources"] if each["name"] == name)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == list(datapackage.FILES[name][2])
    assert set(resource["schema"]["primaryKey"]) <= set(fields)
    for column, field in fields.items():
        assert field["type"] in ("string", "number") and field["description"]
        assert f"| `{column}` | {field['title']} |" in MANUAL, f"{name}.{column} is not in docs/数据文件说明.md"


def test_every_kind_of_figure_is_in_the_manual() -> None:
    assert [kind for kind in KIND_WORDS if f"| `{kind}` |" not in MANUAL] == []
