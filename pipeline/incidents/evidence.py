"""What two accounts of one outage share: figures, names and wording, each weighted by how much it proves.

The weights were set on the development articles so that accounts of one outage of a platform share at least that much,
and accounts of different outages of it less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import re2

from pipeline.incidents.coverage import Coverage
from pipeline.records import Claim

# Shared evidence from here on ties an account that no date ties.
ENOUGH = 1.75
# Where only one outage of the platform is known, this much will do.
ENOUGH_ALONE = 1.5
# From here on two dated accounts are of one outage even where their clock times or days lie somewhat apart.
SAME_STORY = 3.0
# A second incident that is this near to the best leaves the account untied.
MARGIN = 0.5

_WORD = re2.compile(r"[\p{L}\p{N}]+")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PHRASE_WORDS = 6
# Six words in a row that stand in two texts are a quotation, or the same hand; each adds this, up to the cap.
_PHRASE_WEIGHT, _PHRASE_CAP = 0.15, 2.0
_RESPONSE_CAUSES = frozenset({"unknown", "technical_issue"})

Mark = tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """What an account, or all accounts of an incident, can be known by."""

    weights: Mapping[Mark, float]
    phrases: frozenset[int]

    def shared_with(self, other: Marks) -> float:
        """How much of the evidence stands on both sides."""
        weight = sum(weight for mark, weight in self.weights.items() if mark in other.weights)
        phrases = len(self.phrases & other.phrases)
        return weight + min(_PHRASE_CAP, _PHRASE_WEIGHT * phrases)


def joined(parts: Iterable[Marks]) -> Marks:
    """All that is known from several accounts together."""
    weights: dict[Mark, float] = {}
    phrases: set[int] = set()
    for part in parts:
        weights.update(part.weights)
        phrases |= part.phrases
    return Marks(weights, frozenset(phrases))


def marks_of(coverage: Coverage) -> Marks:
    """The marks of one account."""
    weights: dict[Mark, float] = {}
    for claim in coverage.own_claims:
        for mark, weight in _marks_of_claim(claim):
            weights[mark] = max(weight, weights.get(mark, 0.0))
    return Marks(weights, phrases_of(coverage.article.text, _PHRASE_WORDS))


def weekday_fit(text: str, days: Iterable[date]) -> float:
    """Whether a text's weekdays suit an outage of these days: 0.5 for, -1 against, 0 where it names none."""
    named = set(words_of(text)) & set(_WEEKDAYS)
    if not named:
        return 0.0
    return 0.5 if any(_WEEKDAYS[day.weekday()] in named for day in days) else -1.0


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without punctuation."""
    return tuple(word.lower() for word in _WORD.findall(text))


def phrases_of(text: str, length: int) -> frozenset[int]:
    """Every run of `length` words of a text, as numbers that are equal for equal runs within one process."""
    words = words_of(text)
    return frozenset(hash(words[at : at + length]) for at in range(len(words) - length + 1))


def _marks_of_claim(claim: Claim) -> Iterable[tuple[Mark, float]]:
    if claim.metric in ("report_count", "affected_count", "financial_impact") and claim.value is not None:
        yield ("count", f"{claim.value:g}", claim.unit or ""), _figure_weight(claim)
    elif claim.metric in ("report_share", "duration", "wave_count") and claim.value is not None:
        yield (claim.metric, claim.label or "", f"{claim.value:g}"), 1.0 if claim.label else 0.5
    elif claim.metric in ("cause", "origin", "actor"):
        yield from _marks_of_blame(claim)
    if claim.at_local and claim.at_local[0].isdigit():
        yield ("clock", claim.at_local, claim.timezone or ""), 1.0 if claim.timezone else 0.5


def _marks_of_blame(claim: Claim) -> Iterable[tuple[Mark, float]]:
    if claim.label in _RESPONSE_CAUSES:
        return
    for label in filter(None, (claim.label, claim.other_label)):
        yield (claim.metric, label.lower()), 0.5 if claim.metric == "cause" else 1.0
    if claim.source:
        yield ("said", claim.source.lower()), 0.75


def _figure_weight(claim: Claim) -> float:
    """28,570 proves more than 40,000, and "thousands" almost nothing."""
    if claim.qualifier == "vague" or claim.value is None:
        return 0.25
    digits = len(f"{claim.value:.0f}".rstrip("0"))
    return {0: 0.25, 1: 1.0, 2: 1.5}.get(digits, 2.5)
