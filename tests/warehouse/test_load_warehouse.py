"""Loading batches: whole, once, in any order, and without what is in quarantine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from pipeline import BATCH_STAGES
from pipeline.edges.batches import open_batch
from pipeline.edges.duck import writing
from pipeline.errors import BatchParked, BatchUnknown
from pipeline.load_warehouse import accepted, number_drops, run
from pipeline.records import Drop, InvalidRecord, Source
from pipeline.settings import Settings
from tests.effort import IS_LONG
from tests.warehouse.contents import contents, count, rows
from tests.warehouse.drawing import (
    NOON,
    SOURCE,
    Story,
    draw_batch,
    held,
    hours,
    later,
    pass_quality,
    poll,
    ready_batch,
)

TWO_FIGURES = Story(
    "peak",
    text="Reports rose from 20,000 at 5.30 a.m. to 40,000 at 9.30 a.m.",
    figures=(("20,000", 20000.0), ("40,000", 40000.0)),
)


def drop(record_id: str, reason: str = "entry_known") -> Drop:
    return Drop(stage="poll_feeds", kind="entry", record_id=record_id, reason=reason, dropped_at=NOON)


def test_a_batch_is_there_whole_after_its_load(settings: Settings) -> None:
    batch_id = ready_batch(settings, "one", Story("a"), TWO_FIGURES, polls=[poll()], drops=[drop("known")])
    report = run(batch_id, settings)
    tables = {"sources": 1, "polls": 1, "status_posts": 0, "entries": 2, "pages": 2, "articles": 2, "claims": 3}
    assert report.added == tables
    assert not report.is_repeat
    for table, number in {**report.added, "article_dates": 2, "drops": 1, "tallies": 5, "batches": 1}.items():
        assert count(settings, table) == number, table


def test_every_row_names_its_batch(settings: Settings) -> None:
    run(ready_batch(settings, "one", TWO_FIGURES, polls=[poll()]), settings)
    for table in ("polls", "entries", "pages", "articles", "article_dates", "claims", "tallies"):
        assert {row["batch_id"] for row in rows(settings, f"SELECT batch_id FROM {table}")} == {"one"}, table


def test_an_article_carries_what_the_reader_made_of_it(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a"), Story("b", text="Other text. 40,000", reader_version=None)), settings)
    read, unread = rows(settings, "SELECT * FROM articles ORDER BY canonical_url")
    assert read["is_relevant"] is True
    assert read["platforms"] == ["x"]
    assert read["dated_on"] == NOON.date()
    assert read["authors"] == ["A. Writer"]
    assert unread["is_relevant"] is None
    assert unread["reader_version"] is None


def test_loading_twice_changes_nothing(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a"), TWO_FIGURES, polls=[poll()], drops=[drop("x")]), settings)
    before, writes = contents(settings), count(settings, "writes")
    report = run("one", settings)
    assert report.is_repeat
    assert report.added == {}
    assert contents(settings) == before
    assert count(settings, "writes") == writes


def test_the_ledger_says_what_was_loaded_when(settings: Settings) -> None:
    before = datetime.now(UTC)
    report = run(ready_batch(settings, "one", Story("a")), settings)
    [ledger] = rows(settings, "SELECT * FROM batches")
    assert before <= ledger["loaded_at"] <= datetime.now(UTC)
    assert ledger["load_number"] == report.load_number
    assert ledger["planned_at"] == NOON
    assert (ledger["kind"], ledger["source_kind"], ledger["is_parked"]) == ("watch", "feed", False)
    assert ledger["content_sha256"] == open_batch(settings.home, "one").content_sha256(*BATCH_STAGES[:-1])


def test_an_empty_batch_leaves_its_tallies_and_its_place_in_the_ledger(settings: Settings) -> None:
    report = run(ready_batch(settings, "empty", sources=()), settings)
    assert set(report.added.values()) == {0}
    assert count(settings, "tallies") == 5
    assert count(settings, "batches") == 1


def test_what_two_batches_share_is_there_once(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a"), Story("b", text="B says 40,000")), settings)
    second = run(ready_batch(settings, "two", Story("b", text="B says 40,000"), Story("c", text="C: 40,000")), settings)
    assert (second.added["entries"], second.added["articles"], second.added["claims"]) == (1, 1, 1)
    for table, key in (
        ("entries", "entry_id"),
        ("pages", "page_id"),
        ("articles", "article_id"),
        ("claims", "claim_id"),
    ):
        [found] = rows(settings, f"SELECT count(*) AS all_of_them, count(DISTINCT {key}) AS ids FROM {table}")
        assert found == {"all_of_them": 3, "ids": 3}


def overlapping_batches(settings: Settings) -> list[str]:
    """Four batches that share stories, one of them read by a newer reader, one fetched earlier, one edited."""
    a, b, c = Story("a"), Story("b", text="B counted 500 then 40,000.", figures=(("500", 500.0),)), TWO_FIGURES
    earlier = {"fetched_at": NOON - hours(2), "first_seen_at": NOON - hours(3)}
    edited = later(a, text="Over 45,000 users reported problems with X.", figures=(("45,000", 45000.0),))
    newer_reader = later(b, reader_version="reader 1.1", figures=(("500", 500.0), ("40,000", 40000.0)))
    return [
        ready_batch(settings, "one", a, b, polls=[poll()], planned_at=NOON),
        ready_batch(settings, "two", newer_reader, c, polls=[poll(NOON + hours(1))], planned_at=NOON + hours(1)),
        ready_batch(settings, "three", later(c, **earlier), a, planned_at=NOON + hours(2), drops=[drop("k")]),
        ready_batch(
            settings,
            "four",
            later(edited, fetched_at=NOON + hours(4), title="X is back"),
            planned_at=NOON + hours(3),
            sources=[replace(SOURCE, outlet_name="The Morning Post")],
        ),
    ]


def test_batches_that_overlap_give_the_same_warehouse_in_any_order(tmp_path: Any) -> None:
    found = []
    for number, order in enumerate(random.Random(11).sample(list(permutations(range(4))), 24 if IS_LONG else 6)):
        settings = Settings(home=tmp_path / str(number))
        batches = overlapping_batches(settings)
        for position in order:
            run(batches[position], settings)
        found.append(contents(settings))
    assert all(one == found[0] for one in found)
    assert len(found[0]["articles"]) == 4
    assert {row["reader_version"] for row in found[0]["claims"]} == {"reader 1.0", "reader 1.1"}


def test_repeats_in_between_change_nothing(tmp_path: Any) -> None:
    plain, repeated = Settings(home=tmp_path / "plain"), Settings(home=tmp_path / "repeated")
    for batch_id in overlapping_batches(plain):
        run(batch_id, plain)
    order = [*overlapping_batches(repeated), "one", "three", "two", "four"]
    random.Random(7).shuffle(order)
    for batch_id in order:
        run(batch_id, repeated)
    assert contents(repeated) == contents(plain)


def test_an_entry_seen_again_keeps_its_first_moment(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    again = later(Story("a"), title="X is back", first_seen_at=NOON + hours(1))
    run(ready_batch(settings, "two", again, planned_at=NOON + hours(1)), settings)
    [entry] = rows(settings, "SELECT title, first_seen_at, batch_id FROM entries")
    assert entry == {"title": "X is back", "first_seen_at": NOON, "batch_id": "two"}


def test_an_edited_article_is_a_second_revision_beside_the_first(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    edited = later(Story("a"), text="Over 45,000 users", figures=(("45,000", 45000.0),), fetched_at=NOON + hours(1))
    run(ready_batch(settings, "two", edited, planned_at=NOON + hours(1)), settings)
    found = rows(
        settings, "SELECT value FROM claims INNER JOIN articles USING (article_id) ORDER BY articles.fetched_at"
    )
    assert [row["value"] for row in found] == [40000.0, 45000.0]


def test_a_newer_reader_replaces_all_claims_of_an_article(settings: Settings) -> None:
    run(ready_batch(settings, "one", TWO_FIGURES), settings)
    newer = later(TWO_FIGURES, reader_version="reader 2.0", figures=(("40,000", 40000.0),))
    report = run(ready_batch(settings, "two", newer, planned_at=NOON + hours(1)), settings)
    assert report.added["articles"] == 0
    assert report.added["claims"] == 0
    [claim] = rows(settings, "SELECT value, reader_version, batch_id FROM claims")
    assert claim == {"value": 40000.0, "reader_version": "reader 2.0", "batch_id": "two"}


def test_a_batch_done_again_with_other_content_replaces_what_it_said(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a"), drops=[drop("x"), drop("y")]), settings)
    fewer = later(Story("a"), figures=())
    report = run(ready_batch(settings, "one", fewer, Story("b", text="B: 40,000"), drops=[drop("z")]), settings)
    assert not report.is_repeat
    assert report.added["articles"] == 1
    assert [row["record_id"] for row in rows(settings, "SELECT record_id FROM drops")] == ["z"]
    assert count(settings, "claims") == 1
    assert count(settings, "batches") == 1
    assert rows(settings, "SELECT seen, passed FROM tallies WHERE stage = 'poll_feeds'") == [{"seen": 3, "passed": 2}]


def test_rows_in_quarantine_are_kept_out_of_their_tables(settings: Settings) -> None:
    batch = draw_batch(settings, "one", Story("a"), TWO_FIGURES)
    bad = TWO_FIGURES.claims[0].claim_id
    pass_quality(batch, held("claims", bad))
    run("one", settings)
    assert bad not in {row["claim_id"] for row in rows(settings, "SELECT claim_id FROM claims")}
    assert count(settings, "claims") == 2
    [row] = rows(settings, "SELECT table_name, record_id, batch_id FROM quarantine")
    assert row == {"table_name": "claims", "record_id": bad, "batch_id": "one"}


def test_an_article_in_quarantine_takes_its_dates_and_claims_along(settings: Settings) -> None:
    batch = draw_batch(settings, "one", Story("a"), TWO_FIGURES)
    pass_quality(batch, held("articles", TWO_FIGURES.article.article_id))
    run("one", settings)
    for table in ("articles", "article_dates", "claims"):
        ids = {row["article_id"] for row in rows(settings, f"SELECT article_id FROM {table}")}
        assert ids == {Story("a").article.article_id}, table


def test_an_article_that_was_loaded_and_now_is_in_quarantine_goes_out(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a"), TWO_FIGURES), settings)
    pass_quality(draw_batch(settings, "one", Story("a"), TWO_FIGURES), held("articles", Story("a").article.article_id))
    run("one", settings)
    assert count(settings, "articles") == 1
    assert count(settings, "claims") == 2


def test_an_entry_in_quarantine_is_not_known(settings: Settings) -> None:
    pass_quality(draw_batch(settings, "one", Story("a")), held("entries", Story("a").entry.entry_id))
    run("one", settings)
    assert count(settings, "entries") == 0


def test_a_parked_batch_leaves_its_results_and_nothing_else(settings: Settings) -> None:
    pass_quality(draw_batch(settings, "one", Story("a"), polls=[poll()]), parked="tallies: something vanished.")
    told = r"Batch one is parked.*something vanished.*outwire quarantine list.*outwire check-quality one"
    with pytest.raises(BatchParked, match=told):
        run("one", settings)
    for table in ("sources", "polls", "entries", "pages", "articles", "claims"):
        assert count(settings, table) == 0, table
    assert count(settings, "tallies") == 5
    assert rows(settings, "SELECT is_parked FROM batches") == [{"is_parked": True}]


def test_a_parked_batch_stays_parked_until_it_is_checked_again(settings: Settings) -> None:
    batch = pass_quality(draw_batch(settings, "one", Story("a")), parked="something vanished")
    for _ in range(2):
        with pytest.raises(BatchParked):
            run("one", settings)
    pass_quality(batch)
    assert run("one", settings).added["articles"] == 1
    assert rows(settings, "SELECT is_parked FROM batches") == [{"is_parked": False}]


def test_a_batch_that_was_not_checked_is_not_loaded(settings: Settings) -> None:
    draw_batch(settings, "one", Story("a"))
    with pytest.raises(BatchUnknown, match="Run `outwire check-quality one` first"):
        run("one", settings)


def test_a_batch_that_changed_since_it_was_checked_is_not_loaded(settings: Settings) -> None:
    ready_batch(settings, "one", Story("a"))
    draw_batch(settings, "one", Story("b", text="B: 40,000"))
    with pytest.raises(BatchUnknown, match="has changed since its quality was checked"):
        run("one", settings)


def test_an_unknown_batch_is_said_to_be_unknown(settings: Settings) -> None:
    with pytest.raises(BatchUnknown, match="There is no batch 'nope'"):
        run("nope", settings)


def test_a_batch_that_gives_one_id_to_two_entries_loads_the_first(settings: Settings) -> None:
    twice = later(Story("a"), title="The same address once more")
    run(ready_batch(settings, "one", Story("a"), twice), settings)
    assert rows(settings, "SELECT title FROM entries") == [{"title": "X is down"}]
    assert count(settings, "claims") == 1


@pytest.mark.parametrize(("table", "rows_found"), [("articles", 2), ("pages", 2)])
def test_an_id_that_is_there_twice_stops_the_load(settings: Settings, table: str, rows_found: int) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    with writing(settings) as warehouse:
        warehouse.execute(f"INSERT INTO {table} SELECT * FROM {table}")
    ready_batch(settings, "two", later(Story("a"), fetched_at=NOON + hours(1)))
    with pytest.raises(InvalidRecord, match=f"{table}: 1 ids went in, and {rows_found} rows have them"):
        run("two", settings)
    assert rows(settings, "SELECT batch_id FROM batches") == [{"batch_id": "one"}]


def test_platforms_and_outlets_come_from_the_files_and_the_sources(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    [x] = rows(settings, "SELECT name, operator FROM platforms WHERE platform = 'x'")
    assert x == {"name": "X", "operator": "X Corp"}
    assert rows(settings, "SELECT name FROM outlets WHERE outlet = 'post.example'") == [{"name": "The Post"}]
    assert count(settings, "outlets") > 1


def test_an_outlet_is_called_what_its_latest_source_calls_it(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    renamed = Source(**{**{name: getattr(SOURCE, name) for name in SOURCE.__slots__}, "outlet_name": "Post Media"})
    run(ready_batch(settings, "two", sources=[renamed], planned_at=NOON + hours(1)), settings)
    assert rows(settings, "SELECT name FROM outlets WHERE outlet = 'post.example'") == [{"name": "Post Media"}]


def test_drops_of_the_same_thing_for_the_same_reason_have_ids_of_their_own() -> None:
    numbered = number_drops("one", [drop("x"), drop("x"), drop("x", "entry_repeated")])
    assert len({row["drop_id"] for row in numbered}) == 3
    assert numbered == number_drops("one", [drop("x"), drop("x"), drop("x", "entry_repeated")])
    assert number_drops("two", [drop("x")])[0]["drop_id"] != numbered[0]["drop_id"]


def test_of_records_with_one_id_the_first_is_accepted_unless_it_is_held() -> None:
    entries = [Story("a").entry, later(Story("a"), title="again").entry, Story("b").entry]
    assert accepted(entries, "entry_id", ()) == [entries[0], entries[2]]
    assert accepted(entries, "entry_id", {entries[0].entry_id}) == [entries[2]]
