"""How many problem reports a tracker counted: "over 40,000 users reporting access issues", "peaked at 39,021"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.clock import ClockTime
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.nouns import Noun, noun_after
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span, within
from pipeline.platforms import slug_named

_VERBS = family_pattern("figures", "report_verbs")
_COUNTED = family_pattern("figures", "count_verbs")
_AFTER = pattern(rf"^\s+{either(words('figures', 'counted_after'))}\b")
_NOUNS = family_pattern("figures", "report_nouns")
_OVERALL = family_pattern("figures", "overall")
_AT_PEAK = family_pattern("figures", "at_peak")
_IN_TOTAL = family_pattern("figures", "in_total")
# "two reports" is a way of speaking; trackers' counts in the press begin at a few dozen.
_LEAST = 20
_MOST = 50_000_000  # the largest outages so far drew some 17 million reports; so many customers are all that there are
_LOOSE_NOUNS = frozenset({"issue", "issues", "problem", "problems", "outage", "outages", "incident", "incidents"})
_ONE_PHRASE = 60
_TOLD = 300  # characters before a sentence in which "respectively" and "at that time" find what they mean
_PLAIN_NOUNS = frozenset({"report", "reports"})
_OTHER_REPORTS = pattern(
    r"\b(?:customer|client|medical|annual|credit|police|bug|financial|intelligence|news|media|test|lab|crime|patient|expense)\s+reports$"
)
_NAME_NEAR = 50  # characters after a figure
_ABOUT_NAME = pattern(
    r"^\s+(?:about|against|concerning)\s+([A-Z][\w&+.-]*[\w+](?:\s[A-Z][\w&+-]*){0,2})", is_cased=True
)
_OPENS = pattern(r"^\W*(?:\w+,?\s+){0,2}?(?:by|at|as of|as at|around|shortly|just|until|from)\b[^,;]{0,30}$")
_SAME = family_pattern("figures", "same_count")
# "… for Instagram", "complained about Instagram": the same count of another service
_LISTED_FOR = pattern(r"^(?:\s+\w+){0,2}?\s+(?:for|about|on|with|concerning)\b")
# "… 50,000 two hours earlier"
_ELSEWHEN = pattern(r"^[^.;:,]{0,24}\b(?:hours?|minutes?)\s+(?:earlier|later|before)\b")
_SAME_COUNT = pattern(r"\bthe\s+(?:numbers?|count|figure|total|tally|counter|curve|graph|line)\s+[a-z]+")
# "India chipped in with more than 31,000, and the US with 12,400", "WhatsApp has just over 12,000"
_HAS = pattern(rf"^\s+(?:\w+ly\s+)?(?:{either(words('figures', 'count_verbs'))}|with|at)\s+(?:about\s+)?$")
_LIST_JOIN = pattern(r"^(?:,|,?\s+and)\s+(?:(?:the|about|some|around|roughly|over|nearly|almost)\s+)?$")
_RESPECTIVELY = pattern(r"\b(?:respectively|in that order)\b")
# "Facebook: 12,000", "- UK | 5,000": a row of a table or of a list.
_ROW = pattern(r"^[\s*-]*[\w.&' ]{2,40}\s?[:|=-]\s*(?:[a-z]+\s+){0,3}[\d.,]+\s?%?[\s\w,.()]{0,30}$")
_LONGEST_ROW = 90
# "hit their high at 7 a.m., with around 4,000", "peaked at 7:14 p.m., at more than 37,000"
_WITH = pattern(r"(?:,\s+|\s)(?:with|at|on)\s+$")
# "… 500 at noon": the time right after a figure is its own.
_AT = pattern(
    r"^\s+(?:at|by|as\s+of|as\s+at|around|just\s+before|just\s+after|shortly\s+before|shortly\s+after)\s+(?:\w+\s+)?$"
)
_UP_TO = pattern(r"\b(?:by|as\s+of|as\s+at)\s+(?:\w+\s+){0,2}$")
_THEN = pattern(r"\b(?:at\s+(?:the\s+same|that)\s+(?:time|hour|moment|point|minute)|by\s+then)\b")
_FOR = pattern(r"^\s+(?:for|about|on|from|in|concerning|against|regarding)\s+(?:the\s+)?$")


def read(scene: Scene) -> Iterator[Draft]:
    """The counts of reports in a sentence."""
    counts = list(find_counts(scene))
    in_order = _in_order(scene, [number for number, _, _ in counts])
    for number, noun, rule in counts:
        others = [n for n, _, _ in counts if n is not number]
        clock = clock_of(scene, number, others)
        listed = in_order.get(number.start) or _named_after(scene, number, noun) or scene.platform_for(number, others)
        zone, basis = scene.zone_of(clock) if clock else (None, "none")
        yield Draft(
            start=number.start,
            end=_end(scene, number, noun),
            metric="report_count",
            rule=f"report_count/{rule}",
            label=_statistic(scene, number, clock is not None),
            value=number.value,
            value_high=number.value_high,
            unit="reports",
            qualifier=number.qualifier,
            platform=scene.story.main if _is_overall(scene) else listed,
            clock=clock,
            zone=zone,
            zone_basis=basis,
            day=scene.day_near(number),
            region=_region(scene, number, others),
            source=scene.tracker(),
            background=scene.is_background_at(number),
        )


def _named_after(scene: Scene, number: Number, noun: Noun) -> str | None:
    """The service that a figure is said to be about, though its name is a word too: "and 4,100 about Square"."""
    offset = max(number.end, noun.end if noun.kind == "report" else 0)
    found = _ABOUT_NAME.search(scene.plain[offset : min(scene.sentence.end, offset + _NAME_NEAR)])
    if found is None:
        return None
    name, start = found.group(1), offset + found.start(1)
    known = next((p.slug for p in scene.platforms if p.start == start), None)
    return known or slug_named(name) or slug_named(name.split(" ")[0])


def _in_order(scene: Scene, numbers: Sequence[Number]) -> dict[int, str]:
    """By the start of each figure of a list, the platform that stands at its place in another list."""
    if len(numbers) < 2 or not _are_joined(scene, numbers):
        return {}
    here = [p for p in scene.platforms if p.end <= numbers[0].start or p.start >= numbers[-1].end]
    told = here
    if not here and scene.has(_RESPECTIVELY):
        told = [p for p in scene.mentions.platforms if scene.sentence.start - _TOLD < p.start < scene.sentence.start]
    row = told[-len(numbers) :]
    if len({p.slug for p in row}) < len(numbers) or not _are_joined(scene, row):
        return {}
    return {number.start: name.slug for number, name in zip(numbers, row, strict=True)}


def _are_joined(scene: Scene, spans: Sequence[Span]) -> bool:
    return all(_LIST_JOIN.search(scene.plain[one.end : other.start]) for one, other in pairwise(spans))


def goes_on_counting(scene: Scene) -> bool:
    """Whether a sentence goes on with a tracker's figures: in the paragraph of one that gave some, or as a row."""
    if not scene.context.is_counting:
        return False
    return scene.is_same_paragraph or _is_row(scene)


