"""Two files that contradict each other with nothing to tell which is the later: somebody has to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.check.outcome import number
from toolkit.check.version import Form, Version
from toolkit.codebook.terms import Codebook
from toolkit.model import KIND_WORDS, Finding, Grade, Observation, Source

RULE = "版本"
SHOWN = 3  # how many of the differing figures are named


def contradictions(versions: Sequence[Version], book: Codebook) -> Iterator[Finding]:
    """A query for every standing file that ranks with another one saying otherwise, naming both and what differs; and
    for content that one name calls 作废 and another 以此为准."""
    yield from (_disputed(version, *version.disputed) for version in versions if version.disputed is not None)
    by_file = {version.receipt.file: version for version in versions}
    for version in versions:
        for other in dict.fromkeys(version.tied.values()):
            forms = [form for form, file in version.tied.items() if file == other]
            pairs = _differing(version, by_file[other], forms)
            if pairs:
                yield _query(version, by_file[other], pairs, book)


def _disputed(version: Version, void: str, decisive: str) -> Finding:
    about = version.receipt
    if void == decisive:
        said = f"“{void}”的文件名既写了“作废”，又写了“以此为准”，暂按作废处理，没有采用。"
    else:
        said = f"“{void}”标明作废，“{decisive}”标明以此为准，两份内容相同，互相矛盾；暂按作废处理，没有采用。"
    remedy = "请向单位核实这一份是否采用：采用的，去掉“作废”的一份；不用的，去掉“以此为准”的一份，再重新处理。"
    return Finding(RULE, Grade.QUERY, said, remedy, Source(""), about.unit or "", about.period)


def _differing(version: Version, other: Version, forms: Sequence[Form]) -> list[tuple[Observation, Observation | None]]:
    theirs = {(o.form, o.unit, o.indicator, o.kind): o for o in other.reading.observations}
    pairs = []
    for cell in version.reading.observations:
        rival = theirs.get((cell.form, cell.unit, cell.indicator, cell.kind))
        if (cell.form, cell.unit) in forms and cell.value != (rival.value if rival is not None else None):
            pairs.append((cell, rival))
    return pairs


def _query(
    version: Version,
    rival: Version,
    pairs: Sequence[tuple[Observation, Observation | None]],
    book: Codebook,
) -> Finding:
    first, mine, other = pairs[0][0], version.receipt.file, rival.receipt.file
    names = "、".join(dict.fromkeys(_form(book, cell.form) for cell, _ in pairs))
    shown = "；".join(_said(cell, their, book) for cell, their in pairs[:SHOWN])
    more = f"等{len(pairs)}个数" if len(pairs) > SHOWN else ""
    marks = (version.receipt.mark, rival.receipt.mark)
    told = f"标记（{_marks(*marks)}）分不出先后" if all(marks) else "也没有标明哪一份是更正件"
    message = f"“{mine}”和“{other}”都报了{names}，收到时间相同，{told}，数却不一致：{shown}{more}。暂按“{mine}”汇总。"
    remedy = (
        "请向单位核实以哪一份为准：不用的一份，文件名加“作废”重新放入，或者采用的一份，文件名加“以此为准”；"
        "知道收到先后的，登记在收件登记中。"
    )
    source = Source(mine, first.source.sheet, first.source.cell)
    about = version.receipt
    return Finding(
        RULE,
        Grade.QUERY,
        message,
        remedy,
        source,
        about.unit or "",
        about.period,
        first.form,
        first.indicator,
        first.raw,
    )


def _said(cell: Observation, rival: Observation | None, book: Codebook) -> str:
    indicator = book.indicator(cell.indicator)
    name = indicator.name if indicator is not None else cell.indicator
    other = number(rival.value) if rival is not None else "—"
    return f"{name}{KIND_WORDS[cell.kind]}{number(cell.value)}与{other}"


def _marks(mine: str, other: str) -> str:
    return f"“{mine}”和“{other}”" if mine != other else f"都是“{mine}”"


def _form(book: Codebook, form_id: str) -> str:
    form = book.form(form_id)
    return f"{form_id} {form.name}" if form is not None else "自制表"
