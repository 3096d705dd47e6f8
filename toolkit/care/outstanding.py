"""What a visit finds done already, what still waits when it has nothing to do, and its one-page report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from toolkit import collect, pipeline
from toolkit.answer import LEDGER
from toolkit.codebook.terms import Codebook
from toolkit.collect.incoming import Incoming
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.model import Period
from toolkit.office import procedure
from toolkit.records import logbook, owing, unsure
from toolkit.records.reported import overdue_units

NAMED = 3  # files named in a hint


def as_read(outputs: Path, book: Codebook, period: Period, arrived: Sequence[Incoming]) -> bool:
    """Whether the last run of the month, by whomever, found these very files and registers: the ledger says."""
    with Ledger(outputs / LEDGER, write=False) as ledger:
        months = Months(ledger.connection)
        run = months.state(period).run
        found = [] if run is None else months.intake(run.id)
    if run is None or run.registers != pipeline.registers(book):
        return False
    return {(each.file, each.sha256) for each in found if each.file != logbook.RECEIPT_LOG} == {
        (each.file, each.sha256) for each in arrived
    }


def waits(outputs: Path, periods: Sequence[Period]) -> list[str]:
    """What of the months at work still waits for somebody, as their last run found it; an issued month waits only for
    what of it could not be handed over, however old it is."""
    told = []
    for period in periods:
        try:
            record = json.loads((outputs / str(period) / "data" / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        coverage = record.get("coverage", {})
        late, back = overdue_units(coverage), coverage.get("returned")
        counts = (("未到期未报送", coverage.get("awaited")), ("缺报", late), ("退回未改", back))
        counted = [f"{word}{len(units)}个单位" for word, units in counts if units]
        if counted and not procedure.states(outputs, [period])[0].frozen:
            told.append(f"{period.year}年{period.month}月尚有{'、'.join(counted)}")
    told += [order.words for order in owing.orders(outputs)]
    asked = unsure.months(outputs)
    return told + [
        line for now in (procedure.states(outputs, asked) if asked else ()) for line in unsure.words(outputs, now)
    ]


def while_off(inputs: Path, last: str, today: date) -> list[str]:
    """A hint about files that may have come on days without a visit, by their own times, where 收件登记 says nothing.
    They are dated by this visit all the same: a file's time does not survive copying, nothing is reckoned from it."""
    since = date.fromisoformat(last) if last else today
    times, _ = collect.receipt_times(inputs)
    paths = [path for path in sorted(inputs.rglob("*")) if path.is_file() and not path.name.startswith(("~$", "."))]
    changed = {
        path.name: datetime.fromtimestamp(path.stat().st_mtime).date()
        for path in paths
        if collect.received_at(times, path.relative_to(inputs).as_posix()) is None
    }
    came = {name: day for name, day in changed.items() if since < day < today}
    if not came:
        return []
    named = "、".join(f"“{name}”（{day.month}月{day.day}日）" for name, day in list(came.items())[:NAMED])
    more = f"等{len(came)}个文件" if len(came) > NAMED else ""
    return [
        f"提示　{named}{more}的修改日期在上次值守（{since.month}月{since.day}日）之后、今天之前，没有收件登记的按今天"
        "收到认定；如是当时收到的，请在收件登记中写明收到时间，再处理一次。"
    ]


def page(today: date, now: str, outcome: pipeline.Outcome) -> Iterator[str]:
    """The one-page report of a visit."""
    result = {0: "全部正常", 1: "已完成，有事项须人处理", 2: "没有完成：登记表或环境有问题", 3: "没有完成：程序出错"}
    yield "长沙市开放型经济月报值守报告"
    yield f"日期：{today.year}年{today.month}月{today.day}日 {now}".rstrip()
    yield f"结果：{_quiet(outcome) or result[outcome.exit_code]}"
    yield ""
    yield from outcome.lines
    yield outcome.summary


def _quiet(outcome: pipeline.Outcome) -> str:
    """A quiet day is not a day on which all is well: what still waits is said with it. ``""`` when work was done and
    nothing waits, or when the exit code says more."""
    waits = "；".join(map(str, _listed(outcome.record.get("open"))))
    if outcome.exit_code != pipeline.CLEAN or (_listed(outcome.record.get("done")) and not waits):
        return ""
    done = "已办理到期事项" if _listed(outcome.record.get("done")) else "今日无事可办"
    return f"{done}；{waits}" if waits else done


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
