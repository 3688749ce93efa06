"""Which articles are about one outage: a function of the set of articles, never of their order.

What dates an article best goes first, and each step looks only at what the steps before it made:

1. accounts with an instant join where their starts (or waves that they count to the outage) lie close together
2. incidents of which one lasts into the next are one, an outage of several days; and so are those of about one day
   that share figures, names and wording
3. accounts that name only the day join the incident of that day
4. accounts that only their own date dates join the last incident before it
5. accounts without any date join the one incident that they share figures, names and wording with, or none

Two accounts can only be about one outage where one's subject is among the platforms that the other says are down,
or both belong to one suite. A list of platforms may hold what is only mentioned; so where the subjects differ, it
takes a nearer start, or another hand that names the platform too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from pipeline.incidents.circles import REACH, Circle, Ties, merged
from pipeline.incidents.coverage import SAME_OUTAGE, Coverage, Dating, current_revisions, noon
from pipeline.incidents.evidence import ENOUGH, ENOUGH_ALONE, MARGIN, SAME_STORY, marks_of, weekday_fit
from pipeline.incidents.independence import find_witnesses
from pipeline.incidents.membership import Memberships
from pipeline.incidents.naming import aliases_of, name_incidents
from pipeline.incidents.neighbourhoods import Place, neighbourhoods
from pipeline.records import Incident, IncidentAlias, IncidentArticle

# What fails with its provider fails soon after it.
WITH_PROVIDER = timedelta(hours=3)
# So far apart may be what two accounts that tell the same take for the start.
ABOUT_ONE_DAY = timedelta(hours=36)
# How long after its start an outage is still written about as if it were now.
STILL_NEWS = timedelta(hours=60)
# An account that dates nothing may be published this long before the start that others give: clocks and roundings.
EARLY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Grouping:
    """The incidents, and which articles are in them; articles that cannot be tied are in none."""

    incidents: tuple[Incident, ...]
    members: tuple[IncidentArticle, ...]
    aliases: tuple[IncidentAlias, ...] = ()


def group(coverages: Sequence[Coverage]) -> Grouping:
    """The incidents that these articles are about. Articles that are not relevant, or name no platform, are in none."""
    pages = current_revisions(
        coverage for coverage in coverages if coverage.reading.is_relevant and coverage.reading.platforms
    )
    newest = {revisions[0].article_id: revisions[0] for revisions in pages.values()}
    circles = [
        circle
        for places in neighbourhoods(place_of(coverage) for coverage in newest.values())
        for circle in _group_dated([newest[place.article_id] for place in places])
    ]
    circles.sort(key=lambda circle: circle.key)
    undated = [coverage for coverage in newest.values() if coverage.dating == Dating.NOTHING]
    return _named(_place_undated(circles, undated), pages)


def place_of(coverage: Coverage) -> Place:
    """Where an article stands among the others."""
    return Place(coverage.article_id, coverage.article.canonical_url, coverage.platforms, coverage.reading.dated_on)


def _group_dated(coverages: Iterable[Coverage]) -> list[Circle]:
    by_dating: dict[Dating, list[Coverage]] = defaultdict(list)
    for coverage in sorted(coverages, key=lambda coverage: coverage.article_id):
        by_dating[coverage.dating].append(coverage)
    circles = _join_alike(_join_overlapping(_join_close(by_dating[Dating.INSTANT], _when_it_says)))
    circles = _place_days(circles, by_dating[Dating.DAY])
    return _place_published(circles, by_dating[Dating.PUBLISHED])


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
    ties = Ties(coverages)
    for platform, mentions in _by_platform(ties.coverages).items():
        timed = sorted((at, coverage.article_id) for coverage in mentions for at in moments(coverage))
        mains = [(at, key) for at, key in timed if platform in ties.by_id[key].subject_line]
        _tie_to_nearest(ties, timed, mains)
    return ties.circles()


def _tie_to_nearest(ties: Ties, timed: list[tuple[datetime, str]], mains: list[tuple[datetime, str]]) -> None:
    """
    Ties each account to the nearest one before and after it that has the platform as its subject.

    Whoever lies within reach of any such account lies within reach of the nearest, so nothing is missed.
    """
    main_keys = set(mains)
    for one_way in (timed, timed[::-1]):
        last: tuple[datetime, str] | None = None
        for at, key in one_way:
            reach = SAME_OUTAGE if (at, key) in main_keys else WITH_PROVIDER
            if last is not None and abs(at - last[0]) <= reach:
                ties.tie(key, last[1])
            if (at, key) in main_keys:
                last = (at, key)


def _join_overlapping(circles: list[Circle]) -> list[Circle]:
    """Where the accounts of one outage say that it lasted until after the next began, both are one."""
    pairs: list[tuple[Circle, Circle]] = []
    for same in _by_subject(circles):
        longest = same[0]
        for circle in same[1:]:
            if circle.began_at <= longest.ended_at:
                pairs.append((circle, longest))
            longest = max(longest, circle, key=lambda circle: circle.ended_at)
    return _tied(circles, pairs)


def _join_alike(circles: list[Circle]) -> list[Circle]:
    """Where two that began at about one time share so much that they tell one story, both are one."""
    pairs: list[tuple[Circle, Circle]] = []
    for same in _by_subject(circles):
        for at, one in enumerate(same):
            near = takewhile(lambda other, one=one: other.began_at - one.began_at <= ABOUT_ONE_DAY, same[at + 1 :])  # type: ignore[misc]
            pairs += [(one, other) for other in near if one.marks.shared_with(other.marks) >= SAME_STORY]
    return _tied(circles, pairs)


def _by_subject(circles: list[Circle]) -> list[list[Circle]]:
    """The circles with one subject, by when they began."""
    by_subject: dict[str, list[Circle]] = defaultdict(list)
    for circle in sorted(circles, key=lambda circle: (circle.began_at, circle.key)):
        for subject in circle.subjects:
            by_subject[subject].append(circle)
    return list(by_subject.values())


def _tied(circles: list[Circle], pairs: Iterable[tuple[Circle, Circle]]) -> list[Circle]:
    by_key = {circle.key: circle for circle in circles}
    ties = Ties(circle.coverages[0] for circle in circles)
    for one, other in pairs:
        ties.tie(one.key, other.key)
    return [merged(by_key[key] for key in keys) for keys in ties.groups()]


def _place_days(circles: list[Circle], coverages: list[Coverage]) -> list[Circle]:
    """Accounts that name the day go to the outage of that day; those that find none make their own."""
    choices = [(coverage, _best(_of_that_day(circles, coverage), coverage)) for coverage in coverages]
    left = [coverage for coverage, circle in choices if circle is None]
    return _join_alike(_with(circles, choices, "date") + _same_day(left))


def _of_that_day(circles: list[Circle], coverage: Coverage) -> list[Circle]:
    day = coverage.reading.dated_on
    zone = coverage.article.outlet_timezone
    there = [circle for circle in circles if zone and day in _days_in(circle, zone)]
    named = [circle for circle in circles if day in circle.days]
    return _fitting(there, coverage) or _fitting(named, coverage)


def _fitting(circles: list[Circle], coverage: Coverage) -> list[Circle]:
    """Those on the account's subject; where there is none, those that its subject can have failed with."""
    same = [circle for circle in circles if circle.is_on(coverage)]
    return same or [circle for circle in circles if circle.takes_in(coverage)]


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
    near = [circle for circle in circles if _is_about_that_time(circle, coverage)]
    recent = [c for c in circles if c.began_at - EARLY <= published <= max(c.ended_at, c.began_at + STILL_NEWS)]
    if coverage.starts:
        enough, recent = SAME_STORY, [circle for circle in recent if not circle.starts]
    else:
        enough = ENOUGH
    before = [circle for circle in circles if circle.began_at <= published <= circle.began_at + REACH]
    return (
        _fitting(near, coverage)
        or _fitting(recent, coverage)
        or [c for c in _fitting(before, coverage) if c.marks.shared_with(marks_of(coverage)) >= enough]
    )


