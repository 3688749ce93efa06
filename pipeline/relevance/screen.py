"""The cheap look at a page's raw text that spares the costly extraction of what cannot be about an outage."""

from __future__ import annotations

from bisect import bisect_left
from html import unescape

import re2

from pipeline.platforms import find_platforms
from pipeline.relevance.lexicon import lexicon, screen_pattern, straight

# What stands between these is for machines. JSON-LD is kept: some pages have their text nowhere else.
_OPENINGS = (("<script", "</script"), ("<style", "</style"))
_KEPT = "ld+json"
# Where a page says what it is about: what stands first (for a text, its title and first paragraphs), the title and
# description in its head, and what follows the first heading, markup included.
_FIRST_CHARS = 1200
_HEADING_CHARS = 3000
_HEADING = re2.compile(r"(?i)<h1")
# Apostrophes and spaces that would hide "couldn&rsquo;t load" from every pattern.
_ENTITY = re2.compile(r"&(?:rsquo|lsquo|apos|nbsp|#8217|#8216|#39|#160|#[xX]2019|#[xX]27);")
_ABOUT = re2.compile(r"(?i)<title[^>]*>[^<]{1,400}|<meta [^>]{0,200}(?:description|title)[^>]{0,1000}>")


def may_be_outage(text: str) -> bool:
    """
    Whether a page's or a text's raw content, markup and all, could be about an outage.

    Made to lose nothing: False only where no strong word ("outage", "Downdetector", "is down for") stands anywhere,
    and the beginning does not speak in two ways, or in one and of a platform, of a service that fails ("the app
    refused to open"). The words are in `schemas/lexicon/outage.yml`; time is linear in the text.
    """
    readable = straight(_ENTITY.sub(lambda found: unescape(found[0]), without_scripts(text)))
    if screen_pattern("strong").search(readable):
        return True
    beginning = _beginning(readable)
    platforms = [mention.char_start for mention in find_platforms(beginning)]
    failures = _failures("failure", beginning, platforms)
    limits: dict[str, int] = lexicon()["screen"]
    if platforms and len(failures) >= limits["failures_beside_platform"]:
        return True
    return len(failures | _failures("vague", beginning, platforms)) >= limits["failures_needed"]


def without_scripts(text: str) -> str:
    """The text without scripts and style sheets, except JSON-LD; one without an end is left in."""
    for opening, closing in _OPENINGS:
        if opening in text:
            text = _cut(text, opening, closing)
    return text


def _cut(text: str, opening: str, closing: str) -> str:
    kept, place = [], 0
    while (start := text.find(opening, place)) >= 0:
        end = text.find(closing, start)
        if end < 0:
            break
        is_kept = _KEPT in text[start : text.find(">", start) + 1]
        kept.append(text[place : end if is_kept else start])
        place = end
    kept.append(text[place:])
    return "".join(kept)


def _beginning(text: str) -> str:
    heading = _HEADING.search(text)
    start = heading.start() if heading else 0
    parts = [text[:_FIRST_CHARS], *(found[0] for found in _ABOUT.finditer(text[:start]))]
    return "\n".join([*parts, text[start : start + _HEADING_CHARS] if heading else ""])


def _failures(kind: str, text: str, platforms: list[int]) -> set[str]:
    """The different words for failing that stand near a word for a service, or near a platform's name."""
    near_chars: int = lexicon()["screen"]["near_chars"]
    services = sorted([*platforms, *(found.start() for found in screen_pattern("service").finditer(text))])
    failures = set()
    for found in screen_pattern(kind).finditer(text):
        next_service = bisect_left(services, found.start() - near_chars)
        if next_service < len(services) and services[next_service] <= found.end() + near_chars:
            failures.add(found[0].casefold())
    return failures
