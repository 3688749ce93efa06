"""`outwire backup` and `outwire restore`: the store on another disk, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups are kept; not in the store.")],
    keep: Annotated[int | None, typer.Option(min=1, help="How many stay there; all where it is not said.")] = None,
) -> None:
    """Back up the archive, the batches and the warehouse; what has not changed since the last one costs no room."""
    from pipeline.backup.making import make_backup
    from pipeline.commands.show import plain
    from pipeline.settings import load_settings

    report = make_backup(folder, load_settings(), keep=keep)
    typer.echo(
        plain(
            f"{report.path}: {report.file_count} files, {report.same_count} of them as in the backup before; "
            f"{report.copied_bytes:,} bytes copied."
        ).plain
    )
    for name in report.removed:
        typer.echo(f"Removed {name}.")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups are kept, or one of them.")],
    check: Annotated[bool, typer.Option("--check", help="Only read the backup through, and change nothing.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where the store holds data; that is moved aside and kept.")
    ] = False,
) -> None:
    """Verify the newest backup, put it into the store, and publish it."""
    from pipeline.backup.restoring import check_backup, restore_backup
    from pipeline.commands.show import plain
    from pipeline.flow import run_stage
    from pipeline.settings import load_settings

    if check:
        path, manifest = check_backup(folder)
        typer.echo(plain(f"{path}: whole, {len(manifest.files)} files, made at {manifest.made_at}.").plain)
        return
    settings = load_settings()
    report = restore_backup(folder, settings, is_replacing=replace)
    typer.echo(plain(f"Restored {report.file_count} files, {report.size_bytes:,} bytes, from {report.backup}.").plain)
    if report.kept:
        typer.echo(plain(f"What was there before lies in {report.kept}; remove it when you need it no more.").plain)
    if report.has_warehouse:
        published = run_stage("publish_snapshot", settings)
        typer.echo(plain(f"Published {published.path.name}.").plain)


def register(app: typer.Typer) -> None:
    """Adds this module's commands."""
    for command in (backup, restore):
        app.command(rich_help_panel="Keep it running")(command)
