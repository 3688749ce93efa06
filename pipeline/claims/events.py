"""What happened to the service at a clock time: the words for it nearest to the time, and what they are said of.

A word alone does not say it: "fell" is the end of a failure where reports fell, its start where traffic did, and what
"came back" may be the service or the trouble.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.attach import cost
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

EVENTS = {
    label: family_pattern("events", label)
    for label in ("start", "surge", "wave", "peak", "eased", "restored", "ongoing", "spoken")
}
# What moves, in the order in which a clause that names several is about them: "reports of problems with the app fell".
_MOVERS = {
    kind: family_pattern("events", kind) for kind in ("other_moves", "reports_move", "trouble_moves", "service_moves")
}
# "All apps were working normally this morning": a state, not when they came back.
_STATE = pattern(r"^(?:work|function|operat|runn|load)ing\b")
_PEOPLE = family_pattern("events", "people_move")
_FALLING = pattern(rf"^{either(words('events', 'falling'))}$")
_COMING_BACK = pattern(rf"^{either(words('events', 'coming_back'))}$")
# "Began to arrive": reports that do are its start, messages and payments its end.
_STARTS_TO_FLOW = pattern(rf"^(?:beg[aiu]n|start)(?:s|ed|ning|ing)?\s+(?:to\s+)?{either(words('events', 'flowing'))}\b")
# What the words are of each.
_BY_MOVER = (
    (_COMING_BACK, {"reports_move": "eased", "trouble_moves": "wave", "service_moves": "restored"}),
    (_STARTS_TO_FLOW, {"reports_move": "start", "trouble_moves": "start", "service_moves": "eased"}),
    (_FALLING, {"reports_move": "eased", "trouble_moves": "eased", "service_moves": "start"}),
)
_REPORTING = pattern(r"\b(?:report|complain|flag|logg|fil(?:ed|ing))")
_NOT = pattern(r"\b(?:not|n't|never)\s+(?:\w+ly\s+)?(?:been\s+)?$")
_STILL = pattern(r"\bstill\s+(?:\w+\s+){0,2}$")
_TO_NORMAL = pattern(r"^\s+(?:down\s+)?(?:to|near|within|below|under)\b")
_PARTIAL = family_pattern("events", "partial")
_LETTING_UP = family_pattern("events", "letting_up")
_AGAIN = family_pattern("events", "again")
_ABOUT = family_pattern("events", "about_outage")
# "The game starts at noon" has one of these too.
_WEAK = pattern(rf"^{either(words('events', 'weak'))}$")
_FAILING = family_pattern("durations", "failing")
_RECOVERING = family_pattern("events", "recovering")
_CLAUSE_START = pattern(r"(?:[,;:]\s|\(|\b(?:and|but|while|as|when|before|after|that|which|until|where)\b)")
# "people reporting problems as of 9.52": when they were counted, not when it began.
_APPROXIMATE = either(words("clock", "approximate"))
_AS_OF = pattern(rf"\bas\s+(?:of|at)\s+(?:{_APPROXIMATE}\s+)?$")
_LEAD = pattern(rf"\b{_APPROXIMATE}\s+$")
# "40,000 at 10 a.m., before the tally slid": what comes after "before" was later; "it was noon before …" was then.
_BEFORE = pattern(r"\b(?:before|only to|only for)\b")
_IT_WAS = pattern(r"\b(?:it\s+was|not\s+until|took\s+until)\s+(?:\w+\s+)?$")
_OTHER_SUBJECT = pattern(
    rf"\b{either(words('events', 'other_subjects'))}\s+(?:(?:about|on|over|at|in|with|for)\s+(?:\w+\s+){{1,3}})?"
    r"(?:\w+\s+){0,2}?$"
)
# "Fixed" before "and services are recovering" is no end yet.
_REPAIRED = pattern(r"^(?:(?:was|is|been|had been)\s+)?(?:fixed|resolved|repaired|put right|corrected)$")
# "It spoke at 9 a.m., two hours after the app failed".
_SHIFTED = pattern(r"\b(?:minutes?|hours?|days?|weeks?)\s+(?:after|before|earlier|since)\b")
# "An update was sent out to fix it".
_TO_MEND = pattern(r"^[^,;]{0,25}?\sto\s+(?:fix|restore|resolve|mend|undo|reverse|address|mitigate|repair|stop)\b")
_FIRST_PERSON = pattern(r"\b(?-i:I|I'm|I've|my|My)\s")
_INFINITIVE = pattern(r"^(?:start|begin)(?:s|ning|ing)?$")
_BY = pattern(rf"\bby\s+(?:{_APPROXIMATE}\s+)?$")
_BARE = pattern(r"(?:\bbe\s+(?:\w+\s)?\w{0,3}|\sbe\s)$")
_PLANNED = family_pattern("events", "planned")
# "The number hit 1,512", "climbed to 4,163": a figure of that time, no event.
_TO_FIGURE = pattern(r"^\s+(?:(?:to|from|past|above|over|beyond|through)\s+)?(?:an?\s+)?$")
# Farther than this (see attach.cost) an event is another time's.
_NEAR = 110
_ALONE_NEAR = 145
_BESIDE = 45  # within which "again" or "peak" says what kind of event it is
_BETWEEN = 18  # the same, whatever stands between
_PART_NEAR = 70
_UNBOUND = 1000
_A_COUNT = 20  # smaller numbers are rarely counts of reports


class Event(NamedTuple):
    """
    Something that happened.

    price  How far its words are from the time that it is looked up for (see attach.cost).
    """

    label: str
    span: Span
    price: int


def event_at(scene: Scene, clock: ClockTime) -> Event | None:
    """The event of a time, refined by what it is said of; None where there is none, or only something said."""
    near = _near(scene, clock)
    if not near or near[0].label == "spoken":
        near = _reported(scene, clock)
    if not near:
        return None
    best = _whole(near)
    if _is_ruled_out(scene, clock, best) or _is_beyond_figure(scene, clock, best):
        return None
    label = _label(scene, best, near)
    return best._replace(label=label) if label else None


def has_event(scene: Scene, start: int, end: int) -> bool:
    """Whether something happens in a part of the sentence."""
    return any(scene.mentions.cues(words_of, start, end) for words_of in EVENTS.values())


def failing(scene: Scene) -> list[Span]:
    """Where the sentence says that something fails, but for the names of trackers ("Aussie Outages")."""
    return [c for c in scene.cues(_FAILING) if not any(c.overlaps(tracker) for tracker in scene.trackers)]


def is_planned_before(scene: Scene, position: int) -> bool:
    """Whether what follows is only planned or hoped for, as its clause says before it."""
    first = _clause_start(scene, position)
    if _BARE.search(scene.plain[max(scene.sentence.start, position - 12) : position + 3]):
        return True
    return any(cue.start < position and first < cue.end for cue in scene.cues(_PLANNED))


def _near(scene: Scene, clock: ClockTime) -> list[Event]:
    """The events within reach of a time, the nearest first, of those as near the longest words first."""
    limits = [c for c in scene.clocks if c is not clock]
    reach = _reach(scene, clock)
    found = (
        Event(label, cue, _price(scene, clock, cue, limits))
        for label, words_of in EVENTS.items()
        for cue in scene.cues(words_of)
    )
    near = (e for e in found if e.price <= reach and not _is_anothers(scene, clock, e, limits))
    return sorted(near, key=lambda e: (e.price, e.span.start - e.span.end))


def _whole(near: Sequence[Event]) -> Event:
    """Of the words that overlap with the nearest, the longest: "started loading again" rather than "loading again"."""
    first = near[0]
    alike = [e for e in near if e.label != "spoken" and e.span.overlaps(first.span)]
    return max(alike, key=lambda e: e.span.end - e.span.start)._replace(price=first.price)


def _reported(scene: Scene, clock: ClockTime) -> list[Event]:
    """What was said at a time to be over: "At 4:16 p.m. it said that it had found the cause, and was recovering"."""
    if len(scene.clocks) > 1 or clock.is_part_of_day or not scene.statements:
        return []
    said = max(clock.end, scene.statements[0].end)
    return [
        Event(label, cue, cue.start - clock.end)
        for label in ("eased", "restored")
        for cue in scene.cues(EVENTS[label])
        if cue.start > said
    ]


def _is_ruled_out(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether an event is not of the outage, not of this time, or only planned."""
    if clock.is_part_of_day and _only_sets_scene(scene, event):
        return True
    if _SHIFTED.search(scene.plain[min(clock.end, event.span.end) : max(clock.start, event.span.start)]):
        return True
    if scene.plain[event.span.end : event.span.end + 1] == "-":  # "fixed-line", "start-up"
        return True
    lead = scene.plain[max(scene.sentence.start, clock.start - 20) : clock.start]
    if event.label == "surge" and event.span.end < clock.start and _BY.search(lead):
        return True
    if event.label == "start":
        after = scene.plain[event.span.end : min(scene.sentence.end, event.span.end + 40)]
        is_other = _AS_OF.search(lead) or _TO_MEND.search(after) or _is_told_by_one(scene, clock)
        return bool(is_other) or not _is_about(scene, event) or _is_yet_to_start(scene, event)
    return event.label in {"restored", "eased"} and is_planned_before(scene, event.span.start)


