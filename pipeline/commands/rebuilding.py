"""`outwire rebuild`: the warehouse made anew from the batches and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.rebuild import RebuildReport


def rebuild(
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Extract, read and check every archived page again.")
    ] = False,
) -> None:
    """Make the warehouse anew from the batches and the archive, and publish it; what was there is kept."""
    from pipeline.commands.show import plain
    from pipeline.edges import clock
    from pipeline.flow import run_stage
    from pipeline.rebuild import rebuild as make_anew
    from pipeline.settings import load_settings

    settings = load_settings()
    started = clock.monotonic()
    report = make_anew(settings, is_from_archive=from_archive)
    seconds = clock.monotonic() - started
    for line in _lines(report, seconds):
        typer.echo(plain(line).plain)
    published = run_stage("publish_snapshot", settings)
    typer.echo(plain(f"Published {published.path.name}.").plain)


def _lines(report: RebuildReport, seconds: float) -> list[str]:
    batches = f"{report.loaded} batches, {report.parked} more are parked, {len(report.redone)} were read again"
    lines = [f"Rebuilt in {seconds:.1f} s, {report.size_bytes:,} bytes: {batches}."]
    lines.append(f"Content {report.content_sha256}")
    if report.other_tables is None:
        lines.append("Nothing readable is published to compare it with.")
    elif report.other_tables:
        lines.append(f"Other than in the published snapshot: {', '.join(report.other_tables)}.")
    else:
        lines.append("It holds what the published snapshot does, to the letter.")
    lines += [f"Left out {batch_id}: {reason}" for batch_id, reason in sorted(report.left_out.items())]
    if report.kept:
        lines.append(f"What was there before lies in {report.kept}; remove it when you need it no more.")
    return lines


def register(app: typer.Typer) -> None:
    """Adds this module's command."""
    app.command(rich_help_panel="Keep it running")(rebuild)
