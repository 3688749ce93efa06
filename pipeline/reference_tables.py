"""The tables `platforms` and `outlets`: reference files below `schemas`, as rows in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.reference import read_schema

Row = dict[str, Any]


def list_platforms() -> list[Row]:
    """One row per platform of platforms.yml; companies that are no platforms themselves only lend their names."""
    schema = read_schema("platforms.yml")
    companies = {row["slug"]: row["name"] for row in schema["operators"]}
    rows = [
        {
            "platform": row["slug"],
            "name": row["name"],
            "operator": companies.get(row.get("operator")),
            "parent": row.get("parent"),
            "country": row.get("country"),
        }
        for row in schema["platforms"]
    ]
    return sorted(rows, key=lambda row: row["platform"])


def list_outlets(described: Iterable[Row] = ()) -> list[Row]:
    """
    One row per outlet of outlets.yml, and of the sources that name one.

    described  Rows of `sources`, the one to believe first; outlets.yml, which a user edits, is believed before them.
    """
    rows = {
        row["outlet"]: {
            "outlet": row["outlet"],
            "name": row["outlet_name"],
            "country": row["country"],
            "timezone": row["timezone"],
        }
        for row in reversed([row for row in described if row["outlet"] is not None])
    }
    for row in read_schema("outlets.yml"):
        rows[row["outlet"]] = {name: row.get(name) for name in ("outlet", "name", "country", "timezone")}
    return [rows[outlet] for outlet in sorted(rows)]
