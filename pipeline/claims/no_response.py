"""What reads like an operator's response and is none: refused, hoped for, only a part, told of the past."""

from __future__ import annotations

from pipeline.claims.attach import cost
from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_RESTORED = family_pattern("responses", "restored")
_BECAUSE = family_pattern("responses", "explains")
_VAGUE = family_pattern("responses", "vague")
_AWARE = family_pattern("responses", "aware")
_NOT = family_pattern("responses", "not_response")
_PARTIAL = family_pattern("responses", "partial")
_SOME_OF = family_pattern("responses", "some_of")
_AIMS = pattern(rf"\b{either(words('responses', 'aims'))}\b[^.;,]{{0,40}}$")
# "Initial investigations suggest": what they found, not that they go on.
_FOUND = pattern(r"^\s+(?:have\s+|had\s+|has\s+)?(?:suggest|show|found|indicat|reveal|conclud|point|confirm)")
# "Machines had to be mended by hand": a toil, not that they were.
_HAD_TO = pattern(
    r"\b(?:had|have|has|need(?:ed|s)?|ha(?:s|d)\s+yet)\s+to\s+(?:\w+\s+){0,2}?(?:be\s+)?\w*$|\b(?:had|have|has|need(?:ed|s)?)\s+to\s+be\b"
)
# "declined to apologise", "must apologise", "It isn't sorry enough": no apology is made.
_UNSAID = pattern(
    rf"(?:\b{either(words('responses', 'unsaid'))}|n't)\s+(?:\w+\s+){{0,2}}?"
    r"(?:to\s+|for\s+|an?\s+|have\s+|be\s+)*(?:say(?:ing)?\s+)?$"
)
_RETURNED = pattern(r"\b(?:back|returned|came|come|returning|resumed)\b")
_NO_SERVICE = pattern(
    r"\b(?:he|she|i|who|attackers?|hackers?|attacks?|problems?|troubles?|issues?|errors?|outages?|disruptions?|faults?|failures?|delays?)"
    r"(?:\s+(?:had|has|have|was|were|is|are))?\s*$"
)
_WISH = pattern(r"\b(?:would|want|wants|wish|wishes)\s+(?:like\s+)?to\s+(?:\w+ly\s+)?(?:say\s+)?$")
_NEXT_VERB = pattern(r"\b(?:and|but)\s")
_NEGATION = pattern(r"\b(?:not|never|no|neither|without|rather\s+than)\b|n't\b")
# "The site could not be reached" is the outage itself.
_SERVICE = pattern(
    r"\b(?:sites?|apps?|services?|web\s?sites?|pages?|platforms?|networks?|servers?|numbers?|lines?|emergency|999|911|112|000)\s+$"
)
# "declined to say how many": silent on a detail only.
_DETAIL = pattern(r"^\s+(?:how|who|which|where|whether|of\s+(?:the|that)\s+(?:kind|sort))\b")
# "in the hours after it was up again" only dates something else.
_SUBORDINATE = pattern(r"\b(?:after|once|when|before|until|while|as\s+soon\s+as)\s+(?:[\w']+\s+){0,3}$")
# "Was back in two hours", "loaded again by Thursday evening": when it ended, told in the past.
_DATED = pattern(
    r"^\s+(?:in|within|by|later|the\s+(?:same|next|following))\s+(?:\w+\s+){0,3}?"
    r"(?:minutes?|hours?|days?|morning|afternoon|evening|night|midday|noon|midnight|dawn|dusk)\b"
)
# A timeline's entry gives its time at its head: "14:30 The main impact is over".
_ENTRY = pattern(r"^\W*\d{1,2}[:.]\d{2}\b")
_ONGOING = pattern(r"\b\w+ing\b|\b(?:is|are|has|have|to)\s")
_NEAR_NOT = 30
_NEAR_PART = 45


def explains(scene: Scene) -> bool:
    """Whether a sentence gives a cause; "because of a minor technical issue" gives none."""
    return scene.has(_BECAUSE) and not scene.has(_VAGUE)


def is_past(scene: Scene, cue: Span) -> bool:
    """Whether the outlet only tells what was done: "backed out the change", not "is racing to bring it back"."""
    return not _ONGOING.search(scene.plain[max(scene.sentence.start, cue.start - len("have ")) : cue.end])


def is_anothers_return(scene: Scene, cue: Span) -> bool:
    """Whether a person or the trouble came back, not a service: "the attackers had returned", "he was back"."""
    before = scene.plain[max(scene.sentence.start, cue.start - 40) : cue.start]
    word = scene.plain[cue.start : cue.end]
    return bool(_RETURNED.search(word)) and bool(_NO_SERVICE.search(before))


def is_part(scene: Scene, cue: Span) -> bool:
    """Whether an operator speaks only of a part: "all but one of its regions had recovered"."""
    return any(part.end <= cue.start and cost(scene.plain, part, cue) <= _NEAR_NOT for part in scene.cues(_SOME_OF))


def is_no_end(scene: Scene, cue: Span) -> bool:
    """Whether the outlet's "restored" is a time point, another outage's, or only of a part."""
    if scene.is_background or _ENTRY.search(scene.text):
        return True
    if any(";" not in _between(scene, clock, cue) for clock in scene.clocks if not clock.is_part_of_day):
        return True
    if _DATED.search(scene.plain[cue.end : cue.end + _NEAR_PART]):
        return True
    if _SUBORDINATE.search(scene.plain[max(scene.sentence.start, cue.start - 40) : cue.start]):
        return True
    return any(cost(scene.plain, part, cue) <= _NEAR_PART for part in scene.cues(_PARTIAL))


def _between(scene: Scene, one: Span, other: Span) -> str:
    return scene.plain[min(one.end, other.end) : max(one.start, other.start)]


def is_negated(scene: Scene, cue: Span, label: str) -> bool:
    """Whether a response's words are refused, wished for, or about a detail: "declined to apologise"."""
    words_of = scene.plain[cue.start : cue.end]
    if label == "no_comment":
        is_detail = _DETAIL.search(scene.plain[cue.end : cue.end + 12])
        return bool(is_detail or _SERVICE.search(scene.plain[max(scene.sentence.start, cue.start - 12) : cue.start]))
    if label == "acknowledged" and explains(scene) and not scene.has(_AWARE):
        return True
    if label == "apologised":
        before = scene.plain[max(scene.sentence.start, cue.start - 40) : cue.start]
        return bool(_UNSAID.search(before)) and not _WISH.search(before)
    if label == "investigating" and _FOUND.search(scene.plain[cue.end : min(scene.sentence.end, cue.end + 40)]):
        return True
    if label == "fix_in_progress" and "possible" in words_of and scene.has(_RESTORED):
        return True  # "We resolved this as quickly as possible"
    if label in {"acknowledged", "troubled", "fix_in_progress", "investigating"}:
        before = scene.plain[max(scene.sentence.start, cue.start - 25) : cue.end].replace("no more than", "")
        clause = max((joint.end() for joint in _NEXT_VERB.finditer(before)), default=0)
        return bool(_NEGATION.search(before[clause:]))
    if label != "restored":
        return False
    if _HAD_TO.search(scene.plain[max(scene.sentence.start, cue.start - 30) : cue.end]):
        return True
    if _AIMS.search(scene.plain[max(scene.sentence.start, cue.start - 60) : cue.start]):
        return True
    return any(c.start < cue.end and cost(scene.plain, c, cue) <= _NEAR_NOT for c in scene.cues(_NOT))
