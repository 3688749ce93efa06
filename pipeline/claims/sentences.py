"""Article text -> sentences with true offsets, and what kind of line each stands in.

Boundaries are sentencex's, put right where the press differs from prose: "6 a.m. Eastern" goes on, a line ends a
sentence. Lines that are not the story (teasers, comments, other stories, a live blog's clock) are marked, since
their numbers belong to something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sentencex

from pipeline.claims.lexicon import either, family_pattern, pattern, words
from pipeline.claims.plain import plain
from pipeline.claims.spans import Span

LineKind = Literal["prose", "heading", "stamp", "noise"]

_GOES_ON = pattern(rf"^(?:{either(words('clock', 'goes_on_after_am'))}|[A-Z][a-z]+ time)\b", is_cased=True)
_ENDS_IN_AM = pattern(r"(?:\d\s?[ap]\.m\.|\bU\.S\.|\bU\.K\.|\b[A-Z]\.)\s*$")
_OPENING = pattern(
    r"^\s*(?:at|by|around|about|from|shortly|just|until|since|on|in|before|after|as of|sometime)\b[^.,]{0,25}"
    r"\d[\d:.]*\s?[ap]\.m\.\s*$"
)
# How much of the two sentences is looked at, so that a line of a thousand times is read once, not a thousand times.
_STOP_CHARS, _OPENING_CHARS, _NEXT_CHARS = 20, 80, 40
_STAMP = pattern(r"^\W*(?:updated?:?\s*)?\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?\W*$")
_NOISE_LINE = pattern(rf"^\W*{either(words('page', 'noise_line'))}")
_NOISE_ANYWHERE = family_pattern("page", "noise_anywhere")
_PAGE_ENDS = pattern(rf"^\W*{either(words('page', 'page_ends'))}")
_TEASERS = pattern(rf"^\W*{either(words('page', 'teasers'))}")
# "LONDON, March 4 (Wire) - ", "NEW DELHI: ", "Oct 21 (Wire) - ": where and when it was written.
_DATELINE = pattern(
    r"^(?:[A-Z]{4,}|[A-Z]{2,}\s[A-Z]{3,}|[A-Z][a-z]{2,8}\.?\s\d{1,2}\s\([A-Z]\w*)"
    r"(?:[ ,/.()-]+(?:[A-Z][\w.]*|\d{1,2})){0,6}?[ )]*(?:\s-+\s|:\s)",
    is_cased=True,
)
_LAST_DATELINE = 3  # bylines and a summary may stand above it
# What stands above other stories is a title of a few words.
_LONGEST_TITLE = 160
_TROUBLE = either([*words("durations", "outage_nouns"), "issue", "problem"])
_LONGEST_PLUG = 220  # a paragraph that speaks of the newsletter's readers is still a paragraph
_HEADLINE = 110  # characters that a headline has at most
# "In January 2023, a technical issue at …": the last paragraph, below an explainer.
_IN_A_YEAR = rf"(?:in|on|last|back in)\s+(?:{either(words('days', 'months'))}\s+)?(?:\d{{1,2}},?\s+)?(?:19|20)\d\d"
_EARLIER_OUTAGE = pattern(rf"\b{_IN_A_YEAR}\b[^.]*\b{_TROUBLE}\b|\b{_TROUBLE}\b[^.]*\b{_IN_A_YEAR}\b")
_EXPLAINER = pattern(rf"^\W*{either(words('page', 'explainer_heading'))}")


# Sentences of the news articles that the rules were tuned on stay below 700 characters; longer runs are tables,
# code or an attack on us.
_LONGEST_CHARS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Span):
    """
    One sentence of a passage.

    line  The number of the line (paragraph) that it stands in, from 0.
    kind  prose, or what else its line is; only prose and headings are read.
    """

    line: int
    kind: LineKind = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """
    A title or a text, ready to be read.

    text       As published.
    plain      The same in plain characters; the offsets of both are the same.
    sentences  In order, without the white space around them; noise included.
    """

    text: str
    plain: str
    sentences: tuple[Sentence, ...]


def read_passage(text: str) -> Passage:
    """Cuts a text into sentences; an empty text has none."""
    folded = plain(text)
    sentences = [
        Sentence(start=start, end=end, line=number, kind=kind if end - start <= _LONGEST_CHARS else "noise")
        for number, (first, last, kind) in enumerate(_lines(folded))
        for start, end in _cut(folded, first + _dateline_chars(folded[first:last], number), last)
    ]
    return Passage(text=text, plain=folded, sentences=tuple(sentences))


def _lines(folded: str) -> Iterator[tuple[int, int, LineKind]]:
    """Lines with their kind; what follows the end of the story, or stands under an explainer's heading, is noise."""
    is_over = is_aside = is_teasing = False
    start = 0
    for raw in folded.split("\n"):
        line, begin = raw.strip(), start + len(raw) - len(raw.lstrip())
        start += len(raw) + 1
        if not line:
            continue
        is_heading = _is_heading(line)
        is_short = len(line) <= _LONGEST_TITLE
        is_over = is_over or (is_short and bool(_PAGE_ENDS.search(line)))
        is_teasing = is_teasing or (is_short and bool(_TEASERS.search(line)))
        if is_heading or _is_stamp(line):
            is_aside = is_heading and bool(_EXPLAINER.search(line))
        is_aside = is_aside and not _EARLIER_OUTAGE.search(line)
        yield (
            begin,
            begin + len(line),
            _kind(line, is_heading, is_over or is_aside or (is_teasing and len(line) <= _HEADLINE)),
        )


def _kind(line: str, is_heading: bool, is_aside: bool) -> LineKind:
    if is_aside or _NOISE_LINE.search(line) or (len(line) <= _LONGEST_PLUG and _NOISE_ANYWHERE.search(line)):
        return "noise"
    if _is_stamp(line):
        return "stamp"
    return "heading" if is_heading else "prose"


def _is_stamp(line: str) -> bool:
    """A live blog's clock on a line of its own."""
    return len(line) <= 30 and bool(_STAMP.search(line))


def _is_heading(line: str) -> bool:
    """Short, not ended like a sentence, or a question on a line of its own; a bullet is none."""
    return len(line) <= 90 and line[0] not in "*-" and line[-1] not in ".!:;,\"')"


def _dateline_chars(line: str, number: int) -> int:
    """How long the dateline is that a line begins with."""
    found = _DATELINE.search(line) if number < _LAST_DATELINE else None
    if found is None or (found.group().endswith(": ") and len(line) <= _HEADLINE):
        return 0
    return int(found.end())


def _goes_on(piece: str, rest: str) -> bool:
    """Whether the stop of "6 a.m. Eastern", "At 11:30 a.m. X went down" or "Yahoo! users" ends no sentence."""
    if piece[-_STOP_CHARS:].rstrip()[-1:] in "!?" and rest.lstrip()[:1].islower():
        return True
    is_opening = len(piece) <= _OPENING_CHARS and _OPENING.search(piece)
    return bool(_ENDS_IN_AM.search(piece[-_STOP_CHARS:])) and bool(is_opening or _GOES_ON.search(rest))


def _cut(folded: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The bounds of the sentences in one line."""
    line = folded[first:last]
    start = 0
    for boundary in sentencex.get_sentence_boundaries("en", line):
        end = boundary["end_index"]
        if end < len(line) and _goes_on(line[start:end], line[end : end + _NEXT_CHARS]):
            continue
        piece = line[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield first + start + lead, first + start + len(piece.rstrip())
        start = end
    if line[start:].strip():
        yield first + start, last
