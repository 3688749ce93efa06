"""What a warehouse holds, in a form that two of them can be compared in."""

from __future__ import annotations

from typing import Any

from pipeline.edges.duck import Warehouse, writing
from pipeline.settings import Settings

# When and in which order things were loaded says nothing about what is there.
VOLATILE = ("loaded_at", "load_number")
CONTENT = (
    "sources", "polls", "status_posts", "entries", "pages", "articles", "article_dates", "claims", "drops", "tallies",
    "batches",
)  # fmt: skip


def contents(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """All rows of the content tables, sorted, without what depends on when they were loaded."""
    with writing(settings) as warehouse:
        return {table: _sorted_rows(warehouse, table) for table in CONTENT}


def count(settings: Settings, table: str) -> int:
    return len(rows(settings, f"SELECT * FROM {table}"))


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with writing(settings) as warehouse:
        return warehouse.rows(sql)


def _sorted_rows(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    found = warehouse.rows(f"SELECT * FROM {table} ORDER BY ALL")
    return [{name: value for name, value in row.items() if name not in VOLATILE} for row in found]
