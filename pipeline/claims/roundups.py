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
# Where every second section names the platform, all are parts of its story: "Five things in the carrier's letter".
_MOST = 2
_HEADING = 100  # characters; a longer line is no heading


def told_sentences(passage: Passage, mentions: Mentions, main: str | None) -> Iterator[Sentence]:
    """The sentences that may be about the main platform: all, or those of a roundup's sections that name it."""
    sections = _sections(passage)
    is_told = [_is_told(passage, section) for section in sections]
    is_own = [_names(mentions, section, main) for section in sections]
    own_count = sum(told and own for told, own in zip(is_told, is_own, strict=True))
    is_one_story = len(sections) <= _FEWEST or own_count * _MOST >= sum(is_told)
    for section, told, own in zip(sections, is_told, is_own, strict=True):
        if is_one_story or not told or own:
            yield from section


def _is_told(passage: Passage, section: list[Sentence]) -> bool:
    """Whether a section stands under a numbered heading, not under a numbered question."""
    heading = passage.plain[section[0].start :][:_HEADING]
    return section[0].kind == "heading" and bool(_NUMBERED.search(heading)) and not _QUESTION.search(heading)


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
