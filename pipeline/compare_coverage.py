"""Tables -> marts: which articles are about one outage, who said what of it, where they differ, and why.

In     articles and claims of the warehouse
Out    rows of incidents, incident_aliases, incident_articles, placed_claims and claim_differences, and all marts
Drops  none; articles that cannot be tied to an outage stay out of incidents, and stand in `articles`

Only the platforms and days that loads have touched since the last comparison are grouped again; the result is the
same as grouping everything. One transaction; where nothing was loaded since, nothing is written.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, TypeVar

from pipeline.affected_articles import COMPARABLE, affected_articles, all_articles
from pipeline.edges.arrow import as_row
from pipeline.edges.clock import now
from pipeline.edges.duck import Warehouse, writing
from pipeline.edges.fail_points import fail_point
from pipeline.edges.logs import progress
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.differences import explain
from pipeline.incidents.grouping import Grouping, group
from pipeline.incidents.hearsay import with_witnesses
from pipeline.incidents.placing import place
from pipeline.mart_refresh import refresh_marts
from pipeline.marts import Mart, definitions, read_marts
from pipeline.natural_keys import delete_rows, only_rows
from pipeline.records import Article, Claim, Difference, Incident, IncidentAlias, IncidentArticle, PlacedClaim, Reading
from pipeline.settings import Settings

# Counts up when grouping, wording or reasons change, so that what older code made is made again.
COMPARISON_VERSION = 4

_DERIVED = ("incidents", "incident_aliases", "incident_articles", "placed_claims", "claim_differences")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareReport:
    """
    What a comparison did.

    incident_ids    The incidents that were made or made again, sorted.
    article_count   Articles that were grouped again.
    difference_count  Pairs of claims that differ, in those incidents.
    is_current      Nothing had been loaded since the last comparison; nothing was written.
    """

    incident_ids: tuple[str, ...] = ()
    article_count: int = 0
    difference_count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of some incidents: the rows of the tables that this stage owns."""

    incidents: tuple[Incident, ...]
    aliases: tuple[IncidentAlias, ...]
    members: tuple[IncidentArticle, ...]
    placed: tuple[PlacedClaim, ...]
    differences: tuple[Difference, ...]


def compare(coverages: Sequence[Coverage]) -> Comparison:
    """The incidents that these articles are about, and what differs in each; their order does not matter."""
    grouping = group(coverages)
    by_id = {coverage.article_id: coverage for coverage in coverages}
    placed: list[PlacedClaim] = []
    differences: list[Difference] = []
    with progress("compare coverage", total=len(grouping.incidents)) as advance:
        for incident, members in _with_members(grouping):
            own = [by_id[member.article_id] for member in members]
            own_placed = with_witnesses(own, members, place(incident, own))
            placed += own_placed
            differences += explain(incident, own, members, own_placed)
            advance(1)
    return Comparison(grouping.incidents, grouping.aliases, grouping.members, tuple(placed), tuple(differences))


def _with_members(grouping: Grouping) -> Iterable[tuple[Incident, list[IncidentArticle]]]:
    members: dict[str, list[IncidentArticle]] = defaultdict(list)
    for member in grouping.members:
        members[member.incident_id].append(member)
    return ((incident, members[incident.incident_id]) for incident in grouping.incidents)


def bring_up_to_date(warehouse: Warehouse) -> CompareReport:
    """Compares what loads have touched since the last comparison, inside the warehouse's transaction."""
    marts = read_marts()
    sha256 = _marts_sha256(warehouse, marts)
    if _is_current(warehouse, sha256):
        return CompareReport(is_current=True)
    article_ids = _articles_to_compare(warehouse)
    comparison = compare(_read_coverages(warehouse, article_ids))
    fail_point("compare_coverage.grouped")
    changed = _replace(warehouse, article_ids, comparison)
    fail_point("compare_coverage.replaced")
    refresh_marts(warehouse, marts, None if _must_remake(warehouse, sha256) else changed)
    fail_point("compare_coverage.marts_refreshed")
    _note_comparison(warehouse, sha256)
    fail_point("compare_coverage.noted")
    return CompareReport(
        incident_ids=tuple(incident.incident_id for incident in comparison.incidents),
        article_count=len(article_ids),
        difference_count=len(comparison.differences),
    )


def _marts_sha256(warehouse: Warehouse, marts: Sequence[Mart]) -> str:
    names = warehouse.rows(
        """
        SELECT platform AS slug, name, parent FROM platforms
        UNION ALL
        SELECT outlet, name, NULL FROM outlets
        UNION ALL
        SELECT source_id, kind, platform FROM sources WHERE kind = 'statuspage'
        ORDER BY ALL
        """
    )
    return hashlib.sha256(f"{definitions(marts)}\n{names}".encode()).hexdigest()


