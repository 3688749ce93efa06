"""Turns, pauses and what a Retry-After header means."""

from __future__ import annotations

import itertools
import threading
import time
from datetime import UTC, datetime

import pytest

from pipeline.edges.politeness import HostTurns, retry_after_seconds, site_of
from pipeline.errors import RequestRefused

AT = datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
DAY = 86400.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("86400", DAY),
        ("86401", DAY),
        ("1000000000000", DAY),
        ("9" * 5000, DAY),
        ("Mon, 10 Mar 2025 10:02:00 GMT", 120.0),
        ("Mon, 10 Mar 2025 06:02:00 -0400", 120.0),
        ("Monday, 10-Mar-25 10:02:00 GMT", 120.0),
        ("Mon, 10 Mar 2025 09:00:00 GMT", 0.0),
        ("Mon, 10 Mar 2031 10:00:00 GMT", DAY),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("١٢٠", None),
        ("", None),
        (None, None),
        ("Mon, 99 Mar 2025 10:02:00 GMT", None),
        ("2025-03-10T10:02:00Z", None),
        ("Mon, 10 Mar 99999 10:02:00 GMT", None),
    ],
)
def test_a_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, AT) == seconds


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("a.b.harbourpost.example", "harbourpost.example"),
        ("harbourpost.example", "harbourpost.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_site_is_all_hosts_of_a_registrable_domain(host: str, site: str) -> None:
    assert site_of(host) == site


def test_turns_of_one_host_start_apart() -> None:
    turns = HostTurns(0.1, 2)
    starts = []
    for _ in range(4):
        with turns.turn("a.example"):
            starts.append(time.monotonic())
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert min(gaps) >= 0.095


def test_a_turn_says_how_long_it_waited() -> None:
    turns = HostTurns(0.6, 2)
    with turns.turn("a.example") as first, turns.turn("b.example") as other:
        assert max(first, other) < 0.3
    with turns.turn("a.example") as second:
        assert 0.3 < second < 0.7


def test_no_more_turns_at_once_than_connections() -> None:
    turns = HostTurns(0, 2)
    lock = threading.Lock()
    under_way, most = 0, 0

    def work() -> None:
        nonlocal under_way, most
        with turns.turn("a.example"):
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.03)
            with lock:
                under_way -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_a_held_host_is_refused_and_others_are_not() -> None:
    turns = HostTurns(0, 2)
    turns.hold("a.example", 60)
    turns.hold("a.example", 1)
    with pytest.raises(RequestRefused) as caught, turns.turn("a.example"):
        pass
    assert caught.value.reason == "http_busy"
    assert caught.value.retry_after_seconds == pytest.approx(60, abs=1)
    with turns.turn("b.example"):
        pass


def test_a_hold_ends() -> None:
    turns = HostTurns(0, 2)
    turns.hold("a.example", 0.05)
    time.sleep(0.06)
    with turns.turn("a.example") as waited:
        assert waited < 1
