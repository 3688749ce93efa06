"""Whenever a load has landed: compare what was said, and publish it for the readers.

**What it does.** `compare_coverage` regroups the platforms and days that the loads touched into incidents, says who
differs from whom and why, and refreshes the marts. `publish_snapshot` copies the warehouse to a new file, checks the
copy, and points `CURRENT` at it. Dashboards and analysts see the new numbers with their next query, and are never
in the way of a load.

**When.** After a load: it is scheduled on the asset `outwire://warehouse`, one run at a time. Loads that land
while it runs are taken together by the next one: not one run a load, but always one after the last. It may be triggered
by hand.

**Run again?** Safe. Where nothing has changed since the last snapshot, nothing is published.

**When it fails.** Readers keep the last good snapshot. A task tries four times, and the next load brings the next
run; nothing needs to be caught up by hand. `WarehouseLocked` means that a load held the lock for too long,
`WarehouseFull` that the disk has no room for one more copy of the warehouse.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from stage_tasks import WAREHOUSE, WRITER, run, trying_again


@dag(
    schedule=[WAREHOUSE],
    start_date=datetime(2025, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    doc_md=__doc__,
    tags=["outwire"],
    default_args={
        "pool": WRITER,
        "queue": WRITER,
        **trying_again(3, timedelta(seconds=30), longest=timedelta(minutes=5)),
    },
)
def publish_warehouse():
    @task(execution_timeout=timedelta(minutes=30))
    def compare_coverage() -> None:
        """Who said what, where they differ, and why."""
        run("compare_coverage")

    @task(execution_timeout=timedelta(minutes=30))
    def publish_snapshot() -> None:
        """The copy that dashboards and analysts open."""
        run("publish_snapshot")

    compare_coverage() >> publish_snapshot()


publish_warehouse()
