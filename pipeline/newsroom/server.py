"""The newsroom's HTTP server: all outlets on one loopback port, told apart by the Host header.

It is a real server for the real fetcher: conditional requests, redirects, gzip, robots.txt, 404. `serving()` runs it
in a thread of this process; `python -m pipeline.newsroom` runs it by itself.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.newsroom.site import Resource, Site, build_site
from pipeline.newsroom.stories import CONTENT

SOURCES_FILE = CONTENT / "sources.yml"
EDITIONS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request that the newsroom answered, for those who count them."""

    host: str
    path: str
    status: int


class Newsroom:
    """
    A running newsroom.

    address       "127.0.0.1:<port>", where it listens.
    local_hosts   What Settings.local_hosts needs, so that addresses stay http://<outlet>.example/… on any port.
    sources_file  What Settings.sources_file needs.
    requests      What it answered so far, in order.
    """

    sources_file: Path = SOURCES_FILE

    def __init__(self, port: int, edition: int) -> None:
        self._lock = threading.Lock()
        self.requests: list[Request] = []
        self.publish(edition)
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.newsroom = self
        self.address = f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def hosts(self) -> list[str]:
        """The outlets' hosts, in order of the alphabet."""
        return sorted({host for host, _ in self.site})

    @property
    def local_hosts(self) -> dict[str, str]:
        return {f"{host}:80": self.address for host in self.hosts}

    @property
    def request_count(self) -> int:
        return len(self.requests)

    def publish(self, edition: int) -> None:
        """From now on serves that edition: 1 is what the first poll sees; in 2 an outlet has edited a story."""
        if edition not in EDITIONS:
            raise ValueError(f"there is no edition {edition}, only {EDITIONS}")
        self.edition = edition
        self.site: Site = build_site(edition)

    def find(self, host: str, path: str) -> Resource | None:
        """What an address answers; a query that the outlet does not know is ignored, as most servers do."""
        return self.site.get((host, path)) or self.site.get((host, path.partition("?")[0]))

    def note(self, request: Request) -> None:
        """Counts an answered request."""
        with self._lock:
            self.requests.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    newsroom: Newsroom


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """Answers one request; HEAD is the same without the body."""
        host = self.headers.get("Host", "").partition(":")[0].lower()
        resource = self.server.newsroom.find(host, self.path)
        if resource is None:
            resource = Resource(status=404, content_type="text/html; charset=utf-8", body=b"<h1>Page not found</h1>")
        is_known = self._is_known(resource)
        status = 304 if is_known else resource.status
        self.server.newsroom.note(Request(host=host, path=self.path, status=status))
        self._answer(resource, status)

    do_HEAD = do_GET

    def _is_known(self, resource: Resource) -> bool:
        if resource.etag and (tags := self.headers.get("If-None-Match")):
            return tags.strip() == "*" or resource.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = _http_date(self.headers.get("If-Modified-Since"))
        return bool(resource.last_modified and since and resource.last_modified.replace(microsecond=0) <= since)

    def _answer(self, resource: Resource, status: int) -> None:
        body = b"" if status == 304 else resource.body
        is_compressed = bool(body) and resource.is_compressed and "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(body, mtime=0) if is_compressed else body
        self.send_response(status)
        for name, value in _headers(resource, is_compressed):
            self.send_header(name, value)
        if status != 304:  # its length would be taken for that of the page it stands for
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps quiet: the newsroom counts its requests instead."""


def _headers(resource: Resource, is_compressed: bool) -> Iterator[tuple[str, str]]:
    yield "Content-Type", resource.content_type
    if resource.etag:
        yield "ETag", resource.etag
    if resource.last_modified:
        yield "Last-Modified", format_datetime(resource.last_modified.astimezone(UTC), usegmt=True)
    if resource.location:
        yield "Location", resource.location
    if is_compressed:
        yield "Content-Encoding", "gzip"
        yield "Vary", "Accept-Encoding"


def _http_date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


@contextmanager
def serving(port: int = 0, edition: int = 1) -> Iterator[Newsroom]:
    """
    A newsroom on 127.0.0.1, on that port or any free one, for as long as the block runs.

    Raises OSError where the port is taken.
    """
    newsroom = Newsroom(port, edition)
    thread = threading.Thread(target=newsroom.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield newsroom
    finally:
        newsroom.server.shutdown()
        newsroom.server.server_close()
        thread.join()
