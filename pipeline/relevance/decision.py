"""Whether an article reports an actual, unplanned outage as its subject, and why we think so.

Each sentence is marked with what it can say of an outage (`events`), with what makes it something else (`modes`:
planned, of the electric grid, ordered by a government, advice, long ago), and with other subjects. The points
below were chosen on 91 articles that people marked and on 121 others written to mislead them; a point is
worth what it says, and the sum is compared with one threshold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import re2

from pipeline.platforms import PlatformMention, find_platforms
from pipeline.relevance.lexicon import sentence_patterns, straight

# Two letters before the stop, so that "a.m. ET" and "U.S. users" stay whole.
_SENTENCE_END = re2.compile(r"\n+|[\pL\pN%)\"”'][\pL\pN%)\"”'][.!?][\"”')]* +")
_LEAD_SENTENCES = 6
_SHORTEST_CHARS = 8
RELEVANT_FROM = 2.2
# What makes a sentence no report of an outage, whatever else it says.
_MASKS = frozenset(
    f"modes/{name}"
    for name in ("planned", "electric", "ordered", "generic", "theft", "hypothetical", "transport", "statistics")
)
# Services go away for these reasons too, with all the claims of an outage.
_OTHER_KINDS = frozenset({"modes/planned", "modes/electric", "modes/ordered"})
_MUCH = 0.2
# Advice in form ("if your feed would not load …") and still a report where a day or an hour is given.
_SOFT_MASKS = frozenset({"modes/generic", "modes/hypothetical"})
# These speak of a service by themselves; the others may be about cars, courts and football.
_PLAIN = frozenset({"events/outage", "events/tracked", "events/fault"})

# Titles of these have the words of an outage and are not about one.
_OTHER_STORIES = {"subjects/list": -7.0, "subjects/statistics": -3.0, "subjects/product": -2.0}

_WORDS = {
    "events/outage": "speaks of an outage",
    "events/down": "says that a service went down",
    "events/unable": "says what people could not do",
    "events/restored": "says that service came back",
    "events/tracked": "quotes an outage tracker",
    "events/attack": "tells of an attack with effects",
    "events/fault": "names a fault",
    "modes/planned": "is about something planned",
    "modes/electric": "is about electric power",
    "modes/ordered": "is about a block or ban",
    "modes/generic": "gives general advice",
    "modes/theft": "is about stolen data",
    "modes/hypothetical": "is about what might happen",
    "modes/transport": "is about trains",
    "modes/statistics": "gives statistics",
    "subjects/statistics": "gives statistics",
    "subjects/business": "is about business",
    "subjects/law": "is about courts or police",
    "subjects/breach": "is about stolen data",
    "subjects/product": "is about a product",
    "subjects/list": "looks back at many outages",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    is_relevant  Whether the article reports an actual, unplanned outage as its subject.
    reasons      What spoke for it (+) and against it (-) with the points, strongest first.
    score        The sum of the points; relevant from 2.2 on.
    is_of_other  Whether title or much of the text tell of something planned, ordered or of the electric grid.
    """

    is_relevant: bool
    reasons: tuple[str, ...]
    score: float
    is_of_other: bool = False


class _Reason(NamedTuple):
    points: float
    words: str


def decide(title: str, text: str) -> Decision:
    """Weighs title, first sentences and the rest; the same input always gives the same decision."""
    title_marks = frozenset[str]().union(*_marks(title, find_platforms(title, text)))
    marks = _marks(text, find_platforms(text, title))
    reasons = [
        *_title_reasons(title_marks),
        *_lead_reasons(marks[:_LEAD_SENTENCES]),
        *_body_reasons(marks),
        *_against(title_marks, marks),
        *_platform_reasons(title_marks, marks),
    ]
    reasons.sort(key=lambda reason: -abs(reason.points))
    score = round(sum(reason.points for reason in reasons), 2)
    told = tuple(f"{reason.points:+.1f} {reason.words}" for reason in reasons if abs(reason.points) >= 0.05)
    is_of_other = bool(title_marks & _OTHER_KINDS) or any(_share(kind, marks) >= _MUCH for kind in _OTHER_KINDS)
    return Decision(is_relevant=score >= RELEVANT_FROM, reasons=told, score=score, is_of_other=is_of_other)


def _share(mask: str, marks: Sequence[frozenset[str]]) -> float:
    """The part of the sentences that bear a mark."""
    return sum(mask in sentence for sentence in marks) / max(1, len(marks))