def _is_told_by_one(scene: Scene, clock: ClockTime) -> bool:
    """Whether a time is when one person met the outage: "I tried to pay at 9 a.m. and the card was declined"."""
    return bool(_FIRST_PERSON.search(scene.plain[_clause_start(scene, clock.start) : clock.start]))


def _only_sets_scene(scene: Scene, event: Event) -> bool:
    """Whether a part of the day is no more than when people met the outage: "users were locked out in the morning"."""
    if event.label == "ongoing" or not (scene.has(_ABOUT) or _mover(scene, event)):
        return True
    if event.label == "eased":
        return _mover(scene, event) == "reports_move"
    if event.label == "restored":
        return bool(_STATE.search(_words(scene, event)))
    clause = _clause_start(scene, event.span.start), event.span.start
    return event.label == "start" and bool(scene.mentions.cues(_PEOPLE, *clause))


def _is_yet_to_start(scene: Scene, event: Event) -> bool:
    """Whether a start is announced: "downtime is due to start at 2 a.m."."""
    word = _words(scene, event)
    return bool(_INFINITIVE.search(word)) and is_planned_before(scene, event.span.start)


def _is_beyond_figure(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether a time is that of a figure before it and the event another clause's: "8,400 at 9 a.m., with …"."""
    if event.label == "peak" or event.span.start < clock.end:
        return False
    if not _CLAUSE_START.search(scene.plain[clock.end : event.span.start]):
        return False
    first = _clause_start(scene, clock.start)
    return any(first <= number.start < clock.start and number.value >= _A_COUNT for number in scene.numbers)


def _is_about(scene: Scene, event: Event) -> bool:
    """Whether what starts is the outage: a weak word ("start", "began") needs something that fails, or "the second"."""
    if not _WEAK.search(_words(scene, event)):
        return True
    if _OTHER_SUBJECT.search(scene.plain[max(scene.sentence.start, event.span.start - 40) : event.span.start]):
        return False
    return bool(_mover(scene, event) or scene.has(_ABOUT) or scene.has(_AGAIN) or failing(scene))


def _reach(scene: Scene, clock: ClockTime) -> int:
    """How far an event may be: an entry of a timeline is its time's all along, a sentence with one time nearly so."""
    if clock.is_part_of_day:
        return _PART_NEAR
    if len(scene.clocks) > 1:
        return _NEAR
    return _UNBOUND if scene.context.is_timeline and clock.start - scene.sentence.start <= 3 else _ALONE_NEAR


def _price(scene: Scene, clock: ClockTime, cue: Span, limits: Sequence[ClockTime]) -> int:
    """Distance, and more where another time stands between."""
    lead = _LEAD.search(scene.plain[max(scene.sentence.start, clock.start - 24) : clock.start])
    time = Span(start=clock.start - (len(lead.group()) if lead else 0), end=clock.end)
    low, high = min(clock.end, cue.end), max(clock.start, cue.start)
    crossed = sum(1 for other in limits if low <= other.start and other.end <= high)
    crossed += scene.plain.count(";", low, high)
    is_before = clock.end <= cue.start and _BEFORE.search(scene.plain[clock.end : cue.start])
    said_until = _IT_WAS.search(scene.plain[max(scene.sentence.start, clock.start - 20) : clock.start])
    if is_before and said_until:
        return 0
    return cost(scene.plain, time, cue) + 50 * crossed + (_NEAR if is_before else 0)


def _is_anothers(scene: Scene, clock: ClockTime, event: Event, limits: Sequence[ClockTime]) -> bool:
    """Whether another time in the clause of an event has it: "1,105 at 9am and reached a high at 9.37am"."""
    after = event.span.start >= clock.end
    low, high = (clock.end, event.span.start) if after else (event.span.end, clock.start)
    if not _CLAUSE_START.search(scene.plain[low:high]):
        return False
    return any(
        (other.start >= event.span.end if after else low <= other.start < high)
        and cost(scene.plain, other, event.span) < event.price
        and other.is_part_of_day <= clock.is_part_of_day
        and (after or _CLAUSE_START.search(scene.plain[other.end : clock.start]))
        for other in limits
    )


def _label(scene: Scene, event: Event, near: Sequence[Event]) -> str | None:
    """What kind of event the words are in their clause; None where they only lead to a figure."""
    mover = _mover(scene, event)
    if mover == "other_moves":
        return None
    if event.label in {"start", "surge"} and _is_again(scene, event):
        return "wave"
    if _is_denied(scene, event):
        return "ongoing"
    word = _words(scene, event)
    if _COMING_BACK.search(word) and mover == "trouble_moves" and _is_to_normal(scene, event):
        return "eased"
    if _COMING_BACK.search(word) and mover is None and _has_eased(scene, event):
        return "wave"
    for words_of, labels in _BY_MOVER:
        if mover and words_of.search(word):
            return _whole_or_part(scene, event, labels[mover])
    return _by_kind(scene, event, mover, near)


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
        is_peak = any(cost(scene.plain, event.span, e.span) <= _BESIDE for e in peaks)
        first = _clause_start(scene, event.span.start)
        is_failing = mover == "trouble_moves" and scene.mentions.cues(_MOVERS[mover], first, event.span.start)
        return "peak" if is_peak else "start" if is_failing else "wave"
    if event.label == "ongoing" and _leads_to_figure(scene, event):
        return None
    is_counted = event.label == "ongoing" or (event.label == "start" and _REPORTING.search(_words(scene, event)))
    return None if is_counted and _has_count(scene, event) else event.label


def _has_count(scene: Scene, event: Event) -> bool:
    """Whether those that do something are counted, so that the time is their number's: "4,000 reported problems"."""
    first = _clause_start(scene, event.span.start)
    return any(first <= n.start < event.span.start and n.value >= _A_COUNT for n in scene.numbers)


def _words(scene: Scene, event: Event) -> str:
    return scene.plain[event.span.start : event.span.end]


def _is_again(scene: Scene, event: Event) -> bool:
    """Whether it had happened before: "a second, larger outage struck"."""
    return any(
        cost(scene.plain, event.span, again) <= _BESIDE or 0 <= event.span.start - again.end <= _BETWEEN
        for again in scene.cues(_AGAIN)
    )


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


def _mover(scene: Scene, event: Event) -> str | None:
    """What goes up, down or comes back: what its clause names before it, else the clauses before; None for "it"."""
    end = event.span.start
    for start in (*reversed(_clause_starts(scene, end)), scene.sentence.start):
        for kind, words_of in _MOVERS.items():
            if scene.mentions.cues(words_of, start, end):
                return kind
        if any(start <= name.start < end for name in scene.platforms):
            return "service_moves"
        end = start
    return None


def _clause_start(scene: Scene, position: int) -> int:
    """Where the clause that a place in the sentence stands in begins."""
    return (scene.sentence.start, *_clause_starts(scene, position))[-1]


def _clause_starts(scene: Scene, position: int) -> tuple[int, ...]:
    """Where the clauses before a place begin, but for the sentence's first."""
    return tuple(cue.end for cue in scene.cues(_CLAUSE_START) if cue.end <= position)


def _whole_or_part(scene: Scene, event: Event, label: str) -> str:
    """ "Eased" for "restored" where only a part is back, or what was repaired only begins to recover."""
    if label != "restored":
        return label
    if scene.mentions.cues(_PARTIAL, _clause_start(scene, event.span.start), event.span.start):
        return "eased"
    word = _words(scene, event)
    is_recovering = _REPAIRED.search(word) and any(c.start > event.span.end for c in scene.cues(_RECOVERING))
    return "eased" if is_recovering else "restored"
