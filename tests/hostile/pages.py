"""Pages that attack who parses them; each has an article on an outage in it, so that it would be worth reading."""

from __future__ import annotations

import gzip
import json
import zlib
from functools import cache

PARAGRAPH = "<p>Users could not log in to Gmail on Monday, an outage that lasted two hours, the firm said.</p>"
MILLION = 1_000_000


def around(hostile: str, title: str = "Gmail is down") -> bytes:
    """An article with the attack in its middle."""
    text = f"<html><head><title>{title}</title></head><body><article>{PARAGRAPH * 3}{hostile}{PARAGRAPH * 2}</article>"
    return text.encode("utf-8", "surrogatepass")


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@cache
def hostile() -> dict[str, bytes]:
    """Name of the attack to a page's bytes."""
    cell = '<td colspan="1000000000000000" rowspan="1000000000000000">x</td>'
    return {
        "links": around('<a href="/x">x</a>' * 250_000),
        "deep": around("<div>" * 50_000),
        "nested-spans": around(("<span>a" * 240 + "</span>" * 240) * 400),
        "colspan": around(f"<table>{f'<tr>{cell}<td>y</td></tr>' * 3_000}</table>"),
        "colspans-few": around(f"<table><tr>{cell * 3}</tr></table>"),
        "attributes": around("<p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">x</p>"),
        "combining": around(f"<p>a{chr(0x301) + chr(0x323)}".ljust(8) + (chr(0x301) + chr(0x323)) * MILLION + "</p>"),
        "hidden": around(f"<p hidden>{'<i>x</i>' * 29_000}"),
        "gzip": gzip.compress(around("x" * 6 * MILLION)),
        "gzip-in-gzip": gzip.compress(gzip.compress(around("x" * 6 * MILLION))),
        "zlib": zlib.compress(around("x" * 6 * MILLION)),
        "nuls": around("\0" * 10_000),
        "nuls-only": b"\0" * 100_000,
        "surrogates": around("<p>x \ud83d y &#xD83D; &#55357; \udc00 z</p>"),
        "json-deep": around(f'<script type="application/ld+json">{"[" * MILLION}</script>'),
        "json-wide": around(
            json_ld({"@type": "NewsArticle", "author": ["x" * 90] * 10_000, "headline": "h" * MILLION})
        ),
        "dates": around(f'<time datetime="{"2025-" * 200_000}">{"1 " * MILLION}</time>'),
        "title": around("", title="<b>=cmd|" + "x" * MILLION),
        "comments": around("<!--" * MILLION),
        "long": around(f"<p>{'word ' * 800_000}</p>"),
    }