def _is_about_that_time(circle: Circle, coverage: Coverage) -> bool:
    reach = SAME_OUTAGE if circle.is_on(coverage) else WITH_PROVIDER
    return any(abs(one - other) <= reach for one in circle.starts for other in coverage.starts)


def _best(circles: list[Circle], coverage: Coverage) -> Circle | None:
    """The one that shares most with the account; of equals the latest, then the one that sorts first."""
    if len(circles) < 2:
        return circles[0] if circles else None
    marks = marks_of(coverage)
    ranked = sorted(circles, key=lambda circle: circle.key)
    return max(ranked, key=lambda circle: (circle.marks.shared_with(marks), circle.began_at))


def _place_undated(circles: list[Circle], coverages: list[Coverage]) -> list[Circle]:
    """
    Accounts without any date go where they share enough, and clearly more than elsewhere; the others stay out.

    What has joined counts as evidence for the rest in the next round, until nothing moves.
    """
    coverages = sorted(coverages, key=lambda coverage: coverage.article_id)
    while coverages:
        by_family = _by_family(circles)
        choices = [(coverage, _tied_by_evidence(_near_by(by_family, coverage), coverage)) for coverage in coverages]
        if all(circle is None for _, circle in choices):
            break
        circles = _with(circles, choices, "shared_figures")
        coverages = [coverage for coverage, circle in choices if circle is None]
    return circles


