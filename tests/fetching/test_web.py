"""The door to other people's servers, against real ones on loopback that answer well, badly, or not at all."""

from __future__ import annotations

import gzip
import logging
import resource
import socket
import time
import zlib

import pytest

from pipeline.edges.network import is_public
from pipeline.edges.web import Answer, Web, validator
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import NOT_FOUND, Asked, Route, Server, answer, page, redirect, serving

HOST = "harbourpost.example"
CAP = 100_000


def local(settings: Settings, *servers: Server, **more: object) -> Settings:
    """Settings in which harbourpost.example is the first server, konkantimes.example the second, and so on."""
    names = [HOST, "konkantimes.example", "potomacstandard.example"]
    hosts = {f"{name}:80": server.address for name, server in zip(names, servers, strict=False)}
    return settings.model_copy(update={"local_hosts": hosts, "deadline_seconds": 5.0, **more})


def get(settings: Settings, route: Route, *, deadline: float = 5.0, cap_bytes: int = CAP, **more: str) -> Answer:
    """What the door makes of one route."""
    with serving({"/story": route}) as server:
        web = Web(local(settings, server, deadline_seconds=deadline))
        return web.get(f"http://{HOST}/story", cap_bytes=cap_bytes, **more)  # type: ignore[arg-type]


def refusal(settings: Settings, route: Route, **more: object) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        get(settings, route, **more)  # type: ignore[arg-type]
    return caught.value


# What is asked


def test_a_page_comes_with_its_headers_body_and_address(settings: Settings) -> None:
    got = get(settings, page("X is down", 'ETag: "1"'))
    assert (got.status, got.url) == (200, f"http://{HOST}/story")
    assert b"X is down" in got.body
    assert got.headers["etag"] == '"1"'
    assert got.headers["content-type"] == "text/html; charset=utf-8"


def test_a_request_says_who_asks_and_names_the_original_host(settings: Settings) -> None:
    with serving({"/story": page("X is down")}) as server:
        Web(local(settings, server)).get(f"http://{HOST}/story", cap_bytes=CAP)
    headers = server.asked[-1].headers
    assert headers["host"] == HOST
    assert headers["user-agent"].startswith("Outwire/")
    assert settings.contact in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip, deflate"


def test_proxies_of_the_environment_are_not_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({}) as trap:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{trap.address}")
        assert get(settings, page("X is down")).status == 200
    assert trap.accepts == 0


def test_validators_are_sent_and_a_304_is_an_answer_without_a_body(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        has_it = asked.headers.get("if-none-match") == '"v1"' and "if-modified-since" in asked.headers
        return answer(status="304 Not Modified", length=-1) if has_it else page("X is down")

    got = get(settings, conditional, etag='"v1"', last_modified="Mon, 10 Mar 2025 10:00:00 GMT")
    assert (got.status, got.body) == (304, b"")
    assert get(settings, conditional, etag='"v0"').status == 200


def test_a_304_that_nobody_asked_for_is_an_error_of_the_server(settings: Settings) -> None:
    assert refusal(settings, answer(status="304 Not Modified", length=-1)).reason == "http_error"


@pytest.mark.parametrize("value", ['"a\r\nX-Injected: 1"', '"ü"', "x" * 600, ""])
def test_a_validator_that_is_not_plain_or_is_overlong_is_not_sent(value: str, settings: Settings) -> None:
    with serving({"/story": page("X is down")}) as server:
        Web(local(settings, server)).get(f"http://{HOST}/story", cap_bytes=CAP, etag=value, last_modified=value)
    assert not {"if-none-match", "if-modified-since", "x-injected"} & set(server.asked[-1].headers)
    assert validator(value) is None


# Statuses


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "http_gone"),
        ("410 Gone", "http_gone"),
        ("401 Unauthorized", "http_refused"),
        ("403 Forbidden", "http_refused"),
        ("451 Unavailable For Legal Reasons", "http_refused"),
        ("429 Too Many Requests", "http_busy"),
        ("503 Service Unavailable", "http_busy"),
        ("500 Internal Server Error", "http_error"),
        ("502 Bad Gateway", "http_error"),
        ("206 Partial Content", "http_error"),
        ("300 Multiple Choices", "http_error"),
        ("302 Found", "http_error"),
        ("999 Request denied", "http_error"),
    ],
)
def test_each_status_has_its_reason(status: str, reason: str, settings: Settings) -> None:
    refused = refusal(settings, answer(b"<p>sorry</p>", status=status))
    assert (refused.reason, refused.status) == (reason, int(status[:3]))


def test_an_answer_of_no_bytes_is_an_answer(settings: Settings) -> None:
    assert get(settings, answer(b"", "Content-Type: text/html")).body == b""


# Redirects


