"""`outwire quality`: what the checks found in the last batches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]

_LAST_BATCHES = """
WITH last_batches AS (
    SELECT batch_id, loaded_at, is_parked FROM batches ORDER BY loaded_at DESC, batch_id LIMIT $count
),
ledger AS ({ledger})
SELECT
    last_batches.batch_id,
    last_batches.loaded_at,
    last_batches.is_parked AS parked,
    (SELECT seen FROM ledger WHERE batch_id = last_batches.batch_id AND stage = 'check_quality') AS seen,
    (SELECT passed FROM ledger WHERE batch_id = last_batches.batch_id AND stage = 'check_quality') AS passed,
    (SELECT quarantined FROM ledger WHERE batch_id = last_batches.batch_id AND stage = 'check_quality') AS quarantined,
    (SELECT sum(abs(unaccounted)) FROM ledger WHERE batch_id = last_batches.batch_id) AS unaccounted,
    (
        SELECT string_agg(action || ': ' || suite || ', ' || expectation, '; ' ORDER BY action, suite, expectation)
        FROM quality_results
        WHERE batch_id = last_batches.batch_id AND NOT is_success
    ) AS failed
FROM last_batches
ORDER BY last_batches.loaded_at DESC, last_batches.batch_id
"""


def quality(
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="So many batches, the latest first.")] = 10,
    check: Annotated[
        bool, typer.Option("--check", help="Check the warehouse as a whole now, and say what fails.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write all expectations and results as a page.")
    ] = None,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """Show what the checks found in the last batches: rows seen, passed and held, and which expectations failed."""
    from pipeline.check_warehouse import warehouse_checks
    from pipeline.commands.show import choose_form, print_rows
    from pipeline.edges.duck import open_snapshot
    from pipeline.settings import load_settings

    settings, form = load_settings(), choose_form(as_csv=csv, as_json=json)
    if check:
        _check_warehouse()
    if html is not None:
        _write_docs(html)
    sql = _LAST_BATCHES.format(ledger=warehouse_checks()["ledger"])
    with open_snapshot(settings) as snapshot:
        table = snapshot.table(sql, {"count": last})
    print_rows(table.to_pylist(), tuple(table.column_names), form, title="Quality", empty="No batch was loaded yet.")


def _write_docs(file: Path) -> None:
    from pipeline.edges.duck import open_snapshot
    from pipeline.edges.files import write_whole
    from pipeline.quality.data_docs import RESULTS, docs_page
    from pipeline.settings import load_settings

    with open_snapshot(load_settings()) as snapshot:
        page = docs_page(snapshot.rows(RESULTS))
    write_whole(file, page.encode())
    typer.echo(f"Wrote what is expected of every table, and what was found, to {file}.", err=True)


def _check_warehouse() -> None:
    from pipeline import check_warehouse
    from pipeline.settings import load_settings

    results = check_warehouse.run(load_settings())
    failed = [result for result in results if not result.is_success]
    typer.echo(f"The warehouse as a whole: {len(results)} expectations, {len(failed)} failed.", err=True)
    for result in failed:
        typer.echo(f"  {result.action}: {result.table_name}, {result.expectation}", err=True)
