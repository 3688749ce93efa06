"""What older readers read: kept in `former_claims` when a newer one has gone over the page, and out of everything else.

Which reading counts is `merging.settle`'s decision. Here each reading that lost to newer programs is kept once, with
the same result for any order of loading: of batches with the same programs the one that fetched the page first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.edges.arrow import as_row
from pipeline.edges.duck import Warehouse
from pipeline.merging import Revision, Row
from pipeline.records import Claim

_Key = tuple[str, str, str]
_OF_A_READING = ("article_id", "extractor_version", "reader_version")


def keep_replaced(warehouse: Warehouse, articles: Mapping[str, Revision]) -> None:
    """
    Keeps what the warehouse has of some articles, before it is removed.

    articles  By the id of each article that goes, the revision that takes its place.
    """
    if not articles:
        return
    rows = warehouse.rows(
        """
        SELECT claims.*, articles.page_id, articles.fetched_at, articles.extractor_version
        FROM claims
        INNER JOIN articles ON claims.article_id = articles.article_id
        WHERE articles.article_id IN (SELECT unnest($ids))
        """,
        {"ids": sorted(articles)},
    )
    _keep(warehouse, [{**row, "superseded_by": made_by(articles[row["article_id"]])} for row in rows])


def keep_outdated(
    warehouse: Warehouse, articles: Mapping[str, tuple[Revision, Revision]], claims: Iterable[Claim]
) -> None:
    """
    Keeps claims of a batch that comes after a newer reader has been over its pages.

    articles  By article id: the revision of the batch, and the one in the warehouse that stands.
    """
    rows = []
    for claim in claims:
        if claim.article_id in articles:
            own, standing = articles[claim.article_id]
            rows.append({**as_row(claim), **_origin(own), "superseded_by": made_by(standing)})
    _keep(warehouse, rows)


def mark_superseded(warehouse: Warehouse, winners: Iterable[Revision]) -> None:
    """Says of older readings of these revisions' pages what stands now."""
    distinct = {one.article_id: one for one in winners}.values()
    marks = [{"article_id": one.article_id, "page_id": one.page_id, "superseded_by": made_by(one)} for one in distinct]
    if marks:
        with warehouse.incoming("former_claims", marks):
            warehouse.execute(
                """
                UPDATE former_claims
                SET superseded_by = incoming.superseded_by
                FROM incoming
                WHERE former_claims.article_id = incoming.article_id OR former_claims.page_id = incoming.page_id
                """
            )


def made_by(revision: Revision) -> str:
    """The programs that made a reading: "trafilatura 2.3.1, outwire 0.1.0, reader 2"."""
    return f"{revision.extractor_version}, reader {revision.reader_version}"


def _origin(revision: Revision) -> Row:
    return {
        "page_id": revision.page_id,
        "fetched_at": revision.fetched_at,
        "fetched_on": revision.fetched_on,
        "extractor_version": revision.extractor_version,
        "batch_id": revision.batch_id,
    }


def _keep(warehouse: Warehouse, rows: Sequence[Row]) -> None:
    """Adds readings; where one by the same programs is there, the one that was fetched first stays."""
    readings: dict[_Key, list[Row]] = defaultdict(list)
    for row in rows:
        readings[_key(row)].append(row)
    there = _kept(warehouse, {article_id for article_id, _, _ in readings})
    added = {key for key, found in readings.items() if key not in there or _when(found[0]) < there[key]}
    gone = [dict(zip(_OF_A_READING, key, strict=True)) for key in sorted(added & there.keys())]
    if gone:
        with warehouse.incoming("former_claims", gone):
            warehouse.execute(
                """
                DELETE FROM former_claims
                USING incoming
                WHERE
                    former_claims.article_id = incoming.article_id
                    AND former_claims.extractor_version = incoming.extractor_version
                    AND former_claims.reader_version = incoming.reader_version
                """
            )
    warehouse.insert("former_claims", [row for key in sorted(added) for row in readings[key]])


def _kept(warehouse: Warehouse, article_ids: Collection[str]) -> dict[_Key, tuple[datetime, str]]:
    if not article_ids:
        return {}
    rows = warehouse.rows(
        """
        SELECT DISTINCT article_id, extractor_version, reader_version, fetched_at, batch_id
        FROM former_claims
        WHERE article_id IN (SELECT unnest($ids))
        """,
        {"ids": sorted(article_ids)},
    )
    return {_key(row): _when(row) for row in rows}


def _key(row: Mapping[str, Any]) -> _Key:
    article_id, extractor_version, reader_version = (row[name] for name in _OF_A_READING)
    return article_id, extractor_version, reader_version


def _when(row: Mapping[str, Any]) -> tuple[datetime, str]:
    return row["fetched_at"], row["batch_id"]
