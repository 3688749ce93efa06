"""Feeds that attack who parses them; each lists one story besides, so that it would be worth reading."""

from __future__ import annotations

import gzip
from functools import cache

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MILLION = 1_000_000


def rss(more: str = "", doctype: str = "", number: int = 0) -> bytes:
    """An RSS 2.0 feed of one story, with more in it."""
    return (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>News</title><item>'
        f"<title>Gmail is down, day {number}</title><link>http://harbourpost.example/story-{number}</link>{more}"
        "</item></channel></rss>"
    ).encode()


def external(url: str) -> bytes:
    """A feed whose title would be what stands at `url`, and whose document type would be read from there."""
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{url}" [<!ENTITY canary SYSTEM "{url}"><!ENTITY % more '
        f'SYSTEM "{url}">%more;]><rss version="2.0"><channel><item><title>&canary;</title><link>/a</link></item>'
        "</channel></rss>"
    ).encode()


@cache
def hostile() -> dict[str, bytes]:
    """Name of the attack to a feed's bytes."""
    return {
        "laughs": rss("<description>&l9;</description>", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'),
        "quadratic-entity": rss(
            f"<description>{'&a;' * 50_000}</description>", f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
        ),
        "external": external("file:///etc/passwd"),
        # feedparser's issue 562: its pattern for e-mail addresses takes time by the square.
        "author": rss(f"<author>{'a' * MILLION}</author>"),
        "category": rss("<category>x</category>" * 200_000),
        "huge-token": rss(f'<x y="{"z" * 7 * MILLION}"/>'),
        "huge-title": rss(f"<title>{'t' * MILLION}</title>"),
        "many-attributes": rss("<x " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/>"),
        "escaped-markup": rss(f"<description>{'&lt;a ' * MILLION}</description>"),
        "deep": rss("<a>" * 50_000 + "</a>" * 50_000),
        "deep-markup": rss(f"<description>{'&lt;div&gt;' * 500_000}</description>"),
        "unclosed": b'<rss version="2.0"><channel>' + b"<item><title>" * 300_000,
        "open-brackets": b'<rss version="2.0"><channel><item>' + b"<" * 4 * MILLION,
        "ampersands": rss("&" * 4 * MILLION),
        "comments": b'<rss version="2.0"><channel>' + b"<!--" * MILLION,
        "nuls": rss("\0" * 100_000),
        "not-a-feed": b"\x1f\x8b" + b"\0" * 100_000,
        "gzip": gzip.compress(rss(f"<description>{'x' * 20 * MILLION}</description>")),
        "json-deep": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * MILLION,
        "sitemap-laughs": rss("&l9;", f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{LAUGHS}]>')
        .replace(b"<rss", b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'")
        .replace(b"</rss>", b"</urlset>"),
    }
