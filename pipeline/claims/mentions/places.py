"""Countries, the towns and states that stand for them, continents and the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.claims.lexicon import either, pattern, words
from pipeline.claims.spans import Span, free_of

PlaceKind = Literal["name", "people", "adjective", "town", "region", "here"]

_COUNTRIES: dict[str, dict[str, list[str]]] = words("places", "countries")
_REGIONS: dict[str, list[str]] = words("places", "regions")
_FIELDS: dict[str, PlaceKind] = {"names": "name", "people": "people", "adjectives": "adjective", "towns": "town"}
_KNOWN: dict[str, tuple[str, PlaceKind]] = {
    name: (code, kind)
    for field, kind in reversed(_FIELDS.items())
    for code, country in _COUNTRIES.items()
    for name in country.get(field, [])
}
_KNOWN.update({name.upper(): known for name, known in list(_KNOWN.items()) if len(name) > 3})
# Case matters ("us", "turkey", "chad" are words); a full stop inside ("U.S.") is the name's own. In the order of the
# alphabet, backwards, RE2 shares beginnings and stays within its memory: 200 times as fast as the longest first.
_SORTED = sorted((name.replace(".", "[.]") for name in _KNOWN), reverse=True)
_NAMED = pattern(rf"\b(?:{'|'.join(_SORTED)})(?:\b|$|[^\w])", is_cased=True)
_REGION = {code: pattern(rf"\b{either(phrases)}\b") for code, phrases in _REGIONS.items()}
_ANY_REGION = pattern(rf"\b{either(phrase for phrases in _REGIONS.values() for phrase in phrases)}\b")
# "American Airlines" is no place.
_NAMED_AFTER = pattern(rf"^\s+{either(words('places', 'named_after'))}\b", is_cased=True)
_HERE = pattern(rf"\b{either(words('places', 'here'))}\b")
ZONES: dict[str, str] = {code: str(c["timezone"]) for code, c in _COUNTRIES.items() if "timezone" in c}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Span):
    """
    A place as named.

    code  ISO 3166 alpha-2, a continent's name, WORLD; empty for "across the country", which the passage must say.
    kind  name, people ("Australians"), adjective ("British"), town (or state), region, here.
    """

    code: str
    kind: PlaceKind


def find_places(plain: str) -> list[Place]:
    """All places of a passage, in order; "North and South America" is two at the same span."""
    named = []
    for match in _NAMED.finditer(plain):
        name = plain[match.start() : match.end()]
        known = next(n for n in (name, name[:-1]) if n in _KNOWN)
        code, kind = _KNOWN[known]
        end = match.start() + len(known)
        if kind != "adjective" or not _NAMED_AFTER.search(plain[end : end + 24]):
            named.append(Place(start=match.start(), end=end, code=code, kind=kind))
    regions = [
        Place(start=m.start(), end=m.end(), code=code, kind="region")
        for code, known_as in (_REGION.items() if _ANY_REGION.search(plain) else ())
        for m in known_as.finditer(plain)
    ]
    here = [Place(start=m.start(), end=m.end(), code="", kind="here") for m in _HERE.finditer(plain)]
    return sorted([*free_of(named, regions), *regions, *here], key=lambda place: place.start)


def country_of(name: str) -> str | None:
    """The code of the country that a name, a town or a people stands for; None where it is not known."""
    return _KNOWN[name][0] if name in _KNOWN else None
