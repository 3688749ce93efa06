"""The comparison as it is read and printed: who said what on a terminal of 100 columns, and in a pipe."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipeline.commands.comparison import SECTIONS, Comparison, comparison_as_json, read_comparison
from pipeline.commands.comparison_facts import Saying, claimed_metrics, sayings, summary, unclaimed
from pipeline.commands.comparison_print import DIFFERENCES_SHOWN, HEADS, coverage_grids, print_comparison
from pipeline.commands.show import Row, Trimmed
from pipeline.dashboard.wording import METRIC_NAMES
from pipeline.edges.duck import open_snapshot, writing
from pipeline.publish_snapshot import run as publish_again
from pipeline.records import METRICS
from pipeline.settings import Settings
from tests.conftest import Demo, run_outwire
from tests.dashboard.drawing_board import publish


def cells(outlet: str, **states: str) -> list[Row]:
    """A row of the matrix: each metric that is named is said, or has the state that is given."""
    return [
        {
            "outlet": f"{outlet}.example",
            "outlet_name": outlet.title(),
            "metric": metric,
            "state": states.get(metric, "silent"),
            "claim_count": 2 if states.get(metric) == "said" else 0,
            "said": "words" if states.get(metric) == "said" else None,
        }
        for metric in METRICS
    ]


def claim(outlet: str, metric: str, said: str, witness: str | None = None) -> Row:
    return {
        "outlet": f"{outlet}.example",
        "outlet_name": outlet.title(),
        "witness_id": witness or outlet,
        "metric": metric,
        "said": said,
        "happened_at": None,
    }


def difference(number: int) -> Row:
    return {"metric": "report_count", "reason": "different_moment", "explanation": f"pair {number} [red]of moments"}


def drawn(**sections: Sequence[Row]) -> Comparison:
    overview: dict[str, Any] = dict.fromkeys(
        (
            "earliest_start_at", "latest_start_at", "earliest_restored_at", "latest_restored_at", "first_published_at",
            "last_published_at", "lowest_report_count", "highest_report_count",
        )
    )  # fmt: skip
    overview |= {"incident_id": "x-2025-03-10", "name": "X, 10 March 2025", "platform": "x", "causes": []}
    overview |= {"article_count": 3, "outlet_count": 2, "witness_count": 1}
    return Comparison(overview=overview, **sections)


def printed(found: Comparison, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    print_comparison(found, console=console)
    return console.export_text()


def test_the_grid_has_an_outlet_a_line_and_a_number_or_a_state_a_metric() -> None:
    found = drawn(
        coverage=[
            *cells("post", report_count="said", cause="too_early"),
            *cells("herald", cause="said", report_count="unread"),
            *cells("echo", cause="said"),
        ]
    )
    lines = [line.split() for line in printed(found).splitlines()]
    start = lines.index(["reports", "cause"])
    assert lines[start + 1 : start + 4] == [["Post", "2", "early"], ["Herald", "?", "2"], ["Echo", "-", "2"]]


def test_metrics_that_nobody_claims_are_named_in_a_sentence_and_have_no_column() -> None:
    found = drawn(coverage=cells("post", **dict.fromkeys(METRICS[:-1], "said")))
    assert unclaimed(found) == "Nobody says anything on: what it cost."
    assert "cost" not in printed(found).split("Nobody says")[0]


def test_what_is_said_stands_once_with_all_who_say_it_and_how_many_are_independent() -> None:
    found = drawn(
        coverage=[row for name in ("a", "b", "c") for row in cells(name, cause="said")],
        claims=[
            claim("a", "cause", "a fire", "wire"),
            claim("b", "cause", "a fire", "wire"),
            claim("c", "cause", "a mole"),
            claim("c", "cause", "a mole"),
        ],
    )
    assert sayings(found, "cause") == [Saying("a fire", ("A", "B"), 1, None), Saying("a mole", ("C",), 1, None)]
    assert re.search(r"Cause +a fire +A, B \(1 independent\)\n +a mole +C\n", printed(found))


def test_what_most_witnesses_say_comes_first_and_then_what_is_about_the_earliest_moment(told: Comparison) -> None:
    for metric in claimed_metrics(told):
        found = sayings(told, metric)
        assert [one.witness_count for one in found] == sorted((one.witness_count for one in found), reverse=True)
    times = [one for one in sayings(told, "time_point") if one.witness_count == 1]
    moments = [one.happened_at for one in times if one.happened_at]
    assert moments == sorted(moments)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("count", [1, 6, 40])
def test_the_grid_of_all_metrics_fits_whatever_the_width(width: int, count: int) -> None:
    names = [f"the {'very ' * (number % 7)}long name {number}" for number in range(count)]
    found = drawn(coverage=[row for name in names for row in cells(name, **dict.fromkeys(METRICS, "said"))])
    grids = list(coverage_grids(found, width))
    assert [str(column.header) for grid in grids for column in grid.columns if str(column.header)] == list(
        HEADS.values()
    )
    text = printed(found, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert [head for head in HEADS.values() if head not in text] == []
    assert (len(grids) == 1) is (width >= 100)


def test_every_metric_has_a_head() -> None:
    assert tuple(HEADS) == METRICS


def test_the_summary_says_what_all_say_together(told: Comparison) -> None:
    facts = dict(summary(told))
    assert facts["Told by"] == "6 articles, 6 outlets, 6 independent witnesses"
    assert facts["Said to begin"].endswith("UTC, 10 March 2025")
    assert "cyberattack" in facts["Said to be the cause"]
    assert facts["Differences"].startswith(f"{len(told.differences)}: ")


def test_one_witness_is_not_called_witnesses_and_what_nobody_gives_is_left_out() -> None:
    facts = dict(summary(drawn()))
    assert facts == {
        "Told by": "3 articles, 2 outlets, 1 independent witness",
        "Said to be the cause": "nobody names one",
        "Differences": "none",
    }


def test_strangers_markup_is_printed_as_typed() -> None:
    assert "pair 0 [red]of moments" in printed(drawn(differences=[difference(0)]))


def test_nothing_that_strangers_wrote_moves_the_cursor_or_breaks_the_width(hostile: Comparison) -> None:
    text = printed(hostile)
    assert [char for char in text if unicodedata.category(char)[0] == "C" and char != "\n"] == []
    assert max(map(len, text.splitlines())) <= 100
    assert "<script>" in text


def test_the_rest_of_many_differences_is_counted_and_where_it_is_said() -> None:
    text = printed(drawn(differences=[difference(number) for number in range(20)]))
    assert f"pair {DIFFERENCES_SHOWN - 1} " in text
    assert f"pair {DIFFERENCES_SHOWN} " not in text
    assert "and 8 more: outwire compare x-2025-03-10 --html x-2025-03-10.html" in text


def test_an_incident_without_differences_says_so() -> None:
    assert "do not differ" in printed(drawn())


def test_a_pipe_gets_100_columns_and_no_blank_at_the_end_of_a_line(demo: Demo) -> None:
    ran = run_outwire("compare", "x-2025-03-10", home=demo.settings.home, COLUMNS="")
    lines = ran.out.splitlines()
    assert 80 < max(map(len, lines)) <= 100
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\x1b" not in ran.out
    assert [name for name in METRIC_NAMES.values() if name.split()[0] in ran.out][:3]


def test_trimming_keeps_every_word_and_style() -> None:
    console = Console(width=20, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Trimmed("[bold]a[/bold] b   \n\n c"))
    assert console.file.getvalue() == "\x1b[1ma\x1b[0m b\n\n c\n"  # type: ignore[attr-defined]


def test_the_whole_comparison_is_one_json_object(told: Comparison) -> None:
    found = json.loads(comparison_as_json(told))
    assert list(found) == [*(name for name, _, _ in SECTIONS), "snapshot"]
    assert found["overview"]["outlet_count"] == 6
    assert len(found["claims"]) == found["overview"]["claim_count"] == len(told.claims)
    assert len(found["articles"]) == found["overview"]["article_count"]
    assert [row["quote"] for row in found["differences"]] == [row["quote"] for row in told.differences]
    assert found["snapshot"]["name"] == "outwire-1.duckdb"


def test_strangers_words_are_in_the_json_to_the_letter(hostile: Comparison) -> None:
    found = json.loads(comparison_as_json(hostile))
    assert {row["title"] for row in found["articles"]} == {row["title"] for row in hostile.articles}


def test_two_readings_of_one_snapshot_are_equal(told: Comparison, tmp_path: Path) -> None:
    settings = publish(Settings(home=tmp_path / "store"))
    with open_snapshot(settings) as snapshot:
        again = [comparison_as_json(read_comparison(snapshot, "x-2025-03-10")) for _ in range(2)]
    assert again[0] == again[1] == comparison_as_json(told)


def test_a_snapshot_from_before_a_mart_was_thought_of_is_compared_without_it(tmp_path: Path) -> None:
    settings = publish(Settings(home=tmp_path / "store"))
    with writing(settings) as warehouse:
        for mart in ("attributions", "figure_edits", "metric_agreement"):
            warehouse.execute(f"DROP TABLE {mart}")
        warehouse.execute("CREATE TABLE it_changed AS SELECT 1 AS one")
    publish_again(settings)
    with open_snapshot(settings) as snapshot:
        found = read_comparison(snapshot, "x-2025-03-10")
    assert (found.attributions, found.figure_edits, found.agreement) == ((), (), ())
    assert "attributions" not in found.columns
    assert "Who said what" in printed(found)


def test_an_outlet_without_a_page_in_the_matrix_is_called_by_its_domain(told: Comparison) -> None:
    assert told.name_of("nowhere.example") == "nowhere.example"
    assert told.name_of("harbourpost.example") == "Harbour Post"


def test_a_comparison_has_a_field_for_every_section() -> None:
    assert {name for name, _, _ in SECTIONS} <= {one.name for one in dataclasses.fields(Comparison)}
