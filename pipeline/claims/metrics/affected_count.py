"""How many users, devices, flights … lost service, other than by a tracker's count."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.mentions.percents import Percent
from pipeline.claims.metrics.report_count import counted_by, find_counts
from pipeline.claims.nouns import Noun, counted_before, noun_after, unit_before
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_AFFECTED = family_pattern("figures", "affected")
_NOT_AFFECTED = family_pattern("figures", "not_affected")
_NAMED = pattern(rf"\b{either(words('figures', 'named_numbers'))}\s+$")
_CANCELLED = pattern(r"\b(?:cancel(?:l?ed|l?ing|s)?|scrapp(?:ed|ing)|ground(?:ed|ing))\s+$")
_NEAR = 95
# A word that speaks of a base of customers, or of stolen data, counts against the figures about it.
_NEAR_NOT = 60
_MORE = pattern(
    r"^\s+(?:more|were|had|could|have|lost|struggled|found|across|around|in|are|was|unable|without|stranded|locked|waiting|stuck|facing|"
    r"scrambling|trying|who|logged|offline)\b"
)
# "22 million people and the data connections of at least 7 million"
_AND = pattern(r"^,?\s+and\s+[^.,;]{0,40}$")
_AND_NEXT = pattern(r"^,?\s+and\s+$")
_PART_OF = pattern(r"^\s+(?:out\s+)?of\s+(?:(?:the|its|their|his|her|our|all)\s+)?(?:[\w-]+'s?\s+)?(?:\w+\s+)?$")
_OF_ALL = pattern(r"^\s+of\s+(?:its|their|the|all|his|our|that|these|those|\w+'s)\b")
_EMERGENCY = frozenset({"911", "999", "112", "000", "111", "108", "119", "110"})
# Fewer are people whom the writer met, not a count.
_LEAST = {"users": 100, "people": 100, "customers": 100, "devices": 100, "accounts": 100, "companies": 10, "flights": 2}
# A handful counts where it is said outright that service was lost: "at least four lenders were affected".
_FEW = 3
_COUNTED_SINGLY = frozenset({"companies", "devices", "flights"})
_HARD_HIT = family_pattern("figures", "hard_hit")
# "8 million of them", "60 international ones": the unit stands before.
_PRONOUN = pattern(r"^\s+(?:of\s+(?:them|those|these|its\s+own)\b|(?:[\w-]+\s+)?(?:ones|others)\b)")
# "the number of customers affected was between …", "put the number of those hit at …"
_NUMBER_OF = pattern(
    r"\bnumber\s+of\s+(?:[\w'-]+\s+){0,4}?(?:affected|hit|without|offline|cut\s+off|unable|disconnected|impacted|down)\b"
    r"[^.;:]{0,40}$"
)
# "Telstra has 16.7 million customers" is its base, "… has 60,000 customers offline" is not.
_OWNS = pattern(r"\b(?:has|have|had|boasts?|serves?|serving|counts?|claims?|with\s+its|of\s+its|used\s+by)\s+$")
_BUT_HIT = pattern(rf"^\s+(?:[\w,-]+\s+){{0,3}}?{either(words('figures', 'hard_hit'))}\b")
_TELLING = 500  # characters before the sentence in which its unit is looked for
_YEAR = pattern(r"^(?:19|20)\d\d$")
_LARGEST = pattern(r"^\s+(?:biggest|largest|richest|busiest|leading)\b")
_IN_TEN = pattern(r"\b(?:one|two|three|four|five|six|seven|eight|nine)\s+(?:in|out\s+of)\s+$")


def read(scene: Scene) -> Iterator[Draft]:
    """The numbers of those who lost service."""
    yield from _shares(scene)
    if not scene.numbers:
        return
    counted = {id(number) for number, _, _ in find_counts(scene)}
    unit: str | None = scene.context.unit if scene.is_same_paragraph else None
    last: Span | None = None
    last_base: Number | None = None
    for number in scene.numbers:
        if last_base is number:
            continue
        noun = noun_after(scene.plain, number.end, scene.sentence.end)
        if base := _base(scene, number):
            last_base, noun = base, noun_after(scene.plain, base.end, scene.sentence.end)
        people = _people(scene, number)
        is_named = people is not None and (noun.kind == "none" or people.start <= noun.start)
        unit = "people" if is_named else noun.unit or _implied(scene, number, noun, unit)
        quote = Span(start=number.start, end=_end(number, noun, people))
        goes_on = last is not None and noun.kind == "none" and _AND.search(scene.plain[last.end : number.start])
        is_theirs = unit is not None and (goes_on or _is_affected(scene, number, quote, unit))
        if id(number) in counted or unit is None or not is_theirs:
            continue
        last = quote
        rule = "affected_count/vague" if number.qualifier == "vague" else "affected_count/counted"
        yield _draft(scene, number, quote, unit, rule)


def _draft(scene: Scene, figure: Number | Percent, quote: Span, unit: str, rule: str) -> Draft:
    clock = counted_by(scene)
    zone, basis = scene.zone_of(clock) if clock else (None, "none")
    return Draft(
        start=quote.start,
        end=quote.end,
        metric="affected_count",
        rule=rule,
        value=figure.value,
        value_high=figure.value_high,
        unit=unit,
        qualifier=figure.qualifier,
        platform=scene.platform_for(figure),
        clock=clock,
        zone=zone,
        zone_basis=basis,
        day=scene.day_near(figure) if clock else None,
        region=scene.region_for(figure) or _shared_region(scene, quote),
        source=scene.source_for(figure).name or (scene.trackers[0].name if scene.trackers else None),
        background=scene.is_background_at(figure),
    )


def _base(scene: Scene, number: Number) -> Number | None:
    """The whole that a number is a part of: "12 million of the app's 48 million users"."""
    following = next((n for n in scene.numbers if n.start >= number.end), None)
    is_part = following is not None and _PART_OF.search(scene.plain[number.end : following.start])
    return following if is_part else None


def _shared_region(scene: Scene, quote: Span) -> str | None:
    """The country that ends a list: "10 million customers and 400,000 businesses across Australia"."""
    after = [n for n in scene.numbers if n.start >= quote.end]
    if not after or not _AND_NEXT.search(scene.plain[quote.end : after[0].start]):
        return None
    return scene.region_for(after[0])


def _shares(scene: Scene) -> Iterator[Draft]:
    """What part of the customers lost service: "10 to 15 per cent of its mobile customers were cut off"."""
    if not scene.percents or scene.trackers or scene.context.is_counting:
        return
    for percent in scene.percents:
        noun = noun_after(scene.plain, percent.end, scene.sentence.end)
        if noun.kind == "unit" and _OF_ALL.search(scene.plain[percent.end : noun.end]) and _is_hit(scene, percent):
            quote = Span(start=percent.start, end=noun.end)
            yield _draft(scene, percent, quote, "percent", "affected_count/share")


def _people(scene: Scene, number: Number) -> Span | None:
    """The people of a country that a number counts: "thousands of Britons"."""
    return next((p for p in scene.places if p.kind == "people" and 0 < p.start - number.end <= len(" of the ")), None)


def _end(number: Number, noun: Noun, people: Span | None) -> int:
    ends = [noun.end] if noun.kind == "unit" else []
    return min([*ends, people.end] if people else ends, default=number.end)


def _implied(scene: Scene, number: Number, noun: Noun, before: str | None) -> str | None:
    """The unit of a bare number: that of the one before ("… of at least 7.65 million"), or people ("Millions more")."""
    if noun.kind != "none":
        return None
    if _PRONOUN.search(scene.plain[number.end : number.end + 30]):
        return unit_before(scene.plain, scene.sentence.start, number.start) or before
    if _NUMBER_OF.search(scene.plain[max(scene.sentence.start, number.start - 120) : number.start]):
        here = unit_before(scene.plain, scene.sentence.start, number.start)
        told = max(0, scene.sentence.start - _TELLING)
        return here or counted_before(scene.plain, told, number.start) or before or "people"
    after = scene.plain[number.end : number.end + 12]
    if number.qualifier == "vague":
        return "people" if _MORE.search(after) else None
    if _CANCELLED.search(scene.plain[max(scene.sentence.start, number.start - 14) : number.start]):
        return before or "flights"
    is_plain = number.value >= 1000 and (after[:1] in ".," or (before is not None and _MORE.search(after)))
    return before if before and (after.startswith(" of ") or is_plain) else None


def _is_affected(scene: Scene, number: Number, quote: Span, unit: str) -> bool:
    if number.value < (_FEW if unit in _COUNTED_SINGLY and scene.has(_HARD_HIT) else _LEAST[unit]):
        return False
    if scene.plain[number.digits_start : number.end] in _EMERGENCY or _is_rank(scene, number, quote):
        return False
    if _NAMED.search(scene.plain[max(scene.sentence.start, number.start - 14) : number.start]):
        return False
    owned = _OWNS.search(scene.plain[max(scene.sentence.start, number.start - 14) : number.start])
    return _is_hit(scene, quote) and not (owned and not _BUT_HIT.search(scene.plain[quote.end : quote.end + 60]))


def _is_rank(scene: Scene, number: Number, quote: Span) -> bool:
    """Whether a number is a year before a thing, a list's length, or one of a share: "2018 computer", "nine in ten"."""
    words_of = scene.plain[number.end : quote.end]
    is_year = _YEAR.search(scene.plain[number.digits_start : number.end]) and not words_of.endswith(("s", "people"))
    before = scene.plain[max(scene.sentence.start, number.start - 12) : number.start]
    return bool(is_year or _LARGEST.search(words_of) or _IN_TEN.search(before))


def _is_hit(scene: Scene, figure: Span) -> bool:
    if any(cost(scene.plain, figure, cue) <= _NEAR_NOT for cue in scene.cues(_NOT_AFFECTED)):
        return False
    return any(cost(scene.plain, figure, cue) <= _NEAR for cue in scene.cues(_AFFECTED))
