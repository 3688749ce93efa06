"""The tables of a comparison: what each row of a mart becomes for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.commands.comparison import Comparison, read_comparison
from pipeline.commands.comparison_sheets import (
    Kind,
    Sheet,
    blame_sheet,
    drift_sheet,
    edits_sheet,
    figures_sheet,
    first_reports_sheet,
    matrix_sheets,
    sheets,
    sources_sheet,
    status_sheet,
)
from pipeline.commands.show import Row
from pipeline.edges.duck import open_snapshot, writing
from pipeline.errors import UsageError
from pipeline.publish_snapshot import run as publish_again
from pipeline.records import METRICS
from pipeline.settings import Settings
from tests.conftest import Outwire
from tests.dashboard.drawing_board import publish


def at(clock: str, day: int = 10) -> datetime:
    return datetime(2025, 3, day, int(clock[:2]), int(clock[3:]), tzinfo=UTC)


def first(**fields: Any) -> Row:
    return {
        "metric": "cause", "outlet_name": "Post", "verdict": "likely", "earliest_at": at("17:40"),
        "latest_at": at("18:25"), "explanation": "Post had it 75 min before Herald.", **fields,
    }  # fmt: skip


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


@pytest.mark.parametrize(
    ("earliest", "latest", "shown"),
    [
        (at("17:40"), at("17:40"), "10 Mar 2025, 17:40 UTC"),
        (at("17:40"), at("18:25"), "10 Mar 2025, 17:40 – 18:25 UTC"),
        (at("23:40"), at("00:25", 11), "10 Mar 2025, 23:40 UTC – 11 Mar 2025, 00:25 UTC"),
        (None, at("18:25"), "not after 10 Mar 2025, 18:25 UTC"),
        (at("17:40"), None, "10 Mar 2025, 17:40 UTC"),
        (None, None, "–"),
    ],
)
def test_who_was_first_is_an_interval(
    told: Comparison, earliest: datetime | None, latest: datetime | None, shown: str
) -> None:
    found = replace(told, first_reports=[first(earliest_at=earliest, latest_at=latest)])
    assert texts(first_reports_sheet(found)) == [["Cause", "Post", "likely", shown, first()["explanation"]]]


def test_the_outage_itself_comes_first_and_then_the_metrics_in_their_usual_order(told: Comparison) -> None:
    rows = [first(metric=metric) for metric in (*sorted(METRICS), None)]
    names = [row[0] for row in texts(first_reports_sheet(replace(told, first_reports=rows)))]
    assert names[:3] == ["The outage itself", "Reports on trackers", "Share of the reports"]
    assert len(set(names)) == len(METRICS) + 1


def test_where_nothing_dates_the_accounts_nobody_is_named(told: Comparison) -> None:
    found = replace(told, first_reports=[first(outlet_name=None, verdict="cannot_tell", earliest_at=None)])
    [row] = texts(first_reports_sheet(found))
    assert row[1:3] == ["nobody that we can name", "cannot tell"]


def test_the_mart_of_firsts_is_used(told: Comparison) -> None:
    shown = texts(first_reports_sheet(told))
    assert len(shown) == len(told.first_reports) > len(METRICS) / 2
    assert {row[2] for row in shown} <= {"certain", "likely", "cannot tell"}


@pytest.mark.parametrize(
    ("lowest", "highest", "shown"),
    [(39_000, 40_000, "39,000–40,000"), (3, 3, "3"), (39_000, None, "39,000 or more"), (None, None, "–")],
)
def test_the_values_that_all_allow_are_a_range(
    told: Comparison, lowest: float | None, highest: float | None, shown: str
) -> None:
    [row] = [row for row in told.agreement if row["metric"] == "report_count"][:1]
    found = replace(told, agreement=[{**row, "allowed_lowest": lowest, "allowed_highest": highest}])
    assert texts(figures_sheet(found))[0][4] == shown


def test_figures_without_a_number_have_no_row_and_numbers_are_numbers(told: Comparison) -> None:
    sheet = figures_sheet(told)
    assert len(sheet.rows) == len([row for row in told.agreement if row["lowest"] is not None])
    assert {cell.kind for row in sheet.rows for cell in row[1:6]} == {Kind.number}


def test_a_figure_on_another_platform_names_it(told: Comparison) -> None:
    [row] = [row for row in told.agreement if row["metric"] == "report_count"][:1]
    found = replace(told, agreement=[{**row, "platform": "aws", "label": None}])
    assert texts(figures_sheet(found))[0][0] == "Reports on trackers: aws"


def test_blame_names_who_through_whom_on_what_and_in_which_words(told: Comparison) -> None:
    row = {
        "metric": "origin", "label": "UA", "other_label": "RU", "source": "Elon Musk", "stance": "asserted",
        "outlets": ["harbourpost.example", "nowhere.example"], "witness_count": 2,
        "quote": "from Ukraine", "vias": ["Fox"],
    }  # fmt: skip
    [shown] = texts(blame_sheet(replace(told, attributions=[row])))
    assert shown == [
        "Elon Musk, through Fox", "asserted", "Origin of an attack: Ukraine or Russian Federation",
        "Harbour Post, nowhere.example", "2", "from Ukraine",
    ]  # fmt: skip
    [own] = texts(blame_sheet(replace(told, attributions=[{**row, "source": None, "vias": None, "stance": None}])))
    assert own[:2] == ["the outlets themselves", "says"]


def test_only_blame_that_changed_is_told_as_such(told: Comparison) -> None:
    row = {"outlet_name": "Post", "published_at": at("18:00"), "explanation": None}
    found = replace(told, attribution_history=[row, {**row, "explanation": "“area of” became “from”."}])
    assert texts(drift_sheet(found)) == [["Post", "10 Mar 2025, 18:00 UTC", "“area of” became “from”."]]


@pytest.mark.parametrize(
    ("first_to_tell", "lag", "shown"),
    [
        ("operator", -391, "the operator, 6 hours 31 minutes before"),
        ("press", 12, "the press, 12 minutes before"),
        ("cannot_tell", 3, "cannot tell"),
        ("press", None, "press"),
        (None, None, "–"),
    ],
)
def test_the_status_page_stands_beside_the_press(
    told: Comparison, first_to_tell: str | None, lag: int | None, shown: str
) -> None:
    row = {
        "status_title": "", "status_outlet": "status.example", "status_url": "https://status.example/1",
        "acknowledged_at": at("07:14"), "resolved_at": None, "press_first_at": at("13:45"),
        "first_to_tell": first_to_tell, "acknowledgement_lag_minutes": lag,
    }  # fmt: skip
    assert texts(status_sheet(replace(told, press_against_status=[row]))) == [
        ["status.example", "10 Mar 2025, 07:14 UTC", "–", "10 Mar 2025, 13:45 UTC", shown, "https://status.example/1"]
    ]


def test_a_changed_figure_has_both_states_and_when_it_was_seen(told: Comparison) -> None:
    row = {
        "outlet": "harbourpost.example", "said_before": "900 reports", "said_after": "1,100 reports",
        "changed_at": at("19:00"), "canonical_url": "https://harbourpost.example/x", "correction_note": None,
    }  # fmt: skip
    sheet = edits_sheet(replace(told, figure_edits=[row, {**row, "correction_note": "Correction: a figure."}]))
    edit = ["Harbour Post", "900 reports", "1,100 reports", "10 Mar 2025, 19:00 UTC"]
    assert texts(sheet) == [
        [*edit, "none", "https://harbourpost.example/x"],
        [*edit, "Correction: a figure.", "https://harbourpost.example/x"],
    ]
    assert sheet.rows[0][-1].kind is Kind.address


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"published_at": at("17:40"), "published_at_precision": "minute"}, "10 Mar 2025, 17:40 UTC"),
        ({"published_at": at("00:00"), "published_at_precision": "day"}, "10 Mar 2025"),
        ({"published_at": at("17:40"), "published_at_basis": "first_seen"}, "not after 10 Mar 2025, 17:40 UTC"),
        ({"published_at": None}, "no date"),
    ],
)
def test_a_source_says_when_it_appeared_as_well_as_that_is_known(
    told: Comparison, fields: dict[str, Any], published: str
) -> None:
    found = replace(told, articles=[{**told.articles[0], "published_at_precision": "minute", **fields}])
    assert texts(sources_sheet(found))[0][2] == published


def test_a_source_says_whose_words_it_repeats(told: Comparison) -> None:
    one, other, *_ = told.articles
    shared = [one, {**other, "witness_id": one["article_id"]}, {**other, "witness_id": "gone", "title": ""}]
    assert [row[3] for row in texts(sources_sheet(replace(told, articles=shared)))] == [
        "its own", f"repeats {one['outlet_name']}", "repeats another article",
    ]  # fmt: skip


def test_sheets_without_rows_and_words_are_left_out(told: Comparison) -> None:
    empty = replace(told, agreement=(), first_reports=(), attributions=(), attribution_history=(), figure_edits=())
    empty = replace(empty, press_against_status=())
    assert [sheet.title for sheet in sheets(empty)] == ["Who blames whom", "Sources"]


def test_a_cell_is_explained_where_that_is_asked_for(told: Comparison) -> None:
    [cell] = [row for row in told.coverage if row["metric"] == "cause"][:1]
    found = replace(told, coverage=[*told.coverage[:0], {**cell, "state": "said"}, {**cell, "outlet": "b.example",
                    "outlet_name": "B", "state": "unread", "explanation": "Nothing was read."}])  # fmt: skip
    for is_explained, words in ((False, "could not be read"), (True, "could not be read\nNothing was read.")):
        [sheet] = matrix_sheets(found, 6, is_explained=is_explained)
        assert sheet.rows[0][2] == (words, Kind.quiet)


@pytest.fixture
def renamed(tmp_path: Path) -> Settings:
    """The drawn stories, where the outage of X had another id once, and two outages shared one."""
    settings = publish(Settings(home=tmp_path / "renamed"))
    with writing(settings) as warehouse:
        [other] = warehouse.rows("SELECT min(incident_id) AS id FROM incidents WHERE incident_id != 'x-2025-03-10'")
        warehouse.insert("incident_aliases", [
            {"alias": "x-2025-03-11", "incident_id": "x-2025-03-10"},
            {"alias": "x-2025-03-12", "incident_id": "x-2025-03-10"},
            {"alias": "x-2025-03-12", "incident_id": other["id"]},
            {"alias": "x-2025-03-13", "incident_id": "gone-2025-03-13"},
        ])  # fmt: skip
    publish_again(settings)
    return settings


def test_an_incident_is_found_by_an_id_that_it_had(
    renamed: Settings, outwire: Outwire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", str(renamed.home))
    old, new = outwire("compare", "x-2025-03-11", "--json"), outwire("compare", "x-2025-03-10", "--json")
    assert old.out == new.out
    assert (old.code, old.err, new.err) == (0, "x-2025-03-11 is now x-2025-03-10.\n", "")


def test_an_id_that_several_incidents_had_is_told_with_all_of_them(renamed: Settings) -> None:
    with open_snapshot(renamed) as snapshot, pytest.raises(UsageError, match=r"choose .+ or x-2025-03-10"):
        read_comparison(snapshot, "x-2025-03-12")


def test_an_id_of_an_incident_that_is_no_more_is_none(renamed: Settings) -> None:
    with open_snapshot(renamed) as snapshot, pytest.raises(UsageError, match="There is no incident 'x-2025-03-13'"):
        read_comparison(snapshot, "x-2025-03-13")
