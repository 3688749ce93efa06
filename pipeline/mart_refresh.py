"""Making the marts anew, or only the rows of the incidents that a comparison or a late status post touched.

A mart that goes by incident is refreshed from the rows that the touched incidents need: they are copied aside once,
as `touched_<table>`, and the marts' queries read those under the tables' own names. So a refresh costs what the
touched incidents hold, and a scan of the id columns. Marts that sum over all incidents read small marts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.edges.duck import Warehouse
from pipeline.marts import Mart
from pipeline.natural_keys import only_rows

# What a status post can belong to: the platform of its page, the one above that, and those below it.
_STATUS_PLATFORMS = """
    SELECT sources.source_id, sources.platform FROM sources WHERE sources.kind = 'statuspage'
    UNION
    SELECT sources.source_id, platforms.parent
    FROM sources INNER JOIN platforms ON sources.platform = platforms.platform
    WHERE sources.kind = 'statuspage' AND platforms.parent IS NOT NULL
    UNION
    SELECT sources.source_id, platforms.platform
    FROM sources INNER JOIN platforms ON sources.platform = platforms.parent
    WHERE sources.kind = 'statuspage'
"""

_TOUCHED_PAGES = f"""
    SELECT pages.source_id
    FROM ({_STATUS_PLATFORMS}) AS pages
    INNER JOIN touched_incidents ON pages.platform = touched_incidents.platform
"""  # noqa: S608

# Days first: the files lie about in their order, so that DuckDB skips all blocks of other times.
_OF_TOUCHED_ARTICLES = """
    fetched_on IN (SELECT CAST(fetched_at AS DATE) FROM touched_articles)
    AND article_id IN (SELECT article_id FROM touched_articles)
"""
_OF_TOUCHED_INCIDENTS = """
    started_on IN (SELECT started_on FROM touched_incidents)
    AND incident_id IN (SELECT incident_id FROM touched_incidents)
"""

_OF_TOUCHED_PAGES = f"""
    canonical_url IN (
        SELECT canonical_url
        FROM compared_articles
        WHERE article_id IN (
            SELECT article_id FROM incident_articles WHERE incident_id IN (SELECT unnest($incident_ids))
        )
    )
    OR source_id IN ({_TOUCHED_PAGES})
"""  # noqa: S608
_OF_EITHER = """
    incident_id IN (SELECT unnest($incident_ids)) OR article_id IN (SELECT article_id FROM touched_articles)
"""
_ENTRIES_OF_TOUCHED = f"""
    entry_id IN (SELECT entry_id FROM touched_articles) OR source_id IN ({_TOUCHED_PAGES})
"""  # noqa: S608

# The rows of each table that the touched incidents need, in the order in which they lean on each other: all revisions
# of their pages, and all posts of the status pages of their platforms.
_TOUCHED = {
    "incidents": "SELECT * FROM incidents WHERE incident_id IN (SELECT unnest($incident_ids))",
    "articles": f"SELECT * FROM articles WHERE {only_rows('articles', _OF_TOUCHED_PAGES)}",  # noqa: S608
    "incident_articles": f"SELECT * FROM incident_articles WHERE {only_rows('incident_articles', _OF_EITHER)}",  # noqa: S608
    "article_dates": f"SELECT * FROM article_dates WHERE {_OF_TOUCHED_ARTICLES}",  # noqa: S608
    "claims": f"SELECT * FROM claims WHERE {_OF_TOUCHED_ARTICLES}",  # noqa: S608
    "entries": f"SELECT * FROM entries WHERE {only_rows('entries', _ENTRIES_OF_TOUCHED)}",  # noqa: S608
    "status_posts": f"SELECT * FROM status_posts WHERE source_id IN ({_TOUCHED_PAGES})",  # noqa: S608
    "placed_claims": f"SELECT * FROM placed_claims WHERE {_OF_TOUCHED_INCIDENTS}",  # noqa: S608
    "claim_differences": f"SELECT * FROM claim_differences WHERE {_OF_TOUCHED_INCIDENTS}",  # noqa: S608
}


def refresh_marts(warehouse: Warehouse, marts: Sequence[Mart], incident_ids: Iterable[str] | None) -> None:
    """
    Makes the marts say what the tables do, inside the warehouse's transaction.

    marts         Each after those that it reads.
    incident_ids  The incidents whose rows have changed, or that are gone; None makes everything anew. Incidents that
                  a status post has come to since the last comparison are found here.
    """
    touched = None if incident_ids is None else sorted({*incident_ids, *_with_late_posts(warehouse)})
    if touched is None:
        for mart in marts:
            warehouse.execute(mart.remake())
        return
    if touched:
        _refresh_incidents(warehouse, [mart for mart in marts if mart.is_by_incident], touched)
    for mart in marts:
        if not mart.is_by_incident:
            warehouse.execute(mart.remake())


def _with_late_posts(warehouse: Warehouse) -> set[str]:
    """Incidents that began on the days of posts which were loaded, or loaded again, since the last comparison."""
    rows = warehouse.rows(
        f"""
        SELECT DISTINCT incidents.incident_id
        FROM (
            SELECT entries.source_id, entries.batch_id, coalesce(entries.listed_at, entries.first_seen_at) AS posted_at
            FROM entries
            UNION ALL
            SELECT status_posts.source_id, status_posts.batch_id, status_posts.acknowledged_at FROM status_posts
        ) AS posts
        INNER JOIN batches ON posts.batch_id = batches.batch_id
        INNER JOIN ({_STATUS_PLATFORMS}) AS pages ON posts.source_id = pages.source_id
        INNER JOIN incidents ON pages.platform = incidents.platform
        WHERE
            batches.load_number > (SELECT max(write_number) FROM comparisons)
            AND abs(date_diff('day', CAST(posts.posted_at AS DATE), started_on)) <= 2
        """  # noqa: S608
    )
    return {row["incident_id"] for row in rows}


def _refresh_incidents(warehouse: Warehouse, marts: Sequence[Mart], incident_ids: Sequence[str]) -> None:
    ids = {"incident_ids": list(incident_ids)}
    scope: list[str] = []
    for table, query in _TOUCHED.items():
        warehouse.execute(f"CREATE OR REPLACE TEMP TABLE touched_{table} AS {query}", ids)
        scope.append(table)
    for mart in marts:
        made = mart.made(touched=scope)
        warehouse.execute(f"CREATE OR REPLACE TEMP TABLE touched_{mart.name} AS {made}", ids)
        warehouse.execute(mart.forget(), ids)
        warehouse.execute(f"INSERT INTO {mart.name} BY NAME SELECT * FROM touched_{mart.name}")  # noqa: S608
        scope.append(mart.name)
    for name in reversed(scope):
        warehouse.execute(f"DROP TABLE touched_{name}")
