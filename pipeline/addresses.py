"""Addresses of pages: one form for the same page, who publishes it, and what of it may be shown."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from courlan import clean_url
from courlan.clean import TRACKERS_RE
from tld import get_tld

_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def canonical_url(url: str) -> str | None:
    """
    The one form of an address: scheme and host in lower case, the host as an A-label; user information,
    tracking parameters and fragment gone.

    None where it is not an http or https address with a host.
    """
    url = url.strip()
    if _CONTROL.search(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what finds a port that is no number
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host_of(url):
        return None
    cleaned = clean_url(_with_ascii_host(url))
    return _with_bare_words(_with_ascii_host(cleaned), parts.query) if cleaned else None


def _with_bare_words(url: str, query: str) -> str:
    """The address with the query's words without a value ("?news-12345" names a page), which courlan leaves out."""
    if url.partition("?")[2] == query:
        return url
    words = sorted(word for word in query.split("&") if word and "=" not in word and not TRACKERS_RE.search(word))
    parts = urlsplit(url)
    kept = [part for part in (parts.query, *(quote(word, safe="%!'()*+,-./:;@_~") for word in words)) if part]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _with_ascii_host(url: str) -> str:
    """The address without user information and fragment, its host an A-label (courlan writes it as a U-label)."""
    parts = urlsplit(url)
    host = host_of(url) or ""
    place = f"[{host}]" if ":" in host else host
    if parts.port:
        place += f":{parts.port}"
    return urlunsplit((parts.scheme.lower(), place, parts.path or "/", parts.query, ""))


def safe_url(url: str) -> str:
    """The address without user information, query and fragment, fit for a log line or a message."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(unreadable address)"
    if not host and "@" in parts.path:
        return "(unreadable address)"  # "user:secret@host/path": what stands before the @ may be a secret
    return _CONTROL.sub("", urlunsplit((parts.scheme, f"{host}{port}", parts.path, "", "")))[:300]


def host_of(url: str) -> str | None:
    """The host in lower case as an A-label, or None where there is none."""
    try:
        host = urlsplit(url).hostname
        return host.encode("idna").decode() if host and not host.isascii() else host
    except (ValueError, UnicodeError):
        return None


def registrable_domain(url: str) -> str | None:
    """Who publishes it: "bbc.co.uk" for "https://www.bbc.co.uk/news"; the host itself where no suffix is known."""
    host = host_of(url)
    if not host:
        return None
    found = get_tld(f"https://{host}", as_object=True, fail_silently=True)
    return found.fld if found and not isinstance(found, str) else host.removeprefix("www.")
