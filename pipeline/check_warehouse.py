"""The warehouse as a whole, checked: what no single batch can show.

Each query in `warehouse/checks` counts what must not be in one table of the published file, `platforms` and `outlets`
are looked at row by row, and the suites of these tables say what failing means. The results are kept beside those of
the batches, under the name `warehouse`. Not a stage: no story passes through it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from pipeline.edges.duck import Snapshot, open_snapshot, writing
from pipeline.errors import WarehouseDoubtful
from pipeline.quality.collected import outlet_row, platform_row
from pipeline.quality.suites import Finding, check_rows
from pipeline.records import QualityResult
from pipeline.reference import project_path
from pipeline.settings import Settings

# What stands in quality_results in the place of a batch's id.
WHOLE = "warehouse"
_REFERENCE = ("platforms", "outlets")
_NOT_OF_A_TABLE = "ledger"


@cache
def warehouse_checks() -> Mapping[str, str]:
    """The SQL of `warehouse/checks`, by the table that each is about."""
    files = sorted((project_path("warehouse") / "checks").glob("*.sql"))
    return MappingProxyType({file.stem: file.read_text(encoding="utf-8") for file in files})


def warehouse_suites() -> list[str]:
    """The suites of the warehouse as a whole; all others are of a batch."""
    return sorted({*warehouse_checks(), *_REFERENCE} - {_NOT_OF_A_TABLE})


def find_unaccounted(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The stages of batches where seen is not passed + dropped + quarantined; none is what is promised."""
    sql = f"SELECT * FROM ({warehouse_checks()[_NOT_OF_A_TABLE]}) WHERE unaccounted <> 0 ORDER BY ALL"  # noqa: S608
    return snapshot.rows(sql)


def check(snapshot: Snapshot) -> list[Finding]:
    """What the suites find in a published file."""
    return [found for name in warehouse_suites() for found in check_rows(name, name, _rows(snapshot, name))]


def _rows(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    if name not in _REFERENCE:
        return snapshot.rows(warehouse_checks()[name])
    rows = snapshot.rows(f"SELECT * FROM {name} ORDER BY ALL")  # noqa: S608 - one of two names of ours
    if name == "outlets":
        return [outlet_row(row) for row in rows]
    known = {row["platform"] for row in rows}
    return [platform_row(row, known) for row in rows]


def run(settings: Settings) -> list[QualityResult]:
    """
    Checks the published file and keeps the results in the working one; readers see them with the next publication.

    Raises WarehouseDoubtful, after that, where a `stop` expectation failed; WarehouseMissing and WarehouseLocked.
    """
    with open_snapshot(settings) as snapshot:
        findings = check(snapshot)
    results = [found.result for found in findings]
    with writing(settings) as warehouse:
        warehouse.execute("DELETE FROM quality_results WHERE batch_id = $whole", {"whole": WHOLE})
        warehouse.insert("quality_results", results, batch_id=WHOLE)
    _tell(findings)
    return results


def _tell(findings: Sequence[Finding]) -> None:
    stops = [found for found in findings if found.result.action == "stop" and not found.result.is_success]
    if stops:
        told = "\n".join(f"  {found.result.table_name}, {found.result.expectation}: {found.reason}" for found in stops)
        raise WarehouseDoubtful(
            f"The warehouse breaks what must always hold:\n{told}\n`outwire rebuild` makes it anew from the batches; "
            "if it says the same again, the fault is in the program."
        )
