"""Things that are a cause only right beside a word for causing: "due to the heat", "a digger was to blame"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_THINGS: dict[str, list[str]] = words("causes", "things")
_THING = {label: pattern(rf"\b{either(names)}\b") for label, names in _THINGS.items()}
_BEFORE = family_pattern("causes", "right_before")
_AFTER = family_pattern("causes", "right_after")
# Up to four words, none of which begins another phrase: "due to [a huge] surge", not "due to work on the network".
_BESIDE = pattern(r"^\W*(?:[\w'\"-]+\W+){0,4}$")
_APART = pattern(r"\b(?:of|on|in|at|to|for|with|by|from|and|or|that|which|who|but|not|was|were|been|being)\b|[.;:,()]")
_BEHIND = pattern(r"^\s+(?:[\w-]+\s+){0,2}$")
_LONGEST = 45  # characters between a word for causing and the thing


def find_bare(scene: Scene, named: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """The nearest thing beside each word for causing that has no cause beside it yet, with its label."""
    for cue in scene.cues(_BEFORE):
        near = Span(start=cue.end, end=min(scene.sentence.end, cue.end + _LONGEST))
        if not any(near.overlaps(other) for other in named):
            yield from _nearest(scene, cue, is_before=True)
    for cue in scene.cues(_AFTER):
        near = Span(start=max(scene.sentence.start, cue.start - _LONGEST), end=cue.start)
        if not any(near.overlaps(other) for other in named):
            yield from _nearest(scene, cue, is_before=False)


def _nearest(scene: Scene, cue: Span, *, is_before: bool) -> Iterator[tuple[str, Span]]:
    found = [
        (label, thing)
        for label, words_of in _THING.items()
        for thing in scene.cues(words_of)
        if _is_beside(scene, cue, thing, is_before=is_before)
    ]
    if found:
        yield min(found, key=lambda pair: (abs(pair[1].start - cue.start), -pair[1].end))


def _is_beside(scene: Scene, cue: Span, thing: Span, *, is_before: bool) -> bool:
    if is_before:
        between = scene.plain[cue.end : thing.start]
        return cue.end <= thing.start and bool(_BESIDE.search(between)) and not _APART.search(between)
    between = scene.plain[thing.end : cue.start]
    return thing.end <= cue.start and bool(_BEHIND.search(between)) and not _APART.search(between)
