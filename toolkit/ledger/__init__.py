"""存: every received file, every version, every decision; nothing is overwritten."""

from toolkit.ledger.store import Ledger, LedgerError, Version

__all__ = ["Ledger", "LedgerError", "Version"]
