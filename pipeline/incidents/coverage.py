"""What one article brings to the comparison, and what it lets us know of when its outage began."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import cached_property

from pipeline.platforms import lineage
from pipeline.records import Article, Claim, Reading

# A clock time is trusted for the start only this far from the day that the reader found for the whole article.
# One day, since 23:49 in Los Angeles is tomorrow in London.
_NEAR = timedelta(days=1, hours=14)
# Waves of one outage come hours apart; two outages of a platform on successive days began at least this far apart.
SAME_OUTAGE = timedelta(hours=12)
_EXACT = frozenset({"second", "minute", "hour"})


class Dating(IntEnum):
    """How well an article dates its outage, worst first."""

    NOTHING = 0
    PUBLISHED = 1  # only by its own date: the outage is not younger than that
    DAY = 2  # it names the day
    INSTANT = 3  # it names the day, and a clock time with a zone


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One revision of an article on an outage, with what was read in it."""

    article: Article
    reading: Reading
    claims: tuple[Claim, ...]

    @property
    def article_id(self) -> str:
        """The revision's id."""
        return self.article.article_id

    @property
    def platforms(self) -> tuple[str, ...]:
        """Slugs of the platforms that are down, the subject first."""
        return self.reading.platforms

    @property
    def subject(self) -> str:
        """The platform that the article is mainly about."""
        return self.reading.platforms[0]

    @cached_property
    def families(self) -> frozenset[str]:
        """The platforms that are down and those that they belong to."""
        return frozenset(above for platform in self.platforms for above in lineage(platform))

    @cached_property
    def subject_line(self) -> frozenset[str]:
        """The subject and the platforms that it belongs to."""
        return frozenset(lineage(self.subject))

    @cached_property
    def own_claims(self) -> tuple[Claim, ...]:
        """The claims on the outage that the article is about; no background."""
        return tuple(claim for claim in self.claims if not claim.background)

    @cached_property
    def dating(self) -> Dating:
        """How well the article dates its outage."""
        if self.reading.dated_on is None:
            return Dating.NOTHING
        if self.reading.dated_on_basis not in ("stated", "weekday", "status_id"):
            return Dating.PUBLISHED
        return Dating.INSTANT if self.starts else Dating.DAY

    @cached_property
    def starts(self) -> tuple[datetime, ...]:
        """Instants at which it says the outage began, earliest first; of its other times the first, where none."""
        began = self._of_one_outage(self._moments("start"))
        return began or self._moments("wave", "peak", "ongoing", "eased")[:1]

    @cached_property
    def waves(self) -> tuple[datetime, ...]:
        """Instants of later surges of the same outage, as the article gives them."""
        return self._moments("wave", near=timedelta(days=10))

    @cached_property
    def ends(self) -> tuple[datetime, ...]:
        """Instants until which it says the outage lasted: restored, still ongoing, or start and duration."""
        lasting = [claim.value for claim in self.own_claims if claim.metric == "duration" and claim.value]
        sums = [self.starts[0] + timedelta(minutes=max(lasting))] if lasting and self.starts else []
        return (*self._moments("eased", "restored", "ongoing", near=timedelta(days=10)), *sums)

    def _moments(self, *labels: str, near: timedelta = _NEAR) -> tuple[datetime, ...]:
        return tuple(sorted({at for at in _instants(self.own_claims, labels) if self._is_near(at, near)}))

    def _of_one_outage(self, starts: tuple[datetime, ...]) -> tuple[datetime, ...]:
        """Of the starts of two outages, those of the one that the article's own day is; the other is its neighbour."""
        runs: list[list[datetime]] = []
        for at in starts:
            if runs and at - runs[-1][-1] <= SAME_OUTAGE:
                runs[-1].append(at)
            else:
                runs.append([at])
        if self.reading.dated_on is None or not runs:
            return ()
        middle = noon(self.reading.dated_on)
        nearest = min(runs, key=lambda run: abs(run[0] - middle))
        return tuple(nearest)

    def _is_near(self, at: datetime, near: timedelta) -> bool:
        day = self.reading.dated_on
        return day is not None and abs(at - noon(day)) <= near


def _instants(claims: Iterable[Claim], labels: Collection[str]) -> Iterable[datetime]:
    for claim in claims:
        is_event = claim.metric == "time_point" and claim.label in labels
        if is_event and claim.happened_at is not None and claim.happened_at_precision in _EXACT:
            yield claim.happened_at


def noon(day: date) -> datetime:
    """The middle of a day in UTC, which lies within 14 hours of the day's middle anywhere."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def current_revisions(coverages: Iterable[Coverage]) -> dict[str, list[Coverage]]:
    """For each page its revisions, the newest first; the same for any order of the coverages."""
    pages: dict[str, list[Coverage]] = {}
    for coverage in sorted(coverages, key=lambda coverage: coverage.article_id):
        pages.setdefault(coverage.article.canonical_url, []).append(coverage)
    for revisions in pages.values():
        revisions.sort(key=lambda coverage: coverage.article.fetched_at, reverse=True)
    return pages
