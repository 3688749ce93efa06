"""How many users, devices, flights … lost service, other than by a tracker's count."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern, pattern
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.metrics.report_count import find_counts
from pipeline.claims.nouns import Noun, noun_after
from pipeline.claims.scene import Scene

_AFFECTED = family_pattern("figures", "affected")
_NOT_AFFECTED = family_pattern("figures", "not_affected")
_NEAR = 75
_MORE = pattern(r"^\s+(?:more|were|had|could|have|lost|struggled|found|across|around|in)\b")
_EMERGENCY = frozenset({"911", "999", "112", "000", "111"})
# Fewer are people whom the writer met, not a count.
_LEAST = {"users": 100, "people": 100, "customers": 100, "devices": 100, "accounts": 100, "companies": 10, "flights": 2}


def read(scene: Scene) -> Iterator[Draft]:
    """The numbers of those who lost service."""
    if not scene.numbers or scene.has(_NOT_AFFECTED):
        return
    counted = {id(number) for number, _, _ in find_counts(scene)}
    unit: str | None = None
    for number in scene.numbers:
        noun = noun_after(scene.plain, number.end, scene.sentence.end)
        unit = noun.unit or _implied(scene, number, noun, unit)
        if id(number) in counted or unit is None or not _is_affected(scene, number, noun, unit):
            continue
        yield Draft(
            start=number.start,
            end=noun.end if noun.kind == "unit" else number.end,
            metric="affected_count",
            rule="affected_count/vague" if number.qualifier == "vague" else "affected_count/counted",
            value=number.value,
            value_high=number.value_high,
            unit=unit,
            qualifier=number.qualifier,
            platform=scene.platform_for(number),
            region=scene.region_for(number),
            source=scene.source_for(number).name or (scene.trackers[0].name if scene.trackers else None),
            background=scene.is_background,
        )


def _implied(scene: Scene, number: Number, noun: Noun, before: str | None) -> str | None:
    """The unit of a bare number: that of the one before ("… of at least 7.65 million"), or people ("Millions more")."""
    if noun.kind != "none":
        return None
    after = scene.plain[number.end : number.end + 12]
    if number.qualifier == "vague":
        return "people" if _MORE.search(after) else None
    return before if before and (after.startswith(" of ") or (number.value >= 1000 and after[:1] in ".,")) else None


def _is_affected(scene: Scene, number: Number, noun: Noun, unit: str) -> bool:
    if number.value < _LEAST[unit] or scene.plain[number.digits_start : number.end] in _EMERGENCY:
        return False
    return any(cost(scene.plain, number, cue) <= _NEAR for cue in scene.cues(_AFFECTED))