def sentences(text: str) -> list[tuple[int, str]]:
    """The text in pieces that are roughly sentences, each with its offset; headings and list items count as such."""
    pieces, start = [], 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        if len(text[start:end].strip()) > _SHORTEST_CHARS:
            pieces.append((start, text[start:end]))
        start = end
    return pieces


def _marks(text: str, mentions: Sequence[PlatformMention]) -> list[frozenset[str]]:
    """What each sentence says; "hints/service" also where it names a platform, "hints/platform" then too."""
    found = []
    starts = sorted(mention.char_start for mention in mentions)
    for start, sentence in sentences(straight(text)):
        names = set(sentence_patterns().names_in(sentence))
        if bisect_left(starts, start) < bisect_left(starts, start + len(sentence)):
            names |= {"hints/platform", "hints/service"}
        found.append(frozenset(names))
    return found


def _weight(marks: frozenset[str]) -> float:
    """How much a sentence says that an outage happened, 0 to 1."""
    events = {mark for mark in marks if mark.startswith("events/")}
    masks = marks & _MASKS
    if masks and not (masks <= _SOFT_MASKS and "hints/dated" in marks):
        return 0.0
    if not events:
        return _hint_weight(marks)
    weight = 1.0 if events & _PLAIN or "hints/service" in marks else 0.4
    return weight * (0.4 if "modes/earlier" in marks else 1.0)


def _hint_weight(marks: frozenset[str]) -> float:
    """Trouble, or an attack without effects, says a little, and more with a platform or a day beside it."""
    beside = len(marks & {"hints/dated", "hints/platform"})
    if "hints/ddos" in marks or "hints/claim" in marks:
        return 0.25 * (1 + beside)
    if "hints/trouble" in marks and "hints/service" in marks:
        return 0.5 if "hints/platform" in marks else 0.25
    return 0.25 if "hints/attack" in marks and "hints/platform" in marks else 0.0


def _named(marks: Iterable[str], part: str) -> str:
    return ", ".join(_WORDS[mark] for mark in sorted(marks) if mark.startswith(part) and mark in _WORDS)


def _title_reasons(marks: frozenset[str]) -> list[_Reason]:
    weight = _weight(marks)
    return [_Reason(2.5 * weight, f"the title {_named(marks, 'events/') or 'hints at trouble'}")] if weight else []


def _lead_reasons(lead: Sequence[frozenset[str]]) -> list[_Reason]:
    points = min(3.0, sum(_weight(marks) for marks in lead))
    said = _named({mark for marks in lead if _weight(marks) for mark in marks}, "events/")
    return [_Reason(points, f"the beginning {said or 'hints at trouble'}")] if points else []


def _body_reasons(marks: Sequence[frozenset[str]]) -> list[_Reason]:
    if not marks:
        return []
    weights = [_weight(sentence) for sentence in marks]
    share = sum(weights) / len(weights)
    reasons = [_Reason(6 * share, f"{100 * share:.0f} % of the text tells of an outage")]
    if any("events/tracked" in sentence and weight for sentence, weight in zip(marks, weights, strict=True)):
        reasons.append(_Reason(1.0, "it quotes an outage tracker"))
    return reasons


def _against(title: frozenset[str], marks: Sequence[frozenset[str]]) -> list[_Reason]:
    reasons = [_Reason(-3.0, f"the title {_WORDS[mark]}") for mark in sorted(title & _MASKS)]
    is_silent = not any(mark.startswith("events/") for mark in title)
    for mark in sorted(mark for mark in title if mark.startswith("subjects/")):
        points = _OTHER_STORIES.get(mark, -2.0 if is_silent else -0.5)
        reasons.append(_Reason(points, f"the title {_WORDS[mark]}"))
    for mask in sorted(_MASKS):
        share = _share(mask, marks)
        reasons.append(_Reason(-5 * share, f"{100 * share:.0f} % of the text {_WORDS[mask]}"))
    lead = frozenset[str]().union(*marks[:3])
    for mark in sorted(mark for mark in lead if mark.startswith("subjects/")):
        reasons.append(_Reason(-0.5, f"the beginning {_WORDS[mark]}"))
    return reasons


def _platform_reasons(title: frozenset[str], marks: Sequence[frozenset[str]]) -> list[_Reason]:
    if "hints/platform" in title:
        return [_Reason(0.5, "the title names a platform")]
    if any("hints/platform" in sentence for sentence in marks):
        return [_Reason(0.2, "the text names a platform")]
    return [_Reason(-0.4, "no platform that we know is named")]
