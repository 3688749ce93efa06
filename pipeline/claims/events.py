"""What happened to the service at a clock time: the words for it nearest to the time, and what they are said of.

A word alone does not say it: "fell" is the end of a failure where reports fell, its start where traffic did, and what
"came back" may be the service or the trouble.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.claims.attach import cost
from pipeline.claims.event_labels import label_of
from pipeline.claims.event_words import (
    A_COUNT,
    AGAIN,
    CLAUSE_START,
    EVENTS,
    Event,
    clause_start,
    is_again,
    mover_of,
    words_in,
)
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

# "All apps were working normally this morning": a state, not when they came back.
_STATE = pattern(
    r"^(?:(?:work|function|operat|runn|load)ing|available|accessible|reachable|usable|operational|functional)\b"
)
_PEOPLE = family_pattern("events", "people_move")
_APPROXIMATE = either(words("clock", "approximate"))
# "It took until 5:44 a.m. to say that it was aware".
_TO_SPEAK = pattern(rf"^,?\s+to\s+{either(words('events', 'speaking'))}\b")
# "Fell from 14,000 at 9 a.m. to 500 at noon": the first time is the first figure's.
_FROM_FIGURE = pattern(
    rf"\bfrom\s+(?:[a-z]+\s+){{0,3}}[\d.,]+\s+(?:[a-z]+\s+)?(?:at|by|around)\s+(?:{_APPROXIMATE}\s+)?$"
)
_FIGURE_AT = pattern(rf"^\s+(?:at|by|as of|around)\s+(?:{_APPROXIMATE}\s+)?$")
_ABOUT = family_pattern("events", "about_outage")
# "The game starts at noon" has one of these too.
_WEAK = pattern(rf"^{either(words('events', 'weak'))}$")
_FAILING = family_pattern("durations", "failing")
# "people reporting problems as of 9.52": when they were counted, not when it began.
_AS_OF = pattern(rf"\bas\s+(?:of|at)\s+(?:{_APPROXIMATE}\s+)?$")
_LEAD = pattern(rf"\b{_APPROXIMATE}\s+$")
# "40,000 at 10 a.m., before the tally slid": what comes after "before" was later; "it was noon before …" was then.
_BEFORE = pattern(r"\b(?:before|only to|only for)\b")
_IT_WAS = pattern(r"\b(?:it\s+was|not\s+until|took\s+until)\s+(?:\w+\s+)?$")
_OTHER_SUBJECT = pattern(
    rf"\b{either(words('events', 'other_subjects'))}\s+(?:(?:about|on|over|at|in|with|for)\s+(?:\w+\s+){{1,3}})?"
    r"(?:\w+\s+){0,2}?$"
)
# "It stumbled from dawn into the afternoon".
_INTO = pattern(r"\b(?:into|through|throughout|until|till|all)\s+(?:the\s+)?$")
_PART_OF = pattern(r"\bfor\s+(?:part|much|most|all|some|half)\s+of\s+(?:\w+\s+)?$")
_AFTER_A = pattern(r"\b(?:after|following)\s+(?:an?|the|its|their)\s")
# "It spoke at 9 a.m., two hours after the app failed".
_SHIFTED = pattern(r"\b(?:minutes?|hours?|days?|weeks?)\s+(?:after|before|earlier|since)\b")
# "It shut down the router that was at fault": that was the remedy.
_CULPRIT = pattern(r"^\s+(?:the|that|this)\s+(?:\w+\s+)?(?:router|machine|setting|feature|culprit|offender)\b")
# "An update was sent out to fix it".
_TO_MEND = pattern(
    r"^(?:\s+(?:an?|the|its|their|another|this))?(?:\s+\w+)?\s+(?:fix(?:es)?|patch(?:es)?|remed(?:y|ies)|workaround|mitigations?|hotfix|solution|cure|rollback)\b|^[^,;]{0,25}?\sto\s+(?:fix|restore|resolve|mend|undo|reverse|address|mitigate|repair|stop)\b"
)
_FIRST_PERSON = pattern(r"\b(?-i:I|I'm|I've|my|My)\s")
_INFINITIVE = pattern(r"^(?:start|begin)(?:s|ning|ing)?$")
_BY = pattern(rf"\bby\s+(?:{_APPROXIMATE}\s+)?$")
_BARE = pattern(r"(?:\bbe\s+(?:\w+\s)?\w{0,3}|\sbe\s)$")
_PLANNED = family_pattern("events", "planned")
# Farther than this (see attach.cost) an event is another time's.
_NEAR = 110
_ALONE_NEAR = 145
_PART_NEAR = 70
_UNBOUND = 1000
_FIRST_TIMES = 3  # of a passage: enough to see whether one was told before


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
    label = label_of(scene, best, near)
    if label == "wave" and best.label == "surge" and not clock.is_part_of_day and not _has_begun(scene, best, clock):
        label = "start"
    if label == "start" and _is_surge(near, best) and any(c.end < clock.start for c in scene.clocks):
        label = "wave"
    return best._replace(label=label) if label else None


def _is_surge(near: Sequence[Event], event: Event) -> bool:
    """Whether words that can begin an outage can be a further rise too, as behind a time in the same sentence."""
    return any(e.label == "surge" and e.span == event.span for e in near)


def has_event(scene: Scene, start: int, end: int) -> bool:
    """Whether something happens in a part of the sentence."""
    return any(scene.mentions.cues(words_of, start, end) for words_of in EVENTS.values())


def failing(scene: Scene) -> list[Span]:
    """Where the sentence says that something fails, but for the names of trackers ("Aussie Outages")."""
    return [c for c in scene.cues(_FAILING) if not any(c.overlaps(tracker) for tracker in scene.trackers)]


def is_planned_before(scene: Scene, position: int) -> bool:
    """Whether what follows is only planned or hoped for, as its clause says before it."""
    first = clause_start(scene, position)
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
    if clock.is_part_of_day and (
        _only_sets_scene(scene, event) or _runs_into(scene, clock, event) or _is_of_something(scene, clock, event)
    ):
        return True
    if _SHIFTED.search(scene.plain[min(clock.end, event.span.end) : max(clock.start, event.span.start)]):
        return True
    if scene.plain[event.span.end : event.span.end + 1] == "-":  # "fixed-line", "start-up"
        return True
    lead = scene.plain[max(scene.sentence.start, clock.start - 20) : clock.start]
    if _TO_SPEAK.search(scene.plain[clock.end : min(scene.sentence.end, clock.end + 60)]):
        return True
    if event.label != "peak" and _FROM_FIGURE.search(
        scene.plain[max(scene.sentence.start, clock.start - 60) : clock.start]
    ):
        return True
    if event.label == "surge" and event.span.end < clock.start and _BY.search(lead):
        return True
    if event.label == "start":
        after = scene.plain[event.span.end : min(scene.sentence.end, event.span.end + 40)]
        is_other = (
            _AS_OF.search(lead) or _TO_MEND.search(after) or _CULPRIT.search(after) or _is_told_by_one(scene, clock)
        )
        return bool(is_other) or not _is_about(scene, event) or _is_yet_to_start(scene, event)
    return event.label in {"restored", "eased"} and is_planned_before(scene, event.span.start)


def _is_told_by_one(scene: Scene, clock: ClockTime) -> bool:
    """Whether a time is when one person met the outage: "I tried to pay at 9 a.m. and the card was declined"."""
    return bool(_FIRST_PERSON.search(scene.plain[clause_start(scene, clock.start) : clock.start]))


def _only_sets_scene(scene: Scene, event: Event) -> bool:
    """Whether a part of the day is no more than when people met the outage: "users were locked out in the morning"."""
    if event.label == "ongoing" or not (scene.has(_ABOUT) or mover_of(scene, event)):
        return True
    if event.label == "eased":
        return mover_of(scene, event) == "reports_move"
    if event.label == "restored":
        return bool(_STATE.search(words_in(scene, event)))
    clause = clause_start(scene, event.span.start), event.span.start
    return event.label == "start" and bool(scene.mentions.cues(_PEOPLE, *clause))


def _is_of_something(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether a part of the day only dates a thing: "Friday night's show", "well after a fault on Monday night"."""
    before = scene.plain[max(scene.sentence.start, clock.start - 30) : clock.start]
    if scene.plain.startswith("'s", clock.end) or _PART_OF.search(before):
        return True
    return event.span.end <= clock.start and bool(_AFTER_A.search(scene.plain[event.span.end : clock.start]))


