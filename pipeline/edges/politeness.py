"""Who may ask which host when: a pause between starts, few at once, and none before the time that a host named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.edges.clock import monotonic, now, pause
from pipeline.edges.hosts import HostBook
from pipeline.errors import RequestRefused

# The longest that a server can keep us away by Retry-After.
RETRY_AFTER_CAP_SECONDS = 24 * 3600.0
# A host that let so many requests in a row run out of time is not asked again in this run: each would cost as much.
_SLOW_LIMIT = 3


class _Host:
    def __init__(self, connections: int, delay_seconds: float) -> None:
        self.slots = threading.BoundedSemaphore(connections)
        self.lock = threading.Lock()
        self.delay_seconds = delay_seconds
        self.next_start = 0.0
        self.held_until = 0.0
        self.slow_count = 0


class HostTurns:
    """
    Gives each host's requests their turns; shared by all threads of one run.

    book              What other processes of the store know of the hosts; None where there are none.
    patience_seconds  How long after its beginning the run still starts requests to a host that was asked before;
                      None for as long as there are any.
    """

    def __init__(
        self,
        delay_seconds: float,
        connections: int,
        *,
        patience_seconds: float | None = None,
        book: HostBook | None = None,
    ) -> None:
        self._delay = delay_seconds
        self._connections = connections
        self._ends_at = None if patience_seconds is None else monotonic() + patience_seconds
        self._book = book
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """
        Waits until `host` may be asked, and counts as one of its connections while the block lasts.

        Gives the seconds that it waited. Raises RequestRefused: http_busy where the host asked us to stay away,
        timed_out where it kept the last requests waiting until their time was over, host_crowded where the turn
        would come after the run's patience.
        """
        state = self._state(host)
        asked_at = monotonic()
        with state.slots, self._connection(host):
            with state.lock:
                self._check_wanted(host, state)
                start = self._start_of(host, state)
                state.next_start = start + state.delay_seconds
            pause(start - monotonic())
            self._check_wanted(host, state)
            self._take_among_processes(host, state)
            yield monotonic() - asked_at

    def hold(self, host: str, seconds: float) -> None:
        """No request to `host` for `seconds`, as it asked."""
        state = self._state(host)
        with state.lock:
            state.held_until = max(state.held_until, monotonic() + seconds)
        if self._book:
            self._book.hold(host, now().timestamp() + seconds)

    def slow_down(self, host: str, seconds: float) -> None:
        """At least `seconds` between two starts from here on, as the host asks of crawlers."""
        state = self._state(host)
        with state.lock:
            if seconds > state.delay_seconds:
                state.next_start += seconds - state.delay_seconds
                state.delay_seconds = seconds

    def note(self, host: str, *, is_slow: bool) -> None:
        """How a request to `host` ended: it ran out of time, or in any other way."""
        state = self._state(host)
        with state.lock:
            state.slow_count = state.slow_count + 1 if is_slow else 0

    def _state(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._connections, self._delay))

    def _connection(self, host: str) -> AbstractContextManager[None]:
        return self._book.connection(host, self._connections) if self._book else nullcontext()

    def _take_among_processes(self, host: str, state: _Host) -> None:
        """Waits until no process has asked the host for its delay; what it asked of another holds here too."""
        while self._book:
            turn = self._book.take(host, now().timestamp(), delay_seconds=state.delay_seconds)
            if turn.left_seconds:
                with state.lock:
                    state.held_until = max(state.held_until, monotonic() + turn.left_seconds)
                self._check_wanted(host, state)
            if not turn.wait_seconds:
                return
            pause(turn.wait_seconds)

    def _start_of(self, host: str, state: _Host) -> float:
        at = monotonic()
        if self._ends_at is not None and state.next_start and max(at, state.next_start) > self._ends_at:
            raise RequestRefused("host_crowded", f"{host} has had as much of this run's time as a host may have")
        return max(at, state.next_start)

    @staticmethod
    def _check_wanted(host: str, state: _Host) -> None:
        if state.slow_count >= _SLOW_LIMIT:
            raise RequestRefused("timed_out", f"{host} let {state.slow_count} requests in a row run out of time")
        left = state.held_until - monotonic()
        if left > 0:
            raise RequestRefused(
                "http_busy", f"{host} asked to be left alone for another {left:.0f} s", retry_after_seconds=left
            )


def retry_after_seconds(value: str | None, at: datetime) -> float | None:
    """
    What a Retry-After header asks for, seen at `at`: 0 to a day.

    None where there is none, or where it is neither whole seconds nor a date.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return RETRY_AFTER_CAP_SECONDS if len(text) > 9 else min(float(text), RETRY_AFTER_CAP_SECONDS)
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return min(max((date - at).total_seconds(), 0.0), RETRY_AFTER_CAP_SECONDS)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
