"""The demo, as a new user meets it: what it prints, and that what it prints is what the tables hold."""

from __future__ import annotations

import re

import pytest

from pipeline.demo import INCIDENT, NEXT_STEPS, run_demo
from pipeline.edges.duck import open_snapshot
from pipeline.errors import UsageError
from pipeline.settings import Settings
from tests.conftest import Demo, run_outwire


def rows(settings: Settings, sql: str, *params: object) -> list[dict[str, object]]:
    with open_snapshot(settings) as snapshot:
        return snapshot.rows(sql, params)


def test_the_printed_table_has_the_outlets_that_the_tables_have(demo: Demo) -> None:
    outlets = rows(demo.settings, "SELECT DISTINCT outlet_name FROM coverage_matrix WHERE incident_id = ?", INCIDENT)
    assert len(outlets) >= 6
    printed = re.sub(r"\s+", " ", demo.first.out)
    assert [row["outlet_name"] for row in outlets if str(row["outlet_name"]).split()[0] not in printed] == []


@pytest.mark.parametrize(
    ("metric", "reason", "figures"),
    [
        ("time_point", "conflict|time_zone|rounding|different_moment|unclear", ("9:45", "5:30", "15 minutes")),
        ("report_count", "different_moment", ("20,000", "40,000")),
        ("duration", "wave_vs_whole", ("hour", "8 hours|eight hours")),
        ("origin", "stance", ("Ukraine",)),
    ],
)
def test_the_printed_differences_name_both_figures_and_the_reason(
    demo: Demo, metric: str, reason: str, figures: tuple[str, ...]
) -> None:
    found = rows(
        demo.settings,
        "SELECT reason, explanation FROM incident_differences WHERE incident_id = ? AND metric = ?",
        INCIDENT,
        metric,
    )
    fitting = [
        row
        for row in found
        if re.fullmatch(reason, str(row["reason"])) and all(re.search(f, str(row["explanation"])) for f in figures)
    ]
    assert fitting, [row["explanation"] for row in found]
    printed = re.sub(r"\s+", " ", demo.first.out)
    assert any(str(row["explanation"]).split(":")[0][:40] in printed for row in fitting), [
        row["explanation"] for row in fitting
    ]


def test_the_fifteen_minutes_between_utc_and_eastern_time_are_worked_out(demo: Demo) -> None:
    assert "15 minutes" in demo.first.out


def test_a_second_run_adds_nothing_and_says_so(demo: Demo) -> None:
    assert demo.second.code == 0
    assert "Added 0" in demo.second.out
    assert "Added 0" not in demo.first.out


def test_what_the_first_run_says_it_added_is_there(demo: Demo) -> None:
    said = re.search(r"Added (\d+) entries, (\d+) pages, (\d+) articles, (\d+) claims", demo.first.out)
    assert said
    for count, table in zip(said.groups(), ("entries", "pages", "articles", "claims"), strict=True):
        assert rows(demo.settings, f"SELECT count(*) AS n FROM {table}") == [{"n": int(count)}], table


def test_the_edited_figure_is_kept_in_both_states(demo: Demo) -> None:
    edits = rows(demo.settings, "SELECT said_before, said_after FROM figure_edits WHERE metric = 'report_count'")
    assert edits
    assert all(edit["said_before"] != edit["said_after"] for edit in edits)


def test_nothing_vanishes_between_the_stages(demo: Demo) -> None:
    assert rows(demo.settings, "SELECT * FROM tallies WHERE seen <> passed + dropped") == []
    broken = rows(
        demo.settings,
        """
        SELECT tallies.batch_id, tallies.stage FROM tallies
        LEFT JOIN (SELECT batch_id, stage, count(*) AS n FROM drops GROUP BY ALL) AS counted
            ON tallies.batch_id = counted.batch_id AND tallies.stage = counted.stage
        WHERE tallies.dropped <> coalesce(counted.n, 0)
        """,
    )
    assert broken == []


def test_bad_pages_of_the_newsroom_are_dropped_by_name(demo: Demo) -> None:
    reasons = {row["reason"] for row in rows(demo.settings, "SELECT DISTINCT reason FROM drops")}
    assert reasons >= {"http_gone", "not_a_page"}


def test_two_outages_of_one_platform_within_a_week_stay_apart(demo: Demo) -> None:
    pairs = rows(
        demo.settings,
        """
        SELECT one.platform FROM incidents AS one JOIN incidents AS other
            ON one.platform = other.platform AND one.started_on < other.started_on
            AND other.started_on - one.started_on <= 7
        """,
    )
    assert len(pairs) == 1


def test_stories_that_are_no_outage_make_no_claim(demo: Demo) -> None:
    [row] = rows(
        demo.settings,
        "SELECT count(*) AS n FROM claims JOIN articles USING (article_id) WHERE NOT articles.is_relevant",
    )
    assert row["n"] == 0


@pytest.mark.parametrize("command", [command for command, _ in NEXT_STEPS if "outwire" in command])
def test_what_the_demo_says_to_type_next_works(demo: Demo, command: str) -> None:
    import shlex

    ran = run_outwire(*shlex.split(command)[1:], home=demo.settings.home)
    assert ran.code == 0, ran.err
    assert ran.out.count("\n") > 3


def test_the_demo_refuses_a_store_with_other_data(settings: Settings) -> None:
    (settings.home / "batches" / "watch-20250310t120000z-0").mkdir(parents=True)
    (settings.home / "batches" / "watch-20250310t120000z-0" / "plan.json").write_text("{}")
    with pytest.raises(UsageError, match="a store of its own"):
        run_demo(settings)
