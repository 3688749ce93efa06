"""When it began, came back, peaked, eased, ended: the clock times of a sentence and what happened at each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.claims.draft import Draft
from pipeline.claims.event_words import EVENTS, Event
from pipeline.claims.events import event_at, failing, has_event, is_planned_before
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.metrics.report_count import find_counts
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span, within
from pipeline.claims.unnamed_events import unnamed_event
from pipeline.platforms import platform

_REPORTS = family_pattern("figures", "reports")
_APPROXIMATE = either(words("clock", "approximate"))
_SINCE = pattern(rf"\b(?:from|since)\s+(?:{_APPROXIMATE}\s+)?$")
_UNTIL = pattern(rf"\b(?:until|till)\s+(?:{_APPROXIMATE}\s+)?$")
_LASTED = pattern(r"\b(?:last(?:ed|ing)|ran|stretched|spanned|extended)\b")
_SINCE_DAY = pattern(
    rf"\bsince\s+(?:(?:early|late)\s+)?(?:on\s+)?(?:{either(words('days', 'weekdays'))}\s+)?(?:the\s+)?$"
)
_INTERVAL = pattern(
    rf"^\s*(?:[A-Z]\w+\s+|on\s+\w+(?:\s+\d+)?\s+)?(?:-|to|until|till|through|and)\s+(?:{_APPROXIMATE}\s+)?$"
)
_AND = pattern(r"^,?\s+(?:and|or)\s+(?:(?:in|during)\s+)?(?:the\s+)?$")
# "at 6, 10 and 11:30 a.m.", "at 9 a.m. and again at 11"
_AND_AT = pattern(
    rf"^(?:\s*,\s*(?:(?:and|then|and\s+then)\s+)?|\s+(?:and|then|and\s+then)\s+)(?:again\s+|later\s+|once\s+more\s+)?"
    rf"(?:(?:at|around|about)\s+)?(?:{_APPROXIMATE}\s+)?$"
)
# "most by 2 p.m., and the rest at noon": the verb is that of the time before.
_NAME = r"(?-i:[A-Z][\w&'-]*(?: [A-Z][\w&'-]*)?)"
_WHAT = rf"(?:{either([*words('events', 'shares_verb'), *words('events', 'service_moves')])}|{_NAME})"
_SHARES_VERB = pattern(
    rf"^,?(?:\s+(?:and|with|while|then))?\s+{_WHAT}\b(?:\s+[\w'-]+){{0,5}}\s+"
    rf"(?:at|by|around|about|from|until)\s+(?:{_APPROXIMATE}\s+)?$"
)
_OF_ALL = pattern(r"\b(?:all|rest|last|remainder|remaining|everyone|everything|everybody|whole)\b")
_AS_SOON_AS = pattern(
    r"\b(?:as\s+soon\s+as|the\s+(?:very\s+)?(?:moment|minute|second|instant)|just\s+as|right\s+(?:as|when))\s[^,;]{1,60}\s(?:at|around|about)\s+$"
)
_OTHER_HOURS = family_pattern("events", "other_hours")
_TIMELINE = family_pattern("events", "timeline")
# "Updated at 9:30 a.m.", "This story was first published at …", "where it was 9 a.m."
_WRITTEN = pattern(
    r"^(?:\W*|\W*this (?:story|article|post|page|report|blog) (?:was|has been|is) )(?:last |first )?"
    r"(?:updated|published|posted)\b[^;]{0,30}$|\bwhere it (?:was|is) (?:\w+ )?$"
)
_SEPARATOR = pattern(r"^\)?\s*(?:[-:|]|(?-i:[A-Z]))")
_FEWEST_STEPS = 3  # of a list whose times have no zone
_LINES = 500  # characters around a time in which the lines before and after it begin
_LATE, _EARLY = "18:00", "08:00"  # a list that goes from one to the other goes on the next day
_CLAUSE = 60  # characters after a time in which its own event would stand
_CLAUSE_END = pattern(r"[,;.]|\b(?:and|but|before|when|while|as|then|after)\b")
_REPEATED = frozenset({"start", "wave", "peak"})
_FROM = pattern(rf"\b(?:from|between)\s+(?:{_APPROXIMATE}\s+)?$")


def read(scene: Scene) -> Iterator[Draft]:
    """The times of a sentence that something happened at."""
    if not scene.clocks:
        return
    ends = _interval_ends(scene)
    before: tuple[ClockTime, Event] | None = None
    for clock in scene.clocks:
        if _is_stamp(scene, clock):
            continue
        event, rule = ends.get(clock.start), "interval"
        if event is None:
            event = (before and _shared(scene, *before, clock)) or event_at(scene, clock) or _counted(scene, clock)
            event = event or unnamed_event(scene, clock)
            if event is None or (clock.is_part_of_day and _is_told_exactly(scene, event)):
                continue
            rule = event.label
        before = clock, event
        yield _draft(scene, clock, event, rule)


def _shared(scene: Scene, one: ClockTime, event: Event, other: ClockTime) -> Event | None:
    """The event of the time before, whose verb is this one's too: "most by 2 p.m., the rest by 4"."""
    between = scene.plain[one.end : other.start]
    if event.label in _REPEATED and _is_listed(scene, one, other):
        return event._replace(label="wave" if event.label == "start" else event.label)
    joins = _AND if one.is_part_of_day else _SHARES_VERB
    if one.is_part_of_day != other.is_part_of_day or not joins.search(between):
        return None
    if has_event(scene, one.end, other.start):
        return None
    return event._replace(label="restored") if event.label == "eased" and _OF_ALL.search(between) else event


