"""Servers that send too much, too slowly or too little: each costs its deadline and its cap, and no more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.edges import exchange
from pipeline.edges.web import Answer, Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Server
from tests.hostile.measuring import MEBIBYTE, memory_growth
from tests.hostile.server import BODIES, BOMB_BYTES, bomb, hostile

HOST = "hostile.example"
CAP = 10 * MEBIBYTE  # the cap of a page by default
PATHS = [path for path in BODIES if not path.startswith("/chain/") and path not in ("/story", "/drip/whole")]
SLOW = [path for path in PATHS if path.startswith(("/drip/", "/stall/"))]
REASONS = {
    "bomb": {"too_large", "bad_response"},
    "endless": {"too_large"},
    "drip": {"timed_out"},
    "stall": {"timed_out"},
    "short": {"short_body"},
    "wrong": {"bad_response"},
    "flood": {"bad_response"},
    "loop": {"too_many_redirects"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with hostile() as running:
        yield running


def door(settings: Settings, server: Server, *, deadline: float = 10.0, **more: Any) -> Web:
    local = {f"{HOST}:80": server.address}
    return Web(settings.model_copy(update={"local_hosts": local, "deadline_seconds": deadline, **more}))


def get(web: Web, path: str, cap_bytes: int = CAP) -> Answer:
    return web.get(f"http://{HOST}{path}", cap_bytes=cap_bytes, check_robots=False)


def refused(web: Web, path: str, cap_bytes: int = CAP) -> str:
    with pytest.raises(RequestRefused) as caught:
        get(web, path, cap_bytes)
    return caught.value.reason


@pytest.mark.parametrize("path", [path for path in PATHS if path not in SLOW])
def test_an_attack_by_size_is_refused_in_little_memory(path: str, settings: Settings, server: Server) -> None:
    for kind in ("gzip", "deflate", "members", "nested"):
        bomb(kind)  # packed once, beforehand: it is the fetching that is measured
    with memory_growth() as growth:
        assert refused(door(settings, server), path) in REASONS[path.split("/")[1]]
    assert growth.bytes <= 32 * MEBIBYTE


@pytest.mark.parametrize("path", SLOW)
def test_an_attack_by_time_ends_with_the_deadline(path: str, settings: Settings, server: Server) -> None:
    started = time.monotonic()
    assert refused(door(settings, server, deadline=0.6), path) == "timed_out"
    assert 0.5 <= time.monotonic() - started <= 1.1


@pytest.mark.parametrize("path", ["/drip/body", "/drip/chunks", "/stall/body"])
def test_a_body_that_drips_is_given_up_long_before_the_deadline(
    path: str, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_SLOW_SECONDS", 0.4)
    started = time.monotonic()
    assert refused(door(settings, server, deadline=8.0), path) == "timed_out"
    assert 0.3 <= time.monotonic() - started <= 3


@pytest.mark.parametrize(("bytes_per_second", "is_given_up"), [(1_000_000, True), (10, False)])
def test_a_body_may_be_as_slow_as_the_limit_says(
    bytes_per_second: int, is_given_up: bool, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/drip/whole sends twenty bytes a second, for a second."""
    monkeypatch.setattr(exchange, "_SLOW_SECONDS", 0.5)
    monkeypatch.setattr(exchange, "_SLOW_BYTES_PER_SECOND", bytes_per_second)
    if is_given_up:
        assert refused(door(settings, server), "/drip/whole") == "timed_out"
    else:
        assert get(door(settings, server), "/drip/whole").body == b"x" * 20


# Each guard switched off


def test_without_the_deadline_of_each_read_a_drip_holds_on_for_as_long_as_it_likes(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(door(settings, server, deadline=0.4), "/drip/whole") == "timed_out"
    # As clients do that give each read the whole time-out.
    monkeypatch.setattr(exchange._Meter, "before", lambda _self, sock: sock.settimeout(0.4))
    started = time.monotonic()
    assert get(door(settings, server, deadline=0.4), "/drip/whole").body == b"x" * 20
    assert time.monotonic() - started > 0.9


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "members"])
def test_without_the_cap_a_bomb_goes_off(encoding: str, settings: Settings, server: Server) -> None:
    bomb(encoding)
    with memory_growth() as growth:
        answer = get(door(settings, server), f"/bomb/{encoding}", cap_bytes=10 * BOMB_BYTES)
    assert len(answer.body) == BOMB_BYTES
    assert growth.bytes > 150 * MEBIBYTE


def test_without_the_list_of_encodings_a_nested_bomb_is_unpacked_and_then_left_at_the_cap(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_ENCODINGS", frozenset({"gzip", "gzip, gzip"}))
    assert refused(door(settings, server), "/bomb/nested") == "too_large"
    assert len(get(door(settings, server), "/bomb/nested", cap_bytes=10 * BOMB_BYTES).body) == BOMB_BYTES


@pytest.mark.parametrize("path", ["/endless/nothing", "/endless/chunk-sizes", "/flood/interim"])
def test_without_the_meter_a_flood_of_nothing_goes_on_until_the_deadline(
    path: str, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_FRAMING_BYTES", 10**12)
    monkeypatch.setattr(exchange, "_HEADER_BYTES", 10**12)
    assert refused(door(settings, server, deadline=0.7), path, cap_bytes=100_000_000) == "timed_out"


def test_without_the_check_of_the_end_half_a_story_is_taken_for_the_whole(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_check_whole", lambda _: None)
    assert b"a whole story" in get(door(settings, server), "/short/gzip").body
    request = exchange._PinnedHTTP.request
    monkeypatch.setattr(
        exchange._PinnedHTTP,
        "request",
        lambda *args, **more: request(*args, **{**more, "enforce_content_length": False}),
    )
    assert get(door(settings, server), "/short/length").body == b"half a story"


@pytest.mark.parametrize(("limit", "is_led_on"), [(5, False), (60, True)])
def test_only_the_limit_of_redirects_ends_a_chain(
    limit: int, is_led_on: bool, settings: Settings, server: Server
) -> None:
    before = len(server.asked)
    web = door(settings, server, redirect_limit=limit)
    if is_led_on:
        assert get(web, "/chain/0").url == f"http://{HOST}/chain/50"
    else:
        assert refused(web, "/chain/0") == "too_many_redirects"
    assert len(server.asked) - before == (51 if is_led_on else 6)
