"""How long the outage or a wave of it lasted, in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.events import is_planned_before
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.durations import Duration
from pipeline.claims.scene import Scene
from pipeline.records import Qualifier

_DEGREE = r"(?:just|only|well|a little|a bit|slightly|a shade|a touch|somewhat|a mere|barely|not)"
_LASTING = pattern(
    rf"\b({either(words('durations', 'lasting'))}),?\s+(?:a total of\s+|another\s+|between\s+|a full\s+|{_DEGREE}\s+)?$"
)
_FOR = pattern(
    rf"\b(?:for|over|throughout)\s+(?:a total of\s+|another\s+|some\s+|between\s+|a full\s+|a good\s+|{_DEGREE}\s+)?$"
)
_WITHIN = pattern(r"\b(?:after|within|in|inside|under)\s+(?:a total of\s+|another\s+|some\s+|between\s+|just\s+)?$")
_ON = pattern(r"^\s+on\b(?:,|\s+(?:it|the|users|customers|many|some|service|services|people|millions|thousands)\b)")
# "no more than 22 minutes of downtime a year"
_PER = pattern(r"^[^.;]{0,40}?\b(?:a|per|each|every|any)\s+(?:year|month|week|quarter|annum)\b")
# "from the first error to the all-clear, it was just under 15 hours", "it was for about four hours".
_WAS = pattern(rf"\bit\s+was\s+(?:down\s+|out\s+)?(?:for\s+)?(?:{_DEGREE}\s+)?$")
_ALL_TOLD = pattern(r"^\s*(?:[.;,!)]|$|in\s+all\b|all\s+told\b|in\s+total\b)")
# "was not fully over until 26 hours later"
_NOT_UNTIL = pattern(r"\b(?:not|n't|never)\b[^.;]{0,50}?\buntil\s+(?:\w+\s+)?$")
# "it was nearly 14 hours before the last site was up"
_IT_WAS = pattern(r"\bit\s+(?:was|took|had\s+been|would\s+be)\s+(?:\w+\s+)?$")
_UNTIL_END = pattern(r"^\s+(?:before|until)\b")
_LASTED = pattern(r"\b(?:lasted|took)\s+(?:\w+\s+)?$")
_OR = pattern(r",?\s+or\s+(?:\w+\s+)?$")
# "A claim that it took back two hours later".
_TAKEN_BACK = pattern(r"\b(?:took|taken|takes)\s+(?:\w+\s+)?back\s+(?:\w+\s+)?$")
_LATER = pattern(r"^\s+(?:later|afterwards)\b")
# "26 hours after the crash", "two hours after users first noticed".
_AFTER_START = pattern(rf"^\s+after\s+(?:the\s+)?(?:[\w'-]+\s+){{0,4}}?{either(words('durations', 'beginnings'))}\b")
_MAKES = pattern(r"\b(?:that(?:'s|\s+is|\s+was)|which\s+(?:is|was)|or|i\.e\.)\s+$")
# "PSN took three days.", "it took two hours to restore".
_TOOK = pattern(rf"\b(?:took|taken|needed|takes)\s+(?:it\s+)?(?:{_DEGREE}\s+)?$")
_MENDING = either(words("durations", "mending"))
_TO_END = pattern(
    rf"^(?:\s*(?:[.;!]|$)|,?\s+(?:before|until|(?:for\s+(?:[\w-]+\s+){{1,4}})?to\s+(?:[\w-]+\s+){{0,2}}{_MENDING})\b)"
)
# "For several hours on Tuesday, ChatGPT had little to say".
_OPENING = pattern(
    r"^\W*(?:so\s+|and\s+|then\s+|but\s+)?for\s+"
    r"(?:about\s+|some\s+|around\s+|nearly\s+|almost\s+|over\s+|more than\s+)?$"
)
_LONGEST_OPENING = 3 * 1440
_USUAL = family_pattern("durations", "usual")
_THEN = pattern(r"^\s+later,?\s+(?:at|by|around|it|the|a|there)\b")
# "the eight-hour Azure outage"
_HYPHENED = pattern(r"\w-(?:second|minute|min|hour|hr|day|week)(?:-long)?$")
_NAMED_OUTAGE = pattern(rf"^\s+(?:[\w&'.-]+\s+){{0,3}}(?:{either(words('durations', 'outage_nouns'))})\b")
_LONG_OUTAGE = pattern(rf"^[\s,]*(?:{either(words('durations', 'long_outage'))})\b")
_NOT_BEFORE = pattern(rf"\b{either(words('durations', 'not_before'))}\s+(?:\w+\s+)?$")
_NOT_AFTER = pattern(rf"^(?:'s?\b|'\s|\s+{either(words('durations', 'not_after'))}\b)")
# "three times in a day" says how often.
_OFTEN = pattern(
    r"\b(?:second|third|fourth|fifth|sixth|\w+th|first|once|twice|times?|again)\s+(?:[\w'-]+\s+){0,3}in\s+(?:\w+\s+)?$"
)
_IN_A_DAY = pattern(r"\bin\s+(?:a|one|the|a single)\s+(?:single\s+)?(?:day|week)$")
# "had to do without for three weeks before play was switched on again"
_ENDED = pattern(r"^\s+(?:before|after)\b")
_FAILING = family_pattern("durations", "failing")
_OVER = family_pattern("durations", "over")
_NEAR = 150
_ENDS_NEAR = 30
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
    if _is_other_length(scene, duration, before) or _PER.search(after):
        return None
    is_hyphened = _HYPHENED.search(scene.plain[duration.start : duration.end])
    if _LONG_OUTAGE.search(after) or (is_hyphened and _NAMED_OUTAGE.search(after)):
        return "long-outage"
    if _is_until(scene, duration, before, after):
        return "until"
    is_for = bool(_FOR.search(before))
    if _NOT_AFTER.search(after) and not (is_for and _ENDED.search(after)):
        return None
    if _LASTING.search(before) or (_WAS.search(before) and _ALL_TOLD.search(after)):
        return "lasting"
    if _OR.search(before) and len(scene.clocks) > 1:
        return "lasting"  # "from 9 until 11 a.m., or nearly two hours"
    if _TOOK.search(before) and _TO_END.search(after):
        return "took"
    return _in_failure(scene, duration, before, is_for)


def _is_other_length(scene: Scene, duration: Duration, before: str) -> bool:
    """Whether a length is of something else, how often something happens, or of what is usual."""
    lead = before + scene.plain[duration.start : duration.digits_start]
    if _NOT_BEFORE.search(lead) or _OFTEN.search(before) or (scene.has(_USUAL) and not _LASTED.search(before)):
        return True
    return bool(_IN_A_DAY.search(before + scene.plain[duration.start : duration.end]))


def _in_failure(scene: Scene, duration: Duration, before: str, is_for: bool) -> str | None:
    """The rule of a length that only a failure or its end in the sentence makes the outage's."""
    is_within = _WITHIN.search(before) or _WITHIN.search(scene.plain[duration.start : duration.digits_start])
    if is_for or (duration.qualifier in {"at_least", "at_most"} and not is_within):
        if _opens(scene, duration):
            return "failing-for"
        is_close = before.rstrip().lower().endswith("for")
        return "failing-for" if _is_near(scene, duration, _FAILING, _FOR_NEAR if is_close else _NEAR) else None
    if is_within and duration.minutes and not is_planned_before(scene, duration.start):
        return "over-within" if _is_near(scene, duration, _OVER) else None
    return None


def _opens(scene: Scene, duration: Duration) -> bool:
    """Whether "for some hours" opens a sentence on a platform, as only what it could not do then does."""
    opens = _OPENING.search(scene.plain[scene.sentence.start : duration.start])
    return bool(opens and scene.platforms) and (duration.minutes or 0) <= _LONGEST_OPENING


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
    if _TAKEN_BACK.search(before):
        return False
    if _ON.search(after):
        return _is_near(scene, duration, _FAILING)
    if _IT_WAS.search(before) and _UNTIL_END.search(after):
        return any(cue.start >= duration.end for cue in scene.cues(_OVER))
    if _AFTER_START.search(after):
        return bool(_MAKES.search(before)) or scene.has(_OVER)
    if not _LATER.search(after) or _THEN.search(after):
        return False
    if _NOT_UNTIL.search(before):
        return True
    ends = scene.cues(_OVER)
    if ends and _MAKES.search(before):
        return True
    if any(cue.end <= duration.start and cost(scene.plain, cue, duration) <= _ENDS_NEAR for cue in ends):
        return True
    starts = [c for c in scene.clocks if c.end <= duration.start]
    return bool(starts) and any(c.end <= duration.start for c in ends)
