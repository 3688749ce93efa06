"""What `outwire doctor` says: all that an installation needs, looked at one by one, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from rich.table import Table

from pipeline.checkup.findings import Finding, looked_at
from pipeline.errors import SettingsError, WarehouseMissing
from pipeline.settings import Settings, load_settings

_MARKS = {"ok": "ok", "note": "!", "wrong": "✗"}


def examine(settings: Settings) -> list[Finding]:
    """Looks at everything, and reports all that is wrong together."""
    from pipeline.checkup.installation import check_installation

    return [*check_installation(), *examine_data(settings)]


def examine_data(settings: Settings) -> list[Finding]:
    """Looks at the sources, the store and what is published in it."""
    from pipeline.checkup.sources import check_sources_file
    from pipeline.checkup.store import check_store

    return [
        *looked_at("sources", lambda: check_sources_file(settings)),
        *check_store(settings),
        *looked_at("published snapshot", lambda: _examine_snapshot(settings)),
    ]


def examine_settings() -> tuple[Settings, list[Finding]]:
    """The settings, or their defaults and what is wrong with those of this process."""
    try:
        return load_settings(), []
    except SettingsError as error:
        return Settings.model_construct(), [Finding("settings", "wrong", str(error))]


def _examine_snapshot(settings: Settings) -> Iterator[Finding]:
    from pipeline.checkup.history import check_history
    from pipeline.checkup.sources import check_polls
    from pipeline.edges.duck import open_snapshot
    from pipeline.edges.published import is_published

    try:
        with open_snapshot(settings) as snapshot:
            yield from check_history(snapshot, settings.home)
            yield from looked_at("polls", lambda: check_polls(snapshot, settings))
    except WarehouseMissing as error:
        # A store that nothing was published in yet is new; one whose published file cannot be read is broken.
        state = "wrong" if is_published(settings.home) else "ok"
        yield Finding("published snapshot", state, str(error))  # type: ignore[arg-type]


def list_settings(settings: Settings) -> Table:
    """Every setting: its environment variable, its value now, and what it means."""
    from pipeline.commands.show import plain
    from pipeline.credentials import text_without_keys

    table = Table(title="Settings", title_justify="left", pad_edge=False)
    for name in ("environment variable", "now", "meaning"):
        table.add_column(name, overflow="fold")
    for name, field in Settings.model_fields.items():
        value = text_without_keys(str(getattr(settings, name)))
        table.add_row(f"OUTWIRE_{name.upper()}", plain(value), field.description)
    return table


def print_as_json(findings: list[Finding]) -> None:
    """Prints the findings as a list of objects."""
    from dataclasses import asdict

    from pipeline.commands.show import json_text

    typer.echo(json_text([asdict(finding) for finding in findings], indent=1))


def print_all(findings: list[Finding], settings: Settings) -> None:
    """Prints the findings, what to do about them, and the settings."""
    from rich.console import Console

    from pipeline.commands.show import plain

    table = Table(title="Findings", title_justify="left", pad_edge=False)
    for name in ("", "what", "finding"):
        table.add_column(name, overflow="fold")
    for finding in findings:
        told = f"{finding.detail}\n→ {finding.todo}" if finding.todo else finding.detail
        table.add_row(_MARKS[finding.state], finding.what, plain(told))
    console = Console()
    console.print(table)
    console.print(list_settings(settings))
