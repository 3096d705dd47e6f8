"""How often something may be done: so many times in so many seconds for one key, counted in memory."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

# what: (times, seconds). A person mistypes a password five times; thirty people hand in thirty files each in one go.
LIMITS: dict[str, tuple[int, int]] = {
    "登录失败·用户": (5, 300),
    "登录失败·地址": (20, 300),
    "上传·用户": (300, 600),
}
MOST_KEYS = 10_000


@dataclass
class Limits:
    """``clock`` gives seconds that only grow."""

    clock: Callable[[], float]
    _times: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: Lock = field(default_factory=Lock)

    def wait(self, what: str, key: str) -> int:
        """Seconds until it may be done again; 0 = now."""
        most, seconds = LIMITS[what]
        now = self.clock()
        with self._lock:
            times = self._times.get((what, key))
            if times is None:
                return 0
            while times and now - times[0] >= seconds:
                times.popleft()
            if not times:
                del self._times[what, key]
                return 0
            return math.ceil(times[0] + seconds - now) if len(times) >= most else 0

    def count(self, what: str, key: str) -> None:
        """It was done once more."""
        with self._lock:
            if len(self._times) >= MOST_KEYS:  # made-up names must not fill the memory
                self._times.clear()
            self._times[what, key].append(self.clock())

    def forget(self, what: str, key: str) -> None:
        with self._lock:
            self._times.pop((what, key), None)
