"""All mentions of a passage, found once and handed out by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pipeline.claims.mentions.clock import ClockTime, ZoneMention, find_clock_times, find_zones
from pipeline.claims.mentions.days import Day, find_days, find_earlier
from pipeline.claims.mentions.durations import Duration, find_durations
from pipeline.claims.mentions.money import Money, find_money
from pipeline.claims.mentions.numbers import Number, find_numbers
from pipeline.claims.mentions.percents import Percent, find_percents
from pipeline.claims.mentions.places import Place, find_places
from pipeline.claims.mentions.speakers import find_speakers, find_statements
from pipeline.claims.mentions.statements import Speaker, Statement
from pipeline.claims.mentions.trackers import Tracker, find_trackers
from pipeline.claims.patterns import Pattern, as_bytes
from pipeline.claims.sentences import Passage
from pipeline.claims.spans import Span, free_of
from pipeline.platforms import find_platforms

S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformName(Span):
    """
    A platform or its company as named.

    is_operator  The name is also that of a company, which may be the one that speaks.
    """

    slug: str
    is_operator: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    """
    Everything that a passage mentions, each kind in order of its place.

    A figure is in one list only: a clock time, a date, a length, a share or a sum is no number.
    """

    plain: str
    numbers: Sequence[Number]
    percents: Sequence[Percent]
    clocks: Sequence[ClockTime]
    zones: Sequence[ZoneMention]
    days: Sequence[Day]
    earlier: Sequence[Span]
    durations: Sequence[Duration]
    money: Sequence[Money]
    places: Sequence[Place]
    trackers: Sequence[Tracker]
    platforms: Sequence[PlatformName]
    speakers: Sequence[Speaker]
    statements: Sequence[Statement]
    searched: bytes
    sentences: Sequence[Span]
    found: dict[int, _Found] = field(default_factory=dict)
    shares: dict[int, Mapping[int, tuple[Any, ...]]] = field(default_factory=dict)

    def cues(self, words: Pattern, start: int, end: int) -> tuple[Span, ...]:
        """Where a compiled pattern matches within [start, end); the passage is searched once a pattern."""
        found = self.found.get(id(words)) or self._find(words)
        first = bisect_left(found.starts, start)
        return tuple(found.spans[first : bisect_left(found.starts, end, first)])

    def cues_of(self, sentence: Span, words: Pattern) -> tuple[Span, ...]:
        """Where a compiled pattern matches in a sentence of the passage."""
        found = self.found.get(id(words)) or self._find(words)
        return found.by_sentence.get(sentence.start, ())

    def share_of(self, sentence: Span, mentions: Sequence[Any]) -> tuple[Any, ...]:
        """Those of one of the lists above that stand in a sentence of the passage."""
        shares = self.shares.get(id(mentions))
        if shares is None:
            shares = self.shares[id(mentions)] = self._by_sentence(mentions)
        return shares.get(sentence.start, ())

    def _find(self, words: Pattern) -> _Found:
        spans = [Span(start=start, end=end) for start, end in words.spans(self.searched)]
        found = self.found[id(words)] = _Found([span.start for span in spans], spans, self._by_sentence(spans))
        return found

    def _by_sentence(self, spans: Sequence[S]) -> Mapping[int, tuple[S, ...]]:
        """The start of each sentence to the spans that start in it; most sentences have none of a kind."""
        grouped: dict[int, list[S]] = {}
        at = 0
        for span in spans:
            while at < len(self.sentences) and self.sentences[at].end <= span.start:
                at += 1
            if at < len(self.sentences) and self.sentences[at].start <= span.start:
                grouped.setdefault(self.sentences[at].start, []).append(span)
        return {start: tuple(those) for start, those in grouped.items()}


class _Found(NamedTuple):
    """Where a pattern matches in a passage, in order, and by the start of the sentence."""

    starts: Sequence[int]
    spans: Sequence[Span]
    by_sentence: Mapping[int, tuple[Span, ...]]


def find_mentions(passage: Passage, *, country: str | None, context: str = "") -> Mentions:
    """
    Finds all mentions of a passage.

    country  The outlet's: what "IST" and a bare dollar mean.
    context  More text that may support doubtful platform names, not searched itself.
    """
    plain = passage.plain
    platforms = [
        PlatformName(start=p.char_start, end=p.char_end, slug=p.slug, is_operator=p.is_operator)
        for p in find_platforms(passage.text, context)
    ]
    clocks, days = find_clock_times(plain, country), find_days(plain)
    money, percents = find_money(plain, country), find_percents(plain)
    durations = free_of(find_durations(plain), [*(c for c in clocks if not c.is_part_of_day), *money])
    clocks = [c for c in clocks if not c.is_part_of_day or free_of([c], durations)]
    speakers = [s for sentence in passage.sentences if sentence.kind != "noise" for s in find_speakers(plain, sentence)]
    taken: list[Span] = [*clocks, *money, *percents, *durations, *platforms, *(d for d in days if d.kind != "relative")]
    return Mentions(
        plain=plain,
        searched=as_bytes(plain),
        sentences=passage.sentences,
        numbers=_free_numbers(find_numbers(plain), taken),
        percents=percents,
        clocks=clocks,
        zones=find_zones(plain, country),
        days=days,
        earlier=find_earlier(plain),
        durations=durations,
        money=money,
        places=free_of(find_places(plain), clocks),
        trackers=find_trackers(plain),
        platforms=platforms,
        speakers=speakers,
        statements=find_statements(plain, passage.sentences, speakers),
    )


def _free_numbers(numbers: list[Number], taken: list[Span]) -> list[Number]:
    """Those numbers whose figure is in nothing else."""
    ordered = sorted(taken, key=lambda span: span.start)
    kept, first = [], 0
    for number in numbers:
        while first < len(ordered) and ordered[first].end <= number.start:
            first += 1
        figure = Span(start=number.digits_start, end=number.end)
        if not any(figure.overlaps(span) for span in ordered[first : first + 4]):
            kept.append(number)
    return kept