def test_redirects_are_followed_to_the_address_that_answers(settings: Settings) -> None:
    routes = {"/a": redirect("/b", "301 Moved"), "/b": redirect("c?x=1#part", "308 Moved"), "/c?x=1": page("here")}
    with serving(routes) as server:
        got = Web(local(settings, server)).get(f"http://{HOST}/a", cap_bytes=CAP)
    assert got.url == f"http://{HOST}/c?x=1"
    assert server.paths == ["/a", "/b", "/c?x=1"]


@pytest.mark.parametrize(("hops", "is_followed"), [(5, True), (6, False)])
def test_five_redirects_are_followed_and_not_six(hops: int, is_followed: bool, settings: Settings) -> None:
    routes: dict[str, Route] = {f"/{n}": redirect(f"/{n + 1}") for n in range(hops)}
    with serving({**routes, f"/{hops}": page("here")}) as server:
        web = Web(local(settings, server))
        if is_followed:
            assert web.get(f"http://{HOST}/0", cap_bytes=CAP).status == 200
        else:
            with pytest.raises(RequestRefused) as caught:
                web.get(f"http://{HOST}/0", cap_bytes=CAP)
            assert caught.value.reason == "too_many_redirects"
            assert len(server.paths) == 6


def test_a_redirect_loop_ends_when_it_closes(settings: Settings) -> None:
    with serving({"/a": redirect("/b"), "/b": redirect("/a")}) as server:
        with pytest.raises(RequestRefused) as caught:
            Web(local(settings, server)).get(f"http://{HOST}/a", cap_bytes=CAP)
        assert caught.value.reason == "too_many_redirects"
        assert server.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://reader:key@konkantimes.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_to_a_private_address_connects_to_nothing(location: str, settings: Settings) -> None:
    with serving({}) as forbidden, serving({}) as server:
        server.routes["/a"] = redirect(location.format(port=forbidden.port))
        allowed = local(settings, server, allowed_ports=frozenset({80, forbidden.port}))
        with pytest.raises(RequestRefused) as caught:
            Web(allowed).get(f"http://{HOST}/a", cap_bytes=CAP)
    assert caught.value.reason == "address_refused"
    assert forbidden.accepts == 0


def test_a_name_that_turns_private_between_two_answers_is_never_connected_to_there(settings: Settings) -> None:
    with serving({"/": page("public")}, host="127.0.0.2") as public, serving({}) as private:
        turns = iter(range(1000))
        web = Web(
            settings.model_copy(update={"allowed_ports": frozenset({public.port, private.port})}),
            resolve=lambda *_: ["127.0.0.2" if next(turns) % 2 == 0 else "127.0.0.1"],
            is_public=lambda address: address == "127.0.0.2",
        )
        results = []
        for _ in range(40):
            try:
                got = web.get(f"http://{HOST}:{public.port}/", cap_bytes=CAP, check_robots=False)
                results.append(got.status)
            except RequestRefused as refused:
                results.append(refused.reason)
    assert results == [200, "address_refused"] * 20
    assert private.accepts == 0
    assert public.accepts == 20


def test_a_redirect_from_a_public_host_to_a_private_one_is_refused_after_one_request(settings: Settings) -> None:
    with serving({}) as private, serving({}, host="127.0.0.2") as public:
        public.routes["/"] = redirect(f"http://inside.example:{private.port}/")
        web = Web(
            settings.model_copy(update={"allowed_ports": frozenset({public.port, private.port})}),
            resolve=lambda host, *_: ["127.0.0.1" if host == "inside.example" else "127.0.0.2"],
            is_public=lambda address: address == "127.0.0.2",
        )
        with pytest.raises(RequestRefused) as caught:
            web.get(f"http://{HOST}:{public.port}/", cap_bytes=CAP, check_robots=False)
    assert caught.value.reason == "address_refused"
    assert (public.accepts, private.accepts) == (1, 0)


def test_the_next_address_of_a_name_is_tried_where_the_first_takes_no_connection(settings: Settings) -> None:
    with serving({"/": page("here")}, host="127.0.0.3") as server:
        web = Web(
            settings.model_copy(update={"allowed_ports": frozenset({server.port})}),
            resolve=lambda *_: ["127.0.0.2", "127.0.0.3"],
            is_public=lambda _: True,
        )
        got = web.get(f"http://{HOST}:{server.port}/", cap_bytes=CAP, check_robots=False)
    assert got.status == 200


# Time


