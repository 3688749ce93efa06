"""Records: what they refuse, and that nothing changes on the way to a file and back."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import records
from pipeline.records import (
    RECORDS,
    Claim,
    Entry,
    Incident,
    InvalidRecord,
    Reading,
    Tally,
    from_json,
    make_id,
    read_instant,
    to_json,
)

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "entry_id": "e1",
        "source_id": "post",
        "entry_url": "http://post.example/a",
        "first_seen_at": NOON,
    }
    return Entry(**fields | changes)


def claim(**changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "claim_id": "c1",
        "article_id": "a1",
        "metric": "report_count",
        "value": 40000.0,
        "quote": "over 40,000",
        "char_start": 10,
        "char_end": 21,
        "rule": "report_count/number",
        "reader_version": "1",
        "confidence": 0.9,
    }
    return Claim(**fields | changes)


def test_a_naive_instant_is_refused_and_the_field_named() -> None:
    with pytest.raises(InvalidRecord, match=r"Entry\.listed_at"):
        entry(listed_at=datetime(2025, 3, 10, 12))  # noqa: DTZ001


def test_an_instant_in_another_zone_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="not an aware UTC instant"):
        entry(listed_at=NOON.astimezone(timezone(timedelta(hours=1))))


@pytest.mark.parametrize(("quote", "char_end"), [("over 40,000", 20), ("", 10), ("over 40,000", 9)])
def test_a_quote_that_is_not_as_long_as_its_span_is_refused(quote: str, char_end: int) -> None:
    with pytest.raises(InvalidRecord, match="span"):
        claim(quote=quote, char_end=char_end)


def test_a_tally_that_loses_something_cannot_be_made() -> None:
    assert Tally(stage="fetch_pages", seen=5, passed=3, dropped=2).seen == 5
    with pytest.raises(InvalidRecord, match="saw 5, passed 3, dropped 1"):
        Tally(stage="fetch_pages", seen=5, passed=3, dropped=1)


@pytest.mark.parametrize(
    "record",
    [
        entry(listed_at=NOON, title="“X” is down — again"),
        claim(happened_at=NOON, stance=None, background=True),
        Incident(incident_id="x-2025-03-10", platform="x", started_on=date(2025, 3, 10), ordinal=1, name="X"),
        Reading(
            article_id="a", is_relevant=True, relevance_reasons=("is down",), platforms=("x", "aws"), reader_version="1"
        ),
    ],
)
def test_a_record_is_the_same_after_a_file(record: Any) -> None:
    assert from_json(type(record), to_json(record)) == record


def test_instants_are_written_with_a_z() -> None:
    assert to_json(entry())["first_seen_at"] == "2025-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"colour": "red"}, "unknown fields"),
        ({"entry_id": 7}, "not of type str"),
        ({"first_seen_at": "2025-03-10T12:00:00"}, "names no zone"),
        ({"first_seen_at": None}, "fromisoformat"),
    ],
)
def test_a_line_that_is_no_record_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(InvalidRecord, match=fault):
        from_json(Entry, to_json(entry()) | change)


def test_a_missing_field_is_refused() -> None:
    fields = to_json(entry())
    del fields["entry_url"]
    with pytest.raises(InvalidRecord, match="entry_url"):
        from_json(Entry, fields)


def test_a_word_outside_the_closed_set_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="'report_counts' is none of"):
        from_json(Claim, to_json(claim()) | {"metric": "report_counts"})


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-03-10T12:00:00Z", NOON),
        ("2025-03-10T08:00:00-04:00", NOON),
        ("2025-03-10T17:30:00+05:30", NOON),
    ],
)
def test_an_instant_is_read_in_any_zone_and_kept_in_utc(text: str, instant: datetime) -> None:
    assert read_instant(text) == instant
    assert read_instant(text).utcoffset() == timedelta(0)


def test_an_id_does_not_depend_on_where_the_parts_are_cut() -> None:
    assert make_id("a", "bc") != make_id("ab", "c")
    assert make_id("a", None) == make_id("a", "")
    assert make_id("x", 40000) == make_id("x", 40000)


@given(st.lists(st.text(), max_size=4))
def test_an_id_is_sixteen_hex_digits(parts: list[str]) -> None:
    assert len(make_id(*parts)) == 16
    int(make_id(*parts), 16)


def test_every_record_is_listed_frozen_slotted_and_keyword_only() -> None:
    defined = {kind for _, kind in inspect.getmembers(records, inspect.isclass) if dataclasses.is_dataclass(kind)}
    assert defined == set(RECORDS)
    for kind in RECORDS:
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        assert hasattr(kind, "__slots__"), kind
        assert all(field.kw_only for field in dataclasses.fields(kind)), kind
        assert kind.__doc__, kind
