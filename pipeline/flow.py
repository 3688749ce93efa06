"""The stages one after the other, for the command line; Airflow calls the same stages one task each."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline import BATCH_STAGES
from pipeline.edges.batches import open_batch
from pipeline.edges.files import saying_what_the_machine_lacks
from pipeline.edges.leases import working_on
from pipeline.edges.leftovers import clean_store
from pipeline.edges.logs import get_log
from pipeline.errors import UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.compare_coverage import CompareReport
    from pipeline.load_warehouse import LoadReport
    from pipeline.publish_snapshot import PublishReport


def run_stage(stage: str, settings: Settings, batch_id: str | None = None) -> Any:
    """
    Runs one stage and returns its report: a Tally, or the report of the stages on the warehouse.

    Raises UsageError where the stage needs a batch and none is given, or the other way round.
    """
    with saying_what_the_machine_lacks(settings.home):
        clean_store(settings.home)
        if stage not in BATCH_STAGES or batch_id is None:
            return _run(stage, settings, batch_id)
        with _lease(batch_id, settings):
            return _run(stage, settings, batch_id)


def _lease(batch_id: str, settings: Settings) -> AbstractContextManager[None]:
    """What keeps other processes from the batch meanwhile. Raises BatchUnknown where there is no such batch."""
    known = open_batch(settings.home, batch_id)
    return working_on(settings.home, known.batch_id, timeout_seconds=settings.lock_timeout_seconds)


def _run(stage: str, settings: Settings, batch_id: str | None) -> Any:
    module = import_module(f"pipeline.{stage}")
    if stage in BATCH_STAGES:
        if batch_id is None:
            raise UsageError(f"{stage} works on one batch; name it. `ls` in the store's batches folder shows them.")
        report = module.run(batch_id, settings)
    elif batch_id is not None:
        raise UsageError(f"{stage} works on the whole warehouse; it takes no batch.")
    else:
        report = module.run(settings)
    get_log().info("stage_finished", stage=stage, batch_id=batch_id, report=str(report))
    return report


def run_batch(batch_id: str, settings: Settings) -> LoadReport:
    """
    Takes a planned batch through all its stages, from the poll to the load.

    Great Expectations takes seconds to import, so that is begun here, beside the waiting for feeds and pages.
    """
    import_module("pipeline.check_quality").begin_import()
    with saying_what_the_machine_lacks(settings.home):
        clean_store(settings.home)
        with _lease(batch_id, settings):
            for stage in BATCH_STAGES[:-1]:
                _run(stage, settings, batch_id)
            report: LoadReport = _run(BATCH_STAGES[-1], settings, batch_id)
            return report


def compare_and_publish(settings: Settings) -> tuple[CompareReport, PublishReport]:
    """Brings incidents and marts up to what is loaded, and publishes them for readers."""
    return run_stage("compare_coverage", settings), run_stage("publish_snapshot", settings)
