"""Where a text says that the cause is not known or not given: a lack of telling, times what is not told.

The words are families of `schemas/lexicon/causes.yml`; here is the grammar that joins them.
"""

from __future__ import annotations

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Span

_NOT = either(words("causes", "untold_not"))
_NOBODY = either(words("causes", "untold_nobody"))
_TELL = either(words("causes", "untold_tell"))
_TOLD = either(words("causes", "untold_told"))
_STATE = either(words("causes", "untold_state"))
_NEWS = either(words("causes", "untold_news"))
_CAUSE = either(words("causes", "untold_nouns"))
_CLAUSE = either(words("causes", "untold_clauses"))
_NOUN = rf"(?:(?:the|an?|any|its|their|his|her|that|this|one)\s+)?(?:[\w'-]+\s+){{0,2}}?{_CAUSE}"
_WHAT = rf"(?:{_CLAUSE}|{_NOUN})"
_BE = (
    r"(?:(?:is|was|are|were|has|have|had|will|would|may|might|can|could|"
    r"remain(?:s|ed)?|stay(?:s|ed)?|seem(?:s|ed)?)|'s)"
)
_BUT = r"(?:\s+(?:\w+ly|yet|so|far|also|still|been|even|further|or|either|now|at|once|first|being|to\s+be))"
# "The cause, it said, was …".
_ASIDE = r"(?:,\s[^,.;]{2,30},|,)?"
_FEW = r"(?:no|little|few|scant|any|neither|nothing|not\s+an?|hardly\s+any)"
_FORMS = (
    # "has not yet said what caused it", "declined to give a reason", "without explaining why"
    rf"{_NOT}{_BUT}{{0,4}}\s+{_TELL}(?:\s+(?:to|with|users|customers|reporters|anyone|publicly|on|into|up)){{0,3}}\s+{_WHAT}",
    # "none of the banks would say what had happened", "nor did its account say why"
    rf"{_NOBODY}\s[^.;]{{0,70}}?\b{_TELL}(?:\s+\w+){{0,2}}?\s+{_WHAT}",
    # "gave no reason", "disclosed neither a cause nor …", "shed no light on what went wrong"
    rf"{_TELL}(?:\s+\w+){{0,2}}?\s+{_FEW}\s+(?:\w+\s+){{0,3}}?{_WHAT}",
    # "no word on the cause", "little clue as to why"
    rf"{_FEW}\s+(?:\w+\s+){{0,2}}?{_NEWS}(?:\s+\w+){{0,2}}?\s+(?:of|on|about|as\s+to|for|into|over|regarding|behind)\s+{_WHAT}",
    # "no cause was given", "no explanation for the outage has been offered"
    rf"(?:no|neither)\s+(?:\w+\s+){{0,2}}?{_CAUSE}(?:\s+[\w'-]+){{0,6}}?\s+{_BE}{_BUT}{{0,3}}\s+{_TOLD}",
    # "the cause of the outage has not been made public", "what caused it remains unclear"
    rf"{_WHAT}(?:\s+[\w'-]+){{0,8}}?{_ASIDE}\s*{_BE}{_BUT}{{0,3}}\s+{_STATE}",
    rf"{_WHAT}(?:\s+[\w'-]+){{0,8}}?{_ASIDE}\s*{_BE}{_BUT}{{0,2}}(?:\s+not|n't|(?:\s+yet|\s+still)?\s+to\s+be){_BUT}{{0,3}}\s+{_TOLD}",
    # "it is not clear what happened", "no idea what caused it", "nobody knows why"
    rf"{_STATE}(?:\s+(?:exactly|precisely|yet|just|to|users|anyone|as|of|about)){{0,3}}\s+{_CLAUSE}",
    # "What that root cause was, the company did not say"
    rf"(?:what|why)\s[^.;,]{{3,70}},\s+(?:[\w'-]+\s+){{1,5}}?{_NOT}{_BUT}{{0,3}}\s+{_TELL}",
    either(words("causes", "unknown")),
)
_UNKNOWN = pattern(rf"\b(?:{'|'.join(_FORMS)})(?:\b|$)")
_QUESTION = 90  # characters
_ASKED = pattern(
    rf"(?:^|[.?!\n\"]\s*|\b(?:so|and|but)\s+)(?:{_CLAUSE}|what\s+(?:is|was|'s)\s+(?:the|behind)\s?[^.?]{{0,40}})[^.?]{{0,50}}\?$"
)
_SO_WHAT = pattern(
    r"\b(?:what\s+(?:was\s+it|went\s+wrong|happened|caused\s+(?:it|this|that)|broke(?:\s+it)?|failed)|why(?:\s+did\s+it\s+(?:fail|happen|break))?|the\s+cause)\s*\?$"
)
_NO_ANSWER = pattern(
    rf"\b(?:{_NOT}{_BUT}{{0,3}}\s+{_TELL}|(?:nobody|no\s+one|no-one)\s+(?:\w+\s+){{0,2}}?(?:knows?|says?|saying|telling)|"
    rf"{_STATE}|no\s+(?:word|idea|clue|answer)|silence|(?:not|n't)\s+(?:yet\s+)?(?:known|clear))\b"
)
_TOPIC = family_pattern("causes", "untold_nouns", "untold_clauses", "unknown")
_OTHER = pattern(rf"\b(?:why|reasons?|explanation)\s+(?:[\w'-]+\s+){{0,4}}?{either(words('causes', 'untold_else'))}\b")


def find_unknown(scene: Scene) -> Span | None:
    """Where a sentence says that nobody knows, or that nobody tells, what the cause was."""
    return _told_nothing(scene) or _unanswered(scene)


def asks_why(scene: Scene) -> bool:
    """Whether the sentence before asks for the cause, so that this one answers: "So what was it?"."""
    before = scene.plain[max(0, scene.sentence.start - _QUESTION) : scene.sentence.start].rstrip()
    return before.endswith("?") and bool(_ASKED.search(before) or _SO_WHAT.search(before))


def _unanswered(scene: Scene) -> Span | None:
    """No answer to the question before: "What went wrong? The carrier has not told anyone"."""
    before = scene.plain[max(0, scene.sentence.start - _QUESTION) : scene.sentence.start].rstrip()
    if not before.endswith("?") or not (_ASKED.search(before) and (found := _NO_ANSWER.search(scene.text))):
        return None
    offset = scene.sentence.start
    return Span(start=offset + found.start(), end=offset + found.end())


def _told_nothing(scene: Scene) -> Span | None:
    if not scene.has(_TOPIC) or _OTHER.search(scene.text):
        return None
    found = _UNKNOWN.search(scene.text)
    offset = scene.sentence.start
    return Span(start=offset + found.start(), end=offset + found.end()) if found else None
