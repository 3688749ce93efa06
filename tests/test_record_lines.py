"""Every record, drawn from the types of its fields: nothing changes on the way to a line and back."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from pipeline.edges.batches import create_batch
from pipeline.records import RECORDS, BatchPlan, Claim, Drop, Entry, InvalidRecord, Tally, from_json, make_id, to_json

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
# What feeds and pages are full of, and what breaks readers of lines, of CSV, of JSON and of terminals.
HOSTILE = [
    "\n",
    "\r\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\x00",
    "\x1b[2J",
    "\ufeff",
    "\u202egnp",
    '"}{"record":"Drop"}',
    "</script>",
    "é",
    "e\u0301",
    "😱",
    "\U0010ffff",
    "\ufffd",
    "' OR 1=1 --",
    "=1+1",
    "../../etc/passwd",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.lists(
    st.sampled_from(HOSTILE), max_size=3
).map("".join)
instants = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, hostile ones among them."""
    if get_origin(hint) in (types.UnionType, typing.Union):
        return st.one_of(*map(values, get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    drawn: dict[Any, st.SearchStrategy[Any]] = {
        types.NoneType: st.none(),
        str: texts,
        bool: st.booleans(),
        int: st.integers(-(2**60), 2**60),
        float: st.floats(allow_nan=False),
        datetime: instants,
        date: st.dates(),
    }
    return drawn[hint]


@st.composite
def records(draw: st.DrawFn, kind: type) -> Any:
    """One record of a kind; what its fields must agree on is made to agree."""
    hints = get_type_hints(kind)
    fields = {field.name: draw(values(hints[field.name])) for field in dataclasses.fields(kind)}
    if kind is Tally:
        fields["seen"] = fields["passed"] + fields["dropped"]
    if kind is Claim:
        fields["quote"] = fields["quote"] or "x"
        fields["char_end"] = fields["char_start"] + len(fields["quote"])
    return kind(**fields)


any_record = st.sampled_from(RECORDS).flatmap(records)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@effort(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_record_of_any_kind_comes_back_from_its_line_unchanged(kind: type, data: st.DataObject) -> None:
    record = data.draw(records(kind))
    line = json.dumps(to_json(record), ensure_ascii=False)
    assert from_json(kind, json.loads(line)) == record


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@effort(max_examples=10, deadline=None)
def test_a_record_takes_no_field_that_its_kind_does_not_name(kind: type, data: st.DataObject) -> None:
    fields = to_json(data.draw(records(kind)))
    with pytest.raises(InvalidRecord, match=r"unknown fields \['from_a_later_version'\]"):
        from_json(kind, fields | {"from_a_later_version": 1})


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@effort(max_examples=10, deadline=None)
def test_a_record_cannot_be_made_without_a_field_that_has_no_default(kind: type, data: st.DataObject) -> None:
    fields = to_json(data.draw(records(kind)))
    needed = [field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
    missing = data.draw(st.sampled_from(needed))
    with pytest.raises(InvalidRecord, match=missing):
        from_json(kind, {name: value for name, value in fields.items() if name != missing})


def of_type(*wanted: Any) -> list[tuple[type, str]]:
    found = []
    for kind in RECORDS:
        for name, hint in get_type_hints(kind).items():
            if hint in wanted:
                found.append((kind, name))
    return found


@pytest.mark.parametrize(("kind", "name"), of_type(bool))
@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_what_is_no_truth_value_does_not_become_one(kind: type, name: str, value: Any) -> None:
    with pytest.raises(InvalidRecord):
        from_json(kind, sample(kind) | {name: value})


@pytest.mark.parametrize(("kind", "name"), of_type(int, int | None))
@pytest.mark.parametrize("value", [1.0, True, "1"])
def test_what_is_no_whole_number_does_not_become_one(kind: type, name: str, value: Any) -> None:
    with pytest.raises(InvalidRecord):
        from_json(kind, sample(kind) | {name: value})


@pytest.mark.parametrize(("kind", "name"), of_type(datetime, datetime | None))
@pytest.mark.parametrize("value", ["2025-03-10", "2025-03-10T12:00:00", "noon", 1741608000, ""])
def test_what_is_no_instant_does_not_become_one(kind: type, name: str, value: Any) -> None:
    with pytest.raises(InvalidRecord):
        from_json(kind, sample(kind) | {name: value})


def sample(kind: type) -> dict[str, Any]:
    """The fields of one plain record of a kind."""
    plain: dict[Any, Any] = {str: "a", bool: False, int: 0, float: 0.5, datetime: NOON, date: NOON.date()}
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        if get_origin(hint) is Literal:
            fields[name] = get_args(hint)[0]
        elif get_origin(hint) is tuple:
            fields[name] = ()
        elif type(None) in get_args(hint):
            fields[name] = None
        else:
            fields[name] = plain[hint]
    if kind is Claim:
        fields |= {"quote": "a", "char_start": 0, "char_end": 1}
    return to_json(kind(**fields))


def test_a_whole_number_in_a_line_is_a_number_where_the_field_has_fractions() -> None:
    claim = from_json(Claim, sample(Claim) | {"value": 40000})
    assert (claim.value, type(claim.value)) == (40000.0, float)
    with pytest.raises(InvalidRecord, match="not of type float"):
        from_json(Claim, sample(Claim) | {"value": True})


def test_a_list_where_a_text_belongs_is_refused_and_not_written_as_one() -> None:
    with pytest.raises(InvalidRecord, match="not of type str"):
        from_json(Entry, sample(Entry) | {"title": ["a", "b"]})
    with pytest.raises(InvalidRecord):
        from_json(BatchPlan, sample(BatchPlan) | {"source_ids": 7})


def test_lines_in_any_zone_are_the_same_instant() -> None:
    east = from_json(Entry, sample(Entry) | {"first_seen_at": "2025-03-10T21:00:00+09:00"})
    assert east.first_seen_at == NOON
    assert to_json(east)["first_seen_at"] == "2025-03-10T12:00:00Z"


def test_microseconds_survive() -> None:
    at = NOON.replace(microsecond=1)
    assert from_json(Entry, sample(Entry) | {"first_seen_at": "2025-03-10T12:00:00.000001Z"}).first_seen_at == at


@given(st.lists(any_record, max_size=8))
@effort(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_batchs_file_gives_back_every_record_of_every_kind_in_order(drawn: list[Any]) -> None:
    drawn = [record for record in drawn if not isinstance(record, Drop | Tally)]
    plan = BatchPlan(batch_id="drawn", kind="watch", source_kind="feed", planned_at=NOON, code_version="1")
    with TemporaryDirectory() as home:
        batch = create_batch(Path(home), plan)
        batch.write("poll_feeds", seen=len(drawn), passed=drawn)
        for kind in RECORDS:
            if kind is not Tally:
                assert batch.read("poll_feeds", kind) == [record for record in drawn if type(record) is kind]
        assert batch.tally("poll_feeds").passed == len(drawn)
        assert (batch.folder / "poll_feeds.jsonl").read_bytes().count(b"\n") == len(drawn) + 1


keys = st.lists(st.text(st.characters(exclude_characters="\x1f"), min_size=1), min_size=2, max_size=2)


@given(keys, keys)
def test_keys_of_the_same_parts_have_the_same_id_and_others_another(one: list[str], other: list[str]) -> None:
    assert (make_id(*one) == make_id(*other)) is (one == other)


@pytest.mark.parametrize("name", ["caf\udce9.txt", "\ud83d", "a\udfffb"])
def test_a_name_that_is_no_utf_8_has_an_id_too(name: str) -> None:
    assert len(make_id(name)) == 16
    assert make_id(name) != make_id(name.encode(errors="replace").decode())


@pytest.mark.parametrize(
    ("key", "known"),
    [
        (("harbourpost", "https://harbourpost.example/a"), "0753f8628b33efdd"),
        (("x", 40000, None), "4d67eb38e520ea30"),
        (("Störung",), "8f18d2e16a8d5c94"),
    ],
)
def test_ids_are_the_same_on_every_machine_and_in_every_version(key: tuple[object, ...], known: str) -> None:
    assert make_id(*key) == known