def _runs_into(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether what began went on to that part of the day: "stumbled from dawn into the afternoon"."""
    before = scene.plain[max(scene.sentence.start, clock.start - 20) : clock.start]
    return event.label in {"start", "wave", "peak"} and bool(_INTO.search(before))


def _is_yet_to_start(scene: Scene, event: Event) -> bool:
    """Whether a start is announced: "downtime is due to start at 2 a.m."."""
    word = words_in(scene, event)
    return bool(_INFINITIVE.search(word)) and is_planned_before(scene, event.span.start)


def _is_beyond_figure(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether a time is that of a figure before it and the event another clause's: "8,400 at 9 a.m., with …"."""
    if event.label == "peak":
        return False
    if event.span.start < clock.end:
        return _is_figures_own(scene, clock, event)
    if not CLAUSE_START.search(scene.plain[clock.end : event.span.start]):
        return False
    first = clause_start(scene, clock.start)
    return any(first <= number.start < clock.start and number.value >= A_COUNT for number in scene.numbers)


def _is_figures_own(scene: Scene, clock: ClockTime, event: Event) -> bool:
    """Whether a time stands right after a figure of another clause: "in the first round, it was 26,000 at 8"."""
    counts = (n for n in scene.numbers if event.span.end <= n.start < clock.start and n.value >= A_COUNT)
    number = next((n for n in counts if _FIGURE_AT.search(scene.plain[n.end : clock.start])), None)
    return number is not None and bool(CLAUSE_START.search(scene.plain[event.span.end : number.start]))


def _is_about(scene: Scene, event: Event) -> bool:
    """Whether what starts is the outage: a weak word ("start", "began") needs something that fails, or "the second"."""
    if not _WEAK.search(words_in(scene, event)):
        return True
    if _OTHER_SUBJECT.search(scene.plain[max(scene.sentence.start, event.span.start - 40) : event.span.start]):
        return False
    return bool(mover_of(scene, event) or scene.has(_ABOUT) or scene.has(AGAIN) or failing(scene))


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
    if not CLAUSE_START.search(scene.plain[low:high]):
        return False
    if not after and ";" in scene.plain[low:high] and _opens_entry(scene, event, limits):
        return True
    return any(
        (other.start >= event.span.end if after else low <= other.start < high)
        and cost(scene.plain, other, event.span) < event.price
        and other.is_part_of_day <= clock.is_part_of_day
        and (after or CLAUSE_START.search(scene.plain[other.end : clock.start]))
        for other in limits
    )


def _opens_entry(scene: Scene, event: Event, limits: Sequence[ClockTime]) -> bool:
    """Whether a time before an event opens its entry: "13:37 connection lost; 13:50 engineers called"."""
    before = next((c for c in reversed(limits) if c.end <= event.span.start), None)
    return before is not None and ";" not in scene.plain[before.end : event.span.start]


def _has_begun(scene: Scene, event: Event, clock: ClockTime) -> bool:
    """Whether the sentence says so, or an earlier time was told, so that a surge is a further one."""
    return is_again(scene, event) or any(
        c.end <= clock.start and not c.is_part_of_day for c in scene.mentions.clocks[:_FIRST_TIMES]
    )
