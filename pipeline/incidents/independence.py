"""Which articles of an incident are one witness: a text that two outlets carry proves no more than one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations

import re2

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.evidence import phrases_of

# Shares of the shorter text's runs of four words. Independent accounts of one outage share at most 0.06 of them on
# the development articles, the same text with a new head and tail above 0.5; with a credit in common less will do.
_PHRASE_WORDS = 4
SAME_TEXT = 0.35
SAME_TEXT_CREDITED = 0.12
# Fewer shared runs than this are a name or a stock phrase, however short the text.
_FEWEST_SHARED = 8
# A run of words that so many articles of an incident have in common is a quotation, and shows no copying.
_WIDESPREAD = 12

_DATELINE = re2.compile(r"\(([A-Z][A-Za-z .&]*)\) ?[—–-]")
_CREDIT = re2.compile(
    r"(?i)\(with (?:inputs?|files|reporting) from ([^)\n]*)\)|"
    r"\b(?:source:|this story (?:was|is) (?:first )?(?:published )?(?:from|by)) ([^.\n]*)"
)


def find_witnesses(coverages: Sequence[Coverage]) -> dict[str, str]:
    """
    For each article the id of its witness: the earliest article of those that are not independent of each other.

    Revisions of a page and articles of one outlet are one witness, and so are articles with one wire's text.
    """
    ordered = sorted(coverages, key=_age)
    groups = {coverage.article_id: coverage.article_id for coverage in ordered}
    for one, other in _dependent_pairs(ordered):
        kept, gone = sorted((groups[one], groups[other]), key=[c.article_id for c in ordered].index)
        groups = {article_id: kept if group == gone else group for article_id, group in groups.items()}
    return groups


def _age(coverage: Coverage) -> tuple[datetime, str]:
    return coverage.article.published_at or datetime.max.replace(tzinfo=UTC), coverage.article_id


def _dependent_pairs(coverages: Sequence[Coverage]) -> Iterable[tuple[str, str]]:
    by_outlet: dict[str, list[str]] = defaultdict(list)
    for coverage in coverages:
        by_outlet[coverage.article.outlet].append(coverage.article_id)
    for same in by_outlet.values():
        yield from ((same[0], other) for other in same[1:])
    yield from _copies(coverages)


def _copies(coverages: Sequence[Coverage]) -> Iterable[tuple[str, str]]:
    """Pairs whose texts share more than two hands would; only pairs that share a run of words at all are compared."""
    phrases = {coverage.article_id: phrases_of(coverage.article.text, _PHRASE_WORDS) for coverage in coverages}
    credits_of = {coverage.article_id: _credits(coverage) for coverage in coverages}
    for (one, other), shared in _shared_counts(phrases).items():
        shorter = min(len(phrases[one]), len(phrases[other]))
        has_credit = bool(credits_of[one] & credits_of[other])
        if shared >= max(_FEWEST_SHARED, (SAME_TEXT_CREDITED if has_credit else SAME_TEXT) * shorter):
            yield one, other


def _shared_counts(phrases: dict[str, frozenset[int]]) -> dict[tuple[str, str], int]:
    holders: dict[int, list[str]] = defaultdict(list)
    for article_id, runs in phrases.items():
        for run in runs:
            holders[run].append(article_id)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for having in holders.values():
        if 1 < len(having) <= _WIDESPREAD:
            for pair in combinations(having, 2):
                counts[pair] += 1
    return counts


def _credits(coverage: Coverage) -> frozenset[str]:
    """Whom the article names as where its text is from: an agency in the dateline or the credit, its authors."""
    article = coverage.article
    found = _DATELINE.findall(article.text[:300])
    found += [name for groups in _CREDIT.findall(article.text) for name in groups]
    return frozenset(name.strip().casefold() for name in (*found, *article.authors) if name.strip())
