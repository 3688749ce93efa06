"""Commands that keep it running: dashboard, airflow, quality, quarantine, sources, doctor."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.quality import quality
from pipeline.commands.quarantine import quarantine
from pipeline.commands.sourcing import sources


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


def doctor(json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False) -> None:
    """Check what this installation needs, say what to do, list the settings; exit code 1 where something is wrong."""
    from pipeline.commands.checkup import examine, examine_settings, print_all, print_as_json

    settings, faults = examine_settings()
    findings = faults or examine(settings)
    if json:
        print_as_json(findings)
    else:
        print_all(findings, settings)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Adds this module's commands."""
    for command in (dashboard, airflow, quality, doctor):
        app.command(rich_help_panel="Keep it running")(command)
    app.add_typer(quarantine, name="quarantine", rich_help_panel="Keep it running")
    app.add_typer(sources, name="sources", rich_help_panel="Keep it running")