def _is_listed(scene: Scene, one: ClockTime, other: ClockTime) -> bool:
    """Whether two hours stand in one list, of which the second has no event of its own after it."""
    if one.is_part_of_day or other.is_part_of_day or not _AND_AT.search(scene.plain[one.end : other.start]):
        return False
    after = scene.plain[other.end : min(scene.sentence.end, other.end + _CLAUSE)]
    clause = _CLAUSE_END.search(after)
    return not has_event(scene, other.end, other.end + (clause.start() if clause else len(after)))


def _is_told_exactly(scene: Scene, event: Event) -> bool:
    """Whether the sentence gives the hour of what it also puts in a part of the day: "on Friday night at 7.15 p.m."."""
    exact = (event_at(scene, clock) for clock in scene.clocks if not clock.is_part_of_day)
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
    before = scene.plain[first : clock.start]
    if _WRITTEN.search(before):
        return True
    opens = not before.strip(" *-")
    if not opens or scene.context.is_timeline or _is_in_order(scene, clock):
        return False
    after = scene.plain[clock.end : clock.end + 3]
    is_bullet = scene.plain[first] in "*-"
    return not is_bullet and (scene.sentence.kind == "heading" or bool(_SEPARATOR.search(after)))


def _is_in_order(scene: Scene, clock: ClockTime) -> bool:
    """Whether a line's time is one of a list that goes forward; a live blog's go backward."""
    near = within(scene.mentions.clocks, clock.start - _LINES, clock.end + _LINES)
    times = [c for c in near if scene.plain[max(0, c.start - 4) : c.start].rstrip(" *-")[-1:] in {"", "\n"}]
    steps = [_is_later(one.at_local, other.at_local) for one, other in pairwise(times)]
    is_forward = sum(steps) > len(steps) / 2 if clock.zone else len(steps) >= _FEWEST_STEPS and all(steps)
    return clock in times and is_forward


def _is_later(one: str, other: str) -> bool:
    """Whether a time of a list comes after the one before it, be it past midnight."""
    return one < other or (one >= _LATE and other <= _EARLY)


def _is_failure(scene: Scene) -> bool:
    """Whether an interval in the sentence is that of a failure."""
    fails = scene.has(EVENTS["start"]) or scene.has(_LASTED) or bool(failing(scene))
    return fails and not scene.has(_OTHER_HOURS)


