"""Which addresses are reached at all."""

from __future__ import annotations

import ipaddress
import random
import socket
import time

import pytest

from pipeline.edges.network import is_public, resolve, target_of, vetted_addresses
from pipeline.errors import RequestRefused, SettingsError
from pipeline.settings import Settings

REFUSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.8 192.0.0.9 192.0.0.10 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9
    224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::8.8.8.8 ::ffff:127.0.0.1
    ::ffff:8.8.8.8 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::7f00:1 100::1
    100:0:0:1::1 2001::1 2001:0:53aa:64c:0:fbff:80ff:fffe 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1
    5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1
"""

PUBLIC = """
    1.1.1.1 8.8.8.8 9.9.9.9 93.184.216.34 151.101.1.69 172.15.255.255 172.32.0.1 192.0.1.1 192.88.98.1
    223.255.255.254 2001:4860:4860::8888 2606:4700:4700::1111 2620:fe::fe 2a00:1450:4001:81b::200e
    2400:cb00:2048:1::c629:d7a2
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_an_address_that_is_not_plain_public_unicast_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address_is_not_refused(address: str) -> None:
    assert is_public(address)


def test_no_address_of_a_private_block_slips_through() -> None:
    chance = random.Random(2)
    blocks = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16", "fc00::/7", "fe80::/10"]
    blocks += ["64:ff9b::/96", "2002::/16", "2001::/32", "::ffff:0:0/96", "192.88.99.0/24", "224.0.0.0/4", "ff00::/8"]
    for block in map(ipaddress.ip_network, blocks):
        for _ in range(40):
            assert not is_public(str(block[chance.randrange(block.num_addresses)])), block


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://harbourpost.example/a", "only http"),
        ("file:///etc/passwd", "only http"),
        ("gopher://harbourpost.example/", "only http"),
        ("data:text/html,hello", "only http"),
        ("http://", "no usable host"),
        ("http://harbourpost.example:22/", "port 22"),
        ("http://harbourpost.example:6379/", "port 6379"),
        ("http://reader:secret@harbourpost.example/", "user information"),
        ("http://@harbourpost.example/", "user information"),
        ("http://harbourpost.example\\@127.0.0.1/", "user information"),
        ("http://127.0.0.1%2f.example/", "no usable host"),
        ("http://[fe80::1%25eth0]/", "no usable host"),
        ("http://harbour post.example/", "no usable host"),
        ("http://harbourpost.example:99999/", "cannot be read"),
        ("http://[::1/", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_meant_well_is_refused_before_any_connection(
    url: str, words: str, settings: Settings
) -> None:
    with pytest.raises(RequestRefused, match=words) as caught:
        target_of(url, settings)
    assert caught.value.reason == "address_refused"
    assert "secret" not in str(caught.value)


def test_a_target_has_its_host_as_an_a_label_and_its_path_in_ascii(settings: Settings) -> None:
    target = target_of("https://Bücher.example/größe?q=ü b", settings)
    assert (target.host, target.port) == ("xn--bcher-kva.example", 443)
    assert target.path == "/gr%C3%B6%C3%9Fe?q=%C3%BC%20b"
    assert target.origin == "https://xn--bcher-kva.example"


def test_a_port_is_allowed_where_the_operator_lists_it(settings: Settings) -> None:
    more = settings.model_copy(update={"allowed_ports": frozenset({80, 443, 8080})})
    assert target_of("http://harbourpost.example:8080/", more).port == 8080


def test_a_local_host_is_local_only_at_exactly_its_port(settings: Settings) -> None:
    local = settings.model_copy(update={"local_hosts": {"harbourpost.example:80": "127.0.0.1:9999"}})
    assert target_of("http://harbourpost.example/", local).local == ("127.0.0.1", 9999)
    assert target_of("https://harbourpost.example/", local).local is None
    assert target_of("http://www.harbourpost.example/", local).local is None


def test_a_local_host_may_stand_for_an_ipv6_address(settings: Settings) -> None:
    local = settings.model_copy(update={"local_hosts": {"harbourpost.example:80": "[::1]:9999"}})
    assert target_of("http://harbourpost.example/", local).local == ("::1", 9999)


@pytest.mark.parametrize("place", ["localhost:8080", "127.0.0.1", "127.0.0.1:http", ""])
def test_a_local_host_that_stands_for_no_address_says_what_is_needed(place: str, settings: Settings) -> None:
    local = settings.model_copy(update={"local_hosts": {"harbourpost.example:80": place}})
    with pytest.raises(SettingsError, match=r"OUTWIRE_LOCAL_HOSTS.*127\.0\.0\.1:8080"):
        target_of("http://harbourpost.example/", local)


def test_a_name_with_one_private_address_among_public_ones_is_refused(settings: Settings) -> None:
    target = target_of("http://harbourpost.example/", settings)
    with pytest.raises(RequestRefused, match=r"10\.0\.0\.7") as caught:
        vetted_addresses(target, 1, lambda *_: ["8.8.8.8", "10.0.0.7"], is_public)
    assert caught.value.reason == "address_refused"


def test_all_addresses_of_a_public_name_are_given_in_their_order(settings: Settings) -> None:
    target = target_of("https://harbourpost.example/", settings)
    places = vetted_addresses(target, 1, lambda *_: ["2606:4700:4700::1111", "8.8.8.8"], is_public)
    assert places == [("2606:4700:4700::1111", 443), ("8.8.8.8", 443)]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]"])
def test_another_spelling_of_loopback_is_loopback(host: str, settings: Settings) -> None:
    with pytest.raises(RequestRefused) as caught:
        vetted_addresses(target_of(f"http://{host}/", settings), 5, resolve, is_public)
    assert caught.value.reason == "address_refused"


def test_a_name_that_resolves_to_nothing_is_unresolved(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    with pytest.raises(RequestRefused) as caught:
        resolve("nowhere.example", 80, 5)
    assert caught.value.reason == "name_unresolved"


def test_a_resolver_that_hangs_costs_no_more_than_the_time_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> list[object]:
        time.sleep(2)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    started = time.monotonic()
    with pytest.raises(RequestRefused) as caught:
        resolve("slow.example", 80, 0.2)
    assert caught.value.reason == "timed_out"
    assert time.monotonic() - started < 1.5
