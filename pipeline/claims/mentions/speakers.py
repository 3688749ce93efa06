"""Who says what: names, roles and pronouns that can speak, and the statements that a sentence makes of them.

A statement is a verb of saying with its subject ("Musk told Fox Business that …", "…, said Kyle York") or a phrase
with its source ("according to Downdetector"). Which of them governs a claim is decided in `pipeline.claims.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.mentions.statements import Speaker, SpeakerKind, Statement, without_title
from pipeline.claims.spans import Span, within

_NOT_NAMES = frozenset(words("speakers", "not_names"))
_BEFORE_NAME = _NOT_NAMES | {"the", "a", "an", "of", "for"}
_WORD = r"[A-Z][\w&'./-]*[\w&]|[A-Z]"
_NAME = rf"(?:{_WORD})(?:\s+(?:(?:of|for|the|de|van|von|bin|al|di|da|&)\s+){{0,2}}(?:{_WORD}))*"
_ROLE = rf"(?i:{either(words('speakers', 'roles'))})"
_OFFICE = rf"(?i:{either(words('speakers', 'offices'))})"
_BODY = rf"(?:{either(words('speakers', 'bodies'))})"
_MODIFIER = rf"(?:(?i:{either(words('speakers', 'role_modifiers'))})[\s-]+)"
_ARTICLE = r"(?i:the|an?|its|some|many|several|one|another|other|two|their|most|few)"
_LOWER = r"(?:[a-z][\w'-]*\s+)"
# "Meta spokesman Andy Stone", "the network analysis firm Kentik", "the operator's chief executive", "a source".
_SPEAKER = pattern(
    r"\b(?:(?P<pronoun>(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey)\b)"
    rf"|(?P<name>(?:(?:[Aa]n?|[Tt]he)\s+)?{_NAME}(?:(?:'s|')?\s+{_MODIFIER}{{0,3}}{_OFFICE}\b,?(?:\s+{_NAME})?)?)"
    rf"|(?P<role>{_ARTICLE}\s+{_LOWER}{{0,3}}{_BODY},?\s+{_NAME}"
    rf"|(?:{_ARTICLE}\s+{_LOWER}{{0,2}}?|{_MODIFIER}{{0,2}}|{_ARTICLE}\s+[\w-]+'s\s+){_MODIFIER}{{0,2}}{_ROLE}"
    rf"(?:\s+{_NAME})?)\b)",
    is_cased=True,
)
_ALL_ROLE = pattern(rf"^{_MODIFIER}{{0,2}}{_ROLE}$")
# "a spokeswoman for La Poste", "staff at X": the body belongs to who speaks.
_OF_BODY = pattern(rf"^\s+(?:at|for|from|with|of)\s+(?:the\s+)?({_NAME})", is_cased=True)
# "a notice on Halifax's website", "a researcher known as MalwareTech": who speaks is the name.
_IS_NAME = pattern(
    r"^,?\s+(?:known as|called|named|nicknamed|dubbed|styling itself|"
    r"(?:(?:who|that|which)\s+)?(?:goes|go|going) by(?: the (?:name|handle|alias))?(?: of)?|"
    rf"(?:(?:that|which|who)\s+calls?|calling)\s+(?:itself|themselves|himself|herself))\s+\"?({_NAME})",
    is_cased=True,
)
_LEADS_ON = frozenset(words("speakers", "leads_on"))
_DOCUMENT = family_pattern("speakers", "documents")
_DATA = either(words("speakers", "data"))
_OF_DOCUMENT = pattern(
    rf"^\s+(?:at|on|from|by|of)\s+(?:the\s+)?({_NAME})(?:\s+(?:[a-z]+\s+){{0,2}}?{_DATA}\b)?", is_cased=True
)
_VERB = family_pattern("speakers", "verbs", "counting_verbs")
_NOUN_TOO = pattern(rf"^{either(words('speakers', 'noun_verbs'))}$")
_COUNTING = pattern(rf"^{either(words('speakers', 'counting_verbs'))}$")
_INVERTING = family_pattern("speakers", "inverting")
_PARTICIPLE = family_pattern("speakers", "participles")
_ACCORDING = family_pattern("speakers", "according")
# "by its own account", "its report puts the length at three hours".
# "By Microsoft's clock", "by the company's own reckoning".
_ANOTHERS_ACCOUNT = pattern(
    rf"\b(?:[Bb]y|[Oo]n|[Ii]n)\s+(?:the\s+)?({_NAME}|{_ROLE})(?:'s|')\s+(?:own\s+)?"
    rf"{either(words('speakers', 'accounts'))}\b",
    is_cased=True,
)
_OWN_ACCOUNT = pattern(
    rf"\b(?:(?:by|in)\s+(his|her|its|their)\s+(?:own\s+)?{either(words('speakers', 'accounts'))}\b|"
    rf"(his|her|its|their)\s+(?:own\s+)?(?:\w+\s+)?{either(words('speakers', 'documents'))}\s+"
    r"(?:has|puts?|gives?|gave|lists?|blames?|blamed|cites?|cited|says?|said|shows?|showed|sets?|names?)\b|"
    rf"(his|her|its|their)\s+(?:own\s+)?(?:\w+\s+)?{either(words('speakers', 'verdicts'))}\s+(?:is|are|was|were)\b)"
)
_PRONOUNS = {"his": "he", "her": "she", "its": "it", "their": "they"}
_PREPOSITION = pattern(
    r"\b(?:of|at|in|on|for|from|with|by|to|than|against|into|via|through|over|under|near|like|as)\s+(?:the\s+|an?\s+|its\s+|his\s+)?$"
)
_AUXILIARY_CHARS = 120  # all that stand before one verb are shorter
_AUXILIARY = pattern(
    r"(?:[\s,]+(?:has|have|had|also|later|earlier|once|before|instead|then|first|since|now|already|himself|itself|herself|separately|is|was|were|not|"
    r"never|yet|still|only|further|would|could|should|may|might|will|can|cannot|must|did|does|do|soon|twice|again|"
    r"(?:is|was|were|are|did|does|do|has|have|had|would|could|ca|wo)n't|again|meanwhile|however|in\s+turn|\w+ly))*\s*$"
)
_PASSIVE = pattern(r"\b(?:been|being|be|is|was|were|are)\s+(?:\w+ly\s+)?$")
_MODAL = pattern(r"\b(?:could|should|may|might|can|must)\s+(?:\w+ly\s+)?$")
_NEVER_PASSIVE = pattern(r"^(?:is|was|had|has|quoted)\s")
_NOT_SAID = pattern(
    r"^(?:calls|called|describes)\s+(?:itself|themselves|himself)\b|^added\s+(?:to|on|in|by|at|a|an|the|more|new)\b|"
    r"^(?:emailed|e-mailed|posted|published|written|prepared|released)\s+(?:statements?|comments?|response|reply|answers?|note)\b|"
    r"^per\s+(?:cent|day|hour|month|second|week|year|person|minute|head|user|customer|share)\b"
)
# After a subject that follows its verb: ", said Ada Holt of Orbit", not "Ada Holt, of Orbit, said Meta was down".
_ENDS_CLAUSE = pattern(
    r"^(?:'s)?(?:\W|$)\s*(?:$|\W|(?:of|for|at|on|in|who|from|with|to|by|late|early|earlier|and|when|as|after|this|last)\b)|^\W*$|^[.,;:]"
)
# Between a subject and its verb: "A source in the internet infrastructure industry says", "the NPCI (as it is known)".
_LONGEST_GAP = 80
_OPENING = 30  # characters before the subject: "On Wednesday the group …"
_FILLED = pattern(
    r"^(?:\s*\([^)]*\))?(?:\s+(?:in|of|at|for|from|with|on|familiar|close|there|whose|who|that|briefed|'?s\s+\w+)\b[^,;]*)?\s*$|"
    rf"^(?:'s?)?(?:\s+(?:own|latest|first|final|initial|preliminary|official|internal|public|incident|outage|service|status|"
    rf"live|own|traffic|network|user))*\s+{either([*words('speakers', 'data'), *words('speakers', 'documents')])}\s*$"
)
_OFFICE_END = pattern(rf"\b{_OFFICE}(?:\s+(?:of|for|at)\b.*)?$")
_RELATIVE = pattern(r",?\s+(?:who|which|that)\s*$")
# "said some of its services": what is said of, not who says it.
_DATA_BEFORE = pattern(rf"\b{_DATA}\s+(?:from|by|of)\s+(?:the\s+)?$")
_QUANTITY = pattern(r"^(?:some|many|most|several|few|others?|one)\b")
# The "States" of "the United States" say nothing.
_IN_NAME = pattern(r"\b[A-Z][a-z]+ [A-Z]$", is_cased=True)
_OWNS = pattern(r"^'s?\s+(?:[\w-]+\s+){0,2}$")
_BRACKETED = pattern(r"^\s*\([^)]{1,40}\)")
_CONTINUED = pattern(r"(?:,|,?\s(?:and|but|then|or|while))$")
_DATA_OF = pattern(
    r"^\s+(?:an?\s+|the\s+|its\s+)?(?:[\w'-]+\s+){0,3}?"
    rf"{_DATA}\s+(?:[\w-]+\s+){{0,2}}?(?:from|by|on|of|at|in)\s+(?:the\s+)?"
    r"(?:[a-z-]+\s+){0,3}$"
)


def find_statements(plain: str, sentences: Iterable[Span], speakers: Sequence[Speaker]) -> list[Statement]:
    """All statements of a passage whose subject, one of `speakers`, stands in the same sentence, in order."""
    found_verbs = (
        m for m in _VERB.finditer(plain) if not _IN_NAME.search(plain[max(0, m.start() - 20) : m.start() + 1])
    )
    verbs = [Span(start=m.start(), end=m.end()) for m in found_verbs]
    participles = [Span(start=m.start(), end=m.end()) for m in _PARTICIPLE.finditer(plain)]
    phrases = [Span(start=m.start(), end=m.end()) for m in _ACCORDING.finditer(plain)]
    told = [_account(m) for m in _OWN_ACCOUNT.finditer(plain)] + [
        _anothers(m) for m in _ANOTHERS_ACCOUNT.finditer(plain)
    ]
    accounts = sorted(told, key=lambda statement: statement.start)
    found: list[Statement] = []
    for sentence in sentences:
        own = [within(spans, sentence.start, sentence.end) for spans in (verbs, phrases, participles)]
        found += within(accounts, sentence.start, sentence.end)
        if any(own):
            here = within(speakers, sentence.start, sentence.end)
            told = [s for verb in own[0] if (s := _statement(plain, sentence, verb, here))]
            told += [s for phrase in own[1] if (s := _phrase(plain, phrase, here))]
            told += [s for verb in own[2] if (s := _participle(plain, verb, here, told))]
            found += told
    return sorted(found, key=lambda statement: statement.start)


def find_speakers(plain: str, sentence: Span) -> list[Speaker]:
    """Everyone in a sentence who could speak, in order."""
    text = plain[sentence.start : sentence.end]
    speakers: list[Speaker] = []
    for match in _SPEAKER.finditer(text):
        speaker = _speaker(match, sentence.start)
        if speaker:
            speakers.append(_with_owner(_with_body(speaker, plain, sentence), plain, speakers))
    return speakers


def _speaker(match: Any, offset: int) -> Speaker | None:
    kind: SpeakerKind = "name" if match.group("name") else "role" if match.group("role") else "pronoun"
    text, start = match.group(), offset + match.start()
    if kind == "name":
        while text.split(" ")[0] in _BEFORE_NAME:
            first, _, text = text.partition(" ")
            start += len(first) + 1
        text = text.removesuffix("'s").removesuffix("'")
        kind = "name" if any(char.isupper() for char in text) and not _ALL_ROLE.search(text) else "role"
    if not text.strip():
        return None
    if kind == "role" and start == offset and not text[1:2].isupper():
        return Speaker(start=start, end=start + len(text), text=without_title(text[0].lower() + text[1:]), kind=kind)
    return Speaker(start=start, end=start + len(text), text=without_title(text), kind=kind)


def _with_body(speaker: Speaker, plain: str, sentence: Span) -> Speaker:
    """ "a spokeswoman" -> "spokeswoman for La Poste"; of names only the plural at the start: "Boffins at OpenAI"."""
    is_plural = speaker.start == sentence.start and speaker.text.endswith("s") and " " not in speaker.text
    if speaker.kind == "pronoun" or (speaker.kind == "name" and not is_plural):
        return speaker
    rest = plain[speaker.end : min(sentence.end, speaker.end + 60)]
    if rest[:12].lstrip().split(" ")[0] not in _LEADS_ON:
        return speaker
    is_document = bool(_DOCUMENT.search(speaker.text))
    named = _IS_NAME.search(rest) or (_OF_DOCUMENT.search(rest) if is_document else None)
    body = named or _OF_BODY.search(rest)
    if not body:
        return speaker
    name = without_title(" ".join(body.group(1).split()).removesuffix("'s"))
    end = speaker.end + len(body.group())
    if named:
        return Speaker(start=speaker.start, end=end, text=name, kind="name")
    joint = rest[: body.start(1)].split()
    return Speaker(start=speaker.start, end=end, text=" ".join([speaker.text, *joint, name]), kind=speaker.kind)


def _with_owner(speaker: Speaker, plain: str, before: Sequence[Speaker]) -> Speaker:
    """Of "Orbit's incident report" the body whose it is."""
    owner = before[-1] if before and speaker.kind == "role" and _DOCUMENT.search(speaker.text) else None
    if owner is None or owner.kind != "name" or not _OWNS.search(plain[owner.end : speaker.start]):
        return speaker
    return Speaker(start=owner.start, end=speaker.end, text=owner.text, kind="name")


def _account(match: Any) -> Statement:
    """ "by his account": a phrase whose source is the pronoun's."""
    which = next(n for n in (1, 2, 3) if match.group(n))
    return _by(match, which, _PRONOUNS[match.group(which).lower()], "pronoun")


