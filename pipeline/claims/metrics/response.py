"""What the operator says and does: acknowledges, investigates, works on a fix, restores, apologises, stays silent."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source
from pipeline.claims.spans import Span

_LABELS = {
    label: family_pattern("responses", label)
    for label in (
        "no_comment",
        "apologised",
        "investigating",
        "fix_in_progress",
        "restored",
        "acknowledged",
        "denied",
    )
}
_AGAIN = family_pattern("responses", "again")
_NOT = family_pattern("responses", "not_response")
_NEAR_NOT = 30


def read(scene: Scene) -> Iterator[Draft]:
    """The operator's responses in a sentence."""
    taken: list[Span] = []
    for label, words_of in _LABELS.items():
        for cue in scene.cues(words_of):
            if any(cue.overlaps(other) for other in taken) or _is_negated(scene, cue, label):
                continue
            found = _response(scene, cue, label)
            if found:
                taken.append(cue)
                yield found


def _response(scene: Scene, cue: Span, label: str) -> Draft | None:
    source = _doer(scene, cue, label)
    is_told = scene.source_for(cue).kind in {"operator", "insider"}
    if not is_told and label in {"restored", "denied"}:
        if scene.source_for(cue).name:
            return None
        source = OUTLET
    if source.kind == "outlet" and (scene.clocks or scene.is_background or label == "denied"):
        return None
    if label == "denied" and scene.has(_AGAIN):
        label = "restored"
    if source.kind not in {"operator", "insider"} and not (label == "restored" and source == OUTLET):
        return None
    return Draft(
        start=cue.start,
        end=cue.end,
        metric="response",
        rule=f"response/{label}",
        label=label,
        platform=scene.platform_for(cue),
        clock=scene.clock_near(cue),
        source=source.name,
        background=scene.is_background,
    )


def _doer(scene: Scene, cue: Span, label: str) -> Source:
    """Whose response it is: the speaker that governs it, else the subject right before it."""
    source = scene.source_for(cue)
    if source.kind in {"operator", "insider"} and label != "no_comment":
        return source
    subject = _subject(scene, cue)
    if source.name is None or label == "no_comment" or label == "apologised":
        return subject
    return source


def _subject(scene: Scene, cue: Span) -> Source:
    before = [s for s in scene.own(scene.mentions.speakers) if s.end <= cue.start + 1]
    nearest_first = sorted(before, key=lambda speaker: cost(scene.plain, speaker, cue))
    return scene.resolve(nearest_first[0]) if nearest_first else OUTLET


def _is_negated(scene: Scene, cue: Span, label: str) -> bool:
    if label != "restored":
        return False
    return any(c.start < cue.end and cost(scene.plain, c, cue) <= _NEAR_NOT for c in scene.cues(_NOT))
