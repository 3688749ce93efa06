"""Accounts that are known to be of one outage so far, and what all of them together know of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from pipeline.incidents.coverage import Coverage, noon
from pipeline.incidents.evidence import Marks, joined, marks_of

# No step of grouping ties dated accounts over more days than this; neighbourhoods.py rests on it.
REACH = timedelta(days=10)


@dataclass(eq=False)
class Circle:
    """Accounts that are known to be of one outage so far."""

    members: dict[str, tuple[Coverage, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What names the circle while it is being worked on: its first article."""
        return min(self.members)

    @property
    def coverages(self) -> list[Coverage]:
        """The accounts, in an order that depends on nothing but them."""
        return [self.members[article_id][0] for article_id in sorted(self.members)]

    @cached_property
    def starts(self) -> tuple[datetime, ...]:
        """When the accounts say that it began, earliest first."""
        return tuple(sorted(start for coverage in self.coverages for start in coverage.starts))

    @cached_property
    def days(self) -> frozenset[date]:
        """The days that the accounts name."""
        return frozenset(coverage.reading.dated_on for coverage in self.coverages if coverage.reading.dated_on)

    @cached_property
    def began_at(self) -> datetime:
        """The earliest start, or the middle of the earliest day."""
        return self.starts[0] if self.starts else noon(min(self.days))

    @cached_property
    def ended_at(self) -> datetime:
        """Until when the accounts say that it lasted, no further than REACH."""
        ends = [end for coverage in self.coverages for end in coverage.ends]
        return min(max([self.began_at, *ends]), self.began_at + REACH)

    @cached_property
    def marks(self) -> Marks:
        """All that the outage can be known by."""
        return joined(marks_of(coverage) for coverage in self.coverages)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What the accounts are mainly about, and what that belongs to."""
        return frozenset().union(*(coverage.subject_line for coverage in self.coverages))

    @cached_property
    def platforms(self) -> frozenset[str]:
        """All that the accounts say is down, and what that belongs to."""
        return frozenset().union(*(coverage.families for coverage in self.coverages))

    @cached_property
    def backed(self) -> frozenset[str]:
        """What is surely down: figures are given for it, or two outlets say so."""
        named = Counter(family for coverage in self.coverages for family in coverage.families)
        claimed = {claim.platform for coverage in self.coverages for claim in coverage.own_claims if claim.platform}
        return frozenset(claimed | {family for family, count in named.items() if count > 1})

    def is_on(self, coverage: Coverage) -> bool:
        """Whether the account has the same subject."""
        return not self.subjects.isdisjoint(coverage.subject_line)

    def takes_in(self, coverage: Coverage) -> bool:
        """Whether the account's subject can have failed with this outage's."""
        return not (self.backed.isdisjoint(coverage.subject_line) and self.subjects.isdisjoint(coverage.families))


def merged(circles: Iterable[Circle]) -> Circle:
    """One circle of all their accounts."""
    members: dict[str, tuple[Coverage, str]] = {}
    for circle in circles:
        members.update(circle.members)
    return Circle(members)


class Ties:
    """Which accounts belong together, as ties between two; the groups are what hangs together."""

    def __init__(self, coverages: Iterable[Coverage]) -> None:
        self.coverages = list(coverages)
        self.by_id = {coverage.article_id: coverage for coverage in self.coverages}
        self._above = {key: key for key in self.by_id}

    def tie(self, one: str, other: str) -> None:
        """Says that both belong together."""
        low, high = sorted((self._top(one), self._top(other)))
        self._above[high] = low

    def groups(self) -> list[list[str]]:
        """The ids of what belongs together, sorted, in the order of the first of each."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.by_id):
            found[self._top(key)].append(key)
        return [found[top] for top in sorted(found)]

    def circles(self) -> list[Circle]:
        """The groups as circles of accounts that dates tie."""
        return [Circle({key: (self.by_id[key], "date") for key in keys}) for keys in self.groups()]

    def _top(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key
