"""The only door to other people's servers: vetted addresses, one deadline, capped bodies, robots.txt, manners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urldefrag, urljoin

from pipeline.addresses import safe_url
from pipeline.edges import network
from pipeline.edges.clock import now
from pipeline.edges.exchange import Deadline, RawAnswer, Sink, exchange, tls_context
from pipeline.edges.hosts import HostBook
from pipeline.edges.network import IsPublic, Resolve, Target, target_of, vetted_addresses
from pipeline.edges.politeness import HostTurns, retry_after_seconds
from pipeline.edges.robots import ROBOTS_CAP_BYTES, Robots
from pipeline.errors import RequestRefused
from pipeline.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.5"
# An ETag or a date that is longer is no validator but a load to carry around.
_VALIDATOR_CHARS = 512
# Servers take request lines of 8 KiB at most; the address that answers is kept with its page.
_LOCATION_CHARS = 8000


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came back for an address.

    status      200 to 299, or 304 where the validators that we sent still hold.
    url         The address that answered, after redirects.
    headers     Names in lower case.
    body        Decoded and whole; empty with 304, and where it went into a sink.
    fetched_at  When it was there.
    moved_url   Where the address that was asked for leads for good: as far as permanent redirects, and no others, led.
                None where it did not move.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    moved_url: str | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    """What is wanted of a body: how much of it, whether its beginning is of use, and where it goes."""

    cap_bytes: int
    may_cut: bool = False
    sink: Sink | None = None


class Web:
    """
    Fetches for one run; threads may share it.

    What it learns (robots.txt, hosts that asked to be left alone) stays in the store for the next runs. Proxies of
    the environment are not used.

    resolve, is_public  How names become addresses, and which may be reached; tests give their own, nothing else does.
    patience_seconds    How long the run goes on asking one and the same host; None for as long as there is something.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        resolve: Resolve = network.resolve,
        is_public: IsPublic = network.is_public,
        patience_seconds: float | None = None,
    ) -> None:
        self._settings = settings
        self._resolve = resolve
        self._is_public = is_public
        self._tls = tls_context()
        book = HostBook(settings.home)
        book.forget(now().timestamp())
        self._turns = HostTurns(
            settings.host_delay_seconds, settings.host_connections, patience_seconds=patience_seconds, book=book
        )
        self._robots = Robots(book)

    def get(
        self,
        url: str,
        *,
        cap_bytes: int,
        etag: str | None = None,
        last_modified: str | None = None,
        check_robots: bool = True,
        sink: Sink | None = None,
    ) -> Answer:
        """
        What answers at `url`, after at most `redirect_limit` redirects, within `deadline_seconds` in all.

        cap_bytes            Of the decoded body.
        etag, last_modified  Validators of what we have; where they still hold, the answer is a 304 without a body.
        sink                 Where the body goes instead of into memory; what is in it counts only once this returns.

        Raises RequestRefused for everything that is not a whole, usable body.
        """
        headers = self._headers(etag, last_modified)
        deadline = Deadline(self._settings.deadline_seconds)
        try:
            body = _Body(cap_bytes, sink=sink)
            return self._follow(url, headers, body, deadline, check_robots=check_robots)
        except TimeoutError as error:
            raise RequestRefused("timed_out", f"{safe_url(url)} took longer than the deadline") from error

    def _follow(
        self,
        url: str,
        headers: Mapping[str, str],
        body: _Body,
        deadline: Deadline,
        *,
        check_robots: bool,
    ) -> Answer:
        been_at: set[str] = set()
        moved_url, is_for_good = None, True
        while url not in been_at and len(been_at) <= self._settings.redirect_limit:
            been_at.add(url)
            target = target_of(url, self._settings)
            if check_robots:
                self._heed_robots(target, url, deadline)
            raw = self._hop(target, headers, body, deadline)
            location = raw.headers.get("location")
            if raw.status not in _REDIRECTS or not location:
                is_conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
                return _answer(url, target, raw, is_conditional=is_conditional, moved_url=moved_url)
            url = _next_url(url, location)
            is_for_good = is_for_good and raw.status in _FOR_GOOD
            moved_url = url if is_for_good else moved_url
        raise RequestRefused("too_many_redirects", f"{safe_url(url)} came after {len(been_at)} addresses")

    def _hop(self, target: Target, headers: Mapping[str, str], body: _Body, deadline: Deadline) -> RawAnswer:
        with self._turns.turn(target.host) as waited_seconds:
            deadline.extend(waited_seconds)
            raw = self._exchange(target, headers, body, deadline)
        if raw.status in (429, 503):
            seconds = retry_after_seconds(raw.headers.get("retry-after"), now())
            if seconds:
                self._turns.hold(target.host, seconds)
        return raw

    def _exchange(self, target: Target, headers: Mapping[str, str], body: _Body, deadline: Deadline) -> RawAnswer:
        """
        One look-up and one exchange.

        Whether the host (or who answers for its name) let it run out of time is noted, since the next requests may
        suffer by it; not where it was left too little of the time by those that redirected here.
        """
        is_slow, is_fair = False, deadline.is_fair
        try:
            places = vetted_addresses(target, deadline.left(), self._resolve, self._is_public)
            raw = exchange(
                target,
                places,
                headers,
                tls=self._tls,
                deadline=deadline,
                cap_bytes=body.cap_bytes,
                may_cut=body.may_cut,
                sink=body.sink,
            )
        except (RequestRefused, TimeoutError) as error:
            is_slow = getattr(error, "reason", "timed_out") == "timed_out"
            if is_fair or not is_slow:
                self._turns.note(target.host, is_slow=is_slow, body_bytes=body.cap_bytes if _is_full(error) else 0)
            raise
        self._turns.note(target.host, is_slow=False, body_bytes=raw.body_bytes)
        return raw

    def _heed_robots(self, target: Target, url: str, deadline: Deadline) -> None:
        """Asks what robots.txt says of the address, and keeps the pause that it wants."""
        pause_seconds = self._robots.check(
            target.origin, url, lambda robots_url: self._robots_body(robots_url, deadline)
        )
        self._turns.slow_down(target.host, pause_seconds)

    def _robots_body(self, url: str, deadline: Deadline) -> bytes:
        """The robots.txt; TimeoutError, which says nothing about the site, where it was left too little time."""
        is_fair = deadline.is_fair
        try:
            body = _Body(ROBOTS_CAP_BYTES, may_cut=True)
            return self._follow(url, self._headers(None, None), body, deadline, check_robots=False).body
        except (RequestRefused, TimeoutError) as error:
            if getattr(error, "reason", "timed_out") != "timed_out":
                raise
            if not is_fair:
                raise TimeoutError("the deadline has passed") from error
            raise RequestRefused("timed_out", f"{safe_url(url)} took longer than the deadline") from error

    def _headers(self, etag: str | None, last_modified: str | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if etag and validator(etag):
            headers["If-None-Match"] = etag
        if last_modified and validator(last_modified):
            headers["If-Modified-Since"] = last_modified
        return headers


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified that may be kept and sent back: printable and not overlong; None for any other."""
    if value and len(value) <= _VALIDATOR_CHARS and all(" " <= char <= "~" for char in value):
        return value
    return None


def _answer(url: str, target: Target, raw: RawAnswer, *, is_conditional: bool, moved_url: str | None) -> Answer:
    is_usable = 200 <= raw.status < 300 and raw.status != 206
    if is_usable or (raw.status == 304 and is_conditional):
        return Answer(raw.status, url, raw.headers, raw.body, fetched_at=now(), moved_url=moved_url)
    retry_after = retry_after_seconds(raw.headers.get("retry-after"), now())
    raise RequestRefused(
        _reason(raw.status), f"{target.host} answered {raw.status}", status=raw.status, retry_after_seconds=retry_after
    )


def _reason(status: int) -> str:
    if status in (404, 410):
        return "http_gone"
    if status in (429, 503):
        return "http_busy"
    return "http_refused" if 400 <= status < 500 else "http_error"


def _is_full(error: Exception) -> bool:
    return getattr(error, "reason", "") == "too_large"


def _next_url(url: str, location: str) -> str:
    """Where a Location header leads; its bytes beyond ASCII are kept as they came, percent-encoded."""
    if len(location) > _LOCATION_CHARS:
        raise RequestRefused("bad_response", f"{safe_url(url)} redirects to an address of {len(location)} characters")
    try:
        # http.client gives header bytes as Latin-1.
        ascii_location = quote(location.strip().encode("latin-1"), safe="/%:@!$&'()*+,;=~-._?#[]")
        following = urldefrag(urljoin(url, ascii_location)).url
    except ValueError as error:
        raise RequestRefused("bad_response", f"{safe_url(url)} redirects to no address") from error
    if url.startswith("https:") and following.startswith("http:"):
        raise RequestRefused("address_refused", f"{safe_url(url)} redirects from https to http")
    return following
