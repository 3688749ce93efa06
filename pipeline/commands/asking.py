"""Commands that answer: read, incidents, compare, sql, export."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipeline.edges.duck import Snapshot

Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]

# A terminal is for looking; whoever wants all rows asks for a file.
ROWS_ON_A_TERMINAL = 200


def read(
    files: Annotated[list[Path], typer.Argument(help="Articles: .txt, .html, or article .json files.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object an article.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="The text with its claims marked, and why other figures are none.")
    ] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write that explanation as a page to this file.")] = None,
) -> None:
    """Read the claims in articles on disk; needs no warehouse."""
    from pipeline.commands.reading import print_readings, read_files
    from pipeline.edges.files import write_whole
    from pipeline.errors import InputUnusable, UsageError
    from pipeline.settings import load_settings

    if jsonl and (explain or html):
        raise UsageError("Choose one: --jsonl for programs, --explain or --html FILE for people.")
    readings, faults = read_files(files, load_settings())
    if explain or html:
        from pipeline.commands.explaining import explanations_page, print_explanations

        if html:
            write_whole(html, explanations_page(readings).encode())
            count = "1 article was" if len(readings) == 1 else f"{len(readings)} articles were"
            typer.echo(f"Wrote how {count} read to {html}.", err=True)
        else:
            print_explanations(readings)
    else:
        print_readings(readings, as_jsonl=jsonl)
    if faults:
        raise InputUnusable("\n  ".join([f"{len(faults)} of {len(files)} files could not be read:", *faults]))


def incidents(
    platform: Annotated[str | None, typer.Option(help="Only this platform's: its slug, or a name of it.")] = None,
    since: Annotated[str | None, typer.Option(help="Started on this day or later: YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Started on this day or earlier: YYYY-MM-DD.")] = None,
    min_outlets: Annotated[int, typer.Option(min=0, help="Told by at least so many outlets.")] = 0,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """List the outages that were found, the latest first."""
    from pipeline.commands.incident_list import (
        COLUMNS_FOR_PEOPLE,
        for_people,
        list_incidents,
        none_found,
        wanted_incidents,
    )
    from pipeline.commands.show import Form, choose_form, print_rows

    form = choose_form(as_csv=csv, as_json=json)
    wanted = wanted_incidents(platform=platform, since=since, until=until, min_outlets=min_outlets)
    with _snapshot() as snapshot:
        table = list_incidents(snapshot, wanted)
    rows, columns = table.to_pylist(), tuple(table.column_names)
    if form is Form.table:
        rows, columns = [for_people(row) for row in rows], COLUMNS_FOR_PEOPLE
    print_rows(rows, columns, form, title="Incidents", empty=none_found(wanted))


def compare(
    incident: Annotated[str, typer.Argument(help="An incident's id, as `outwire incidents` lists them.")],
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown on standard output.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write a CSV file a section to this folder.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page that needs nothing else.")
    ] = None,
) -> None:
    """Show who said what about one outage, where they differ, and why."""
    from pipeline.commands.comparison import read_comparison
    from pipeline.commands.comparison_forms import Forms, give

    forms = Forms(is_json=json, is_markdown=markdown, csv_folder=csv, html_file=html)
    with _snapshot() as snapshot:
        found = read_comparison(snapshot, incident)
    if found.incident_id != incident:
        typer.echo(f"{incident} is now {found.incident_id}.", err=True)
    give(found, forms)


def sql(
    query: Annotated[str, typer.Argument(help="A query, a .sql file's name, or - for standard input.")],
    csv: Csv = False,
    json: Json = False,
) -> None:
    """Ask the published warehouse in SQL; it can only be read."""
    from pipeline.commands.show import Form, choose_form, print_rows

    form = choose_form(as_csv=csv, as_json=json)
    with _snapshot() as snapshot:
        table = _told_apart(snapshot.table(_query_text(query)))
    shown = table if form is not Form.table else table.slice(0, ROWS_ON_A_TERMINAL)
    print_rows(shown.to_pylist(), tuple(table.column_names), form)
    if len(shown) < len(table):
        typer.echo(f"{len(shown)} of {len(table)} rows; --csv or --json gives all.", err=True)


def _told_apart(table: Any) -> Any:
    """The table with columns of one name numbered ("outlet", "outlet_2"): rows are looked up by name."""
    names: list[str] = []
    for name in table.column_names:
        taken = {*names, *table.column_names}
        again = (f"{name}_{number}" for number in itertools.count(2))
        names.append(name if name not in names else next(new for new in again if new not in taken))
    return table.rename_columns(names)


def export(
    name: Annotated[str, typer.Argument(help="A table or mart; `outwire sql 'SHOW TABLES'` lists them.")],
    to: Annotated[Path, typer.Option(help="A file that ends in .csv, .json or .parquet.")],
) -> None:
    """Write a whole table or mart to a file: CSV for spreadsheets, Parquet or JSON without loss."""
    from pipeline.edges.files import write_whole
    from pipeline.errors import UsageError

    if os.path.isdir(to):  # Path.is_dir raises where the name is too long
        raise UsageError(f"{to} is a folder; name a file in it: --to {to / name}.csv")
    with _snapshot() as snapshot:
        known = [row["name"] for row in snapshot.rows("SELECT table_name AS name FROM duckdb_tables() ORDER BY name")]
        if name not in known:
            raise UsageError(f"There is no table {name!r}. There are: {', '.join(known)}.")
        table = snapshot.table(f'SELECT * FROM "{name}"')  # noqa: S608 - the name is one of the catalogue's own
    write_whole(to, _as_bytes(table, to.suffix))
    typer.echo(f"Wrote {len(table)} rows of {name} to {to}.")


def _as_bytes(table: Any, suffix: str) -> bytes:
    """An Arrow table in the format that a file's suffix names; UsageError where it names none of ours."""
    from pipeline.commands.show import json_text
    from pipeline.errors import UsageError
    from pipeline.exports import csv_text

    if suffix == ".csv":
        return csv_text(table.to_pylist(), tuple(table.column_names)).encode()
    if suffix == ".json":
        return json_text(table.to_pylist(), indent=1).encode()
    if suffix == ".parquet":
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        sink = arrow.BufferOutputStream()
        parquet.write_table(table, sink)
        return bytes(sink.getvalue())
    raise UsageError(f"{suffix or 'A name without ending'} is no format of ours: .csv, .json or .parquet.")


def _query_text(query: str) -> str:
    """The SQL itself. Raises UsageError where it cannot be read, or is not UTF-8."""
    from pipeline.errors import UsageError

    try:
        if query == "-":
            return sys.stdin.buffer.read().decode()
        if query.endswith(".sql"):
            return Path(query).read_text(encoding="utf-8")
        return query.encode(errors="surrogateescape").decode()
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{query if query.isprintable() else 'The query'} cannot be read: {error}.") from error


def _snapshot() -> AbstractContextManager[Snapshot]:
    from pipeline.edges.duck import open_snapshot
    from pipeline.settings import load_settings

    return open_snapshot(load_settings())


def register(app: typer.Typer) -> None:
    """Adds this module's commands."""
    for command in (read, incidents, compare, sql, export):
        app.command(rich_help_panel="Ask")(command)
