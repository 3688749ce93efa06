"""`sql`, `export`, `incidents`, `compare`: what is asked is what is answered, in every form."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from pipeline.edges.duck import open_snapshot
from pipeline.settings import Settings
from tests.conftest import Outwire


def typed(text: bytes) -> io.TextIOWrapper:
    """Standard input that holds these bytes."""
    return io.TextIOWrapper(io.BytesIO(text), encoding="utf-8")


def as_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_query_can_come_from_standard_input(ask: Outwire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", typed("SELECT 'Störung' AS word,\n  2 AS n".encode()))
    assert json.loads(ask("sql", "-", "--json").out) == [{"word": "Störung", "n": 2}]


@pytest.mark.parametrize("query", [b"", b"   \n", b"-- nothing but a remark"])
def test_standard_input_without_a_query_is_refused_in_words(
    ask: Outwire, monkeypatch: pytest.MonkeyPatch, query: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", typed(query))
    ran = ask("sql", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "query" in ran.err.lower()


@pytest.mark.parametrize("where", ["standard input", "the command line", "a file"])
def test_a_query_that_is_not_utf_8_is_refused_in_words(
    ask: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    query = b"SELECT 'caf\xe9' AS word"
    monkeypatch.setattr(sys, "stdin", typed(query))
    (tmp_path / "q.sql").write_bytes(query)
    word = {"standard input": "-", "a file": str(tmp_path / "q.sql")}.get(where, query.decode(errors="surrogateescape"))
    ran = ask("sql", word)
    assert ran.code == 2
    assert "cannot be read" in ran.err
    ran.err.encode()


def test_a_file_with_a_byte_order_mark_is_a_query_too(ask: Outwire, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_bytes(b"\xef\xbb\xbfSELECT 1 AS n")
    assert ask("sql", str(tmp_path / "q.sql"), "--csv").out == "n\n1\n"


@pytest.mark.parametrize("form", ["--csv", "--json"])
def test_two_columns_of_one_name_are_told_apart_and_none_is_lost(ask: Outwire, form: str) -> None:
    out = ask("sql", "SELECT 1 AS outlet, 2 AS outlet, 3 AS outlet_2, 4 AS outlet", form).out
    rows = json.loads(out) if form == "--json" else [dict(zip(as_csv(out)[0], map(int, as_csv(out)[1]), strict=True))]
    assert rows == [{"outlet": 1, "outlet_3": 2, "outlet_2": 3, "outlet_4": 4}]


def test_two_columns_of_one_name_stand_side_by_side_in_a_table_too(ask: Outwire) -> None:
    out = ask("sql", "SELECT 'post' AS outlet, 'herald' AS outlet").out
    assert "post" in out
    assert "herald" in out


@pytest.mark.parametrize("value", ["'nan'::DOUBLE", "'inf'::DOUBLE", "'-inf'::FLOAT"])
def test_a_number_that_json_has_no_word_for_is_null(ask: Outwire, value: str) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    out = ask("sql", f"SELECT {value} AS n, [{value}] AS many, {{'n': {value}}} AS inner, 1.5 AS m", "--json").out
    assert json.loads(out, parse_constant=refuse) == [{"n": None, "many": [None], "inner": {"n": None}, "m": 1.5}]


@pytest.mark.parametrize(
    ("expression", "as_json", "in_csv"),
    [
        ("TRUE", True, "true"),
        ("NULL", None, ""),
        ("40000::BIGINT", 40000, "40000"),
        ("9007199254740993::BIGINT", 9007199254740993, "9007199254740993"),
        ("2.40::DECIMAL(5,2)", 2.4, "2.40"),
        ("DATE '2025-03-10'", "2025-03-10", "2025-03-10"),
        ("TIMESTAMPTZ '2025-03-10 09:45:00+00'", "2025-03-10T09:45:00Z", "2025-03-10T09:45:00Z"),
        ("TIMESTAMPTZ '2025-03-10 05:45:00-04'", "2025-03-10T09:45:00Z", "2025-03-10T09:45:00Z"),
        ("['a', 'b']", ["a", "b"], "a | b"),
        ("[TIMESTAMPTZ '2025-03-10 09:45:00+00']", ["2025-03-10T09:45:00Z"], "2025-03-10T09:45:00Z"),
        ("[TRUE, NULL]", [True, None], "true | "),
        ("''", "", ""),
        ("'=1+1'", "=1+1", "'=1+1"),
        ("'a,\"b\"'", 'a,"b"', 'a,"b"'),
        ("chr(10) || 'x'", "\nx", "'\nx"),
        ("'😱'", "😱", "😱"),
    ],
)
def test_a_value_is_the_same_in_json_and_neutral_in_csv(
    ask: Outwire, expression: str, as_json: Any, in_csv: str
) -> None:
    query = f"SELECT {expression} AS value, 1 AS last"
    assert json.loads(ask("sql", query, "--json").out) == [{"value": as_json, "last": 1}]
    assert as_csv(ask("sql", query, "--csv").out) == [["value", "last"], [in_csv, "1"]]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
def test_instants_are_utc_whatever_the_zone_of_the_machine(
    ask: Outwire, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    query = "SELECT TIMESTAMPTZ '2025-03-10 09:45:00+00' AS at, '2025-03-10 09:45:00+00'::TIMESTAMPTZ::VARCHAR AS text"
    [row] = json.loads(ask("sql", query, "--json").out)
    assert row["at"] == "2025-03-10T09:45:00Z"
    assert row["text"] == "2025-03-10 09:45:00+00"
    assert "2025-03-10 09:45" in ask("sql", query).out


@pytest.mark.parametrize(("count", "is_cut"), [(200, False), (201, True)])
def test_a_terminal_shows_two_hundred_rows_and_says_that_there_are_more(ask: Outwire, count: int, is_cut: bool) -> None:
    query = f"SELECT range AS n FROM range({count})"
    shown = ask("sql", query)
    assert ("200 of 201 rows" in shown.err) is is_cut
    assert len([line for line in shown.out.splitlines() if line.strip().isdigit()]) == 200
    assert len(json.loads(ask("sql", query, "--json").out)) == count


def test_no_rows_are_an_empty_list_a_header_or_a_sentence(ask: Outwire) -> None:
    query = "SELECT outlet, claim_id FROM incident_claims WHERE FALSE"
    assert json.loads(ask("sql", query, "--json").out) == []
    assert ask("sql", query, "--csv").out == "outlet,claim_id\n"
    assert ask("sql", query).out.strip() == "No rows."


def test_both_forms_asked_for_at_once_give_json(ask: Outwire) -> None:
    assert json.loads(ask("sql", "SELECT 1 AS n", "--csv", "--json").out) == [{"n": 1}]


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "PRAGMA database_list; DROP TABLE claims",
        "UPDATE claims SET value = 1",
        "FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "FROM glob('/*')",
        "SELECT getenv('HOME')",
        "EXPORT DATABASE '/tmp/exported'",
        "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    ],
)
def test_a_query_reaches_nothing_but_the_published_tables(ask: Outwire, query: str) -> None:
    ran = ask("sql", query, "--json")
    assert ran.code == 2, ran.out
    assert ran.out == ""
    assert ran.err.startswith("outwire: ")


def test_what_a_query_says_wrongly_does_not_reach_the_terminal_as_escapes(ask: Outwire) -> None:
    ran = ask("sql", "SELECT \x1b[31m FROM claims")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def loaded(settings: Settings, table: str) -> list[dict[str, Any]]:
    with open_snapshot(settings) as snapshot:
        return snapshot.rows(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["claims", "articles", "coverage_matrix", "incident_claims", "drops", "tallies"])
def test_an_export_to_parquet_has_every_row_value_and_type_of_the_table(
    ask: Outwire, demo_store: Settings, tmp_path: Path, table: str
) -> None:
    assert ask("export", table, "--to", str(tmp_path / "out.parquet")).code == 0
    exported = parquet.read_table(tmp_path / "out.parquet")
    with open_snapshot(demo_store) as snapshot:
        assert exported.equals(snapshot.table(f"SELECT * FROM {table}"))
    assert exported.num_rows > 0


@pytest.mark.parametrize("table", ["claims", "incident_overview", "article_dates"])
def test_an_export_to_json_says_what_sql_says(ask: Outwire, tmp_path: Path, table: str) -> None:
    ask("export", table, "--to", str(tmp_path / "out.json"))
    exported = json.loads((tmp_path / "out.json").read_bytes())
    assert exported == json.loads(ask("sql", f"FROM {table}", "--json").out)
    assert len(exported) > 0


@pytest.mark.parametrize("table", ["claims", "incident_claims", "attributions"])
def test_an_export_to_csv_has_every_row_and_begins_no_cell_like_a_formula(
    ask: Outwire, demo_store: Settings, tmp_path: Path, table: str
) -> None:
    ask("export", table, "--to", str(tmp_path / "out.csv"))
    header, *rows = as_csv((tmp_path / "out.csv").read_text(encoding="utf-8"))
    stored = loaded(demo_store, table)
    assert header == list(stored[0])
    assert len(rows) == len(stored)
    text_columns = [n for n, name in enumerate(header) if any(isinstance(row[name], str) for row in stored)]
    assert [row[n] for row in rows for n in text_columns if row[n].strip()[:1] in tuple("=+-@")] == []


def test_an_export_replaces_what_was_there_and_leaves_nothing_beside_it(ask: Outwire, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "out.csv"
    for _ in range(2):
        assert ask("export", "incidents", "--to", str(path)).code == 0
    assert list(path.parent.iterdir()) == [path]


def test_an_export_onto_a_folder_is_refused_with_a_name_that_would_do(ask: Outwire, tmp_path: Path) -> None:
    ran = ask("export", "claims", "--to", str(tmp_path))
    assert ran.code == 2
    assert f"--to {tmp_path}/claims.csv" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["a file/out.csv", "x" * 300 + ".csv"])
def test_an_export_to_where_no_file_can_be_says_so_and_makes_none(ask: Outwire, tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    ran = ask("export", "claims", "--to", str(tmp_path / place))
    assert ran.code == 5
    assert "Name another place" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]
    assert (tmp_path / "a file").read_text() == "in the way"


def test_incidents_of_a_platform_without_any_say_so_and_not_that_there_are_none(ask: Outwire) -> None:
    ran = ask("incidents", "--platform", "nosuch")
    assert ran.code == 0
    assert "No incident of 'nosuch'" in ran.out
    assert "watch --once" not in ran.out


def test_incidents_for_programs_have_every_column_of_the_mart(ask: Outwire, demo_store: Settings) -> None:
    stored = loaded(demo_store, "incident_overview")
    listed = json.loads(ask("incidents", "--json").out)
    assert [set(row) for row in listed] == [set(stored[0])] * len(stored)
    assert as_csv(ask("incidents", "--csv").out)[0] == list(listed[0])
    assert [row["started_on"] for row in listed] == sorted((row["started_on"] for row in listed), reverse=True)


@pytest.mark.parametrize("incident", ["", "x", "' OR 1=1 --", "x-2025-03-10\n", "[bold]x[/bold]", "%", "X-2025-03-10"])
def test_an_incident_that_is_none_is_never_found_and_never_shown_as_markup(ask: Outwire, incident: str) -> None:
    ran = ask("compare", incident)
    assert (ran.code, ran.out) == (2, "")
    assert "There is no incident" in ran.err
    assert "`outwire incidents` lists all" in ran.err


def test_a_comparison_says_for_every_outlet_and_metric_what_the_mart_says(ask: Outwire, demo_store: Settings) -> None:
    found = json.loads(ask("compare", "x-2025-03-10", "--json").out)
    stored = [row for row in loaded(demo_store, "coverage_matrix") if row["incident_id"] == "x-2025-03-10"]
    assert {(cell["outlet"], cell["metric"], cell["said"]) for cell in found["coverage"]} == {
        (row["outlet"], row["metric"], row["said"]) for row in stored
    }
    assert [row["interest"] for row in found["differences"]] == sorted(row["interest"] for row in found["differences"])
