"""The worked questions: each asks one, runs on the published tables and marts, and answers right on drawn rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import compare_coverage
from pipeline.edges.duck import Warehouse
from pipeline.edges.logs import configure_logs
from pipeline.reference import project_path
from tests.comparing.drawn import (
    MONDAY,
    TUESDAY,
    at,
    began,
    blamed,
    blank_warehouse,
    coverage,
    lasted,
    put,
    reports,
    utc,
)

QUESTIONS = {file.stem: file for file in sorted((project_path("warehouse") / "questions").glob("*.sql"))}
TEXT = "A wire told of the outage at length, and two papers printed what it told to the letter, word by word. " * 3


def fill(warehouse: Warehouse) -> None:
    """Two outages of X, a wire's text at two outlets, an edit, and claims of most kinds."""
    put(warehouse, [
        coverage(
            "a.example", began(MONDAY, "05:30"), reports(20_000, **at(MONDAY, "05:30")), lasted(60),
            published_at=utc(MONDAY, "12:00"),
        ),
        coverage(
            "b.example", began(MONDAY, "09:45", "UTC"), reports(40_000, **at(MONDAY, "09:30")), lasted(480),
            blamed("ddos", "Elon Musk", "asserted"), published_at=utc(MONDAY, "15:00"),
        ),
        coverage("c.example", blamed("ddos", "Ed Krassenstein", "disputed"), text=TEXT,
                 published_at=utc(MONDAY, "16:00")),
        coverage("d.example", lasted(60), text=f"Wire. {TEXT}", published_at=utc(MONDAY, "17:00")),
        coverage("e.example", reports(900), on=TUESDAY, text="First.", fetched_at=utc(TUESDAY, "12:00")),
        coverage("e.example", reports(1_100), on=TUESDAY, text="Second.", fetched_at=utc(TUESDAY, "14:00")),
    ])  # fmt: skip
    compare_coverage.bring_up_to_date(warehouse)


@pytest.fixture
def answered(warehouse: Warehouse) -> Warehouse:
    """The same, for a test that adds to it."""
    fill(warehouse)
    return warehouse


Answers = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """The answers to all questions on it."""
    configure_logs()
    with blank_warehouse() as warehouse:
        fill(warehouse)
        return {stem: answer(warehouse, stem) for stem in QUESTIONS}


@pytest.fixture(scope="module")
def empty() -> Iterator[Warehouse]:
    """A compared warehouse without a row, for tests that only ask."""
    configure_logs()
    with blank_warehouse(of_its_own=True) as warehouse:
        compare_coverage.bring_up_to_date(warehouse)
        yield warehouse


def answer(warehouse: Warehouse, stem: str) -> list[dict[str, Any]]:
    return warehouse.rows(QUESTIONS[stem].read_text())


def test_there_are_questions_enough_to_learn_from() -> None:
    assert len(QUESTIONS) >= 12


@pytest.mark.parametrize("file", QUESTIONS.values(), ids=QUESTIONS)
def test_a_file_asks_one_question_and_says_what_it_reads(file: Path) -> None:
    lines = file.read_text().splitlines()
    assert re.fullmatch(r"-- [A-Z].*\?", lines[0])
    [reads] = [line for line in lines if line.startswith("-- Reads    ")]
    named = {name.strip() for name in reads.removeprefix("-- Reads    ").split(",")}
    assert {name for name in re.findall(r"(?:FROM|JOIN) (\w+)", file.read_text()) if name in _known()} == named


def _known() -> set[str]:
    folder = project_path("warehouse")
    return {file.stem for kind in ("tables", "marts") for file in (folder / kind).glob("*.sql")}


@pytest.mark.parametrize("stem", QUESTIONS)
def test_a_question_runs_on_an_empty_warehouse(empty: Warehouse, stem: str) -> None:
    assert answer(empty, stem) == []


def test_most_told_of_first(answers: Answers) -> None:
    rows = answers["01_which_outages_are_told_of_most"]
    assert [(row["incident_id"], row["outlet_count"], row["witness_count"]) for row in rows] == [
        ("x-2025-03-10", 4, 3), ("x-2025-03-11", 1, 1),
    ]  # fmt: skip


