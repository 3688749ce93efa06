"""A clock that only waiting moves: a week of polling passes in as long as its work takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

# Where the code that polls asks what time it is.
_PLACES = {
    "pipeline.poll_feeds": ("now",),
    "pipeline.sources.polling": ("now",),
    "pipeline.edges.web": ("now",),
    "pipeline.edges.robots": ("now",),
    "pipeline.edges.hosts": ("monotonic", "pause"),
    "pipeline.edges.politeness": ("now", "monotonic", "pause"),
}


class VirtualClock:
    """
    Each fetching thread has a time of its own, which begins with the round: threads wait side by side, as in reality.

    The main thread's time is that of the thread that is furthest.
    """

    def __init__(self, at: datetime) -> None:
        self._furthest = at.timestamp()
        self._base = self._furthest
        self._own = threading.local()
        self._lock = threading.Lock()

    def begin_round(self, at: datetime) -> None:
        """Every thread's time is `at`, or where the last round ended if that is later."""
        self._furthest = self._base = max(at.timestamp(), self._furthest)
        self._own = threading.local()

    def monotonic(self) -> float:
        """Seconds since 1970 in the calling thread."""
        if threading.current_thread() is threading.main_thread():
            return self._furthest
        return float(getattr(self._own, "at", self._base))

    def now(self) -> datetime:
        """The instant in the calling thread."""
        return datetime.fromtimestamp(self.monotonic(), UTC)

    def pause(self, seconds: float) -> None:
        """Lets the thread's time pass."""
        if seconds > 0:
            self._own.at = self.monotonic() + seconds
            with self._lock:
                self._furthest = max(self._furthest, self._own.at)


@contextmanager
def ruling(clock: VirtualClock) -> Iterator[None]:
    """Puts the clock in the place of the machine's wherever the polling code looks at one."""
    with pytest.MonkeyPatch.context() as patch:
        for module, names in _PLACES.items():
            for name in names:
                patch.setattr(f"{module}.{name}", getattr(clock, name))
        yield
