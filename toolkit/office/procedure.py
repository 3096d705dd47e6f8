"""The office's procedure for a month: approve, issue, close, reopen, and rebuild what was issued.

Every step is an event of the ledger with a name and a time; a step in the wrong order is refused with a sentence and
changes nothing. What is issued is made from the very files, registers and templates that were approved, and all of
them are kept, so that it can be made again byte for byte.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from toolkit import __version__, codebook, collect, deliver, pipeline
from toolkit.answer import ISSUED as ISSUED
from toolkit.codebook.terms import Codebook
from toolkit.ledger import Ledger
from toolkit.ledger.archive import PLACE as ARRIVED
from toolkit.ledger.issued import last_run
from toolkit.ledger.keeping import Damaged, copy_database, fetch, keep, struck
from toolkit.ledger.months import Arrived, Kept, Months
from toolkit.ledger.stages import Act, Event, MonthState, OutOfOrder, require, require_time, said, state
from toolkit.ledger.store import DATABASE
from toolkit.model import Period
from toolkit.pipeline import CLEAN, LEDGER, PERSON_NEEDED, Outcome
from toolkit.publish import prose, unsettled
from toolkit.publish.data import listing
from toolkit.records import correcting, logbook, reported, unsent
from toolkit.records.logbook import MADE

CHECKLIST = "校验清单.csv"
REGISTER, TEMPLATE, SNAPSHOT = "登记表", "模板", "台账"
ROLES = ("审核", "初审")


@dataclass(frozen=True)
class Step:
    """Who takes a step on which month. ``as_of`` stands for today; without it the clock tells the time."""

    outputs: Path
    period: Period
    name: str = ""
    as_of: date | None = None

    @property
    def moment(self) -> datetime:
        return logbook.moment_of(self.as_of)


def approve(step: Step, role: str = ROLES[0]) -> Outcome:
    """审核. Only the role 审核 moves the month on, and not while a passage of the drafts is to be judged; others (初审)
    are noted."""
    _require_laid_out(step)
    if role == ROLES[0]:
        _require_settled(step)
    now = _add(step, Act.APPROVE, role=role)
    passed = f"{now.named}{step.name}已{role}通过，{said(step.moment)}；现为“{now.stage.value}”。"
    left = reported.still_open(step.outputs / str(step.period))
    return _outcome(now, f"{passed}{left}")


def close(step: Step) -> Outcome:
    """归档: nothing more is expected of the month."""
    now = _add(step, Act.CLOSE)
    return _outcome(now, f"{now.named}已归档（第{now.issue}版），{said(step.moment)}，{step.name}办理。")


def reopen(step: Step, reason: str) -> Outcome:
    """重新开启: an approved, issued or closed month takes corrections again; what was issued stays as it is."""
    now = _add(step, Act.REOPEN, reason=reason)
    drafts = unsent.recall(step.outputs, step.period)
    kept = f"已签发的第{now.issue}版仍保留在“{ISSUED}”文件夹；" if now.issue else ""
    kept += f"尚未发出的邮件草稿{drafts}封已作废；" if drafts else ""
    return _outcome(now, f"{now.named}已重新开启。{kept}请执行 run --period {now.period} 重新处理，再审核、签发。")


def states(outputs: Path, periods: Sequence[Period] = ()) -> list[MonthState]:
    """Where months stand; all that the ledger knows of when none is named."""
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        asked = periods or sorted({event.period for event in months.events()})
        return [months.state(period) for period in asked]


def issue(step: Step, plan: tuple[Path, ...], templates: Path = prose.TEMPLATES) -> Outcome:
    """签发: make the approved month without draft marks into ``已签发/<month>/第n版`` and keep all it was made of.

    Raises ``OutOfOrder`` when the month is not approved, when registers or templates changed since, or when the same
    files now give other figures: then the month falls back to 待审.
    """
    book = _impersonal(codebook.load(plan))
    with _alone(step.outputs):
        with _ledger(step.outputs, pipeline.registers(book)) as ledger:
            months = Months(ledger.connection)
            now = months.state(step.period)
            require(now, Act.ISSUE)
            _require_time(step, months, now)
            run, number = now.approved_run, now.issue + 1
            assert run is not None  # an approval is always about a run
            _require_unchanged(run, book, templates, now)
            target = step.outputs / ISSUED / str(step.period) / f"第{number}版"
            with deliver.staging(target) as work:
                event = Event(
                    0, step.period, Act.ISSUE, step.moment, step.name, digest=run.digest, registers=run.registers,
                    templates=run.templates, as_of=run.as_of, issue=number,
                )  # fmt: skip
                arrived = months.intake(run.id)
                making = _Making(event, arrived, plan, templates, run.moment)
                changed = _make(making, ledger, book, work) != run.digest
                if changed:
                    why = "台账中的数据在审核后有变化，公布数与审核时不同"
                    months.add(Event(0, step.period, Act.CHANGE, step.moment, reason=why))
                else:
                    event = months.add(event, datetime.now(), last_run(ledger.connection, step.period))
                    months.keep(event.id, _keep(ledger, work, plan, templates, arrived))
                    deliver.place(work, target)
        if changed:
            raise OutOfOrder(f"{now.named}没有签发：{why}，已退回待审。请重新处理、审核后再签发。")
    where = f"{ISSUED}/{step.period}/第{number}版"
    record: dict[str, object] = {"period": str(step.period), "issue": number, "stage": "已签发", "folder": where}
    note = ("与上一版的不同之处见“更正说明”。", *_resting_on(step.outputs, step.period)) if number > 1 else ()
    note += tuple(f"请核对　{doubt}。" for doubt in making.doubts)
    left = reported.still_open(target)
    summary = f"{now.named}已由{step.name}签发（第{number}版）→ {target}"
    code = PERSON_NEEDED if making.doubts else CLEAN
    return Outcome(code, f"{summary}。{left}" if left else summary, record, note)


def rebuild(outputs: Path, period: Period, number: int | None = None, out: Path | None = None) -> Outcome:
    """Make an issue again from what the ledger kept, and compare it byte for byte with what was issued."""
    with Ledger(outputs / LEDGER, write=False) as ledger, tempfile.TemporaryDirectory() as held:
        months = Months(ledger.connection)
        issues = [event for event in months.events(period) if event.act is Act.ISSUE]
        event = next((e for e in reversed(issues) if number in (None, e.issue)), None)
        if event is None:
            wanted = f"第{number}版" if number else "任何一版"
            raise OutOfOrder(f"{period.year}年{period.month}月没有签发过{wanted}。")
        kept, home = months.kept(event.id), Path(held)
        run = state(period, (e for e in months.events(period) if e.id < event.id)).approved_run
        assert run is not None  # nothing else is ever issued
        making = _laid_out(event, run.moment, months.intake(run.id), kept, ledger.folder, home)
        book = codebook.load(making.plan)
        work = out or home / "重出"
        work.mkdir(parents=True, exist_ok=True)
        snapshot = next(each for each in kept if each.part == SNAPSHOT)
        (home / LEDGER).mkdir()
        shutil.copytree(ledger.folder / ARRIVED, home / LEDGER / ARRIVED, copy_function=_link)
        (home / LEDGER / DATABASE).write_bytes(lzma.decompress(fetch(ledger.folder, snapshot.sha256, "台账")))
        with Ledger(home / LEDGER, registers=event.registers, url="") as shadow:
            _make(making, shadow, book, work, source=ledger)
        made = [each for each in kept if each.part == MADE]
        gone = [each for each in made if struck(ledger.folder, each.sha256)]
        compared = _compared(event, [each for each in made if each not in gone], work, outputs)
        told = tuple(f"因删除个人信息已经改动，不再核对　{each.path}" for each in gone)
        return replace(compared, lines=(*compared.lines, *told))


# --- making an issue, the first time and again --------------------------------------------------------------------


@dataclass(frozen=True)
class _Making:
    """What an issue is made of; ``made_at`` is when the approved run was."""

    event: Event
    arrived: Sequence[Arrived]
    plan: tuple[Path, ...]
    templates: Path
    made_at: datetime
    doubts: list[str] = field(default_factory=list)  # what a person should look at in the note of correction


def _make(making: _Making, ledger: Ledger, book: Codebook, work: Path, source: Ledger | None = None) -> str:
    """Make the issue into ``work`` and give the digest of its figures. ``source`` is the ledger that holds the kept
    files (the same, unless the month is made again)."""
    event, source = making.event, source or ledger
    with tempfile.TemporaryDirectory() as held:
        inputs = Path(held) / "来件"
        also = _arrivals(source, making.arrived, inputs)
        job = pipeline.Job(
            period=event.period,
            inputs=inputs,
            plan=making.plan,
            outputs=work,
            as_of=date.fromisoformat(event.as_of),
            reproducible=True,
            templates=making.templates,
            also=also,
            moment=making.made_at,
        )
        vintage = logbook.last_issue(source, event.period, event.issue)
        made, _ = pipeline.remake(job, ledger, book, work, event.moment.date(), vintage)
    if event.issue > 1:
        making.doubts.extend(correcting.note(event, source, book, work, making.templates))
    for name, content in _register_files(making.plan):
        copy = work / REGISTER / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    rows = [(path.relative_to(work).as_posix(), _sha(path)) for path in _files(work)]
    listing(work / CHECKLIST, ("文件", "SHA-256"), rows)
    return logbook.digest(made.figures, made.tasks, made.projects)


def _arrivals(source: Ledger, arrived: Sequence[Arrived], inputs: Path) -> tuple[collect.Incoming, ...]:
    """Lay the received files out under their names; those whose content was never taken are given back as such."""
    inputs.mkdir(parents=True)
    absent = []
    for each in arrived:
        if each.problem:
            absent.append(collect.Incoming(each.file, b"", each.sha256, None, each.problem, each.remedy))
            continue
        if each.file == logbook.RECEIPT_LOG:
            content = fetch(source.folder, each.sha256, each.file)
        elif (path := source.content(each.sha256)) is not None:
            content = path.read_bytes()
        else:
            content = b""
        if hashlib.sha256(content).hexdigest() != each.sha256:
            raise Damaged(f"台账中的来件“{each.file}”已不在或与收到时不同，请从备份恢复。")
        target = inputs / each.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tuple(absent)


def _keep(
    ledger: Ledger, work: Path, plan: tuple[Path, ...], templates: Path, arrived: Sequence[Arrived]
) -> Iterator[Kept]:
    """Everything the issue is and was made of, kept by content."""
    for path in _files(work):
        yield Kept(MADE, path.relative_to(work).as_posix(), keep(ledger.folder, path.read_bytes()))
    for name, content in _register_files(plan):
        yield Kept(REGISTER, name, keep(ledger.folder, content))
    for path in logbook.template_files(templates):
        yield Kept(TEMPLATE, path.name, keep(ledger.folder, path.read_bytes()))
    with tempfile.TemporaryDirectory() as held:
        copy = Path(held) / DATABASE
        copy_database(ledger.connection, copy)
        yield Kept(SNAPSHOT, DATABASE, keep(ledger.folder, lzma.compress(copy.read_bytes(), preset=1)))


def _laid_out(
    event: Event, made_at: datetime, arrived: Sequence[Arrived], kept: Sequence[Kept], folder: Path, home: Path
) -> _Making:
    """The kept registers and templates, laid out as they were."""
    for each in kept:
        if each.part in (REGISTER, TEMPLATE) and not struck(folder, each.sha256):
            path = home / each.part / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(fetch(folder, each.sha256, each.path))
    registers = home / REGISTER
    plan = tuple(next(path.iterdir()) for path in sorted(registers.iterdir(), key=lambda path: int(path.name)))
    return _Making(event, arrived, plan, home / TEMPLATE, made_at)


def _compared(event: Event, kept: Sequence[Kept], work: Path, outputs: Path) -> Outcome:
    """What was made again against what was issued, and the folder of the issue against both."""
    folder = outputs / ISSUED / str(event.period) / f"第{event.issue}版"
    lines: list[str] = []
    for each in kept:
        again, stands = work / each.path, folder / each.path
        if not again.is_file():
            lines.append(f"重出时没有　{each.path}")
        elif _sha(again) != each.sha256:
            lines.append(f"重出不一致　{each.path}")
        if not stands.is_file():
            lines.append(f"已签发的文件不在原处　{each.path}")
        elif _sha(stands) != each.sha256:
            lines.append(f"已签发的文件被改动过　{each.path}")
    title = f"{event.period.year}年{event.period.month}月第{event.issue}版（{event.name}，{said(event.moment)}签发）"
    record: dict[str, object] = {
        "period": str(event.period), "issue": event.issue, "files": len(kept), "differences": lines,
    }  # fmt: skip
    if not lines:
        return Outcome(CLEAN, f"{title}共{len(kept)}个文件，重出结果逐字节一致。", record)
    version = event.registers.partition(" ")[0]
    if version != __version__:
        lines.append(f"该版由{version}版工具签发，现为{__version__}版；须逐字节重出时请用原版工具。")
    return Outcome(PERSON_NEEDED, f"{title}共{len(kept)}个文件，有不一致之处，见以上各行。", record, tuple(lines))


# --- small things --------------------------------------------------------------------------------------------------


@contextmanager
def _alone(outputs: Path) -> Iterator[None]:
    """One step at a time: whoever comes second is told so."""
    try:
        with deliver.single_run(outputs):
            yield
    except deliver.Busy:
        raise OutOfOrder("另有人正在处理或审签，本次没有办理。请稍候用 status 查看状态后再办。") from None


def _ledger(outputs: Path, registers: str = "") -> Ledger:
    return Ledger(outputs / LEDGER, registers=registers)


def _add(step: Step, act: Act, role: str = "", reason: str = "") -> MonthState:
    """One step that only writes itself down."""
    with _alone(step.outputs), _ledger(step.outputs) as ledger:
        months = Months(ledger.connection)
        now = months.state(step.period)
        require(now, act)
        _require_time(step, months, now)
        event = Event(0, step.period, act, step.moment, step.name, role, reason, issue=now.issue)
        months.add(event, datetime.now())
        return months.state(step.period)


def _resting_on(outputs: Path, period: Period) -> tuple[str, ...]:
    """Of a month issued anew: the later ones that were issued with what stood before, and stay so."""
    later = [now.named for now in states(outputs, [period.shift(ahead) for ahead in range(1, 13)]) if now.frozen]
    told = f"{'、'.join(later)}已经签发，其中用到本月的仍是当时签发的数；须一致的，请也重新开启。"
    return (told,) if later else ()


def _require_time(step: Step, months: Months, now: MonthState) -> None:
    """Refuse a clock that was set back, and a day before the month's last event."""
    if step.as_of is None:
        months.require_clock(step.moment)
    require_time(now, step.moment)