def test_first_with_a_metric(answers: Answers) -> None:
    rows = {row["metric"]: row for row in answers["02_who_was_first_with_a_metric"]}
    assert (rows["cause"]["first_outlet"], rows["cause"]["next_outlet"]) == ("b.example", "c.example")
    assert rows["cause"]["lead_minutes"] == 60
    assert None not in rows


def test_figures_that_differ(answers: Answers) -> None:
    rows = {row["metric"]: row for row in answers["03_which_figures_differ_and_why"]}
    assert rows["report_count"]["reasons"] == "different_moment"
    assert rows["cause"]["reasons"] == "stance"
    assert "time_point" not in rows


def test_the_most_telling_pairs(answers: Answers) -> None:
    rows = answers["04_why_do_two_claims_differ"]
    assert [row["reason"] for row in rows if row["incident_id"] == "x-2025-03-11"] == ["revised"]
    assert rows[0]["explanation"].startswith("9:45 UTC is 5:45 a.m. in New York")


def test_counts_over_time(answers: Answers) -> None:
    rows = answers["05_how_did_the_counts_rise_and_fall"]
    assert [(row["happened_at"], row["highest_count"]) for row in rows] == [
        (utc(MONDAY, "09:30"), 20_000), (utc(MONDAY, "13:30"), 40_000),
    ]  # fmt: skip


def test_starts_side_by_side(answers: Answers) -> None:
    rows = answers["06_when_did_it_begin"]
    assert [(row["outlet_name"], row["minutes_after_earliest"]) for row in rows] == [
        ("a.example", 0), ("b.example", 15),
    ]  # fmt: skip


def test_blame_and_doubt(answers: Answers) -> None:
    [row] = answers["07_who_blames_whom"]
    assert (row["stand_for_it"], row["doubt_it"]) == (["Elon Musk"], ["Ed Krassenstein"])


def test_silence_on_the_cause(answers: Answers) -> None:
    rows = answers["08_who_is_silent_on_the_cause"]
    assert [row["outlet_name"] for row in rows] == ["d.example", "e.example"]


def test_texts_that_outlets_share(answers: Answers) -> None:
    [row] = answers["09_which_outlets_share_a_text"]
    assert (row["first_outlet"], row["outlets"]) == ("c.example", ["c.example", "d.example"])


def test_changed_figures(answers: Answers) -> None:
    [row] = answers["10_which_figures_were_changed"]
    assert (row["said_before"], row["said_after"]) == ("900 reports", "1,100 reports")


def test_platforms_by_outages(answers: Answers) -> None:
    [row] = answers["11_which_platforms_fail_most"]
    assert (row["incident_count"], row["with_duration_count"], row["longest_minutes"]) == (2, 1, 480)


def test_drops_by_share(answered: Warehouse) -> None:
    assert answer(answered, "12_what_was_dropped_and_why") == []
    answered.insert("why_dropped", [
        {"stage": "fetch_pages", "reason": "timed_out", "share_percent": 1.26},
        {"stage": "poll_feeds", "reason": "feed_not_xml", "share_percent": 33.333},
    ])  # fmt: skip
    assert [row["share_percent"] for row in answer(answered, "12_what_was_dropped_and_why")] == [33.3, 1.3]


def test_what_cannot_both_be_right_comes_before_what_is_open(answered: Warehouse) -> None:
    put(answered, [
        coverage("f.example", reports(30_000, region="US", label="peak", **at(MONDAY, "09:30"))),
        coverage("g.example", reports(45_000, region="US", label="peak", **at(MONDAY, "09:30"))),
        coverage("h.example", lasted(300)),
    ], batch_id="more")  # fmt: skip
    compare_coverage.bring_up_to_date(answered)
    rows = answer(answered, "13_what_cannot_both_be_right")
    assert [row["reason"] for row in rows] == sorted(row["reason"] for row in rows)
    [conflict] = [row for row in rows if {row["outlet"], row["other_outlet"]} == {"f.example", "g.example"}]
    assert (conflict["reason"], conflict["name"]) == ("conflict", "X, 10 March 2025")
    assert "unclear" in {row["reason"] for row in rows}


