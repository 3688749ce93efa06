"""The page that says what is expected of every table, why, what failing means, and what the last batches gave.

Ours, not the library's: Great Expectations' own pages load seventeen scripts and styles from other sites, and show
values of strangers unescaped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.commands.html_page import html_page, safe
from pipeline.quality.suites import list_suites, read_suite, title_of

Row = Mapping[str, Any]

# Of each expectation: how often it was asked and failed in the last batches, and what was seen the last time.
RESULTS = """
WITH last_batches AS (
    SELECT batch_id, loaded_at FROM batches ORDER BY loaded_at DESC, batch_id LIMIT 100
)
SELECT
    suite,
    expectation,
    count(*) AS asked_count,
    count(*) FILTER (NOT is_success) AS failed_count,
    sum(coalesce(unexpected_count, 0)) AS unexpected_count,
    max_by(quality_results.batch_id, loaded_at) FILTER (NOT is_success) AS last_batch,
    max_by(observed, loaded_at) FILTER (NOT is_success) AS last_observed
FROM quality_results
LEFT JOIN last_batches ON quality_results.batch_id = last_batches.batch_id
WHERE last_batches.batch_id IS NOT NULL OR quality_results.batch_id = 'warehouse'
GROUP BY suite, expectation
"""
_TITLES = ("expectation", "failing means", "why", "asked in 100 batches", "failed", "the last time")
_STYLE = """table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .3rem .6rem;
vertical-align: top; border-bottom: 1px solid #ddd } .failed { background: #fdecea } .stop { font-weight: bold }
td { overflow-wrap: anywhere }
"""


def docs_page(results: Sequence[Row]) -> str:
    """The page, from rows as `RESULTS` gives them."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in results:
        found[row["suite"]][row["expectation"]] = row
    body = ["<p>quarantine: the row is kept aside. stop: the batch is parked. warn: it is said.</p>"]
    for name in list_suites():
        body += _suite(name, found[name])
    return html_page("What is expected of every table", body, style=_STYLE, width="80rem")


def _suite(name: str, found: Mapping[str, Row]) -> Iterator[str]:
    suite = read_suite(name)
    yield f'<h2 id="{safe(name)}">{safe(name)}</h2>\n<p>{safe(suite["notes"])}</p>'
    yield f"<table><tr>{''.join(f'<th>{title}</th>' for title in _TITLES)}</tr>"
    for expectation in suite["expectations"]:
        yield _expectation(expectation, found.get(title_of(expectation), {}))
    yield "</table>"


def _expectation(expectation: Row, found: Row) -> str:
    failed = found.get("failed_count", 0)
    last = f"{found['last_batch']}: {found['last_observed']}" if failed else ""
    cells = [title_of(dict(expectation)), expectation["meta"]["action"], expectation["meta"]["reason"]]
    shown = "".join(f"<td>{safe(cell)}</td>" for cell in [*cells, found.get("asked_count", 0), failed, last])
    return f'<tr class="{"failed" if failed else "met"} {safe(expectation["meta"]["action"])}">{shown}</tr>'
