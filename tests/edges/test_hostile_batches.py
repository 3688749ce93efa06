"""A batch's files under texts that strangers wrote, and under odd homes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges.batches import Batch, create_batch, list_batches, open_batch
from pipeline.errors import BatchUnknown
from pipeline.records import Article, BatchPlan, Drop, Entry, InvalidRecord, Poll, Tally

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return create_batch(tmp_path, plan("watch-1"))


def plan(batch_id: str, **fields: Any) -> BatchPlan:
    drawn: dict[str, Any] = {"kind": "watch", "source_kind": "feed", "planned_at": NOON, "code_version": "1", **fields}
    return BatchPlan(batch_id=batch_id, **drawn)


def entry(title: str, name: str = "a") -> Entry:
    return Entry(entry_id=name, source_id="s", entry_url="http://post.example/", title=title, first_seen_at=NOON)


def article(text: str) -> Article:
    return Article(
        article_id="a", page_id="p", entry_id="e", source_id="s", canonical_url="http://post.example/",
        outlet="post.example", title="t", text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        fetched_at=NOON, extractor_version="1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '"}\n{"record":"Tally","stage":"poll_feeds","seen":0,"passed":0,"dropped":0}',
        "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e",
        "\x00",
        "\\",
        "\\u0000\\n",
        "\ufeff",
        "\ufffe\uffff",
        "😱" * 1000,
        "a" * 1_000_000,
        "\r\n" * 1000,
        "NaN",
        "null",
    ],
    ids=ascii,
)
def test_a_text_comes_back_to_the_letter_and_makes_no_line_of_its_own(batch: Batch, text: str) -> None:
    batch.write("poll_feeds", seen=2, passed=[entry(text), article(text)])
    assert batch.read("poll_feeds", Entry) == [entry(text)]
    assert batch.read("poll_feeds", Article)[0].text == text
    assert batch.tally("poll_feeds").seen == 2
    assert (batch.folder / "poll_feeds.jsonl").read_bytes().count(b"\n") == 3


def test_a_lone_surrogate_is_refused_where_it_is_written_and_leaves_the_file_of_before(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("before")])
    with pytest.raises(UnicodeEncodeError):
        batch.write("poll_feeds", seen=1, passed=[entry("mail \ud83d down")])
    assert batch.read("poll_feeds", Entry) == [entry("before")]
    assert [path.name for path in batch.folder.iterdir() if path.suffix == ".part"] == []


def test_every_line_is_json_that_any_program_reads(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("Störung 😱")])
    lines = [json.loads(line) for line in (batch.folder / "poll_feeds.jsonl").read_text("utf-8").splitlines()]
    assert [line["record"] for line in lines] == ["Entry", "Tally"]
    assert lines[0]["title"] == "Störung 😱"


def test_a_record_of_a_kind_that_this_version_lacks_is_passed_over(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("a")])
    file = batch.folder / "poll_feeds.jsonl"
    file.write_bytes(b'{"record":"Hologram","depth":3}\n' + file.read_bytes())
    assert batch.read("poll_feeds", Entry) == [entry("a")]


def test_a_record_with_a_field_that_this_version_lacks_is_refused_by_name(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("a")])
    file = batch.folder / "poll_feeds.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"title":', b'"headline":'))
    with pytest.raises(InvalidRecord, match=r"Entry: unknown fields \['headline'\]"):
        batch.read("poll_feeds", Entry)


def test_reading_one_kind_does_not_look_at_the_fields_of_the_others(batch: Batch) -> None:
    poll = Poll(poll_id="p", source_id="post", polled_at=NOON, outcome="ok", next_poll_at=NOON)
    batch.write("poll_feeds", seen=1, passed=[entry("a")], extra=[poll])
    file = batch.folder / "poll_feeds.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"title":', b'"headline":'))
    assert batch.read("poll_feeds", Poll) == [poll]


@pytest.mark.parametrize(("passed", "dropped", "seen"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (3, 2, 5)])
def test_what_was_seen_is_what_was_passed_and_dropped(batch: Batch, passed: int, dropped: int, seen: int) -> None:
    drops = [
        Drop(stage="poll_feeds", kind="entry", record_id=str(n), reason="entry_known", dropped_at=NOON)
        for n in range(dropped)
    ]
    entries = [entry("a", str(n)) for n in range(passed)]
    assert batch.write("poll_feeds", seen=seen, passed=entries, drops=drops).seen == seen
    for wrong in (seen + 1, seen - 1):
        with pytest.raises(InvalidRecord, match=f"saw {wrong}, passed {passed}, dropped {dropped}"):
            batch.write("poll_feeds", seen=wrong, passed=entries, drops=drops)
    assert batch.tally("poll_feeds").seen == seen


def test_a_stage_that_only_sifts_says_how_many_go_on_without_writing_them(batch: Batch) -> None:
    tally = batch.write("check_quality", seen=7, passed_count=7, extra=[])
    assert tally == Tally(stage="check_quality", seen=7, passed=7, dropped=0)
    assert len((batch.folder / "check_quality.jsonl").read_bytes().splitlines()) == 1


def test_extra_records_may_come_from_a_generator_and_are_not_counted(batch: Batch) -> None:
    tally = batch.write("poll_feeds", seen=0, extra=(entry("x", str(n)) for n in range(3)))
    assert tally.passed == 0
    assert len(batch.read("poll_feeds", Entry)) == 3


def test_a_generator_that_breaks_leaves_the_output_of_before(batch: Batch) -> None:
    batch.write("poll_feeds", seen=1, passed=[entry("before")])

    def broken() -> Any:
        yield entry("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        batch.write("poll_feeds", seen=0, extra=broken())
    assert batch.read("poll_feeds", Entry) == [entry("before")]


def test_the_content_hash_changes_with_the_plan_and_each_stage_named_and_with_no_other(batch: Batch) -> None:
    stages = ("poll_feeds", "fetch_pages")
    empty = batch.content_sha256(*stages)
    batch.write("poll_feeds", seen=1, passed=[entry("a")])
    one = batch.content_sha256(*stages)
    batch.write("extract_text", seen=0)
    assert batch.content_sha256(*stages) == one
    batch.write("fetch_pages", seen=0)
    two = batch.content_sha256(*stages)
    create_batch(batch.folder.parents[1], plan("watch-1", code_version="2"))
    assert len({empty, one, two, batch.content_sha256(*stages)}) == 4


def test_the_same_content_has_the_same_hash_in_another_store(tmp_path: Path) -> None:
    found = set()
    for name in ("one", "other"):
        batch = create_batch(tmp_path / name, plan("watch-1"))
        batch.write("poll_feeds", seen=1, passed=[entry("a")])
        found.add(batch.content_sha256("poll_feeds"))
    assert len(found) == 1


@pytest.mark.parametrize("name", ["a store", "störung 😱", "a'b\"c", "-rf", "[x]*?"])
def test_a_store_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    create_batch(home, plan("watch-1")).write("poll_feeds", seen=0)
    create_batch(home, plan("backfill-2"))
    assert list_batches(home) == ["backfill-2", "watch-1"]
    assert open_batch(home, "watch-1").has("poll_feeds")


def test_a_store_without_batches_lists_none(tmp_path: Path) -> None:
    assert list_batches(tmp_path / "nowhere") == []
    (tmp_path / "batches" / "half").mkdir(parents=True)
    assert list_batches(tmp_path) == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b'{"batch_id":7}', b"\xff\xfe", b'{"batch_id":"watch-1","more":1}']
)
def test_a_plan_that_is_none_of_ours_is_said_with_its_batch(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "batches" / "watch-1").mkdir(parents=True)
    (tmp_path / "batches" / "watch-1" / "plan.json").write_bytes(content)
    with pytest.raises(BatchUnknown, match="The plan of batch watch-1 cannot be read"):
        open_batch(tmp_path, "watch-1")


@pytest.mark.parametrize(("length", "is_one"), [(1, True), (120, True), (121, False)])
def test_an_id_has_at_most_120_characters(tmp_path: Path, length: int, is_one: bool) -> None:
    if is_one:
        assert create_batch(tmp_path, plan("a" * length)).batch_id == "a" * length
    else:
        with pytest.raises(Exception, match="at most 120"):
            create_batch(tmp_path, plan("a" * length))
