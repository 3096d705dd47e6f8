"""存: every received file, every version, every decision; nothing is overwritten."""

from toolkit.ledger.compare import Change, Stated, changes, of_rows
from toolkit.ledger.decisions import Vintage
from toolkit.ledger.store import Ledger, LedgerError, Version

__all__ = ["Change", "Ledger", "LedgerError", "Stated", "Version", "Vintage", "changes", "of_rows"]