def _is_row(scene: Scene) -> bool:
    return scene.sentence.end - scene.sentence.start <= _LONGEST_ROW and bool(_ROW.search(scene.text))


def _is_overall(scene: Scene) -> bool:
    """Whether a count is of all that failed with the story's service: "2.1 million reports over all services"."""
    return scene.has(_OVERALL)


def clock_of(scene: Scene, number: Number, others: Sequence[Number]) -> ClockTime | None:
    """
    The time at which a figure was read.

    Beside it; or that which opens the sentence ("By 4 pm there were 300 for …"); or that of the figure next to it
    ("2,681 for this and 500 for that by 9 am").
    """
    exact = [c for c in scene.clocks if not c.is_part_of_day]
    if _ELSEWHEN.search(scene.plain[number.end : number.end + 40]):
        return None
    if not exact:
        return _clock_told(scene)
    right_after = next((c for c in exact if c.start >= number.end), None)
    if right_after and _AT.search(scene.plain[number.end : right_after.start]):
        return right_after
    if own := scene.clock_near(number):
        return own
    if dated := counted_by(scene):
        return dated
    before = [c for c in exact if c.end <= number.start]
    after = [c for c in exact if c.start >= number.end]
    if len(before) == 1 and ";" in scene.plain[before[0].end : number.start]:
        return None
    if len(before) == 1 and (_OPENS.search(scene.plain[scene.sentence.start : before[0].start]) or others):
        return before[0]
    if len(exact) == 1 and scene.has(_AT_PEAK) and ";" not in scene.plain[number.end : exact[0].start]:
        return exact[0]
    later = [n for n in others if n.start >= number.end]
    return after[0] if after and not before and later and later[-1].end <= after[0].start else None


def counted_by(scene: Scene) -> ClockTime | None:
    """The only time of a sentence, where it says until when was counted: "as of noon", "by 5.58 pm"."""
    exact = [c for c in scene.clocks if not c.is_part_of_day]
    if len(exact) != 1:
        return None
    lead = scene.plain[max(scene.sentence.start, exact[0].start - 30) : exact[0].start]
    return exact[0] if _UP_TO.search(lead) else None


def _clock_told(scene: Scene) -> ClockTime | None:
    """The last time told, for "at the same hour" and "by then"."""
    if not scene.has(_THEN):
        return None
    told = within(scene.mentions.clocks, scene.sentence.start - _TOLD, scene.sentence.start)
    return next((c for c in reversed(told) if not c.is_part_of_day), None)


def _region(scene: Scene, number: Number, others: Sequence[Number]) -> str | None:
    """The country of a figure; "it", "the number" and what is listed beside one are for the country of that one."""
    own = scene.region_for(number, others)
    if own:
        return own
    earlier = [n for n in others if n.end <= number.start]
    before = scene.plain[earlier[-1].end if earlier else scene.sentence.start : number.start]
    goes_on = bool(_SAME.search(before))
    if not earlier:
        return scene.context.region if goes_on and scene.is_same_paragraph else None
    is_world = any(p.kind == "region" and p.start >= earlier[-1].end for p in scene.places)
    after = scene.plain[number.end : number.end + 40]
    if is_world or not (goes_on or _LISTED_FOR.search(after)):
        return None
    return _region(scene, earlier[-1], [n for n in others if n is not earlier[-1]] + [number])


