"""What two accounts of one outage share: figures, names and wording, each weighted by how much it proves.

The weights were set on the development articles so that accounts of one outage of a platform share at least that much,
and accounts of different outages of it less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

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
# The same other services down with it: each adds this, up to the cap, since the large ones fail with many.
_BESIDE_WEIGHT, _BESIDE_CAP = 0.5, 1.0
# A winter's and a summer's day: a clock time whose day is not known may be of either.
_ANY_DAYS = (date(2025, 1, 15), date(2025, 7, 15))
_RESPONSE_CAUSES = frozenset({"unknown", "technical_issue"})

Mark = tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """
    What an account, or all accounts of an incident, can be known by.

    beside  Slugs of what is said to be down with the subject.
    """

    weights: Mapping[Mark, float]
    phrases: frozenset[int]
    beside: frozenset[str] = frozenset()

    def shared_with(self, other: Marks) -> float:
        """How much of the evidence stands on both sides."""
        weight = sum(weight for mark, weight in self.weights.items() if mark in other.weights)
        phrases = min(_PHRASE_CAP, _PHRASE_WEIGHT * len(self.phrases & other.phrases))
        return weight + phrases + min(_BESIDE_CAP, _BESIDE_WEIGHT * len(self.beside & other.beside))


def joined(parts: Iterable[Marks]) -> Marks:
    """All that is known from several accounts together."""
    weights: dict[Mark, float] = {}
    phrases: set[int] = set()
    beside: set[str] = set()
    for part in parts:
        weights.update(part.weights)
        phrases |= part.phrases
        beside |= part.beside
    return Marks(weights, frozenset(phrases), frozenset(beside))


def marks_of(coverage: Coverage) -> Marks:
    """The marks of one account."""
    weights: dict[Mark, float] = {}
    for claim in coverage.own_claims:
        for mark, weight in _marks_of_claim(claim):
            weights[mark] = max(weight, weights.get(mark, 0.0))
    beside = frozenset(coverage.platforms[1:]) - coverage.subject_line
    return Marks(weights, phrases_of(coverage.article.text, _PHRASE_WORDS), beside)


def weekday_fit(text: str, days: Iterable[date]) -> float:
    """
    Whether a text's weekdays suit an outage of these days: 0.5 for, -0.5 against, 0 where it names none.

    Not more against, since it may name only the day on which service came back.
    """
    named = set(words_of(text)) & set(_WEEKDAYS)
    if not named:
        return 0.0
    return 0.5 if any(_WEEKDAYS[day.weekday()] in named for day in days) else -0.5


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
        yield from _marks_of_clock(claim, time.fromisoformat(claim.at_local))


def _marks_of_clock(claim: Claim, at: time) -> Iterable[tuple[Mark, float]]:
    """A time of day in UTC, so that 7 p.m. in New York is midnight in London; as told, where no zone is stated."""
    if claim.timezone is None:
        yield ("clock", f"{at:%H:%M}"), 0.5
        return
    known = [claim.happened_at] if claim.happened_at else [_on(day, at, claim.timezone) for day in _ANY_DAYS]
    for instant in known:
        yield ("clock", f"{instant:%H:%M}", "UTC"), 1.0


def _on(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _marks_of_blame(claim: Claim) -> Iterable[tuple[Mark, float]]:
    if claim.label in _RESPONSE_CAUSES:
        return
    for label in filter(None, (claim.label, claim.other_label)):
        name = _call_name(label) if claim.metric == "actor" else label
        yield (claim.metric, name), 0.5 if claim.metric == "cause" else 1.0
    if claim.source:
        yield ("said", _call_name(claim.source)), 0.75


def _call_name(name: str) -> str:
    """What stays of a name however it is written: the longest word of "SN_BLACKMETA" and "BlackMeta" is the same."""
    return max(words_of(name.replace("_", " ")), key=len, default=name)


def _figure_weight(claim: Claim) -> float:
    """28,570 proves more than 40,000, and "thousands" almost nothing."""
    if claim.qualifier == "vague" or claim.value is None:
        return 0.25
    digits = len(f"{claim.value:.0f}".rstrip("0"))
    return {0: 0.25, 1: 1.0, 2: 1.5}.get(digits, 2.5)
