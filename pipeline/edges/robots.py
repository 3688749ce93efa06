"""What each site's robots.txt says to us, asked once a run and host; Protego reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import re2
from protego import Protego

from pipeline.errors import RequestRefused

# RFC 9309, 2.5: at least 500 KiB must be read; what comes after may be ignored.
ROBOTS_CAP_BYTES = 500 * 1024
_PRODUCT = "outwire"
_AGENT_LINE = re2.compile(r"(?i)^\s*user[- ]?agent\s*:?\s*([^#]*)")
# A site that cannot be reached at all says more by its own reason than by that of its robots.txt.
_OF_THE_SITE = frozenset({"address_refused", "name_unresolved", "connection_failed", "tls_failed"})
# RFC 9309, 2.3.1.3: a robots.txt that is not there (or that is kept from us) forbids nothing.
_NOTHING_FORBIDDEN = frozenset({"http_gone", "http_refused"})


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_asked: bool = False
    rules: Protego | None = None
    refusal: RequestRefused | None = None


class Robots:
    """The rules of all sites of one run; shared by its threads."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def check(self, origin: str, url: str, fetch: Callable[[str], bytes]) -> None:
        """
        Asks `origin` for its robots.txt, by `fetch`, unless that was done before, and applies it to `url`.

        Raises RequestRefused: robots_disallowed, robots_unreachable, or why the site cannot be reached.
        """
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
        with site.lock:
            if not site.is_asked:
                _ask(site, f"{origin}/robots.txt", fetch)
        if site.refusal:
            raise site.refusal
        if site.rules and not site.rules.can_fetch(url, _PRODUCT):
            raise RequestRefused("robots_disallowed", f"{origin}/robots.txt does not allow this address")


def _ask(site: _Site, url: str, fetch: Callable[[str], bytes]) -> None:
    try:
        site.rules = Protego.parse(_for_us(fetch(url)))
    except RequestRefused as refusal:
        if refusal.reason in _OF_THE_SITE:
            site.refusal = refusal
        elif refusal.reason not in _NOTHING_FORBIDDEN:
            site.refusal = RequestRefused(
                "robots_unreachable",
                f"{url}: {refusal.reason}",
                status=refusal.status,
                retry_after_seconds=refusal.retry_after_seconds,
            )
    site.is_asked = True


def _for_us(body: bytes) -> str:
    """
    The text with all groups for other agents under one name.

    Protego copies each rule to every agent of its group: 18,000 agents and 31,000 rules, which fit into the cap,
    would be half a billion rules.
    """
    lines = body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    return "\n".join(_under_one_name(line) for line in lines)


def _under_one_name(line: str) -> str:
    agent = _AGENT_LINE.match(line)
    if agent is None or _PRODUCT.startswith(agent[1].strip().replace("*", "").lower()):
        return line
    return "User-agent: another"
