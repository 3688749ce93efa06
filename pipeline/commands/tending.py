"""Commands that keep it running: dashboard, airflow, quarantine, sources, doctor."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.sourcing import sources

quarantine = typer.Typer(help="What broke an expectation, and is kept.", no_args_is_help=True)

Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]

QUARANTINE_COLUMNS = ("quarantined_at", "batch_id", "table_name", "record_id", "expectation", "reason")


def dashboard() -> None:
    """Serve the analysts' pages on the last published snapshot."""
    from pipeline.dashboard.serve import serve
    from pipeline.settings import load_settings

    sys.exit(serve(load_settings()))


def airflow() -> None:
    """Start Airflow on this machine with the project's DAGs: scheduler, web pages, SQLite."""
    from pipeline.settings import load_settings
    from pipeline.standalone import serve

    sys.exit(serve(load_settings()))


@quarantine.command("list")
def list_quarantine(csv: Csv = False, json: Json = False) -> None:
    """List the rows in quarantine, with the expectation that each broke; the latest first."""
    from pipeline.commands.show import Form, choose_form, columns_of, print_rows
    from pipeline.edges.duck import open_snapshot
    from pipeline.settings import load_settings

    form = choose_form(as_csv=csv, as_json=json)
    with open_snapshot(load_settings()) as snapshot:
        rows = snapshot.rows("SELECT * FROM quarantine ORDER BY quarantined_at DESC, quarantine_id")
        columns = QUARANTINE_COLUMNS if form is Form.table else columns_of(snapshot, "quarantine")
    print_rows(rows, columns, form, title="Quarantine", empty="Nothing is in quarantine.")


def doctor() -> None:
    """Check what this installation needs, and list the settings; exit code 1 where something is wrong."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.commands.checkup import examine, examine_settings, list_settings
    from pipeline.commands.show import plain

    settings, faults = examine_settings()
    findings = faults or examine(settings)
    table = Table(title="Findings", title_justify="left", pad_edge=False)
    for name in ("", "what", "finding"):
        table.add_column(name)
    for finding in findings:
        table.add_row("ok" if finding.is_well else "✗", finding.what, plain(finding.detail))
    console = Console()
    console.print(table)
    console.print(list_settings(settings))
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Adds this module's commands."""
    for command in (dashboard, airflow, doctor):
        app.command(rich_help_panel="Keep it running")(command)
    app.add_typer(quarantine, name="quarantine", rich_help_panel="Keep it running")
    app.add_typer(sources, name="sources", rich_help_panel="Keep it running")
