"""Who can say something, and what a sentence says that somebody says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.claims.lexicon import words
from pipeline.claims.spans import Span

SpeakerKind = Literal["name", "role", "pronoun"]

_TITLES = frozenset(words("speakers", "titles"))


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

    is_noun_too  Whether the verb is as often a noun: "reports".
    is_phrase    Whether it is "according to …", which governs its whole sentence.
    is_counting  Whether only a tracker's is a statement: "Downdetector saw", but not "Meta saw".
    """

    verb: str
    speaker: Speaker
    is_phrase: bool = False
    is_counting: bool = False
    is_noun_too: bool = False

    @property
    def is_complaint(self) -> bool:
        """ "Users reported problems": what is counted, not who says it."""
        return self.verb.startswith("report") and self.speaker.kind == "role"


def without_title(name: str) -> str:
    """ "Mr Musk" -> "Musk", "the company" -> "company"."""
    first, _, rest = name.partition(" ")
    name = (rest if first in _TITLES and rest else name).strip(" ,")
    for article in ("The ", "the ", "A ", "a ", "An ", "an "):
        name = name.removeprefix(article)
    return name
