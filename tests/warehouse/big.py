"""Warehouses of millions of claims, made from one real one by copying it through the years.

A hundred outages of twenty articles each are loaded and compared by the pipeline itself. SQL then copies all of it,
sixty days later each time: ids get others, dates move on, and everything hangs together as it did. Rows lie in the
files in the order of time, as they do where a warehouse is fed day by day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline import compare_coverage, load_warehouse
from pipeline.edges.batches import create_batch
from pipeline.edges.duck import Warehouse, checkpoint, warehouse_file, writing
from pipeline.incidents.coverage import Coverage
from pipeline.marts import read_marts
from pipeline.records import BatchPlan, DateEvidence, Entry, Page, Poll, Source, make_id
from pipeline.reference_tables import list_platforms
from pipeline.settings import Settings
from tests.comparing.drawn import at, began, blamed, coverage, event, lasted, reports, told, utc
from tests.warehouse.drawing import pass_quality

FIRST_DAY = date(2001, 1, 1)
STEP = timedelta(days=20)
OUTAGES, OUTLETS, CLAIMS_PER_ARTICLE = 100, 20, 10


def platforms(count: int) -> list[str]:
    """The first platforms that belong to no other: outages of theirs never hang together."""
    return [row["platform"] for row in list_platforms() if row["parent"] is None][:count]


def account(platform: str, outlet: int, day: date, slug: str) -> Coverage:
    """What one outlet writes of an outage: ten claims, some of which differ from those of the others."""
    clock, later = f"{5 + outlet % 3:02}:30", f"{9 + outlet % 4:02}:30"
    return coverage(
        f"outlet-{outlet}.example",
        began(day, clock),
        event("restored", day, later),
        reports(1_000 * (20 + outlet), **at(day, clock), label="at_time"),
        reports(1_000 * (60 + outlet), label="peak"),
        lasted(200 + 10 * outlet),
        blamed(("ddos", "software")[outlet % 2], "the company", "suggested"),
        told("affected_region", label="US", region="US"),
        told("response", label="acknowledged", source="the company"),
        told("affected_count", value=1_000_000.0 + outlet, unit="users", qualifier="about"),
        told("wave_count", value=1.0 + outlet % 2, unit="waves", qualifier="exact"),
        platforms=(platform,),
        on=day,
        published_at=utc(day, f"{12 + outlet % 8:02}:00"),
        fetched_at=utc(day, f"{12 + outlet % 8:02}:20"),
        slug=slug,
    )


def stories(day: date, *, slug: str, outages: int = OUTAGES, outlets: Sequence[int] = range(OUTLETS)) -> list[Coverage]:
    """Accounts of outages of as many platforms, all on days near this one."""
    return [
        account(platform, outlet, day + timedelta(days=number % 5), f"{platform}-{slug}")
        for number, platform in enumerate(platforms(outages))
        for outlet in outlets
    ]


def write_batch(settings: Settings, batch_id: str, accounts: Sequence[Coverage], planned_at: datetime) -> str:
    """A batch of these articles, as the stages up to check_quality would leave it."""
    plan = BatchPlan(batch_id=batch_id, kind="watch", source_kind="feed", planned_at=planned_at, code_version="1")
    batch = create_batch(settings.home, plan)
    count = len(accounts)
    source = Source(source_id="s", kind="feed", url="http://s.example/feed")
    poll = Poll(
        poll_id=make_id("s", planned_at), source_id="s", polled_at=planned_at, outcome="ok", next_poll_at=planned_at
    )
    batch.write("poll_feeds", seen=count, passed=[_entry(one) for one in accounts], extra=[source, poll])
    batch.write("fetch_pages", seen=count, passed=[_page(one) for one in accounts])
    articles = [one.article for one in accounts]
    batch.write("extract_text", seen=count, passed=articles, extra=[date for one in accounts for date in _dates(one)])
    claims = [claim for one in accounts for claim in one.claims]
    batch.write("read_claims", seen=count, passed=[one.reading for one in accounts], extra=claims)
    return pass_quality(batch).batch_id


def _entry(one: Coverage) -> Entry:
    article = one.article
    return Entry(
        entry_id=make_id("entry", article.canonical_url),
        source_id="s",
        entry_url=article.canonical_url,
        title=article.title,
        listed_at=article.published_at,
        first_seen_at=article.fetched_at,
        outlet=article.outlet,
    )


def _page(one: Coverage) -> Page:
    article = one.article
    return Page(
        page_id=make_id("page", article.article_id),
        entry_id=make_id("entry", article.canonical_url),
        entry_url=article.canonical_url,
        page_url=article.canonical_url,
        status=200,
        content_type="text/html",
        fetched_at=article.fetched_at,
        body_sha256=make_id(article.article_id) * 4,
        body_bytes=1000,
        archive_file="a.warc.gz",
        archive_offset=0,
    )


def _dates(one: Coverage) -> Iterator[DateEvidence]:
    for kind in ("feed", "jsonld"):
        yield DateEvidence(
            article_id=one.article_id,
            kind=kind,  # type: ignore[arg-type]
            dated_at=one.article.published_at or one.article.fetched_at,
            precision="second",
            raw=str(one.article.published_at),
            is_chosen=kind == "feed",
        )


_SHIFT = "to_days(20 * CAST(copy AS INTEGER))"
_BATCHES_PER_COPY = OUTAGES * OUTLETS * CLAIMS_PER_ARTICLE // 1_000
# A batch of a thousand claims each, with as much of what a batch says about itself as the quality checks make.
_LEDGER = {
    "batches": (
        _BATCHES_PER_COPY,
        "'watch' AS kind, 'feed' AS source_kind, day_at AS planned_at, day_at AS loaded_at, 1 AS load_number, "
        "'1' AS code_version, FALSE AS is_parked, '' AS content_sha256",
    ),
    "polls": (
        10 * _BATCHES_PER_COPY,
        "left(md5(number || day_at), 16) AS poll_id, 's' AS source_id, day_at AS polled_at, 'ok' AS outcome, "
        "day_at AS next_poll_at, 0 AS failure_count",
    ),
    "tallies": (5 * _BATCHES_PER_COPY, "'poll_feeds' AS stage, 200 AS seen, 100 AS passed, 100 AS dropped"),
    "drops": (
        100 * _BATCHES_PER_COPY,
        "left(md5(number || day_at || 'drop'), 16) AS drop_id, 'poll_feeds' AS stage, 'entry' AS kind, "
        "left(md5(number || day_at), 16) AS record_id, 'entry_known' AS reason, day_at AS dropped_at",
    ),
    "quality_results": (
        40 * _BATCHES_PER_COPY,
        "'claims' AS suite, 'expectation_' || number % 40 AS expectation, 'claims' AS table_name, 'warn' AS action, "
        "TRUE AS is_success, 1000 AS row_count, 0 AS unexpected_count, '' AS observed",
    ),
}  # fmt: skip


def build_template(settings: Settings) -> Path:
    """A hundred outages, loaded and compared by the pipeline itself; returns the file."""
    first = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    load_warehouse.run(write_batch(settings, "template", stories(FIRST_DAY, slug="story"), first), settings)
    compare_coverage.run(settings)
    checkpoint(settings)
    return warehouse_file(settings.home)


def multiply(settings: Settings, template: Path, copies: int) -> None:
    """Makes a warehouse of so many copies of the template, one every twenty days."""
    path = warehouse_file(settings.home)
    path.parent.mkdir(parents=True)
    shutil.copyfile(template, path)
    with writing(settings) as warehouse:
        sums = [mart for mart in read_marts() if not mart.is_by_incident]
        for table in _tables(warehouse) - {"writes", "sources", "comparisons", *_LEDGER, *(mart.name for mart in sums)}:
            _multiply_table(warehouse, table, copies)
        for table, (many, columns) in _LEDGER.items():
            _fill_ledger(warehouse, table, many, columns, copies)
        _compared(warehouse)
        for mart in sums:
            warehouse.execute(mart.remake())
    checkpoint(settings)


def _tables(warehouse: Warehouse) -> set[str]:
    return {row["table_name"] for row in warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal")}


def _multiply_table(warehouse: Warehouse, table: str, copies: int) -> None:
    columns = warehouse.rows(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $table ORDER BY column_index",
        {"table": table},
    )
    names = {column["column_name"] for column in columns}
    if not names & {"article_id", "incident_id", "entry_id"}:
        return
    made = ", ".join(f"{_copied(names, **column)} AS {column['column_name']}" for column in columns)
    warehouse.execute(f"CREATE TEMP TABLE template AS SELECT * FROM {table}; DELETE FROM {table}")
    for first in range(0, copies, 25):
        warehouse.execute(
            f"INSERT INTO {table} BY NAME SELECT {made} FROM template, "
            f"range({first}, {min(first + 25, copies)}) AS copies (copy) ORDER BY copy"
        )
    warehouse.execute("DROP TABLE template")


def _copied(names: set[str], column_name: str, data_type: str) -> str:
    if column_name in ("incident_id", "alias"):
        return f"left({column_name}, -10) || strftime(CAST(right({column_name}, 10) AS DATE) + {_SHIFT}, '%Y-%m-%d')"
    if column_name == "batch_id":
        owner = "article_id" if "article_id" in names else "entry_id"
        return f"'watch-' || ({_BATCHES_PER_COPY} * copy + hash({owner}) % {_BATCHES_PER_COPY})"
    if column_name.endswith("_id") and column_name != "source_id":
        return f"left(md5({column_name} || copy), 16)"
    if column_name.endswith("_url"):
        return f"{column_name} || '-' || copy"
    if data_type in ("DATE", "TIMESTAMP WITH TIME ZONE"):
        return f"CAST({column_name} + {_SHIFT} AS {data_type})"
    return column_name


def _fill_ledger(warehouse: Warehouse, table: str, many: int, columns: str, copies: int) -> None:
    warehouse.execute(f"DELETE FROM {table}")
    warehouse.execute(
        f"""
        INSERT INTO {table} BY NAME
        WITH numbered AS (
            SELECT
                copy,
                number,
                'watch-' || ({_BATCHES_PER_COPY} * copy + number % {_BATCHES_PER_COPY}) AS batch_id,
                CAST(DATE '{FIRST_DAY}' + {_SHIFT} AS TIMESTAMPTZ) AS day_at
            FROM range({copies}) AS copies (copy), range({many}) AS numbers (number)
        )
        SELECT batch_id, {columns} FROM numbered ORDER BY copy, number
        """
    )


def _compared(warehouse: Warehouse) -> None:
    """Says that all of it was compared by this transaction."""
    warehouse.execute("UPDATE comparisons SET write_number = $number", {"number": warehouse.write_number})
