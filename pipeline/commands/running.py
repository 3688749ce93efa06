"""Commands that make data: demo, watch, backfill, and each stage by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import BATCH_STAGES, STAGES

if TYPE_CHECKING:
    from pipeline.settings import Settings

# The shortest time between the starts of two rounds of `watch`: the politest of the feeds' own minimum intervals.
SHORTEST_ROUND_SECONDS = 60


class BackfillSource(StrEnum):
    """Where a backfill finds its entries."""

    folder = "folder"
    urls = "urls"


def demo() -> None:
    """Run the whole pipeline on the built-in newsroom, and compare what its outlets said about one outage."""
    from pipeline.demo import run_demo
    from pipeline.settings import load_settings

    run_demo(load_settings())


def watch(
    once: Annotated[bool, typer.Option("--once", help="One round, then stop.")] = False,
    every: Annotated[
        float, typer.Option(min=SHORTEST_ROUND_SECONDS, help="Seconds between the starts of two rounds.")
    ] = 240,
) -> None:
    """Poll the feeds of `schemas/sources.yml`, and take what is new all the way to a published snapshot."""
    from pipeline.edges import clock
    from pipeline.settings import load_settings

    settings = load_settings()
    if once:
        _watch_round(settings, is_forced=True)
        return
    while True:
        started = clock.monotonic()
        _watch_on(settings)
        clock.pause(every - (clock.monotonic() - started))


def _watch_on(settings: Settings) -> None:
    """One round of many: what may be over by the next one (no source answers, a lock, a full disk) is said only."""
    from pipeline.edges.logs import get_log
    from pipeline.errors import OutwireError, UsageError

    try:
        _watch_round(settings, is_forced=False)
    except UsageError:
        raise
    except OutwireError as error:
        get_log().error("round_failed", cause=type(error).__name__, detail=str(error))


def _watch_round(settings: Settings, *, is_forced: bool) -> None:
    """One round; asked for once, every feed is polled, and otherwise those that are due."""
    from pipeline.batches import plan_watch
    from pipeline.commands.rounds import run_and_publish
    from pipeline.edges import clock

    run_and_publish(plan_watch(settings, clock.now(), is_forced=is_forced), settings)


def backfill(
    source: Annotated[BackfillSource, typer.Option(help="What --input is: a folder of files, or a list of addresses.")],
    input_path: Annotated[
        Path,
        typer.Option("--input", exists=True, help="A folder (.html, .txt, article .json), or a CSV or text list."),
    ],
    window_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"], help="Listed from, UTC.")
    ] = None,
    window_to: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"], help="Listed before, UTC.")
    ] = None,
) -> None:
    """Take a folder of articles, or a list of addresses, through the same stages as a live poll."""
    from pipeline.batches import plan_backfill
    from pipeline.commands.rounds import run_and_publish
    from pipeline.edges import clock
    from pipeline.errors import UsageError
    from pipeline.settings import load_settings

    if source is BackfillSource.folder and not input_path.is_dir():
        raise UsageError(f"{input_path} is a file. For a list of addresses say --source urls.")
    if source is BackfillSource.urls and input_path.is_dir():
        raise UsageError(f"{input_path} is a folder. For a folder of files say --source folder.")
    if window_from and window_to and window_from >= window_to:
        raise UsageError(f"--from {window_from:%Y-%m-%d} is not before --to {window_to:%Y-%m-%d}.")
    settings = load_settings()
    batch_ids = plan_backfill(
        settings,
        source_kind=source.value,
        input_path=input_path,
        window_from=window_from and window_from.replace(tzinfo=UTC),
        window_to=window_to and window_to.replace(tzinfo=UTC),
        at=clock.now(),
    )
    run_and_publish(batch_ids, settings)


def _make_stage_command(stage: str, help_text: str) -> tuple[str, Callable[..., None]]:
    def run(batch: Annotated[str, typer.Argument(help="The batch's id.")]) -> None:
        from pipeline.flow import run_stage
        from pipeline.settings import load_settings

        typer.echo(run_stage(stage, load_settings(), batch))

    def run_on_all() -> None:
        from pipeline.flow import run_stage
        from pipeline.settings import load_settings

        typer.echo(run_stage(stage, load_settings()))

    command: Callable[..., None] = run if stage in BATCH_STAGES else run_on_all
    command.__doc__ = help_text
    return stage.replace("_", "-"), command


STAGE_HELP = {
    "poll_feeds": "One batch: list what its sources have that is new.",
    "fetch_pages": "One batch: fetch the pages of its entries and archive them.",
    "extract_text": "One batch: find the readable text and the dates in its pages.",
    "read_claims": "One batch: read what its articles say about outages.",
    "check_quality": "One batch: check its rows against the expectations.",
    "load_warehouse": "One batch: load it into the warehouse, whole or not at all.",
    "compare_coverage": "Bring incidents, differences and marts up to what is loaded.",
    "publish_snapshot": "Publish the warehouse for dashboards and SQL.",
}


def register(app: typer.Typer) -> None:
    """Adds this module's commands."""
    for command in (demo, watch, backfill):
        app.command(rich_help_panel="Make data")(command)
    for stage in STAGES:
        name, run = _make_stage_command(stage, STAGE_HELP[stage])
        app.command(name, rich_help_panel="One stage at a time")(run)