def _anothers(match: Any) -> Statement:
    """ "By Microsoft's clock": a phrase whose source is named."""
    text = without_title(match.group(1))
    return _by(match, 1, text, "role" if text[:1].islower() else "name")


def _by(match: Any, group: int, text: str, kind: SpeakerKind) -> Statement:
    speaker = Speaker(start=match.start(group), end=match.end(group), text=text, kind=kind)
    return Statement(start=match.start(), end=match.end(), verb="according to", speaker=speaker, is_phrase=True)


def _statement(plain: str, sentence: Span, verb: Span, speakers: Sequence[Speaker]) -> Statement | None:
    left, word = plain[sentence.start : verb.start], plain[verb.start : verb.end].lower()
    traits = _traits(word)
    is_passive = "never passive" not in traits and bool(_PASSIVE.search(left[-30:]))
    if is_passive or _MODAL.search(left[-30:]) or _NOT_SAID.search(plain[verb.start : verb.start + 30]):
        return None
    is_noun_too = "noun too" in traits
    subject = inverted = _inverted(plain, verb, speakers)
    if inverted is None or "inverting" not in traits:
        end = sentence.start + _before_auxiliary(left)
        before = [s for s in speakers if s.end <= end + 1]
        subject = _subject(plain, sentence, end, before, is_noun_too=is_noun_too) or inverted
    if subject is None:
        return None
    is_counting = "counting" in traits
    return Statement(
        start=verb.start, end=verb.end, verb=word, speaker=subject, is_counting=is_counting, is_noun_too=is_noun_too
    )


