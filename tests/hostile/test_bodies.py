"""Servers that send too much, too slowly or too little: each costs its deadline and its cap, and no more."""

from __future__ import annotations

import gzip
import http.client
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import playwright
import pytest
from urllib3 import response

from pipeline.edges import exchange
from pipeline.edges.spool import spooling
from pipeline.edges.web import Answer, Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Server, answer
from tests.hostile.bombs import BOMB_BYTES, bomb
from tests.hostile.measuring import MEBIBYTE, memory_growth
from tests.hostile.server import BODIES, UNASKED_BOMBS, hostile

HOST = "hostile.example"
CAP = 10 * MEBIBYTE  # the cap of a page by default
PATHS = [path for path in BODIES if not path.startswith("/chain/") and path not in ("/story", "/drip/whole")]
SLOW = [path for path in PATHS if path.startswith(("/drip/", "/stall/"))]
REASONS = {
    "bomb": {"too_large", "bad_response"},
    "endless": {"too_large", "bad_response"},
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
    for kind in ("gzip", "deflate", "members", *UNASKED_BOMBS):
        bomb(kind)  # packed once, beforehand: it is the fetching that is measured
    with memory_growth() as growth:
        assert refused(door(settings, server), path) in REASONS[path.split("/")[1]]
    assert growth.bytes <= 32 * MEBIBYTE


AT_ONCE = [f"host-{number}.example" for number in range(8)]


def all_at_once(settings: Settings, server: Server, ask: Callable[[Web, str], object]) -> int:
    """Peak growth of memory, in bytes, while eight threads do the same with eight hosts."""
    local = {f"{host}:80": server.address for host in AT_ONCE}
    web = Web(settings.model_copy(update={"local_hosts": local, "deadline_seconds": 20.0}))
    with memory_growth() as growth, ThreadPoolExecutor(len(AT_ONCE)) as threads:
        list(threads.map(lambda host: ask(web, host), AT_ONCE))
    return growth.bytes


@pytest.mark.parametrize(("memory_bytes", "is_little"), [(exchange._MEMORY_BYTES, True), (10**12, False)])
def test_eight_bombs_at_once_take_no_more_memory_than_one_unless_they_are_kept_in_it(
    memory_bytes: int, is_little: bool, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_MEMORY_BYTES", memory_bytes)
    bomb("gzip")

    def ask(web: Web, host: str) -> None:
        for path in ("/bomb/gzip", "/endless/body"):
            with pytest.raises(RequestRefused, match="too_large"):
                web.get(f"http://{host}{path}", cap_bytes=CAP, check_robots=False)

    assert (all_at_once(settings, server, ask) <= 32 * MEBIBYTE) is is_little


@pytest.mark.parametrize("is_spooled", [True, False])
def test_eight_whole_bodies_of_ten_megabytes_go_to_the_disk_and_not_into_memory(
    is_spooled: bool, settings: Settings, tmp_path: Path
) -> None:
    full = answer(gzip.compress(b"\0" * CAP), "Content-Encoding: gzip")
    with hostile({"/full": full}) as server, spooling(tmp_path) as spool:

        def ask(web: Web, host: str) -> bytes:
            url = f"http://{host}/full"
            if not is_spooled:
                return web.get(url, cap_bytes=CAP, check_robots=False).body
            with spool.filling() as body:
                assert web.get(url, cap_bytes=CAP, check_robots=False, sink=body).body == b""
            sizes.append(len(spool.take(body.name)) if host == AT_ONCE[0] else CAP)
            return b""

        sizes: list[int] = []
        assert (all_at_once(settings, server, ask) <= 32 * MEBIBYTE) is is_spooled
        assert sizes == ([CAP] * 8 if is_spooled else [])


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


class Repeated(response.ContentDecoder):
    """Unpacks the blocks of one repeated byte that our Zstandard bomb is made of, and nothing else."""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def has_unconsumed_tail(self) -> bool:
        return len(self._rest) >= 4

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        self._rest = (self._rest + data).removeprefix(bomb("zstd")[:6])
        unpacked = b""
        while len(self._rest) >= 4 and (max_length < 0 or len(unpacked) < max_length):
            head, self._rest = self._rest[:4], self._rest[4:]
            unpacked += head[3:] * (int.from_bytes(head[:3], "little") >> 3)
        return unpacked

    def flush(self) -> bytes:
        return b""


@pytest.fixture
def unpacks_zstd(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where urllib3 finds a library for it."""
    monkeypatch.setattr(response.HTTPResponse, "CONTENT_DECODERS", ["gzip", "x-gzip", "deflate", "zstd"])
    decoder = response._get_decoder
    monkeypatch.setattr(response, "_get_decoder", lambda mode: Repeated() if mode == "zstd" else decoder(mode))


@pytest.mark.usefixtures("unpacks_zstd")
def test_only_the_list_of_encodings_keeps_a_bomb_from_a_library_that_could_unpack_it(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(door(settings, server), "/bomb/zstd") == "bad_response"
    monkeypatch.setattr(exchange, "_ENCODINGS", frozenset({"gzip", "zstd", "gzip, gzip"}))
    for path in ("/bomb/zstd", "/bomb/gzip-gzip"):
        # Two guards in a row: what is unpacked is left at the cap all the same.
        assert refused(door(settings, server), path) == "too_large"
        assert len(get(door(settings, server), path, cap_bytes=10 * BOMB_BYTES).body) == BOMB_BYTES


@pytest.mark.parametrize("kind", ["br", "zstd"])
def test_without_the_list_of_encodings_bytes_that_nobody_can_read_are_taken_for_a_page(
    kind: str, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(door(settings, server), f"/bomb/{kind}") == "bad_response"
    monkeypatch.setattr(exchange, "_ENCODINGS", frozenset({kind}))
    assert get(door(settings, server), f"/bomb/{kind}").body == bomb(kind)


def test_without_the_check_of_the_transfer_packed_bytes_are_taken_for_a_page(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_TRANSFERS", frozenset({"gzip, chunked"}))
    assert get(door(settings, server), "/bomb/transferred").body == bomb("gzip")


UNPACK = """
const zlib = require("zlib"), fs = require("fs");
const by = {
  gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync, zstd: zlib.zstdDecompressSync};
for (const kind of process.argv.slice(1)) {
  let body = fs.readFileSync(kind);
  for (const encoding of kind.split(", ").reverse()) body = by[encoding](body);
  console.log(body.length, body.equals(Buffer.alloc(body.length)));
}
"""


def test_each_bomb_goes_off_in_a_program_that_unpacks_it(tmp_path: Path) -> None:
    """The Node that comes with Playwright has decoders for all of them."""
    node = Path(playwright.__file__).parent / "driver" / "node"
    if not node.exists():
        pytest.skip("Playwright's Node is not here")
    for kind in UNASKED_BOMBS:
        (tmp_path / kind).write_bytes(bomb(kind))
        assert len(bomb(kind)) < 200_000
    ran = subprocess.run([node, "-e", UNPACK, *UNASKED_BOMBS], cwd=tmp_path, capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines() == [f"{BOMB_BYTES} true"] * len(UNASKED_BOMBS)


@pytest.mark.parametrize(
    "path",
    [
        "/endless/nothing",
        "/endless/chunk-sizes",
        "/endless/trailers",
        "/flood/interim",
        "/flood/headers",
        "/flood/a-header",
    ],
)
def test_without_the_meter_a_flood_of_nothing_goes_on_until_the_deadline(
    path: str, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_FRAMING_BYTES", 10**12)
    monkeypatch.setattr(exchange, "_HEADER_BYTES", 10**12)
    # The standard library's own limits, a hundred headers and 64 KiB a line.
    monkeypatch.setattr(http.client, "_MAXHEADERS", 10**9)
    monkeypatch.setattr(http.client, "_MAXLINE", 10**9)
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


@pytest.mark.parametrize(("path", "requests"), [("/loop/itself", 1), ("/loop/a", 2)])
def test_a_loop_ends_where_it_closes_whatever_the_limit_is(
    path: str, requests: int, settings: Settings, server: Server
) -> None:
    before = len(server.asked)
    assert refused(door(settings, server, redirect_limit=1000), path) == "too_many_redirects"
    assert len(server.asked) - before == requests
