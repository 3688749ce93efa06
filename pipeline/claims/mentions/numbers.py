"""Quantities: "28,570", "3,00,000", "1.2 million", "nearly 40,000", "tens of thousands of", "between 5 and 7"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.spans import Span
from pipeline.records import Qualifier

_SCALES: dict[str, float] = words("numbers", "scales")
_WORDS: dict[str, float] = words("numbers", "words")
_VAGUE: dict[str, float] = words("numbers", "vague")
_VAGUE_VALUES = [(pattern(rf"^{phrase}$"), value) for phrase, value in _VAGUE.items()]
_BEFORE: dict[Qualifier, list[str]] = {
    "at_least": words("numbers", "at_least"),
    "at_most": words("numbers", "at_most"),
    "about": words("numbers", "about"),
}
_AFTER: dict[Qualifier, list[str]] = {
    "at_least": words("numbers", "at_least_after"),
    "about": words("numbers", "about_after"),
}
# "12,345", "3,00,000", "12 345", "12.345", "1.2", "2½"
DIGITS = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+\b|\d{1,3}(?:\.\d{3}){2,}\b|\d+(?:\.\d+|[½¼¾])?"
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DOTTED = pattern(r"^\d{1,3}(?:\.\d{3})+$")
_WORD_NUMBER = either(_WORDS)
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_SCALE = either(_SCALES)
AMOUNT = rf"(?:{DIGITS})(?:[\s-]?{_SCALE}\b)?|(?:{TENS}-)?{_WORD_NUMBER}\b(?:\s+{_SCALE}\b)?"
_QUALIFIER = either(phrase for phrases in _BEFORE.values() for phrase in phrases)
# One or two qualifiers, the first of which decides: "up to about 40,000" is at most.
QUALIFIED = rf"(?:\b({_QUALIFIER})(?:\s+{_QUALIFIER})?\s+(?:the\s+|an?\s+)?)?"
_TAIL = rf"(\+|-plus\b|-odd\b|\s+odd\b|,?\s+{either(p for phrases in _AFTER.values() for p in phrases)}\b)?"
_NUMBER = pattern(
    rf"{QUALIFIED}(?:\b({either(_VAGUE)})\b|(\b(?:{AMOUNT}))(?:(\s*-\s*|\s+(?:to|and|or)\s+)({AMOUNT})\b)?{_TAIL})"
)
_BETWEEN = pattern(r"\b(?:between|from|anywhere between)\s+$")
# "Reports rose from 2,000 to 14,000": where it began and where it got to, no range.
_MOVED = pattern(rf"\b{either(words('numbers', 'moved'))}(?:\s+\w+)?\s+from\s+$")
_KIND_BEFORE = {kind: pattern(rf"^(?:{either(phrases)})$") for kind, phrases in _BEFORE.items()}
_KIND_AFTER = {kind: pattern(rf"^,?\s*(?:{either(phrases)})$") for kind, phrases in _AFTER.items()}
_FIGURE = pattern(rf"^(?:{DIGITS})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Span):
    """
    A quantity as the writer gave it.

    value, value_high  value_high only for a range. A vague amount has the power of ten that it names.
    qualifier          What the writer said of its exactness.
    digits_start       Where the figure itself begins, after "more than".
    """

    value: float
    value_high: float | None = None
    qualifier: Qualifier = "exact"
    digits_start: int


def find_numbers(plain: str) -> list[Number]:
    """All quantities of a passage, in order; clock times, dates and other things of digits are among them."""
    return [number for match in _NUMBER.finditer(plain) for number in _numbers(plain, match)]


@lru_cache(maxsize=4096)
def amount(text: str) -> float | None:
    """The value of a figure with or without a scale: "1.6 million", "3,00,000", "twenty-five"; None for neither."""
    text = text.lower().strip()
    found = _FIGURE.search(text)
    figure = found.group() if found else ""
    rest = " ".join(text[len(figure) :].lstrip("-").split())
    if figure:
        return round(_figure(figure, not rest) * _SCALES.get(rest, 1), 6)
    if rest in _WORDS:
        return _WORDS[rest]
    word, _, scale = rest.rpartition(" ")
    if scale in _SCALES and word:
        value = amount(word)
        return value * _SCALES[scale] if value is not None else None
    tens, _, unit = rest.partition("-")
    return _WORDS[tens] + _WORDS[unit] if tens in _WORDS and unit in _WORDS else None


def _figure(figure: str, is_bare: bool) -> float:
    """A figure in digits; without a scale "12.345" is twelve thousand, as much of Europe writes it."""
    if figure[-1] in _HALVES:
        return float(figure[:-1]) + _HALVES[figure[-1]]
    figure = figure.replace(",", "").replace(" ", "")
    return float(figure.replace(".", "") if is_bare and _DOTTED.search(figure) else figure)


@lru_cache(maxsize=4096)
def qualifier_of(phrase: str | None, tail: str | None = None) -> Qualifier:
    """What the words before and after a figure say of it."""
    if tail and tail.strip():
        if tail.strip() in {"+", "-plus"}:
            return "at_least"
        if tail.strip(" -") == "odd":
            return "about"
        return next((kind for kind, known in _KIND_AFTER.items() if known.search(tail)), "exact")
    if phrase:
        return next((kind for kind, known in _KIND_BEFORE.items() if known.search(phrase)), "exact")
    return "exact"


def _numbers(plain: str, match: Any) -> Iterator[Number]:
    phrase, vague, first, joint, second, tail = match.groups()
    start = match.start()
    if vague:
        value = _vague(" ".join(vague.lower().split()))
        yield Number(start=start, end=match.end(), value=value, qualifier="vague", digits_start=match.start(2))
        return
    low, high = amount(first), amount(second) if second else None
    if low is None or plain[match.end() : match.end() + 1].isalpha():  # "the 25th", "4G"
        return
    if second is None or high is None:
        kind = qualifier_of(phrase, tail)
        yield Number(start=start, end=match.end(), value=low, qualifier=kind, digits_start=match.start(3))
    elif _is_range(plain, match, joint, low, high):
        low = _scaled_like(low, first, second)
        yield Number(
            start=start, end=match.end(), value=low, value_high=high, qualifier="range", digits_start=match.start(3)
        )
    else:
        kind = qualifier_of(phrase)
        yield Number(start=start, end=match.end(3), value=low, qualifier=kind, digits_start=match.start(3))
        yield Number(start=match.start(5), end=match.end(5), value=high, digits_start=match.start(5))


@cache
def _vague(phrase: str) -> float:
    return next(value for known, value in _VAGUE_VALUES if known.search(phrase))


def _is_range(plain: str, match: Any, joint: str, low: float, high: float) -> bool:
    """ "40,000 to 50,000", "between 5 and 7", "2-3" are ranges; "57 and 33" and "rose from 5 to 7" are two figures."""
    if _scaled_like(low, match.group(3), match.group(5)) >= high:
        return False
    before = plain[max(0, match.start() - 40) : match.start()]
    return bool(_BETWEEN.search(before)) if joint.strip() == "and" else not _MOVED.search(before)


def _scaled_like(low: float, first: str, second: str) -> float:
    """The "5" of "5 to 7 million" is five million; a figure with a scale of its own stays."""
    scale = next((word for word in second.lower().split() if word in _SCALES), None)
    return (
        low * _SCALES[scale] if scale and low < 1000 and not any(w in _SCALES for w in first.lower().split()) else low
    )
