"""Every 15 minutes: what do the feeds have that is new, and what does it say about outages?

**What it does.** `plan` splits the sources that are due into a few batches (OUTWIRE_SHARDS). Each batch then goes
its own way through the stages: polled, fetched, extracted, read, checked, loaded. Tasks pass the batch's id; the
data lies in the batch's folder of the store. A load tells Airflow that `outwire://warehouse` has changed, and
`publish_warehouse` makes it visible.

**When.** Every 15 minutes, one run at a time. A missed quarter of an hour is not made up for: feeds keep their
entries longer than that. Triggered by hand, it polls all sources, due or not. It is paused until you unpause it,
since it asks other people's servers.

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

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule, dag, get_current_context, task, task_group

WAREHOUSE = Asset("outwire://warehouse")
WRITER = "warehouse_writer"  # The pool of one slot, and the queue of the one worker, for all that writes DuckDB.
# What is asked wrongly, or is in the data itself, fails the same way the next time.
HOPELESS = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=["pipeline.errors.UsageError", "pipeline.errors.BatchParked"], action=RetryAction.FAIL),
    ]
)


def advance(stage: str, batch_id: str) -> str:
    """Takes one batch through one stage of the pipeline, and passes its id on."""
    from pipeline.edges.logs import join_logs
    from pipeline.flow import run_stage
    from pipeline.settings import load_settings

    join_logs()
    run_stage(stage, load_settings(), batch_id)
    return batch_id


@dag(
    schedule="*/15 * * * *",
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=True,
    doc_md=__doc__,
    tags=["outwire"],
    default_args={
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 3.0,
        "max_retry_delay": timedelta(minutes=5),
        "retry_policy": HOPELESS,
    },
)
def watch_outages():
    @task(execution_timeout=timedelta(minutes=2))
    def plan() -> list[str]:
        """One batch for each shard of the sources that are due."""
        from pipeline.batches import plan_watch
        from pipeline.settings import load_settings

        run = get_current_context()["dag_run"]
        return plan_watch(load_settings(), at=run.run_after, is_forced=run.run_type == "manual")

    @task(execution_timeout=timedelta(minutes=10))
    def poll_feeds(batch_id: str) -> str:
        """What the batch's sources list that is new."""
        return advance("poll_feeds", batch_id)

    @task(execution_timeout=timedelta(minutes=30))
    def fetch_pages(batch_id: str) -> str:
        """The pages of these entries, archived as they were answered."""
        return advance("fetch_pages", batch_id)

    @task(execution_timeout=timedelta(minutes=20))
    def extract_text(batch_id: str) -> str:
        """The readable text of what may be about an outage, with its dates."""
        return advance("extract_text", batch_id)

    @task(execution_timeout=timedelta(minutes=10))
    def read_claims(batch_id: str) -> str:
        """What the texts say about an outage."""
        return advance("read_claims", batch_id)

    @task(execution_timeout=timedelta(minutes=10))
    def check_quality(batch_id: str) -> str:
        """What breaks an expectation goes to quarantine, or parks the batch."""
        return advance("check_quality", batch_id)

    @task(execution_timeout=timedelta(minutes=10), pool=WRITER, queue=WRITER, outlets=[WAREHOUSE])
    def load_warehouse(batch_id: str) -> str:
        """The batch into the warehouse, in one transaction."""
        return advance("load_warehouse", batch_id)

    @task_group
    def batch(batch_id: str) -> None:
        polled = poll_feeds(batch_id)
        fetched = fetch_pages(polled)
        extracted = extract_text(fetched)
        read = read_claims(extracted)
        checked = check_quality(read)
        load_warehouse(checked)

    batch.expand(batch_id=plan())


watch_outages()
