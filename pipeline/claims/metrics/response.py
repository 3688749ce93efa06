"""What the operator says and does: acknowledges, investigates, works on a fix, restores, apologises, stays silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.claims.attach import cost
from pipeline.claims.draft import Draft
from pipeline.claims.lexicon import family_pattern, pattern
from pipeline.claims.mentions.speakers import subject_before
from pipeline.claims.scene import Scene
from pipeline.claims.sources import OUTLET, Source, names_main
from pipeline.claims.spans import Span

_ORDER = ("no_comment", "apologised", "investigating", "fix_in_progress", "denied", "restored", "acknowledged")
_LABELS = {label: family_pattern("responses", label) for label in _ORDER}
_TROUBLED = family_pattern("responses", "troubled")
_BECAUSE = family_pattern("responses", "explains")
_AWARE = family_pattern("responses", "aware")
_AGAIN = family_pattern("responses", "again")
_NOT = family_pattern("responses", "not_response")
_PARTIAL = family_pattern("responses", "partial")
_THEIRS = family_pattern("responses", "theirs")
_NEGATION = pattern(r"\b(?:not|never|no|neither|without)\b|n't\b")
_FROM = pattern(r"\b(?:from|by)$")
# "declined to say how many": silent on a detail only.
_DETAIL = pattern(r"^\s+(?:how|who|which|where|whether)\b")
_NEAR_NOT = 30
_NEAR_PART = 45


def read(scene: Scene) -> Iterator[Draft]:
    """The operator's responses in a sentence."""
    taken: list[Span] = []
    for label in _ORDER:
        for cue in scene.cues(_LABELS[label]):
            if any(cue.overlaps(other) for other in taken) or _is_negated(scene, cue, label):
                continue
            found = _response(scene, cue, label)
            if found:
                taken.append(cue)
                yield from [found, *_of_others(scene, found)]
    yield from _troubled(scene, taken)


def _troubled(scene: Scene, taken: Sequence[Span]) -> Iterator[Draft]:
    """An operator that says that its service has problems acknowledges them."""
    for cue in scene.cues(_TROUBLED):
        if any(cue.overlaps(other) for other in taken) or _is_negated(scene, cue, "troubled"):
            continue
        source = scene.source_for(cue)
        if source.kind in {"operator", "insider"}:
            yield _draft(scene, cue, "acknowledged", source)
            return


def _response(scene: Scene, cue: Span, label: str) -> Draft | None:
    told = scene.source_for(cue)
    source, is_told = _doer(scene, cue, label), told.kind in {"operator", "insider"}
    if not is_told and label in {"restored", "denied"}:
        if told.name:
            return None
        source = OUTLET
    if source.kind == "outlet" and (label == "denied" or _is_no_end(scene, cue)):
        return None
    if label == "denied" and scene.has(_AGAIN):
        label = "restored"
    if label == "no_comment" and source.kind == "operator" and not names_main(scene, source.name or ""):
        return None
    if source.kind not in {"operator", "insider"} and not (label == "restored" and source == OUTLET):
        return None
    return _draft(scene, cue, label, source)


def _draft(scene: Scene, cue: Span, label: str, source: Source) -> Draft:
    return Draft(
        start=cue.start,
        end=cue.start + len(scene.plain[cue.start : cue.end].rstrip()),
        metric="response",
        rule=f"response/{label}",
        label=label,
        platform=_platform_of(scene, cue, source) if label == "denied" else scene.platform_for(cue),
        clock=scene.clock_near(cue),
        source=source.name,
        background=scene.is_background,
    )


def _platform_of(scene: Scene, cue: Span, source: Source) -> str | None:
    """The platform that a source runs, by its name: a rival whose network works speaks of that."""
    named = (p.slug for p in scene.platforms if scene.plain[p.start : p.end] == source.name)
    return next(named, None) or scene.platform_for(cue)


def _of_others(scene: Scene, draft: Draft) -> Iterator[Draft]:
    """ "AT&T and T-Mobile said their networks …": the same of each that the sentence names before."""
    if draft.label != "denied" or not scene.has(_THEIRS):
        return
    for name in scene.platforms:
        if name.end <= draft.start and name.slug != draft.platform:
            yield replace(draft, platform=name.slug, source=scene.plain[name.start : name.end])


def _is_no_end(scene: Scene, cue: Span) -> bool:
    """Whether the outlet's "restored" is a time point, another outage's, or only of a part."""
    if scene.clocks or scene.is_background:
        return True
    return any(cost(scene.plain, part, cue) <= _NEAR_PART for part in scene.cues(_PARTIAL))


def _doer(scene: Scene, cue: Span, label: str) -> Source:
    """Whose response it is: the speaker that governs it, else the subject right before it."""
    source = scene.source_for(cue)
    if source.kind in {"operator", "insider"} and label != "no_comment":
        return source
    if source.name is None or label == "no_comment" or label == "apologised":
        return _subject(scene, cue)
    return source


def _subject(scene: Scene, cue: Span) -> Source:
    speakers = scene.own(scene.mentions.speakers)
    inside = next((s for s in speakers if s.start < cue.start < s.end or 0 <= s.start - cue.end <= 2), None)
    if inside is not None and (inside.start < cue.start or _FROM.search(scene.plain[cue.start : cue.end])):
        return scene.resolve(inside)
    grammatical = subject_before(scene.plain, scene.sentence, cue.start, speakers)
    if grammatical is not None:
        return scene.resolve(grammatical)
    before = [s for s in speakers if s.end <= cue.start + 1]
    nearest_first = sorted(before, key=lambda speaker: cost(scene.plain, speaker, cue))
    return scene.resolve(nearest_first[0]) if nearest_first else OUTLET


def _is_negated(scene: Scene, cue: Span, label: str) -> bool:
    if label == "no_comment":
        return bool(_DETAIL.search(scene.plain[cue.end : cue.end + 12]))
    if label == "acknowledged":
        return scene.has(_BECAUSE) and not scene.has(_AWARE)
    if label == "troubled":
        return bool(_NEGATION.search(scene.plain[max(scene.sentence.start, cue.start - 25) : cue.end]))
    if label != "restored":
        return False
    return any(c.start < cue.end and cost(scene.plain, c, cue) <= _NEAR_NOT for c in scene.cues(_NOT))
