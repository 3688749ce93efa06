"""Items become entries: identity, plausible dates, windows, and each address once."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.characters import BIDI_CONTROLS
from pipeline.records import BatchPlan, make_id
from pipeline.sources.listing import (
    Item,
    Listing,
    each_address_once,
    entries_of,
    instant_of,
    one_line,
    pseudo_source_id,
    within_window,
)

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def made(*items: Item) -> Listing:
    return entries_of("harbourpost", items, AT, no_url_reason="entry_without_url")


def item(path: str, **more: object) -> Item:
    return Item(url=f"http://harbourpost.example/{path}", **more)  # type: ignore[arg-type]


def plan(window_from: datetime | None = None, window_to: datetime | None = None) -> BatchPlan:
    return BatchPlan(
        batch_id="b",
        kind="backfill",
        source_kind="folder",
        window_from=window_from,
        window_to=window_to,
        planned_at=AT,
        code_version="0",
    )


def test_an_entry_is_known_by_its_source_and_guid_and_without_one_by_its_address() -> None:
    with_guid, without = made(item("a", guid="g-1"), item("b")).entries
    assert with_guid.entry_id == make_id("harbourpost", "g-1")
    assert without.entry_id == make_id("harbourpost", "http://harbourpost.example/b")


def test_a_guid_given_to_several_addresses_stands_for_the_first_only() -> None:
    entries = made(item("a", guid="same"), item("b", guid="same"), item("a", guid="same")).entries
    assert [entry.guid for entry in entries] == ["same", None, "same"]
    assert len({entry.entry_id for entry in entries}) == 2


def test_an_item_without_an_address_is_a_drop_that_names_its_place_and_not_its_text() -> None:
    listing = made(item("a"), Item(url=None, title="a stranger's words"))
    [drop] = listing.drops
    assert (drop.reason, drop.detail) == ("entry_without_url", "number 2 of harbourpost")


@pytest.mark.parametrize(
    ("listed_at", "is_kept"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), False),
        (datetime(1989, 12, 31, tzinfo=UTC), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (AT, True),
        (AT + timedelta(hours=48), True),
        (AT + timedelta(hours=48, seconds=1), False),
        (datetime(9999, 12, 31, tzinfo=UTC), False),
    ],
)
def test_a_date_that_cannot_be_true_is_none(listed_at: datetime, is_kept: bool) -> None:
    [entry] = made(item("a", listed_at=listed_at, updated_at=listed_at)).entries
    assert (entry.listed_at, entry.updated_at) == ((listed_at, listed_at) if is_kept else (None, None))


def test_a_window_is_half_open_and_open_where_it_has_no_end() -> None:
    hours = [item(str(hour), listed_at=AT.replace(hour=hour)) for hour in (8, 9, 10, 11)]
    nine, eleven = AT.replace(hour=9), AT.replace(hour=11)

    def kept(window: BatchPlan) -> list[str]:
        return [entry.entry_url[-2:].strip("/") for entry in within_window(made(*hours), window, AT).entries]

    assert kept(plan(nine, eleven)) == ["9", "10"]
    assert kept(plan(window_from=nine)) == ["9", "10", "11"]
    assert kept(plan(window_to=nine)) == ["8"]
    assert kept(plan()) == ["8", "9", "10", "11"]


def test_an_entry_without_a_date_is_outside_every_window_and_says_so() -> None:
    listing = within_window(made(item("a")), plan(window_to=AT), AT)
    assert [drop.reason for drop in listing.drops] == ["no_date_for_window"]
    assert within_window(made(item("a")), plan(), AT).drops == []


def test_of_one_address_or_one_guid_the_first_stays() -> None:
    listing = each_address_once(made(item("a", guid="1"), item("b", guid="2"), item("a", guid="3"), item("b")), AT)
    assert [entry.entry_url[-1] for entry in listing.entries] == ["a", "b"]
    assert [drop.reason for drop in listing.drops] == ["entry_repeated"] * 2


paths = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.sampled_from(["1", "2", "3"])), max_size=12)


@given(paths)
def test_nothing_vanishes_and_nothing_stays_twice(listed: list[tuple[str, str | None]]) -> None:
    listing = each_address_once(made(*(item(path, guid=guid) for path, guid in listed)), AT)
    assert len(listing.entries) + len(listing.drops) == len(listed)
    assert len({entry.entry_url for entry in listing.entries}) == len(listing.entries)
    assert len({entry.entry_id for entry in listing.entries}) == len(listing.entries)


@given(st.text())
def test_one_line_is_one_short_line_whatever_came(text: str) -> None:
    line = one_line(text)
    assert line is None or (0 < len(line) <= 500 and len(line.splitlines()) == 1 and line == line.strip())
    assert line is None or line.encode()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-03-10T09:45:00Z", datetime(2025, 3, 10, 9, 45, tzinfo=UTC)),
        ("2025-03-10T05:45:00-04:00", datetime(2025, 3, 10, 9, 45, tzinfo=UTC)),
        ("2025-03-10 09:45", datetime(2025, 3, 10, 9, 45, tzinfo=UTC)),
        (" 2025-03-10 ", datetime(2025, 3, 10, tzinfo=UTC)),
        ("10 March 2025", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_list_gives_instants_or_dates(text: str | None, instant: datetime | None) -> None:
    assert instant_of(text) == instant


def test_a_folder_is_one_source_whatever_the_window() -> None:
    assert pseudo_source_id("folder", "/a/b") == pseudo_source_id("folder", "/a/b")
    assert pseudo_source_id("folder", "/a/b") != pseudo_source_id("folder", "/a/c")


def test_a_reader_s_key_stays_out_of_all_that_an_item_says() -> None:
    said = "see http://harbourpost.example/a?reader=s3cr3t-of-ours"
    [entry] = entries_of(
        "harbourpost", [item("a", authors=(said, "Ada"), summary=said)], AT, no_url_reason="x", keys=["s3cr3t-of-ours"]
    ).entries
    kept = "see http://harbourpost.example/a?reader=KEY"
    assert (entry.authors, entry.summary) == ((kept, "Ada"), kept)


def test_what_breaks_a_line_becomes_a_blank_and_what_turns_it_around_goes() -> None:
    for char in map(chr, [*range(0x3000), *range(0xD7FF, 0xE001), 0xFEFF, 0x1F4F1, 0x10FFFF]):
        category = unicodedata.category(char)
        shown = one_line(f"a{char}b") or ""
        if category in {"Cc", "Cs", "Zl", "Zp", "Zs"}:
            assert shown == "a b", hex(ord(char))
        elif char in BIDI_CONTROLS:
            assert shown == "ab", hex(ord(char))
        else:
            assert shown == unicodedata.normalize("NFC", f"a{char}b"), hex(ord(char))
