"""What is on record (在案) beside the ledger's tables: where a month stands, what was asked, sent, decided."""