def test_what_one_witness_alone_says(answers: Answers) -> None:
    rows = {(row["metric"], row["said"]): row for row in answers["14_what_rests_on_one_witness"]}
    alone = rows["duration", "about 8 hours"]
    assert (alone["outlets"], alone["witnesses_of_the_outage"]) == (["b.example"], 3)
    assert ("duration", "about 1 hour") not in rows
    assert {row["incident_id"] for row in rows.values()} == {"x-2025-03-10"}


def test_clock_times_of_nobodys_clock(answered: Warehouse) -> None:
    unzoned = {"timezone": None, "timezone_basis": "none", "happened_at": None, "happened_at_precision": None}
    put(answered, [
        coverage("z.example", began(MONDAY, "05:30"), {**began(MONDAY, "06:00"), **unzoned}),
        coverage("y.example", {**began(MONDAY, "05:30"), "at_local": "night", **unzoned}),
    ], batch_id="more")  # fmt: skip
    compare_coverage.bring_up_to_date(answered)
    rows = {row["outlet"]: row for row in answer(answered, "15_who_gives_times_without_a_zone")}
    assert (rows["z.example"]["clock_count"], rows["z.example"]["without_zone_percent"]) == (2, 50)
    assert rows["a.example"]["without_zone_count"] == 0
    assert not rows.keys() & {"d.example", "y.example"}


def test_the_operator_before_the_press(answered: Warehouse) -> None:
    post = {"incident_id": "x-2025-03-10", "status_outlet": "status.example", "press_outlet": "a.example"}
    answered.insert("press_against_status", [
        {**post, "entry_id": "late", "acknowledged_at": utc(MONDAY, "13:00"), "first_to_tell": "press",
         "acknowledgement_lag_minutes": 60},
        {**post, "entry_id": "early", "acknowledged_at": utc(MONDAY, "10:00"), "first_to_tell": "operator",
         "acknowledgement_lag_minutes": -120, "resolved_at": utc(MONDAY, "18:00")},
    ])  # fmt: skip
    [row] = answer(answered, "16_did_the_operator_tell_before_the_press")
    assert (row["first_to_tell"], row["acknowledgement_lag_minutes"]) == ("operator", -120)
    assert (row["acknowledged_at"], row["resolved_at"]) == (utc(MONDAY, "10:00"), utc(MONDAY, "18:00"))


def test_only_blame_that_grew(answered: Warehouse) -> None:
    account = {"incident_id": "x-2025-03-10", "subject": "UA", "outlet_name": "A"}
    answered.insert("attribution_history", [
        {**account, "claim_id": str(number), "drift": drift}
        for number, drift in enumerate(["first", "more_specific", "weaker", None, "more_specific_and_certain"])
    ])  # fmt: skip
    rows = [row for row in answer(answered, "17_where_did_blame_grow") if row["subject"] == "UA"]
    assert [row["drift"] for row in rows] == ["more_specific", "more_specific_and_certain"]


def test_outlets_by_how_early_they_are(answered: Warehouse) -> None:
    profile = {"first_count": 1, "raced_count": 2, "exact_percent": 33.333}
    answered.insert("outlet_profile", [
        {**profile, "outlet": "late", "outlet_name": "Late", "incident_count": 2, "median_minutes_behind": 90.0},
        {**profile, "outlet": "early", "outlet_name": "Early", "incident_count": 9, "median_minutes_behind": 0.0},
        {**profile, "outlet": "once", "outlet_name": "Once", "incident_count": 1, "median_minutes_behind": 0.0},
    ])  # fmt: skip
    rows = answer(answered, "18_which_outlets_are_early_and_exact")
    assert [(row["outlet_name"], row["exact_percent"]) for row in rows] == [("Early", 33.3), ("Late", 33.3)]
