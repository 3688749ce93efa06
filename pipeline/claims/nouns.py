"""What a number counts: the noun after it, looked for word by word up to the end of its phrase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.spans import Span

NounKind = Literal["report", "unit", "other", "none"]

_UNITS: dict[str, list[str]] = words("figures", "units")
_REPORT = pattern(rf"^{either(words('figures', 'report_nouns'))}$")
_UNIT = {unit: pattern(rf"^{either(names)}$") for unit, names in _UNITS.items()}
_OTHER = pattern(rf"^{either(words('figures', 'other_nouns'))}$")
_ANY_UNIT = pattern(rf"\b{either(name for names in _UNITS.values() for name in names)}\b")
_COUNTED_UNIT = pattern(
    rf"(?:\d|\bmillion|\bthousand|\bthousands\s+of|\bmillions\s+of)\s+(?:[\w'-]+\s+){{0,4}}?"
    rf"({either(name for names in _UNITS.values() for name in names)})\b"
)
_PLURALS = frozenset({"people", "staff", "men", "women", "children", "premises"})
# A number's phrase ends at these; what follows is no part of what it counts.
_STOPS = frozenset(words("figures", "phrase_ends"))
# "wireless, cable and internet subscribers"
_MODIFIER = either(words("figures", "unit_modifiers"))
_LISTED = pattern(
    rf"^\s+(?:of\s+(?:\w+\s+)?)?{_MODIFIER}(?:,?\s+(?:and|or)\s+{_MODIFIER}|,?\s+{_MODIFIER})*\s+"
    rf"({either(name for names in _UNITS.values() for name in names)})\b"
)
# "32,000 of the company's servers"
_OF = ("of", "the", "its", "their", "our", "his", "her")
_MOST_WORDS = 5
_REACH = 70
_PUNCTUATION = ".,;:!?)(\"'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Span):
    """
    What stands after a number.

    kind  report, unit (users, devices … in `unit`), other (something that is neither), none (nothing counted).
    """

    kind: NounKind
    unit: str | None = None
    word: str = ""


@lru_cache(maxsize=256)  # several metrics ask about the numbers of one sentence
def noun_after(plain: str, start: int, end: int) -> Noun:
    """The noun that a number ending at `start` counts, in its sentence, which ends at `end`."""
    listed = _LISTED.search(plain[start : min(end, start + _REACH)])
    if listed:
        return _named(plain, start + listed.start(1), start + listed.end(1))
    found: Noun | None = None
    position = start
    for count, token in enumerate(plain[start : min(end, start + _REACH)].split()):
        position = plain.index(token, position)
        word = token.strip(_PUNCTUATION).lower()
        is_of = word in _OF[:1] if count == 0 else word in _OF[1:] and count == 1
        if not word or not token[0].isalnum() or (word in _STOPS and not is_of):
            break
        kind, unit = ("none", None) if word.endswith("'s") else _classify(word)
        is_compound = found is not None and found.kind == kind == "unit"  # "airline passengers"
        if (found is None and kind != "none") or kind == "report" or is_compound:
            found = Noun(
                start=position, end=position + len(token.rstrip(_PUNCTUATION)), kind=kind, unit=unit, word=word
            )
        elif found is not None or count >= _MOST_WORDS:
            break
        if token[-1] in _PUNCTUATION:
            break
        position += len(token)
    return found or Noun(start=start, end=start, kind="none")


def unit_before(plain: str, start: int, end: int) -> str | None:
    """The unit of the plural named last in [start, end): "… customers …, 8 million of them"."""
    return _last_unit(m.group().lower() for m in _ANY_UNIT.finditer(plain[start:end]))


def counted_before(plain: str, start: int, end: int) -> str | None:
    """The unit that a number counted last in [start, end): what "the number of those affected" counts."""
    return _last_unit(m.group(1).lower() for m in _COUNTED_UNIT.finditer(plain[start:end]))


def _last_unit(found: Iterable[str]) -> str | None:
    plurals = [word for word in found if word.endswith("s") or word in _PLURALS]
    return _classify(plurals[-1])[1] if plurals else None


def _named(plain: str, start: int, end: int) -> Noun:
    word = plain[start:end].lower()
    kind, unit = _classify(word)
    return Noun(start=start, end=end, kind=kind, unit=unit, word=word)


@cache
def _classify(word: str) -> tuple[NounKind, str | None]:
    if _REPORT.search(word):
        return "report", None
    for unit, names in _UNIT.items():
        if names.search(word):
            return "unit", unit
    return ("other" if _OTHER.search(word) else "none"), None
