"""Strangers' markup becomes plain text on one line: titles, summaries, the names of authors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from pipeline.articles.metadata import AUTHOR_CHARS, AUTHOR_LIMIT, BYLINE
from pipeline.sources.listing import TEXT_CHARS, one_line

# RSS 0.91 allows a description 500 characters, WordPress cuts its excerpts after 55 words, JSON Feed wants a sentence
# or two. What is longer than twice that is the article itself, which its page has.
SUMMARY_CHARS = 1000
# Markup that is read for one character of text. An image with its sizes, before the first word, takes 2,000 characters.
_MARKUP_SHARE = 16
# What parts one paragraph from the next. This and the next are linear without re2, whose `sub` takes ten times as long:
# each stands between two "<".
BREAK = re.compile(r"(?i)<(?:br|/?p|/?li|/?div|/?h[1-6]|/?ul)\b[^<>]*>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain_line(markup: str | None, *, chars: int) -> str | None:
    """Text without markup and character references, cut at `chars`; None where nothing of it is left."""
    whole = markup or ""
    read = whole[: _MARKUP_SHARE * chars]
    if len(read) < len(whole) and read.rfind("<") > read.rfind(">"):
        read = read[: read.rfind("<")]  # the cut went through a tag
    return one_line(html.unescape(_TAG.sub("", BREAK.sub("\n", read))), chars=chars)


def plain_title(markup: str | None) -> str | None:
    """A title as it may be shown."""
    return plain_line(markup, chars=TEXT_CHARS)


def plain_summary(markup: str | None) -> str | None:
    """A summary as it may be shown; of a whole text its beginning."""
    return plain_line(markup, chars=SUMMARY_CHARS)


def author_names(said: Iterable[str | None]) -> tuple[str, ...]:
    """
    The names of authors, each once, in their order.

    As with the authors that pages name there is no "By" before them, and what is an address of a page is none.
    """
    names = (BYLINE.sub("", plain_line(name, chars=AUTHOR_CHARS) or "") for name in said)
    return tuple(dict.fromkeys(name for name in names if name and "://" not in name))[:AUTHOR_LIMIT]
