"""What the DAGs share: the asset, the writer's queue, how to try again, and a batch's way through the stages.

No DAG of its own. Airflow puts this folder on the path of what it parses and runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule, task, task_group

WAREHOUSE = Asset("outwire://warehouse")
WRITER = "warehouse_writer"  # The pool of one slot, and the queue of the one worker, for all that writes DuckDB.
# What is asked wrongly, or is in the data itself, fails the same way the next time.
HOPELESS = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=["pipeline.errors.UsageError", "pipeline.errors.BatchParked"], action=RetryAction.FAIL),
    ]
)


def trying_again(retries: int, delay: timedelta, longest: timedelta, backoff: float = 2.0) -> dict[str, Any]:
    """Default arguments of tasks that are tried again, each time after a longer pause."""
    return {
        "retries": retries,
        "retry_delay": delay,
        "retry_exponential_backoff": backoff,
        "max_retry_delay": longest,
        "retry_policy": HOPELESS,
    }


def run(stage: str, *batch_id: str) -> None:
    """Runs one stage of the pipeline, on one batch or on the whole warehouse."""
    from pipeline.edges.logs import join_logs
    from pipeline.flow import run_stage
    from pipeline.settings import load_settings

    join_logs()
    run_stage(stage, load_settings(), *batch_id)


def advance(stage: str, batch_id: str) -> str:
    """Takes one batch through one stage, and passes its id on."""
    run(stage, batch_id)
    return batch_id


def batch_group(timeouts: Mapping[str, timedelta]) -> Callable[[str], None]:
    """The task group that takes one batch through its stages, a task each; `timeouts` by stage."""

    @task(execution_timeout=timeouts["poll_feeds"])
    def poll_feeds(batch_id: str) -> str:
        """What the batch's sources list that is new."""
        return advance("poll_feeds", batch_id)

    @task(execution_timeout=timeouts["fetch_pages"])
    def fetch_pages(batch_id: str) -> str:
        """The pages of these entries, archived as they were answered."""
        return advance("fetch_pages", batch_id)

    @task(execution_timeout=timeouts["extract_text"])
    def extract_text(batch_id: str) -> str:
        """The readable text of what may be about an outage, with its dates."""
        return advance("extract_text", batch_id)

    @task(execution_timeout=timeouts["read_claims"])
    def read_claims(batch_id: str) -> str:
        """What the texts say about an outage."""
        return advance("read_claims", batch_id)

    @task(execution_timeout=timeouts["check_quality"])
    def check_quality(batch_id: str) -> str:
        """What breaks an expectation goes to quarantine, or parks the batch."""
        return advance("check_quality", batch_id)

    @task(execution_timeout=timeouts["load_warehouse"], pool=WRITER, queue=WRITER, outlets=[WAREHOUSE])
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

    return batch
