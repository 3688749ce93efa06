"""A run over a hundred hosts of which twenty drip takes no longer than one over a hundred that do not."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from pipeline.edges import exchange, politeness
from pipeline.edges.lanes import map_by_host
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Server
from tests.hostile.server import hostile

HOSTS = [f"host-{number}.example" for number in range(100)]
PAGES_PER_HOST = 8
# The defaults, 5 s between starts, 10 s of dripping and 30 s in all, with the time cut short about as much for each.
PAUSE_SECONDS, SLOW_SECONDS, DEADLINE_SECONDS = 0.1, 0.2, 0.9


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with hostile() as running:
        yield running


def run(server: Server, settings: Settings, dripping: int) -> tuple[float, Counter[str]]:
    """Seconds, and the outcomes, of a run over all hosts, of which the first ones drip every page."""
    local = {f"{host}:80": server.address for host in HOSTS}
    paced = {"host_delay_seconds": PAUSE_SECONDS, "deadline_seconds": DEADLINE_SECONDS, "fetch_threads": 40}
    web = Web(settings.model_copy(update={"local_hosts": local, **paced}))
    slow = set(HOSTS[:dripping])

    def fetch(host: str) -> str:
        try:
            return str(
                web.get(f"http://{host}{'/drip/body' if host in slow else '/story'}", cap_bytes=1_000_000).status
            )
        except RequestRefused as refusal:
            return refusal.reason

    started = time.monotonic()
    hosts = [host for host in HOSTS for _ in range(PAGES_PER_HOST)]
    outcomes = Counter(map_by_host(fetch, hosts, str, threads=40, per_host=settings.host_connections))
    return time.monotonic() - started, outcomes


def test_twenty_dripping_hosts_of_a_hundred_cost_at_most_a_fifth_more_and_without_the_guards_much_more(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_SLOW_SECONDS", SLOW_SECONDS)
    clean_seconds, clean = run(server, settings, 0)
    guarded_seconds, guarded = run(server, settings, 20)
    assert clean == {"200": 100 * PAGES_PER_HOST}
    assert guarded == {"200": 80 * PAGES_PER_HOST, "timed_out": 20 * PAGES_PER_HOST}
    assert guarded_seconds <= 1.2 * clean_seconds
    monkeypatch.setattr(exchange, "_SLOW_SECONDS", 10 * DEADLINE_SECONDS)
    monkeypatch.setattr(politeness, "_SLOW_LIMIT", 10**9)
    unguarded_seconds, unguarded = run(server, settings, 20)
    print(f"clean {clean_seconds:.1f} s, guarded {guarded_seconds:.1f} s, unguarded {unguarded_seconds:.1f} s")
    assert unguarded == guarded
    assert unguarded_seconds > 1.2 * clean_seconds


def test_a_host_is_given_up_after_three_requests_in_a_row_that_ran_out_of_time(
    settings: Settings, server: Server
) -> None:
    web = Web(
        settings.model_copy(update={"local_hosts": {"a.example:80": server.address, "b.example:80": server.address},
                                    "deadline_seconds": 0.3})
    )  # fmt: skip

    def ask(host: str, path: str) -> str:
        try:
            return str(web.get(f"http://{host}{path}", cap_bytes=1_000_000, check_robots=False).status)
        except RequestRefused as refusal:
            return refusal.reason

    before = len(server.asked)
    # One answer in between, of whatever kind, and the count begins anew.
    paths = ["/drip/body", "/stall/answer", "/nothing-here", "/drip/body", "/stall/body", "/drip/headers", "/story"]
    reasons = [ask("a.example", path) for path in paths]
    assert reasons == ["timed_out", "timed_out", "http_gone", *["timed_out"] * 4]
    assert len(server.asked) - before == 6
    assert ask("b.example", "/story") == "200"
