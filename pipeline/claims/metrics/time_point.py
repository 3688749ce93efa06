"""When it began, came back, peaked, eased, ended: the clock times of a sentence and what happened at each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.metrics.report_count import find_counts
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_EVENTS = {
    label: family_pattern("events", label)
    for label in ("start", "surge", "wave", "peak", "eased", "restored", "ongoing", "spoken")
}
_REPORTS = family_pattern("figures", "reports")
_AGAIN = family_pattern("events", "again")
_ABOUT = family_pattern("events", "about_outage")
_APPROXIMATE = either(words("clock", "approximate"))
# "The game starts at noon" has one of these too.
_WEAK = pattern(rf"^{either(words('events', 'weak'))}$")
_SINCE = pattern(rf"\b(?:from|since)\s+(?:{_APPROXIMATE}\s+)?$")
_LASTED = pattern(r"\b(?:last(?:ed|ing)|ran|stretched|spanned|extended)\b")
_RECOVERING = family_pattern("events", "recovering")
_SINCE_DAY = pattern(
    rf"\bsince\s+(?:(?:early|late)\s+)?(?:on\s+)?(?:{either(words('days', 'weekdays'))}\s+)?(?:the\s+)?$"
)
_FAILING = family_pattern("durations", "failing")
_INTERVAL = pattern(
    rf"^\s*(?:[A-Z]\w+\s+|on\s+\w+(?:\s+\d+)?\s+)?(?:-|to|until|till|through|and)\s+(?:{_APPROXIMATE}\s+)?$"
)
_AND = pattern(r"^,?\s+(?:and|or)\s+(?:(?:in|during)\s+)?(?:the\s+)?$")
# "people reporting problems as of 9.52": when they were counted, not when it began.
_AS_OF = pattern(rf"\bas\s+(?:of|at)\s+(?:{_APPROXIMATE}\s+)?$")
_LEAD = pattern(rf"\b{_APPROXIMATE}\s+$")
_TIMELINE = family_pattern("events", "timeline")
_SEPARATOR = pattern(r"^\)?\s*[-:|]")
# "40,000 at 10 a.m., before the tally slid": what comes after "before" was later; "it was noon before …" was then.
_BEFORE = pattern(r"\b(?:before|only to|only for)\b")
_IT_WAS = pattern(r"\b(?:it\s+was|not\s+until|took\s+until)\s+(?:\w+\s+)?$")
_OTHER_SUBJECT = pattern(
    rf"\b{either(words('events', 'other_subjects'))}\s+(?:(?:about|on|over|at|in|with|for)\s+(?:\w+\s+){{1,3}})?"
    r"(?:\w+\s+){0,2}?$"
)
# "Fixed" before "and services are recovering" is no end yet.
_REPAIRED = pattern(r"^(?:(?:was|is|been|had been)\s+)?(?:fixed|resolved|repaired|put right|corrected)$")
_PLANNED = pattern(rf"\b{either(words('events', 'planned'))}(?:\s+\w+)?\s+$")
_FROM = pattern(rf"\b(?:from|between)\s+(?:{_APPROXIMATE}\s+)?$")
# Farther than this (see attach.cost) an event is another time's.
_NEAR = 110
_ALONE_NEAR = 145
_BESIDE = 45  # within which "again" or "peak" says what kind of event it is
_PART_NEAR = 60
_SUBJECT_GAP = 12


class _Event(NamedTuple):
    label: str
    span: Span
    price: int


def read(scene: Scene) -> Iterator[Draft]:
    """The times of a sentence that something happened at."""
    if not scene.clocks:
        return
    ends = _interval_ends(scene)
    event: _Event | None = None
    for n, clock in enumerate(scene.clocks):
        if _is_stamp(scene, clock):
            continue
        label, quote = ends.get(clock.start, (None, None))
        rule = "interval"
        if label is None:
            shared = event if n and _is_joined(scene, scene.clocks[n - 1], clock) else None
            event = _event(scene, clock) or _since(scene, clock) or shared
            if event is None:
                continue
            if clock.is_part_of_day and _is_told_exactly(scene, event):
                continue
            label, quote, rule = event.label, event.span, event.label
        yield _draft(scene, clock, label, quote or clock, rule)


def _is_joined(scene: Scene, one: ClockTime, other: ClockTime) -> bool:
    """Whether two parts of the day are named together: "in the afternoon and evening"."""
    is_vague = one.is_part_of_day and other.is_part_of_day
    return is_vague and bool(_AND.search(scene.plain[one.end : other.start]))


def _is_told_exactly(scene: Scene, event: _Event) -> bool:
    """Whether the sentence gives the hour of what it also puts in a part of the day: "on Friday night at 7.15 p.m."."""
    exact = (_event(scene, clock) for clock in scene.clocks if not clock.is_part_of_day)
    return any(other is not None and other.span == event.span for other in exact)


def opens_timeline(scene: Scene) -> bool:
    """Whether a heading or a sentence introduces a list of times: "Timeline (UTC)", "Here's the sequence."."""
    return bool(scene.mentions.clocks) and scene.has(_TIMELINE)


def is_entry(scene: Scene) -> bool:
    """Whether a sentence stands in a list of times."""
    return bool(scene.clocks) or scene.is_same_paragraph


def _is_stamp(scene: Scene, clock: ClockTime) -> bool:
    """Whether a time is when a live blog's entry was written, not when something happened."""
    first = scene.sentence.start
    opens = not scene.plain[first : clock.start].strip(" *-")
    if not opens or scene.context.is_timeline:
        return False
    after = scene.plain[clock.end : clock.end + 3]
    is_bullet = scene.plain[first] in "*-"
    return not is_bullet and (scene.sentence.kind == "heading" or bool(_SEPARATOR.search(after)))


