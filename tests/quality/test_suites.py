"""The suites, run by Great Expectations: each catches what it is there for, at its boundary."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.check_warehouse import warehouse_checks, warehouse_suites
from pipeline.errors import SettingsError
from pipeline.quality import suites
from pipeline.quality.collected import (
    date_row,
    drop_row,
    outlet_row,
    page_row,
    plan_row,
    platform_row,
    poll_row,
    post_row,
    replay_row,
    result_row,
    source_row,
)
from pipeline.quality.frames import article_row, claim_row, entry_row, quarantine_row, tally_rows
from pipeline.quality.suites import ACTIONS, Finding, check_rows, list_suites, read_suite, title_of
from pipeline.records import BatchPlan, Drop, QualityResult, Replay, StatusPost, Tally
from pipeline.reference import project_path
from pipeline.reference_tables import list_outlets, list_platforms
from tests.warehouse.drawing import NOON, SOURCE, Story, hours, poll

STORY = Story("a", text="Over 40,000 users reported problems with X, the tracker Downdetector says. It was 10 a.m.")
GOOD_TALLIES = [Tally(stage="poll_feeds", seen=2, passed=2, dropped=0), Tally(stage="b", seen=2, passed=2, dropped=0)]
PLAN = BatchPlan(batch_id="one", kind="watch", source_kind="feed", planned_at=NOON, code_version="1")
DROP = Drop(
    stage="fetch_pages", kind="entry", record_id="e", reason="http_gone", url="http://post.example/a", dropped_at=NOON
)
POST = StatusPost(
    post_id="p", source_id="s", post_url="http://status.example/1", title="Errors", component=None, impact="minor",
    status="resolved", basis="updates", started_at=NOON - hours(2), started_text=None,
    acknowledged_at=NOON - hours(1), acknowledged_text="We are looking", identified_at=None, identified_text=None,
    monitoring_at=None, monitoring_text=None, resolved_at=NOON, resolved_text=None, update_count=2, seen_at=NOON,
)  # fmt: skip
REPLAY = Replay(
    replay_id="r", quarantine_id="q", table_name="claims", record_id="c", expectation="drawn", quarantined_at=NOON,
    replayed_at=NOON + hours(1), replayed_by="replay-1", outcome="released",
)  # fmt: skip
RESULT = QualityResult(
    suite="claims", expectation="x", table_name="claims", action="warn", is_success=True, row_count=1
)
GOOD: dict[str, dict[str, Any]] = {
    "sources": source_row(SOURCE),
    "polls": poll_row(poll()),
    "status_posts": post_row(POST),
    "entries": entry_row(STORY.entry),
    "pages": page_row(STORY.page, {STORY.entry.entry_id}),
    "articles": article_row(STORY.article),
    "article_dates": date_row(STORY.date, {STORY.article.article_id}),
    "claims": claim_row(STORY.claims[0], STORY.article),
    "drops": drop_row(DROP),
    "batches": plan_row(PLAN),
    "tallies": tally_rows(GOOD_TALLIES, {}, {})[1],
    "quarantine": quarantine_row("claims", 100, 5, 0.5),
    "replays": replay_row(REPLAY),
    "quality_results": result_row(RESULT),
    "platforms": platform_row(list_platforms()[0], {row["platform"] for row in list_platforms()}),
    "outlets": outlet_row(list_outlets()[0]),
}
# That each suite left a result is asked of all of them together, so one row never meets it.
ALL_AT_ONCE = {"quality_results"}


def broken(findings: list[Finding]) -> dict[str, str]:
    """What failed, and what that means."""
    return {found.result.expectation: found.result.action for found in findings if not found.result.is_success}


def check(suite: str, *rows: dict[str, Any]) -> dict[str, str]:
    return broken(check_rows(suite, suite, rows))


def test_each_suite_of_a_batch_has_rows_that_meet_it() -> None:
    assert set(list_suites()) - set(GOOD) == set(warehouse_checks()) - {"ledger"}
    for suite in set(GOOD) - ALL_AT_ONCE:
        assert check(suite, GOOD[suite]) == {}, suite


def test_every_table_has_a_suite() -> None:
    tables = {path.stem for path in (project_path("warehouse") / "tables").glob("*.sql")}
    assert tables == set(list_suites())


def test_a_suite_that_was_not_run_stops_the_batch() -> None:
    asked = set(list_suites()) - set(warehouse_suites()) - {"quality_results", "replays"}
    every = [{**GOOD["quality_results"], "suite": name, "title": name} for name in asked]
    assert check("quality_results", *every) == {}
    for left_out in range(len(every)):
        found = check("quality_results", *every[:left_out], *every[left_out + 1 :])
        assert found == {"suite: column_distinct_values_to_contain_set": "stop"}


@pytest.mark.parametrize("suite", list_suites())
def test_every_expectation_says_what_failing_means_and_why(suite: str) -> None:
    content = read_suite(suite)
    assert content["name"] == suite
    assert content["notes"].endswith(".")
    for expectation in content["expectations"]:
        assert expectation["meta"]["action"] in ACTIONS
        assert expectation["meta"]["reason"].endswith(".")
        assert set(expectation) == {"type", "kwargs", "meta"}


@pytest.mark.parametrize("suite", sorted(GOOD))
def test_every_column_that_a_suite_asks_about_is_there_and_is_asked_about(suite: str) -> None:
    asked = {expectation["kwargs"]["column"] for expectation in read_suite(suite)["expectations"]}
    assert asked <= set(GOOD[suite])
    assert set(GOOD[suite]) - asked <= {"stage", "table_name"}


# One value of one column that breaks an expectation, and what that means.
CATCHES = [
    ("entries", "entry_id", None, "stop"),
    ("entries", "entry_url", "javascript:alert(1)", "quarantine"),
    ("entries", "entry_url", "http:///nowhere", "quarantine"),
    ("entries", "entry_url_chars", 2001, "quarantine"),
    ("entries", "first_seen_at", None, "quarantine"),
    ("entries", "title_chars", 1001, "warn"),
    ("entries", "author_count", 11, "warn"),
    ("entries", "author_chars", 101, "warn"),
    ("entries", "author_chars", 0, "warn"),
    ("entries", "summary_chars", 1001, "warn"),
    ("entries", "summary_chars", 0, "warn"),
    ("entries", "is_clean", False, "quarantine"),
    ("polls", "has_moved_to_web", False, "warn"),
    ("entries", "listed_year", 1989, "warn"),
    ("entries", "listed_hours_ahead", 48.1, "warn"),
    ("articles", "article_id", None, "stop"),
    ("articles", "canonical_url", "ftp://post.example/a", "quarantine"),
    ("articles", "text_chars", 0, "quarantine"),
    ("articles", "text_chars", 500001, "quarantine"),
    ("articles", "text_chars", 79, "warn"),
    ("articles", "is_clean", False, "quarantine"),
    ("articles", "is_composed", False, "quarantine"),
    ("articles", "has_its_sha256", False, "stop"),
    ("articles", "published_year", 1989, "quarantine"),
    ("articles", "published_hours_after_fetch", 48.1, "quarantine"),
    ("articles", "published_at", None, "warn"),
    ("articles", "outlet", None, "quarantine"),
    ("articles", "title_chars", 0, "warn"),
    ("claims", "claim_id", None, "stop"),
    ("claims", "has_article", False, "quarantine"),
    ("claims", "has_quote_at_span", False, "quarantine"),
    ("claims", "metric", "weather", "quarantine"),
    ("claims", "has_known_label", False, "quarantine"),
    ("claims", "has_known_unit", False, "quarantine"),
    ("claims", "has_known_region", False, "quarantine"),
    ("claims", "has_known_timezone", False, "quarantine"),
    ("claims", "percent", 100.1, "quarantine"),
    ("claims", "percent", -0.1, "quarantine"),
    ("claims", "percent_high", 101.0, "quarantine"),
    ("claims", "has_whole_count", False, "quarantine"),
    ("claims", "share_of_plausible", 1.01, "quarantine"),
    ("claims", "share_of_plausible", -1.0, "quarantine"),
    ("claims", "has_range_upwards", False, "quarantine"),
    ("claims", "minutes", 86401.0, "quarantine"),
    ("claims", "minutes", -1.0, "quarantine"),
    ("claims", "at_local", "24:00", "quarantine"),
    ("claims", "at_local", "9:30", "quarantine"),
    ("claims", "at_local", "teatime", "quarantine"),
    ("claims", "days_from_publication", -14.1, "quarantine"),
    ("claims", "days_from_publication", 14.1, "quarantine"),
    ("claims", "days_after_publication", 2.1, "quarantine"),
    ("claims", "stated_days_from_publication", -15.0, "warn"),
    ("claims", "confidence", 1.1, "quarantine"),
    ("claims", "platform", "X (Twitter)", "quarantine"),
    ("claims", "quote_chars", 501, "warn"),
    ("sources", "source_id", None, "stop"),
    ("sources", "kind", "radio", "stop"),
    ("sources", "is_web_address", False, "stop"),
    ("sources", "has_known_country", False, "warn"),
    ("sources", "has_known_timezone", False, "warn"),
    ("polls", "poll_id", None, "stop"),
    ("polls", "outcome", "perhaps", "stop"),
    ("polls", "polled_year", 1970, "stop"),
    ("polls", "days_until_next", -0.1, "warn"),
    ("polls", "days_until_next", 40.1, "warn"),
    ("polls", "failure_count", -1, "stop"),
    ("polls", "has_reason_if_failed", False, "warn"),
    ("status_posts", "post_id", None, "stop"),
    ("status_posts", "is_web_address", False, "quarantine"),
    ("status_posts", "status", "fine", "quarantine"),
    ("status_posts", "acknowledged_year", 1970, "quarantine"),
    ("status_posts", "hours_ahead", 48.1, "quarantine"),
    ("status_posts", "hours_until_resolved", -0.1, "quarantine"),
    ("status_posts", "title_chars", 1001, "warn"),
    ("pages", "page_id", None, "stop"),
    ("pages", "has_entry", False, "quarantine"),
    ("pages", "page_url", "file:///etc/passwd", "quarantine"),
    ("pages", "status", 404, "quarantine"),
    ("pages", "body_bytes", -1, "quarantine"),
    ("pages", "body_bytes", 52428801, "quarantine"),
    ("pages", "body_sha256", "abc", "stop"),
    ("pages", "archive_file", None, "stop"),
    ("pages", "fetched_year", 1970, "stop"),
    ("article_dates", "has_article", False, "warn"),
    ("article_dates", "kind", "rumour", "stop"),
    ("article_dates", "precision", "century", "stop"),
    ("article_dates", "chosen_year", 1970, "warn"),
    ("article_dates", "raw_chars", 201, "warn"),
    ("drops", "record_id", None, "stop"),
    ("drops", "kind", "outlet", "stop"),
    ("drops", "stage", "publish_snapshot", "stop"),
    ("drops", "has_known_reason", False, "stop"),
    ("drops", "has_query", True, "stop"),
    ("drops", "detail_chars", 301, "warn"),
    ("drops", "dropped_year", 1970, "stop"),
    ("batches", "batch_id", "../one", "stop"),
    ("batches", "kind", "guess", "stop"),
    ("batches", "source_kind", "radio", "stop"),
    ("batches", "window_hours", 0.0, "stop"),
    ("batches", "planned_year", 1970, "stop"),
    ("batches", "code_version", None, "warn"),
    ("replays", "replay_id", None, "stop"),
    ("replays", "outcome", "lost", "stop"),
    ("replays", "replayed_by", None, "stop"),
    ("replays", "hours_held", -1.0, "warn"),
    ("quality_results", "action", "ignore", "stop"),
    ("quality_results", "excess_count", 1, "stop"),
    ("quality_results", "observed_chars", 301, "warn"),
    ("platforms", "platform", None, "stop"),
    ("platforms", "platform", "X (Twitter)", "stop"),
    ("platforms", "name", None, "stop"),
    ("platforms", "has_known_parent", False, "stop"),
    ("platforms", "has_known_country", False, "warn"),
    ("outlets", "outlet", None, "stop"),
    ("outlets", "outlet", "The Post", "warn"),
    ("outlets", "has_known_country", False, "warn"),
    ("outlets", "has_known_timezone", False, "warn"),
    ("tallies", "unaccounted", 1, "stop"),
    ("tallies", "undropped", -1, "stop"),
    ("tallies", "lost_before", 1, "stop"),
    ("quarantine", "share_of_limit", 1.01, "stop"),
]


# The values next to them that are allowed.
BOUNDARIES = [
    ("entries", "entry_url_chars", 2000),
    ("entries", "listed_hours_ahead", 48.0),
    ("entries", "author_count", 10),
    ("entries", "author_chars", 100),
    ("entries", "summary_chars", 1000),
    ("articles", "published_hours_after_fetch", 48.0),
    ("articles", "published_year", 1990),
    ("claims", "percent", 100.0),
    ("claims", "percent", 0.0),
    ("claims", "share_of_plausible", 1.0),
    ("claims", "minutes", 86400.0),
    ("claims", "at_local", "00:00"),
    ("claims", "at_local", "23:59"),
    ("claims", "at_local", "morning"),
    ("claims", "days_from_publication", -14.0),
    ("claims", "days_after_publication", 2.0),
    ("claims", "stated_days_from_publication", -14.0),
    ("claims", "platform", "microsoft-365"),
    ("quarantine", "share_of_limit", 1.0),
    ("polls", "days_until_next", 0.0),
    ("polls", "days_until_next", 40.0),
    ("polls", "polled_year", 2020),
    ("status_posts", "hours_ahead", 48.0),
    ("status_posts", "hours_until_resolved", 0.0),
    ("status_posts", "acknowledged_year", 1990),
    ("pages", "status", 200),
    ("pages", "status", 299),
    ("pages", "body_bytes", 0),
    ("pages", "body_bytes", 52428800),
    ("article_dates", "chosen_year", 1990),
    ("article_dates", "raw_chars", 200),
    ("drops", "detail_chars", 300),
    ("batches", "window_hours", 0.5),
    ("replays", "hours_held", 0.0),
    ("quality_results", "excess_count", 0),
]
# A column that is None asks nothing of its row.
UNASKED = [(suite, column, None) for suite, column, value, _ in CATCHES if value is False]
# What may stand there once, and what a second row of it means.
DUPLICATES = {
    "sources": ("source_id", "warn"), "polls": ("poll_id", "stop"), "status_posts": ("post_id", "warn"),
    "entries": ("entry_id", "warn"), "pages": ("page_id", "warn"), "articles": ("article_id", "warn"),
    "article_dates": ("chosen_for", "warn"), "claims": ("claim_id", "warn"), "replays": ("replay_id", "stop"),
    "quality_results": ("title", "stop"), "platforms": ("platform", "stop"), "outlets": ("outlet", "stop"),
}  # fmt: skip


@cache
def broken_together(suite: str) -> dict[tuple[str, str], dict[str, str]]:
    """What each drawn value breaks, all rows of a suite checked at once; each row has a key of its own."""
    drawn = [*((name, column, value) for name, column, value, _ in CATCHES), *BOUNDARIES, *UNASKED]
    cases = [(column, value) for name, column, value in drawn if name == suite]
    key, form = DUPLICATES.get(suite, ("number",))[0], "n{}.example" if suite == "outlets" else "n{}"
    rows = [{**GOOD[suite], key: form.format(number), column: value} for number, (column, value) in enumerate(cases)]
    findings = check_rows(suite, suite, rows)
    return {
        (column, repr(value)): {
            found.result.expectation: found.result.action for found in findings if number in found.broken_by
        }
        for number, (column, value) in enumerate(cases)
    }


@pytest.mark.parametrize(("suite", "column", "value", "action"), CATCHES)
def test_a_value_that_cannot_be_is_caught(suite: str, column: str, value: object, action: str) -> None:
    is_of_all = (suite, column) == ("articles", "published_at")  # half of the rows may be without
    found = check(suite, {**GOOD[suite], column: value}) if is_of_all else broken_together(suite)[column, repr(value)]
    assert all(title.startswith(f"{column}: ") for title in found)
    assert action in found.values()


@pytest.mark.parametrize(("suite", "column", "value"), [*BOUNDARIES, *UNASKED])
def test_the_boundary_itself_is_allowed_and_nothing_is_asked_of_none(suite: str, column: str, value: object) -> None:
    assert broken_together(suite)[column, repr(value)] == {}


@pytest.mark.parametrize(("suite", "found"), DUPLICATES.items())
def test_a_row_that_stands_there_twice_is_caught(suite: str, found: tuple[str, str]) -> None:
    column, action = found
    assert check(suite, GOOD[suite], GOOD[suite])[f"{column}: column_values_to_be_unique"] == action


@pytest.mark.parametrize("suite", sorted(GOOD))
def test_every_expectation_has_a_value_that_breaks_it(suite: str) -> None:
    broken_by = {(name, column) for name, column, _, _ in CATCHES} | {
        (name, column) for name, (column, _) in DUPLICATES.items()
    }
    asked = {(suite, one["kwargs"]["column"]) for one in read_suite(suite)["expectations"]}
    assert asked - broken_by <= {("quality_results", "suite")}


def test_rows_that_broke_an_expectation_are_known_by_their_position() -> None:
    bad = {**GOOD["claims"], "percent": 140.0}
    others = [{**GOOD["claims"], "claim_id": name} for name in "abc"]
    rows = [others[0], {**bad, "claim_id": "x"}, others[1], {**bad, "claim_id": "y"}, others[2]]
    [found] = [found for found in check_rows("claims", "claims", rows) if not found.result.is_success]
    assert found.broken_by == (1, 3)
    assert found.result.row_count == 5
    assert found.result.unexpected_count == 2
    assert found.result.observed == "140.0, 140.0"
    assert found.reason == "A share lies between nothing and all."


def test_of_many_rows_all_that_broke_it_are_known_and_three_are_shown() -> None:
    rows = [{**GOOD["claims"], "claim_id": str(number), "percent": 200.0 + number} for number in range(2000)]
    [found] = [found for found in check_rows("claims", "claims", rows) if not found.result.is_success]
    assert found.broken_by == tuple(range(2000))
    assert found.result.observed == "200.0, 201.0, 202.0"


def test_what_was_seen_is_escaped_and_short() -> None:
    rows = [{**GOOD["claims"], "at_local": "\x1b[31mred\n" + "x" * 5000}]
    [found] = [found for found in check_rows("claims", "claims", rows) if not found.result.is_success]
    assert "\x1b" not in found.result.observed
    assert "\n" not in found.result.observed
    assert len(found.result.observed) <= 300


def test_no_rows_meet_every_expectation() -> None:
    findings = check_rows("claims", "claims", [])
    assert len(findings) == len(read_suite("claims")["expectations"])
    assert broken(findings) == {}
    assert {found.result.row_count for found in findings} == {0}


def test_an_expectation_that_cannot_be_computed_stops_the_batch() -> None:
    without = {name: value for name, value in GOOD["quarantine"].items() if name != "share_of_limit"}
    [found] = check_rows("quarantine", "quarantine", [without])
    assert (found.result.is_success, found.result.action, found.broken_by) == (False, "stop", ())
    assert found.result.observed.startswith("could not be computed")


def test_one_column_asked_twice_gives_two_findings() -> None:
    titles = [title_of(expectation) for expectation in read_suite("articles")["expectations"]]
    assert [title for title in titles if title.startswith("text_chars")] == [
        "text_chars: column_values_to_be_between (1 to 500000)",
        "text_chars: column_values_to_be_between (at least 80)",
    ]
    assert len(check_rows("articles", "articles", [GOOD["articles"]])) == len(titles)


@pytest.fixture
def other_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(suites, "project_path", lambda name: tmp_path / name)
    (tmp_path / "schemas" / "expectations").mkdir(parents=True)
    return tmp_path / "schemas" / "expectations"


def test_a_suite_that_does_not_say_what_failing_means_is_refused_with_all_its_faults(other_schemas: Path) -> None:
    unique = {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "a"}}
    expectations = [
        unique,
        {**unique, "meta": {"action": "ignore", "reason": "x"}},
        {**unique, "meta": {"action": "warn", "reason": ""}},
        {**unique, "meta": {"action": "warn", "reason": "Good."}},
    ]
    (other_schemas / "mine.json").write_text(json.dumps({"name": "mine", "expectations": expectations}))
    with pytest.raises(SettingsError) as told:
        read_suite("mine")
    assert [line.split(".")[0].strip() for line in str(told.value).splitlines()[1:]] == ["1", "2", "3"]


@pytest.mark.parametrize("content", [None, "{", ""])
def test_a_suite_that_is_missing_or_no_json_is_named(other_schemas: Path, content: str | None) -> None:
    if content is not None:
        (other_schemas / "mine.json").write_text(content)
    with pytest.raises(SettingsError, match=r"mine\.json cannot be read"):
        read_suite("mine")


ALONE = """
import sys, socket
def refuse(event, args):
    if event == "socket.connect":
        raise SystemExit(f"connected to {args[1]}")
sys.addaudithook(refuse)
import pipeline.check_quality, pipeline.load_warehouse
assert "great_expectations" not in sys.modules, "imported before the first check"
from pipeline.quality.suites import begin_import, check_rows
begin_import().join()
assert "great_expectations" in sys.modules
for _ in range(2):
    [found] = check_rows("quarantine", "quarantine", [{"table_name": "claims", "share_of_limit": 0.2}])
    assert found.result.is_success
"""


def test_the_library_is_imported_late_says_nothing_and_connects_to_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_story_of_two_days_ahead_is_within_bounds_and_an_hour_more_is_not() -> None:
    ahead = replace(STORY.article, published_at=NOON + hours(48))
    assert check("articles", article_row(ahead)) == {}
    further = replace(STORY.article, published_at=NOON + hours(49))
    assert list(check("articles", article_row(further)).values()) == ["quarantine"]
