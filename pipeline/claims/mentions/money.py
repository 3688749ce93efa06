"""Sums of money: "$36,000", "A$2 billion", "between £5m and £7.5m", "7.3 billion yen"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.claims.lexicon import pattern, words
from pipeline.claims.mentions.numbers import AMOUNT, DIGITS, QUALIFIED, amount, qualifier_of
from pipeline.claims.spans import Span, free_of
from pipeline.records import Qualifier

_SIGNS: dict[str, str] = words("money", "signs")
_NAMES: dict[str, str] = words("money", "names")
_DOLLAR_OF: dict[str, str] = words("money", "dollar_of")


def _literal(sign: str) -> str:
    return sign.replace("$", r"\$").replace(".", r"\.").replace(" ", r"\s?")


_SIGN = "(?-i:" + "|".join(_literal(sign) for sign in sorted(_SIGNS, key=len, reverse=True)) + ")"
_NAME = "(?:" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")"
_SCALED = rf"(?:{DIGITS})(?:[\s-]?(?:lakh crore|million|billion|trillion|thousand|crore|lakh|mln|bln|mn|bn|tn|m|k)\b)?"
_LARGE = rf"(?:{DIGITS})[\s-]?(?:million|billion|trillion|mln|bln|mn|bn|m)\b"
_SIGNED = pattern(
    rf"{QUALIFIED}({_SIGN})\s?({_SCALED})(?:\s*(?:-|to|and)\s*(?:{_SIGN})\s?({_SCALED})|\s?(?:-|to)\s?({_LARGE}))?"
)
_NAMED = pattern(rf"{QUALIFIED}\b({AMOUNT})(?:\s*(?:-|to|and)\s*({AMOUNT}))?\s+({_NAME})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Span):
    """
    A sum.

    unit  ISO 4217 code; a bare dollar is that of the country given to `find_money`.
    """

    value: float
    value_high: float | None = None
    unit: str
    qualifier: Qualifier = "exact"


def find_money(plain: str, country: str | None) -> list[Money]:
    """All sums of a passage, in order."""
    signed = [_signed(m, country) for m in _SIGNED.finditer(plain)]
    named = [
        _money(m, m.group(2), m.group(3), _NAMES[" ".join(m.group(4).lower().split())]) for m in _NAMED.finditer(plain)
    ]
    known = [money for money in signed if money]
    return sorted([*known, *free_of((m for m in named if m), known)], key=lambda money: money.start)


def _signed(match: Any, country: str | None) -> Money | None:
    sign = match.group(2)
    unit = _SIGNS.get(sign) or _SIGNS[sign.strip() + " "]
    if sign == "$":
        unit = _DOLLAR_OF.get(country or "", unit)
    return _money(match, match.group(3), match.group(4) or match.group(5), unit)


def _money(match: Any, first: str, second: str | None, unit: str) -> Money | None:
    low, high = amount(first), amount(second) if second else None
    if low is None:
        return None
    if high is not None and low < 1000 <= high and not any(c.isalpha() for c in first):
        low *= high / float("".join(c for c in second or "" if c.isdigit() or c == "."))
    qualifier = "range" if high is not None else qualifier_of(match.group(1))
    return Money(start=match.start(), end=match.end(), value=low, value_high=high, unit=unit, qualifier=qualifier)
