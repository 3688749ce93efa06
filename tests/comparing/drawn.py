"""Draws coverage from a few words: who wrote when, on which platform and day, and what the article claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from pipeline.edges.arrow import as_row
from pipeline.edges.duck import Warehouse
from pipeline.edges.tables import prepare_tables
from pipeline.incidents.coverage import Coverage
from pipeline.records import Article, Claim, Incident, IncidentArticle, Reading, make_id

MONDAY = date(2025, 3, 10)
TUESDAY = date(2025, 3, 11)
NEW_YORK, LONDON, SYDNEY = "America/New_York", "Europe/London", "Australia/Sydney"
Spec = dict[str, Any]


def utc(day: date, clock: str, zone: str = "UTC") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def told(metric: str, **fields: Any) -> Spec:
    """A claim in the making; `coverage` gives it its article."""
    return {"metric": metric, **fields}


def at(day: date, clock: str, zone: str = NEW_YORK, **fields: Any) -> Spec:
    """The fields of a clock time whose day and zone the text states."""
    return {
        "at_local": clock,
        "timezone": zone,
        "timezone_basis": "stated",
        "happened_at": utc(day, clock, zone),
        "happened_at_precision": "minute",
        "date_basis": "stated",
        **fields,
    }


def event(label: str, day: date, clock: str, zone: str = NEW_YORK, **fields: Any) -> Spec:
    return told("time_point", label=label, **{**at(day, clock, zone), **fields})


def began(day: date, clock: str, zone: str = NEW_YORK, **fields: Any) -> Spec:
    return event("start", day, clock, zone, **fields)


def reports(value: float, **fields: Any) -> Spec:
    return told(
        "report_count", **{"unit": "reports", "qualifier": "exact", "source": "Downdetector", **fields}, value=value
    )


def lasted(minutes: float | None, **fields: Any) -> Spec:
    return told("duration", value=minutes, unit="minutes", **{"qualifier": "about", **fields})


def blamed(label: str, source: str | None, stance: str, *, metric: str = "cause", **fields: Any) -> Spec:
    return told(metric, label=label, source=source, stance=stance, **fields)


def make_claim(spec: Spec, article_id: str = "a", number: int = 0) -> Claim:
    quote = spec.get("quote", f"claim {number} of {spec['metric']}")
    fields = {"rule": "drawn", "reader_version": "drawn", "confidence": 1.0, "char_start": 100 * number, **spec}
    fields.update(quote=quote, char_end=fields["char_start"] + len(quote), article_id=article_id)
    return Claim(claim_id=make_id(article_id, number, sorted(spec.items(), key=str)), **fields)


def coverage(
    outlet: str,
    *specs: Spec,
    platforms: Iterable[str] = ("x",),
    on: date | None = MONDAY,
    basis: str = "stated",
    published_at: datetime | None = None,
    text: str | None = None,
    slug: str = "story",
    fetched_at: datetime = datetime(2025, 3, 12, tzinfo=UTC),
    zone: str | None = None,
    is_relevant: bool = True,
    **more: Any,
) -> Coverage:
    """One article with its claims. Without `published_at` it appeared in the afternoon of its day, UTC."""
    url = f"https://{outlet}/{slug}"
    words = text if text is not None else " ".join(make_id(url, number) for number in range(12))
    if published_at is None and on is not None and "published_at" not in more:
        published_at = utc(on, "18:00")
    article_id = make_id(url, words, fetched_at)
    article = Article(
        article_id=article_id, page_id="p", entry_id="e", source_id="s", canonical_url=url, outlet=outlet,
        title=f"{slug} at {outlet}", text=words, text_sha256="0", published_at=published_at, outlet_timezone=zone,
        fetched_at=fetched_at, extractor_version="drawn", **more,
    )  # fmt: skip
    reading = Reading(
        article_id=article_id,
        is_relevant=is_relevant,
        relevance_reasons=(),
        platforms=tuple(platforms),
        dated_on=on,
        dated_on_basis=basis if on is not None else "none",  # type: ignore[arg-type]
        reader_version="drawn",
    )
    claims = tuple(make_claim(spec, article_id, number) for number, spec in enumerate(specs))
    return Coverage(article=article, reading=reading, claims=claims)


def undated(outlet: str, *specs: Spec, **more: Any) -> Coverage:
    """An article that nothing dates: no date of its own, and clock times without a day."""
    blank = {"happened_at": None, "happened_at_precision": None, "date_basis": "none"}
    bare = [{**spec, **blank} if "happened_at" in spec else spec for spec in specs]
    return coverage(outlet, *bare, on=None, published_at=None, **more)


def put(warehouse: Warehouse, coverages: Iterable[Coverage], batch_id: str = "drawn") -> None:
    """Loads articles and claims as a batch would."""
    found = list(coverages)
    rows = [{**as_row(one.article), **as_row(one.reading)} for one in found]
    warehouse.insert("articles", rows, batch_id=batch_id)
    claims = [{**as_row(claim), "fetched_on": one.article.fetched_at.date()} for one in found for claim in one.claims]
    warehouse.insert("claims", claims, batch_id=batch_id)
    warehouse.insert("changed_articles", [{"article_id": one.article_id} for one in found], batch_id=batch_id)


def _prepared() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    prepare_tables(connection)
    return connection


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    return _prepared()


@contextmanager
def blank_warehouse(*, of_its_own: bool = False) -> Iterator[Warehouse]:
    """
    The tables without a row, in memory; what the block does is rolled back.

    of_its_own  For a block in which others open and close such a warehouse.
    """
    connection = _prepared() if of_its_own else _shared()
    connection.begin()
    try:
        yield Warehouse(connection)
    finally:
        connection.rollback()


X_OUTAGE = Incident(incident_id="x-2025-03-10", platform="x", started_on=MONDAY, ordinal=1, name="X, 10 March 2025")


def all_members(coverages: Iterable[Coverage], incident: Incident = X_OUTAGE) -> list[IncidentArticle]:
    """Every article in the incident, each its own witness."""
    return [
        IncidentArticle(
            incident_id=incident.incident_id, article_id=one.article_id, basis="date", witness_id=one.article_id
        )
        for one in coverages
    ]


def later(instant: datetime, hours: float) -> datetime:
    return instant + timedelta(hours=hours)
