"""`outwire compare`: one incident, its outlets side by side, and why they differ."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.show import Row, json_text, plain
from pipeline.edges.duck import Snapshot
from pipeline.errors import UsageError
from pipeline.records import METRICS

# A column narrower than this breaks "28,570 reports" over lines; then the outlets go into two tables.
OUTLET_COLUMN_CHARS = 18
METRIC_COLUMN_CHARS = 17


@dataclass(frozen=True, slots=True)
class Comparison:
    """One incident: its overview, a coverage cell per outlet and metric, and the explained differences."""

    overview: Row
    coverage: Sequence[Row]
    differences: Sequence[Row]


def read_comparison(snapshot: Snapshot, incident_id: str) -> Comparison:
    """What the marts say about one incident. Raises UsageError, with the nearest ids, where there is none."""
    overview = snapshot.rows("SELECT * FROM incident_overview WHERE incident_id = ?", (incident_id,))
    if not overview:
        raise UsageError(_unknown(snapshot, incident_id))
    return Comparison(
        overview=overview[0],
        coverage=snapshot.rows(
            "SELECT * FROM coverage_matrix WHERE incident_id = ? ORDER BY first_published_at NULLS LAST, outlet",
            (incident_id,),
        ),
        differences=snapshot.rows(
            "SELECT * FROM incident_differences WHERE incident_id = ? ORDER BY interest", (incident_id,)
        ),
    )


def _unknown(snapshot: Snapshot, incident_id: str) -> str:
    known = [row["incident_id"] for row in snapshot.rows("SELECT incident_id FROM incident_overview ORDER BY ALL")]
    near = difflib.get_close_matches(incident_id, known, n=3) or known[-3:]
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"There is no incident {incident_id!r}. {hint}`outwire incidents` lists all {len(known)}."


def print_comparison(found: Comparison, *, console: Console | None = None, differences: int = 12) -> None:
    """Prints who said what, and the most telling differences with their reasons; `--json` has the rest."""
    console = console or Console()
    overview = found.overview
    console.print(
        plain(
            f"{overview['name']}: {overview['article_count']} articles, {overview['outlet_count']} outlets, "
            f"{overview['witness_count']} independent witnesses"
        ),
        style="bold",
    )
    for table in coverage_tables(found.coverage, console.width):
        console.print(table)
    print_differences(found.differences[:differences], console)
    if len(found.differences) > differences:
        rest = len(found.differences) - differences
        console.print(plain(f"and {rest} more: outwire compare {overview['incident_id']} --json"), style="dim")


def coverage_tables(coverage: Sequence[Row], width: int) -> Iterator[Table]:
    """Metrics down, outlets across, as many outlets a table as the terminal is wide enough for."""
    outlets = list(dict.fromkeys(row["outlet"] for row in coverage))
    names = {row["outlet"]: row["outlet_name"] or row["outlet"] for row in coverage}
    cells = {(row["metric"], row["outlet"]): row for row in coverage}
    said = [metric for metric in METRICS if any(cells[metric, outlet]["state"] == "said" for outlet in outlets)]
    across = max(1, (width - METRIC_COLUMN_CHARS) // (OUTLET_COLUMN_CHARS + 3))
    for some in (outlets[start : start + across] for start in range(0, len(outlets), across)):
        table = Table(show_lines=True, header_style="bold", pad_edge=False)
        table.add_column(Text("metric"), min_width=METRIC_COLUMN_CHARS - 3)
        for outlet in some:
            table.add_column(plain(names[outlet]), overflow="fold")
        for metric in said:
            table.add_row(Text(metric.replace("_", " ")), *(_cell(cells[metric, outlet]) for outlet in some))
        yield table


def _cell(row: Row) -> Text:
    if row["state"] == "said":
        return plain(row["said"].replace("; ", "\n"))
    return Text(row["state"].replace("_", " "), style="dim")


def print_differences(rows: Sequence[Row], console: Console) -> None:
    """One line a difference: what kind it is, and a sentence with both figures."""
    if not rows:
        console.print(Text("The outlets do not differ in any figure."))
        return
    console.print(Text("Where they differ, and why"), style="bold")
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(plain(row["metric"].replace("_", " ")), plain(row["reason"]), plain(row["explanation"]))
    console.print(table)


def comparison_as_json(found: Comparison) -> str:
    """The whole comparison as one JSON object: overview, coverage, differences."""
    whole: dict[str, Any] = {
        "overview": found.overview,
        "coverage": found.coverage,
        "differences": found.differences,
    }
    return json_text(whole, indent=1)
