"""How a source stands to what it says: asserted, suggested, confirmed, disputed, denied."""

from __future__ import annotations

from pipeline.claims.attach import cost
from pipeline.claims.lexicon import family_pattern
from pipeline.claims.scene import Scene
from pipeline.claims.sources import Source
from pipeline.claims.spans import Span
from pipeline.records import Stance

_DENIED = family_pattern("causes", "denied")
_DISPUTED = family_pattern("causes", "disputed")
_SUGGESTED = family_pattern("causes", "suggested")
_OFFICIAL = family_pattern("causes", "official")
# How far (see attach.cost) a negation or a hedge reaches to what follows it, and back to what precedes it.
_REACH = 55
_REACH_BACK = 40


def stance_of(scene: Scene, span: Span, source: Source, *, is_attack: bool = False) -> Stance:
    """
    The stance of a source to what stands at a span.

    is_attack  An owner's or chief's word that it was an attack is an assertion; of other causes it is a confirmation.
    """
    if _stands_near(scene, span, _DISPUTED):
        return "disputed"
    if _stands_near(scene, span, _DENIED):
        return "denied"
    if _stands_near(scene, span, _SUGGESTED):
        return "suggested"
    if source.kind == "operator" or (source.kind == "insider" and not is_attack):
        return "confirmed"
    return "confirmed" if source.name and _OFFICIAL.search(source.name) else "asserted"


def _stands_near(scene: Scene, span: Span, words_of: object) -> bool:
    for cue in scene.cues(words_of):
        if cue.overlaps(span):
            return True
        reach = _REACH if cue.start < span.start else _REACH_BACK
        if cost(scene.plain, cue, span) <= reach:
            return True
    return False