@lru_cache(maxsize=1024)
def _traits(word: str) -> frozenset[str]:
    """What a verb is besides one of saying."""
    patterns = {
        "noun too": _NOUN_TOO,
        "inverting": _INVERTING,
        "counting": _COUNTING,
        "never passive": _NEVER_PASSIVE,
    }
    return frozenset(name for name, words_of in patterns.items() if words_of.search(word))


def _subject(
    plain: str, sentence: Span, end: int, before: Sequence[Speaker], *, is_noun_too: bool = False
) -> Speaker | None:
    """
    The subject that ends at `end`: the noun there, or the one that an apposition there belongs to.

    is_noun_too  The verb may be a noun ("reports"), so that only a subject right before it counts.
    """
    gap_text = plain[sentence.start : end].rstrip()
    clause_start = max(gap_text.rfind(mark) for mark in ('"', ";", ":")) + 1 + sentence.start
    candidates = [s for s in before if s.start >= clause_start]
    if not candidates:
        return None
    if relative := _RELATIVE.search(plain[candidates[-1].end : end]):
        return candidates[-1] if relative.start() == 0 else None
    free = [s for s in candidates if _is_free(plain[max(sentence.start, s.start - 40) : s.start])]
    if is_noun_too:
        return next((s for s in reversed(free) if not plain[s.end : end].strip()), None)
    if plain[end : end + 1] == "," or gap_text.endswith(","):
        apposed = next((s for s in free if _is_set_off(plain, s)), None)
        return _named_beside(plain, apposed, free) if apposed else _first(sentence, free)
    if _CONTINUED.search(gap_text):
        return _first(sentence, free)
    nearest = next((s for s in reversed(free) if _is_filled(plain, s, end)), None)
    return nearest or (candidates[-1] if candidates[-1].end >= end - 1 and not free else None)


