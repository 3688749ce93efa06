"""Which statements a reader may run: queries that call nothing with an effect beyond their own result.

DuckDB closes files, extensions and settings to a locked connection, but not all that a SELECT can call. On 1.5.5
`enable_logging` and `enable_profiling` change settings all the same, and given a file to write to they end the whole
process. So table functions are those of a list, and a few scalar functions are refused, by the parsed statement.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import duckdb
import re2

from pipeline.errors import QueryError

# What makes rows out of its arguments or of the catalogue, and nothing else.
_TABLE_FUNCTIONS = """
    duckdb_columns duckdb_constraints duckdb_databases duckdb_functions duckdb_indexes duckdb_keywords duckdb_memory
    duckdb_schemas duckdb_sequences duckdb_settings duckdb_tables duckdb_temporary_files duckdb_types duckdb_views
    generate_series histogram histogram_values icu_calendar_names json_each json_tree pg_timezone_names
    pragma_database_size pragma_platform pragma_show pragma_storage_info pragma_table_info pragma_version query_table
    range repeat repeat_row summary test_all_types test_vector_types unnest
"""
TABLE_FUNCTIONS = frozenset(_TABLE_FUNCTIONS.split())
# Scalar functions that write a log, move a sequence, change the connection, or hold a thread that nothing can stop.
REFUSED_FUNCTIONS = frozenset({"currval", "nextval", "setseed", "setval", "sleep_ms", "write_log"})
_EXPLAIN = re2.compile(r"(?is)^\s*EXPLAIN\s+(?:ANALYZE\s+)?(?:\([^()]*\)\s*)?(.*)$")
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
_ONLY_READ = "A published snapshot can only be read, and this is {}. Begin with SELECT, WITH, FROM or DESCRIBE; "
_ELSEWHERE = "for tables of your own, attach the file in a DuckDB client."


def check_reading(sql: str) -> None:
    """Raises QueryError, with what to do instead, where this is not one query that only reads the snapshot."""
    try:
        objection = _objection(sql)
    except (duckdb.Error, duckdb.Warning) as error:
        raise QueryError(f"The query does not run. {error}") from error
    if objection:
        raise QueryError(objection)


@lru_cache(maxsize=1000)
def _objection(sql: str) -> str:
    """What speaks against the statement, or ""; kept, since pages ask the same questions again and again."""
    with _parser(os.getpid()).cursor() as parser:
        statements = parser.extract_statements(sql)
        if len(statements) != 1:
            return f"One query at a time, please: this has {len(statements)} statements."
        if statements[0].type not in _READING:
            return _ONLY_READ.format(statements[0].type.name) + _ELSEWHERE
        if statements[0].type == duckdb.StatementType.EXPLAIN:
            return _objection_to_explaining(sql)
        row = parser.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    return _objection_to_calls(json.loads(row[0] if row else "{}"))


@lru_cache(maxsize=1)
def _parser(process_id: int) -> duckdb.DuckDBPyConnection:
    """A database with nothing in it; making one takes longer than most statements."""
    return duckdb.connect(":memory:", config={"autoload_known_extensions": "false", "threads": 1})


def _objection_to_explaining(sql: str) -> str:
    """EXPLAIN ANALYZE runs what it explains, so that has to be a query too."""
    explained = _EXPLAIN.match(sql)
    if not explained:
        return "The query does not run. Put EXPLAIN first, without a comment before it or its options."
    return _objection(explained[1])


def _objection_to_calls(parsed: Any) -> str:
    if parsed.get("error", True):
        return f"The query does not run. {parsed.get('error_message', 'It cannot be parsed.')}"
    refused = sorted(name for name, is_table in _calls(parsed) if not _is_allowed(name, is_table=is_table))
    if not refused:
        return ""
    return (
        f"The query does not run. {', '.join(refused)}: disabled here, since a published snapshot can only be read. "
        f"Files, settings and logs are out of reach; {_ELSEWHERE}"
    )


def _is_allowed(name: str, *, is_table: bool) -> bool:
    return name in TABLE_FUNCTIONS if is_table else name not in REFUSED_FUNCTIONS


def _calls(parsed: Any) -> Iterator[tuple[str, bool]]:
    """The name of each function that a parsed statement calls, and whether it stands where a table does."""
    nodes = [parsed]
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            nodes += node
        elif isinstance(node, dict):
            function = node.get("function") if node.get("type") == "TABLE_FUNCTION" else None
            if function is not None:
                yield str(function["function_name"]).lower(), True
                nodes += [value for key, value in function.items() if key != "function_name"]
            elif "function_name" in node:
                yield str(node["function_name"]).lower(), False
            nodes += [value for key, value in node.items() if key != "function"]
