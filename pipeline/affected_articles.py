"""Which articles a comparison must look at again, read from the warehouse without reading all of it.

`incidents.neighbourhoods` says what hangs together with what; it needs the places of all articles that could. Here
they are fetched by days and platforms, starting from what has changed and going on for as long as that reaches
further, so that the cost follows what has changed and not what is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pipeline.edges.duck import Warehouse
from pipeline.incidents.neighbourhoods import GAP, Place, affected
from pipeline.natural_keys import only_rows
from pipeline.platforms import lineage, platforms

# Looked at beyond what is needed, so that a series of outages takes few queries.
_SLACK = timedelta(days=30)
_ALWAYS = (date.min, date.max)

# An article that takes part in the comparison, in the table `articles`.
COMPARABLE = "is_relevant AND len(platforms) > 0"
_PLACE = "article_id, canonical_url, platforms, dated_on"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days, both ends included, and families of platforms."""

    first: date
    last: date
    families: frozenset[str]

    def covers(self, other: _Stretch) -> bool:
        return self.first <= other.first and other.last <= self.last and other.families <= self.families


@dataclass(slots=True)
class _Known:
    """What was fetched so far: places, and what they are known to be all of."""

    warehouse: Warehouse
    places: dict[Place, None] = field(default_factory=dict)
    stretches: list[_Stretch] = field(default_factory=list)
    page_urls: set[str] = field(default_factory=set)
    undated_families: set[str] = field(default_factory=set)

    def reach(self, found: Collection[Place]) -> bool:
        """Fetches what the places found so far can hang together with; false where all of it is known."""
        return any([self._reach_days(found), self._reach_pages(found), self._reach_undated(found)])

    def _reach_days(self, found: Collection[Place]) -> bool:
        needs = {need for place in found if not self._is_covered(need := _need(place))}
        for stretch in _joined(needs):
            self._add(
                "dated_on BETWEEN $first AND $last AND list_has_any(platforms, $platforms)",
                {"first": stretch.first, "last": stretch.last, "platforms": _members(stretch.families)},
            )
            self.stretches.append(stretch)
        return bool(needs)

    def _is_covered(self, need: _Stretch) -> bool:
        return any(stretch.covers(need) for stretch in self.stretches)

    def _reach_pages(self, found: Collection[Place]) -> bool:
        page_urls = {place.page_url for place in found} - self.page_urls
        if page_urls:
            of_pages = only_rows("compared_articles", "canonical_url IN (SELECT unnest($page_urls))")
            self._add(of_pages, {"page_urls": sorted(page_urls)})
        self.page_urls |= page_urls
        return bool(page_urls)

    def _reach_undated(self, found: Collection[Place]) -> bool:
        families = {family for place in found for family in place.families} - self.undated_families
        if families:
            self._add("dated_on IS NULL AND list_has_any(platforms, $platforms)", {"platforms": _members(families)})
        self.undated_families |= families
        return bool(families)

    def _add(self, condition: str, params: Mapping[str, Any]) -> None:
        sql = f"SELECT {_PLACE} FROM compared_articles WHERE {condition}"  # noqa: S608
        self.places |= dict.fromkeys(_places(self.warehouse.rows(sql, params)))


def affected_articles(warehouse: Warehouse) -> set[str]:
    """The ids of the articles to compare again after what loads have changed since the last comparison."""
    changed = {row["article_id"] for row in warehouse.rows("SELECT DISTINCT article_id FROM changed_articles")}
    ids = {"ids": sorted(changed)}
    known = _Known(warehouse)
    for table, condition in (("articles", COMPARABLE), ("compared_articles", "TRUE")):
        changed_rows = only_rows(table, "article_id IN (SELECT unnest($ids))")
        sql = f"SELECT {_PLACE} FROM {table} WHERE {condition} AND {changed_rows}"  # noqa: S608
        known.places |= dict.fromkeys(_places(warehouse.rows(sql, ids)))
    touched = {place.article_id for place in known.places}
    found = touched
    while known.reach([place for place in known.places if place.article_id in found]):
        found = affected(known.places, touched)
    return found


def all_articles(warehouse: Warehouse) -> set[str]:
    """The ids of all articles that are compared, and of those that were."""
    sql = f"SELECT article_id FROM articles WHERE {COMPARABLE} UNION SELECT article_id FROM compared_articles"  # noqa: S608
    return {row["article_id"] for row in warehouse.rows(sql)}


def _places(rows: Iterable[Mapping[str, Any]]) -> list[Place]:
    return [Place(row["article_id"], row["canonical_url"], tuple(row["platforms"]), row["dated_on"]) for row in rows]


def _need(place: Place) -> _Stretch:
    """What must be known of a place's surroundings; an undated one looks at all days."""
    if place.dated_on is None:
        return _Stretch(*_ALWAYS, place.families)
    return _Stretch(place.dated_on - GAP, place.dated_on + GAP, place.families)


def _joined(needs: Iterable[_Stretch]) -> list[_Stretch]:
    """Stretches that lie near each other as one, each a little longer than needed."""
    joined: list[_Stretch] = []
    for need in sorted(needs, key=lambda need: (need.first, need.last)):
        before = joined[-1] if joined else None
        if before is not None and need.first - before.last <= _SLACK:
            joined[-1] = _Stretch(before.first, max(before.last, need.last), before.families | need.families)
        else:
            joined.append(need)
    return [_Stretch(_moved(one.first, -_SLACK), _moved(one.last, _SLACK), one.families) for one in joined]


def _moved(day: date, by: timedelta) -> date:
    return day if day in _ALWAYS else day + by


def _members(families: Collection[str]) -> list[str]:
    """The slugs whose family is among these."""
    wanted = set(families)
    return sorted(wanted | {one.slug for one in platforms() if not wanted.isdisjoint(lineage(one.slug))})
