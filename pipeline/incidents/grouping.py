"""Which articles are about one outage: a function of the set of articles, never of their order.

What dates an article best goes first, and each step looks only at what the steps before it made:

1. accounts with an instant join where their starts (or waves that they count to the outage) lie close together
2. incidents of which one lasts into the next are one: an outage of several days
3. accounts that name only the day join the incident of that day
4. accounts that only their own date dates join the last incident before it
5. accounts without any date join the one incident that they share figures, names and wording with, or none

Two accounts can only be about one outage where one's subject is among the platforms that the other says are down,
or both belong to one suite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from pipeline.incidents.coverage import Coverage, Dating, current_revisions, noon
from pipeline.incidents.evidence import ENOUGH, MARGIN, Marks, joined, marks_of, weekday_fit
from pipeline.incidents.independence import find_witnesses
from pipeline.incidents.naming import name_incidents
from pipeline.records import Incident, IncidentArticle

# Waves of one outage come hours apart; two outages of a platform on successive days began at least this far apart.
SAME_OUTAGE = timedelta(hours=12)
# How long after its start an outage is still written about as if it were now.
STILL_NEWS = timedelta(hours=60)
# An account that dates nothing may be published this long before the start that others give: clocks and roundings.
EARLY = timedelta(hours=2)
# No step ties dated accounts over more days than this; neighbourhoods.py rests on it.
REACH = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Grouping:
    """The incidents, and which articles are in them; articles that cannot be tied are in none."""

    incidents: tuple[Incident, ...]
    members: tuple[IncidentArticle, ...]


@dataclass(eq=False)
class Circle:
    """Accounts that are known to be of one outage so far."""

    members: dict[str, tuple[Coverage, str]] = field(default_factory=dict)

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

    def suits(self, coverage: Coverage) -> bool:
        """Whether the platforms allow that the account is of this outage."""
        return not (self.platforms.isdisjoint(coverage.subject_line) and self.subjects.isdisjoint(coverage.families))


def group(coverages: Sequence[Coverage]) -> Grouping:
    """The incidents that these articles are about. Articles that are not relevant, or name no platform, are in none."""
    pages = current_revisions(
        coverage for coverage in coverages if coverage.reading.is_relevant and coverage.reading.platforms
    )
    newest = [revisions[0] for revisions in pages.values()]
    by_dating: dict[Dating, list[Coverage]] = defaultdict(list)
    for coverage in sorted(newest, key=lambda coverage: coverage.article_id):
        by_dating[coverage.dating].append(coverage)

    circles = _join_overlapping(_join_close(by_dating[Dating.INSTANT], _when_it_says))
    circles = _place_days(circles, by_dating[Dating.DAY])
    circles = _place_published(circles, by_dating[Dating.PUBLISHED])
    circles = _place_undated(circles, by_dating[Dating.NOTHING])
    return _named(circles, pages)


def _when_it_says(coverage: Coverage) -> tuple[datetime, ...]:
    return (*coverage.starts, *coverage.waves)


def _when_published(coverage: Coverage) -> tuple[datetime, ...]:
    return coverage.starts or tuple(_published(coverage))


def _published(coverage: Coverage) -> Iterable[datetime]:
    """When it was published; the middle of the day that the reader took from that, where the instant is not known."""
    if coverage.article.published_at is not None:
        yield coverage.article.published_at
    elif coverage.reading.dated_on is not None:
        yield noon(coverage.reading.dated_on)


def _join_close(coverages: Iterable[Coverage], moments: Callable[[Coverage], Iterable[datetime]]) -> list[Circle]:
    """Circles of accounts whose moments follow each other by no more than SAME_OUTAGE."""
    ties = _Ties(coverages)
    for platform, mentions in _by_platform(ties.coverages).items():
        timed = sorted((at, coverage.article_id) for coverage in mentions for at in moments(coverage))
        mains = [(at, key) for at, key in timed if platform in ties.by_id[key].subject_line]
        _tie_to_nearest(ties, timed, mains)
    return ties.circles()


def _tie_to_nearest(ties: _Ties, timed: list[tuple[datetime, str]], mains: list[tuple[datetime, str]]) -> None:
    """
    Ties each account to the nearest one before and after it that has the platform as its subject.

    Whoever lies within reach of any such account lies within reach of the nearest, so nothing is missed.
    """
    for one_way in (timed, timed[::-1]):
        main_keys, last = set(mains), None
        for at, key in one_way:
            if last is not None and abs(at - last[0]) <= SAME_OUTAGE:
                ties.tie(key, last[1])
            if (at, key) in main_keys:
                last = (at, key)


def _join_overlapping(circles: list[Circle]) -> list[Circle]:
    """Where the accounts of one outage say that it lasted until after the next began, both are one."""
    ties = _Ties(circle.coverages[0] for circle in circles)
    by_key = {circle.coverages[0].article_id: circle for circle in circles}
    by_subject: dict[str, list[Circle]] = defaultdict(list)
    for circle in circles:
        for subject in sorted(circle.subjects):
            by_subject[subject].append(circle)
    for same in by_subject.values():
        same.sort(key=lambda circle: (circle.began_at, circle.coverages[0].article_id))
        longest = same[0]
        for circle in same[1:]:
            if circle.began_at <= longest.ended_at:
                ties.tie(circle.coverages[0].article_id, longest.coverages[0].article_id)
            longest = max(longest, circle, key=lambda circle: circle.ended_at)
    return [_merged(by_key[key] for key in keys) for keys in ties.groups()]


def _merged(circles: Iterable[Circle]) -> Circle:
    members: dict[str, tuple[Coverage, str]] = {}
    for circle in circles:
        members.update(circle.members)
    return Circle(members)


def _place_days(circles: list[Circle], coverages: list[Coverage]) -> list[Circle]:
    """Accounts that name the day go to the outage of that day; those that find none make their own."""
    choices = [(coverage, _best(_of_that_day(circles, coverage), coverage)) for coverage in coverages]
    left = [coverage for coverage, circle in choices if circle is None]
    return _with(circles, choices, "date") + _same_day(left)


def _of_that_day(circles: list[Circle], coverage: Coverage) -> list[Circle]:
    day = coverage.reading.dated_on
    fitting = [circle for circle in circles if circle.suits(coverage)]
    zone = coverage.article.outlet_timezone
    there = [circle for circle in fitting if zone and day in _days_in(circle, zone)]
    return there or [circle for circle in fitting if day in circle.days]


def _days_in(circle: Circle, zone: str) -> set[date]:
    return {start.astimezone(ZoneInfo(zone)).date() for start in circle.starts}


def _same_day(coverages: list[Coverage]) -> list[Circle]:
    def day(coverage: Coverage) -> tuple[datetime, ...]:
        return (noon(coverage.reading.dated_on),) if coverage.reading.dated_on else ()

    return _join_close(coverages, day)


def _place_published(circles: list[Circle], coverages: list[Coverage]) -> list[Circle]:
    """Accounts that only their own date dates go to the last outage before it; the rest make their own."""
    choices = [(coverage, _best(_in_the_news(circles, coverage), coverage)) for coverage in coverages]
    left = [coverage for coverage, circle in choices if circle is None]
    return _with(circles, choices, "published") + _join_close(left, _when_published)


def _in_the_news(circles: list[Circle], coverage: Coverage) -> list[Circle]:
    """The outages that an account of this date can be about; where it gives a clock time, those of about that time."""
    published = max(_published(coverage))
    fitting = [circle for circle in circles if circle.suits(coverage)]
    if coverage.starts:
        near = [c for c in fitting if any(abs(a - b) <= SAME_OUTAGE for a in c.starts for b in coverage.starts)]
        return near or [c for c in fitting if not c.starts and coverage.reading.dated_on in c.days]
    recent = [c for c in fitting if c.began_at - EARLY <= published <= max(c.ended_at, c.began_at + STILL_NEWS)]
    return recent or [
        circle
        for circle in fitting
        if circle.began_at <= published <= circle.began_at + REACH
        and circle.marks.shared_with(marks_of(coverage)) >= ENOUGH
    ]


def _best(circles: list[Circle], coverage: Coverage) -> Circle | None:
    """The one that shares most with the account; of equals the latest, then the one that sorts first."""
    if len(circles) < 2:
        return circles[0] if circles else None
    marks = marks_of(coverage)
    ranked = sorted(circles, key=lambda circle: circle.coverages[0].article_id)
    return max(ranked, key=lambda circle: (circle.marks.shared_with(marks), circle.began_at))


def _place_undated(circles: list[Circle], coverages: list[Coverage]) -> list[Circle]:
    """
    Accounts without any date go where they share enough, and clearly more than elsewhere; the others stay out.

    What has joined counts as evidence for the rest in the next round, until nothing moves.
    """
    while coverages:
        choices = [(coverage, _tied_by_evidence(circles, coverage)) for coverage in coverages]
        if all(circle is None for _, circle in choices):
            break
        circles = _with(circles, choices, "shared_figures")
        coverages = [coverage for coverage, circle in choices if circle is None]
    return circles


def _tied_by_evidence(circles: list[Circle], coverage: Coverage) -> Circle | None:
    marks = marks_of(coverage)
    text = f"{coverage.article.title}\n{coverage.article.text}"
    scored = sorted(
        (
            (circle.marks.shared_with(marks) + weekday_fit(text, min(circle.days)), circle.coverages[0].article_id)
            for circle in circles
            if circle.suits(coverage)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < ENOUGH or (len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN):
        return None
    return next(circle for circle in circles if circle.coverages[0].article_id == scored[0][1])


def _with(circles: list[Circle], choices: Iterable[tuple[Coverage, Circle | None]], basis: str) -> list[Circle]:
    """The circles with the accounts that chose them; new ones, since what was known of the old ones has changed."""
    joining: dict[int, dict[str, tuple[Coverage, str]]] = defaultdict(dict)
    for coverage, circle in choices:
        if circle is not None:
            joining[id(circle)][coverage.article_id] = (coverage, basis)
    return [
        Circle({**circle.members, **joining[id(circle)]}) if id(circle) in joining else circle for circle in circles
    ]


def _named(circles: list[Circle], pages: dict[str, list[Coverage]]) -> Grouping:
    named = name_incidents([circle.coverages for circle in circles])
    members: list[IncidentArticle] = []
    for incident, circle in zip(named, circles, strict=True):
        bases = {c.article.canonical_url: _basis(c, basis, incident) for c, basis in circle.members.values()}
        revisions = [revision for url in bases for revision in pages[url]]
        witnesses = find_witnesses(revisions)
        for url, basis in bases.items():
            for place, revision in enumerate(pages[url]):
                members.append(
                    IncidentArticle(
                        incident_id=incident.incident_id,
                        article_id=revision.article_id,
                        basis=basis if place == 0 else "revision",
                        witness_id=witnesses[revision.article_id],
                    )
                )
    return Grouping(
        incidents=tuple(sorted(named, key=lambda incident: incident.incident_id)),
        members=tuple(sorted(members, key=lambda member: (member.incident_id, member.article_id))),
    )


def _basis(coverage: Coverage, basis: str, incident: Incident) -> str:
    """Why it is in, for people; that its own subject is another platform says more than that the date fits."""
    return "platform_root" if basis == "date" and incident.platform not in coverage.families else basis


def _by_platform(coverages: Iterable[Coverage]) -> dict[str, list[Coverage]]:
    mentions: dict[str, list[Coverage]] = defaultdict(list)
    for coverage in coverages:
        for platform in coverage.families:
            mentions[platform].append(coverage)
    return mentions


class _Ties:
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
