"""Runs the suites below `schemas/expectations` with Great Expectations; the only module that imports it.

The import takes seconds, so it happens at the first check of a process (or in `begin_import`, beside other work). One
ephemeral context serves the process: making one replaces a global of the library. Nothing is stored, shown or sent.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.errors import SettingsError
from pipeline.quality.late_imports import importing_late
from pipeline.records import QualityResult
from pipeline.reference import project_path

Row = dict[str, Any]
ACTIONS = ("quarantine", "stop", "warn")
_OBSERVED_CHARS = 300
_WHOLE = {"result_format": "COMPLETE", "partial_unexpected_count": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    What one expectation found.

    reason     What the expectation is for, in words.
    broken_by  Positions of the rows that broke it.
    """

    result: QualityResult
    reason: str
    broken_by: tuple[int, ...]


def list_suites() -> list[str]:
    """The names of the suites: a file each, by the table or the question that it is about."""
    return sorted(file.stem for file in (project_path("schemas") / "expectations").glob("*.json"))


def read_suite(name: str) -> dict[str, Any]:
    """
    A suite as its file has it.

    Raises SettingsError, with all faults at once, where an expectation does not say what failing means.
    """
    path = project_path("schemas") / "expectations" / f"{name}.json"
    try:
        suite: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    faults = [
        f"  {number}. {expectation.get('type')}: meta needs an action ({', '.join(ACTIONS)}) and a reason"
        for number, expectation in enumerate(suite.get("expectations", []), start=1)
        if expectation.get("meta", {}).get("action") not in ACTIONS or not expectation["meta"].get("reason")
    ]
    if faults:
        raise SettingsError(f"{path} cannot be used:\n" + "\n".join(faults))
    return suite


def begin_import() -> threading.Thread:
    """Starts importing Great Expectations beside other work; a check that comes too early waits for it."""
    thread = threading.Thread(target=_context, name="import-great-expectations", daemon=True)
    thread.start()
    return thread


def check_rows(name: str, table_name: str, rows: Sequence[Row]) -> list[Finding]:
    """
    What each expectation of the suite finds in these rows.

    An expectation that cannot be computed fails with action `stop`, so that the batch is parked. No rows at all
    meet every expectation.
    """
    suite = read_suite(name)
    if not rows:
        return [_untested(name, table_name, expectation) for expectation in suite["expectations"]]
    return [_finding(name, table_name, len(rows), result) for result in _validate(name, rows)]


def _validate(name: str, rows: Sequence[Row]) -> list[Any]:
    """
    The library's own results.

    Saying which rows broke an expectation costs it two to three times what saying whether any did costs, even where
    none did. So it says which only for what is not met, and for what a share of the rows may break.
    """
    import pandas

    definition, suite = _prepared(name)
    batch = definition.get_batch({"dataframe": pandas.DataFrame.from_records(list(rows))})
    results = batch.validate(suite, result_format="BOOLEAN_ONLY").results
    unclear = {result.expectation_config.id for result in results if not _is_clear(result)}
    whole = {one.id: batch.validate(one, result_format=_WHOLE) for one in suite.expectations if one.id in unclear}
    return [whole.get(result.expectation_config.id, result) for result in results]


def _is_clear(result: Any) -> bool:
    return bool(result.success) and "mostly" not in result.expectation_config.kwargs


_lock = threading.Lock()


def _context() -> Any:
    with _lock:
        return _make_context()


@cache
def _make_context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    with importing_late("scipy.stats", "altair"):
        import great_expectations
        from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


@cache
def _prepared(name: str) -> tuple[Any, Any]:
    """The suite as the library's own object, and what turns a frame into a batch of its own."""
    context = _context()
    from great_expectations import ExpectationSuite

    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    suite = context.suites.add(ExpectationSuite(**read_suite(name)))
    return asset.add_batch_definition_whole_dataframe(name), suite


def _finding(name: str, table_name: str, row_count: int, result: Any) -> Finding:
    expectation = result.expectation_config.to_json_dict()
    # Where it ran there is one flat report; where it did not, one for each figure that could not be computed.
    has_failed_to_run = bool(
        result.exception_info.get("raised_exception", "exception_message" not in result.exception_info)
    )
    found = result.result
    return Finding(
        result=QualityResult(
            suite=name,
            expectation=title_of(expectation),
            table_name=table_name,
            action="stop" if has_failed_to_run else expectation["meta"]["action"],
            is_success=bool(result.success),
            row_count=row_count,
            unexpected_count=found.get("unexpected_count", _met_count(expectation["type"]) if result.success else None),
            observed=_observed(result, has_failed_to_run),
        ),
        reason=expectation["meta"]["reason"],
        broken_by=() if result.success else tuple(found.get("unexpected_index_list") or ()),
    )


def _met_count(kind: str) -> int | None:
    """Rows that broke what is met: none, or None where the expectation is about the table as a whole."""
    return 0 if kind.startswith("expect_column_values_") else None


def _untested(name: str, table_name: str, expectation: Row) -> Finding:
    met = QualityResult(
        suite=name,
        expectation=title_of(expectation),
        table_name=table_name,
        action=expectation["meta"]["action"],
        is_success=True,
        row_count=0,
        unexpected_count=0,
    )
    return Finding(result=met, reason=expectation["meta"]["reason"], broken_by=())


def title_of(expectation: Row) -> str:
    """An expectation in a few words: "percent: column_values_to_be_between (0 to 100)"."""
    kind = str(expectation["type"]).removeprefix("expect_")
    wanted = expectation["kwargs"]
    column = f"{wanted['column']}: " if "column" in wanted else ""
    return f"{column}{kind}{_bounds(wanted.get('min_value'), wanted.get('max_value'))}"


def _bounds(low: float | None, high: float | None) -> str:
    if low is None:
        return "" if high is None else f" (at most {high:.12g})"
    return f" (at least {low:.12g})" if high is None else f" ({low:.12g} to {high:.12g})"


def _observed(result: Any, has_failed_to_run: bool) -> str:
    """What was seen, for people: escaped, since the values are strangers'."""
    if has_failed_to_run:
        return f"could not be computed: {result.exception_info!r}"[:_OBSERVED_CHARS]
    seen = result.result.get("partial_unexpected_list") or []
    return ", ".join(map(repr, seen))[:_OBSERVED_CHARS]
