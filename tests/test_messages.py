"""What a unit is told: one message that lists everything, at the right time, as text, as a mail draft, as a letter."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, time
from email import message_from_bytes, policy
from pathlib import Path

import docx
import pytest

from tests.render import pdf_pages
from toolkit.codebook.filing import Contact
from toolkit.codebook.terms import Codebook
from toolkit.model import Coverage, Finding, Followed, Grade, Judgement, Period, Settlement, Source, Verdict
from toolkit.publish import letters, messages, prose
from toolkit.publish.addressed import to_unit
from toolkit.publish.excel.reminders import case_of
from toolkit.publish.proof import Misprint
from toolkit.publish.standing import Standing, standings

MARCH = Period(2024, 3)
DUE = date(2024, 4, 10)  # a Wednesday


def found(grade: Grade, message: str, form: str = "KF01", cell: str = "E5") -> Finding:
    source = Source("芙蓉区2024年3月报表.xlsx", "KF01 外贸", cell)
    return Finding("CR01", grade, message, "请改正后重报。", source, "430102", MARCH, form)


def furong(book: Codebook, *findings: Finding, sent: bool = True, lacking: tuple[str, ...] = ()) -> Standing:
    verdict = Verdict(
        "芙蓉区2024年3月报表.xlsx", "0" * 64, Judgement.ACCEPTED, "430102", MARCH, 1, date(2024, 4, 8), False, ""
    )
    coverage = Coverage(
        MARCH,
        DUE,
        ("430102",),
        ("430102",) if sent else (),
        () if sent else ("430102",),
        (),
        (),
        tuple(("430102", form, "430102") for form in lacking),
    )
    (unit,) = standings(book, MARCH, coverage, [verdict] if sent else [], findings)
    return unit


def text(book: Codebook, day: date, unit: Standing) -> str:
    said = messages.message(book, MARCH, day, unit)
    return said.text if said else ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 4, 8), ""),
        (date(2024, 4, 9), "报送期限为4月10日，即将到期"),
        (date(2024, 4, 10), "今日到期"),
        (date(2024, 4, 12), "已逾期2天"),
    ],
)
def test_a_unit_that_has_not_reported_is_reminded_on_the_eve_on_the_day_and_after(
    book: Codebook, day: date, words: str
) -> None:
    said = text(book, day, furong(book, sent=False))
    assert words in said and bool(said) == bool(words)
    if said:
        assert said.startswith("【2024年3月开放型经济月报】芙蓉区：") and "全部报表" in said


def test_the_eve_is_the_working_day_before_even_when_holidays_lie_between(book: Codebook) -> None:
    forms = tuple(replace(form, due=replace(form.due, day=7)) for form in book.forms)
    told = replace(book, forms=forms)  # 2024-04-07 is a worked Sunday after three days of Qingming
    assert text(told, date(2024, 4, 2), furong(told, sent=False)) == ""
    assert "即将到期" in text(told, date(2024, 4, 3), furong(told, sent=False))


def with_deadlines(book: Codebook) -> Codebook:
    """KF02 is due five days after the others, KF01 at 17:30 of the common day."""
    moved = {"KF02": {"due": replace(book.forms[0].due, day=15)}, "KF01": {"due_time": time(17, 30)}}
    return replace(book, forms=tuple(replace(form, **moved.get(form.id, {})) for form in book.forms))  # type: ignore[arg-type]


def test_each_missing_form_is_told_its_own_deadline_and_only_those_that_are_late_are_overdue(book: Codebook) -> None:
    own = with_deadlines(book)
    said = text(own, date(2024, 4, 12), furong(own, lacking=("KF01", "KF02", "KF03")))
    assert "KF01 外贸（应于4月10日17时30分前报送，已逾期2天）" in said
    assert "KF02 利用外资（报送期限为4月15日，即将到期）" in said
    assert "（应于4月10日前报送，已逾期2天）" in said  # KF03, by the end of the day
    only = messages.message(own, MARCH, date(2024, 4, 12), furong(own, lacking=("KF02",)))
    assert only is not None and not only.overdue and "请按时报送" in only.text
    whole = text(own, date(2024, 4, 11), furong(own, sent=False))
    assert "全部报表" not in whole and "KF02 利用外资（报送期限为4月15日）" in whole


def test_the_letter_is_about_the_overdue_forms_only(book: Codebook, tmp_path: Path) -> None:
    from docx import Document

    own = with_deadlines(book)
    made = letters.reminder(
        tmp_path / "a.docx", furong(own, sent=False), own, MARCH, date(2024, 4, 12), prose.TEMPLATES
    )
    words = "".join(paragraph.text for paragraph in Document(str(made)).paragraphs).replace(" ", "")
    assert "应于2024年4月10日前报送" in words and "KF01外贸" in words and "KF02" not in words


@pytest.mark.parametrize(
    ("settings", "day", "said", "unsaid"),
    [
        (
            {},
            date(2024, 4, 12),
            "请于2024年4月17日前报送。",
            "联系方式",
        ),  # 3 working days from the 13th, a Saturday, on
        ({"催报宽限": "0"}, date(2024, 4, 12), "请抓紧报送。", "请于"),
        ({}, date(2031, 4, 12), "请抓紧报送。", "请于"),  # no arrangement of holidays: no day is told
        (
            {"联系方式": '"外贸处，电话0731—88666666"'},
            date(2024, 4, 12),
            "（联系方式：外贸处，电话0731—88666666）",
            "姓名",
        ),
    ],
)
def test_a_letter_gives_the_days_of_grace_and_the_contact_the_office_has_set(
    book: Codebook, tmp_path: Path, settings: dict[str, str], day: date, said: str, unsaid: str
) -> None:
    from docx import Document

    folder = tmp_path / "模板"
    shutil.copytree(prose.TEMPLATES, folder)
    office = folder / "机关.toml"
    for key, value in settings.items():
        text, found = re.subn(rf'(?m)^"{key}" = [^#]*', f'"{key}" = {value} ', office.read_text(encoding="utf-8"))
        assert found == 1
        office.write_text(text, encoding="utf-8")
    letter = letters.reminder(tmp_path / "a.docx", furong(book, sent=False), book, MARCH, day, folder)
    words = "".join(paragraph.text for paragraph in Document(str(letter)).paragraphs).replace(" ", "")
    assert said in words and unsaid not in words


def test_one_message_lists_missing_forms_errors_and_queries(book: Codebook) -> None:
    unit = furong(book, found(Grade.FATAL, "甲错。"), found(Grade.QUERY, "乙疑。", cell="F6"), lacking=("KF02",))
    said = text(book, date(2024, 4, 12), unit)
    assert [said.index(word) for word in ("KF02", "甲错", "乙疑")] == sorted(
        said.index(word) for word in ("KF02", "甲错", "乙疑")
    )
    assert "KF01 外贸 E5：甲错。请改正后重报。" in said
    assert said.count("【2024年3月") == 1


def test_a_note_asks_nothing_and_brings_no_message(book: Codebook) -> None:
    assert text(book, date(2024, 4, 12), furong(book, found(Grade.NOTE, "提示。"))) == ""


def test_an_unknown_deadline_is_said(book: Codebook) -> None:
    unit = furong(book, sent=False)
    coverage = Coverage(Period(2027, 3), DUE, ("430102",), (), ("430102",), ())
    (unknown,) = standings(book, Period(2027, 3), coverage, [], [])
    said = messages.message(book, Period(2027, 3), date(2027, 4, 20), unknown)
    assert unit.due == DUE and said is not None
    assert "报送期限未能确定" in said.text and not said.overdue


def test_the_mail_is_addressed_only_from_the_register_and_has_the_same_bytes_every_time(
    book: Codebook, tmp_path: Path
) -> None:
    said = messages.message(book, MARCH, date(2024, 4, 12), furong(book, sent=False))
    assert said is not None
    attached = tmp_path / "催报函.docx"
    attached.write_bytes(b"word")
    made = [messages.mail(said, book, MARCH, date(2024, 4, 12), [attached]) for _ in range(2)]
    assert made[0] == made[1]
    read = message_from_bytes(made[0], policy=policy.default)
    assert read["To"] == "" and read["From"] is None
    assert "请报送（芙蓉区）" in read["Subject"]
    body = read.get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n").strip() == said.text.strip()
    assert [part.get_filename() for part in read.iter_attachments()] == ["催报函.docx"]
    known = replace(book, contacts=(Contact("430102", "", "bao@example.org", "试"),))
    assert message_from_bytes(messages.mail(said, known, MARCH, DUE, []), policy=policy.default)["To"] == (
        "bao@example.org"
    )


def test_the_letters_pass_the_proof_and_say_what_is_asked(book: Codebook, tmp_path: Path) -> None:
    from docx import Document

    def words(path: Path) -> str:
        return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)

    day = date(2024, 4, 12)
    late = words(
        letters.reminder(tmp_path / "a.docx", furong(book, lacking=("KF02",)), book, MARCH, day, prose.TEMPLATES)
    )
    assert "2024年4月10日前报送" in late and "KF02利用外资" in late.replace(" ", "") and "2024年4月12日" in late
    unit = furong(book, *(found(Grade.FATAL, f"第{n}处有误，差{n}.5亿元。") for n in range(1, 8)))
    slip = words(letters.slip(tmp_path / "b.docx", unit, book, MARCH, day, prose.TEMPLATES))
    assert "差5.5亿元" in slip and "差6.5亿元" not in slip and "其余各处见随附的反馈工作簿" in slip


def test_a_long_point_is_cut_to_a_whole_sentence(book: Codebook, tmp_path: Path) -> None:
    """The list of what is alike keeps its verb: not “……加工贸易进出口额（E8）……请核对”."""
    said = "进出口总额本年累计填298400，按亿元为29.84亿元的一万倍，疑似以万元填报，按万元折算应为29.84亿元"
    alike = "出口总额（E6）、进口总额（E7、F7）、加工贸易进出口额（E8）、跨境电商进出口额（E9）、对非进出口额（E10）"
    wrong = found(Grade.FATAL, f"{said}；{alike}等6项也有同样情况。")
    assert len(wrong.message) > 110
    made = letters.slip(tmp_path / "a.docx", furong(book, wrong), book, MARCH, date(2024, 4, 9), prose.TEMPLATES)
    text = "".join(paragraphs(made))
    assert f"{said}；出口总额（E6）等6项也有同样情况。" in text and "……" not in text
    assert "其余各处见随附的反馈工作簿" in text


@pytest.mark.parametrize("duplex", ["false", "true"])
def test_a_sealed_slip_with_a_full_head_keeps_its_first_point_whole_on_one_page(
    duplex: str, book: Codebook, tmp_path: Path
) -> None:
    folder = tmp_path / "模板"
    shutil.copytree(prose.TEMPLATES, folder)
    settings = (folder / "机关.toml").read_text(encoding="utf-8")
    for key, given in (
        ("版头", "true"), ("版记", "true"), ("盖章", "true"), ("双面", duplex), ("份号", '"000001"'),
        ("紧急程度", '"特急"'), ("抄送", '"市委办公室，市政府办公室"'), ("联系方式", '"外贸处，电话0731—88666666"'),
    ):  # fmt: skip
        settings = re.sub(rf'(?m)^"{key}" = \S+', f'"{key}" = {given}', settings, count=1)
    (folder / "机关.toml").write_text(settings, encoding="utf-8")
    said = (
        "进出口总额本年累计填298400亿元，约为上年同期累计27.13亿元的10999倍，相差约1万倍，疑似填成了万元；"
        "按万元折算应为29.84亿元；出口总额（E6）等4项也有同样情况。"
    )
    remedy = (
        "请核对小数点和计量单位（整张表都看一遍），改正后重报；数字无误的请书面说明，经科室同意（说明后通过）后采用。"
    )
    wrong = replace(found(Grade.FATAL, said), remedy=remedy)
    made = letters.slip(tmp_path / "a.docx", furong(book, wrong), book, MARCH, date(2024, 4, 9), folder)
    text = "".join(paragraphs(made))
    assert said + remedy in text and "……" not in text and "抄送" not in text
    assert len(pdf_pages(made, tmp_path)) == 1


@pytest.mark.parametrize("points, sheets", [(1, "KF01 外贸"), (9, "外贸进出口情况月报表（改名以后的工作表）")])
def test_a_slip_fits_one_page_however_much_is_wrong(points: int, sheets: str, book: Codebook, tmp_path: Path) -> None:
    long = "进出口总额本年累计填1800亿元，出口120亿元与进口60亿元相加为180亿元，相差1620亿元；" * 6
    wrong = [found(Grade.FATAL, f"第{n}处：{long}") for n in range(1, points + 1)]
    wrong = [replace(one, source=replace(one.source, sheet=sheets)) for one in wrong]
    asked = [Followed("430102", one, Settlement.UNCHANGED, "a.xlsx", "没有改动。", 0) for one in wrong]
    made = letters.slip(
        tmp_path / "退回单.docx",
        furong(book, *wrong),
        book,
        MARCH,
        date(2024, 4, 9),
        prose.TEMPLATES,
        asked if points > 1 else (),
    )
    assert len(pdf_pages(made, tmp_path)) == 1


def test_a_letter_with_a_number_nobody_found_is_our_fault(book: Codebook, tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    folder.mkdir()
    for path in prose.TEMPLATES.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    template = folder / "催报函.md.j2"
    changed = template.read_text(encoding="utf-8").replace("请书面说明", "请在48小时内书面说明")
    template.write_text(changed, encoding="utf-8")
    with pytest.raises(Misprint, match="48"):
        letters.reminder(tmp_path / "a.docx", furong(book, sent=False), book, MARCH, DUE, folder)


def test_a_unit_is_asked_which_of_two_files_counts_and_not_told_what_the_office_does(
    book: Codebook, tmp_path: Path
) -> None:
    said = "“区县/芙蓉区3月.xlsx”和“微信接收/芙蓉区三月.xlsx”都报了KF01 外贸，收到时间相同，数却不一致。"
    office = "请向单位核实以哪一份为准：不用的一份，文件名加“作废”重新放入；知道收到先后的，登记在收件登记中。"
    rivals = replace(found(Grade.QUERY, said), rule="版本", remedy=office)
    unit = furong(book, rivals)
    told = messages.message(book, MARCH, date(2024, 4, 12), unit)
    assert told is not None
    draft = message_from_bytes(messages.mail(told, book, MARCH, date(2024, 4, 12), []), policy=policy.default)
    for text_told in (told.text, draft.get_content()):
        assert "“芙蓉区3月.xlsx”和“芙蓉区三月.xlsx”" in text_told
        assert "两份报表不一致，请书面说明以哪一份为准。" in text_told
        assert "作废" not in text_told and "登记" not in text_told and "区县/" not in text_told


def test_a_unit_whose_file_was_sent_back_by_hand_is_told_why_and_not_by_whom(book: Codebook) -> None:
    back = replace(found(Grade.FATAL, "人工退回：口径不对（含园区）（李四）。"), rule="READ-SENT-BACK", form="")
    said = text(book, date(2024, 4, 12), furong(book, back))
    assert "口径不对（含园区）。请改正后重报。" in said and "李四" not in said


def test_a_value_adopted_is_told_with_why_and_not_by_whom(book: Codebook) -> None:
    said = "原文“约9.8（估）”按采纳登记读作“9.8”（王五：电话核实（4月9日））。"
    told = to_unit(replace(found(Grade.NOTE, said), rule="READ-ADOPTED"))
    assert told.message == "所填“约9.8（估）”已按核实结果读作“9.8”（电话核实（4月9日））。"


SENT = "芙蓉区2024年3月报表（更正）.xlsx"
LOCKED = Finding(
    "READ-FILE", Grade.FATAL, "文件设有打开密码。", "请取消密码后重新报送。", Source(f"区县/{SENT}"), "430102"
)


def with_files(book: Codebook, *files: Verdict, missing: bool = False, lacking: str = "") -> Standing:
    """芙蓉区, which sent these files, one of them locked."""
    received, owed = ((), ("430102",)) if missing else (("430102",), ())
    forms = (("430102", lacking, "430102"),) if lacking else ()
    coverage = Coverage(MARCH, DUE, ("430102",), received, owed, (), (), forms)
    (unit,) = standings(book, MARCH, coverage, files, [LOCKED])
    return unit


def came(judgement: Judgement, name: str, version: int, day: int) -> Verdict:
    month = None if judgement in (Judgement.UNREADABLE, Judgement.NOT_A_RETURN) else MARCH
    return Verdict(f"区县/{name}", "0" * 64, judgement, "430102", month, version, date(2024, 4, day), False, "")


def paragraphs(path: Path) -> str:
    return "".join(each.text.replace(" ", "") for each in docx.Document(str(path)).paragraphs)


def test_a_correction_that_cannot_be_read_is_told_although_the_unit_has_reported(
    book: Codebook, tmp_path: Path
) -> None:
    first = came(Judgement.ACCEPTED, "芙蓉区2024年3月报表.xlsx", 1, 8)
    unit = with_files(book, first, came(Judgement.UNREADABLE, SENT, 0, 9))
    assert unit.unread == (SENT,) and case_of(unit) == "更正打不开"
    assert f"收到的文件无法采用：\n（1）“{SENT}”：文件设有打开密码。" in text(book, date(2024, 4, 9), unit)
    slip = letters.slip(tmp_path / "a.docx", unit, book, MARCH, date(2024, 4, 9), prose.TEMPLATES)
    said = paragraphs(slip)
    assert "所报文件无法采用，已报送的报表未作更正：" in said and "整份退回" not in said
    assert "文件名末尾加“（更正）”" in said


@pytest.mark.parametrize(("version", "day", "told"), [(2, 9, ()), (2, 10, ()), (2, 8, (SENT,)), (1, 10, (SENT,))])
def test_once_another_correction_has_come_the_locked_one_is_forgotten(
    book: Codebook, version: int, day: int, told: tuple[str, ...]
) -> None:
    standing = came(Judgement.ACCEPTED, "芙蓉区2024年3月报表（更正2）.xlsx", version, day)
    assert with_files(book, standing, came(Judgement.UNREADABLE, SENT, 0, 9)).unread == told


def test_of_a_unit_of_which_nothing_came_no_correction_is_asked(book: Codebook, tmp_path: Path) -> None:
    unit = with_files(book, came(Judgement.UNREADABLE, SENT, 0, 9), missing=True)
    said = paragraphs(letters.slip(tmp_path / "a.docx", unit, book, MARCH, date(2024, 4, 12), prose.TEMPLATES))
    assert "所报文件无法采用：" in said and "末尾加" not in said
    letter = paragraphs(letters.reminder(tmp_path / "b.docx", unit, book, MARCH, date(2024, 4, 12), prose.TEMPLATES))
    assert f"所报文件无法采用，“{SENT}”：文件设有打开密码。请取消密码后重新报送。" in letter


def test_a_file_that_is_no_return_is_named_to_whoever_owes_a_form_and_early(book: Codebook, tmp_path: Path) -> None:
    first = came(Judgement.ACCEPTED, "芙蓉区2024年3月报表.xlsx", 1, 8)
    stray = came(Judgement.NOT_A_RETURN, "芙蓉区重大项目.xlsx", 0, 8)
    unit = with_files(book, first, stray, lacking="KF10")
    said = text(book, date(2024, 4, 8), unit)
    assert "尚未报送" not in said and "收到的“芙蓉区重大项目.xlsx”中没有报表的表头和指标" in said
    letter = paragraphs(letters.reminder(tmp_path / "b.docx", unit, book, MARCH, date(2024, 4, 12), prose.TEMPLATES))
    assert "KF10重大项目" in letter and "收到的“芙蓉区重大项目.xlsx”中没有报表的表头和指标" in letter
    assert with_files(book, first, stray).strays == ()


def test_what_is_sent_back_of_another_month_is_called_by_that_month(book: Codebook, tmp_path: Path) -> None:
    earlier = replace(found(Grade.FATAL, "两数应当相等。"), period=Period(2024, 1))
    unit = furong(book, earlier, sent=False)
    said = text(book, date(2024, 4, 12), unit)
    assert "须改正后重新报送：\n（1）2024年1月报表 KF01 外贸 E5：两数应当相等。" in said
    slip = paragraphs(letters.slip(tmp_path / "a.docx", unit, book, MARCH, date(2024, 4, 12), prose.TEMPLATES))
    assert "你单位2024年1月" in slip and "2024年3月" not in slip


def test_cells_of_a_table_in_a_document_are_told_by_row_and_column(book: Codebook) -> None:
    one = found(Grade.FATAL, "两数应当相等。")
    inside = replace(one, source=Source("芙蓉区3月.docx", "表1", "E11"))
    assert "表1 第11行第5栏：两数应当相等。" in text(book, date(2024, 4, 12), furong(book, inside))


def test_the_same_trouble_in_many_rows_is_one_point_of_the_message(book: Codebook) -> None:
    names = ("出口总额", "进口总额", "对非进出口额")
    rows = [replace(found(Grade.QUERY, f"表中缺少“{name}”行。", cell=""), rule="READ-ROW-MISSING") for name in names]
    said = text(book, date(2024, 4, 12), furong(book, *rows))
    assert "（1）KF01 外贸：表中缺少“出口总额”、“进口总额”、“对非进出口额”行。请改正后重报。" in said
    assert "（2）" not in said


def test_how_like_two_names_are_is_for_the_office_only(book: Codebook) -> None:
    said = "“税收收入”一行填有数据，但不是本表的指标，疑为“自贸片区税收收入”（相似度100，其次是“实际使用外资”50），"
    told = to_unit(replace(found(Grade.QUERY, said + "未经确认不采用，没有采用。"), rule="READ-ROW"))
    assert told.message == "“税收收入”一行填有数据，但不是本表的指标，疑为“自贸片区税收收入”，没有采用。"