def _before_auxiliary(left: str) -> int:
    """How long a text is without the auxiliaries and adverbs at its end: "Optus has also" -> 5."""
    skipped = max(0, len(left) - _AUXILIARY_CHARS)
    found = _AUXILIARY.search(left[skipped:])
    return skipped + found.start() if found else len(left)


def _is_free(before: str) -> bool:
    """Whether no preposition governs a name; "data from Downdetector" speaks, too."""
    return not _PREPOSITION.search(before[-14:]) or bool(_DATA_BEFORE.search(before))


def _is_set_off(plain: str, speaker: Speaker) -> bool:
    """Whether a comma follows a name, or the bracket behind it: "the regulator (FCC), which …, said"."""
    after = plain[speaker.end : speaker.end + 45]
    bracket = _BRACKETED.search(after)
    return after[bracket.end() if bracket else 0 :][:1] == ","


def subject_before(plain: str, sentence: Span, position: int, speakers: Sequence[Speaker]) -> Speaker | None:
    """Who does what the verb at a position says, by the grammar that statements have."""
    left = plain[sentence.start : position]
    end = sentence.start + _before_auxiliary(left)
    return _subject(plain, sentence, end, [s for s in speakers if s.end <= end + 1])


def _is_filled(plain: str, speaker: Speaker, end: int) -> bool:
    """Whether what stands between a subject and its verb belongs to the subject."""
    gap = plain[speaker.end : end]
    return len(gap) <= _LONGEST_GAP and bool(_FILLED.search(gap))