def drip(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        stream.sendall(b"x")
        time.sleep(0.05)


def drip_headers(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        stream.sendall(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


def drip_chunks(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(200):
        stream.sendall(b"1\r\nx\r\n")
        time.sleep(0.05)


def silent(stream: socket.socket) -> None:
    stream.recv(1)
    time.sleep(3)


def continues(stream: socket.socket) -> None:
    for _ in range(200):
        stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("badly", [drip, drip_headers, drip_chunks, silent, continues])
def test_an_exchange_ends_at_its_deadline_however_it_is_dragged_out(badly: Route, settings: Settings) -> None:
    started = time.monotonic()
    assert refusal(settings, badly, deadline=0.5).reason == "timed_out"
    assert 0.4 < time.monotonic() - started < 1.5


def test_redirects_share_one_deadline(settings: Settings) -> None:
    def slow(stream: socket.socket) -> None:
        time.sleep(0.3)
        stream.sendall(redirect(f"/{time.monotonic_ns()}"))

    class Slow(dict[str, Route]):
        def get(self, key: str, default: object = None) -> Route:  # type: ignore[override]
            return NOT_FOUND if key == "/robots.txt" else slow

    with serving({}) as server:
        server.routes = Slow()
        started = time.monotonic()
        with pytest.raises(RequestRefused) as caught:
            Web(local(settings, server, deadline_seconds=0.7)).get(f"http://{HOST}/0", cap_bytes=CAP)
    assert caught.value.reason == "timed_out"
    assert time.monotonic() - started < 2


def test_nobody_listening_is_a_failed_connection(settings: Settings) -> None:
    with serving({}) as server:
        gone = local(settings, server)
    with pytest.raises(RequestRefused) as caught:
        Web(gone).get(f"http://{HOST}/", cap_bytes=CAP)
    assert caught.value.reason == "connection_failed"


# Sizes


@pytest.mark.parametrize(("size", "reason"), [(CAP, None), (CAP + 1, "too_large")])
def test_a_body_may_be_as_large_as_the_cap_and_not_a_byte_larger(
    size: int, reason: str | None, settings: Settings
) -> None:
    for route in (answer(b"x" * size), answer(b"x" * size, length=-1), answer(gzip.compress(b"x" * size), GZIP)):
        if reason is None:
            assert len(get(settings, route).body) == size
        else:
            assert refusal(settings, route).reason == reason


def test_an_announced_length_over_the_cap_is_refused_before_the_body_is_read(settings: Settings) -> None:
    refused = refusal(settings, answer(b"", length=10**15))
    assert refused.reason == "too_large"


def test_an_endless_body_is_left_within_a_chunk_of_the_cap(settings: Settings) -> None:
    sent = 0

    def endless(stream: socket.socket) -> None:
        nonlocal sent
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32768)
        stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            stream.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
            sent += 1024

    assert refusal(settings, endless, cap_bytes=1_000_000).reason == "too_large"
    # What the kernel's buffers took on the way is not ours to bound.
    assert sent < 1_000_000 + 8 * 1024**2


def empty_members(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    while True:
        stream.sendall(gzip.compress(b"") * 1000)


def long_chunk_sizes(stream: socket.socket) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        stream.sendall(b"1;" + b"x" * 60_000 + b"\r\na\r\n")


@pytest.mark.parametrize("endless", [empty_members, long_chunk_sizes])
def test_bytes_on_the_wire_are_bounded_although_next_to_nothing_comes_of_them(
    endless: Route, settings: Settings
) -> None:
    assert refusal(settings, endless, deadline=20.0).reason == "too_large"


GZIP = "Content-Encoding: gzip"


def bomb(layers: int) -> bytes:
    """20 MB of zeros, compressed again and again."""
    packed = b"\0" * 20_000_000
    for _ in range(layers):
        packed = gzip.compress(packed, 9)
    return packed


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(bomb(1), "gzip"), (zlib.compress(b"\0" * 20_000_000), "deflate"), (gzip.compress(b"\0" * 200_000) * 100, "gzip")],
    ids=["gzip", "deflate", "gzip of a hundred members"],
)
def test_a_bomb_is_left_at_the_cap(body: bytes, encoding: str, settings: Settings) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = refusal(settings, answer(body, f"Content-Encoding: {encoding}"))
    assert refused.reason == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "x-whatever"])
def test_an_encoding_that_was_not_asked_for_is_not_decoded(encoding: str, settings: Settings) -> None:
    assert refusal(settings, answer(bomb(2), f"Content-Encoding: {encoding}")).reason == "bad_response"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity", "GZIP"])
def test_a_compressed_body_is_decoded(encoding: str, settings: Settings) -> None:
    text = "Störung bei X".encode() * 1000
    packed = {"deflate": zlib.compress, "identity": bytes}.get(encoding, gzip.compress)(text)
    assert get(settings, answer(packed, f"Content-Encoding: {encoding}")).body == text


