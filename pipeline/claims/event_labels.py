"""What kind of event a word is in its clause: a start, a further wave, a peak, an easing, an end.

A word alone does not say it: "fell" is the end of a failure where reports fell, its start where traffic did, and what
"came back" may be the service or the trouble.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.claims.attach import cost
from pipeline.claims.event_words import (
    A_COUNT,
    BESIDE,
    EVENTS,
    MOVERS,
    Event,
    clause_start,
    is_again,
    mover_of,
    words_in,
)
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene

_BEGINS_TO = r"(?:beg[aiu]n|start)(?:s|ed|ning|ing)?\s+(?:to\s+)?"
_FALLING = pattern(rf"^(?:{_BEGINS_TO})?{either(words('events', 'falling'))}$")
# "The attacks stopped", not "the fault stopped payments".
_CEASING = pattern(rf"^{either(words('events', 'ceasing'))}$")
_GOES_NO_FURTHER = pattern(
    r"^(?:\s*(?:[.,;:)]|$)|\s+(?:and|but|at|by|around|about|just|shortly|soon|some|early|late|on|in|after|before|until|"
    r"altogether|completely|entirely|abruptly|suddenly|that)\b)"
)
_GONE = pattern(rf"^{either(words('events', 'gone'))}$")
_FIRST_OF = family_pattern("events", "first_of")
_PICKING_UP = pattern(rf"^{either(words('events', 'picking_up'))}$")
_COMING_BACK = pattern(rf"^{either(words('events', 'coming_back'))}$")
# "Began to arrive": reports that do are its start, messages and payments its end.
_STARTS_TO_FLOW = pattern(rf"^{_BEGINS_TO}{either(words('events', 'flowing'))}\b")
# What the words are of each.
_BY_MOVER = (
    (_COMING_BACK, {"reports_move": "eased", "trouble_moves": "wave", "service_moves": "restored"}),
    (_STARTS_TO_FLOW, {"reports_move": "start", "trouble_moves": "start", "service_moves": "eased"}),
    (_PICKING_UP, {"reports_move": "start", "trouble_moves": "start"}),
    (_GONE, {"reports_move": "eased", "trouble_moves": "restored", "service_moves": "start"}),
    (_FALLING, {"reports_move": "eased", "trouble_moves": "eased", "service_moves": "start"}),
)
_REPORTING = pattern(r"\b(?:report|complain|flag|logg|lodg|regist|record|receiv|fil(?:ed|ing))")
_NOT = pattern(r"\b(?:not|n't|never)\s+(?:\w+ly\s+)?(?:been\s+)?$")
_STILL = pattern(r"\bstill\s+(?:\w+\s+){0,2}$")
_TO_NORMAL = pattern(r"^\s+(?:down\s+)?(?:(?:to|near|within|below|under)\b|at\s+(?:their|its|the|a|normal|usual)\b)")
# Reports at their usual level leave an outage behind, service at its usual level ends it.
_USUAL_LEVELS = pattern(r"\b(?:normal|usual)\s+levels?$")
_PARTIAL = family_pattern("events", "partial")
_IN_STAGES = pattern(rf"^,?\s+{either(words('events', 'in_stages'))}\b")
_LETTING_UP = family_pattern("events", "letting_up")
_RECOVERING = family_pattern("events", "recovering")
# "Fixed" before "and services are recovering" is no end yet.
_REPAIRED = pattern(r"^(?:(?:was|is|been|had been)\s+)?(?:fixed|resolved|repaired|put right|corrected)$")
_OF_WRITING = pattern(r"\b(?:writing|publication|press|write|publish|written|published|filed)$")
# "The number hit 1,512", "climbed to 4,163": a figure of that time, no event.
_TO_FIGURE = pattern(r"^\s+(?:(?:to|from|past|above|over|beyond|through)\s+)?(?:an?\s+)?$")
_CEASE = {"trouble_moves": "restored", "reports_move": "eased"}


def label_of(scene: Scene, event: Event, near: Sequence[Event]) -> str | None:
    """What kind of event the words are in their clause; None where they only lead to a figure."""
    mover = mover_of(scene, event)
    if mover == "other_moves":
        return None
    word = words_in(scene, event)
    if mover == "service_moves" and _PICKING_UP.search(word):
        return "eased"
    if event.label == "eased" and mover == "service_moves" and _USUAL_LEVELS.search(word):
        return "restored"
    if event.label in {"start", "surge"} and (is_again(scene, event) or _is_further(scene, event)):
        return "wave"
    if _is_denied(scene, event):
        return "ongoing"
    if _COMING_BACK.search(word) and mover == "trouble_moves" and _is_to_normal(scene, event):
        return "eased"
    if _COMING_BACK.search(word) and mover is None and _has_eased(scene, event):
        return "wave"
    if mover in _CEASE and _CEASING.search(word) and _goes_no_further(scene, event):
        return _CEASE[mover]
    for words_of, labels in _BY_MOVER:
        if mover and words_of.search(word):
            return _whole_or_part(scene, event, labels[mover])
    return _by_kind(scene, event, mover, near)


def _goes_no_further(scene: Scene, event: Event) -> bool:
    return bool(_GOES_NO_FURTHER.search(scene.plain[event.span.end : min(scene.sentence.end, event.span.end + 16)]))


def _is_denied(scene: Scene, event: Event) -> bool:
    """Whether a failure still lasts, or its end has not come: "were still locked out", "was not working again"."""
    before = scene.plain[max(scene.sentence.start, event.span.start - 30) : event.span.start]
    words_of = {"start": _STILL, "eased": _NOT, "restored": _NOT}.get(event.label)
    return words_of is not None and bool(words_of.search(before))


def _by_kind(scene: Scene, event: Event, mover: str | None, near: Sequence[Event]) -> str | None:
    """The label of words that say the same of whatever moves."""
    if event.label == "restored":
        return "eased" if mover == "reports_move" else _whole_or_part(scene, event, "restored")
    if event.label in {"start", "surge"} and mover == "reports_move" and _leads_to_figure(scene, event):
        return None
    if event.label == "surge":
        peaks = (e for e in near if e.label == "peak")
        is_peak = any(cost(scene.plain, event.span, e.span) <= BESIDE for e in peaks)
        first = clause_start(scene, event.span.start)
        is_failing = mover == "trouble_moves" and scene.mentions.cues(MOVERS[mover], first, event.span.start)
        return "peak" if is_peak else "start" if is_failing else "wave"
    if event.label == "ongoing" and _leads_to_figure(scene, event):
        return None
    if event.label == "ongoing" and _OF_WRITING.search(words_in(scene, event)):
        return None if any(n.value >= A_COUNT for n in scene.numbers) else event.label
    is_counted = event.label == "ongoing" or (event.label == "start" and _REPORTING.search(words_in(scene, event)))
    return None if is_counted and _has_count(scene, event) else event.label


def _has_count(scene: Scene, event: Event) -> bool:
    """Whether those that do something are counted, so that the time is their number's: "4,000 reported problems"."""
    first = clause_start(scene, event.span.start)
    return any(first <= n.start < event.span.start and n.value >= A_COUNT for n in scene.numbers)