def _first(sentence: Span, free: Sequence[Speaker]) -> Speaker | None:
    """The subject of a sentence that goes on: "Meta restored service and blamed a bug"."""
    return next((s for s in free if s.start <= sentence.start + _OPENING), None)


def _named_beside(plain: str, speaker: Speaker, others: Sequence[Speaker]) -> Speaker:
    """Of "its chief executive, Ada Holt," the person."""
    if speaker.kind == "name" and not _OFFICE_END.search(speaker.text):
        return speaker
    return next((s for s in others if s.kind == "name" and 0 <= s.start - speaker.end <= 2), speaker)


def _inverted(plain: str, verb: Span, speakers: Sequence[Speaker]) -> Speaker | None:
    """The subject after the verb: ", said Kyle York"."""
    before = plain[max(0, verb.start - 2) : verb.start]
    if '"' not in before and "," not in before and "'" not in before:
        return None
    after = [s for s in speakers if s.start > verb.end and s.kind != "pronoun"]
    if not after or plain[verb.end : after[0].start].strip() not in {"", "the", "a", "an"}:
        return None
    if _QUANTITY.search(after[0].text):
        return None
    if '"' not in before and not _ENDS_CLAUSE.search(plain[after[0].end : after[0].end + 12]):
        return None
    return _named_beside(plain, after[0], after[1:])


def _participle(plain: str, verb: Span, speakers: Sequence[Speaker], told: Sequence[Statement]) -> Statement | None:
    """ "Musk appeared on television, claiming that …": who spoke or stands first in the sentence says that, too."""
    before = [s for s in told if s.start < verb.start]
    first = next((s for s in speakers if s.end <= verb.start), None)
    speaker = before[-1].speaker if before else first
    if speaker is None or not plain[speaker.end : verb.start].rstrip().endswith(","):
        return None
    return Statement(start=verb.start, end=verb.end, verb=plain[verb.start : verb.end].lower(), speaker=speaker)


def _phrase(plain: str, phrase: Span, speakers: Sequence[Speaker]) -> Statement | None:
    if _NOT_SAID.search(plain[phrase.start :][:30]):
        return None
    after = [s for s in speakers if s.end > phrase.end]
    named = next((s for s in after if _is_source_of(plain, phrase, s)), None)
    if named is None:
        return None
    follower = _named_beside(plain, named, after)
    return Statement(start=phrase.start, end=phrase.end, verb="according to", speaker=follower, is_phrase=True)


def _is_source_of(plain: str, phrase: Span, speaker: Speaker) -> bool:
    if phrase.end <= speaker.start <= phrase.end + 12 or speaker.start < phrase.end < speaker.end:
        return True
    return speaker.start <= phrase.end + 90 and bool(_DATA_OF.search(plain[phrase.end : speaker.start]))
