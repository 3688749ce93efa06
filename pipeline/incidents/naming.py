"""What an incident is called: the platform at its root, the day it began, and the id made of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from pipeline.incidents.coverage import Coverage, Dating, noon
from pipeline.platforms import lineage, platform
from pipeline.records import Incident

# So many branches of one suite down together are the suite, whether or not an article names it.
_WHOLE_SUITE = 3


def name_incidents(groups: Sequence[Sequence[Coverage]]) -> list[Incident]:
    """
    One incident for each group of articles, in their order.

    Two of one platform and day are numbered by when they began; ids depend on nothing but the groups.
    """
    roots = [(root_platform(coverages), start_day(coverages)) for coverages in groups]
    same: dict[tuple[str, date], list[int]] = defaultdict(list)
    for at in sorted(range(len(groups)), key=lambda at: _place(groups[at])):
        same[roots[at]].append(at)
    return [_incident(root, day, same[root, day].index(at) + 1) for at, (root, day) in enumerate(roots)]


def root_platform(coverages: Sequence[Coverage]) -> str:
    """
    The platform that the others are down because of, or with.

    Each article names its platforms in order. A platform that most articles naming both put behind another is not
    the root, however many name nothing else: ten articles on Snapchat and three on "AWS, Snapchat and others" are
    an outage of AWS. Parts of a suite count for the suite where many of them are down.
    """
    named = [_folded(coverage.platforms, _suites(coverages)) for coverage in coverages]
    firsts = Counter(order[0] for order in named)
    behind = {one: sum(_is_behind(one, other, named) for other in firsts if other != one) for one in firsts}
    return min(firsts, key=lambda one: (behind[one], -firsts[one], one))


def start_day(coverages: Iterable[Coverage]) -> date:
    """The day that most articles give for the start, those that name it before those that only appeared then."""
    named: Counter[date] = Counter()
    appeared: Counter[date] = Counter()
    for coverage in coverages:
        if coverage.reading.dated_on is not None:
            (appeared if coverage.dating == Dating.PUBLISHED else named)[coverage.reading.dated_on] += 1
    days = named or appeared
    return min(days, key=lambda day: (-days[day], day))


def aliases_of(incident: Incident, coverages: Sequence[Coverage]) -> list[str]:
    """
    The ids that an incident may have had while fewer of its articles were known, sorted; its own is none.

    They are those that its articles give by themselves, so that they depend on nothing but the articles: an id that
    somebody noted finds the incident after a late article has renamed it.
    """
    days = {coverage.reading.dated_on for coverage in coverages if coverage.reading.dated_on}
    ids = {_id_of(incident.platform, day) for day in days}
    ids |= {_id_of(coverage.subject, incident.started_on) for coverage in coverages}
    ids |= {_id_of(one.subject, one.reading.dated_on) for one in coverages if one.reading.dated_on}
    return sorted(ids - {incident.incident_id})


def _id_of(platform: str, day: date, ordinal: int = 1) -> str:
    return f"{platform}-{day.isoformat()}" + (f"-{ordinal}" if ordinal > 1 else "")


def platform_name(slug: str) -> str:
    """What people call the platform; the slug itself where we know no name."""
    try:
        return platform(slug).name
    except KeyError:
        return slug


def _is_behind(one: str, other: str, named: list[tuple[str, ...]]) -> bool:
    """
    Whether most articles naming both put it behind the other.

    One article alone does not outweigh more that tell of `one` with others behind it.
    """
    both = [order for order in named if one in order and other in order]
    before = sum(order.index(one) < order.index(other) for order in both)
    is_told_enough = len(both) - before > 1 or _leads(other, named) >= _leads(one, named)
    return is_told_enough and 2 * before < len(both)


def _leads(slug: str, named: list[tuple[str, ...]]) -> int:
    return sum(order[0] == slug and len(order) > 1 for order in named)


def _suites(coverages: Sequence[Coverage]) -> set[str]:
    parts: dict[str, set[str]] = defaultdict(set)
    for coverage in coverages:
        for slug in coverage.platforms:
            for branch, above in pairwise(lineage(slug)):
                parts[above].add(branch)
    return {suite for suite, branches in parts.items() if len(branches) >= _WHOLE_SUITE}


def _folded(slugs: tuple[str, ...], suites: set[str]) -> tuple[str, ...]:
    """The platforms with parts of a suite replaced by it, each once, in order."""
    tops = ([above for above in lineage(slug) if above in suites] for slug in slugs)
    return tuple(dict.fromkeys(above[-1] if above else slug for slug, above in zip(slugs, tops, strict=True)))


def _place(coverages: Sequence[Coverage]) -> tuple[datetime, str]:
    starts = [start for coverage in coverages for start in coverage.starts]
    return min(starts, default=noon(start_day(coverages))), min(coverage.article_id for coverage in coverages)


def _incident(root: str, day: date, ordinal: int) -> Incident:
    return Incident(
        incident_id=_id_of(root, day, ordinal),
        platform=root,
        started_on=day,
        ordinal=ordinal,
        name=f"{platform_name(root)}, {day.day} {day:%B} {day.year}" + (f" ({ordinal})" if ordinal > 1 else ""),
    )
