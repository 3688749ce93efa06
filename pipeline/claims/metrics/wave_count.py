"""How many waves, outages or spikes there were: "three waves of outages", "went down twice"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.numbers import Number
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

# A noun of waves, up to three words after the number: "three distributed denial-of-service attacks".
_NOUN = pattern(rf"^\s+(?:of\s+)?(?:(?:[\w'-]+\s+){{0,4}}?){either(words('waves', 'nouns'))}\b")
_TIMES = pattern(rf"^\s+{either(words('waves', 'times'))}\b")
# "three times the usual peak", "twice as many"
_MULTIPLE = pattern(rf"^\s+{either(words('waves', 'multiples'))}\b")
_TWICE, _THRICE = family_pattern("waves", "twice"), family_pattern("waves", "thrice")
_FAILING = family_pattern("waves", "failing")
_NOT = family_pattern("waves", "not_waves")
_STOP = family_pattern("waves", "stops")
_MOST = 99
_NEAR = 60


def read(scene: Scene) -> Iterator[Draft]:
    """The numbers of waves in a sentence."""
    if scene.has(_NOT):
        return
    for number in scene.numbers:
        if 2 <= number.value <= _MOST and number.qualifier != "vague":
            end = _counted_end(scene, number)
            if end:
                yield _draft(scene, number, end, number.value, "counted")
    for words_of, value in ((_TWICE, 2.0), (_THRICE, 3.0)):
        for cue in scene.cues(words_of):
            if _is_failing(scene, cue) and not _MULTIPLE.search(scene.plain[cue.end : cue.end + 30]):
                number = Number(start=cue.start, end=cue.end, value=value, digits_start=cue.start)
                yield _draft(scene, number, cue.end, value, "twice")


def _draft(scene: Scene, number: Number, end: int, value: float, rule: str) -> Draft:
    tracker = next((t.name for t in scene.trackers if t.name), None)
    return Draft(
        start=number.start,
        end=end,
        metric="wave_count",
        rule=f"wave_count/{rule}",
        value=value,
        value_high=number.value_high,
        unit="waves",
        qualifier=number.qualifier,
        platform=scene.platform_for(number),
        source=scene.source_for(number).name or tracker,
        background=scene.is_background_at(number),
    )


def _counted_end(scene: Scene, number: Number) -> int | None:
    """Where the noun of waves after a number ends; None where the number counts something else."""
    after = scene.plain[number.end : min(scene.sentence.end, number.end + 70)]
    times = _TIMES.search(after)
    if times and _MULTIPLE.search(after[times.end() :]):
        return None
    if times and _is_failing(scene, number):
        return number.end + int(times.end())
    noun = _NOUN.search(after)
    if not noun or _STOP.search(noun.group()):
        return None
    return number.end + int(noun.end())


def _is_failing(scene: Scene, span: Span) -> bool:
    return any(cost(scene.plain, cue, span) <= _NEAR for cue in scene.cues(_FAILING))
