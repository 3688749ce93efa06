"""Rounds of polling on a virtual clock, by the code that polls: schedule, manners, robots, hashes, hints and parser.

Simulated is the transport alone, where a request would leave the process (`exchange`), since a week has 2,520 rounds;
and parsers run in this process, because these feeds are harmless. `is_over_loopback` puts a real server and the real
exchange in its place; a test compares the two request by request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges import exchange as real
from pipeline.edges.exchange import RawAnswer
from pipeline.edges.network import Target
from pipeline.edges.workers import Outcome
from pipeline.poll_feeds import Polled, poll_sources
from pipeline.records import BatchPlan, Poll, Source
from pipeline.settings import Settings
from pipeline.sources.known import KnownEntry
from tests.fetching.servers import Asked, answer, serving
from tests.replay.clock import VirtualClock, ruling
from tests.replay.publishers import World

ROUND_SECONDS = 240
# How long an answer takes; a tenth of the servers take ten times as long.
LATENCY_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its host saw it; seconds since 1970."""

    host: str
    path: str
    start: float
    end: float
    is_conditional: bool
    status: int
    sent_bytes: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """What happened between two moments: the requests as the hosts saw them, and the cursors that the polls left."""

    world: World
    begin: float
    end: float
    log: Sequence[Request]
    polls: Sequence[Poll]


class Transport:
    """Answers in the place of the network, and keeps the request log."""

    def __init__(self, world: World, clock: VirtualClock, carry: Callable[..., RawAnswer] | None = None) -> None:
        self.log: list[Request] = []
        self.asked_at: dict[tuple[str, str], float] = {}
        self._world = world
        self._clock = clock
        self._carry = carry or self._simulate

    def exchange(self, target: Target, places: Any, headers: Mapping[str, str], **more: Any) -> RawAnswer:
        """As pipeline.edges.exchange.exchange."""
        start = self._clock.monotonic()
        self.asked_at[target.host, target.path] = start
        got = self._carry(target, places, headers, **more)
        self._clock.pause(LATENCY_SECONDS * (10 if len(target.host) % 10 == 0 else 1))
        is_conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
        self.log.append(
            Request(
                host=target.host,
                path=target.path,
                start=start,
                end=self._clock.monotonic(),
                is_conditional=is_conditional,
                status=got.status,
                sent_bytes=len(got.body),
            )
        )
        return got

    def _simulate(self, target: Target, places: Any, headers: Mapping[str, str], **more: Any) -> RawAnswer:
        sent = {name.lower(): value for name, value in headers.items()}
        status, got, body = self._world.answer(target.host, target.path, sent, self.asked_at[target.host, target.path])
        return RawAnswer(status=status, headers=got, body=body)


class _AnyPath(dict[str, Any]):
    """Routes of a real server that answers as the world does at the moment that the transport noted."""

    def __init__(self, world: World, transport: Transport) -> None:
        super().__init__()
        self._world, self._transport = world, transport

    def get(self, path: str, default: Any = None) -> Any:
        def route(asked: Asked) -> bytes:
            host = asked.headers["host"]
            status, headers, body = self._world.answer(host, path, asked.headers, self._transport.asked_at[host, path])
            lines = [f"{name}: {value}" for name, value in headers.items()]
            length = -1 if status == 304 else None
            return answer(body, *lines, status=f"{status} {HTTPStatus(status).phrase}", length=length)

        return route


@dataclass
class Memory:
    """What the rounds so far have found, as the published warehouse would know it after each."""

    polls: dict[str, Poll] = field(default_factory=dict)
    known: dict[str, KnownEntry] = field(default_factory=dict)
    appeared: dict[str, list[datetime]] = field(default_factory=dict)

    def cursors(self, source_ids: Sequence[str]) -> dict[str, Poll]:
        return {source_id: self.polls[source_id] for source_id in source_ids if source_id in self.polls}

    def entries(self, entry_ids: Sequence[str], source_ids: Sequence[str], since: datetime) -> dict[str, KnownEntry]:
        return {entry_id: self.known[entry_id] for entry_id in entry_ids if entry_id in self.known}

    def news_at(self, source_ids: Sequence[str], since: datetime) -> dict[str, list[datetime]]:
        for source_id in source_ids:
            self.appeared[source_id] = [at for at in self.appeared.get(source_id, []) if at >= since]
        return {source_id: self.appeared[source_id] for source_id in source_ids}

    def load(self, polled: Polled) -> None:
        """Takes over a round: cursors together with the entries that they brought."""
        self.polls.update((poll.source_id, poll) for poll in polled.polls)
        for entry in polled.listing.entries:
            self.known[entry.entry_id] = KnownEntry(entry=entry, checked_at=entry.first_seen_at, is_failed=False)
            at = entry.first_seen_at if entry.is_new_in_feed else entry.listed_at
            if at is not None:
                self.appeared.setdefault(entry.source_id, []).append(at)


def replay(
    world: World, begin: datetime, seconds: float, home: Path, *, threads: int = 8, is_over_loopback: bool = False
) -> Replayed:
    """Rounds every four minutes over so many seconds, from an empty store on."""
    polls: list[Poll] = []
    clock = VirtualClock(begin)
    memory = Memory()
    sources = [
        Source(source_id=f"{host}{path}".replace("/", "-").replace(".", "-"), kind="feed", url=f"http://{host}{path}")
        for host, path in world.feeds
    ]
    with _transport(world, clock, is_over_loopback=is_over_loopback) as (transport, place), ruling(clock):
        local = {f"{host}:80": place for host, _ in world.feeds}
        # One lane a host: two threads with times of their own would hear of a Retry-After before it was said.
        settings = Settings(home=home, local_hosts=local, fetch_threads=threads, host_connections=1)
        for number in range(int(seconds // ROUND_SECONDS)):
            clock.begin_round(begin + timedelta(seconds=number * ROUND_SECONDS))
            polled = poll_sources(sources, _plan(number, clock.now(), sources), memory, settings)
            memory.load(polled)
            polls += polled.polls
    return Replayed(world, begin.timestamp(), begin.timestamp() + seconds, transport.log, polls)


@contextmanager
def _transport(world: World, clock: VirtualClock, *, is_over_loopback: bool) -> Iterator[tuple[Transport, str]]:
    """The transport of a replay, and the address that all hosts have in it."""
    tls = real.tls_context()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.sources.polling.map_in_children", _in_this_process)
        # A context of its own for each round would take longer than the round.
        patch.setattr("pipeline.edges.web.tls_context", lambda: tls)
        if not is_over_loopback:
            transport = Transport(world, clock)
            patch.setattr("pipeline.edges.web.exchange", transport.exchange)
            yield transport, "127.0.0.1:9"
            return
        transport = Transport(world, clock, real.exchange)
        patch.setattr("pipeline.edges.web.exchange", transport.exchange)
        with serving({}) as server:
            server.routes = _AnyPath(world, transport)
            yield transport, server.address


def _in_this_process(function: Callable[[Any], Any], items: Any, **_: Any) -> Iterator[Outcome[Any]]:
    return (Outcome(value=function(item)) for item in items)


def _plan(number: int, at: datetime, sources: Sequence[Source]) -> BatchPlan:
    return BatchPlan(
        batch_id=f"replay-{number}",
        kind="watch",
        source_kind="feed",
        source_ids=tuple(source.source_id for source in sources),
        planned_at=at.astimezone(UTC),
        code_version="replay",
    )
