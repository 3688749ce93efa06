"""Whatever a forbidden address is spelled like, nothing is connected to; and no public address is refused for it."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from pipeline.edges import network
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Server, page, redirect, serving
from tests.hostile.addresses import PUBLIC, Spelling, direct, disguised, is_ipv6_here

DIRECT, DISGUISED = direct(), disguised()
OUTSIDE = "127.0.0.2"  # plays the public server that redirects
PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


class Traps:
    """Listeners on one port of 127.0.0.1 and ::1 that must take no connection, and every connection tried beside."""

    def __init__(self, servers: Sequence[Server], tried: list[str]) -> None:
        self._servers = servers
        self.port = servers[0].port
        self.tried = tried

    @property
    def accepts(self) -> int:
        return sum(server.accepts for server in self._servers)


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traps]:
    tried: list[str] = []
    connect = socket.socket.connect

    def record(self: socket.socket, address: Any) -> None:
        tried.append(str(address[0]))
        if not ipaddress.ip_address(address[0]).is_loopback:
            raise ConnectionRefusedError("only loopback exists here")
        connect(self, address)

    with ExitStack() as stack:
        servers = [stack.enter_context(serving({"/": page("the crown jewels")}))]
        if is_ipv6_here():
            servers.append(stack.enter_context(serving({}, host="::1", port=servers[0].port)))
        monkeypatch.setattr(socket.socket, "connect", record)
        yield Traps(servers, tried)


NAMES = {name: addresses for spelling in DIRECT + DISGUISED for name, addresses in spelling.names.items()}


def resolve(host: str, port: int, seconds: float) -> Sequence[str]:
    """From the table; other hosts are asked of the system, which for numbers asks nobody."""
    return [OUTSIDE] if host == "outside.example" else NAMES.get(host) or network.resolve(host, port, seconds)


def door(settings: Settings, *ports: int, is_public: Callable[[str], bool] = network.is_public, **more: Any) -> Web:
    allowed = {"allowed_ports": frozenset({80, 443, *ports}), "deadline_seconds": 1.5, "host_connections": 8}
    return Web(settings.model_copy(update=allowed), **{"resolve": resolve, "is_public": is_public, **more})


def attempt(web: Web, url: str) -> str:
    """What became of one attempt: "fetched", or the reason why not."""
    try:
        web.get(url, cap_bytes=10_000, check_robots=False)
    except RequestRefused as refused:
        return refused.reason
    return "fetched"


def attempts(web: Web, spellings: Sequence[Spelling], port: int) -> list[str]:
    return [attempt(web, spelling.url.replace("{port}", str(port))) for spelling in spellings]


def outside_is_public(address: str) -> bool:
    return address == OUTSIDE or network.is_public(address)


def anyone(_: str) -> bool:
    """The guard switched off."""
    return True


def test_there_are_at_least_five_hundred_spellings_and_each_is_another() -> None:
    assert len({spelling.url + str(spelling.names) for spelling in DIRECT + DISGUISED}) >= 500


def test_no_spelling_of_a_forbidden_address_is_connected_to(settings: Settings, traps: Traps) -> None:
    outcomes = attempts(door(settings, traps.port), DIRECT + DISGUISED, traps.port)
    assert set(outcomes) <= {"address_refused", "name_unresolved"}
    assert (traps.accepts, traps.tried) == (0, [])


def test_with_the_vetting_switched_off_the_same_spellings_reach_what_they_name(
    settings: Settings, traps: Traps
) -> None:
    outcomes = attempts(door(settings, traps.port, is_public=anyone), DIRECT, traps.port)
    assert outcomes.count("fetched") >= 20
    assert traps.accepts >= 20
    assert len(traps.tried) >= 350
    assert {"169.254.169.254", "10.0.0.1", "64:ff9b::a9fe:a9fe"} <= set(traps.tried)


def test_with_the_checks_of_the_address_switched_off_user_information_leads_inside(
    settings: Settings, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unchecked(url: str, _: Settings) -> network.Target:
        host = url.rpartition("@")[2].partition(":")[0]
        return network.Target(scheme="http", host=host, port=traps.port, path="/", local=None)

    monkeypatch.setattr("pipeline.edges.web.target_of", unchecked)
    hidden = [spelling for spelling in DISGUISED if "reader:key@127" in spelling.url]
    assert attempts(door(settings, is_public=anyone), hidden, traps.port) == ["fetched", "connection_failed"]
    # Two guards in a row: where the address is misread, the vetting of what it leads to still holds.
    assert attempts(door(settings), hidden, traps.port) == ["address_refused"] * 2


@pytest.mark.parametrize("is_guarded", [True, False])
def test_no_redirect_leads_inside_unless_hops_are_not_vetted(
    is_guarded: bool, settings: Settings, traps: Traps
) -> None:
    spellings = DIRECT + DISGUISED
    with serving({}, host=OUTSIDE) as outside:
        web = door(settings, traps.port, outside.port, is_public=outside_is_public if is_guarded else anyone)
        for number, spelling in enumerate(spellings):
            # On the wire it is the bytes of the spelling in UTF-8.
            to = spelling.url.replace("{port}", str(traps.port)).encode().decode("latin-1")
            outside.routes[f"/{number}"] = redirect(to)
        origin = f"http://outside.example:{outside.port}"
        reasons = {attempt(web, f"{origin}/{number}") for number in range(len(spellings))}
    inside = [address for address in traps.tried if address != OUTSIDE]
    assert outside.accepts >= len(spellings)
    if is_guarded:
        assert reasons <= {"address_refused", "name_unresolved", "bad_response", "http_gone"}
        assert (traps.accepts, inside) == (0, [])
    else:
        assert traps.accepts >= 20
        assert len(inside) >= 300


def test_of_a_thousand_changing_answers_none_is_connected_to_inside(settings: Settings, traps: Traps) -> None:
    with serving({"/": page("outside")}, host=OUTSIDE, port=traps.port) as outside:
        turns = iter(range(10_000))
        web = door(
            settings,
            traps.port,
            resolve=lambda *_: [OUTSIDE if next(turns) % 2 == 0 else "127.0.0.1"],
            is_public=outside_is_public,
        )
        url = f"http://outside.example:{traps.port}/"
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda _: attempt(web, url), range(1000)))
    assert Counter(results) == {"fetched": 500, "address_refused": 500}
    assert (traps.accepts, outside.accepts) == (0, 500)


def test_a_second_look_up_between_vetting_and_connecting_would_lead_inside(
    settings: Settings, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OUTSIDE, "127.0.0.1"])
    vetted = network.vetted_addresses

    def looked_up_again(target: network.Target, seconds: float, resolve: Any, is_public: Any) -> list[tuple[str, int]]:
        vetted(target, seconds, resolve, is_public)
        return [(address, target.port) for address in resolve(target.host, target.port, seconds)]

    monkeypatch.setattr("pipeline.edges.web.vetted_addresses", looked_up_again)
    web = door(settings, traps.port, resolve=lambda *_: [next(answers)], is_public=outside_is_public)
    assert attempt(web, f"http://outside.example:{traps.port}/") == "fetched"
    assert traps.accepts == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_proxy_of_the_environment_is_asked(
    scheme: str, settings: Settings, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, f"http://127.0.0.1:{traps.port}")
    with serving({"/": lambda stream: stream.close()}, host=OUTSIDE) as outside:
        attempt(
            door(settings, outside.port, is_public=outside_is_public), f"{scheme}://outside.example:{outside.port}/"
        )
    assert (outside.accepts, traps.accepts) == (1, 0)
    # What the same variables do to a client that heeds them.
    with suppress(OSError, http.client.HTTPException):
        urllib.request.build_opener().open(f"{scheme}://outside.example/", timeout=2)
    assert traps.accepts == 1


def test_a_hundred_public_addresses_are_no_false_alarms(settings: Settings) -> None:
    assert len(set(PUBLIC)) >= 100
    for address in PUBLIC:
        host = f"[{address}]" if ":" in address else address
        target = network.target_of(f"https://{host}/story", settings)
        [(reached, port)] = network.vetted_addresses(target, 5, network.resolve, network.is_public)
        assert (ipaddress.ip_address(reached), port) == (ipaddress.ip_address(address), 443)
