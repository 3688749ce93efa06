"""Pages that tell several stories under numbered headings: which of their sections are the outage's."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.lexicon import pattern
from pipeline.claims.mentions.gather import Mentions
from pipeline.claims.sentences import Passage, Sentence
from pipeline.claims.spans import within
from pipeline.platforms import lineage, operator_of

_NUMBERED = pattern(r"^#?\d{1,2}[.):]\s+\S")
# "2. How many computers?": numbered questions are about one story.
_QUESTION = pattern(r"^[^\n]*\?\s*(?:\n|$)")
# Two numbered headings may be a list of steps; three make a roundup.
_FEWEST = 3
_HEADING = 100  # characters; a longer line is no heading


def told_sentences(passage: Passage, mentions: Mentions, main: str | None) -> Iterator[Sentence]:
    """The sentences that may be about the main platform: all, or those of a roundup's sections that name it."""
    sections = _sections(passage)
    for section in sections:
        heading = passage.plain[section[0].start :][:_HEADING]
        is_story = section[0].kind == "heading" and _NUMBERED.search(heading) and not _QUESTION.search(heading)
        if len(sections) <= _FEWEST or not is_story or _names(mentions, section, main):
            yield from section


def _sections(passage: Passage) -> list[list[Sentence]]:
    """The sentences, cut before each numbered heading; the first section is what stands before them."""
    sections: list[list[Sentence]] = []
    last_line = -1
    for sentence in passage.sentences:
        opens = sentence.line != last_line and sentence.kind == "heading"
        if not sections or (opens and _NUMBERED.search(passage.plain[sentence.start :][:8])):
            sections.append([])
        sections[-1].append(sentence)
        last_line = sentence.line
    return sections


def _names(mentions: Mentions, section: list[Sentence], main: str | None) -> bool:
    """Whether a section names the main platform, one that belongs to it, or the company that runs it."""
    known = {main, operator_of(main)} if main else set()
    named = within(mentions.platforms, section[0].start, section[-1].end)
    return any(known.intersection(lineage(mention.slug)) for mention in named)
