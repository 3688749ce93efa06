"""The words for what happens to a service, what they are said of, and the clauses that they stand in."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.claims.attach import cost
from pipeline.claims.lexicon import family_pattern, pattern
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

EVENTS = {
    label: family_pattern("events", label)
    for label in ("start", "surge", "wave", "peak", "eased", "restored", "ongoing", "spoken")
}
# What moves, in the order in which a clause that names several is about them: "reports of problems with the app fell".
MOVERS = {
    kind: family_pattern("events", kind) for kind in ("other_moves", "reports_move", "trouble_moves", "service_moves")
}
AGAIN = family_pattern("events", "again")
CLAUSE_START = pattern(
    r"(?:[,;:]\s|[a-z]{2}[.!?]\s|\(|\b(?:and|but|while|as|when|before|after|that|which|until|where)\b)"
)
_WHICH = pattern(r",?\s+(?:which|that)\s+(?:had\s+|has\s+|have\s+|then\s+)?$")
_LONGEST_NOUN = 40
BESIDE = 45  # within which "again" or "peak" says what kind of event it is
_BETWEEN = 18  # the same, whatever stands between
A_COUNT = 20  # smaller numbers are rarely counts of reports


class Event(NamedTuple):
    """
    Something that happened.

    price  How far its words are from the time that it is looked up for (see attach.cost).
    """

    label: str
    span: Span
    price: int


def words_in(scene: Scene, event: Event) -> str:
    """The words of an event."""
    return scene.plain[event.span.start : event.span.end]


def is_again(scene: Scene, event: Event) -> bool:
    """Whether it had happened before: "a second, larger outage struck"."""
    return any(
        cost(scene.plain, event.span, again) <= BESIDE or 0 <= event.span.start - again.end <= _BETWEEN
        for again in scene.cues(AGAIN)
    )


def mover_of(scene: Scene, event: Event) -> str | None:
    """What goes up, down or comes back: what its clause names before it, else the clauses before; None for "it"."""
    end = event.span.start
    if antecedent := _antecedent(scene, end):
        return antecedent
    for start in (*reversed(_clause_starts(scene, end)), scene.sentence.start):
        if kind := mover_between(scene, start, end):
            return kind
        end = start
    return None


def _antecedent(scene: Scene, position: int) -> str | None:
    """What "which" means right before a verb: the noun that it stands behind, "trouble with the site, which fell"."""
    before = _WHICH.search(scene.plain[max(scene.sentence.start, position - _LONGEST_NOUN) : position])
    if before is None:
        return None
    which = position - len(before.group())
    found = ((cue.end, kind) for kind, words_of in MOVERS.items() for cue in scene.cues(words_of) if cue.end <= which)
    named = ((p.end, "service_moves") for p in scene.platforms if p.end <= which)
    near = [(end, kind) for end, kind in (*found, *named) if which - end <= 1]
    return max(near)[1] if near else None


def mover_between(scene: Scene, start: int, end: int) -> str | None:
    """What a part of the sentence names of what goes up, down or comes back: a platform is a service."""
    for kind, words_of in MOVERS.items():
        if scene.mentions.cues(words_of, start, end):
            return kind
    return "service_moves" if any(start <= name.start < end for name in scene.platforms) else None


def clause_start(scene: Scene, position: int) -> int:
    """Where the clause that a place in the sentence stands in begins."""
    return (scene.sentence.start, *_clause_starts(scene, position))[-1]


def _clause_starts(scene: Scene, position: int) -> tuple[int, ...]:
    """Where the clauses before a place begin, but for the sentence's first."""
    return tuple(cue.end for cue in scene.cues(CLAUSE_START) if cue.end <= position)
