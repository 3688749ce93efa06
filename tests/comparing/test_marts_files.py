"""The marts' files: what their headers say, and what is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.edges.duck import Warehouse
from pipeline.marts import Mart, definitions, parse_mart, read_marts
from pipeline.reference import project_path
from tests.comparing.drawn import X_OUTAGE

FILE = """\
-- How many incidents does each platform's outage have, and isn't that plain?
--
-- Grain    one row per incident
-- Reads    incidents, other_mart
-- Feeds    nobody
-- Without  what is not there,
--          and what is
--
-- incident_id   the incident
-- one           always 1, over
--               two lines
WITH ones AS (
    -- a comment of the query is not the header's
    SELECT 1 AS one
)

SELECT
    incidents.incident_id,
    ones.one
FROM incidents
CROSS JOIN ones
"""


@pytest.fixture
def mart(tmp_path: Path) -> Mart:
    file = tmp_path / "plain_mart.sql"
    file.write_text(FILE)
    return parse_mart(file)


def test_a_header_is_read(mart: Mart) -> None:
    assert mart.name == "plain_mart"
    assert mart.question == "How many incidents does each platform's outage have, and isn't that plain?"
    assert (mart.grain, mart.reads) == ("one row per incident", ("incidents", "other_mart"))
    assert mart.columns == {"incident_id": "the incident", "one": "always 1, over two lines"}


def test_the_query_is_all_that_follows(mart: Mart) -> None:
    assert mart.query.startswith("WITH ones AS (\n    -- a comment of the query")
    assert mart.query.endswith("CROSS JOIN ones")


@pytest.mark.parametrize("word", ["Grain", "Reads"])
def test_a_header_without_grain_or_source_is_refused(tmp_path: Path, word: str) -> None:
    file = tmp_path / "bad.sql"
    file.write_text(FILE.replace(word, "Grown"))
    with pytest.raises(ValueError, match=r"bad\.sql: the header lacks Grain or Reads"):
        parse_mart(file)


def test_a_mart_is_made_with_its_headers_words_as_comments(warehouse: Warehouse, mart: Mart) -> None:
    warehouse.insert("incidents", [X_OUTAGE])
    warehouse.execute(mart.remake())
    assert warehouse.rows("SELECT * FROM plain_mart") == [{"incident_id": "x-2025-03-10", "one": 1}]
    assert warehouse.rows("SELECT comment FROM duckdb_tables() WHERE table_name = 'plain_mart'") == [
        {"comment": mart.question}
    ]
    sql = "SELECT comment FROM duckdb_columns() WHERE table_name = 'plain_mart' AND column_name = 'one'"
    assert warehouse.rows(sql) == [{"comment": "always 1, over two lines"}]


def test_a_mart_that_names_the_days_of_its_incidents_lies_in_their_order(warehouse: Warehouse, mart: Mart) -> None:
    days = [X_OUTAGE.started_on + timedelta(days=number) for number in (5, -3, 9, 0)]
    warehouse.insert("incidents", [replace(X_OUTAGE, incident_id=f"x-{day}", started_on=day) for day in days])
    query = "SELECT incident_id, started_on FROM incidents"
    dated = replace(mart, columns={"incident_id": "the incident", "started_on": "its day"}, query=query)
    warehouse.execute(dated.remake())
    found = warehouse.rows("SELECT started_on FROM plain_mart ORDER BY rowid")
    assert [row["started_on"] for row in found] == sorted(days)


@pytest.mark.parametrize(
    "name", ["incident_claims", "incident_timeline", "incident_differences", "coverage_matrix", "incident_overview"]
)
def test_the_marts_that_grow_with_the_claims_name_the_days_of_their_incidents(name: str) -> None:
    """Without the day, a reader of one incident scans the ids of all."""
    [found] = [mart for mart in read_marts() if mart.name == name]
    assert "started_on" in found.columns


def test_an_incident_can_be_taken_out_and_put_in(warehouse: Warehouse, mart: Mart) -> None:
    warehouse.insert("incidents", [X_OUTAGE])
    warehouse.execute(mart.remake())
    own, foreign = {"incident_ids": ["x-2025-03-10"]}, {"incident_ids": ["zoom-2025-04-16"]}
    warehouse.execute(mart.forget(), foreign)
    warehouse.execute(mart.add(), foreign)
    assert warehouse.rows("SELECT count(*) AS n FROM plain_mart") == [{"n": 1}]
    warehouse.execute(mart.forget(), own)
    assert warehouse.rows("SELECT count(*) AS n FROM plain_mart") == [{"n": 0}]
    warehouse.execute(mart.add(), own)
    assert warehouse.rows("SELECT count(*) AS n FROM plain_mart") == [{"n": 1}]


def test_marts_without_an_incident_are_made_as_a_whole() -> None:
    assert {mart.name for mart in read_marts() if not mart.is_by_incident} == {
        "why_dropped", "quality_by_batch", "outlet_profile", "platform_outages",
    }  # fmt: skip


def test_another_word_in_a_header_is_another_definition(mart: Mart, tmp_path: Path) -> None:
    file = tmp_path / "other" / "plain_mart.sql"
    file.parent.mkdir()
    file.write_text(FILE.replace("always 1", "never 2"))
    assert definitions([parse_mart(file)]) != definitions([mart])


@pytest.mark.parametrize(
    "file", sorted((project_path("warehouse") / "marts").glob("*.sql")), ids=lambda file: file.stem
)
def test_a_mart_asks_a_question_and_says_who_reads_it(file: Path) -> None:
    lines = file.read_text().splitlines()
    assert lines[0].startswith("-- ")
    assert lines[0].endswith("?")
    assert any(line.startswith("-- Feeds    ") for line in lines)
    assert "SELECT *" not in file.read_text().rpartition("\n\nSELECT")[2]
