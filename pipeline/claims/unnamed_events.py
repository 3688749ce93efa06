"""What happened at a clock time in words that no list has: told by whose verb it is and by the order of the times.

"The lines had keeled at ten": a service did something at the first time that the article tells, so that it failed
then; what it did "by" a later time, or "again", is that it recovered.
"""

from __future__ import annotations

from pipeline.claims.event_words import Event, mover_between
from pipeline.claims.events import failing, is_planned_before
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_CLAUSE = pattern(r"[,;:]\s|\(|\b(?:and|but|while|as|when|before|after|that|which|until|where|because|who)\b")
# A verb of the past, in the forms that English has for it.
_VERB = pattern(rf"\b(?:[a-z]{{2,}}ed|{either(words('events', 'past_verbs'))})\b", is_cased=True)
_AT = pattern(r"\b(?:at|around|about|from|since|shortly|just|a\s+\w+\s+(?:before|after|past))\s+(?:[a-z]+\s+){0,2}$")
_BY = pattern(r"\bby\s+(?:[a-z]+\s+){0,2}$")
_AGAIN = family_pattern("events", "well_again")
_TOLD = family_pattern("events", "spoken")
# "The exchange opened at 9 a.m." tells of its hours.
_OPENED = pattern(r"\b(?:open(?:ed|s)?|launched|released|debuted|listed|rang)\b")
_OTHER_HOURS = family_pattern("events", "other_hours")
_ENDS = {"service_moves": "restored", "trouble_moves": "restored", "reports_move": "eased"}
_FIRST_TIMES = 3  # of a passage: enough to see whether one was told before
_LONGEST = 90  # characters of a clause before its time
_A_COUNT = 20


def unnamed_event(scene: Scene, clock: ClockTime) -> Event | None:
    """The start or the end that a clause without a known word tells of; None where it is not a service's."""
    if clock.is_part_of_day or scene.money or scene.percents or scene.sentence.kind != "prose":
        return None
    first = _clause_start(scene, clock)
    clause = scene.plain[first : clock.start]
    mover = mover_between(scene, first, clock.start)
    if (
        len(clause) > _LONGEST
        or mover not in _ENDS
        or _OPENED.search(clause)
        or not _VERB.search(clause)
        or _is_aside(scene, first, clock)
    ):
        return None
    label = _label(scene, first, clock, mover)
    return Event(label, Span(start=first, end=clock.start), 0) if label else None


def _is_aside(scene: Scene, first: int, clock: ClockTime) -> bool:
    """Whether the clause is about a figure, what somebody says, opening hours or plans."""
    if any(first <= n.start < clock.start and n.value >= _A_COUNT for n in scene.numbers):
        return True
    if any(first <= s.start < clock.end + _LONGEST for s in scene.statements if s.end > first):
        return True
    return scene.has(_TOLD) or scene.has(_OTHER_HOURS) or is_planned_before(scene, clock.start)


def _label(scene: Scene, first: int, clock: ClockTime, mover: str) -> str | None:
    lead = scene.plain[first : clock.start]
    is_first = not any(c.end <= clock.start and not c.is_part_of_day for c in scene.mentions.clocks[:_FIRST_TIMES])
    if _BY.search(lead):
        fails = any(first <= cue.start < clock.start for cue in failing(scene))
        return None if fails or (is_first and mover == "reports_move") else _ENDS[mover]
    if not _AT.search(lead):
        return None
    if scene.mentions.cues(_AGAIN, first, clock.start):
        return _ENDS[mover]
    return "start" if is_first else None


def _clause_start(scene: Scene, clock: ClockTime) -> int:
    ends = [cue.end for cue in scene.cues(_CLAUSE) if cue.end < clock.start - 3]
    start = ends[-1] if ends else scene.sentence.start
    return start + len(scene.plain[start : clock.start]) - len(scene.plain[start : clock.start].lstrip())