def region_of_counts(scene: Scene, position: int) -> str | None:
    """The country of the count that stands last before a place in the sentence: "… local reports, of which 75%"."""
    numbers = [number for number, _, _ in find_counts(scene)]
    before = [number for number in numbers if number.end <= position]
    return _region(scene, before[-1], [n for n in numbers if n is not before[-1]]) if before else None


def find_counts(scene: Scene) -> Iterator[tuple[Number, Noun, str]]:
    """The numbers of a sentence that are counts of reports, with the noun after each and the rule that says so."""
    previous: Number | None = None
    for number in scene.numbers:
        noun = noun_after(scene.plain, number.end, scene.sentence.end)
        rule = _rule(scene, number, noun, previous)
        is_base = number.value > _MOST and noun.kind != "report"
        if rule and number.value >= _LEAST and not is_base and not _is_year(scene, number):
            previous = number
            yield number, noun, rule


def _rule(scene: Scene, number: Number, noun: Noun, previous: Number | None) -> str | None:
    has_tracker = scene.tracker() is not None or any(t.kind == "counts" for t in scene.trackers)
    if noun.kind == "report":
        if noun.word in _LOOSE_NOUNS:
            return "reports" if has_tracker and number.value >= 2 * _LEAST else None
        is_own = noun.word in _PLAIN_NOUNS and not _OTHER_REPORTS.search(scene.plain[number.end : noun.end])
        return "reports" if is_own or has_tracker or scene.mentions.trackers else None
    if noun.kind == "unit":
        return _of_people(scene, number, noun, has_tracker)
    if noun.kind == "other" or number.qualifier == "vague":
        return None
    if previous is not None:
        return "series"
    if has_tracker and _is_listed(scene, number):
        return "listed"
    counts_here = any(t.kind == "counts" for t in scene.trackers) or scene.has(_NOUNS)
    counts_before = scene.has(_SAME_COUNT) or goes_on_counting(scene)
    if not (counts_here or counts_before) or not has_tracker:
        return None
    if _AFTER.search(scene.plain[number.end : number.end + 40]):
        return "counted-after"
    is_peak = scene.has(_AT_PEAK) and _WITH.search(
        scene.plain[max(scene.sentence.start, number.start - 8) : number.start]
    )
    if is_peak:
        return "counted"
    verbs = [v for v in scene.cues(_COUNTED) if v.start < number.end and cost(scene.plain, v, number) <= _ONE_PHRASE]
    return "counted" if verbs else None


def _is_listed(scene: Scene, number: Number) -> bool:
    """Whether a bare figure stands in a list of reports by service or country: "reports: Spotify 46,000, …"."""
    names = [*scene.platforms, *(p for p in scene.places if p.kind == "name")]
    if not scene.has(_NOUNS) and not goes_on_counting(scene):
        return False
    if any(n.end <= number.start and _HAS.search(scene.plain[n.end : number.start]) for n in names):
        return True
    beside = [n for n in names if 0 <= number.start - n.end <= 2 or _FOR.search(scene.plain[number.end : n.start])]
    return bool(beside) and (
        ":" in scene.plain[scene.sentence.start : number.start]
        or bool(_FOR.search(scene.plain[number.end : number.end + 12]))
    )


def _of_people(scene: Scene, number: Number, noun: Noun, has_tracker: bool) -> str | None:
    """People are a count of reports where they report, or where a tracker is the one that counts them."""
    if number.qualifier == "vague" or noun.unit not in {"users", "people", "customers"}:
        return None
    after = Span(start=noun.end, end=noun.end)
    reports = any(v.start >= noun.end and cost(scene.plain, after, v) <= _ONE_PHRASE for v in scene.cues(_VERBS))
    tracker_here = any(t.kind == "counts" for t in scene.trackers)
    if reports and (has_tracker or tracker_here or scene.mentions.trackers):
        return "people-report"
    if tracker_here or (scene.context.is_counting and scene.is_same_paragraph):
        return "people-counted"
    return None


def _is_year(scene: Scene, number: Number) -> bool:
    figure = scene.plain[number.digits_start : number.end]
    return figure.isdigit() and len(figure) == 4 and 1990 <= number.value <= 2100 and number.qualifier == "exact"


def _end(scene: Scene, number: Number, noun: Noun) -> int:
    """The quote runs over what is counted and, of people, over what they do."""
    if noun.kind == "none":
        return number.end
    verb = next((v for v in scene.cues(_VERBS) if noun.end <= v.start <= noun.end + 30), None)
    return verb.end if verb and noun.kind == "unit" else noun.end


def _statistic(scene: Scene, number: Number, has_clock: bool) -> str | None:
    if any(cost(scene.plain, c, number) <= _ONE_PHRASE for c in scene.cues(_AT_PEAK)):
        return "peak"
    if has_clock:
        return "at_time"
    return "total" if any(cost(scene.plain, c, number) <= _ONE_PHRASE for c in scene.cues(_IN_TOTAL)) else None
