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

from airflow.sdk import CronDataIntervalTimetable, Param, Variable, dag, get_current_context, task
from stage_tasks import batch_group, trying_again

# A day of an archive can hold far more than a quarter of an hour of feeds.
TIMEOUTS = {
    "poll_feeds": timedelta(minutes=30),
    "fetch_pages": timedelta(hours=6),
    "extract_text": timedelta(hours=2),
    "read_claims": timedelta(hours=1),
    "check_quality": timedelta(minutes=30),
    "load_warehouse": timedelta(minutes=30),
}


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
    default_args=trying_again(2, timedelta(seconds=30), longest=timedelta(minutes=5), backoff=3.0),
)
def backfill_outages():
    @task(execution_timeout=timedelta(minutes=5))
    def plan() -> list[str]:
        """The batches of the data interval; none is planned where no input is set."""
        return plan_interval(*chosen_input())

    batch_group(TIMEOUTS).expand(batch_id=plan())


backfill_outages()
