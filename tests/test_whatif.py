"""What if a figure were another: the score before and after, told item by item; and templates of one's own."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_second_plan import Made
from toolkit import cli
from toolkit.answer import Outcome
from toolkit.codebook.terms import Codebook
from toolkit.model import Period
from toolkit.office import supposing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("试算"))


def ask(made: Made, *supposed: str, unit: str = "西区") -> Outcome:
    from tests.test_second_plan import MARCH

    return supposing.suppose(supposing.Question(MARCH, unit, supposed, (made.plan,), made.outputs))


def test_the_score_is_reckoned_anew_with_everybodys_place(made: Made) -> None:
    """西区: 40 of 200, a fifth less than last year's 50; 东区 90.5 of 340, 13.1 % more. 75 is 37.5 % of the target,
    capped at the pace: 60; first by growth: 40; the lagging task still costs 5."""
    answer = ask(made, "消费品零售额=75")
    lists = answer.record["lists"]
    assert isinstance(lists, list)
    (told,) = lists
    assert (told["before"]["total"], told["after"]["total"]) == ("63", "95")
    assert told["places"] == {"C92": {"before": 2, "after": 1}, "C91": {"before": 1, "after": 2}}
    text = "\n".join(answer.lines)
    assert "由40.0亿元改为75亿元" in text and "总分63.00→95.00（+32.00），第2位→第1位" in text
    assert "原：完成年度目标20.0%，为序时进度（25.0%）的80.0%；60×80.0%=48.00" in text
    assert "现：完成年度目标37.5%，为序时进度（25.0%）的150.0%，封顶100%；60×100.0%=60.00" in text
    assert "东区第1位→第2位（100.00→80.00）" in text
    assert answer.exit_code == 0 and answer.summary.startswith("以上为试算")


def test_an_amount_may_be_written_in_another_measure_of_the_same_kind(made: Made) -> None:
    assert ask(made, "X1=750000万元").record == ask(made, "零售额=75").record


def test_nothing_is_kept_of_what_was_supposed(made: Made) -> None:
    before = made.figures()
    ask(made, "X1=75")
    assert made.figures() == before and ask(made, "X1=40").record["lists"][0]["places"] == {}  # type: ignore[index]


@pytest.mark.parametrize(
    ("supposed", "unit", "why"),
    [
        ("零售额75", "西区", "看不懂"),
        ("零售额=约75", "西区", "不是确数"),
        ("零售额=", "西区", "不是确数"),
        ("零售额=无", "西区", "不是确数"),
        ("别的=75", "西区", "没有指标“别的”"),
        ("零售额=75亿美元", "西区", "不能由“亿美元”换算"),
        ("X2=75", "西区", "没有用到技改投资额"),
        ("零售额=75", "南区", "没有这样的单位"),
        ("零售额=75", "丙市", "名单中没有丙市"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_the_reason(made: Made, supposed: str, unit: str, why: str) -> None:
    answer = ask(made, supposed, unit=unit)
    assert answer.exit_code == 2 and why in answer.summary


@pytest.mark.parametrize(
    ("supposed", "refused"),
    [("进出口总额=-5", "总量不为负数"), ("过亿美元外贸企业数=2.5", "个数类指标为非负整数"), ("实际使用外资=-5", "")],
)
def test_an_amount_no_return_could_state_is_refused(book: Codebook, supposed: str, refused: str) -> None:
    """What may be negative (foreign capital withdrawn) may be supposed so."""
    if not refused:
        assert supposing._read(book, supposed, Period(2024, 3)) == ("WZ01", Decimal(-5))
        return
    with pytest.raises(supposing.MisreadError, match=refused):
        supposing._read(book, supposed, Period(2024, 3))


def test_a_month_that_was_never_made_is_refused(made: Made, tmp_path: Path) -> None:
    from tests.test_second_plan import MARCH

    answer = supposing.suppose(supposing.Question(MARCH, "西区", ("X1=1",), (made.plan,), tmp_path))
    assert answer.exit_code == 2 and "请先执行 python3 -m toolkit run" in answer.summary


def test_documents_are_written_with_the_templates_given(made: Made, tmp_path: Path) -> None:
    own = shutil.copytree(made.templates, tmp_path / "模板")
    brief = own / "快报.md.j2"
    brief.write_text("@标题 本局专用快报\n\n@正文 {{ 主题 }}。\n", encoding="utf-8")
    words = ["draft", "快报", "--period", "2026-03", "--plan", str(made.plan), "--outputs", str(made.outputs)]
    command = cli.parse([*words, "--templates", str(own), "--out", str(tmp_path / "材料")])
    assert cli.act(command) == 0
    from tests.test_second_plan import words_of

    (paper,) = (tmp_path / "材料").glob("*.docx")
    assert "本局专用快报" in words_of(paper)


def test_faulty_templates_are_refused_all_at_once_before_anything_is_made(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = shutil.copytree(ROOT / "templates", tmp_path / "模板")
    (own / "快报.md.j2").write_text("@标题 {{ 没有的名称 }}\n\n@不认得 一\n", encoding="utf-8")
    (own / "机关.toml").unlink()
    outputs = tmp_path / "结果"
    words = ["run", "--period", "2026-03", "--plan", str(made.plan), "--inputs", str(tmp_path)]
    assert cli.act(cli.parse([*words, "--outputs", str(outputs), "--templates", str(own)])) == 2
    said = capsys.readouterr().err
    assert said.startswith("模板有 3 处问题") and "没有这个文件" in said and "第3行" in said
    assert not outputs.exists()
