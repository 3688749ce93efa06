"""One HTTP request and its answer over one connection to a vetted address: bounded in time, headers and bytes."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.response import BaseHTTPResponse

from pipeline.edges.clock import monotonic
from pipeline.edges.files import saying_where_no_room
from pipeline.edges.network import Target
from pipeline.edges.refusals import refusal_of
from pipeline.errors import RequestRefused

# All headers together; large real ones have 8 to 16 KiB. One read of the buffer below them comes on top.
_HEADER_BYTES = 64 * 1024
# What the framing of a body may cost on the wire besides the body's own bytes.
_FRAMING_BYTES = 256 * 1024
_READ_BYTES = 64 * 1024
# A body that nobody gave a place for is in memory up to here, and then in a file until it is whole: what is refused at
# its cap, by all threads at once, costs no more than this for each.
_MEMORY_BYTES = 512 * 1024
# A body that comes slower than this for that long is given up before the deadline: it drips on purpose, or is dead.
_SLOW_BYTES_PER_SECOND = 1024
_SLOW_SECONDS = 10.0
# It writes whole addresses, queries and all, to the log when headers are malformed.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)
# What is asked for and decoded: one layer of what the standard library unpacks, piece by piece. Whatever else a server
# sends (Brotli, Zstandard, layers) nobody asked it for, and it is refused by its name before a byte of it is read.
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_TRANSFERS = frozenset({"", "identity", "chunked"})


class Deadline:
    """When an exchange has to be over, whatever it waits for; waiting that politeness asks of us does not count."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = monotonic() + seconds

    @property
    def is_fair(self) -> bool:
        """
        Whether half of the time is left: what runs out of time now has itself to blame.

        Else it may be another host that took the time, and then led us here.
        """
        return self._at - monotonic() >= self._seconds / 2

    def left(self) -> float:
        """Seconds left, more than 0. Raises TimeoutError where there are none."""
        left = self._at - monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def extend(self, seconds: float) -> None:
        """Moves it, by a wait that was our own choice."""
        self._at += seconds


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """
    What one server answered to one request.

    headers     Names in lower case; several of one name are joined with ", ".
    body        Decoded. Empty where the status is not 200 to 299: it is not read then; and where it went into a sink.
    is_cut      Whether the body is longer than the cap, and was cut there because the caller can use a part.
    body_bytes  How much of it there was, wherever it went.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False
    body_bytes: int = 0


class Sink(Protocol):
    """Where a body goes piece by piece, instead of into memory; what came before a refusal stays in it."""

    def write(self, data: bytes, /) -> object:
        """Takes the next piece."""


class _Meter:
    """Counts what a socket reads against what it may and must, and gives each read only the time that is left."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.allowance = _HEADER_BYTES
        self.is_spent = False
        self._window_ends_at: float | None = None
        self._window_bytes = 0

    def begin_body(self, cap_bytes: int) -> None:
        """From here on it is the body that is bounded, and that may not drip."""
        self.allowance = cap_bytes + _FRAMING_BYTES
        self._open_window()

    def before(self, sock: socket.socket) -> None:
        if self.allowance <= 0:
            self.is_spent = True
            raise OSError("the server sent more than allowed")
        seconds = self.deadline.left()
        if self._window_ends_at is not None:
            seconds = min(seconds, self._left_of_window(self._window_ends_at))
        sock.settimeout(seconds)

    def after(self, size: int) -> int:
        self.allowance -= size
        self._window_bytes += size
        return size

    def _open_window(self) -> None:
        self._window_ends_at, self._window_bytes = monotonic() + _SLOW_SECONDS, 0

    def _left_of_window(self, ends_at: float) -> float:
        """How long the next read may take: to the end of the window, or of the next where this one has its share."""
        left = ends_at - monotonic()
        is_enough = self._window_bytes >= _SLOW_BYTES_PER_SECOND * _SLOW_SECONDS
        if left <= 0 and not is_enough:
            raise TimeoutError("the body drips")
        if left <= 0:
            self._open_window()
            return _SLOW_SECONDS
        return left + _SLOW_SECONDS if is_enough else left


class _MeteredSocket(socket.socket):
    meter: _Meter

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        self.meter.before(self)
        return self.meter.after(super().recv_into(buffer, nbytes, flags))


class _MeteredTLSSocket(ssl.SSLSocket):
    meter: _Meter | None = None

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        if self.meter is None:
            return super().recv_into(buffer, nbytes, flags)
        self.meter.before(self)
        return self.meter.after(super().recv_into(buffer, nbytes, flags))


class _PinnedHTTP(HTTPConnection):
    places: Sequence[tuple[str, int]]
    meter: _Meter

    def _new_conn(self) -> socket.socket:
        return _connected(self.places, self.meter)


class _PinnedHTTPS(HTTPSConnection):
    places: Sequence[tuple[str, int]]
    meter: _Meter

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _MeteredTLSSocket):
            self.sock.meter = self.meter

    def _new_conn(self) -> socket.socket:
        return _connected(self.places, self.meter)


def tls_context() -> ssl.SSLContext:
    """Certificates and host names verified against the system's authorities (or SSL_CERT_FILE); TLS 1.2 or newer."""
    context = ssl.create_default_context()
    context.sslsocket_class = _MeteredTLSSocket
    return context


