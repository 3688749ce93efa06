"""Who is asked how often: what a host may want of us, what it may not, and that each rule of ours is what holds."""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from protego import Protego

from pipeline import fetch_pages
from pipeline.edges import hosts, network, politeness, robots
from pipeline.edges.batches import create_batch
from pipeline.edges.exchange import Deadline
from pipeline.edges.politeness import HostTurns
from pipeline.edges.robots import Robots
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.records import BatchPlan, Drop, Entry, make_id
from pipeline.records.words import BatchKind
from pipeline.settings import Settings
from tests.fetching.servers import Server, answer, page, redirect, serving

HOST = "harbourpost.example"
PLAIN = {"/a": page("a"), "/b": page("b"), "/c": page("c")}


def door(settings: Settings, server: Server, *hosts: str, **more: Any) -> Web:
    local = {f"{host}:80": server.address for host in hosts or (HOST,)}
    return Web(settings.model_copy(update={"local_hosts": local, "deadline_seconds": 2.0, **more}))


def attempt(web: Web, path: str, host: str = HOST) -> str:
    try:
        return str(web.get(f"http://{host}{path}", cap_bytes=100_000).status)
    except RequestRefused as refusal:
        return refusal.reason


def timed(routes: dict[str, bytes]) -> tuple[dict[str, Callable[[Any], None]], list[float]]:
    """The routes, and the moments at which any of them but robots.txt was asked for."""
    moments: list[float] = []

    def noting(body: bytes) -> Callable[[Any], None]:
        def send(stream: Any) -> None:
            moments.append(time.monotonic())
            stream.sendall(body)

        return send

    return {path: noting(body) for path, body in routes.items()}, moments


def gaps(moments: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(moments)]


@pytest.fixture
def nobody_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's word to be left alone is not kept."""
    monkeypatch.setattr(HostTurns, "hold", lambda *_: None)


def busy() -> dict[str, bytes]:
    return {"/a": answer(b"", "Retry-After: 60", status="429 Too Many Requests"), "/b": page("b")}


def test_who_asks_to_be_left_alone_is_not_asked_for_anything_else(settings: Settings) -> None:
    with serving(busy()) as server:
        web = door(settings, server)
        assert [attempt(web, path) for path in ("/a", "/b", "/b")] == ["http_busy"] * 3
    assert server.paths == ["/a"]


@pytest.mark.usefixtures("nobody_holds")
def test_without_the_hold_a_busy_host_is_asked_on(settings: Settings) -> None:
    with serving(busy()) as server:
        web = door(settings, server)
        assert [attempt(web, path) for path in ("/a", "/b")] == ["http_busy", "200"]
    assert server.paths == ["/a", "/b"]


FORBIDDING = {"/robots.txt": answer("User-agent: *\nDisallow: /"), **PLAIN}


@pytest.mark.parametrize(("check_robots", "paths"), [(True, []), (False, ["/a"])])
def test_only_robots_txt_keeps_us_from_a_page(check_robots: bool, paths: list[str], settings: Settings) -> None:
    with serving(FORBIDDING) as server:
        web = door(settings, server)
        if check_robots:
            assert attempt(web, "/a") == "robots_disallowed"
        else:
            web.get(f"http://{HOST}/a", cap_bytes=10_000, check_robots=False)
    assert server.paths == paths


@pytest.mark.parametrize(("pause_seconds", "is_apart"), [(0.15, True), (0.0, False)])
def test_only_the_pause_keeps_the_starts_of_one_host_apart(
    pause_seconds: float, is_apart: bool, settings: Settings
) -> None:
    routes, moments = timed(PLAIN)
    with serving(routes) as server:
        web = door(settings, server, host_delay_seconds=pause_seconds)
        threads = [threading.Thread(target=attempt, args=(web, path)) for path in PLAIN]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (min(gaps(moments)) > 0.1) is is_apart


# Crawl-delay