def _draft(scene: Scene, clock: ClockTime, label: str, event: Span, rule: str) -> Draft:
    zone, basis = scene.zone_of(clock)
    source = scene.source_for(event)
    return Draft(
        start=min(clock.start, event.start),
        end=max(clock.end, event.end),
        metric="time_point",
        rule=f"time_point/{rule}",
        label=label,
        platform=scene.platform_for(event),
        clock=clock,
        zone=zone,
        zone_basis=basis,
        day=scene.day_near(clock),
        source=source.name or _tracker(scene),
        background=scene.is_background_at(clock),
    )


def _tracker(scene: Scene) -> str | None:
    """The tracker whose curve a sentence describes: one that it names, or the one before where it speaks of reports."""
    named = next((t.name for t in scene.trackers if t.name), None)
    return named or (scene.tracker() if scene.has(_REPORTS) else None)


def _interval_ends(scene: Scene) -> dict[int, tuple[str | None, Span | None]]:
    """By the start of each time: "from 3:11 a.m. to 6:01 p.m." begins and restores."""
    found: dict[int, tuple[str | None, Span | None]] = {}
    for first, second in zip(scene.clocks, scene.clocks[1:], strict=False):
        before = scene.plain[max(scene.sentence.start, first.start - 30) : first.start]
        between = scene.plain[first.end : second.start]
        if len(between) < 40 and _INTERVAL.search(between) and _FROM.search(before) and _is_failure(scene):
            whole = Span(start=first.start, end=second.end)
            found[first.start], found[second.start] = ("start", whole), ("restored", whole)
    return found


def _is_about(scene: Scene, event: _Event) -> bool:
    """Whether what starts is the outage: a weak word ("start", "began") needs something that fails, or "the second"."""
    if _OTHER_SUBJECT.search(scene.plain[max(scene.sentence.start, event.span.start - 40) : event.span.start]):
        return False
    if not _WEAK.search(scene.plain[event.span.start : event.span.end]):
        return True
    is_subject = any(0 < event.span.start - name.end <= _SUBJECT_GAP for name in scene.platforms)
    return is_subject or scene.has(_ABOUT) or scene.has(_AGAIN) or bool(_failing(scene))


