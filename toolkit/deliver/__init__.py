"""送: put what was made where people read it, whole or not at all."""

from toolkit.deliver.place import Busy, place, single_run, staging

__all__ = ["Busy", "place", "single_run", "staging"]
