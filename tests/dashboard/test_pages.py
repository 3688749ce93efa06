"""The pages on a drawn store, without a browser: what stands on them, and what a click changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import publish_snapshot
from pipeline.dashboard.incidents_page import INCIDENTS, INCIDENTS_A_PAGE
from pipeline.dashboard.published import published
from pipeline.dashboard.sql_page import worked_questions
from pipeline.dashboard.tables import _csv
from pipeline.edges.duck import open_snapshot, writing
from pipeline.settings import Settings
from tests.dashboard.drawing_board import publish, refresh_marts
from tests.dashboard.drawn import APART, OTHER_STORIES, STORIES, X_STORIES, Story, at, reports

Opened = Callable[..., AppTest]
X = "x-2025-03-10"


def texts(page: AppTest) -> list[str]:
    return [element.value for element in page.text]


def metrics(page: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in page.metric}


def buttons(page: AppTest) -> dict[str, str]:
    return {element.key: element.label for element in page.button if element.key}


def titles(page: AppTest) -> list[str]:
    return [element.value for element in page.title]


def test_a_store_without_a_snapshot_says_what_to_run(settings: Settings, opened: Opened) -> None:
    page = opened(settings)
    assert not page.exception
    assert titles(page) == ["Nothing is published yet"]
    assert "make demo" in texts(page)[0]


def test_a_published_store_without_incidents_says_so(settings: Settings, opened: Opened) -> None:
    page = opened(publish(settings, [], []))
    assert not page.exception
    assert texts(page)[0].startswith("No incident yet")


def test_a_snapshot_that_lacks_a_mart_is_answered_with_words(settings: Settings, opened: Opened) -> None:
    with writing(settings) as warehouse:
        warehouse.insert("platforms", [{"platform": "x", "name": "X"}])
    publish_snapshot.run(settings)
    page = opened(settings)
    assert not page.exception
    assert "incidents were compared" in page.error[0].value
    assert "outwire compare" in page.error[0].value


def test_the_list_has_every_incident_with_its_outlets_figures_causes_and_conflicts(
    drawn: Settings, opened: Opened
) -> None:
    page = opened(drawn)
    assert not page.exception
    assert list(buttons(page)) == ["open-x-2025-03-10", "open-outlook-2025-03-01", "open-slack-2025-02-26"]
    assert texts(page)[:3] == ["6 outlets\n6 independent", "16,000–40,000", "cyberattack, DDoS"]
    assert "37,000" in texts(page)


def test_the_list_can_be_narrowed_to_a_platform_and_the_address_keeps_it(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn)
    page.selectbox[0].select("slack").run()
    assert list(buttons(page)) == ["open-slack-2025-02-26"]
    assert page.query_params["platform"] == "slack"
    assert list(buttons(opened(drawn, platform="slack"))) == ["open-slack-2025-02-26"]


def test_a_platform_that_nobody_knows_narrows_nothing(drawn: Settings, opened: Opened) -> None:
    assert len(buttons(opened(drawn, platform="'; DROP TABLE incidents; --"))) == 3


def test_more_incidents_than_fit_are_turned_over_like_pages(settings: Settings, opened: Opened) -> None:
    days = range(1, INCIDENTS_A_PAGE + 3)
    stories = [
        Story(
            "a.example", "A", at(9, 0, day), f"Down on {day}", "x", at(9, 0, day).date(), [("90 reports", reports(90))]
        )
        for day in days
    ]
    page = opened(publish(settings, stories))
    assert not page.exception
    assert len(buttons(page)) == INCIDENTS_A_PAGE


def test_a_click_opens_the_incident_and_the_address_keeps_it(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn)
    page.button(key="open-x-2025-03-10").click().run()
    assert not page.exception
    assert page.query_params["incident"] == X
    assert titles(page) == ["X\\, 10 March 2025"]


def test_an_address_opens_the_incident_and_the_way_back_leads_to_the_list(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident=X)
    page.button[0].click().run()
    assert "incident" not in page.query_params
    assert titles(page) == ["What the wires say about outages"]


def test_an_incident_that_is_not_there_is_said_to_be_missing(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident="x-2025-03-11")
    assert not page.exception
    assert titles(page) == ["No such incident"]
    assert "x-2025-03-11" in texts(page)[0]


def test_the_summary_is_the_overview_mart_in_words(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident=X)
    assert metrics(page) == {
        "Outlets": "6",
        "Reports on trackers": "16,000–40,000",
        "Said to begin": "09:30–10:00",
        "Said to be restored": "–",
        "Differences": "10",
    }


def test_every_difference_is_a_sentence_with_its_reason_and_both_quotes(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident=X)
    page.toggle(key="all-differences").set_value(True).run()
    shown = texts(page)
    pairs = [pair for pair in APART if pair.quote != "more than 3,000 reports by 11 a.m. ET"]
    assert len(pairs) == 10
    for pair in pairs:
        assert pair.explanation in shown
        assert any(f"“{pair.quote}”" in text for text in shown)
        assert any(f"“{pair.other_quote}”" in text for text in shown)


def test_what_nothing_explains_comes_first(drawn: Settings, opened: Opened) -> None:
    explanations = [text for text in texts(opened(drawn, incident=X)) if text in {pair.explanation for pair in APART}]
    assert explanations[0] == next(pair.explanation for pair in APART if pair.reason == "conflict")
    assert len(explanations) == 8


def test_figures_have_their_range_and_whether_the_outlets_agree(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident=X)
    figures = next(table.value for table in page.dataframe if "agreement" in table.value.columns)
    reports_row = figures[figures["figure"] == "Reports on trackers"].iloc[0]
    assert (reports_row["lowest"], reports_row["highest"]) == (16000, 40000)
    assert (reports_row["agreement"], reports_row["why"]) == ("differ", "different moments, different places")
    share = figures[figures["figure"] == "Share of the reports, %: app"].iloc[0]
    assert (share["lowest"], share["median"], share["highest"], share["agreement"]) == (56, 56.5, 57, "agree")


def test_every_claim_stands_in_the_last_table_with_its_quote_and_link(drawn: Settings, opened: Opened) -> None:
    claims = next(table.value for table in opened(drawn, incident=X).dataframe if "said" in table.value.columns)
    assert len(claims) == sum(len(story.claims) for story in X_STORIES)
    assert set(claims["quote"]) == {quote for story in X_STORIES for quote, _ in story.claims}
    assert set(claims["canonical_url"]) == {story.canonical_url for story in X_STORIES}


def test_the_claims_can_be_narrowed_to_a_metric(drawn: Settings, opened: Opened) -> None:
    page = opened(drawn, incident=X)
    page.selectbox(key="claims-metric").select("wave_count").run()
    [claims] = [table.value for table in page.dataframe if "said" in table.value.columns]
    assert list(claims["quote"]) == ["three waves of outages"]
    page.selectbox(key="claims-metric").select("financial_impact").run()
    assert "No outlet says anything on it." in texts(page)


def test_an_incident_of_one_article_without_times_or_differences_has_words_for_what_is_missing(
    drawn: Settings, opened: Opened
) -> None:
    page = opened(drawn, incident="outlook-2025-03-01")
    assert not page.exception
    assert "No outlet gives a time that can be placed." in texts(page)
    assert "No two outlets differ on anything that both say." in texts(page)


def test_a_time_on_another_day_is_counted_instead_of_squeezing_the_axis(settings: Settings, opened: Opened) -> None:
    story = X_STORIES[0]
    late = Story("late.example", "Late", at(22, 0, 20), "X, later", "x", at(9, 0, 20).date(), [story.claims[1]])
    stray = publish(settings, [story, late])
    with writing(stray) as warehouse:
        warehouse.execute(f"UPDATE placed_claims SET incident_id = '{X}'")
        warehouse.execute(f"UPDATE incident_articles SET incident_id = '{X}'")
        refresh_marts(warehouse)
    publish_snapshot.run(stray)
    page = opened(stray, incident=X)
    assert not page.exception
    assert "1 time on other days: see the claims below." in [caption.value for caption in page.caption]


def test_an_incident_that_nobody_is_blamed_for_says_so(settings: Settings, opened: Opened) -> None:
    story = Story("a.example", "A", at(9, 0), "X down", "x", at(9, 0).date(), [("90 reports", reports(90))])
    page = opened(publish(settings, [story]), incident=X)
    assert not page.exception
    assert "Nobody names a cause." in texts(page)


def test_a_snapshot_published_meanwhile_is_seen_at_the_next_rerun(settings: Settings, opened: Opened) -> None:
    page = opened(publish(settings, X_STORIES))
    assert list(buttons(page)) == ["open-x-2025-03-10"]
    publish(settings, OTHER_STORIES)
    page.run()
    assert set(buttons(page)) == {"open-x-2025-03-10", "open-outlook-2025-03-01", "open-slack-2025-02-26"}


def test_what_a_snapshot_answered_is_not_asked_again(drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with published(drawn) as first:
        assert len(first.rows("SELECT * FROM incidents ORDER BY ALL")) == 3
    with published(drawn) as second:
        monkeypatch.setattr(second._snapshot, "rows", None)
        assert len(second.rows("SELECT * FROM incidents ORDER BY ALL")) == 3


def test_rows_for_a_download_are_fetched_when_it_is_wanted_from_what_is_published_then(settings: Settings) -> None:
    publish(settings)
    with published(settings) as snapshot:
        ask = snapshot.rows_later(INCIDENTS, "x")
    assert [row["platform"] for row in ask()] == ["x"]
    with writing(settings) as warehouse:
        warehouse.execute("DELETE FROM incident_overview")
    publish_snapshot.run(settings)
    assert ask() == []


def test_a_download_of_rows_that_are_gone_meanwhile_has_none(settings: Settings) -> None:
    assert _csv([]) == b"\xef\xbb\xbf"


def test_the_snapshot_is_closed_when_the_page_is_drawn(drawn: Settings, opened: Opened) -> None:
    opened(drawn)
    [snapshot] = (drawn.home / "published").glob("*.duckdb")
    held = [link.resolve() for link in __import__("pathlib").Path("/proc/self/fd").iterdir() if link.exists()]
    assert snapshot.resolve() not in held


def show_page(name: str) -> None:
    """Runs inside the test's Streamlit: one page alone, since navigation there opens only the first."""
    from importlib import import_module

    from pipeline.dashboard.published import published
    from pipeline.settings import load_settings

    with published(load_settings()) as snapshot:
        getattr(import_module(f"pipeline.dashboard.{name}_page"), f"show_{name}")(snapshot)