def _require_laid_out(step: Step) -> None:
    """Nobody approves figures that were never put in front of him."""
    with Ledger(step.outputs / LEDGER, write=False) as ledger:
        now = Months(ledger.connection).state(step.period)
    if reported.unlaid(step.outputs, now):
        there = (step.outputs / str(step.period)).is_dir()
        why = f"的结果文件夹中不是最近一次处理的结果（{reported.UNLAID}）" if there else "的结果文件夹不在"
        raise OutOfOrder(f"{now.named}{why}。{reported.AGAIN.format(now.period)}，看过结果再审核。")


def _require_settled(step: Step) -> None:
    """What could not be issued is not approved either: the passages are named while there is time to judge them."""
    left = unsettled.places(step.outputs / str(step.period))
    if left:
        month = f"{step.period.year}年{step.period.month}月"
        raise OutOfOrder(
            f"{month}的文稿还有{len(left)}处待核（{'；'.join(left)}），不能审核通过：请在网页“存疑待定”上逐条定为采用或不写"
            f"（或登记在“研判”表中），重新执行 run --period {step.period} 后再审核。"
        )


def _outcome(now: MonthState, summary: str) -> Outcome:
    record: dict[str, object] = {"period": str(now.period), "stage": now.stage.value, "issue": now.issue}
    return Outcome(CLEAN, summary, record)


def _require_unchanged(run: Event, book: Codebook, templates: Path, now: MonthState) -> None:
    if run.registers != pipeline.registers(book):
        raise OutOfOrder(
            f"{now.named}审核后登记表或程序有改动，不能签发。请重新执行 run --period {now.period} 并审核。"
        )
    if run.templates != logbook.templates_digest(templates):
        raise OutOfOrder(f"{now.named}审核后模板有改动，不能签发。请重新执行 run --period {now.period} 并审核。")


def _impersonal(book: Codebook) -> Codebook:
    """The declarations without anybody's address: reminders kept with an issue are addressed to nobody."""
    return replace(book, contacts=())


def _register_files(plan: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """Every file of the register folders, under the folder's place and name; of a personal one the header alone."""
    for number, folder in enumerate(plan):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.name.startswith((".", "~$")):
                continue
            content: bytes | None = path.read_bytes()
            if path.stem in codebook.PERSONAL:
                content = codebook.impersonal(path.name, path.read_bytes())
            if content is not None:
                yield f"{number}/{folder.name}/{path.relative_to(folder).as_posix()}", content


def _link(source: str, target: str) -> None:
    """A second name for a kept file, or a copy where the disk has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
