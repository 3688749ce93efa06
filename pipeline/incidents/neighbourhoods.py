"""What must be grouped again when some articles are new, changed or gone, so that the rest can stay as it is.

Grouping ties dated accounts only within a family of platforms and a few days. So articles that hang together by
shared families and short gaps between their days form a neighbourhood, and no neighbourhood touches another. Undated
articles look at all neighbourhoods of their families; where one is grouped again, so is all that it looks at. The
same holds for the revisions of a page, which stand where the newest of them stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.incidents.circles import REACH
from pipeline.platforms import lineage

# A start may lie a day and a half from the day that its article names, on either side.
GAP = REACH + timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where an article stands.

    page_url  The page's canonical address, the same for all its revisions.
    dated_on  As in Reading; None makes it an undated one.
    """

    article_id: str
    page_url: str
    platforms: tuple[str, ...]
    dated_on: date | None

    @property
    def families(self) -> frozenset[str]:
        """The platforms that are down and those that they belong to."""
        return frozenset(above for platform in self.platforms for above in lineage(platform))


def affected(places: Iterable[Place], touched: Iterable[str]) -> set[str]:
    """
    The articles to group again where those in `touched` are new, changed or gone.

    places  All articles, those that are gone among them. An article that changed its platforms or its day stands
            there twice, as it was and as it is.
    """
    areas = _areas(list(places))
    wanted = set(touched)
    return _spread(areas, [at for at, area in enumerate(areas) if area.articles & wanted])


@dataclass(frozen=True, slots=True)
class _Area:
    """A neighbourhood, or one undated article."""

    articles: frozenset[str]
    pages: frozenset[str]
    families: frozenset[str]
    is_undated: bool


def neighbourhoods(places: Iterable[Place]) -> list[list[Place]]:
    """Dated articles, together with all that grouping can tie them to; undated ones are in none."""
    dated = [place for place in places if place.dated_on is not None]
    above = list(range(len(dated)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for one, other in _close_pairs(dated):
        above[top(one)] = top(other)
    groups: dict[int, list[Place]] = defaultdict(list)
    for at, place in enumerate(dated):
        groups[top(at)].append(place)
    return list(groups.values())


def _areas(places: Sequence[Place]) -> list[_Area]:
    undated = [[place] for place in places if place.dated_on is None]
    return [_area(group, is_undated=False) for group in neighbourhoods(places)] + [
        _area(group, is_undated=True) for group in undated
    ]


def _area(group: Sequence[Place], *, is_undated: bool) -> _Area:
    return _Area(
        articles=frozenset(place.article_id for place in group),
        pages=frozenset(place.page_url for place in group),
        families=frozenset().union(*(place.families for place in group)),
        is_undated=is_undated,
    )


def _close_pairs(dated: Sequence[Place]) -> Iterable[tuple[int, int]]:
    by_family: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for at, place in enumerate(dated):
        for family in place.families:
            by_family[family].append((place.dated_on or date.min, at))
    for mentions in by_family.values():
        mentions.sort()
        yield from ((one[1], other[1]) for one, other in pairwise(mentions) if other[0] - one[0] <= GAP)


def _spread(areas: Sequence[_Area], start: Iterable[int]) -> set[str]:
    """
    From the touched areas on: an undated article brings in all of its families and is brought in by any of them, and
    so do the revisions of a page, and an article as it was and as it is.
    """
    by_family, by_page = _indexed(areas)
    found, waiting = set(start), list(start)
    while waiting:
        area = areas[waiting.pop()]
        beside = {at for page in area.pages for at in by_page[page]}
        beside |= {
            at for family in area.families for at in by_family[family] if area.is_undated or areas[at].is_undated
        }
        waiting += sorted(beside - found)
        found |= beside
    return {article_id for at in found for article_id in areas[at].articles}


def _indexed(areas: Sequence[_Area]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    by_family: dict[str, list[int]] = defaultdict(list)
    by_page: dict[str, list[int]] = defaultdict(list)
    for at, area in enumerate(areas):
        for family in area.families:
            by_family[family].append(at)
        for page in area.pages:
            by_page[page].append(at)
    return by_family, by_page
