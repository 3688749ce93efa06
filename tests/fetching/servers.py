"""A server on loopback that answers to the letter what a test wrote, or behaves as badly as it says."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Misbehaviour = Callable[[socket.socket], None]
Route = bytes | Misbehaviour | Callable[["Asked"], bytes]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Server:
    """
    address  "127.0.0.1:<port>".
    asked    The requests so far, in order.
    accepts  Connections taken, whether a request came over them or not.
    """

    host: str
    port: int
    routes: dict[str, Route]
    asked: list[Asked] = field(default_factory=list)
    accepts: int = 0

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked if request.path != "/robots.txt"]


def answer(
    body: bytes | str = b"", *headers: str, status: str = "200 OK", length: int | None = None, version: str = "HTTP/1.1"
) -> bytes:
    """A whole answer; `length` overrides the true Content-Length, -1 leaves it out."""
    content = body.encode() if isinstance(body, str) else body
    announced = len(content) if length is None else length
    lines = [f"{version} {status}", *headers, *([f"Content-Length: {announced}"] if announced >= 0 else []), "", ""]
    return "\r\n".join(lines).encode("latin-1") + content


def page(text: str, *headers: str) -> bytes:
    """An HTML page."""
    return answer(f"<html><body><p>{text}</p></body></html>", "Content-Type: text/html; charset=utf-8", *headers)


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {to}", status=status)


NOT_FOUND = answer(b"nothing here", status="404 Not Found")


@contextmanager
def serving(
    routes: Mapping[str, Route], *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Serves the routes by path, any other path is a 404; on a free port where none is named."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=64) as listener:
        server = Server(host, listener.getsockname()[1], dict(routes))
        thread = threading.Thread(target=_accept, args=(listener, server, tls), daemon=True)
        thread.start()
        yield server
        # Closing does not wake an accept; a shutdown does.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _accept(listener: socket.socket, server: Server, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            server.accepts += 1
            threading.Thread(target=_handle, args=(connection, server, tls), daemon=True).start()


def _handle(connection: socket.socket, server: Server, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:
        connection.settimeout(10)
        stream = tls.wrap_socket(connection, server_side=True) if tls else connection
        with stream:
            request = _read_request(stream)
            if request is None:
                return
            server.asked.append(request)
            route = server.routes.get(request.path, NOT_FOUND)
            if isinstance(route, bytes):
                stream.sendall(route)
            elif "asked" in route.__code__.co_varnames[:1]:  # type: ignore[union-attr]
                stream.sendall(route(request))  # type: ignore[arg-type]
            else:
                route(stream)  # type: ignore[arg-type]


def _read_request(stream: socket.socket) -> Asked | None:
    received = b""
    while b"\r\n\r\n" not in received:
        part = stream.recv(65536)
        if not part:
            return None
        received += part
    first, *lines = received.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Asked(path=first.split(" ")[1], headers=headers)
