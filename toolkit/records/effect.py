"""When a decision written into a register counts: the one sentence that commands and the page say of it."""

from __future__ import annotations

from pathlib import Path

from toolkit.answer import LEDGER
from toolkit.ledger import Ledger
from toolkit.ledger.months import Months
from toolkit.model import Period

NEXT_RUN = "下次处理时生效。"


def counts(outputs: Path | None, period: Period | None = None, sha256: str = "") -> str:
    """From the next run on; an issued month no run reaches, so it has to be reopened. ``period`` None: that of the
    received file ``sha256``; ``outputs`` None: where the month stands is not known."""
    if outputs is None:
        return NEXT_RUN
    with Ledger(outputs / LEDGER, write=False) as ledger:
        if period is None:
            known = [receipt.period for receipt in ledger.receipts() if receipt.sha256 == sha256]
            period = known[0] if known else None
        now = Months(ledger.connection).state(period) if period is not None else None
    if now is None or not now.frozen:
        return NEXT_RUN
    return (
        f"{now.named}{now.stage.value}（第{now.issue}版），签发稿不变；要写入的，请先重新开启，重新处理后再审核、签发。"
    )