def _by_family(circles: list[Circle]) -> dict[str, list[Circle]]:
    by_family: dict[str, list[Circle]] = defaultdict(list)
    for circle in circles:
        for family in circle.platforms:
            by_family[family].append(circle)
    return by_family


def _near_by(by_family: dict[str, list[Circle]], coverage: Coverage) -> list[Circle]:
    """The circles that have anything to do with the account's platforms, each once."""
    found = {circle.key: circle for family in coverage.families for circle in by_family.get(family, ())}
    return [found[key] for key in sorted(found)]


def _tied_by_evidence(circles: list[Circle], coverage: Coverage) -> Circle | None:
    marks = marks_of(coverage)
    text = f"{coverage.article.title}\n{coverage.article.text}"
    fitting = {circle.key: circle for circle in _fitting(circles, coverage)}
    scored = sorted(
        ((one.marks.shared_with(marks) + weekday_fit(text, one.days), key) for key, one in fitting.items()),
        reverse=True,
    )
    if not scored or scored[0][0] < (ENOUGH if len(scored) > 1 else ENOUGH_ALONE):
        return None
    is_clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= MARGIN
    return fitting[scored[0][1]] if is_clear else None


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
    named = list(zip(name_incidents([circle.coverages for circle in circles]), circles, strict=True))
    members = [member for incident, circle in named for member in _members(incident, circle, pages)]
    aliases = {
        IncidentAlias(alias=alias, incident_id=incident.incident_id)
        for incident, circle in named
        for alias in aliases_of(incident, circle.coverages)
    }
    return Grouping(
        incidents=tuple(sorted((incident for incident, _ in named), key=lambda incident: incident.incident_id)),
        members=tuple(sorted(members, key=lambda member: (member.incident_id, member.article_id))),
        aliases=tuple(sorted(aliases, key=lambda alias: (alias.alias, alias.incident_id))),
    )


def _members(incident: Incident, circle: Circle, pages: dict[str, list[Coverage]]) -> Iterable[IncidentArticle]:
    """The articles of an incident; older revisions of a page stand beside the newest."""
    revisions = [revision for newest in circle.coverages for revision in pages[newest.article.canonical_url]]
    witnesses = find_witnesses(revisions)
    memberships = Memberships(circle, incident)
    for newest in circle.coverages:
        basis = circle.members[newest.article_id][1]
        reasons = memberships.reasons(newest, basis)
        for place, revision in enumerate(pages[newest.article.canonical_url]):
            yield IncidentArticle(
                incident_id=incident.incident_id,
                article_id=revision.article_id,
                basis=_basis(newest, basis, incident) if place == 0 else "revision",
                witness_id=witnesses[revision.article_id],
                reasons=reasons if place == 0 else ("it is an earlier state of a page of the incident",),
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
