"""送: put what was made where people read it, whole or not at all."""

from toolkit.deliver.place import Busy, place, single_run, staging
from toolkit.deliver.schedule import ScheduleError

__all__ = ["Busy", "ScheduleError", "place", "single_run", "staging"]