def test_headers_without_end_are_a_bad_response(settings: Settings) -> None:
    def shout(stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(2000):
            stream.sendall(f"X-{number % 50}: {'y' * 4000}\r\n".encode())

    assert refusal(settings, shout).reason == "bad_response"


# Whole bodies only


@pytest.mark.parametrize(
    "route",
    [
        answer(b"half a story", length=5000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello",
        answer(gzip.compress(b"a whole story " * 5000)[:-20], GZIP, length=-1),
        answer(zlib.compress(b"a whole story " * 5000)[:-20], "Content-Encoding: deflate", length=-1),
        answer(gzip.compress(b"a whole story " * 5000)[:-20], GZIP, length=5000),
    ],
    ids=["length", "chunks", "a chunk", "gzip", "deflate", "gzip with a length"],
)
def test_a_body_that_ends_early_is_a_failure(route: bytes, settings: Settings) -> None:
    assert refusal(settings, route).reason == "short_body"


def test_bytes_after_a_gzip_stream_do_no_harm(settings: Settings) -> None:
    assert get(settings, answer(gzip.compress(b"a story") + b"\0\0 trailing", GZIP)).body == b"a story"


@pytest.mark.parametrize(
    "route",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        answer(b"not compressed at all", GZIP),
        answer(b"x", "Content-Length: 7", length=9),
    ],
    ids=["no HTTP", "no status", "no chunk", "no gzip", "two lengths"],
)
def test_what_is_not_http_is_a_bad_response(route: bytes, settings: Settings) -> None:
    assert refusal(settings, route).reason == "bad_response"


def test_a_server_that_closes_without_a_word_is_a_failed_connection(settings: Settings) -> None:
    assert refusal(settings, lambda stream: stream.close()).reason == "connection_failed"


# Manners


def test_a_busy_host_is_left_alone_for_as_long_as_it_asks(settings: Settings) -> None:
    busy = answer(b"", "Retry-After: 120", status="429 Too Many Requests")
    with serving({"/a": busy, "/b": page("b")}) as server:
        web = Web(local(settings, server))
        for path in ("/a", "/b"):
            with pytest.raises(RequestRefused) as caught:
                web.get(f"http://{HOST}{path}", cap_bytes=CAP)
            assert caught.value.reason == "http_busy"
            assert caught.value.retry_after_seconds == pytest.approx(120, abs=2)
    assert server.paths == ["/a"]


def test_requests_to_one_host_start_apart_and_those_to_another_do_not_wait(settings: Settings) -> None:
    with serving({"/": page("a")}) as one, serving({"/": page("b")}) as other:
        web = Web(local(settings, one, other, host_delay_seconds=1.0))
        started = time.monotonic()
        web.get(f"http://{HOST}/", cap_bytes=CAP, check_robots=False)
        web.get("http://konkantimes.example/", cap_bytes=CAP, check_robots=False)
        assert time.monotonic() - started < 0.9
        web.get(f"http://{HOST}/", cap_bytes=CAP, check_robots=False)
        assert time.monotonic() - started >= 1.0


def test_waiting_for_a_turn_does_not_use_up_the_deadline(settings: Settings) -> None:
    with serving({"/": page("a")}) as server:
        web = Web(local(settings, server, host_delay_seconds=0.6, deadline_seconds=0.4))
        for _ in range(2):
            assert web.get(f"http://{HOST}/", cap_bytes=CAP, check_robots=False).status == 200


# Secrets and strangers' bytes


def test_a_refusal_names_neither_query_nor_credentials_nor_anything_the_server_wrote(settings: Settings) -> None:
    url = f"http://{HOST}/story?key=CANARY-1"
    routes: list[Route] = [
        answer(b"CANARY-2", status="500 CANARY-3"),
        redirect("http://user:CANARY-4@harbourpost.example/"),
        redirect("ftp://harbourpost.example/?CANARY-5"),
        answer(b"x", "Content-Encoding: CANARY-6"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nCANARY-7\r\n",
        b"CANARY-8\r\n\r\n",
    ]
    for route in routes:
        with serving({"/story?key=CANARY-1": route}) as server, pytest.raises(RequestRefused) as caught:
            Web(local(settings, server)).get(url, cap_bytes=CAP)
        assert "CANARY" not in f"{caught.value} {caught.value.detail}"


def test_malformed_headers_put_no_address_into_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nno colon here\r\nX: 1\r\n\r\nok"
    with caplog.at_level(logging.DEBUG), serving({"/story?key=CANARY": broken}) as server:
        Web(local(settings, server)).get(f"http://{HOST}/story?key=CANARY", cap_bytes=CAP)
    assert "CANARY" not in caplog.text + "".join(capfd.readouterr())


def test_production_vets_with_the_real_rules() -> None:
    assert Web.__init__.__kwdefaults__["is_public"] is is_public
