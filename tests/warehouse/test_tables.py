"""The definitions of the tables: whole, commented, and the same words as the records."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.edges.duck import warehouse_file, writing
from pipeline.edges.tables import prepare_tables
from pipeline.records import (
    Article,
    BatchPlan,
    Claim,
    DateEvidence,
    Difference,
    Drop,
    Entry,
    Incident,
    IncidentAlias,
    IncidentArticle,
    Page,
    PlacedClaim,
    Poll,
    QualityResult,
    Quarantined,
    Reading,
    Replay,
    Source,
    StatusPost,
    Tally,
)
from pipeline.reference import project_path
from pipeline.settings import Settings

FILES = sorted((project_path("warehouse") / "tables").glob("*.sql"))
# Which record's fields are a table's columns, and what the table has besides.
OF_RECORDS: dict[str, tuple[type, set[str]]] = {
    "sources": (Source, {"described_at"}),
    "polls": (Poll, {"batch_id"}),
    "status_posts": (StatusPost, {"batch_id"}),
    "entries": (Entry, {"batch_id"}),
    "pages": (Page, {"batch_id"}),
    "articles": (Article, {field.name for field in dataclasses.fields(Reading)} | {"batch_id"}),
    "article_dates": (DateEvidence, {"batch_id", "fetched_on"}),
    "claims": (Claim, {"batch_id", "fetched_on"}),
    "incidents": (Incident, set()),
    "incident_aliases": (IncidentAlias, set()),
    "incident_articles": (IncidentArticle, set()),
    "claim_differences": (Difference, {"started_on"}),
    "placed_claims": (PlacedClaim, {"started_on"}),
    "former_claims": (
        Claim,
        {"batch_id", "fetched_on", "page_id", "fetched_at", "extractor_version", "superseded_by"},
    ),
    "drops": (Drop, {"batch_id", "drop_id"}),
    "quarantine": (Quarantined, {"batch_id"}),
    "replays": (Replay, {"batch_id"}),
    "quality_results": (QualityResult, {"batch_id"}),
    "tallies": (Tally, {"batch_id"}),
}
LEDGER = {"loaded_at", "load_number", "is_parked", "content_sha256"}
DESIGNED = {*OF_RECORDS, "batches", "platforms", "outlets", "writes"}


@pytest.fixture(scope="module")
def blank() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    prepare_tables(connection)
    return connection


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, tuple[str, str | None]]:
    found = connection.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ?", [table]
    ).fetchall()
    return {name: (kind, comment) for name, kind, comment in found}


def test_every_table_of_the_design_has_a_file() -> None:
    assert {file.stem for file in FILES} >= DESIGNED


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_defines_one_table_under_its_own_name(file: Path) -> None:
    created = re.findall(r"^CREATE (\w+)(?: IF NOT EXISTS)? (\w+)", file.read_text(), re.MULTILINE)
    assert created == [("TABLE", file.stem)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_header_asks_a_question_and_states_grain_origin_and_readers(file: Path) -> None:
    lines = file.read_text().splitlines()
    assert re.fullmatch(r"-- [A-Z].*\?", lines[0])
    header = [line for line in lines if line.startswith("--")]
    for word in ("Grain", "From", "Feeds"):
        assert any(line.startswith(f"-- {word} ") for line in header), word


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_table_and_columns_say_what_they_are(blank: duckdb.DuckDBPyConnection, file: Path) -> None:
    [table] = blank.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [file.stem]).fetchall()
    assert table[0]
    assert [name for name, (_, comment) in columns(blank, file.stem).items() if not comment] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_instants_say_that_they_are_utc_and_sizes_their_unit(blank: duckdb.DuckDBPyConnection, file: Path) -> None:
    for name, (kind, comment) in columns(blank, file.stem).items():
        assert name.endswith(("_at", "_from", "_to")) == (kind == "TIMESTAMP WITH TIME ZONE"), name
        if kind == "TIMESTAMP WITH TIME ZONE" and name != "happened_at":
            assert "UTC" in (comment or "") or "instant" in (comment or ""), name
        if name.endswith("_bytes"):
            assert "bytes" in (comment or ""), name


@pytest.mark.parametrize("table", OF_RECORDS)
def test_columns_are_the_fields_of_the_record(blank: duckdb.DuckDBPyConnection, table: str) -> None:
    record, more = OF_RECORDS[table]
    assert set(columns(blank, table)) == {field.name for field in dataclasses.fields(record)} | more


def test_the_ledger_has_what_was_planned_and_what_came_of_it(blank: duckdb.DuckDBPyConnection) -> None:
    planned = {field.name for field in dataclasses.fields(BatchPlan)} - {"source_ids", "input_path", "is_forced"}
    assert set(columns(blank, "batches")) == planned | LEDGER


def test_no_table_has_an_index_or_a_constraint(blank: duckdb.DuckDBPyConnection) -> None:
    assert blank.execute("SELECT * FROM duckdb_indexes()").fetchall() == []
    assert blank.execute("SELECT * FROM duckdb_constraints()").fetchall() == []


def test_preparing_twice_changes_nothing(settings: Settings) -> None:
    def state() -> list[Any]:
        with duckdb.connect(str(warehouse_file(settings.home))) as connection:
            return connection.execute("SELECT * FROM writes").fetchall()

    with writing(settings):
        pass
    before = state()
    with writing(settings):
        pass
    assert state() == before


def test_definitions_are_checkpointed_apart_from_data(settings: Settings) -> None:
    with writing(settings):
        assert not path_of_log(settings).exists() or path_of_log(settings).stat().st_size == 0


def path_of_log(settings: Settings) -> Path:
    return warehouse_file(settings.home).with_suffix(".duckdb.wal")