def _is_current(warehouse: Warehouse, sha256: str) -> bool:
    [last] = warehouse.rows("SELECT max(write_number) AS write_number FROM writes")
    done = warehouse.rows("SELECT write_number, marts_sha256, comparison_version FROM comparisons")
    now_wanted = {"marts_sha256": sha256, "comparison_version": COMPARISON_VERSION}
    return done == [{"write_number": last["write_number"], **now_wanted}]


def _must_remake(warehouse: Warehouse, sha256: str) -> bool:
    return warehouse.rows("SELECT marts_sha256 FROM comparisons") != [{"marts_sha256": sha256}]


def _articles_to_compare(warehouse: Warehouse) -> set[str]:
    """Those that loads have touched, with what hangs together with them; all after a change of the rules."""
    done = warehouse.rows("SELECT comparison_version FROM comparisons")
    if done != [{"comparison_version": COMPARISON_VERSION}]:
        return all_articles(warehouse)
    return affected_articles(warehouse)


def _read_coverages(warehouse: Warehouse, article_ids: Iterable[str]) -> list[Coverage]:
    articles = warehouse.rows(
        f"""
        SELECT *
        FROM articles
        WHERE {COMPARABLE} AND {only_rows("articles", "article_id IN (SELECT unnest($ids))")}
        ORDER BY article_id
        """,  # noqa: S608
        {"ids": sorted(article_ids)},
    )
    found = warehouse.rows(
        """
        SELECT *
        FROM claims
        WHERE fetched_on IN (SELECT unnest($days)) AND article_id IN (SELECT unnest($ids))
        ORDER BY char_start, claim_id
        """,
        {
            "ids": [row["article_id"] for row in articles],
            "days": sorted({row["fetched_at"].astimezone(UTC).date() for row in articles}),
        },
    )
    claims: dict[str, list[Claim]] = defaultdict(list)
    for row in found:
        claims[row["article_id"]].append(_record(Claim, row))
    return [
        Coverage(article=_record(Article, row), reading=_record(Reading, row), claims=tuple(claims[row["article_id"]]))
        for row in articles
    ]


def _record(kind: type[T], row: Mapping[str, Any]) -> T:
    """The record of this kind that stands in a row, among other columns."""
    fields = {field.name: row[field.name] for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


def _replace(warehouse: Warehouse, article_ids: Iterable[str], comparison: Comparison) -> list[str]:
    """Puts the incidents in the place of all that their articles were in before; returns the ids of both."""
    ids = {"ids": sorted(article_ids)}
    former = warehouse.rows(
        """
        SELECT incident_id, started_on
        FROM incidents
        WHERE incident_id IN (
            SELECT incident_id FROM incident_articles WHERE article_id IN (SELECT unnest($ids))
        )
        """,
        ids,
    )
    started = {one.incident_id: one.started_on for one in comparison.incidents}
    days = started | {row["incident_id"]: row["started_on"] for row in former}
    for table in _DERIVED:
        delete_rows(warehouse, table, "incident_id", days, days=_days_of(table, days.values()), day_column="started_on")
    warehouse.insert("incidents", comparison.incidents)
    warehouse.insert("incident_aliases", comparison.aliases)
    warehouse.insert("incident_articles", comparison.members)
    for table, rows in (("placed_claims", comparison.placed), ("claim_differences", comparison.differences)):
        warehouse.insert(table, [{**as_row(row), "started_on": started[row.incident_id]} for row in rows])
    _note_places(warehouse, ids)
    return sorted(days)


def _days_of(table: str, days: Iterable[date]) -> set[date]:
    """The days by which rows of the table are found; the others are small, and have none."""
    return set(days) if table in ("incidents", "placed_claims", "claim_differences") else set()


def _note_places(warehouse: Warehouse, ids: Mapping[str, Any]) -> None:
    warehouse.execute("DELETE FROM compared_articles WHERE article_id IN (SELECT unnest($ids))", ids)
    warehouse.execute(
        f"""
        INSERT INTO compared_articles BY NAME
        SELECT article_id, canonical_url, platforms, dated_on
        FROM articles
        WHERE {COMPARABLE} AND {only_rows("articles", "article_id IN (SELECT unnest($ids))")}
        """,  # noqa: S608
        ids,
    )
    warehouse.execute("DELETE FROM changed_articles")


def _note_comparison(warehouse: Warehouse, sha256: str) -> None:
    warehouse.execute("DELETE FROM comparisons")
    done = {"write_number": warehouse.write_number, "compared_at": now(), "marts_sha256": sha256}
    warehouse.insert("comparisons", [done], comparison_version=COMPARISON_VERSION)


def run(settings: Settings) -> CompareReport:
    """
    Brings incidents, differences and marts up to what is loaded.

    Raises WarehouseLocked and WarehouseFull.
    """
    with writing(settings) as warehouse:
        return bring_up_to_date(warehouse)
