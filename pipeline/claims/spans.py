"""Where something stands in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    A run of characters of one passage.

    start, end  In characters from the passage's first, end exclusive.
    """

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end

    def gap(self, other: Span) -> int:
        """Characters between the two; 0 where they touch or overlap."""
        return max(other.start - self.end, self.start - other.end, 0)


S = TypeVar("S", bound=Span)


def within(spans: Sequence[S], start: int, end: int) -> tuple[S, ...]:
    """Those that start in [start, end), out of spans that are in order of their starts."""
    if not spans:
        return ()
    first = bisect_left(spans, start, key=lambda span: span.start)
    last = bisect_left(spans, end, lo=first, key=lambda span: span.start)
    return tuple(spans[first:last])


def free_of(spans: Iterable[S], taken: Iterable[Span]) -> list[S]:
    """Those that overlap with none of `taken`."""
    blocked = sorted(taken, key=lambda span: span.start)
    starts = [span.start for span in blocked]
    ends = list(accumulate((span.end for span in blocked), max))
    return [span for span in spans if not _is_blocked(span, starts, ends)]


def _is_blocked(span: Span, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether one of the spans with these starts, and these greatest ends so far, overlaps."""
    before = bisect_left(starts, span.end)
    return before > 0 and ends[before - 1] > span.start


def nearest(spans: Iterable[S], to: Span) -> S | None:
    """The one with the smallest gap, the earlier of two as near; None out of none."""
    return min(spans, key=lambda span: (span.gap(to), span.start), default=None)
