"""Who says what: names, roles and pronouns that can speak, and the statements that a sentence makes of them.

A statement is a verb of saying with its subject ("Musk told Fox Business that …", "…, said Kyle York") or a phrase
with its source ("according to Downdetector"). Which of them governs a claim is decided by `Statements.governing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.spans import Span, within

SpeakerKind = Literal["name", "role", "pronoun"]

_NOT_NAMES = frozenset(words("speakers", "not_names"))
_WORD = r"[A-Z][\w&'./-]*[\w&]|[A-Z]"
_NAME = rf"(?:{_WORD})(?:\s+(?:(?:of|for|the|de|van|von|bin|al|di|da|&)\s+){{0,2}}(?:{_WORD}))*"
_ROLE = rf"(?i:{either(words('speakers', 'roles'))})"
_OFFICE = rf"(?i:{either(words('speakers', 'offices'))})"
_MODIFIER = rf"(?:(?i:{either(words('speakers', 'role_modifiers'))})[\s-]+)"
_ARTICLE = r"(?i:the|an?|its|some|many|several|one|another|other|two|their|most|few)"
_LOWER = r"(?:[a-z][\w'-]*\s+)"
# "Meta spokesman Andy Stone", "the operator's chief executive, Oleksandr Komarov", "an anonymous industry source".
_SPEAKER = pattern(
    r"\b(?:(?P<pronoun>(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey)\b)"
    rf"|(?P<name>{_NAME}(?:(?:'s|')?\s+{_MODIFIER}{{0,3}}{_OFFICE}\b,?(?:\s+{_NAME})?)?)"
    rf"|(?P<role>(?:{_ARTICLE}\s+{_LOWER}{{0,2}}?|{_MODIFIER}{{0,2}}|{_ARTICLE}\s+[\w-]+'s\s+){_MODIFIER}{{0,2}}{_ROLE}"
    rf"(?:\s+{_NAME})?)\b)",
    is_cased=True,
)
_VERB = family_pattern("speakers", "verbs")
_ACCORDING = family_pattern("speakers", "according")
_TITLES = frozenset(words("speakers", "titles"))
_PREPOSITION = pattern(
    r"\b(?:of|at|in|on|for|from|with|by|to|than|against|into|via|through|over|under|near|like|as)\s+(?:the\s+|an?\s+|its\s+|his\s+)?$"
)
_AUXILIARY = pattern(
    r"(?:[\s,]+(?:has|have|had|also|later|then|first|since|now|already|himself|itself|separately|previously|initially|"
    r"repeatedly|subsequently|only|further|would|could|did|is|was|were|not|never|yet|still|publicly|officially|briefly))*\s*$"
)
# Between a subject and its verb: "A source in the internet infrastructure industry says".
_LONGEST_GAP = 30
_PHRASE_AFTER = pattern(r"^\s+(?:in|of|at|for|from|with|on|familiar|close)\b[^,;]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker(Span):
    """
    Someone who can say something.

    text  As it stands in the passage, in plain characters, without title and article.
    kind  name ("Kyle York"), role ("the company", "security researchers") or pronoun.
    """

    text: str
    kind: SpeakerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Span):
    """
    A verb of saying with its subject; the span is the verb's.

    is_phrase  Whether it is "according to …", which governs its whole sentence.
    """

    verb: str
    speaker: Speaker
    is_phrase: bool = False

    @property
    def is_complaint(self) -> bool:
        """ "Users reported problems": what is counted, not who says it."""
        return self.verb.startswith("report") and self.speaker.kind == "role"


def find_statements(plain: str, sentences: Iterable[Span], speakers: Sequence[Speaker]) -> list[Statement]:
    """All statements of a passage whose subject, one of `speakers`, stands in the same sentence, in order."""
    verbs = [Span(start=m.start(), end=m.end()) for m in _VERB.finditer(plain)]
    phrases = [Span(start=m.start(), end=m.end()) for m in _ACCORDING.finditer(plain)]
    found: list[Statement] = []
    for sentence in sentences:
        own_verbs = within(verbs, sentence.start, sentence.end)
        own_phrases = within(phrases, sentence.start, sentence.end)
        if own_verbs or own_phrases:
            here = within(speakers, sentence.start, sentence.end)
            found += [s for verb in own_verbs if (s := _statement(plain, sentence, verb, here))]
            found += [s for phrase in own_phrases if (s := _phrase(plain, phrase, here))]
    return sorted(found, key=lambda statement: statement.start)


def find_speakers(plain: str, sentence: Span) -> list[Speaker]:
    """Everyone in a sentence who could speak, in order."""
    speakers = []
    for match in _SPEAKER.finditer(plain[sentence.start : sentence.end]):
        speaker = _speaker(match, sentence.start)
        if speaker:
            speakers.append(speaker)
    return speakers


def without_title(name: str) -> str:
    """ "Mr Musk" -> "Musk", "the company" -> "company"."""
    first, _, rest = name.partition(" ")
    name = (rest if first in _TITLES and rest else name).strip(" ,")
    for article in ("The ", "the ", "A ", "a ", "An ", "an "):
        name = name.removeprefix(article)
    return name


def _speaker(match: Any, offset: int) -> Speaker | None:
    kind: SpeakerKind = "name" if match.group("name") else "role" if match.group("role") else "pronoun"
    text, start = match.group(), offset + match.start()
    if kind == "name":
        while text.split(" ")[0] in _NOT_NAMES:
            first, _, text = text.partition(" ")
            start += len(first) + 1
        text = text.removesuffix("'s").removesuffix("'")
        kind = "name" if any(char.isupper() for char in text) else "role"
    if not text.strip():
        return None
    return Speaker(start=start, end=start + len(text), text=without_title(text), kind=kind)


def _statement(plain: str, sentence: Span, verb: Span, speakers: Sequence[Speaker]) -> Statement | None:
    left = plain[sentence.start : verb.start]
    subject_end = sentence.start + _AUXILIARY.search(left).start()
    before = [s for s in speakers if s.end <= subject_end + 1]
    subject = _subject(plain, sentence, subject_end, before) or _inverted(plain, verb, speakers)
    if subject is None:
        return None
    word = plain[verb.start : verb.end].lower()
    return Statement(start=verb.start, end=verb.end, verb=word, speaker=subject)


def _subject(plain: str, sentence: Span, end: int, before: Sequence[Speaker]) -> Speaker | None:
    """The subject that ends at `end`: the noun there, or the one that an apposition there belongs to."""
    gap_text = plain[sentence.start : end].rstrip()
    clause_start = max(gap_text.rfind(mark) for mark in ('"', ";", ":")) + 1 + sentence.start
    candidates = [s for s in before if s.start >= clause_start]
    free = [s for s in candidates if not _PREPOSITION.search(plain[max(sentence.start, s.start - 14) : s.start])]
    if not candidates:
        return None
    if plain[end : end + 1] == "," or gap_text.endswith(","):
        return next((s for s in free if plain[s.end : s.end + 1] == ","), None)
    last = candidates[-1]
    gap = plain[last.end : end]
    if len(gap) > _LONGEST_GAP and not (len(gap) <= 2 * _LONGEST_GAP and _PHRASE_AFTER.search(gap)):
        return None
    is_plain_subject = last in free
    return last if is_plain_subject or not free else free[-1]


def _inverted(plain: str, verb: Span, speakers: Sequence[Speaker]) -> Speaker | None:
    """The subject after the verb: ", said Kyle York"."""
    before = plain[max(0, verb.start - 2) : verb.start]
    if '"' not in before and "," not in before and "'" not in before:
        return None
    return next((s for s in speakers if verb.end < s.start <= verb.end + 5), None)


def _phrase(plain: str, phrase: Span, speakers: Sequence[Speaker]) -> Statement | None:
    follower = next(
        (s for s in speakers if phrase.end <= s.start <= phrase.end + 12 or s.start < phrase.end < s.end), None
    )
    if follower is None:
        return None
    return Statement(start=phrase.start, end=phrase.end, verb="according to", speaker=follower, is_phrase=True)
