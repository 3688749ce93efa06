"""What a site's robots.txt allows, and what its silence means."""

from __future__ import annotations

import time

import pytest

from pipeline.edges.robots import Robots
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Route, answer, page, redirect, serving

HOST = "harbourpost.example"


def reason(settings: Settings, robots: Route, path: str = "/story") -> str | None:
    """Why a page is not fetched under this robots.txt, or None where it is."""
    with serving({"/robots.txt": robots, path: page("X is down")}) as server:
        own = {"home": settings.home / str(server.port), "local_hosts": {f"{HOST}:80": server.address}}
        web = Web(settings.model_copy(update={**own, "deadline_seconds": 2.0}))
        try:
            web.get(f"http://{HOST}{path}", cap_bytes=10_000)
        except RequestRefused as refused:
            assert server.paths == [], "a page was asked for although robots.txt does not allow it"
            return refused.reason
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: *\nDisallow: /story", "robots_disallowed"),
        ("User-agent: *\nDisallow: /st*y$", "robots_disallowed"),
        ("User-agent: *\nDisallow: /", "robots_disallowed"),
        ("User-agent: *\nDisallow: /\nAllow: /story", None),
        ("User-agent: *\nDisallow:", None),
        ("User-agent: *\nDisallow: /other", None),
        ("User-agent: Outwire\nDisallow: /\n\nUser-agent: *\nAllow: /", "robots_disallowed"),
        ("User-agent: outwire\nAllow: /\n\nUser-agent: *\nDisallow: /", None),
        ("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /", None),
        ("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /story", "robots_disallowed"),
        ("\ufeffUser-agent: *\nDisallow: /story", "robots_disallowed"),
        ("<html><body>Not Found</body></html>", None),
        ("", None),
    ],
)
def test_the_rules_for_us_are_applied(text: str, expected: str | None, settings: Settings) -> None:
    assert reason(settings, answer(text)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("404 Not Found", None),
        ("403 Forbidden", None),
        ("410 Gone", None),
        ("429 Too Many Requests", "robots_unreachable"),
        ("500 Internal Server Error", "robots_unreachable"),
        ("503 Service Unavailable", "robots_unreachable"),
    ],
)
def test_a_robots_txt_that_is_missing_forbids_nothing_and_one_that_fails_forbids_all(
    status: str, expected: str | None, settings: Settings
) -> None:
    assert reason(settings, answer(b"", status=status)) == expected


def test_a_robots_txt_that_never_comes_forbids_all(settings: Settings) -> None:
    assert reason(settings, lambda stream: time.sleep(3)) in ("robots_unreachable", "timed_out")


def test_a_robots_txt_behind_a_redirect_counts(settings: Settings) -> None:
    routes = {"/robots.txt": redirect("/r.txt"), "/r.txt": answer("User-agent: *\nDisallow: /"), "/story": page("x")}
    with serving(routes) as server:
        web = Web(settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}}))
        with pytest.raises(RequestRefused) as caught:
            web.get(f"http://{HOST}/story", cap_bytes=10_000)
    assert caught.value.reason == "robots_disallowed"


def test_robots_txt_is_asked_for_once_a_host(settings: Settings) -> None:
    with serving({"/a": page("a"), "/b": page("b")}) as server:
        web = Web(settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}}))
        for path in ("/a", "/b", "/a"):
            web.get(f"http://{HOST}{path}", cap_bytes=10_000)
    assert [request.path for request in server.asked] == ["/robots.txt", "/a", "/b", "/a"]


def test_the_rules_of_the_host_that_a_redirect_leads_to_hold_as_well(settings: Settings) -> None:
    closed = {"/robots.txt": answer("User-agent: *\nDisallow: /"), "/": page("closed")}
    with serving(closed) as other, serving({"/": redirect("http://konkantimes.example/")}) as server:
        hosts = {f"{HOST}:80": server.address, "konkantimes.example:80": other.address}
        with pytest.raises(RequestRefused) as caught:
            Web(settings.model_copy(update={"local_hosts": hosts})).get(f"http://{HOST}/", cap_bytes=10_000)
    assert caught.value.reason == "robots_disallowed"
    assert other.paths == []


def test_of_a_huge_robots_txt_the_first_500_kib_count(settings: Settings) -> None:
    filler = "# nothing to see\n" * 40_000
    assert reason(settings, answer("User-agent: *\nDisallow: /story\n" + filler)) == "robots_disallowed"
    assert reason(settings, answer(filler + "User-agent: *\nDisallow: /story\n")) is None


def test_a_robots_txt_of_many_agents_and_many_rules_costs_little_time(settings: Settings) -> None:
    agents = "\n".join(f"User-agent: a{number}" for number in range(3000))
    hostile = agents + "\n" + "Disallow: /x\n" * 6000 + "\nUser-agent: *\nDisallow: /story\n"
    started = time.monotonic()
    with pytest.raises(RequestRefused):
        Robots().check("http://a.example", "http://a.example/story", lambda _: hostile.encode())
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("kept", ["address_refused", "name_unresolved", "connection_failed", "tls_failed"])
def test_a_site_that_cannot_be_reached_is_dropped_for_that_reason(kept: str) -> None:
    def fetch(url: str) -> bytes:
        raise RequestRefused(kept, url)

    with pytest.raises(RequestRefused) as caught:
        Robots().check("http://a.example", "http://a.example/story", fetch)
    assert caught.value.reason == kept
