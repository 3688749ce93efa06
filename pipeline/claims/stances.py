"""How a source stands to what it says: asserted, suggested, confirmed, disputed, denied."""

from __future__ import annotations

from pipeline.claims import sources
from pipeline.claims.attach import cost
from pipeline.claims.lexicon import family_pattern
from pipeline.claims.scene import Scene
from pipeline.claims.sources import Source
from pipeline.claims.spans import Span
from pipeline.records import Stance

_POSSIBLE = family_pattern("causes", "possible")
_DENIED = family_pattern("causes", "denied")
_DENIED_AFTER = family_pattern("causes", "denied_after")
_DISPUTED = family_pattern("causes", "disputed")
_SUGGESTED = family_pattern("causes", "suggested")
_SUGGESTED_AFTER = family_pattern("causes", "suggested_after")
_OFFICIAL = family_pattern("causes", "official")
# How far (see attach.cost) a negation or a hedge reaches to what follows it, and back to what precedes it.
_REACH = 55
_REACH_BACK = 40


def stance_of(scene: Scene, span: Span, source: Source, *, is_attack: bool = False) -> Stance:
    """
    The stance of a source to what stands at a span.

    is_attack  An owner's or chief's word that it was an attack is an assertion; of other causes it is a confirmation.
    """
    if _precedes(scene, span, _POSSIBLE) or _follows(scene, span, _POSSIBLE):
        return "suggested"
    if _precedes(scene, span, _DISPUTED) or _follows(scene, span, _DISPUTED):
        return "disputed"
    if _precedes(scene, span, _DENIED) or _follows(scene, span, _DENIED_AFTER):
        return "denied"
    if _precedes(scene, span, _SUGGESTED) or _follows(scene, span, _SUGGESTED_AFTER) or _is_guess(scene, span):
        return "suggested"
    if source.kind == "operator" or (source.kind == "insider" and not is_attack):
        return "confirmed"
    return "confirmed" if source.name and _OFFICIAL.search(source.name) else "asserted"


def _precedes(scene: Scene, span: Span, words_of: object) -> bool:
    """Whether one of the words stands before a span and reaches it, or is part of it."""
    return any(
        cue.overlaps(span) or (cue.start < span.start and cost(scene.plain, cue, span) <= _REACH)
        for cue in scene.cues(words_of)
    )


def _follows(scene: Scene, span: Span, words_of: object) -> bool:
    """Whether one of the words stands after a span and says something of it."""
    return any(cue.start >= span.end and cost(scene.plain, cue, span) <= _REACH_BACK for cue in scene.cues(words_of))


def _is_guess(scene: Scene, span: Span) -> bool:
    """Whether the verb that governs a span is one of guessing, however far away: "think that … and that …"."""
    statement = sources.governing(scene, span)
    return statement is not None and statement.end <= span.start and bool(_SUGGESTED.search(statement.verb))
