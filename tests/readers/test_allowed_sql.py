"""What a reader may run: queries that call nothing with an effect, by a list of what they may call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.dashboard.sql_page import FIRST_QUESTION, TABLES, worked_questions
from pipeline.edges.allowed_sql import REFUSED_FUNCTIONS, TABLE_FUNCTIONS, check_reading
from pipeline.edges.duck import open_snapshot
from pipeline.errors import QueryError
from pipeline.settings import Settings

# Scalar functions that DuckDB says have side effects, and that have none on what anybody else sees.
_HARMLESS = """
    current_connection_id current_query current_query_id current_transaction_id error gen_random_uuid random stats uuid
    uuidv4 uuidv7 vector_type
"""
HARMLESS = frozenset(_HARMLESS.split())
# Each ended or changed something in a locked, read-only connection of DuckDB 1.5.5 before it was refused.
EFFECTS = [
    "SELECT * FROM enable_logging('QueryLog')",
    "SELECT * FROM enable_logging('QueryLog', storage='file', storage_path='logs')",
    "SELECT * FROM disable_logging()",
    "SELECT * FROM truncate_duckdb_logs()",
    "SELECT * FROM enable_profiling(format='json', save_location='profile.json')",
    "SELECT * FROM checkpoint('outwire')",
    "SELECT * FROM force_checkpoint('outwire')",
    "SELECT * FROM query('SELECT * FROM checkpoint()')",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM checkpoint()'))",
    "SELECT write_log('x')",
    "SELECT setseed(0.5)",
    "SELECT nextval('s')",
    "SELECT sleep_ms(3600000)",
]
# Where a call can hide.
PLACES = [
    "WITH hidden AS (SELECT * FROM {call}) SELECT 1",
    "SELECT 1 WHERE 1 IN (SELECT 1 FROM {call})",
    "SELECT (SELECT count(*) FROM {call})",
    "SELECT * FROM range(3) AS a, LATERAL (SELECT * FROM {call})",
    "SELECT 1 UNION ALL SELECT 2 FROM {call}",
    "SELECT [x FOR x IN [1, 2] IF x > (SELECT count(*) FROM {call})]",
    "EXPLAIN ANALYZE SELECT * FROM {call}",
    "EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM {call}",
    "DESCRIBE SELECT * FROM {call}",
    "SUMMARIZE SELECT * FROM {call}",
    "SELECT * FROM system.main.{call}",
    "FROM /* range() */ {call}",
    "VALUES ((SELECT count(*) FROM {call}))",
]


@pytest.mark.parametrize("sql", EFFECTS)
def test_a_select_that_would_change_something_is_refused(sql: str) -> None:
    with pytest.raises(QueryError, match=r"disabled here|does not run"):
        check_reading(sql)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("call", ["read_text('/etc/passwd')", "Enable_Logging('QueryLog')", '"checkpoint"()'])
def test_a_call_is_found_wherever_it_stands(place: str, call: str) -> None:
    check_reading(place.format(call="range(3)" if "system" not in place else "duckdb_tables()"))
    with pytest.raises(QueryError, match="disabled here, since a published snapshot can only be read"):
        check_reading(place.format(call=call))


def test_every_table_function_of_this_duckdb_that_is_not_on_the_list_is_refused() -> None:
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table'"
        ).fetchall()
    names = {name for (name,) in found}
    assert len(names) > 60
    assert names >= TABLE_FUNCTIONS - {"histogram", "histogram_values", "unnest"}
    for name in sorted(names - TABLE_FUNCTIONS):
        with pytest.raises(QueryError):
            check_reading(f'SELECT * FROM "{name}"()')


def test_every_scalar_function_with_side_effects_in_this_duckdb_is_known() -> None:
    with duckdb.connect(":memory:") as connection:
        found = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE has_side_effects")
        names = {name for (name,) in found.fetchall()}
    assert names <= HARMLESS | REFUSED_FUNCTIONS
    for name in names & REFUSED_FUNCTIONS:
        with pytest.raises(QueryError):
            check_reading(f"SELECT {name}(1)")


@pytest.mark.parametrize("sql", [*worked_questions().values(), FIRST_QUESTION, TABLES])
def test_every_worked_question_may_be_asked(sql: str) -> None:
    check_reading(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM incidents WHERE platform = ? AND started_on > ?",
        "SELECT $a, $b",
        "FROM claims SELECT metric, count(*) GROUP BY ALL",
        "SELECT *, row_number() OVER (PARTITION BY a ORDER BY b) FROM t QUALIFY 1",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
        "SELECT unnest([1, 2]), json_extract('{}', '$.a'), list_transform([1], lambda x: x + 1)",
        "SHOW TABLES",
        "DESCRIBE claims",
        "SUMMARIZE claims",
        "EXPLAIN SELECT 1",
        "-- a comment\nSELECT 1;",
        "SELECT read_text FROM (SELECT 1 AS read_text)",
    ],
)
def test_what_an_analyst_asks_may_be_asked(sql: str) -> None:
    check_reading(sql)


def test_a_comment_before_explain_is_refused_with_a_way_on() -> None:
    with pytest.raises(QueryError, match="Put EXPLAIN first"):
        check_reading("/* x */ EXPLAIN ANALYZE SELECT 1")


def test_a_forked_child_has_a_parser_of_its_own() -> None:
    """DuckDB does not go on in a child what the parent began."""
    check_reading("SELECT 1")
    child = os.fork()
    if not child:
        try:
            check_reading("SELECT 2")
        except BaseException:  # noqa: BLE001 - nothing of a child may reach pytest
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_variable_of_the_program_is_no_table(drawn: Settings) -> None:
    import pyarrow as pa

    secrets = pa.table({"secret": ["x"]})  # DuckDB's Python client finds such a table by its variable's name
    with open_snapshot(drawn) as snapshot, pytest.raises(QueryError, match="secrets does not exist"):
        snapshot.table("SELECT * FROM secrets")
    assert secrets.num_rows == 1


# The dashboard's process asked this, and was gone: DuckDB 1.5.5 ends it in a destructor.
ENDED_THE_PROCESS = """
import sys
from pathlib import Path
from pipeline.edges.duck import open_snapshot
from pipeline.errors import QueryError
from pipeline.settings import Settings
with open_snapshot(Settings(home=Path(sys.argv[1]))) as snapshot:
    try:
        snapshot.rows("SELECT * FROM enable_logging('QueryLog', storage='file', storage_path='logs')")
    except QueryError:
        print(snapshot.rows("SELECT 1 AS alive"))
"""


def test_a_question_does_not_end_the_process_that_asks_it(drawn: Settings, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ENDED_THE_PROCESS, str(drawn.home)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (0, "[{'alive': 1}]\n"), ran.stderr
    assert list(tmp_path.iterdir()) == []
