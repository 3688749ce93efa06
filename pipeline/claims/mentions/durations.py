"""Lengths of time in minutes: "eight hours", "a two-hour outage", "61 hours and 25 minutes", "for hours"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.numbers import AMOUNT, QUALIFIED, amount, qualifier_of
from pipeline.claims.spans import Span, free_of, within
from pipeline.records import Qualifier

_UNITS: dict[str, float] = words("durations", "units")
_PARTS = {"half": 0.5, "quarter": 0.25}
_FIXED: dict[str, float] = words("durations", "fixed")
_UNIT = rf"({either(_UNITS)})s?\b(?:-?long\b)?"
_TAIL = r"(\+|\s+or\s+(?:more|longer|so|thereabouts)\b|\s+and\s+counting\b|\s+plus\b)?"
_LENGTH = pattern(
    rf"{QUALIFIED}\b({AMOUNT}|an?)(?:\s*(?:-|to|and)\s*({AMOUNT}))?(?:[\s-]and[\s-]an?[\s-](half|quarter))?(?:-odd)?[\s-]*{_UNIT}"
    rf"(?:,?(?:\s+and)?\s+({AMOUNT})[\s-]*(min|minute|hour|m)s?\b)?{_TAIL}"
)
_WORDED = pattern(rf"{QUALIFIED}\b({either(_FIXED)})\b{_TAIL}")
_VAGUE = pattern(rf"\b({either(words('durations', 'vague'))})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(Span):
    """
    A length of time.

    minutes, minutes_high  None for "hours"; minutes_high only for a range.
    digits_start           Where the length itself begins, after "more than".
    """

    minutes: float | None
    minutes_high: float | None = None
    qualifier: Qualifier = "exact"
    digits_start: int


def find_durations(plain: str) -> list[Duration]:
    """All lengths of time of a passage, in order."""
    worded = [
        Duration(
            start=m.start(),
            end=m.end(),
            minutes=_FIXED[" ".join(m.group(2).lower().split())],
            qualifier=_qualifier(m, m.start(2), m.group(3)),
            digits_start=m.start(2),
        )
        for m in _WORDED.finditer(plain)
    ]
    counted = [duration for m in _LENGTH.finditer(plain) for duration in _counted(m)]
    vague = [
        Duration(start=m.start(), end=m.end(), minutes=None, qualifier="vague", digits_start=m.start())
        for m in _VAGUE.finditer(plain)
    ]
    worded = free_of(worded, [*_longer(counted, worded), *_longer(vague, worded)])
    exact = [*worded, *free_of(counted, [*worded, *_longer(vague, counted)])]
    return sorted([*exact, *free_of(vague, exact)], key=lambda duration: duration.start)


def _longer(some: list[Duration], others: list[Duration]) -> list[Duration]:
    """Those that hold another: "two and a half hours" holds "half hours", "the better part of a day" holds "a day"."""
    return [
        s
        for s in some
        if any(o.end <= s.end and o.end - o.start < s.end - s.start for o in within(others, s.start, s.end))
    ]


def _qualifier(match: Any, digits_start: int, tail: str | None) -> Qualifier:
    """What the words say of a length's exactness; "(was) over within an hour" is at most that."""
    words_before = match.string[match.start() : digits_start].lower().split()
    return "at_most" if words_before[-1:] == ["within"] else qualifier_of(match.group(1), tail)


def _counted(match: Any) -> Iterator[Duration]:
    _, first, second, half, unit, more, more_unit, tail = match.groups()
    low, high = 1.0 if first.lower() in {"a", "an"} else amount(first), amount(second) if second else None
    factor = _UNITS[unit.lower()]
    if low is None or (unit.lower() == "second" and first.lower() == "a"):
        return
    minutes = low * factor + factor * (_PARTS[half.lower()] if half else 0)
    if more and (extra := amount(more)) is not None:
        minutes += extra * (_UNITS["hour"] if more_unit.lower() == "hour" else 1)
    yield Duration(
        start=match.start(),
        end=match.end(),
        minutes=minutes,
        minutes_high=high * factor if high else None,
        qualifier="range" if high else _qualifier(match, match.start(2), tail),
        digits_start=match.start(2),
    )
