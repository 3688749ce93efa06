"""Every 4 minutes: what do the feeds have that is new, and what does it say about outages?

**What it does.** `plan` splits the sources that are due into a few batches (OUTWIRE_SHARDS). Each batch then goes
its own way through the stages: polled, fetched, extracted, read, checked, loaded. Tasks pass the batch's id; the
data lies in the batch's folder of the store. A load tells Airflow that `outwire://warehouse` has changed, and
`publish_warehouse` makes it visible.

**When.** Every 4 minutes, one run at a time, so that a feed in which much appears is asked within 5; the others are
asked as seldom as suits them. A missed run is not made up for: feeds keep their entries longer than that. Triggered
by hand, it polls all sources, due or not. It is paused until you unpause it, since it asks other people's servers.

**Run again?** Safe at any point, as often as you like. A stage replaces its own output; a batch loaded twice
changes nothing.

**When it fails.** A task tries three times. Then look at its log: the last lines say what, where, and what to do.

- `WarehouseLocked`: another writer held the lock for too long. Clear the task once that one has finished.
- `WarehouseFull`: free some space on the store's disk, then clear the task.
- `BatchParked`: the batch broke a `stop` expectation, and nothing of it is loaded. `outwire sql` on
  `quality_by_batch` says which; when the cause is put right, clear `check_quality`.
- `BatchUnknown`: the batch's folder is gone. Trigger a new run; the sources are asked again.

A source that fails is no failure of the run: it is counted in `why_dropped` and asked again later.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, get_current_context, task
from stage_tasks import batch_group, trying_again

TIMEOUTS = {
    "poll_feeds": timedelta(minutes=10),
    "fetch_pages": timedelta(minutes=30),
    "extract_text": timedelta(minutes=20),
    "read_claims": timedelta(minutes=10),
    "check_quality": timedelta(minutes=10),
    "load_warehouse": timedelta(minutes=10),
}


@dag(
    schedule="*/4 * * * *",
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=True,
    doc_md=__doc__,
    tags=["outwire"],
    default_args=trying_again(2, timedelta(seconds=30), longest=timedelta(minutes=5), backoff=3.0),
)
def watch_outages():
    @task(execution_timeout=timedelta(minutes=2))
    def plan() -> list[str]:
        """One batch for each shard of the sources that are due."""
        from pipeline.batches import plan_watch
        from pipeline.settings import load_settings

        run = get_current_context()["dag_run"]
        return plan_watch(load_settings(), at=run.run_after, is_forced=run.run_type == "manual")

    batch_group(TIMEOUTS).expand(batch_id=plan())


watch_outages()