def _is_further(scene: Scene, event: Event) -> bool:
    """Whether the sentence has told of a first failure, or of "a fresh round" since the time before."""
    first = scene.sentence.start
    if any(cue.end <= event.span.start for cue in scene.cues(_FIRST_OF)):
        return any(c.end <= event.span.start for c in scene.clocks)
    told = next((c.end for c in reversed(scene.clocks) if c.end <= event.span.start), first)
    return any(cue.end <= event.span.start for cue in scene.mentions.cues(EVENTS["wave"], told, event.span.start))


def _is_to_normal(scene: Scene, event: Event) -> bool:
    """Whether what came back is what is usual: "error rates were back to normal"."""
    return bool(_TO_NORMAL.search(scene.plain[event.span.end : event.span.end + 12]))


def _has_eased(scene: Scene, event: Event) -> bool:
    """Whether what "came back" had let up before: "it eased at night and came back on Monday"."""
    return any(cue.end <= event.span.start for cue in scene.cues(_LETTING_UP))


def _leads_to_figure(scene: Scene, event: Event) -> bool:
    after = event.span.end
    number = next((n for n in scene.numbers if n.start >= after), None)
    return number is not None and bool(_TO_FIGURE.search(scene.plain[after : number.start]))


def _whole_or_part(scene: Scene, event: Event, label: str) -> str:
    """ "Eased" for "restored" where only a part is back, or what was repaired only begins to recover."""
    if label != "restored":
        return label
    if scene.mentions.cues(_PARTIAL, clause_start(scene, event.span.start), event.span.end):
        return "eased"
    if _IN_STAGES.search(scene.plain[event.span.end : min(scene.sentence.end, event.span.end + 40)]):
        return "eased"
    word = words_in(scene, event)
    is_recovering = _REPAIRED.search(word) and any(c.start > event.span.end for c in scene.cues(_RECOVERING))
    return "eased" if is_recovering else "restored"