def alone(name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("OUTWIRE_HOME", str(settings.home))
    return AppTest.from_function(show_page, args=(name,), default_timeout=60).run()


def test_the_quality_page_has_every_drop_with_its_reason_in_words(
    drawn: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = alone("quality", drawn, monkeypatch)
    assert not page.exception
    dropped = page.dataframe[0].value
    assert list(dropped["stage_name"]) == ["poll feeds", "fetch pages", "extract text", "read claims"]
    assert list(dropped["drop_count"]) == [1, 2, 8, 3]
    assert dropped["explanation"][2] == "Nothing in title and text hints at an outage."
    assert dropped["share_percent"][0] == 2.5
    assert list(page.dataframe[1].value["worst_action"]) == ["quarantine"]


def test_a_store_that_dropped_and_checked_nothing_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(settings) as warehouse:
        refresh_marts(warehouse)
    publish_snapshot.run(settings)
    page = alone("quality", settings, monkeypatch)
    assert not page.exception
    assert texts(page) == ["Nothing was dropped.", "No batch has been checked yet."]


def ask(page: AppTest, query: str) -> AppTest:
    page.text_area[0].set_value(query)
    return page.button[0].click().run()


def test_a_query_is_answered_with_a_table(drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(alone("sql", drawn, monkeypatch), "SELECT incident_id FROM incidents ORDER BY 1")
    assert not page.exception
    assert "3 rows" in texts(page)
    assert list(page.dataframe[0].value["incident_id"]) == ["outlook-2025-03-01", "slack-2025-02-26", X]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELEC 1", "syntax error"),
        ("DELETE FROM claims", "only be read"),
        ("SELECT * FROM no_such_table", "no_such_table"),
        ("SELECT * FROM read_text('/etc/passwd')", "disabled"),
        ("SELECT 1; SELECT 2", "One query at a time"),
        ("", "statements"),
    ],
)
def test_a_query_that_does_not_run_is_answered_with_why(
    query: str, word: str, drawn: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(alone("sql", drawn, monkeypatch), query)
    assert not page.exception
    assert page.error[0].value == "The query gave no answer."
    assert word in texts(page)[0]
    with open_snapshot(drawn) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM claims") == [{"n": sum(len(story.claims) for story in STORIES)}]


def test_two_columns_of_one_name_are_both_shown(drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(alone("sql", drawn, monkeypatch), "SELECT 1 AS a, 2 AS a, 3 AS a")
    assert not page.exception
    assert list(page.dataframe[0].value.columns) == ["a", "a_2", "a_3"]


def test_a_long_answer_is_shown_in_part_and_says_so(drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(alone("sql", drawn, monkeypatch), "SELECT range AS n FROM range(3000)")
    assert "3,000 rows, the first 2,000 shown" in texts(page)
    assert len(page.dataframe[0].value) == 2000


@pytest.mark.parametrize("stem", worked_questions())
def test_a_worked_question_fills_the_box_and_runs(stem: str, drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = alone("sql", drawn, monkeypatch)
    page.selectbox(key="question").select(stem).run()
    assert page.text_area[0].value == worked_questions()[stem]
    page.button[0].click().run()
    assert not page.exception
    assert not page.error