def exchange(
    target: Target,
    places: Sequence[tuple[str, int]],
    headers: Mapping[str, str],
    *,
    tls: ssl.SSLContext,
    deadline: Deadline,
    cap_bytes: int,
    may_cut: bool = False,
    sink: Sink | None = None,
) -> RawAnswer:
    """
    Asks for `target` at the first of `places` that takes the connection.

    cap_bytes  Of the decoded body. Beyond it the answer is refused, or cut where `may_cut`.
    sink       Takes the body, where one comes; None to have it in the answer.

    Raises RequestRefused: connection_failed, tls_failed, timed_out, too_large, short_body, bad_response.
    """
    meter = _Meter(deadline)
    connection = _connection(target, places, meter, tls)
    response = None
    is_body = False
    try:
        connection.connect()
        connection.timeout = deadline.left()
        connection.request("GET", target.path, headers=headers, preload_content=False, decode_content=True)
        response = connection.getresponse()
        is_body = True
        return _read(response, meter, cap_bytes, may_cut, sink)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise refusal_of(error, target.host, is_spent=meter.is_spent, is_body=is_body) from error
    finally:
        if response is not None:
            response.close()
        connection.close()


def _connection(
    target: Target, places: Sequence[tuple[str, int]], meter: _Meter, tls: ssl.SSLContext
) -> _PinnedHTTP | _PinnedHTTPS:
    """A connection that speaks for `target` and is made to one of `places`; no proxy, no name looked up again."""
    connection: _PinnedHTTP | _PinnedHTTPS
    if target.scheme == "https":
        connection = _PinnedHTTPS(target.host, target.port, ssl_context=tls, cert_reqs="CERT_REQUIRED")
    else:
        connection = _PinnedHTTP(target.host, target.port)
    connection.places, connection.meter = places, meter
    return connection


def _connected(places: Sequence[tuple[str, int]], meter: _Meter) -> socket.socket:
    """Tries each place in turn, all but the last for half of the time left, so that a dead one leaves some."""
    for number, (address, port) in enumerate(places, start=1):
        sock = _MeteredSocket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        sock.meter = meter
        try:
            left = meter.deadline.left()
            sock.settimeout(left if number == len(places) else left / 2)
            sock.connect((address, port))
            sock.settimeout(meter.deadline.left())
            return sock
        except OSError:
            sock.close()
            if number == len(places):
                raise
    raise OSError("the name has no address")


def _read(response: BaseHTTPResponse, meter: _Meter, cap_bytes: int, may_cut: bool, sink: Sink | None) -> RawAnswer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not 200 <= response.status < 300:
        return RawAnswer(status=response.status, headers=headers, body=b"")
    _check_encodings(headers)
    if not may_cut:
        _check_announced(headers, cap_bytes)
    meter.begin_body(cap_bytes)
    with tempfile.SpooledTemporaryFile(_MEMORY_BYTES) as kept:
        size = _fill(sink or kept, response, cap_bytes, may_cut)
        if size <= cap_bytes:
            _check_whole(response)
        kept.seek(0)
        return RawAnswer(
            status=response.status, headers=headers, body=kept.read(), is_cut=size > cap_bytes, body_bytes=size
        )


def _fill(sink: Sink, response: BaseHTTPResponse, cap_bytes: int, may_cut: bool) -> int:
    """Puts the body into the sink up to the cap; how many bytes came, more than the cap where it was cut there."""
    size = 0
    for part in response.stream(_READ_BYTES, decode_content=True):
        with saying_where_no_room(Path(tempfile.gettempdir())):
            sink.write(part[: cap_bytes - size])
        size += len(part)
        if size > cap_bytes and not may_cut:
            raise RequestRefused("too_large", f"more than {cap_bytes} bytes after decoding")
        if size > cap_bytes:
            break
    return size


def _check_encodings(headers: Mapping[str, str]) -> None:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise DecodeError(f"content encoding {encoding[:40]!r}, which was not asked for")
    if headers.get("transfer-encoding", "").strip().lower() not in _TRANSFERS:
        raise DecodeError("a transfer encoding that was not asked for")


def _check_announced(headers: Mapping[str, str], cap_bytes: int) -> None:
    """Refuses before the first byte what says that it is too large; of what is compressed that says nothing."""
    length = headers.get("content-length", "")
    is_plain = headers.get("content-encoding", "").strip().lower() in {"", "identity"}
    if is_plain and length.isdigit() and int(length[:20]) > cap_bytes:
        raise RequestRefused("too_large", f"{int(length[:20])} bytes are announced, {cap_bytes} allowed")


def _check_whole(response: BaseHTTPResponse) -> None:
    """A compressed stream without an announced length says itself whether it is complete; urllib3 does not ask it."""
    decoder = getattr(response, "_decoder", None)
    stream = getattr(decoder, "_obj", None)
    is_trailing_garbage = "SWALLOW" in str(getattr(decoder, "_state", "")) or getattr(decoder, "_state", None) == 2
    if stream is not None and not stream.eof and not is_trailing_garbage:
        raise RequestRefused("short_body", "the compressed body ends in its middle")
