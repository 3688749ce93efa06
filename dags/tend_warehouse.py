"""Once a day: make the warehouse's file whole, remove what is no longer needed, and check what is published.

**What it does.** `tidy` writes what DuckDB's log still holds into the working file, removes snapshots that are older
than OUTWIRE_SNAPSHOT_KEEP_SECONDS (two always stay) and what killed processes have left, and reads the published
file from the first block to the last, so that a failing disk is noticed by us and not by an analyst. `check` then
looks at the warehouse as a whole, as `outwire quality --check` does: what no single batch can show, such as a row that
is there twice or a stage whose sums do not hold.

Drops that may go away by themselves (a time-out, a server that was busy) need no round of their own: to
`watch_outages` such an entry is not known, so it is asked for again as long as its source lists it.

**When.** At 04:40 UTC, one run at a time. A missed day is not made up for.

**Run again?** Safe at any time. Where nothing is published yet it skips and says so.

**When it fails.** `WarehouseMissing` names a damaged file and what to do: a published one is deleted, and
`publish_warehouse`, triggered, makes a new copy; the working one is made anew by `outwire rebuild`. docs/runbook.md has
both, and the backups that this round does not make: `outwire backup DIR`. `WarehouseLocked` means that a load held the
lock for too long; the next day's run does what this one did not. `WarehouseDoubtful` from `check` says which
expectation failed; `outwire quality` has the rest. Nothing depends on this DAG.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from stage_tasks import WRITER, trying_again


@dag(
    schedule="40 4 * * *",
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    doc_md=__doc__,
    tags=["outwire"],
    default_args=trying_again(2, timedelta(minutes=5), longest=timedelta(minutes=30)),
)
def tend_warehouse():
    @task(execution_timeout=timedelta(hours=1), pool=WRITER, queue=WRITER)
    def tidy() -> None:
        """The working file made whole, old snapshots removed, the published one read through."""
        from airflow.sdk.exceptions import AirflowSkipException

        from pipeline import tend_warehouse
        from pipeline.edges.logs import get_log, join_logs
        from pipeline.edges.published import is_published
        from pipeline.settings import load_settings

        join_logs()
        settings = load_settings()
        if not is_published(settings.home):
            raise AirflowSkipException(f"Nothing is published below {settings.home} yet; there is nothing to tend.")
        get_log().info("warehouse_tended", report=str(tend_warehouse.run(settings)))

    @task(execution_timeout=timedelta(hours=1), pool=WRITER, queue=WRITER)
    def check() -> None:
        """The warehouse as a whole, against the expectations of every table."""
        from pipeline import check_warehouse
        from pipeline.edges.logs import get_log, join_logs
        from pipeline.settings import load_settings

        join_logs()
        results = check_warehouse.run(load_settings())
        failed = [f"{result.table_name}.{result.expectation}" for result in results if not result.is_success]
        get_log().info("warehouse_checked", expectations=len(results), failed=failed)

    tidy() >> check()


tend_warehouse()