def _draft(scene: Scene, clock: ClockTime, event: Event, rule: str) -> Draft:
    zone, basis = scene.zone_of(clock)
    source = scene.source_for(event.span)
    return Draft(
        start=min(clock.start, event.span.start),
        end=max(clock.end, event.span.end),
        metric="time_point",
        rule=f"time_point/{rule}",
        label=event.label,
        platform=_platform(scene, clock, event),
        clock=clock,
        zone=zone,
        zone_basis=basis,
        day=scene.day_near(clock),
        source=source.name or _tracker(scene),
        background=scene.is_background_at(clock),
    )


def _platform(scene: Scene, clock: ClockTime, event: Event) -> str | None:
    """The service of a time: of several, the one named last before it and after the time before."""
    named = [p for p in scene.platforms if not platform(p.slug).is_company]
    if len({p.slug for p in named}) > 1:
        before = max((c.end for c in scene.clocks if c.end <= clock.start), default=scene.sentence.start)
        own = [p.slug for p in named if before <= p.start < clock.start]
        if own and before > scene.sentence.start:
            return own[-1]
    return scene.platform_for(event.span)


def _tracker(scene: Scene) -> str | None:
    """The tracker whose curve a sentence describes: one that it names, or the one before where it speaks of reports."""
    named = next((t.name for t in scene.trackers if t.name), None)
    return named or (scene.tracker() if scene.has(_REPORTS) else None)


def _interval_ends(scene: Scene) -> dict[int, Event]:
    """By the start of each time: "from 3:11 a.m. to 6:01 p.m." begins and restores."""
    found: dict[int, Event] = {}
    for first, second in zip(scene.clocks, scene.clocks[1:], strict=False):
        before = scene.plain[max(scene.sentence.start, first.start - 30) : first.start]
        between = scene.plain[first.end : second.start]
        if (
            len(between) < 40
            and _INTERVAL.search(between)
            and _FROM.search(before)
            and _is_failure(scene)
            and not is_planned_before(scene, first.start)
        ):
            whole = Span(start=first.start, end=second.end)
            found[first.start], found[second.start] = Event("start", whole, 0), Event("restored", whole, 0)
    return found


def _counted(scene: Scene, clock: ClockTime) -> Event | None:
    """The end of a failure that only "since" or "until" names."""
    if scene.has(_OTHER_HOURS) or is_planned_before(scene, clock.start):
        return None
    return _since(scene, clock) or _until(scene, clock) or _at_once(scene, clock)


def _at_once(scene: Scene, clock: ClockTime) -> Event | None:
    """ "Nobody could sign in as soon as the show began at 7 p.m.": a failure from the start of something else."""
    before = scene.plain[scene.sentence.start : clock.start]
    found = None if clock.is_part_of_day else _AS_SOON_AS.search(before)
    if found is None or not any(cue.end <= scene.sentence.start + found.start() for cue in failing(scene)):
        return None
    return Event("start", clock, 0)


def _since(scene: Scene, clock: ClockTime) -> Event | None:
    """ "From about 10 a.m. people could not log in": a time that a failure is counted from."""
    before = scene.plain[max(scene.sentence.start, clock.start - 30) : clock.start]
    is_vague = clock.is_part_of_day and not _SINCE_DAY.search(before)
    if is_vague or not (_SINCE.search(before) or _SINCE_DAY.search(before)) or not failing(scene):
        return None
    counts = [number for number, _, _ in find_counts(scene)]
    return None if any(number.end <= clock.start for number in counts) else Event("start", clock, 0)


def _until(scene: Scene, clock: ClockTime) -> Event | None:
    """ "Customers could not log in until 5 p.m.": a time that a failure lasted to."""
    before = scene.plain[max(scene.sentence.start, clock.start - 30) : clock.start]
    if clock.is_part_of_day or not _UNTIL.search(before):
        return None
    return Event("restored", clock, 0) if any(cue.end <= clock.start for cue in failing(scene)) else None