def delayed(seconds: str) -> dict[str, bytes]:
    return {"/robots.txt": answer(f"User-agent: *\nCrawl-delay: {seconds}\nDisallow: /x"), **PLAIN}


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_pause_that_a_site_wants_is_kept_unless_nobody_slows_down(
    is_kept: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_kept:
        monkeypatch.setattr(HostTurns, "slow_down", lambda *_: None)
    robots_txt = delayed("0.3")["/robots.txt"]
    routes, moments = timed(PLAIN)
    with serving({**routes, "/robots.txt": robots_txt}) as server:
        web = door(settings, server)
        assert [attempt(web, path) for path in PLAIN] == ["200"] * 3
    assert (min(gaps(moments)) > 0.25) is is_kept


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("2.5", 2.5), ("60", 60.0), ("61", 60.0), ("1e300", 60.0), ("9" * 400_000, 0.0), ("inf", 0.0),
     ("-5", 0.0), ("nan", 0.0), ("soon", 0.0), ("", 0.0)],
    ids=lambda value: str(value)[:9],
)  # fmt: skip
def test_a_site_may_want_a_minute_between_two_requests_and_not_more(said: str, seconds: float) -> None:
    text = f"User-agent: *\nCrawl-delay: {said}\n"
    assert Robots().check("http://a.example", "http://a.example/b", lambda _: text.encode()) == seconds


def test_a_pause_for_others_is_none_for_us() -> None:
    text = b"User-agent: slowbot\nCrawl-delay: 30\n\nUser-agent: outwire\nCrawl-delay: 3\n"
    assert Robots().check("http://a.example", "http://a.example/b", lambda _: text) == 3.0


# What a robots.txt can do to who reads it


def rule_count(text: str) -> int:
    return sum(len(rules._rules) for rules in Protego.parse(text)._user_agents.values())


AGENTS = {
    "stars": [f"User-agent: {'*' * number}o*" for number in range(1, 200)],
    "blanks": [f"User\u00a0agent x{number}" for number in range(200)],
    "names": [f"User-agent: bot-{number}" for number in range(200)],
}


@pytest.mark.parametrize("agents", AGENTS.values(), ids=AGENTS.keys())
def test_rules_are_not_multiplied_by_the_agents_that_they_are_for(agents: list[str]) -> None:
    """With 900 names that are ours but for their stars, Protego made 9 million rules: 12 s and 450 MiB."""
    text = "\n".join([*agents, *(f"Disallow: /{number}" for number in range(300))])
    assert rule_count(robots._for_us(text.encode())) <= 300 * 10
    assert rule_count(text) >= 300 * 190


def test_a_robots_txt_of_half_a_mebibyte_of_nothing_is_read_in_no_time() -> None:
    for body in (b"\n" * 500_000, b"#\n" * 250_000, b" " * 500_000, b"User-agent: *\n" * 36_000):
        started = time.monotonic()
        Robots().check("http://a.example", "http://a.example/b", lambda _, body=body: body)  # type: ignore[misc]
        assert time.monotonic() - started < 1.5


def big_rules(number: int) -> bytes:
    return b"User-agent: *\n" + b"".join(b"Disallow: /%d/%d\n" % (number, rule) for rule in range(8_000))


