"""What the sources list that is new: real feeds over loopback, read in child processes."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import poll_feeds
from pipeline.batches import plan_backfill, plan_watch
from pipeline.edges.batches import open_batch
from pipeline.errors import UsageError
from pipeline.records import Entry, Source
from pipeline.settings import Settings
from tests.fetching.servers import Asked, answer, page, serving
from tests.fetching.stages import AT, HOST, folder_with, publish, rss, run_round, run_stages, watching

FEED = "application/rss+xml"


def feed(*links: str, extra: str = "") -> bytes:
    return answer(rss(*links, extra=extra), f"Content-Type: {FEED}")


def test_the_entries_of_a_feed_go_on_with_their_dates_and_canonical_addresses(settings: Settings) -> None:
    item = (
        "<item><title>X is &lt;b&gt;down&lt;/b&gt; &amp;amp; out</title>"
        "<link>/story?utm_source=feed&amp;id=7#top</link>"
        "<guid isPermaLink='false'>g-1</guid><pubDate>Mon, 10 Mar 2025 05:45:00 -0400</pubDate></item>"
    )
    with serving({"/rss": feed(extra=item)}) as server:
        done = run_round(watching(settings, server, "/rss"))
    [entry] = done.entries
    assert entry.entry_url == f"http://{HOST}/story?id=7"
    assert (entry.guid, entry.title) == ("g-1", "X is down & out")
    assert entry.listed_at == datetime(2025, 3, 10, 9, 45, tzinfo=UTC)


def test_a_poll_leaves_a_cursor_and_its_source_beside_the_entries(settings: Settings) -> None:
    content = answer(rss("/a", "/b"), 'ETag: "v1"', "Last-Modified: Mon, 10 Mar 2025 10:00:00 GMT")
    with serving({"/rss": content}) as server:
        done = run_round(watching(settings, server, "/rss"))
    [poll] = done.polls
    assert (poll.outcome, poll.status, poll.entry_count, poll.failure_count) == ("ok", 200, 2, 0)
    assert (poll.etag, poll.last_modified) == ('"v1"', "Mon, 10 Mar 2025 10:00:00 GMT")
    assert poll.interval_seconds == settings.poll_interval_seconds
    assert poll.next_poll_at - poll.polled_at == timedelta(seconds=settings.poll_interval_seconds - 120)
    assert (poll.new_count, poll.whole_at, poll.lied_at) == (2, poll.polled_at, None)
    assert [source.source_id for source in done.batch.read("poll_feeds", Source)] == ["feed-0"]


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (answer("<html><body>Please log in</body></html>"), "feed_not_xml"),
        (answer("not a feed at all"), "feed_not_xml"),
        (answer(b"\x89PNG\r\n\x1a\n" + bytes(100)), "feed_not_xml"),
        (answer(b""), "feed_not_xml"),
        (feed(), "feed_empty"),
        (answer('<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>'), "feed_empty"),
        (answer(b"", status="404 Not Found"), "http_gone"),
        (answer(b"", status="500 Oops"), "http_error"),
        (answer(rss("/a"), length=10**8), "too_large"),
        (answer(rss("/a"), length=5000), "short_body"),
        (lambda stream: time.sleep(4), "timed_out"),
    ],
)
def test_a_feed_that_fails_is_a_drop_with_its_reason_and_costs_the_others_nothing(
    route: object, reason: str, settings: Settings
) -> None:
    with serving({"/bad": route, "/good": feed("/a"), "/a": page("a")}) as server:  # type: ignore[dict-item]
        done = run_round(watching(settings, server, "/bad", "/good"))
    assert done.paths == ["/a"]
    [drop] = [drop for drop in done.drops if drop.kind == "source"]
    assert (drop.record_id, drop.reason, drop.url) == ("feed-0", reason, f"http://{HOST}/bad")
    assert [poll.outcome for poll in done.polls] == ["failed", "ok"]
    assert done.polls[0].reason == reason
    assert done.polls[0].failure_count == 1


def test_a_feed_that_takes_the_parser_too_long_is_stopped(settings: Settings) -> None:
    # feedparser's pattern for an address in <author> is quadratic.
    hostile = feed(extra=f"<item><link>/x</link><author>{'a' * 400_000}</author></item>")
    with serving({"/hostile": hostile, "/good": feed("/a"), "/a": page("a")}) as server:
        done = run_round(watching(settings, server, "/hostile", "/good", document_seconds=1.0))
    assert done.paths == ["/a"]
    assert done.reasons["feed_too_hostile"] == 1


def test_a_feed_that_answers_304_is_not_read_and_is_no_drop(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"v1"':
            return answer(status="304 Not Modified", length=-1)
        return answer(rss("/a"), 'ETag: "v1"')

    with serving({"/rss": conditional, "/a": page("a")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        publish(run_round(own))
        done = run_round(own, minutes=15)
    [poll] = done.polls
    assert (poll.outcome, poll.status, poll.entry_count, poll.etag) == ("not_modified", 304, None, '"v1"')
    assert (done.entries, done.drops) == ([], [])


def test_a_feed_whose_bytes_are_the_same_is_not_parsed_whatever_the_server_says(settings: Settings) -> None:
    with serving({"/rss": feed("/a"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        publish(run_round(own))
        done = run_round(own, minutes=15)
    [poll] = done.polls
    assert (poll.outcome, poll.entry_count) == ("unchanged", None)
    assert (done.entries, done.drops) == ([], [])


def test_a_feed_that_could_not_be_read_is_read_again_although_its_bytes_are_the_same(settings: Settings) -> None:
    with serving({"/rss": answer("<html>maintenance</html>", 'ETag: "v1"')}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        done = run_round(own, minutes=15)
        assert "if-none-match" not in server.asked[-1].headers
    assert done.reasons["feed_not_xml"] == 1
    assert done.polls[0].failure_count == 2


def test_an_entry_fetched_before_is_known_and_only_the_new_one_goes_on(settings: Settings) -> None:
    with serving({"/rss": feed("/a"), "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        publish(run_round(own))
        server.routes["/rss"] = feed("/b", "/a")
        done = run_round(own, minutes=15)
    assert done.paths == ["/b"]
    assert done.reasons == {"entry_known": 1}


def test_only_what_an_earlier_poll_did_not_list_is_new_in_its_feed(settings: Settings) -> None:
    with serving({"/rss": feed("/a"), "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss")
        first = run_round(own)
        publish(first, is_outage=True)
        server.routes["/rss"] = feed("/b", "/a")
        second = run_round(own, minutes=15)
    assert [entry.is_new_in_feed for entry in first.entries] == [False]
    assert {entry.entry_url.rpartition("/")[2]: entry.is_new_in_feed for entry in second.entries} == {
        "b": True,
        "a": False,
    }


def test_an_entry_whose_feed_says_that_it_changed_is_looked_at_again(settings: Settings) -> None:
    def atom(updated: str) -> bytes:
        return answer(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id><title>X is down</title>"
            f"<link href='/a'/><published>2025-03-10T10:00:00Z</published><updated>{updated}</updated></entry></feed>"
        )

    with serving({"/rss": atom("2025-03-10T10:00:00Z"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        first = run_round(own)
        publish(first)
        changed = datetime.now(UTC).isoformat()
        server.routes["/rss"] = atom(changed)
        done = run_round(own, minutes=15)
        assert done.paths == ["/a"]
        assert done.entries[0].first_seen_at == first.entries[0].first_seen_at
        server.routes["/rss"] = atom("2990-01-01T00:00:00Z")
        assert run_round(own, minutes=30).reasons == {"entry_known": 1}


def _numbered(link: str, title: str, date: str) -> bytes:
    item = f"<item><guid>7</guid><link>{link}</link><title>{title}</title><pubDate>{date}</pubDate></item>"
    return answer(f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>')


MONDAY, TUESDAY = "Mon, 10 Mar 2025 08:00:00 GMT", "Tue, 11 Mar 2025 08:00:00 GMT"


@pytest.mark.parametrize(
    ("link", "title", "date", "is_another"),
    [
        ("/x-down", "X is down", TUESDAY, False),
        ("/x-down-again", "X is down", MONDAY, False),
        ("/x-down-again", "X is down again", MONDAY, False),
        ("/y-down", "Y is down", TUESDAY, True),
        ("/y-down", "Y is down", "", True),
        ("/x-down-2", "X is down", "", False),
    ],
)
def test_a_guid_that_is_used_again_for_another_story_hides_nothing(
    link: str, title: str, date: str, is_another: bool, settings: Settings
) -> None:
    with serving({"/feed": _numbered("/x-down", "X is down", MONDAY), "/x-down": page("X"), link: page("Y")}) as server:
        own = watching(settings, server, "/feed")
        first = run_round(own)
        publish(first)
        server.routes["/feed"] = _numbered(link, title, date)
        second = run_round(own, minutes=1)
        publish(second)
        third = run_round(own, minutes=2)
    ids = {entry.entry_id for entry in second.entries}
    assert (ids - {entry.entry_id for entry in first.entries} != set()) == is_another
    assert (f"http://{HOST}{link}" in {done.entry_url for done in second.pages}) == (is_another or link != "/x-down")
    assert {entry.entry_id for entry in third.entries} <= ids | {entry.entry_id for entry in first.entries}


def test_a_page_that_tells_of_an_outage_is_looked_at_again_although_its_feed_has_not_changed(
    settings: Settings,
) -> None:
    with serving({"/rss": feed("/a"), "/a": page("20,000 reports")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own), is_outage=True)
        server.routes["/a"] = page("40,000 reports")
        done = run_round(own, minutes=15)
    assert done.polls[0].outcome == "unchanged"
    assert done.paths == ["/a"]
    assert b"40,000" in done.body(0)


def test_an_entry_whose_page_failed_for_now_is_tried_again(settings: Settings) -> None:
    with serving({"/rss": feed("/a", "/b"), "/a": answer(b"", status="500 Oops"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss")
        first = run_round(own)
        assert first.reasons == {"http_error": 1}
        publish(first)
        server.routes["/a"] = page("a")
        server.routes["/rss"] = feed("/a", "/b", "/c")
        again = run_round(own.model_copy(update={"recheck_hours": 0.0}), minutes=15)
    assert again.paths == ["/a", "/c"]
    assert b"<p>a</p>" in again.body(0)


def test_an_entry_whose_page_is_gone_for_good_is_not_asked_for_again(settings: Settings) -> None:
    with serving({"/rss": feed("/gone")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        publish(run_round(own))
        server.routes["/rss"] = feed("/gone", "/b")
        done = run_round(own, minutes=15)
    assert done.reasons == {"entry_known": 1, "http_gone": 1}
    assert done.paths == ["/b"]


def test_one_address_in_two_feeds_goes_on_once(settings: Settings) -> None:
    with serving({"/top": feed("/a", "/b"), "/tech": feed("/b", "/c")}) as server:
        done = run_round(watching(settings, server, "/top", "/tech"))
    assert done.paths == ["/a", "/b", "/c"]
    assert done.reasons["entry_repeated"] == 1


def test_an_item_without_an_address_is_dropped_and_the_others_stay(settings: Settings) -> None:
    odd = "<item><title>no link</title></item><item><link>mailto:desk@harbourpost.example</link></item>"
    with serving({"/rss": feed("/a", extra=odd), "/a": page("a")}) as server:
        done = run_round(watching(settings, server, "/rss"))
    assert done.paths == ["/a"]
    assert done.reasons == {"entry_without_url": 2}


def test_a_feed_gives_at_most_its_cap_of_entries(settings: Settings) -> None:
    with serving({"/rss": feed(*(f"/{number}" for number in range(50)))}) as server:
        done = run_round(watching(settings, server, "/rss", entries_per_poll=20))
    assert len(done.entries) == 20


def test_a_source_is_polled_when_it_is_due_and_always_when_forced(settings: Settings) -> None:
    with serving({"/rss": feed("/a"), "/a": page("a")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        assert run_round(own, minutes=1, is_forced=False).polls == []
        assert len(run_round(own, minutes=2, is_forced=True).polls) == 1


def test_a_busy_feed_is_not_due_before_the_time_it_named(settings: Settings) -> None:
    with serving({"/rss": answer(b"", "Retry-After: 7200", status="503 Busy")}) as server:
        done = run_round(watching(settings, server, "/rss"))
    [poll] = done.polls
    assert done.reasons == {"http_busy": 1}
    assert 7200 - 5 <= (poll.next_poll_at - poll.polled_at).total_seconds() <= 7200 * 1.25


def test_running_a_batch_again_after_it_was_published_gives_the_same_entries(settings: Settings) -> None:
    with serving({"/rss": feed("/a", "/b"), "/a": page("a"), "/b": page("b")}) as server:
        own = watching(settings, server, "/rss", recheck_hours=0)
        first = run_round(own)
        publish(first)
        again = run_stages(first.batch.batch_id, own)
    assert [entry.entry_id for entry in again.entries] == [entry.entry_id for entry in first.entries]
    assert [page.page_id for page in again.pages] == [page.page_id for page in first.pages]
    assert first.body(0) == again.body(0)


def test_a_source_that_left_the_file_is_an_error_that_says_what_to_do(settings: Settings) -> None:
    with serving({}) as server:
        [batch_id] = plan_watch(watching(settings, server, "/rss"), AT)
        empty = settings.home.parent / "other.yml"
        empty.write_text("- {source_id: another, kind: feed, url: 'http://a.example/rss'}", encoding="utf-8")
        with pytest.raises(UsageError, match=r"feed-0 stand in the plan.*plan a new batch"):
            poll_feeds.run(batch_id, settings.model_copy(update={"sources_file": empty}))


def test_the_query_of_a_feed_address_reaches_neither_tables_nor_drops(settings: Settings) -> None:
    with serving({"/rss?key=CANARY-1": answer(b"", status="403 No"), "/b?key=CANARY-2": feed("/a")}) as server:
        done = run_round(watching(settings, server, "/rss?key=CANARY-1", "/b?key=CANARY-2"))
    assert set(server.paths) >= {"/rss?key=CANARY-1", "/b?key=CANARY-2"}
    written = (done.batch.folder / "poll_feeds.jsonl").read_text(encoding="utf-8")
    assert "CANARY" not in written


# Folders and lists of a backfill


def test_a_window_keeps_what_lies_in_it_and_names_why_it_drops_the_rest(settings: Settings) -> None:
    rows = "file,url,published_at\n" + "".join(
        f"{name}.txt,https://harbourpost.example/{name},{when}\n"
        for name, when in [
            ("before", "2025-03-09T23:59:59Z"),
            ("first", "2025-03-10"),
            ("last", "2025-03-10T23:59:59Z"),
            ("after", "2025-03-11"),
            ("undated", ""),
        ]
    )
    texts = {f"{name}.txt": "X is down" for name in ("before", "first", "last", "after", "undated")}
    folder = folder_with(settings.home, {"index.csv": rows, **texts})
    [batch_id] = plan_backfill(
        settings,
        source_kind="folder",
        input_path=folder,
        window_from=datetime(2025, 3, 10, tzinfo=UTC),
        window_to=datetime(2025, 3, 11, tzinfo=UTC),
        at=AT,
    )
    done = run_stages(batch_id, settings)
    assert [entry.local_path for entry in done.entries] == ["first.txt", "last.txt"]
    assert done.reasons == {"outside_window": 2, "no_date_for_window": 1}


def test_a_list_goes_on_row_by_row_and_names_the_rows_without_an_address(settings: Settings) -> None:
    listed = settings.home.parent / "list.txt"
    listed.write_text(
        f"# stories\nhttp://{HOST}/a\n\nnot an address\nhttp://{HOST}/a\nftp://{HOST}/b\n", encoding="utf-8"
    )
    [batch_id] = plan_backfill(settings, source_kind="urls", input_path=listed, at=AT)
    poll_feeds.run(batch_id, settings)
    batch = open_batch(settings.home, batch_id)
    assert [entry.entry_url for entry in batch.read("poll_feeds", Entry)] == [f"http://{HOST}/a"]
    assert batch.tally("poll_feeds").dropped == 3
    [source] = batch.read("poll_feeds", Source)
    assert (source.kind, source.url) == ("urls", str(listed))


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [("folder", "empty", r"no \.html, \.txt or \.json files in"), ("urls", "empty.txt", "no addresses in")],
)
def test_an_empty_input_is_an_error_that_says_so(kind: str, name: str, words: str, settings: Settings) -> None:
    place = settings.home.parent / name
    if kind == "folder":
        folder_with(settings.home, {"notes.md": "nothing to read here"})
        place = settings.home.parent / "articles"
    else:
        place.write_text("# nothing yet\n", encoding="utf-8")
    [batch_id] = plan_backfill(settings, source_kind=kind, input_path=place, at=AT)
    with pytest.raises(UsageError, match=words):
        poll_feeds.run(batch_id, settings)
