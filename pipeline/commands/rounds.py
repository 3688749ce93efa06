"""One round of batches for `watch` and `backfill`: run, publish, report, and fail where all failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import typer

from pipeline import STAGES
from pipeline.edges.batches import Batch, open_batch
from pipeline.errors import DROP_REASONS, BatchParked, InputUnusable
from pipeline.flow import compare_and_publish, run_batch
from pipeline.records import Drop
from pipeline.settings import Settings

# Nothing is wrong with what was dropped for these: it was seen before, not asked for, or is about something else.
AS_IT_SHOULD_BE = frozenset(
    {"entry_known", "entry_repeated", "page_unchanged", "outside_window", "screened_out", "not_an_outage"}
)


def run_and_publish(batch_ids: Sequence[str], settings: Settings) -> None:
    """
    Runs every batch, then compares and publishes once, and prints each stage's sums and reasons.

    A batch that is parked does not keep the others from being published. Raises BatchParked for all that were, and
    InputUnusable where there was something to read, and nothing of it could be.
    """
    parked: list[BatchParked] = []
    for batch_id in batch_ids:
        try:
            run_batch(batch_id, settings)
        except BatchParked as error:
            parked.append(error)
    _, published = compare_and_publish(settings)
    batches = [open_batch(settings.home, batch_id) for batch_id in batch_ids]
    for batch in batches:
        _report(batch)
    typer.echo(f"Published {published.path}. Try: outwire incidents")
    if parked:
        raise BatchParked("\n".join(map(str, parked)))
    _fail_where_all_failed(batches)


def _report(batch: Batch) -> None:
    typer.echo(f"Batch {batch.batch_id}")
    for stage in filter(batch.has, STAGES):
        tally = batch.tally(stage)
        reasons = Counter(drop.reason for drop in batch.read(stage, Drop))
        why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        typer.echo(f"  {stage:13} {tally.seen:5} seen {tally.passed:5} passed" + (f"   dropped: {why}" if why else ""))


def _fail_where_all_failed(batches: Sequence[Batch]) -> None:
    stages = ("poll_feeds", "fetch_pages", "extract_text")
    drops = [drop for batch in batches for stage in stages for drop in batch.read(stage, Drop)]
    failures = Counter(drop.reason for drop in drops if drop.reason not in AS_IT_SHOULD_BE)
    is_empty = not any(batch.tally("extract_text").passed for batch in batches)
    if failures and is_empty and failures.total() == len(drops):
        why = "\n".join(f"  {count} {reason}: {DROP_REASONS[reason]}" for reason, count in failures.most_common())
        raise InputUnusable(f"Nothing could be read:\n{why}\n`outwire sql 'FROM drops'` lists each one.")
