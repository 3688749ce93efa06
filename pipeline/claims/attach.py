"""Which of several things in a sentence belongs to which: a cost by distance and by what stands between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pipeline.claims.lexicon import pattern
from pipeline.claims.spans import Span

S = TypeVar("S", bound=Span)

# A clause's end between two things costs as much as so many characters; tuned on news sentences, whose clauses are
# 30 to 60 characters long.
_CLAUSE_COST = 35
_CLAUSE = pattern(
    r"[;:()]|[a-z]{2}[.!?]\s+[A-Z]|"
    r", (?:and|but|while|though|although|before|after|when|which|who|where|then|as|with)\b|,(?:\s|$)|\s-+\s|"
    r"\b(?:and|but|while|before|then|whereas|when)\b"
)
# Each match of _CLAUSE has one of these (a word in capitals one of the letters); most gaps have none.
_HINTS = (
    ",",
    ". ",
    "! ",
    "? ",
    ";",
    ":",
    "(",
    ")",
    " -",
    "and",
    "but",
    "while",
    "before",
    "then",
    "whereas",
    "when",
    "A",
    "B",
    "W",
    "T",
)


def cost(plain: str, one: Span, other: Span) -> int:
    """How far two spans of a passage are from each other; 0 where they touch or overlap."""
    if one.overlaps(other):
        return 0
    first, second = (one, other) if one.start < other.start else (other, one)
    between = plain[first.end : second.start]
    if not any(hint in between for hint in _HINTS):
        return len(between)
    return len(between) + _CLAUSE_COST * sum(1 for _ in _CLAUSE.finditer(between))


def closest(plain: str, to: Span, candidates: Iterable[S], at_most: int = 1000) -> S | None:
    """The candidate of the lowest cost, if that is at most `at_most`; the earlier of two as near."""
    best: tuple[int, int] | None = None
    found: S | None = None
    for candidate in candidates:
        price = (cost(plain, to, candidate), candidate.start)
        if price[0] <= at_most and (best is None or price < best):
            best, found = price, candidate
    return found
