"""The rules for what stays when the same thing comes twice, whichever came first."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merging import (
    Revision,
    earlier_page,
    later_post,
    later_source,
    merge_entries,
    same_poll,
    settle,
    version_key,
)
from tests.warehouse.drawing import NOON

HOUR = timedelta(hours=1)


def entry(batch_id: str, planned: int, seen: int, title: str) -> dict[str, Any]:
    at = {"planned_at": NOON + planned * HOUR, "first_seen_at": NOON + seen * HOUR, "is_new_in_feed": seen > 0}
    return {"entry_id": "e", "batch_id": batch_id, "title": title, **at}


def revision(article_id: str = "a", **fields: Any) -> Revision:
    drawn = {
        "page_id": "p",
        "extractor_version": "extractor 1.0",
        "reader_version": "reader 1.0",
        "fetched_at": NOON,
        "batch_id": "one",
    }
    return Revision(article_id=article_id, **{**drawn, **fields})


def added(incoming: Revision, *known: Revision, batch_id: str = "two") -> bool:
    return incoming.article_id in settle([incoming], known, batch_id=batch_id).added


def removed(incoming: Revision, *known: Revision, batch_id: str = "two") -> set[str]:
    return set(settle([incoming], known, batch_id=batch_id).removed)


def post(seen: int, word: str, basis: str = "feed") -> dict[str, Any]:
    at = NOON + seen * HOUR
    moments = {f"{name}_{part}": None for name in ("identified", "monitoring", "resolved") for part in ("at", "text")}
    said = {} if word == "acknowledged" else {f"{word}_at": at, f"{word}_text": f"{word} {seen}"}
    own = {"post_id": "p", "batch_id": "b", "status": word, "basis": basis, "seen_at": at, "update_count": 1}
    return {**own, **moments, **said, "acknowledged_at": at, "acknowledged_text": f"first {seen}"}


def test_a_post_of_an_operator_is_as_it_was_seen_last_and_keeps_the_moments_that_its_feed_forgets() -> None:
    seen = [post(0, "acknowledged"), post(1, "identified"), post(2, "identified"), post(3, "resolved")]
    [merged] = {tuple(reduce(later_post, order).items()) for order in permutations(seen)}
    found = dict(merged)
    assert (found["status"], found["seen_at"], found["resolved_at"]) == ("resolved", NOON + 3 * HOUR, NOON + 3 * HOUR)
    assert (found["acknowledged_at"], found["acknowledged_text"]) == (NOON, "first 0")
    assert (found["identified_at"], found["identified_text"]) == (NOON + HOUR, "identified 1")


def test_a_post_whose_updates_bear_time_stamps_is_taken_as_it_is() -> None:
    seen = [
        post(0, "acknowledged"),
        post(1, "identified", "updates"),
        post(2, "resolved", "updates"),
        post(3, "acknowledged"),
    ]
    [merged] = {tuple(reduce(later_post, order).items()) for order in permutations(seen)}
    assert dict(merged) == seen[2]


def test_an_entry_keeps_its_first_moment_and_takes_the_latest_title() -> None:
    early, late = entry("one", 0, 0, "Outage"), entry("two", 1, 1, "Outage ends")
    merged = merge_entries(early, late)
    assert merged["title"] == "Outage ends"
    assert merged["first_seen_at"] == NOON
    assert merge_entries(late, early) == merged


def test_a_backfill_planned_earlier_brings_only_an_earlier_first_moment() -> None:
    known, backfilled = entry("two", 1, 1, "Outage ends"), entry("one", 0, -5, "Outage")
    earlier = {"first_seen_at": NOON - 5 * HOUR, "is_new_in_feed": False}
    assert merge_entries(known, backfilled) == {**known, **earlier}


def test_a_batch_done_again_replaces_what_it_said_of_an_entry() -> None:
    assert merge_entries(entry("one", 0, 0, "Outage"), entry("one", 0, 0, "Outtage"))["title"] == "Outtage"


entries = st.builds(
    entry, st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 5), st.sampled_from(["down", "up"])
)


@given(st.lists(entries, min_size=2, max_size=4, unique_by=lambda row: row["batch_id"]))
def test_entries_merge_to_the_same_row_in_any_order(rows: list[dict[str, Any]]) -> None:
    merged = [reduce(merge_entries, order) for order in permutations(rows)]
    assert all(row == merged[0] for row in merged)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_page_fetched_first_stays(order: tuple[int, int]) -> None:
    pages = [{"fetched_at": NOON, "batch_id": "b"}, {"fetched_at": NOON + HOUR, "batch_id": "a"}]
    assert earlier_page(pages[order[0]], pages[order[1]]) == pages[0]


def test_pages_fetched_at_the_same_moment_are_told_apart_by_batch() -> None:
    first, second = {"fetched_at": NOON, "batch_id": "a"}, {"fetched_at": NOON, "batch_id": "b"}
    assert earlier_page(first, second) == earlier_page(second, first) == first


def test_a_source_is_as_it_was_described_last() -> None:
    old, new = {"name": "Z", "described_at": NOON}, {"name": "A", "described_at": NOON + HOUR}
    assert later_source(old, new) == later_source(new, old) == new


def test_two_descriptions_of_one_moment_give_the_same_source_in_any_order() -> None:
    one, other = (
        {"name": "A", "country": None, "described_at": NOON},
        {"name": "B", "country": "US", "described_at": NOON},
    )
    assert later_source(one, other) == later_source(other, one)


def test_a_visit_happened_once() -> None:
    assert same_poll({"poll_id": "p", "status": 200}, {"poll_id": "p", "status": 500})["status"] == 200


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (None, "reader 0.1"),
        ("reader 1.9", "reader 1.10"),
        ("trafilatura 2.3.1", "trafilatura 2.4.0"),
        ("reader 1", "reader 1.1"),
        ("2025.12", "2026.1"),
    ],
)
def test_versions_are_ordered_by_their_numbers(older: str | None, newer: str) -> None:
    assert version_key(older) < version_key(newer)


def test_an_article_that_nobody_has_goes_in() -> None:
    assert added(revision())
    assert removed(revision()) == set()


def test_the_same_article_fetched_later_stays_out() -> None:
    later = revision(batch_id="two", fetched_at=NOON + HOUR)
    assert not added(later, revision())
    assert removed(later, revision()) == set()


def test_the_same_article_fetched_earlier_takes_the_place() -> None:
    earlier = revision(batch_id="two", fetched_at=NOON - HOUR)
    assert added(earlier, revision())
    assert removed(earlier, revision()) == {"a"}


def test_a_newer_reader_replaces_what_an_older_one_read() -> None:
    newer = revision(batch_id="two", fetched_at=NOON + HOUR, reader_version="reader 1.1")
    assert added(newer, revision())
    assert removed(newer, revision()) == {"a"}


def test_an_older_reader_does_not_come_back() -> None:
    assert not added(revision(batch_id="two", fetched_at=NOON - HOUR), revision(reader_version="reader 1.1"))


def test_an_article_that_was_never_read_gives_way_to_one_that_was() -> None:
    assert added(revision(batch_id="two", fetched_at=NOON + HOUR), revision(reader_version=None))


def test_a_newer_extractors_text_replaces_the_older_text_of_the_same_page() -> None:
    newer = revision("b", batch_id="two", extractor_version="extractor 1.1")
    assert added(newer, revision("a"))
    assert removed(newer, revision("a")) == {"a"}


def test_an_older_extractors_text_of_the_same_page_stays_out() -> None:
    assert not added(revision("b", batch_id="two"), revision("a", extractor_version="extractor 1.1"))


def test_texts_of_two_pages_are_two_revisions() -> None:
    edited = revision("b", page_id="q", batch_id="two", fetched_at=NOON + HOUR)
    assert added(edited, revision("a"))
    assert removed(edited, revision("a")) == set()


def test_a_batch_done_again_replaces_its_own_articles() -> None:
    assert removed(revision(), revision(), batch_id="one") == {"a"}
    assert removed(revision("b"), revision("a"), batch_id="one") == {"a"}


def test_what_a_batch_done_again_holds_in_quarantine_goes_out() -> None:
    own, others = revision("a", batch_id="one"), revision("b", batch_id="two")
    settled = settle([], [own, others], batch_id="one", held={"a", "b"})
    assert settled.removed == {"a"}


revisions = st.builds(
    revision,
    st.just("a"),
    reader_version=st.sampled_from(["reader 1.0", "reader 1.1", None]),
    extractor_version=st.sampled_from(["extractor 1.0", "extractor 1.1"]),
    fetched_at=st.integers(0, 2).map(lambda hour: NOON + hour * HOUR),
    batch_id=st.sampled_from(["one", "two", "three", "four"]),
)


@given(st.lists(revisions, min_size=2, max_size=4, unique_by=lambda one: one.batch_id))
def test_the_same_article_wins_in_any_order_of_loading(batches: list[Revision]) -> None:
    def load(known: Revision | None, incoming: Revision) -> Revision:
        settled = settle([incoming], [known] if known else [], batch_id=incoming.batch_id)
        return incoming if known is None or "a" in settled.added else known

    winners = {reduce(load, order, None) for order in permutations(batches)}
    assert len(winners) == 1
