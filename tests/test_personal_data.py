"""Names and addresses of people: in the contact list and the reminder, kept with no issue, and erasable."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.test_year import Office, month_arrives, small_plan
from toolkit.care import erasing
from toolkit.ledger import Ledger, care, keeping
from toolkit.ledger.months import Kept, Months
from toolkit.ledger.stages import Act, Event
from toolkit.model import Period
from toolkit.office import handover, procedure

JANUARY = Period(2024, 1)
NAME, MAIL = "甲一虚构", "jiayi@example.test"
CONTACTS = f"单位,联系人,邮箱,来源\n430102,{NAME},{MAIL},合成\n430103,乙二虚构,yier@example.test,合成\n"


def office_with_contacts(home: Path) -> Office:
    made = Office(home)
    made.inputs.mkdir()
    small_plan(home / "plan")
    (home / "plan" / "通讯录.csv").write_text(CONTACTS, encoding="utf-8-sig")
    return made


def naming(folder: Path) -> list[str]:
    """The files below ``folder`` that hold the name or the address."""
    words = (NAME.encode(), MAIL.encode())
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)) for path in files if any(word in path.read_bytes() for word in words)]


def test_an_issue_holds_nobodys_address_is_delivered_without_and_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    office = office_with_contacts(tmp_path)
    month_arrives(office, 1)
    assert "催报/" in "".join(naming(early(office)))  # the reminder of the month at work is addressed
    office.run(1, "2024-02-15")
    procedure.approve(office.step(1, "2024-02-16", "李某"))
    erasing.erase("乙二虚构", office.plan, office.outputs)  # no figure rests on it: the approval stands
    procedure.issue(office.step(1, "2024-02-16", "王某"), office.plan)
    assert naming(office.outputs / "已签发") == []
    assert naming(office.outputs / "台账" / "留存") == []
    kept = office.issued(1, 1) / "登记表" / "0" / "plan" / "通讯录.csv"
    assert kept.read_text(encoding="utf-8-sig") == "单位,联系人,邮箱,来源\n"
    again = procedure.rebuild(office.outputs, JANUARY)
    assert (again.exit_code, again.lines) == (0, ())
    handover.hand_over(handover.Handover(office.outputs, office.plan, JANUARY, tmp_path / "共享"))
    assert (tmp_path / "共享" / "2024-01第1版" / "校验清单.csv").is_file()
    assert naming(tmp_path / "共享") == []


def early(office: Office) -> Path:
    """What a run before the last return came gives: one unit is reminded."""
    for path in office.inputs.glob("芙蓉区*"):
        path.rename(office.home / path.name)
    office.run(1, "2024-02-10")
    for path in office.home.glob("芙蓉区*"):
        path.rename(office.inputs / path.name)
    return office.outputs / "2024-01"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """As versions up to now left an outputs folder: the contact list and an addressed reminder kept with an issue."""
    outputs, draft = tmp_path / "outputs", EmailMessage()
    draft["To"] = MAIL
    draft.set_content("请报送", charset="utf-8", cte="base64")
    contents = {"登记表/0/plan/通讯录.csv": CONTACTS.encode("utf-8-sig"), "催报/芙蓉区.eml": draft.as_bytes()}
    contents["报告.docx"] = b"docx"
    with Ledger(outputs / "台账") as ledger:
        months = Months(ledger.connection)
        event = Event(0, JANUARY, Act.ISSUE, datetime(2024, 2, 16), "王某", issue=1)
        event = months.add(event)
        kept = [Kept("件", path, keeping.keep(ledger.folder, content)) for path, content in contents.items()]
        months.keep(event.id, kept)
    for name, content in contents.items():
        path = outputs / "已签发" / "2024-01" / "第1版" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return outputs


def test_copies_that_earlier_issues_kept_are_found_and_taken_out(earlier: Path) -> None:
    told = erasing.erase(NAME, (earlier.parent / "plan",), earlier)
    assert told.exit_code == 0
    assert any(line.startswith("台账留存的通讯录和催报：删去2份") for line in told.lines)
    assert any(line.startswith("不能代删") and "备份" in line and "共享文件夹" in line for line in told.lines)
    assert naming(earlier) == []
    listed = earlier / "已签发" / "2024-01" / "第1版" / "登记表" / "0" / "plan" / "通讯录.csv"
    assert "乙二虚构" in listed.read_text(encoding="utf-8-sig")  # of others nothing goes
    with Ledger(earlier / "台账", write=False) as ledger:
        assert care.problems(ledger) == []  # taken out, not damaged
    assert erasing.erase(NAME, (earlier.parent / "plan",), earlier).exit_code == 2


def test_an_earlier_contact_list_is_never_copied_to_a_share(earlier: Path, tmp_path: Path) -> None:
    issued = earlier / "已签发" / "2024-01" / "第1版"
    handover.share.copy_out(issued, tmp_path / "共享", "甲")
    assert naming(tmp_path / "共享") == []
    assert handover.share.copy_out(issued, tmp_path / "共享", "甲") is False
