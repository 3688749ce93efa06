"""The same for the past: what did an archive say about outages between two dates?

**What it does.** `plan` makes one batch out of the part of a folder or a list whose dates lie in the run's data
interval (a day, midnight to midnight UTC), and the batch goes through the same stages as a live one: listed,
fetched, extracted, read, checked, loaded. `publish_warehouse` follows a load.

**When.** When you ask for it. Say once where the archive lies (a folder of .html, .txt or article .json files, or a
list of addresses), then which days:

    airflow variables set outwire_backfill_input /srv/articles
    airflow backfill create --dag-id backfill_outages --from-date 2025-03-09 --to-date 2025-03-12

Both dates are included. For a list of addresses also `airflow variables set outwire_backfill_kind urls`. One
backfill can be pointed elsewhere: `--dag-run-conf '{"input": "/srv/other", "kind": "folder"}'`. The path must lead
to the same place on every worker.

The DAG has a daily schedule because a backfill needs one. Where an input is set, each day's run takes the day
before; where none is set, it skips and says so.

**Run again?** Safe, in any order, overlapping, and beside live runs: the warehouse is the same in the end. A day
that is done is not run again unless you ask for it with `--reprocess-behavior completed`.

**When it fails.** A task tries three times. Then look at the last lines of its log. What cannot be read is no
failure of the run: it is counted in `why_dropped`, with `outside_window` for what belongs to other days and
`no_date_for_window` for what nothing dates. For `WarehouseLocked`, `WarehouseFull` and `BatchParked` see
`watch_outages`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import (
    Asset,
    CronDataIntervalTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    Variable,
    dag,
    get_current_context,
    task,
    task_group,
)

WAREHOUSE = Asset("outwire://warehouse")
WRITER = "warehouse_writer"  # The pool of one slot, and the queue of the one worker, for all that writes DuckDB.
# What is asked wrongly, or is in the data itself, fails the same way the next time.
HOPELESS = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=["pipeline.errors.UsageError", "pipeline.errors.BatchParked"], action=RetryAction.FAIL),
    ]
)


def chosen_input() -> tuple[str, str]:
    """Path and kind of the archive, as the run's parameters or else the Airflow Variables say; skips without one."""
    from airflow.sdk.exceptions import AirflowSkipException

    params = get_current_context()["params"]
    path = params["input"] or Variable.get("outwire_backfill_input", default=None)
    if not path:
        raise AirflowSkipException(
            "No input to backfill from. Set one with `airflow variables set outwire_backfill_input PATH`, "
            """or give it to one run: `--dag-run-conf '{"input": "PATH"}'`."""
        )
    return path, params["kind"] or Variable.get("outwire_backfill_kind", default="folder")


def plan_interval(path: str, kind: str) -> list[str]:
    """Plans the part of an archive that lies in the run's data interval."""
    from pipeline.batches import plan_backfill
    from pipeline.settings import load_settings

    context = get_current_context()
    return plan_backfill(
        load_settings(),
        source_kind=kind,
        input_path=path,
        window_from=context["data_interval_start"],
        window_to=context["data_interval_end"],
        at=context["dag_run"].run_after,
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
    # A bare cron string gives runs an empty data interval in Airflow 3; the window of a backfill is the interval.
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(1995, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=2,
    is_paused_upon_creation=False,
    doc_md=__doc__,
    tags=["outwire"],
    params={
        "input": Param(None, type=["null", "string"], description="Folder or list; empty: the Airflow Variable."),
        "kind": Param(None, enum=[None, "folder", "urls"], description="What the input is; empty: the Variable."),
    },
    default_args={
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 3.0,
        "max_retry_delay": timedelta(minutes=5),
        "retry_policy": HOPELESS,
    },
)
def backfill_outages():
    @task(execution_timeout=timedelta(minutes=5))
    def plan() -> list[str]:
        """The batches of the data interval; none is planned where no input is set."""
        return plan_interval(*chosen_input())

    @task(execution_timeout=timedelta(minutes=30))
    def poll_feeds(batch_id: str) -> str:
        """What the folder or the list has for the window."""
        return advance("poll_feeds", batch_id)

    @task(execution_timeout=timedelta(hours=6))
    def fetch_pages(batch_id: str) -> str:
        """The pages of these entries, archived as they were answered."""
        return advance("fetch_pages", batch_id)

    @task(execution_timeout=timedelta(hours=2))
    def extract_text(batch_id: str) -> str:
        """The readable text of what may be about an outage, with its dates."""
        return advance("extract_text", batch_id)

    @task(execution_timeout=timedelta(hours=1))
    def read_claims(batch_id: str) -> str:
        """What the texts say about an outage."""
        return advance("read_claims", batch_id)

    @task(execution_timeout=timedelta(minutes=30))
    def check_quality(batch_id: str) -> str:
        """What breaks an expectation goes to quarantine, or parks the batch."""
        return advance("check_quality", batch_id)

    @task(execution_timeout=timedelta(minutes=30), pool=WRITER, queue=WRITER, outlets=[WAREHOUSE])
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


backfill_outages()
