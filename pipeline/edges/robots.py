"""What each site's robots.txt says to us, asked once a day and host; Protego reads it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import re2
from protego import Protego

from pipeline.edges.clock import now
from pipeline.edges.hosts import HostBook
from pipeline.errors import RequestRefused

# RFC 9309, 2.5: at least 500 KiB must be read; what comes after may be ignored.
ROBOTS_CAP_BYTES = 500 * 1024
# A larger Crawl-delay counts as this: whoever means "never" can say Disallow, and the hosts of a run wait for us.
CRAWL_DELAY_CAP_SECONDS = 60.0
# Rules of all sites together, in characters of their text: 200 to 300 usual sites. Protego takes up to 50 times as
# much memory for rules of a few letters, and a feed can name as many sites as it likes.
KEPT_CHARS = 1_000_000
_PRODUCT = "outwire"
# As Protego reads them: with or without a colon, and with any white space.
_AGENT_LINE = re2.compile(r"(?i)^user[- ]?agent(?: ?:| |$) ?(.*)$")
# A site that is not reached at all is dropped for that reason, which says more than that of its robots.txt.
_OF_THE_SITE = frozenset({"address_refused", "name_unresolved", "connection_failed", "tls_failed", "host_crowded"})
# RFC 9309, 2.3.1.3: a robots.txt that is not there (or that is kept from us) forbids nothing.
_NOTHING_FORBIDDEN = frozenset({"http_gone", "http_refused"})


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_asked: bool = False
    chars: int = 0
    rules: Protego | None = None
    refusal: RequestRefused | None = None


class Robots:
    """
    The rules of the sites of one run; shared by its threads. What was not used for long is looked up again.

    book  Where what a site said stays for the next runs; None to ask in each.
    """

    def __init__(self, book: HostBook | None = None) -> None:
        self._book = book
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._lock = threading.Lock()
        self._kept_chars = 0

    def check(self, origin: str, url: str, fetch: Callable[[str], bytes]) -> float:
        """
        Asks `origin` for its robots.txt, by `fetch`, unless that was done before, and applies it to `url`.

        Gives the seconds that the site wants between two requests, 0 where it does not say, at most a minute.
        Raises RequestRefused: robots_disallowed, robots_unreachable, or why the site cannot be reached.
        """
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
            self._sites.move_to_end(origin)
        with site.lock:
            if not site.is_asked:
                self._look_up(site, origin, fetch)
                self._make_room(site)
        if site.refusal:
            raise site.refusal
        if site.rules is None:
            return 0.0
        if not site.rules.can_fetch(url, _PRODUCT):
            raise RequestRefused("robots_disallowed", f"{origin}/robots.txt does not allow this address")
        return min(site.rules.crawl_delay(_PRODUCT) or 0.0, CRAWL_DELAY_CAP_SECONDS)

    def _look_up(self, site: _Site, origin: str, fetch: Callable[[str], bytes]) -> None:
        """Asks the site, unless the book knows what it said; keeps what it says in the book."""
        known = self._book.robots(origin, now().timestamp()) if self._book else None
        text = _asked(site, f"{origin}/robots.txt", fetch) if known is None else known
        if text is not None:
            site.rules, site.chars = Protego.parse(text), len(text)
            if self._book and known is None:
                self._book.keep_robots(origin, text, now().timestamp())
        site.is_asked = True

    def _make_room(self, newest: _Site) -> None:
        """Lets go of the sites that were used longest ago, until the rest is within the limit."""
        with self._lock:
            self._kept_chars += newest.chars
            for origin, site in list(self._sites.items()):
                if self._kept_chars <= KEPT_CHARS:
                    return
                if site.chars and site is not newest:
                    self._kept_chars -= site.chars
                    del self._sites[origin]


def _asked(site: _Site, url: str, fetch: Callable[[str], bytes]) -> str | None:
    """What the site says; None where it does not answer, with the refusal that this means for its addresses."""
    try:
        return _for_us(fetch(url))
    except RequestRefused as refusal:
        if refusal.reason in _NOTHING_FORBIDDEN:
            return ""
        site.refusal = refusal
        if refusal.reason not in _OF_THE_SITE:
            site.refusal = RequestRefused(
                "robots_unreachable",
                f"{url}: {refusal.reason}",
                status=refusal.status,
                retry_after_seconds=refusal.retry_after_seconds,
            )
        return None


def _for_us(body: bytes) -> str:
    """
    The text without empty lines and comments, and with all groups for other agents under one name.

    Protego copies each rule to every agent of its group: 18,000 agents and 31,000 rules, which fit into the cap,
    would be half a billion rules. What it takes for us is at most our name's eight beginnings and "*".
    """
    lines = body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    told = (" ".join(line.partition("#")[0].split()) for line in lines)
    return "\n".join(_under_one_name(line) for line in told if line)


def _under_one_name(line: str) -> str:
    agent = _AGENT_LINE.match(line)
    if agent is None:
        return line
    said = agent[1].strip().lower()
    name = said.replace("*", "")
    if not said or not _PRODUCT.startswith(name):
        return "User-agent: another"
    return f"User-agent: {name or '*'}"
