"""How a source stands to what it says: asserted, suggested, confirmed, disputed, denied."""

from __future__ import annotations

from pipeline.claims import sources
from pipeline.claims.attach import cost
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.sources import Source
from pipeline.claims.spans import Span
from pipeline.platforms import slug_named
from pipeline.records import Stance

_POSSIBLE = family_pattern("causes", "possible")
_DENIED = family_pattern("causes", "denied")
_DENIED_AFTER = family_pattern("causes", "denied_after")
_DISPUTED = family_pattern("causes", "disputed")
_SUGGESTED = family_pattern("causes", "suggested")
_POINTING = family_pattern("causes", "pointing")
_SUGGESTED_AFTER = family_pattern("causes", "suggested_after")
_OFFICIAL = family_pattern("causes", "official")
# How far (see attach.cost) a negation or a hedge reaches to what follows it, and back to what precedes it.
_REACH = 55
_OUTSIDER = family_pattern("causes", "outsiders")
_OUTSIDER_BEFORE = pattern(rf"\b{either(words('causes', 'outsiders'))}\s+(?:[a-z]+\s+){{0,3}}$")
_UNNAMED = pattern(r"^(?:\w+\s+){0,2}?(?:sources?|people|persons?|insiders?|employees?)\b")
_CALLED_NEAR = 45  # characters
_OFFICE = either(words("causes", "official"))
_OFFICE_BEFORE = pattern(
    rf"\b{_OFFICE}(?:\s+(?:of|for|and|by|the|[A-Z][\w'-]*),?){{0,6}},?\s+(?:(?:Mr|Ms|Mrs|Dr|Sir)\.?\s+)?(?:[A-Z][\w'-]+\s+)?$"
)
_OFFICE_AFTER = pattern(rf"^[\w'-]+,\s+(?:who\s+\w+\s+)?(?:(?:the|a|an|its|\w+'s)\s+)?(?:\w+\s+){{0,3}}?{_OFFICE}\b")
_OFFICE_NEAR = 70  # characters
_NO_DOUBT = pattern(r"\b(?:no|little|without(?:\s+an?y?)?|beyond)\s+doubt\b")
_RIGHT_BEFORE = 40  # characters
_TURN = pattern(
    r"\b(?:but|instead|however|blam(?:ed|es|ing)|claim(?:ed|s|ing)?|responsibility)\b|\w\s+(?:because|owing|thanks)\b|;|,\s+(?:it|this|that|they|he|she|we)\s+(?:was|is|were|had)\b"
)
_PRELIMINARY = pattern(
    r"\b(?:preliminary|initial|early|first|provisional)\s+(?:\w+\s+)?(?:findings?|investigations?|analysis|signs?|results?|indications?|evidence|reviews?)\b"
)
_NEGATION = pattern(
    r"^(?:no|not|non-\w+|never|nothing|nobody|no[ -]one|none|neither|nor|rather\s+than|instead\s+of|\w+n't)\b"
)
_NO = pattern(r"\b(?:no|nor|neither)\s+(?:(?:an?|any|such|kind|sort|of|\w+)\s+){0,2}$")
# "Hackers were not", "the hijack was not the cause"
_NOT_AFTER = pattern(
    r"^(?:\s+(?:was|were|is|are|had|has|did|does))?(?:\s+not|n't)(?:\s+(?:at all|one|it))?\s*"
    r"(?:[.,;:\"]|$|the\s+(?:cause|reason|culprit)|to\s+blame|responsible|involved)"
)
_REACH_BACK = 45


def stance_of(scene: Scene, span: Span, source: Source, *, is_attack: bool = False, is_culprit: bool = False) -> Stance:
    """
    The stance of a source to what stands at a span.

    is_attack  An owner's or chief's word that it was an attack is an assertion; of other causes it is a confirmation.
    is_culprit Who did it, or from where: only the operator's or an office's finding confirms that.
    """
    if _precedes(scene, span, _POSSIBLE) or _follows(scene, span, _POSSIBLE):
        return "suggested"
    if _doubts(scene, span) or _follows(scene, span, _DISPUTED):
        return "disputed"
    if _is_negated(scene, span, is_attack) or _denies(scene, span, is_attack) or _follows(scene, span, _DENIED_AFTER):
        return "denied"
    is_ours = source.kind in {"operator", "insider"} and not scene.has(_PRELIMINARY)
    if not is_ours and _precedes(scene, span, _POINTING):
        return "suggested"
    if _precedes(scene, span, _SUGGESTED) or _follows(scene, span, _SUGGESTED_AFTER) or _is_guess(scene, span):
        return "suggested"
    if is_culprit and source.kind == "other" and not _OFFICIAL.search(source.name or ""):
        return "asserted"
    return "confirmed" if _is_in_a_position(scene, source, is_attack) else "asserted"


def _is_in_a_position(scene: Scene, source: Source, is_attack: bool) -> bool:
    """Whether it is for a source to say what happened: the operator, its people, a public office, a body hit."""
    if source.name is None or source.kind == "tracker" or _UNNAMED.search(source.name):
        return False
    if source.kind == "operator":
        return True
    if source.kind == "insider":
        return not is_attack or source.name not in scene.story.insiders
    if _is_part_of_operator(scene, source.name) or _OFFICIAL.search(source.name) or _holds_office(scene, source.name):
        return True
    return _is_company(scene, source.name)


def _is_company(scene: Scene, name: str) -> bool:
    """Whether a source is a body that speaks of its own service: no person, no expert, no group, no other platform."""
    is_known = slug_named(name) is not None and scene.story.main is not None
    if is_known or name == scene.context.group or sources.is_person(scene, name) or _OUTSIDER.search(name):
        return False
    at = scene.plain.find(name)
    before, after = scene.plain[max(0, at - _CALLED_NEAR) : max(0, at)], scene.plain[at + len(name) :][:_CALLED_NEAR]
    return not (_OUTSIDER_BEFORE.search(before) or (after.startswith(",") and _OUTSIDER.search(after)))


def _is_part_of_operator(scene: Scene, name: str) -> bool:
    """Whether a name is the operator's cut short: "Epic" for Epic Games."""
    return any(set(name.lower().split()) <= set(full.split()) for full in scene.story.names)


def _holds_office(scene: Scene, name: str) -> bool:
    """Whether a public office stands before a person's first mention, or behind it: "Minister for Trade Alvin Tan"."""
    at = scene.plain.find(name.split(" ")[-1])
    if at < 0:
        return False
    before = scene.plain[max(0, at - _OFFICE_NEAR) : at]
    return bool(_OFFICE_BEFORE.search(before) or _OFFICE_AFTER.search(scene.plain[at : at + _OFFICE_NEAR]))


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
    if _NO.search(before) or _NOT_AFTER.search(scene.plain[span.end : span.end + _RIGHT_BEFORE]):
        return True
    return is_attack and bool(_NEGATION.search(scene.plain[span.start : span.end]))


def _follows(scene: Scene, span: Span, words_of: object) -> bool:
    """Whether one of the words stands after a span, or ends after it, and says something of it."""
    after = (cue for cue in scene.cues(words_of) if cue.start >= span.start and cue.end > span.end)
    return any(cost(scene.plain, cue, span) <= _REACH_BACK for cue in after)


def _is_guess(scene: Scene, span: Span) -> bool:
    """Whether the verb that governs a span is one of guessing, however far away: "think that … and that …"."""
    statement = sources.governing(scene, span)
    return statement is not None and statement.end <= span.start and bool(_SUGGESTED.search(statement.verb))
