"""Percentages and parts of a whole: "57%", "32 per cent", "more than half of", "two-thirds of"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.numbers import DIGITS, QUALIFIED, TENS, amount, qualifier_of
from pipeline.claims.spans import Span
from pipeline.records import Qualifier

_FRACTIONS: dict[str, float] = words("numbers", "fractions")
_WORDED = rf"(?:{TENS}-)?{either(words('numbers', 'words'))}"
_SIGN = either(words("numbers", "percent_sign"))
_PERCENT = pattern(rf"{QUALIFIED}\b({DIGITS}|{_WORDED})(?:\s?-\s?|\s)?{_SIGN}")
# "and 1 %", "79, 20 and 1 per cent": figures before the one with the sign share it.
_FRACTION = pattern(rf"{QUALIFIED}\b({either(_FRACTIONS)})(?:\s+of\b|\s+(?:were|was|came|said|reported|had)\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent(Span):
    """A share of something, in per cent."""

    value: float
    qualifier: Qualifier = "exact"


def find_percents(plain: str) -> list[Percent]:
    """All percentages of a passage, in order."""
    found = [
        Percent(start=m.start(), end=m.end(), value=amount(m.group(2)) or 0.0, qualifier=qualifier_of(m.group(1)))
        for m in _PERCENT.finditer(plain)
    ]
    for m in _FRACTION.finditer(plain):
        value = _FRACTIONS[" ".join(m.group(2).lower().split())]
        found.append(Percent(start=m.start(), end=m.end(2), value=value, qualifier=qualifier_of(m.group(1))))
    return sorted(found, key=lambda percent: percent.start)
