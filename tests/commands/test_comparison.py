"""The printed comparison: outlets side by side, as many a table as fit."""

from __future__ import annotations

import io
import json

from rich.console import Console

from pipeline.commands.comparison import Comparison, comparison_as_json, coverage_tables, print_comparison
from pipeline.commands.show import Row
from pipeline.records import METRICS


def cells(outlet: str, **said: str) -> list[Row]:
    return [
        {
            "outlet": f"{outlet}.example",
            "outlet_name": outlet.title(),
            "metric": metric,
            "state": "said" if metric in said else "silent",
            "said": said.get(metric),
        }
        for metric in METRICS
    ]


def comparison(differences: int = 1) -> Comparison:
    return Comparison(
        overview={
            "incident_id": "x-2025-03-10",
            "name": "X, 10 March 2025",
            "article_count": 3,
            "outlet_count": 2,
            "witness_count": 2,
        },
        coverage=[
            *cells("post", report_count="at least 40,000 reports; about 28,570 reports"),
            *cells("herald", duration="8 hours"),
        ],
        differences=[
            {"metric": "report_count", "reason": "different_moment", "explanation": f"pair {n} [red]of moments"}
            for n in range(differences)
        ],
    )


def printed(found: Comparison, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    print_comparison(found, console=console)
    return console.export_text()


def test_each_outlet_is_a_column_and_each_claimed_metric_a_row() -> None:
    text = printed(comparison())
    header = next(line for line in text.splitlines() if "metric" in line)
    assert "Post" in header
    assert "Herald" in header
    assert "report count" in text
    assert "duration" in text
    assert "financial impact" not in text


def test_what_an_outlet_does_not_say_is_named() -> None:
    assert "silent" in next(line for line in printed(comparison()).splitlines() if "8 hours" in line)


def test_outlets_that_do_not_fit_go_into_another_table() -> None:
    coverage = [cell for name in ("a", "b", "c", "d", "e") for cell in cells(name, duration="an hour")]
    assert len(list(coverage_tables(coverage, 200))) == 1
    tables = list(coverage_tables(coverage, 80))
    assert [len(table.columns) - 1 for table in tables] == [3, 2]


def test_strangers_markup_is_printed_as_typed() -> None:
    assert "pair 0 [red]of moments" in printed(comparison())


def test_the_rest_of_many_differences_is_counted_and_where_it_is_said() -> None:
    text = printed(comparison(differences=20))
    assert "pair 11 " in text
    assert "pair 12 " not in text
    assert "and 8 more: outwire compare x-2025-03-10 --json" in text


def test_an_incident_without_differences_says_so() -> None:
    assert "do not differ" in printed(comparison(differences=0))


def test_the_whole_comparison_is_one_json_object() -> None:
    found = json.loads(comparison_as_json(comparison(differences=20)))
    assert len(found["differences"]) == 20
    assert found["overview"]["outlet_count"] == 2
