"""Whom an article names as where its text or its news is from: an agency's dateline, a byline, a credit at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from pipeline.records import Article
from pipeline.reference import read_schema

# A dateline and a byline stand within so many characters.
_HEAD = 300
_NAME = r"(?:[Tt]he )?([A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*){0,3})"
_DATELINE = re2.compile(r"\(([A-Za-z][\w .&-]{1,40})\) ?[—–-]")
# A line that is a name alone is a photograph's credit, but for the last one.
_BYLINE = re2.compile(r"(?m)^(?:By|BY|From) (?:[Tt]he )?([A-Za-z][\w .&-]{1,40}?)$")
_SIGNED = re2.compile(r"\n(?:©|[—–(-])? ?(?:\d{4} )?(?:[Tt]he )?([A-Za-z][\w .&-]{1,40}?)\)?\.?\s*$")
_PART = re2.compile(
    r"(?i)\b(?:with|additional) (?:inputs?|files|reporting|reports|material|contributions?|agency inputs?) "
    r"(?:from|by) ([^).\n]{2,120})|"
    r"\b(?:source|courtesy|credit): ?([^.\n]{2,60})|"
    r"\bthis (?:story|article|report) (?:was|is) (?:(?:first|originally) )?(?:published )?(?:from|by|in) ([^.\n]{2,60})"
)
_CONTRIBUTED = re2.compile(rf"\b{_NAME} contributed to this (?:report|story|article)")
_ACCORDING = re2.compile(
    rf"\b(?:[Aa]ccording to(?: a report (?:by|in|from))?|[Rr]eported by|[Aa]s {_NAME} reported|told) {_NAME}"
)
_REPORTED = re2.compile(rf"\b{_NAME} (?:first |had )?report(?:ed|s)\b")
_LIST = re2.compile(r"(?i),| and | & ")


@dataclass(frozen=True, slots=True)
class Credits:
    """
    Where an article is from.

    by     Agencies whose text it is, by its dateline, its byline or its site.
    named  Whom it names as a source of its text or its news besides, in lower case: agencies by their name,
           "agencies" where it leaves open which, outlets, its authors.
    known_as  What others call its outlet, in lower case.
    """

    by: frozenset[str]
    named: frozenset[str]
    known_as: frozenset[str]

    def touches(self, other: Credits) -> bool:
        """Whether one names the other, or both name a third."""
        here, there = self.by | self.named, other.by | other.named
        return bool(here & there or here & other.known_as or there & self.known_as)


def credits_of(article: Article) -> Credits:
    """What an article says of where it is from."""
    by = {agency for agency in (_of_site(article.outlet), *map(_agency, _bylines(article))) if agency}
    named = {_known(name) for name in _named(article)} - by
    known_as = {_plain(article.outlet), *([_plain(article.outlet_name)] if article.outlet_name else [])}
    return Credits(frozenset(by), frozenset(named), frozenset(known_as))


def outlet_named(source: str | None) -> str | None:
    """What a claim's source is called among outlets, in lower case, "the" left out; None for none."""
    return _known(source) if source else None


def _bylines(article: Article) -> Iterable[str]:
    """Names where only the author of the whole text stands; two authors of whom one is an agency are none."""
    head, tail = article.text[:_HEAD], article.text[-_HEAD:]
    yield from _DATELINE.findall(head)
    yield from _BYLINE.findall(head)
    yield from _SIGNED.findall(tail)
    if len(article.authors) == 1:
        yield article.authors[0]


def _named(article: Article) -> Iterable[str]:
    for groups in _PART.findall(article.text):
        yield from (name.strip() for group in groups for name in _LIST.split(group) if name.strip())
    yield from _CONTRIBUTED.findall(article.text)
    yield from (name for groups in _ACCORDING.findall(article.text) for name in groups if name)
    yield from _REPORTED.findall(article.text)
    yield from _DATELINE.findall(article.text[:_HEAD])
    yield from article.authors


def _known(name: str) -> str:
    """The agency of this name, or the name in lower case."""
    plain = _plain(name)
    return _agency(name) or ("agencies" if plain.endswith("agencies") or plain == "agency" else plain)


def _plain(name: str) -> str:
    return name.strip(" .,").casefold().removeprefix("the ").removesuffix("'s")


def _agency(name: str) -> str | None:
    return _agencies().get(name.strip(" .,").removeprefix("The ").removeprefix("the "))


def _of_site(outlet: str) -> str | None:
    return next((row["agency"].casefold() for row in _rows() if row.get("outlet") == outlet), None)


@cache
def _agencies() -> dict[str, str]:
    return {name: row["agency"].casefold() for row in _rows() for name in row["names"]}


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_schema("agencies.yml")
    return rows
