"""How long the outage or a wave of it lasted, in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.durations import Duration
from pipeline.claims.scene import Scene
from pipeline.records import Qualifier

_LASTING = pattern(rf"\b({either(words('durations', 'lasting'))}),?\s+(?:a total of\s+|another\s+|between\s+)?$")
_FOR = pattern(r"\b(?:for|over|throughout)\s+(?:a total of\s+|another\s+|some\s+|between\s+|a full\s+|a good\s+)?$")
_WITHIN = pattern(r"\b(?:after|within|in|inside|under)\s+(?:a total of\s+|another\s+|some\s+|between\s+|just\s+)?$")
_ON = pattern(r"^\s+on\b(?:,|\s+(?:it|the|users|customers|many|some|service|services|people|millions|thousands)\b)")
_LATER = pattern(
    r"^\s+(?:later|afterwards|after\s+(?:it|that|the\s+\w+|they|problems|trouble)\s+(?:\w+\s+)?(?:began|started|first))\b"
)
_THEN = pattern(r"^\s+later,?\s+(?:at|by|around|it|the|a|there)\b")
# "the eight-hour Azure outage"
_HYPHENED = pattern(r"\w-(?:second|minute|min|hour|hr|day|week)(?:-long)?$")
_NAMED_OUTAGE = pattern(rf"^\s+(?:[\w&'.-]+\s+){{0,3}}(?:{either(words('durations', 'outage_nouns'))})\b")
_LONG_OUTAGE = pattern(rf"^[\s,]*(?:{either(words('durations', 'long_outage'))})\b")
_NOT_BEFORE = pattern(rf"\b{either(words('durations', 'not_before'))}\s+(?:\w+\s+)?$")
_NOT_AFTER = pattern(rf"^[\s,]*{either(words('durations', 'not_after'))}\b")
# "three times in a day" says how often.
_OFTEN = pattern(
    r"\b(?:second|third|fourth|fifth|sixth|\w+th|first|once|twice|times?|again)\s+(?:[\w'-]+\s+){0,3}in\s+(?:\w+\s+)?$"
)
_IN_A_DAY = pattern(r"\bin\s+(?:a|one|the|a single)\s+(?:single\s+)?(?:day|week)$")
_FAILING = family_pattern("durations", "failing")
_OVER = family_pattern("durations", "over")
_NEAR = 150
# "took down this, that and the other, for two hours": a length with "for" is the verb's, however long the list.
_FOR_NEAR = 290
_MEASURING = pattern(r"\b(?:for|of|after|within|in|was|is|took|takes|last(?:ed|ing|s)|spann(?:ed|ing)|an?)\s+$")


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
                qualifier=_qualifier(scene, duration),
                platform=scene.platform_for(duration),
                source=scene.source_for(duration).name,
                background=scene.is_background_at(duration),
            )


def _rule(scene: Scene, duration: Duration) -> str | None:
    before = scene.plain[max(scene.sentence.start, duration.start - 60) : duration.start]
    after = scene.plain[duration.end : min(scene.sentence.end, duration.end + 60)]
    if (
        _NOT_BEFORE.search(before)
        or _OFTEN.search(before)
        or _IN_A_DAY.search(before + scene.plain[duration.start : duration.end])
    ):
        return None
    if _LONG_OUTAGE.search(after) or (
        _HYPHENED.search(scene.plain[duration.start : duration.end]) and _NAMED_OUTAGE.search(after)
    ):
        return "long-outage"
    if _is_until(scene, duration, before, after):
        return "until"
    if _NOT_AFTER.search(after):
        return None
    if _LASTING.search(before):
        return "lasting"
    is_for = before.rstrip().lower().endswith("for") or bool(_FOR.search(before))
    is_within = _WITHIN.search(before) or _WITHIN.search(scene.plain[duration.start : duration.digits_start])
    if is_for or (duration.qualifier in {"at_least", "at_most"} and not is_within):
        is_close = before.rstrip().lower().endswith("for")
        return "failing-for" if _is_near(scene, duration, _FAILING, _FOR_NEAR if is_close else _NEAR) else None
    if is_within:
        return "over-within" if _is_near(scene, duration, _OVER) else None
    return None


def _is_near(scene: Scene, duration: Duration, cues: Any, reach: int = _NEAR) -> bool:
    return any(cost(scene.plain, c, duration) <= reach for c in scene.cues(cues))


def _qualifier(scene: Scene, duration: Duration) -> Qualifier:
    """ "Over three days" is more than three only after "for", "lasted" and the like."""
    phrase = scene.plain[duration.start : duration.digits_start]
    before = scene.plain[max(scene.sentence.start, duration.start - 14) : duration.start]
    is_throughout = phrase.strip().lower() == "over" and not _MEASURING.search(before)
    return "exact" if is_throughout else duration.qualifier


def _is_until(scene: Scene, duration: Duration, before: str, after: str) -> bool:
    """Whether a length runs up to the end of the outage, or to now: "service was back 26 hours later"."""
    if _ON.search(after):
        return _is_near(scene, duration, _FAILING)
    is_later = _LATER.search(after) and not _THEN.search(after)
    starts = [c for c in scene.clocks if c.end <= duration.start]
    return bool(is_later and starts and any(c.end <= duration.start for c in scene.cues(_OVER)))