@pytest.mark.parametrize("is_limited", [True, False])
def test_the_rules_of_any_number_of_sites_take_limited_memory(
    is_limited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_limited:
        monkeypatch.setattr(robots, "KEPT_CHARS", 10**12)
    kept, asked = Robots(), []
    for number in range(20):

        def fetch(url: str, number: int = number) -> bytes:
            asked.append(url)
            return big_rules(number)

        origin = f"http://s{number}.example"
        with pytest.raises(RequestRefused):
            kept.check(origin, f"{origin}/{number}/7", fetch)
        kept.check(origin, f"{origin}/other", fetch)
    assert len(asked) == 20  # each once while it is in use
    held = sum(site.chars for site in kept._sites.values())
    assert held == kept._kept_chars
    assert (held <= robots.KEPT_CHARS) if is_limited else (held > 2_500_000)
    # One that was let go is asked again, and its rules hold as before.
    with pytest.raises(RequestRefused):
        kept.check("http://s0.example", "http://s0.example/0/7", lambda url: big_rules(0))


# One host against the run


AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def entry(number: int, host: str = HOST) -> Entry:
    url = f"http://{host}/{number}"
    return Entry(entry_id=make_id(url), source_id="s", entry_url=url, first_seen_at=AT)


def plan_of(kind: BatchKind) -> BatchPlan:
    return BatchPlan(batch_id=f"{kind}-1", kind=kind, source_kind="feed", planned_at=AT, code_version="test")


@pytest.fixture
def many(settings: Settings) -> Iterator[Callable[[BatchKind, float], tuple[list[str], float]]]:
    """Fetches 40 pages of one host with 0.1 s between them: why which were not, and how long it took."""
    with serving({f"/{number}": page(f"story {number}") for number in range(40)}) as server:

        def fetch(kind: BatchKind, patience_seconds: float) -> tuple[list[str], float]:
            more = {"local_hosts": {f"{HOST}:80": server.address}, "host_delay_seconds": 0.1}
            run = settings.model_copy(update={**more, "host_run_seconds": patience_seconds})
            batch = create_batch(run.home, plan_of(kind))
            batch.write("poll_feeds", seen=40, passed=[entry(number) for number in range(40)])
            started = time.monotonic()
            fetch_pages.run(batch.batch_id, run)
            return [drop.reason for drop in batch.read("fetch_pages", Drop)], time.monotonic() - started

        yield fetch


def test_a_feed_that_lists_more_of_a_host_than_a_round_has_time_for_is_gone_through_in_rounds(
    many: Callable[[BatchKind, float], tuple[list[str], float]],
) -> None:
    reasons, seconds = many("watch", 0.7)
    assert set(reasons) == {"host_crowded"}
    assert 25 <= len(reasons) <= 36
    assert seconds < 3


def test_a_list_of_addresses_is_gone_through_to_its_end_however_long_it_takes(
    many: Callable[[BatchKind, float], tuple[list[str], float]],
) -> None:
    reasons, seconds = many("backfill", 0.7)
    assert reasons == []
    assert seconds > 3.5


def test_a_host_is_asked_once_at_least_however_late_it_comes(settings: Settings) -> None:
    turns = HostTurns(5.0, 2, patience_seconds=0.01)
    time.sleep(0.02)
    with turns.turn("late.example") as waited:
        assert waited < 1
    with pytest.raises(RequestRefused, match="host_crowded"), turns.turn("late.example"):
        pass


@pytest.mark.parametrize("limit", [3, 10**9])
def test_a_name_whose_look_up_hangs_is_given_up_after_three_tries(
    limit: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(politeness, "_SLOW_LIMIT", limit)
    looked_up: list[str] = []

    def hangs(host: str, port: int, seconds: float) -> Sequence[str]:
        looked_up.append(host)
        time.sleep(min(seconds, 0.05))
        raise RequestRefused("timed_out", f"{host} was not resolved")

    web = Web(settings.model_copy(update={"deadline_seconds": 0.05}), resolve=hangs)
    for number in range(6):
        with pytest.raises(RequestRefused, match="timed_out"):
            web.get(f"http://hang.example/{number}", cap_bytes=10, check_robots=False)
    assert len(looked_up) == min(limit, 6)


# One site against another, and against the run


def after(seconds: float, body: bytes) -> Callable[[Any], None]:
    def send(stream: Any) -> None:
        time.sleep(seconds)
        stream.sendall(body)

    return send


@pytest.mark.parametrize("is_guarded", [True, False])
def test_who_wastes_the_time_and_then_leads_elsewhere_gives_nobody_else_a_bad_name(
    is_guarded: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_guarded:
        monkeypatch.setattr(Deadline, "is_fair", True)
    victim = {"/robots.txt": after(0.4, answer("User-agent: *\nAllow: /")), "/story": after(0.2, page("a story"))}
    attack = {f"/{number}": after(0.7, redirect("http://victim.example/story")) for number in range(4)}
    with serving(victim) as other, serving(attack) as server:
        local = {"victim.example:80": other.address, f"{HOST}:80": server.address}
        web = Web(settings.model_copy(update={"local_hosts": local, "deadline_seconds": 1.0}))
        assert {attempt(web, path) for path in attack} <= {"timed_out", "robots_unreachable"}
        assert attempt(web, "/story", "victim.example") == ("200" if is_guarded else "robots_unreachable")


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_host_that_others_leave_no_time_is_not_given_up_for_it(
    is_guarded: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_guarded:
        monkeypatch.setattr(Deadline, "is_fair", True)
    attack = {f"/{number}": after(0.5, redirect("http://victim.example/story")) for number in range(4)}
    with serving({"/story": after(0.3, page("a story"))}) as other, serving(attack) as server:
        local = {"victim.example:80": other.address, f"{HOST}:80": server.address}
        web = Web(settings.model_copy(update={"local_hosts": local, "deadline_seconds": 0.7}))
        for path in attack:
            with pytest.raises(RequestRefused, match="timed_out"):
                web.get(f"http://{HOST}{path}", cap_bytes=1000, check_robots=False)
        story = "http://victim.example/story"
        if is_guarded:
            assert web.get(story, cap_bytes=1000, check_robots=False).status == 200
        else:
            with pytest.raises(RequestRefused, match="requests in a row"):
                web.get(story, cap_bytes=1000, check_robots=False)


@pytest.mark.parametrize(("limit", "asked"), [(politeness._SITE_SLOW_LIMIT, 6), (10**9, 9)])
def test_a_site_whose_every_name_is_another_host_is_given_up_as_one(
    limit: int, asked: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(politeness, "_SITE_SLOW_LIMIT", limit)
    names = [f"a{number}.drips.example" for number in range(9)]
    with serving({"/": after(0.3, page("too late")), "/b": page("in time")}) as server:
        web = door(settings, server, *names, "b.another.example", deadline_seconds=0.1)
        for name in names:
            with pytest.raises(RequestRefused, match="timed_out"):
                web.get(f"http://{name}/", cap_bytes=1000, check_robots=False)
        assert server.accepts == asked
        assert web.get("http://b.another.example/b", cap_bytes=1000, check_robots=False).status == 200


@pytest.mark.parametrize(("kind", "fetched"), [("watch", 4), ("backfill", 12)])
def test_a_site_sends_as_much_as_a_round_has_room_for_and_the_rest_in_the_next(
    kind: BatchKind, fetched: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(politeness, "_SITE_BYTES", 40_000)
    names = [f"a{number}.floods.example" for number in range(12)]
    with serving({f"/{number}": page("x" * 10_000 + str(number)) for number in range(12)}) as server:
        local = {f"{name}:80": server.address for name in names}
        run = settings.model_copy(update={"local_hosts": local, "fetch_threads": 1})
        batch = create_batch(run.home, plan_of(kind))
        batch.write("poll_feeds", seen=12, passed=[entry(number, name) for number, name in enumerate(names)])
        assert fetch_pages.run(batch.batch_id, run).passed == fetched
    assert {drop.reason for drop in batch.read("fetch_pages", Drop)} <= {"host_crowded"}


@pytest.mark.parametrize(("tried", "count"), [(network._TRIED, 4), (50, 50)])
def test_a_name_with_fifty_addresses_makes_us_knock_at_four(
    tried: int, count: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_TRIED", tried)
    addresses = [f"127.0.0.{number}" for number in range(100, 150)]
    with ExitStack() as stack:
        first = stack.enter_context(serving({}, host=addresses[0]))
        others = [stack.enter_context(serving({}, host=address, port=first.port)) for address in addresses[1:]]
        knocked: list[str] = []
        connect = socket.socket.connect

        def refuse(self: socket.socket, address: Any) -> None:
            connect(self, address)
            knocked.append(address[0])
            raise ConnectionResetError

        monkeypatch.setattr(socket.socket, "connect", refuse)
        ports = {"allowed_ports": frozenset({first.port})}
        web = Web(settings.model_copy(update=ports), resolve=lambda *_: addresses, is_public=lambda _: True)
        with pytest.raises(RequestRefused, match="connection_failed"):
            web.get(f"http://many.example:{first.port}/", cap_bytes=10, check_robots=False)
        assert knocked == addresses[:count]
        assert len(others) == 49


@pytest.mark.parametrize(("chars", "reason"), [(8000, "http_gone"), (8001, "bad_response")])
def test_a_redirect_leads_to_an_address_of_at_most_8000_characters(chars: int, reason: str, settings: Settings) -> None:
    with serving({"/": redirect(f"http://{HOST}/".ljust(chars, "x"))}) as server:
        assert attempt(door(settings, server), "/") == reason


@pytest.mark.parametrize(("limit", "kept"), [(20, 20), (10**9, 60)])
def test_a_feed_that_names_new_hosts_for_ever_does_not_fill_the_book_of_hosts(
    limit: int, kept: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "_FILES_KEPT", limit)
    book = hosts.HostBook(settings.home)
    for number in range(60):
        book.keep_robots(f"http://a{number}.floods.example", "User-agent: *", AT.timestamp())
    newest = settings.home / "hosts" / f"{make_id('http://a59.floods.example')}.robots"
    os.utime(newest, (time.time() + 9, time.time() + 9))
    book.forget(time.time())
    left = list((settings.home / "hosts").iterdir())
    assert len(left) == kept
    assert newest in left
