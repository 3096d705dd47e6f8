"""Words in a file's name that say which version it is, as far as more than one room must agree on them."""

from __future__ import annotations

VOID = ("作废", "废止", "撤回")


def is_void(mark: str) -> bool:
    """Whether a mark withdraws the file and what it repeats."""
    return any(word in mark for word in VOID)
