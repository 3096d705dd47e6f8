"""Care of a workspace: restore, a new one, how long things are kept, a person taken out, users, the keyring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from argparse import Namespace
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit.care import retention
from toolkit.collect import gather, read_all
from toolkit.commands import custody
from toolkit.commands.administering import erase, init, remove, restore, show
from toolkit.ledger import Ledger, care
from toolkit.records import audit, people

MARCH = datetime(2024, 4, 15, 10)
SAMPLE = ROOT / "inputs" / "样例"


@pytest.fixture
def outputs(tmp_path: Path, sample_book: object) -> Path:
    """A ledger that holds one return."""
    from toolkit.codebook.terms import Codebook

    assert isinstance(sample_book, Codebook)
    [path] = SAMPLE.rglob("天心区2024年3月*.xlsx")
    [incoming] = gather(path)
    [reading] = read_all([incoming], sample_book)
    with Ledger(tmp_path / "outputs" / "台账", registers="r") as ledger:
        ledger.record_all([(reading, incoming.content, MARCH)], MARCH.date())
    return tmp_path / "outputs"


def typed(**options: object) -> Namespace:
    return Namespace(**{"plan": [], "outputs": None, **options})


# --- 备份、恢复 -----------------------------------------------------------------------------------------------------


def backed_up(outputs: Path) -> Path:
    assert custody.backup(typed(outputs=outputs, to=outputs.parent / "备份"), ROOT).exit_code == 0
    return next((outputs.parent / "备份").iterdir())


def receipts(outputs: Path) -> int:
    with Ledger(outputs / "台账", write=False, url="") as ledger:
        assert care.problems(ledger) == []
        return ledger.newest


def test_a_lost_ledger_comes_back_whole(outputs: Path) -> None:
    backup = backed_up(outputs)
    shutil.rmtree(outputs / "台账")
    outcome = restore(typed(outputs=outputs, source=backup, replace=False), ROOT)
    assert outcome.exit_code == 0, outcome
    assert "收件1份" in outcome.summary
    assert receipts(outputs) == 1


def test_a_ledger_that_stands_is_replaced_only_when_told_and_kept_beside(outputs: Path) -> None:
    backup = backed_up(outputs)
    mark = outputs / "台账" / "此处.txt"
    mark.write_text("原来的", encoding="utf-8")
    refused = restore(typed(outputs=outputs, source=backup, replace=False), ROOT)
    assert (refused.exit_code, "--replace" in refused.summary) == (2, True)
    assert mark.exists()
    assert restore(typed(outputs=outputs, source=backup, replace=True), ROOT).exit_code == 0
    assert not mark.exists()
    [aside] = outputs.glob("台账-恢复前-*")
    assert (aside / "此处.txt").read_text(encoding="utf-8") == "原来的"


def test_a_damaged_backup_is_refused_and_changes_nothing(outputs: Path) -> None:
    backup = backed_up(outputs)
    next(path for path in (backup / "来件").rglob("*") if path.is_file()).write_bytes(b"x")
    outcome = restore(typed(outputs=outputs, source=backup, replace=True), ROOT)
    assert outcome.exit_code == 2
    assert "与收到时不同" in "".join(outcome.lines)
    assert list(outputs.glob("台账-恢复前-*")) == []
    assert receipts(outputs) == 1


def test_a_folder_that_is_no_backup_is_refused(outputs: Path, tmp_path: Path) -> None:
    outcome = restore(typed(outputs=outputs, source=tmp_path, replace=True), ROOT)
    assert (outcome.exit_code, "不是台账备份" in outcome.summary) == (2, True)


def test_a_restore_that_died_between_its_renames_is_taken_up_again(outputs: Path) -> None:
    backup = backed_up(outputs)
    (outputs / "台账").rename(outputs / ".旧-台账")
    outcome = restore(typed(outputs=outputs, source=backup, replace=False), ROOT)
    assert "已有台账" in outcome.summary
    assert receipts(outputs) == 1


# --- 新建工作区 -----------------------------------------------------------------------------------------------------


def test_a_new_workspace_has_its_folders_registers_and_templates(tmp_path: Path) -> None:
    folder = tmp_path / "新 工作区"
    assert init(typed(folder=folder), ROOT).exit_code == 0
    assert (folder / "inputs" / "plan" / "单位.csv").read_bytes() == (ROOT / "inputs/plan/单位.csv").read_bytes()
    assert (folder / "templates" / "月度报告.md.j2").is_file()
    assert (folder / "outputs").is_dir()
    command = ["plan", "check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *command], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert subprocess.run(["sh", "-n", str(folder / "开始.sh")]).returncode == 0


def test_nothing_that_stands_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "有东西.txt").write_text("x", encoding="utf-8")
    outcome = init(typed(folder=tmp_path), ROOT)
    assert (outcome.exit_code, "已有内容" in outcome.summary) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["有东西.txt"]


# --- 保留期限 -------------------------------------------------------------------------------------------------------


def aged(path: Path, days: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def test_what_is_older_than_it_is_kept_goes_and_the_rest_stays(tmp_path: Path) -> None:
    old, new = aged(tmp_path / "日志/故障-1.log", 366), aged(tmp_path / "日志/故障-2.log", 364)
    ledger = aged(tmp_path / "台账/来件/aa/aa", 5000)
    assert retention.sweep(tmp_path, date.today()) == ["清理：故障记录超过365天的1份。"]
    assert not old.exists()
    assert new.exists()
    assert ledger.exists()
    assert retention.sweep(tmp_path, date.today()) == []


def test_the_settings_are_a_table_that_people_change(tmp_path: Path) -> None:
    retention.sweep(tmp_path, date.today())
    path = tmp_path / "日志" / "保留期限.csv"
    text = (
        path.read_text(encoding="utf-8-sig")
        .replace("故障记录,365", "故障记录,30")
        .replace("值守报告,400", "值守报告,0")
    )
    path.write_bytes(text.encode("gb18030"))
    assert retention.days(tmp_path)["故障记录"] == 30
    assert retention.days(tmp_path)["值守报告"] == 0
    aged(tmp_path / "日志/值守报告/2001-01-01-1.txt", 9000)
    assert retention.sweep(tmp_path, date.today()) == []


def test_the_audit_trail_is_kept_half_a_year_whatever_the_table_says(tmp_path: Path) -> None:
    (tmp_path / "日志").mkdir()
    (tmp_path / "日志" / "保留期限.csv").write_text("种类,保留天数\n办理记录,1\n", encoding="utf-8-sig")
    young, old = aged(tmp_path / "日志/办理-2024-03.jsonl", 170), aged(tmp_path / "日志/办理-2023-01.jsonl", 200)
    retention.sweep(tmp_path, date.today())
    assert (young.exists(), old.exists()) == (True, False)


# --- 删除个人信息 ---------------------------------------------------------------------------------------------------


def test_a_persons_data_go_from_contacts_drafts_log_and_users(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan", tmp_path / "outputs"
    plan.mkdir()
    rows = "单位,联系人,邮箱,来源\n芙蓉区,甲一,a@example.test,x\n天心区,乙二,b@example.test,x\n"
    (plan / "通讯录.csv").write_text(rows, encoding="utf-8-sig")
    for name, mail in (("芙蓉区", "a@example.test"), ("天心区", "b@example.test")):
        draft = EmailMessage()
        draft["To"] = mail
        draft.set_content("请报送", charset="utf-8", cte="base64")
        path = out / "2024-03" / "催报" / f"{name}.eml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draft.as_bytes())
    log = out / "已签发" / "送达记录.jsonl"
    log.parent.mkdir()
    entries = [{"key": f"2024-03/1/{m}@example.test", "to": f"{m}@example.test", "state": "已送达"} for m in "ab"]
    log.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries), encoding="utf-8")
    notices = out / "日志" / "通知记录.jsonl"
    notices.parent.mkdir()
    notices.write_text(json.dumps({"key": "值守/x/a@example.test", "to": "a@example.test"}) + "\n", encoding="utf-8")
    people.add(out, "甲一", ("录入",), "430102", "correct-horse-7", "2024-04-15")
    asked = typed(name="甲一", who="丙三", why="本人申请", plan=[plan], outputs=out)
    outcome = erase(asked, ROOT)
    assert outcome.exit_code == 0, outcome
    assert any("没有改动：收到的报表原件" in line for line in outcome.lines)
    left = "".join(path.read_text(encoding="utf-8-sig") for path in (plan / "通讯录.csv", log, notices))
    assert "甲一" not in left
    assert "a@example.test" not in left
    assert left.count("b@example.test") == 3
    assert [path.stem for path in (out / "2024-03" / "催报").iterdir()] == ["天心区"]
    assert people.users(out) == {}
    [deed] = audit.deeds(out)
    assert (deed["who"], deed["act"], "甲一" in str(deed)) == ("丙三", "删除个人信息", False)
    assert erase(asked, ROOT).exit_code == 2


# --- 用户 -----------------------------------------------------------------------------------------------------------


def at_a_terminal(arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """A command on a real terminal, passwords typed as a person does; the exit code and all that was shown."""
    import pty  # there is none on Windows

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit", *arguments], cwd=ROOT, env=environment,
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    )  # fmt: skip
    os.close(theirs)
    shown, waiting = b"", list(answers)
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other end has closed
            break
        if not more:
            break
        shown += more
        if waiting and shown.endswith("：".encode()):
            os.write(ours, waiting.pop(0).encode() + b"\n")
    os.close(ours)
    return process.wait(60), shown.decode("utf-8", "replace")


def test_a_password_is_asked_for_unseen_and_never_printed(tmp_path: Path) -> None:
    secret = "correct-horse-7"
    command = ["users", "add", "张审核", "--role", "审核", "--outputs", str(tmp_path)]
    code, shown = at_a_terminal(command, [secret, secret])
    assert code == 0, shown
    assert "已登记用户“张审核”" in shown
    assert secret not in shown
    kept = (tmp_path / people.FILE).read_text(encoding="utf-8")
    assert secret not in kept
    assert "scrypt" in kept
    assert (tmp_path / people.FILE).stat().st_mode & 0o077 == 0
    assert people.known_by(tmp_path, "张审核", secret) is not None
    assert people.known_by(tmp_path, "张审核", secret + "x") is None


def test_without_a_terminal_no_password_is_read_and_that_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "toolkit", "users", "add", "张审核", "--role", "审核", "--outputs", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    made = subprocess.run(command, cwd=ROOT, env=environment, input="x\nx\n", capture_output=True, encoding="utf-8")
    assert made.returncode == 2
    assert "密码要在终端窗口里当面输入" in made.stdout + made.stderr
    assert "Warning" not in made.stderr
    assert people.users(tmp_path) == {}


def test_two_unlike_passwords_change_nothing(tmp_path: Path) -> None:
    command = ["users", "add", "张审核", "--role", "审核", "--outputs", str(tmp_path)]
    code, shown = at_a_terminal(command, ["correct-horse-7", "correct-horse-8"])
    assert (code, "两次输入的密码不一样" in shown) == (2, True)
    assert people.users(tmp_path) == {}


@pytest.mark.parametrize("password", ["short-1", "onlyletters", "1234567890", "张审核abc12345"])
def test_a_weak_password_is_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(people.Misuse, match="密码"):
        people.add(tmp_path, "张审核", ("审核",), "", password, "2024-04-15")


def test_users_are_listed_without_hashes_and_removed(tmp_path: Path) -> None:
    people.add(tmp_path, "李录入", ("录入",), "430102", "correct-horse-7", "2024-04-15")
    outcome = show(typed(outputs=tmp_path), ROOT)
    assert outcome.lines == ("李录入　录入（限单位 430102）　2024-04-15设密码",)
    assert "scrypt" not in str(outcome)
    assert remove(typed(outputs=tmp_path, name="李录入"), ROOT).exit_code == 0
    assert remove(typed(outputs=tmp_path, name="李录入"), ROOT).exit_code == 2


def test_a_unit_cannot_be_given_the_offices_roles(tmp_path: Path) -> None:
    with pytest.raises(people.Misuse, match="填报单位的人员"):
        people.add(tmp_path, "李录入", ("审核",), "430102", "correct-horse-7", "2024-04-15")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--lan"], "还没有登记网页用户"), (["--https"], "要与 --lan 合用"), (["--host", "x"], "要与 --lan 合用")],
)
def test_the_page_is_not_opened_to_others_by_mistake(tmp_path: Path, options: list[str], said: str) -> None:
    command = ["serve", *options, "--no-browser", "--outputs", str(tmp_path), "--inputs", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 2
    assert said in done.stderr


# --- 邮件密码 -------------------------------------------------------------------------------------------------------

RING = """
class errors:
    class KeyringError(Exception): pass
import sys; sys.modules['keyring.errors'] = errors
def get_password(service, user):
    if user == 'locked': raise errors.KeyringError
    return f'{service}/{user}'
"""


@pytest.mark.parametrize(
    ("environment", "user", "password"),
    [({}, "kfb", "toolkit-smtp/kfb"), ({"TOOLKIT_SMTP_PASSWORD": "given"}, "kfb", "given"), ({}, "locked", "")],
)
def test_the_mail_password_comes_from_the_environment_else_from_the_keyring(
    tmp_path: Path, environment: dict[str, str], user: str, password: str
) -> None:
    """The keyring is another's program: one of the same face stands in its place."""
    (tmp_path / "keyring.py").write_text(RING, encoding="utf-8")
    base = {name: value for name, value in os.environ.items() if not name.startswith("TOOLKIT_SMTP")}
    paths = os.pathsep.join((str(tmp_path), str(ROOT)))
    command = f"from toolkit.deliver.secret import mail_password; print(mail_password({user!r}))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        env={**base, **environment, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == password, done.stderr
