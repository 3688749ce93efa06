"""How a source stands to what it says: asserted, suggested, confirmed, disputed, denied."""

from __future__ import annotations

from pipeline.claims import sources
from pipeline.claims.attach import cost
from pipeline.claims.lexicon import family_pattern, pattern
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
_NO_DOUBT = pattern(r"\b(?:no|little|without(?:\s+an?y?)?|beyond)\s+doubt\b")
_RIGHT_BEFORE = 40  # characters
_TURN = pattern(
    r"\b(?:but|instead|however|blam(?:ed|es|ing))\b|;|,\s+(?:it|this|that|they|he|she|we)\s+(?:was|is|were|had)\b"
)
_NEGATION = pattern(r"^(?:no|not|never|nothing|nobody|no[ -]one|none|neither|nor|rather\s+than|instead\s+of|\w+n't)\b")
_NO = pattern(r"\b(?:no|nor|neither)\s+(?:(?:an?|any|such|kind|sort|of|\w+)\s+){0,2}$")
_REACH_BACK = 45


def stance_of(scene: Scene, span: Span, source: Source, *, is_attack: bool = False) -> Stance:
    """
    The stance of a source to what stands at a span.

    is_attack  An owner's or chief's word that it was an attack is an assertion; of other causes it is a confirmation.
    """
    if _precedes(scene, span, _POSSIBLE) or _follows(scene, span, _POSSIBLE):
        return "suggested"
    if _doubts(scene, span) or _follows(scene, span, _DISPUTED):
        return "disputed"
    if _is_negated(scene, span, is_attack) or _denies(scene, span, is_attack) or _follows(scene, span, _DENIED_AFTER):
        return "denied"
    if _precedes(scene, span, _SUGGESTED) or _follows(scene, span, _SUGGESTED_AFTER) or _is_guess(scene, span):
        return "suggested"
    if source.kind == "operator" or (source.kind == "insider" and not is_attack):
        return "confirmed"
    return "confirmed" if source.name and _OFFICIAL.search(source.name) else "asserted"


def _precedes(scene: Scene, span: Span, words_of: object) -> bool:
    """Whether one of the words stands before a span and reaches it, or is part of it."""
    return any(
        cue.overlaps(span) or (cue.start < span.start and _reaches(scene, cue, span)) for cue in scene.cues(words_of)
    )


def _reaches(scene: Scene, cue: Span, span: Span) -> bool:
    """Whether no turn of the sentence cuts a word off from what follows: "not an attack but a fault"."""
    return cost(scene.plain, cue, span) <= _REACH and not _TURN.search(scene.plain[cue.end : span.start])


def _doubts(scene: Scene, span: Span) -> bool:
    """Whether a doubt reaches a span; "in no doubt" is none."""
    return _precedes(scene, span, _DISPUTED) and not _NO_DOUBT.search(scene.plain[scene.sentence.start : span.start])


def _denies(scene: Scene, span: Span, is_attack: bool) -> bool:
    """Whether a denial reaches a span; a fault may hold a "not" of its own ("the steps were not followed")."""
    if is_attack:
        return _precedes(scene, span, _DENIED)
    before = (
        cue for cue in scene.cues(_DENIED) if cue.end <= span.start and "," not in scene.plain[cue.end : span.start]
    )
    return any(_reaches(scene, cue, span) for cue in before)


def _is_negated(scene: Scene, span: Span, is_attack: bool) -> bool:
    """Whether a phrase stands right after a "no", or, of an attack, begins with a negation."""
    before = scene.plain[max(scene.sentence.start, span.start - _RIGHT_BEFORE) : span.start]
    return bool(_NO.search(before)) or (is_attack and bool(_NEGATION.search(scene.plain[span.start : span.end])))


def _follows(scene: Scene, span: Span, words_of: object) -> bool:
    """Whether one of the words stands after a span, or ends after it, and says something of it."""
    after = (cue for cue in scene.cues(words_of) if cue.start >= span.start and cue.end > span.end)
    return any(cost(scene.plain, cue, span) <= _REACH_BACK for cue in after)


def _is_guess(scene: Scene, span: Span) -> bool:
    """Whether the verb that governs a span is one of guessing, however far away: "think that … and that …"."""
    statement = sources.governing(scene, span)
    return statement is not None and statement.end <= span.start and bool(_SUGGESTED.search(statement.verb))
