"""Who may ask which host when: a pause between starts, few at once, and none before the time that a host named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from pipeline.addresses import registrable_domain
from pipeline.edges.clock import monotonic, now, pause
from pipeline.edges.hosts import HostBook
from pipeline.errors import RequestRefused

# The longest that a server can keep us away by Retry-After.
RETRY_AFTER_CAP_SECONDS = 24 * 3600.0
# A host that let so many requests in a row run out of time is not asked again in this run: each would cost as much.
_SLOW_LIMIT = 3
# The same for all hosts of one site: whoever has a domain has as many hosts below it as a feed can name.
_SITE_SLOW_LIMIT = 6
# Bodies that one site may send in a round of polling, decoded: 180 pages of 350 KB. All that a round fetches lies on
# the disk, and its texts are in memory together.
_SITE_BYTES = 64 * 1024**2


class _Host:
    def __init__(self, connections: int, delay_seconds: float) -> None:
        self.slots = threading.BoundedSemaphore(connections)
        self.lock = threading.Lock()
        self.delay_seconds = delay_seconds
        self.next_start = 0.0
        self.held_until = 0.0
        self.slow_count = 0


class _Site:
    """All hosts of one registrable domain."""

    def __init__(self) -> None:
        self.slow_count = 0
        self.body_bytes = 0


class HostTurns:
    """
    Gives each host's requests their turns; shared by all threads of one run.

    book              What other processes of the store know of the hosts; None where there are none.
    patience_seconds  How long after its beginning the run still starts requests to a host that was asked before, and
                      takes bodies of one site up to a limit; None for as long as there are any.
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
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """
        Waits until `host` may be asked, and counts as one of its connections while the block lasts.

        Gives the seconds that it waited. Raises RequestRefused: http_busy where the host asked us to stay away,
        timed_out where it kept the last requests waiting until their time was over, host_crowded where the turn
        would come after the run's patience, or the host's site has sent as much as it may in a run.
        """
        state = self._state(host)
        asked_at = monotonic()
        with state.slots, self._connection(host):
            with state.lock:
                self._check_wanted(host, state)
                start = self._start_of(host, state)
                state.next_start = start + state.delay_seconds
            pause(start - monotonic())
            with state.lock:
                # Who wakes late starts late, and so does the next.
                state.next_start = max(state.next_start, monotonic() + state.delay_seconds)
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

    def note(self, host: str, *, is_slow: bool, body_bytes: int = 0) -> None:
        """How a request to `host` ended: it ran out of time, or in any other way; and how large its body was."""
        state, site = self._state(host), self._site(host)
        with state.lock:
            state.slow_count = state.slow_count + 1 if is_slow else 0
        with self._lock:
            site.slow_count = site.slow_count + 1 if is_slow else 0
            site.body_bytes += body_bytes

    def _state(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._connections, self._delay))

    def _site(self, host: str) -> _Site:
        with self._lock:
            return self._sites.setdefault(site_of(host), _Site())

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

    def _check_wanted(self, host: str, state: _Host) -> None:
        site = self._site(host)
        if state.slow_count >= _SLOW_LIMIT or site.slow_count >= _SITE_SLOW_LIMIT:
            count = max(state.slow_count, site.slow_count)
            raise RequestRefused("timed_out", f"{host} or its site let {count} requests in a row run out of time")
        if self._ends_at is not None and site.body_bytes >= _SITE_BYTES:
            raise RequestRefused("host_crowded", f"{host} and its site have sent as much as they may in one run")
        left = state.held_until - monotonic()
        if left > 0:
            raise RequestRefused(
                "http_busy", f"{host} asked to be left alone for another {left:.0f} s", retry_after_seconds=left
            )


@lru_cache(10_000)
def site_of(host: str) -> str:
    """Whose host it is: its registrable domain, under an unknown suffix its last two labels; an IP address itself."""
    if ":" in host or host.replace(".", "").isdigit():
        return host
    known = registrable_domain(f"http://{host}")
    return known if known and known != host else ".".join(host.split(".")[-2:])


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