def _failing(scene: Scene) -> list[Span]:
    """Where the sentence says that something fails, but for the names of trackers ("Aussie Outages")."""
    return [c for c in scene.cues(_FAILING) if not any(c.overlaps(tracker) for tracker in scene.trackers)]


def _is_failure(scene: Scene) -> bool:
    return scene.has(_ABOUT) or scene.has(_EVENTS["start"]) or bool(_failing(scene)) or scene.has(_LASTED)


def _event(scene: Scene, clock: ClockTime) -> _Event | None:
    """The event nearest to a time, refined by what stands beside it; None where the nearest is only something said."""
    limits = [c for c in scene.clocks if c is not clock]
    found = [
        _Event(label, cue, _price(scene, clock, cue, limits))
        for label, words_of in _EVENTS.items()
        for cue in scene.cues(words_of)
    ]
    reach = _reach(scene, clock)
    near = sorted((e for e in found if e.price <= reach), key=lambda e: (e.price, -(e.span.end - e.span.start)))
    if not near or near[0].label == "spoken" or (near[0].label == "start" and not _is_about(scene, near[0])):
        return None
    best = next((e for e in near if e.span.start <= near[0].span.start and near[0].span.end <= e.span.end), near[0])
    if best.label == "start" and _AS_OF.search(scene.plain[max(scene.sentence.start, clock.start - 20) : clock.start]):
        return None
    if best.label in {"restored", "eased"} and _PLANNED.search(scene.plain[: best.span.start][-40:]):
        return None
    if clock.is_part_of_day and not _part_counts(scene, best):
        return None
    return best._replace(label=_refined(scene, best, near))


def _reach(scene: Scene, clock: ClockTime) -> int:
    """How far an event may be: an entry of a timeline is its time's all along, a sentence with one time nearly so."""
    if clock.is_part_of_day:
        return _PART_NEAR
    if len(scene.clocks) > 1:
        return _NEAR
    return 1000 if scene.context.is_timeline and clock.start - scene.sentence.start <= 3 else _ALONE_NEAR


def _is_recovering(scene: Scene, event: _Event) -> bool:
    """Whether a repair is followed by what only begins to recover."""
    word = scene.plain[event.span.start : event.span.end].lower()
    return bool(_REPAIRED.search(word)) and any(c.start > event.span.end for c in scene.cues(_RECOVERING))


def _since(scene: Scene, clock: ClockTime) -> _Event | None:
    """ "From about 10 a.m. people could not log in": a time that a failure is counted from."""
    before = scene.plain[max(scene.sentence.start, clock.start - 30) : clock.start]
    is_vague = clock.is_part_of_day and not _SINCE_DAY.search(before)
    if is_vague or not (_SINCE.search(before) or _SINCE_DAY.search(before)) or not _failing(scene):
        return None
    counts = [number for number, _, _ in find_counts(scene)]
    return None if any(number.end <= clock.start for number in counts) else _Event("start", clock, 0)


def _price(scene: Scene, clock: ClockTime, cue: Span, limits: list[ClockTime]) -> int:
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
    if is_before:
        return cost(scene.plain, time, cue) + 50 * crossed + _NEAR
    return cost(scene.plain, time, cue) + 50 * crossed


def _part_counts(scene: Scene, event: _Event) -> bool:
    """Only where the text says that the outage itself began, spiked or ended in that part of the day."""
    return event.label != "ongoing" and scene.has(_ABOUT)


def _refined(scene: Scene, event: _Event, near: list[_Event]) -> str:
    if event.label == "restored" and _is_recovering(scene, event):
        return "eased"
    if event.label not in {"start", "surge", "wave"}:
        return event.label
    if any(cost(scene.plain, event.span, again) <= _BESIDE for again in scene.cues(_AGAIN)):
        return "wave"
    if event.label == "surge":
        peaks = (e for e in near if e.label == "peak")
        return "peak" if any(cost(scene.plain, event.span, e.span) <= _BESIDE for e in peaks) else "wave"
    return event.label
