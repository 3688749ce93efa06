"""How long the outage or a wave of it lasted, in minutes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.durations import Duration
from pipeline.claims.scene import Scene

_LASTING = pattern(rf"\b({either(words('durations', 'lasting'))}),?\s+(?:a total of\s+|another\s+|between\s+)?$")
_FOR = pattern(r"\b(?:for|over|after|within|in)\s+(?:a total of\s+|another\s+|some\s+|between\s+)?$")
_LONG_OUTAGE = pattern(rf"^[\s,]*(?:{either(words('durations', 'long_outage'))})\b")
_NOT_BEFORE = pattern(rf"\b{either(words('durations', 'not_before'))}\s+(?:\w+\s+)?$")
_NOT_AFTER = pattern(rf"^[\s,]*{either(words('durations', 'not_after'))}\b")
# "three times in a day" says how often.
_IN_A_DAY = pattern(r"\bin\s+(?:a|one|the|a single)\s+(?:single\s+)?(?:day|week)$")
_FAILING = family_pattern("durations", "failing")
_NEAR = 150


def read(scene: Scene) -> Iterator[Draft]:
    """The lengths in a sentence that are the outage's."""
    for duration in scene.durations:
        rule = _rule(scene, duration)
        if rule:
            yield Draft(
                start=duration.start,
                end=duration.end,
                metric="duration",
                rule=f"duration/{rule}",
                value=duration.minutes,
                value_high=duration.minutes_high,
                unit="minutes",
                qualifier=duration.qualifier,
                platform=scene.platform_for(duration),
                source=scene.source_for(duration).name,
                background=scene.is_background,
            )


def _rule(scene: Scene, duration: Duration) -> str | None:
    before = scene.plain[max(scene.sentence.start, duration.start - 60) : duration.start]
    after = scene.plain[duration.end : min(scene.sentence.end, duration.end + 60)]
    if _NOT_BEFORE.search(before) or _IN_A_DAY.search(before + scene.plain[duration.start : duration.end]):
        return None
    if _LONG_OUTAGE.search(after):
        return "long-outage"
    if _NOT_AFTER.search(after):
        return None
    if _LASTING.search(before):
        return "lasting"
    if _FOR.search(before) or before.rstrip().lower().endswith("for") or duration.qualifier == "at_most":
        near = [c for c in scene.cues(_FAILING) if cost(scene.plain, c, duration) <= _NEAR]
        return "failing-for" if near else None
    return None
