"""One server for all attacks, each by its path: `python -m tests.hostile.server` starts it and lists them."""

from __future__ import annotations

import gzip
import itertools
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

from tests.fetching.servers import Route, Server, answer, page, redirect, serving
from tests.hostile import feeds, pages
from tests.hostile.bombs import bomb

STORY = page("Gmail was down for two hours on Monday, Google said.")
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# Between two pieces of what drips; a second in the wild.
DRIP_SECONDS = 0.05
# Attacks without an end stop by themselves after this long, so that a guard that fails cannot hang the tests.
PATIENCE_SECONDS = 20.0
UNASKED_BOMBS = ("br", "zstd", "gzip, gzip", "br, gzip", "gzip, br", "zstd, zstd", "deflate, gzip, br, zstd")
Misbehaviour = Callable[[socket.socket], None]


def sending_bomb(kind: str, encoding: str | None = None) -> Misbehaviour:
    """A bomb, packed when it is first asked for; the encoding is said as `kind` is called, unless it is said."""
    return lambda stream: stream.sendall(answer(bomb(kind), f"Content-Encoding: {encoding or kind}"))


def _for_a_while() -> Iterator[int]:
    end = time.monotonic() + PATIENCE_SECONDS
    return itertools.takewhile(lambda _: time.monotonic() < end, itertools.count())


def dripping(first: bytes, piece: Callable[[int], bytes]) -> Misbehaviour:
    """Sends `first` at once, and then a piece at a time."""

    def drip(stream: socket.socket) -> None:
        stream.sendall(first)
        for number in _for_a_while():
            stream.sendall(piece(number))
            time.sleep(DRIP_SECONDS)

    return drip


def pouring(first: bytes, piece: Callable[[int], bytes]) -> Misbehaviour:
    """Sends without an end, as fast as it is taken."""

    def pour(stream: socket.socket) -> None:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        stream.sendall(first)
        for number in _for_a_while():
            stream.sendall(piece(number))

    return pour


def drip_whole(stream: socket.socket) -> None:
    """A whole page of twenty bytes, dripped in a second: who waits long enough gets it."""
    stream.sendall(OK + b"Content-Length: 20\r\n\r\n")
    for _ in range(20):
        stream.sendall(b"x")
        time.sleep(DRIP_SECONDS)


def stall_within(stream: socket.socket) -> None:
    """Begins a body, and leaves it at that."""
    stream.sendall(OK + b"Content-Length: 9\r\n\r\nabc")
    say_nothing(stream)


def say_nothing(stream: socket.socket) -> None:
    stream.settimeout(PATIENCE_SECONDS)
    stream.recv(1)


BODIES: dict[str, Route] = {
    "/bomb/gzip": sending_bomb("gzip"),
    "/bomb/x-gzip": sending_bomb("gzip", "X-GZIP"),
    "/bomb/deflate": sending_bomb("deflate"),
    "/bomb/members": sending_bomb("members", "gzip"),
    # No server may send these unasked, whatever is inside.
    **{f"/bomb/{kind.replace(', ', '-')}": sending_bomb(kind) for kind in UNASKED_BOMBS},
    "/bomb/layers": sending_bomb("gzip, gzip", ", ".join(["gzip"] * 90)),
    # What is in it is another thing than it says, or more of it than it says.
    "/bomb/br-as-gzip": sending_bomb("br", "gzip"),
    "/bomb/zstd-as-deflate": sending_bomb("zstd", "deflate"),
    "/bomb/transferred": lambda stream: stream.sendall(
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(bomb("gzip")), bomb("gzip"))
    ),
    "/endless/chunks": pouring(CHUNKED, lambda _: b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    "/endless/body": pouring(OK + b"\r\n", lambda _: b"x" * 65536),
    "/endless/announced": pouring(OK + b"Content-Length: 1000000000000000\r\n\r\n", lambda _: b"x" * 65536),
    "/endless/nothing": pouring(OK + b"Content-Encoding: gzip\r\n\r\n", lambda _: gzip.compress(b"") * 1000),
    "/endless/chunk-sizes": pouring(CHUNKED, lambda _: b"1;" + b"x" * 60_000 + b"\r\na\r\n"),
    "/endless/trailers": pouring(CHUNKED + b"0\r\n", lambda number: f"X-{number}: {'y' * 4000}\r\n".encode()),
    "/endless/chunk-size": pouring(CHUNKED, lambda _: b"0" * 65_536),
    "/drip/body": dripping(OK + b"Content-Length: 100000\r\n\r\n", lambda _: b"x"),
    "/drip/chunks": dripping(CHUNKED, lambda _: b"1\r\nx\r\n"),
    "/drip/chunk-size": dripping(CHUNKED, lambda _: b"0"),
    "/drip/trailers": dripping(CHUNKED + b"0\r\n", lambda number: f"X-{number}: 1\r\n".encode()),
    "/drip/gzip": dripping(OK + b"Content-Encoding: gzip\r\n\r\n", lambda _: gzip.compress(b"")),
    "/drip/status": dripping(b"", lambda _: b"H"),
    "/drip/headers": dripping(OK, lambda number: f"X-{number}: 1\r\n".encode()),
    "/drip/a-header": dripping(OK + b"X: ", lambda _: b"x"),
    "/drip/interim": dripping(b"", lambda _: b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/drip/whole": drip_whole,
    "/stall/answer": say_nothing,
    "/stall/body": stall_within,
    "/short/length": answer(b"half a story", length=5000),
    "/short/chunks": CHUNKED + b"5\r\nhello\r\n",
    "/short/chunk": CHUNKED + b"ff\r\nhello",
    "/short/gzip": answer(gzip.compress(b"a whole story " * 5000)[:-20], "Content-Encoding: gzip", length=-1),
    "/wrong/length": answer(b"x", "Content-Length: 7", length=9),
    "/wrong/negative": answer(b"x", "Content-Length: -7", length=9),
    "/wrong/chunk": CHUNKED + b"zz\r\nhello\r\n",
    "/wrong/encoding": answer(b"not compressed at all", "Content-Encoding: gzip"),
    "/flood/headers": pouring(OK, lambda number: f"X-{number % 50}: {'y' * 4000}\r\n".encode()),
    "/flood/a-header": pouring(OK + b"X: ", lambda _: b"y" * 65536),
    "/flood/interim": pouring(b"", lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "/loop/itself": redirect("/loop/itself"),
    "/loop/a": redirect("/loop/b"),
    "/loop/b": redirect("/loop/a"),
    **{f"/chain/{number}": redirect(f"/chain/{number + 1}") for number in range(50)},
    "/chain/50": STORY,
    "/story": STORY,
}


def routes() -> dict[str, Route]:
    """All attacks, by path."""
    found: dict[str, Route] = dict(BODIES)
    found |= {
        f"/feed/{name}": answer(body, "Content-Type: application/rss+xml") for name, body in feeds.hostile().items()
    }
    found |= {f"/page/{name}": answer(body, "Content-Type: text/html") for name, body in pages.hostile().items()}
    return found


def hostile(more: Mapping[str, Route] | None = None) -> AbstractContextManager[Server]:
    """The server with all attacks, and what else a test wants of it."""
    return serving({**routes(), **(more or {})})


if __name__ == "__main__":
    with hostile() as running:
        print("\n".join(f"http://{running.address}{path}" for path in sorted(running.routes)), flush=True)
        input("Press Enter to stop. ")
