"""What the pictures are drawn from: the data and the scales that go to the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import altair as alt
import pytest

from pipeline.dashboard.blame_chart import BLAMED_SHOWN, who_blames_whom
from pipeline.dashboard.drawing import heads_of, outlet_titles
from pipeline.dashboard.matrix_chart import SHADES, coverage_matrix
from pipeline.dashboard.times_chart import times_axis
from pipeline.records import METRICS


def cell(
    outlet: str, metric: str = "report_count", state: str = "said", claim_count: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "outlet": outlet,
        "outlet_name": outlet.title(),
        "metric": metric,
        "state": state,
        "claim_count": claim_count if state == "said" else 0,
        "said": "at least 40,000 reports at 10:00 ET" if state == "said" else None,
        "first_published_at": None,
    } | more


def drawn_rows(chart: alt.LayerChart) -> list[dict[str, Any]]:
    return next(iter(chart.to_dict()["datasets"].values()))


def test_a_cell_says_what_was_said_or_why_nothing_was() -> None:
    states = ("said", "silent", "too_early", "unread")
    rows = drawn_rows(
        coverage_matrix([cell("a.example", metric, state) for metric, state in zip(METRICS[:4], states, strict=True)])
    )
    assert [row["words"].replace("\n", " ") for row in rows] == [
        "at least 40,000 reports at 10:00 ET",
        "silent",
        "too early",
        "unread",
    ]


@pytest.mark.parametrize(
    ("claim_count", "shade"),
    [(1, "1 claim"), (2, "2 or 3 claims"), (3, "2 or 3 claims"), (4, "4 claims or more"), (40, "4 claims or more")],
)
def test_the_more_claims_the_darker_the_cell(claim_count: int, shade: str) -> None:
    [row] = drawn_rows(coverage_matrix([cell("a.example", claim_count=claim_count)]))
    assert row["shade"] == shade
    assert shade in SHADES


@pytest.mark.parametrize(("outlet_count", "has_words"), [(6, True), (15, True), (16, False), (60, False)])
def test_where_words_no_longer_fit_the_cell_has_the_number_of_claims(outlet_count: int, has_words: bool) -> None:
    rows = drawn_rows(coverage_matrix([cell(f"o{number}.example") for number in range(outlet_count)]))
    assert {row["words"] == "1" for row in rows} == {not has_words}


@pytest.mark.parametrize(("outlet_count", "line_count"), [(6, 3), (7, 3), (8, 4), (12, 4)])
def test_words_fill_the_lines_of_a_cell_and_say_where_they_end_early(outlet_count: int, line_count: int) -> None:
    cells = [cell(f"o{number}.example", said="many words " * 40) for number in range(outlet_count)]
    lines = drawn_rows(coverage_matrix(cells))[0]["words"].split("\n")
    assert len(lines) == line_count
    assert lines[-1].endswith("…")


def test_two_outlets_of_one_name_are_told_apart_by_their_domains() -> None:
    rows = [{"outlet": f"{n}.example", "outlet_name": name} for n, name in (("a", "Star"), ("b", "Star"), ("c", "Sun"))]
    assert outlet_titles(rows) == {
        "a.example": "Star (a.example)",
        "b.example": "Star (b.example)",
        "c.example": "Sun",
    }


def test_titles_of_several_lines_end_at_the_same_height() -> None:
    assert heads_of([["one"], ["two", "lines"]]) == ["\none", "two\nlines"]


def moment(
    metric: str = "time_point", label: str | None = "start", value: float | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "happened_at": datetime(2025, 3, 10, 9, 30, tzinfo=UTC),
        "happened_at_precision": "minute",
        "outlet": "a.example",
        "outlet_name": "A",
        "metric": metric,
        "label": label,
        "said": "began at 05:30 ET",
        "value": value,
        "value_high": None,
        "at_local": "05:30",
        "timezone": "America/New_York",
        "timezone_basis": "stated",
        "source": None,
        "quote": "it began at 5:30",
    } | more


def test_a_time_has_its_utc_clock_and_a_figure_its_value() -> None:
    chart = times_axis([moment(), moment("report_count", None, 20000.0)], {"a.example": "A"}, None)
    time, figure = drawn_rows(chart)
    assert (time["written"], time["value"], time["moment"]) == ("09:30", "", "start")
    assert (figure["written"], figure["value"], figure["moment"]) == ("", "20,000", "figure")


def test_a_time_that_has_no_figure_says_what_happened_then() -> None:
    [row] = drawn_rows(times_axis([moment("response", "fix_in_progress")], {"a.example": "A"}, None))
    assert row["value"] == "fix in progress"


def minutes_past_nine(*minutes: int) -> list[dict[str, Any]]:
    return [moment(happened_at=datetime(2025, 3, 10, 9, 0, tzinfo=UTC) + timedelta(minutes=past)) for past in minutes]


@pytest.mark.parametrize(
    ("minutes", "raised", "written"),
    [
        ((0, 500), [0, 0], ["09:00", "17:20"]),
        ((0, 20, 500), [0, 0, 0], ["09:00", "09:20", "17:20"]),
        ((0, 19, 500), [0, 1, 0], ["09:00", "09:19", "17:20"]),
        ((0, 10, 20, 500), [0, 1, 0, 0], ["09:00", "09:10", "09:20", "17:20"]),
        ((0, 0, 500), [0, 0, 0], ["09:00", "", "17:20"]),
    ],
)
def test_clocks_are_never_written_over_each_other(minutes: Any, raised: list[int], written: list[str]) -> None:
    rows = drawn_rows(times_axis(minutes_past_nine(*minutes), {"a.example": "A"}, None))
    assert [row["raised"] for row in rows] == raised
    assert [row["written"] for row in rows] == written


def test_outlets_do_not_raise_each_others_clocks() -> None:
    one, other = minutes_past_nine(0, 1)
    rows = drawn_rows(times_axis([one, other | {"outlet": "b.example"}], {"a.example": "A", "b.example": "B"}, None))
    assert [row["raised"] for row in rows] == [0, 0]


@pytest.mark.parametrize(
    ("given", "opacity", "written"),
    [
        ({}, 0.95, "09:30"),
        ({"timezone_basis": "carried"}, 0.95, "09:30"),
        ({"timezone_basis": "outlet"}, 0.4, "09:30"),
        ({"happened_at_precision": "part_of_day", "at_local": "morning"}, 0.4, "morning"),
    ],
)
def test_a_time_that_is_less_than_the_texts_own_word_is_faint(
    given: dict[str, str], opacity: float, written: str
) -> None:
    [row] = drawn_rows(times_axis([moment(**given)], {"a.example": "A"}, None))
    assert (row["opacity"], row["written"]) == (opacity, written)


def axes(node: Any) -> list[Mapping[str, Any]]:
    if isinstance(node, dict):
        own = [node["axis"]] if isinstance(node.get("axis"), dict) else []
        return own + [axis for part in node.values() for axis in axes(part)]
    return [axis for part in node for axis in axes(part)] if isinstance(node, list) else []


@pytest.mark.parametrize(
    ("zone", "hours"), [("America/New_York", -4), ("Asia/Kolkata", 5.5), ("Europe/London", 0), ("UTC", 0)]
)
def test_the_upper_axis_runs_on_the_zones_clock_of_that_day(zone: str, hours: float) -> None:
    # On 10 March 2025 New York was on summer time since the day before, London not yet.
    chart = times_axis([moment()], {"a.example": "A"}, zone)
    [upper] = [
        axis
        for axis in axes(chart.to_dict()["layer"])
        if axis.get("title") == zone.replace("_", " ") and axis["orient"] == "top"
    ]
    assert f"time(datum.value) + {int(hours * 3_600_000)}," in upper["labelExpr"]


def test_without_a_zone_there_is_only_the_utc_axis() -> None:
    titles = [axis.get("title") for axis in axes(times_axis([moment()], {"a.example": "A"}, None).to_dict()["layer"])]
    assert "UTC" in titles
    assert not [title for title in titles if title and "/" in title]


def blame(label: str, source: str | None = "Elon Musk", stance: str = "asserted", **more: Any) -> dict[str, Any]:
    return {
        "metric": "cause",
        "label": label,
        "other_label": None,
        "source": source,
        "stance": stance,
        "witness_count": 1,
        "outlets": ["a.example", "b.example"],
        "quote": "a cyberattack",
    } | more


def test_stances_of_one_source_on_one_thing_stand_side_by_side() -> None:
    rows = drawn_rows(who_blames_whom([blame("ddos"), blame("ddos", stance="denied"), blame("power")]))
    assert [row["place"] for row in rows] == [-0.5, 0.5, 0]


def test_who_blames_two_things_at_once_blames_both_in_one_column() -> None:
    [row] = drawn_rows(who_blames_whom([blame("US", None, metric="origin", other_label="UA")]))
    assert (row["what"], row["who"], row["told_by"]) == (
        "the US or Ukraine",
        "the outlets themselves",
        "a.example, b.example",
    )


def test_only_as_many_columns_are_drawn_as_have_room_for_their_titles() -> None:
    rows = drawn_rows(who_blames_whom([blame(f"group {number}", metric="actor") for number in range(BLAMED_SHOWN + 5)]))
    assert len(rows) == BLAMED_SHOWN
