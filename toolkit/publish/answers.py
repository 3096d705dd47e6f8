"""反馈: what goes back to each unit about its files: a marked copy of each with findings, a receipt for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from toolkit.codebook.terms import Codebook
from toolkit.model import Finding, Followed, Judgement, Period, Verdict
from toolkit.publish.excel.feedback import Original, file_name, write_feedback
from toolkit.publish.excel.laid_out import Laid
from toolkit.publish.month import Dated, Sourced
from toolkit.publish.standing import Standing, form_label, mend_day

RECEIPTS = "回执.txt"
MOST_FILES = 9  # of one unit and month


class Answered(Dated, Sourced, Protocol):
    """The parts of a month the answers are made from."""

    @property
    def verdicts(self) -> Sequence[Verdict]: ...
    @property
    def followed(self) -> Sequence[Followed]: ...
    @property
    def opened(self) -> Callable[[bytes], Sequence[Laid]]: ...


def not_opened(_: bytes) -> Sequence[Laid]:
    """No reader at hand: the list must do."""
    return ()


def of_unit(folder: Path, book: Codebook, unit: str, period: Period) -> list[Path]:
    """The feedback workbooks of a unit and month; the first one's name even when there is none."""
    names = [file_name(book, unit, period, number) for number in range(1, MOST_FILES + 1)]
    return [folder / names[0], *(folder / name for name in names[1:] if (folder / name).is_file())]


def write(month: Answered, folder: Path, standings: Iterable[Standing]) -> Iterable[Path]:
    """A workbook for each file with findings, named by unit; one line of receipt for each unit that has none."""
    receipts: list[str] = []
    for state in standings:
        heaps = _by_file(month, state)
        if not heaps:
            receipts += _receipt(month, state)
            continue
        folder.mkdir(exist_ok=True)
        names = [file_name(month.book, state.unit, month.period, number) for number in range(1, len(heaps) + 1)]
        for name, (verdict, findings) in zip(names, heaps, strict=True):
            yield write_feedback(
                folder / name,
                book=month.book,
                unit=state.unit,
                period=month.period,
                as_of=month.as_of,
                findings=findings,
                verdict=verdict,
                deadline=mend_day(month.book, month.period, state.unit, verdict, findings, month.as_of),
                original=_original(month, findings, verdict),
                followed=[each for each in month.followed if verdict is not None and each.file == verdict.file],
                beside=[other for other in names if other != name],
                lacking=[form_label(month.book, each) for each in state.missing] if name == names[0] else (),
            )
    if receipts:
        folder.mkdir(exist_ok=True)
        path = folder / RECEIPTS
        path.write_text("".join(f"{line}\n" for line in receipts), encoding="utf-8", newline="\n")
        yield path


def _by_file(month: Answered, state: Standing) -> list[tuple[Verdict | None, list[Finding]]]:
    """The unit's findings file by file, its standing return first; what names no received file goes with the first."""
    verdicts = {verdict.file: verdict for verdict in month.verdicts}
    first = state.verdict.file if state.verdict is not None else ""
    heaps: dict[str, list[Finding]] = {}
    for finding in state.findings:
        heaps.setdefault(finding.source.file, []).append(replace(finding, unit=state.unit))
    loose = [finding for file in [file for file in heaps if file not in verdicts] for finding in heaps.pop(file)]
    unsettled = {each.file for each in month.followed if each.unit == state.unit and not each.settled}
    files = sorted({*heaps, *(unsettled & set(verdicts))}, key=lambda file: (file != first, file))[:MOST_FILES]
    if loose and not files:
        return [(state.verdict, loose)]
    found: list[tuple[Verdict | None, list[Finding]]] = [(verdicts[file], heaps.get(file, [])) for file in files]
    if found:
        found[0][1].extend(loose)
    return found


def _original(month: Answered, findings: Sequence[Finding], verdict: Verdict | None) -> Original | None:
    """The received file the findings are about, None when it is not kept or is one that was not opened."""
    if verdict is not None and verdict.judgement is Judgement.UNREADABLE:
        return None
    files = [*(finding.source.file for finding in findings), verdict.file if verdict is not None else ""]
    path = next((month.sources[file] for file in files if file in month.sources), None)
    if path is None:
        return None
    content = path.read_bytes()
    return Original(content, partial(month.opened, content))


def _receipt(month: Answered, state: Standing) -> list[str]:
    """The line for a clean return, nothing for a unit that sent none or whose return came in an earlier run."""
    verdict = state.verdict
    if verdict is None or verdict.judgement is not Judgement.ACCEPTED:
        return []
    day = f"{verdict.received_on.year}年{verdict.received_on.month}月{verdict.received_on.day}日"
    about = f"{month.period.year}年{month.period.month}月报表（{verdict.file.rpartition('/')[2]}）"
    forms = "、".join(form_label(month.book, each) for each in state.missing)
    lacking = f"；尚缺{forms}，请另报" if forms else ""
    return [f"回执　{state.name}：{about}已于{day}收到，审核未发现问题{lacking}。"]
