"""The body that an article on no known platform is about: an airline, an agency, a company that no list has."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.claims.lexicon import pattern
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.mentions.statements import Speaker
from pipeline.claims.sentences import Passage
from pipeline.claims.spans import within
from pipeline.claims.story import LEAD_SENTENCES, person_in, proper_words
from pipeline.claims.subject import TITLE_WEIGHT

_NAMED_OFTEN = 3
_SHORTEST = 3  # letters; "EU" and "UK" are no bodies that fail
_OPENING_WEIGHT = 2  # of whom the first words name as the one whose system failed
_SUPPLIED = pattern(r"\b(?:used|made|run|supplied|operated|owned|provided|built)\s+by\s+(?:the\s+)?$")
# A name behind these is a place, not the body that an article is about.
_WHERE = ("in", "across", "throughout")
_FIRST_NAMES = 20  # of a headline, and of the first sentences, that an article may be about
_LEGAL_FORM = pattern(r",?\s+(?:Co|Corp|Inc|Ltd|Limited|Plc|PLC|AG|SA|NV|GmbH|LLC|Holdings)\b\.?$")


def principal(passages: Iterable[tuple[Passage, Mentions]], people: Iterable[tuple[Passage, Speaker]]) -> str | None:
    """The body that an article on no known platform is about: the one that it names most, from its first lines on."""
    (title, headline), (text, mentions) = passages
    taken = sorted([*mentions.places, *mentions.days, *mentions.trackers, *mentions.platforms], key=lambda s: s.start)
    persons = {person_in(speaker.text) for _, speaker in people}
    named = [s for s in mentions.speakers if not any(t.end >= s.end for t in within(taken, s.start, s.end))]
    lead_end = text.sentences[min(LEAD_SENTENCES, len(text.sentences)) - 1].end if text.sentences else 0
    candidates = [_own(s.text) for s in headline.speakers if s.kind == "name"][:_FIRST_NAMES]
    candidates += [_own(s.text) for s in named if s.kind == "name" and s.start < lead_end][:_FIRST_NAMES]
    opening = _opening_name(named, text)
    known = proper_words(((title, headline), (text, mentions)))
    names = {without_form(name) for name in candidates if name == opening or _is_body(name, known)} - persons
    scores = {name: _times_meant(name, names, title.plain, text.plain) for name in names}
    if opening and (opened := without_form(opening)) in scores:
        scores[opened] += _OPENING_WEIGHT
    best = max(sorted(names), key=lambda name: (scores[name], len(name)), default=None)
    return best if best and scores[best] >= _NAMED_OFTEN else None


def _opening_name(named: Iterable[Speaker], text: Passage) -> str | None:
    """Whose outage the first words of a text tell: "Wizz Air's app crashed", "Software supplied by Collins failed"."""
    if not text.sentences:
        return None
    lead = text.sentences[0]
    for speaker in (s for s in named if s.kind == "name" and lead.start <= s.start < lead.end):
        is_owner = text.plain.startswith("'s ", speaker.start + len(speaker.text))
        is_long = " " in speaker.text or speaker.text.isupper()
        if speaker.start == lead.start and (is_owner or is_long):
            return _own(speaker.text)
        if _SUPPLIED.search(text.plain[max(lead.start, speaker.start - 16) : speaker.start]):
            return _own(speaker.text)
    return None


def _own(name: str) -> str:
    """Of "Cineworld's website" the company, of "Ireland's HSE" the body."""
    owner, _, owned = name.partition("'s ")
    return owned if owned and owned[0].isupper() and owned.isalpha() else owner


def _times_meant(name: str, names: set[str], title: str, text: str) -> int:
    """How often an article names a body, in full or by its letters: "JAL" is Japan Airlines."""
    letters = "".join(part[0] for part in name.split())
    short = {other for other in names if other.isupper() and other.startswith(letters)} if " " in name else set()
    return sum(_times_named(each, title, text) for each in {name, *short})


def _is_body(name: str, known: frozenset[str]) -> bool:
    """Whether a name is one in a headline too, where the first word has a capital anyway: no "Outage"."""
    parts = name.split()
    if len(name) < _SHORTEST:
        return False
    return all(part[0].isupper() for part in parts) and (len(parts) > 1 or name.isupper() or name in known)


def _times_named(name: str, title: str, text: str) -> int:
    """How often an article calls a body so, or by its first word alone: "Alaska" of Alaska Airlines."""
    whole = text.count(name) + TITLE_WEIGHT * (name in title and f"in {name}" not in title)
    whole -= sum(text.count(f" {where} {name}") for where in _WHERE)
    return whole + (text.count(f"{name.split(' ')[0]} said") + text.count(f"{name.split(' ')[0]} says") if whole else 0)


def without_form(name: str) -> str:
    """A company's name without its legal form: "Japan Airlines Co" -> "Japan Airlines"."""
    found = _LEGAL_FORM.search(name)
    return name[: found.start()] if found else name


def slug_of(name: str) -> str:
    """The slug of a company that `platforms.yml` does not know."""
    letters = "".join(char if char.isalnum() else " " for char in name.lower())
    return "-".join(letters.split())


def names_of_body(body: str, named: Iterable[str]) -> frozenset[str]:
    """Lower-case names of a body that no list has: in full, by its first word, by its letters as others write them."""
    letters = "".join(part[0] for part in body.split())
    short = {name for name in named if " " in body and name.isupper() and name.startswith(letters)}
    return frozenset(name.lower() for name in {body, body.split(" ")[0], *short})
