"""Percentages and parts of a whole: "57%", "32 per cent", "more than half of", "two-thirds of"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.mentions.numbers import DIGITS, QUALIFIED, TENS, amount, qualifier_of
from pipeline.claims.spans import Span
from pipeline.records import Qualifier

_FRACTIONS: dict[str, float] = words("numbers", "fractions")
_ORDINALS: dict[str, int] = words("numbers", "ordinals")
_SMALL: dict[str, float] = {word: n for word, n in words("numbers", "words").items() if n <= 20 and " " not in word}
_WORDED = rf"(?:{TENS}-)?{either(words('numbers', 'words'))}"
_SIGN = either(words("numbers", "percent_sign"))
# "1,7%", as South Africa and much of Europe write it
_SHARE = rf"\d{{1,2}},\d{{1,2}}|{DIGITS}|{_WORDED}"
_PERCENT = pattern(rf"{QUALIFIED}\b(?:({_SHARE})\s?(?:{_SIGN})?\s?(?:-|to|and)\s?)?({_SHARE})(?:\s?-\s?|\s)?{_SIGN}")
# "79, 20 and 1 per cent"
_LISTED = pattern(rf"(?:^|\s)((?:(?:{_SHARE}),\s+)+)$")
_ITEM = pattern(_SHARE)
_LONGEST_LIST = 40
_COMMA = pattern(r"^\d{1,2},\d{1,2}$")
_RANGE_BEFORE = pattern(r"\b(?:between|from|anywhere between)\s+$")
_RANGE_JOINT = pattern(r"(?:-|\bto)\s*$")
_FOLLOWS = either(words("numbers", "fraction_follows"))
_FRACTION = pattern(rf"{QUALIFIED}\b({either(_FRACTIONS)})(?:\s+{_FOLLOWS}\b)")
_BY_FRACTION = pattern(rf"\bby\s+{QUALIFIED}\b({either(_FRACTIONS)})\b")
# "three in five", "seven out of every ten", "four-fifths"
_IN = pattern(
    rf"{QUALIFIED}\b({either(_SMALL)}|\d{{1,2}})\s+(?:in|out\s+of)\s+(?:every\s+)?({either(_SMALL)}|\d{{1,3}})\b"
    rf"(?:\s+{_FOLLOWS}\b)"
)
_PARTS = pattern(rf"{QUALIFIED}\b({either(_SMALL)})[\s-]({either(_ORDINALS)})s?(?:\s+{_FOLLOWS}\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent(Span):
    """A share of something, in per cent; `value_high` only for a range."""

    value: float
    value_high: float | None = None
    qualifier: Qualifier = "exact"


def find_percents(plain: str) -> list[Percent]:
    """All percentages of a passage, in order."""
    found = [percent for m in _PERCENT.finditer(plain) for percent in _signed(plain, m)]
    fractions = [
        *(_fraction(m, _FRACTIONS[" ".join(m.group(2).lower().split())], m.start(), m.end(2)) for m in _both(plain)),
        *(_fraction(m, _part(m), m.start(), m.end(3)) for m in (*_IN.finditer(plain), *_PARTS.finditer(plain))),
    ]
    kept: list[Percent] = []
    for percent in sorted([*found, *fractions], key=lambda percent: (percent.start, -percent.end)):
        if not kept or not percent.overlaps(kept[-1]):
            kept.append(percent)
    return kept


def _both(plain: str) -> Iterator[Any]:
    yield from _FRACTION.finditer(plain)
    yield from _BY_FRACTION.finditer(plain)


def _signed(plain: str, match: Any) -> Iterator[Percent]:
    """One share, or the two of "10 to 15 per cent", or of "57 and 33 per cent"."""
    phrase, first, second = match.groups()
    low, high = _value(first) if first else None, _value(second) or 0.0
    if low is None:
        yield Percent(start=match.start(), end=match.end(), value=high, qualifier=qualifier_of(phrase))
        return
    joint = plain[match.end(2) : match.start(3)].replace("%", " ")
    if joint == "-" and first[0].isalpha() and (whole := amount(f"{first}-{second}")):
        yield Percent(start=match.start(), end=match.end(), value=whole, qualifier=qualifier_of(phrase))
        return
    is_range = low < high and (_RANGE_JOINT.search(joint) or _RANGE_BEFORE.search(plain[: match.start()][-20:]))
    if is_range:
        yield Percent(start=match.start(), end=match.end(), value=low, value_high=high, qualifier="range")
        return
    yield from () if phrase else _listed(plain, match.start())
    yield Percent(start=match.start(), end=match.end(2), value=low, qualifier=qualifier_of(phrase))
    yield Percent(start=match.start(3), end=match.end(), value=high)


def _listed(plain: str, end: int) -> Iterator[Percent]:
    """The shares of a list before its last two, which alone have the sign."""
    first = max(0, end - _LONGEST_LIST)
    found = _LISTED.search(plain[first:end])
    if not found:
        return
    for item in _ITEM.finditer(found.group(1)):
        start = first + found.start(1) + item.start()
        yield Percent(start=start, end=start + len(item.group()), value=_value(item.group()) or 0.0)


def _value(figure: str) -> float | None:
    return amount(figure.replace(",", ".") if _COMMA.search(figure) else figure)


def _fraction(match: Any, value: float, start: int, end: int) -> Percent:
    return Percent(start=start, end=end, value=value, qualifier=qualifier_of(match.group(1)))


def _part(match: Any) -> float:
    """ "three in five" and "three-fifths" are 60, "one in three" is 33."""
    above, below = amount(match.group(2)) or 0.0, match.group(3).lower()
    under = _ORDINALS.get(below) or amount(below)
    return float(round(100 * above / under)) if under else 0.0
