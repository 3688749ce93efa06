"""What answers at the entries' addresses, archived as it came."""

from __future__ import annotations

import gzip
import hashlib
import os
import resource
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline import fetch_pages, publish_snapshot
from pipeline.batches import plan_backfill
from pipeline.edges.duck import writing
from pipeline.errors import WarehouseFull
from pipeline.records import make_id
from pipeline.settings import Settings
from tests.fetching.servers import Asked, Route, answer, page, redirect, serving
from tests.fetching.stages import AT, HOST, Round, folder_with, publish, rss, run_round, run_stages, watching

LATIN_1 = "<p>Störung bei X".encode("latin-1")


def fetched(settings: Settings, routes: Mapping[str, Route], **more: object) -> Round:
    """What comes of a feed that lists all these routes."""
    with serving({"/rss": answer(rss(*routes)), **routes}) as server:
        return run_round(watching(settings, server, "/rss", **more))


def test_pages_are_archived_whole_and_read_back(settings: Settings) -> None:
    routes = {
        "/a": page("X is down", 'ETag: "a1"'),
        "/b": answer(LATIN_1, "Content-Type: text/html; charset=ISO-8859-1"),
    }
    done = fetched(settings, routes)
    assert [page.entry_url for page in done.pages] == [f"http://{HOST}/a", f"http://{HOST}/b"]
    assert b"X is down" in done.body(0)
    assert done.body(1) == LATIN_1
    first, second = done.pages
    assert first.etag == '"a1"'
    assert second.content_type == "text/html; charset=ISO-8859-1"
    assert second.body_sha256 == hashlib.sha256(LATIN_1).hexdigest()
    assert (second.body_bytes, second.status) == (len(LATIN_1), 200)
    assert second.page_id == make_id(second.entry_url, second.body_sha256)


def test_a_compressed_page_is_archived_as_what_it_says(settings: Settings) -> None:
    done = fetched(settings, {"/a": answer(gzip.compress(b"<p>X is down"), "Content-Encoding: gzip")})
    assert done.body(0) == b"<p>X is down"


def test_the_address_that_answered_is_kept_beside_the_one_that_was_asked_for(settings: Settings) -> None:
    done = fetched(settings, {"/a": redirect("/2025/a"), "/2025/a": page("moved")})
    assert done.pages[0].entry_url == f"http://{HOST}/a"
    assert done.pages[0].page_url == f"http://{HOST}/2025/a"


def test_every_failure_is_a_named_drop_and_costs_only_itself(settings: Settings) -> None:
    routes: dict[str, Route] = {
        "/gone": answer(b"", status="404 Not Found"),
        "/slow": lambda stream: time.sleep(2),
        "/large": answer(b"x" * 60_000),
        "/short": answer(b"half", length=400),
        "/loop": redirect("/loop"),
        "/inside": redirect("http://169.254.169.254/latest/meta-data"),
        "/refused": answer(b"", status="403 Forbidden"),
        "/broken": answer(b"", status="502 Bad Gateway"),
        "/garbage": b"what is this\r\n\r\n",
        "/secret": page("not for robots"),
        "/good": page("X is down"),
        "/robots.txt": answer("User-agent: *\nDisallow: /secret"),
    }
    stories = [path for path in routes if path != "/robots.txt"]
    with serving({"/rss": answer(rss(*stories)), **routes}) as server:
        done = run_round(watching(settings, server, "/rss", page_cap_bytes=50_000, deadline_seconds=0.7))
    reasons = {drop.url.rpartition("/")[2]: drop.reason for drop in done.drops if drop.url}
    assert reasons == {
        "gone": "http_gone",
        "slow": "timed_out",
        "large": "too_large",
        "short": "short_body",
        "loop": "too_many_redirects",
        "inside": "address_refused",
        "refused": "http_refused",
        "broken": "http_error",
        "garbage": "bad_response",
        "secret": "robots_disallowed",
    }
    assert [page.entry_url for page in done.pages] == [f"http://{HOST}/good"]


def test_a_page_without_bytes_and_a_pdf_are_pages_for_the_next_stage_to_judge(settings: Settings) -> None:
    done = fetched(settings, {"/empty.html": answer(b""), "/report.html": answer(b"%PDF-1.7 ...")})
    assert [done.body(0), done.body(1)] == [b"", b"%PDF-1.7 ..."]


def test_a_page_whose_validator_holds_is_unchanged_and_not_sent_again(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"a1"':
            return answer(status="304 Not Modified", length=-1)
        return page("X is down", 'ETag: "a1"')

    with serving({"/rss": answer(rss("/a")), "/a": conditional}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own), is_outage=True)
        done = run_round(own, minutes=15)
    assert done.pages == []
    assert done.reasons == {"page_unchanged": 1}


def test_a_page_with_the_same_body_is_unchanged_although_the_server_sends_it_again(settings: Settings) -> None:
    with serving({"/rss": answer(rss("/a")), "/a": page("X is down")}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own), is_outage=True)
        done = run_round(own, minutes=15)
    assert done.pages == []
    assert done.reasons == {"page_unchanged": 1}
    assert sorted(path.name for path in (own.home / "archive").iterdir()) == ["watch-20250310t101500z-0.warc.gz"]


def test_an_edited_page_is_a_new_page_of_the_same_entry(settings: Settings) -> None:
    with serving({"/rss": answer(rss("/a")), "/a": page("20,000 reports")}) as server:
        own = watching(settings, server, "/rss")
        first = run_round(own)
        publish(first, is_outage=True)
        server.routes["/a"] = page("40,000 reports")
        second = run_round(own, minutes=15)
        publish(second, is_outage=True)
        third = run_round(own, minutes=30)
    assert first.pages[0].entry_id == second.pages[0].entry_id
    assert first.pages[0].page_id != second.pages[0].page_id
    assert b"20,000" in first.body(0)
    assert b"40,000" in second.body(0)
    assert third.reasons == {"page_unchanged": 1}


def test_pages_drops_and_archive_are_in_the_order_of_the_entries(settings: Settings) -> None:
    def slow(asked: Asked) -> bytes:
        time.sleep(0.1)
        return page("slow")

    done = fetched(settings, {"/a": slow, "/b": page("b"), "/c": slow, "/d": page("d")})
    assert [page.entry_url[-1] for page in done.pages] == ["a", "b", "c", "d"]
    offsets = [page.archive_offset for page in done.pages]
    assert offsets == sorted(offsets)


def test_nothing_is_left_in_the_stores_temporary_folder(settings: Settings) -> None:
    done = fetched(settings, {"/a": page("a"), "/b": page("b")})
    assert list((done.settings.home / "tmp").glob("bodies-*")) == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk on which no file grows beyond this many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [20_000, 110_000], ids=["the spool", "the archive"])
def test_a_full_disk_stops_the_stage_says_what_to_do_and_leaves_what_was_there(size: int, settings: Settings) -> None:
    folder = folder_with(settings.home, {"a.txt": os.urandom(100_000), "b.txt": os.urandom(100_000)})
    [batch_id] = plan_backfill(settings, source_kind="folder", input_path=folder, at=AT)
    first = run_stages(batch_id, settings)
    output = (first.batch.folder / "fetch_pages.jsonl").read_bytes()
    with files_of_at_most(size), pytest.raises(WarehouseFull, match=r"Free some space.*run the same command again"):
        fetch_pages.run(batch_id, settings)
    assert (first.batch.folder / "fetch_pages.jsonl").read_bytes() == output
    assert [path.name for path in (settings.home / "archive").iterdir()] == [first.pages[0].archive_file]
    assert len(first.body(1)) == 100_000


def test_a_drop_names_no_query_and_no_credentials(settings: Settings) -> None:
    done = fetched(settings, {"/a?token=CANARY": answer(b"", status="500 Oops")})
    [drop] = done.drops
    assert drop.url == f"http://{HOST}/a"
    assert "CANARY" not in drop.detail


# Files of a backfill


def backfilled(settings: Settings, files: dict[str, str | bytes], **more: object) -> Round:
    folder = folder_with(settings.home, files)
    own = settings.model_copy(update=more)
    [batch_id] = plan_backfill(own, source_kind="folder", input_path=folder, at=AT)
    return run_stages(batch_id, own)


def test_files_become_pages_with_the_type_of_their_name(settings: Settings) -> None:
    done = backfilled(settings, {"a.html": "<p>X", "b.txt": "X is down", "c.json": '{"text": "X"}', "d.HTM": "<p>up"})
    types = {page.entry_url.rpartition("/")[2]: page.content_type for page in done.pages}
    assert types == {"a.html": "text/html", "b.txt": "text/plain", "c.json": "application/json", "d.HTM": "text/html"}
    assert done.body(1) == b"X is down"
    assert {page.status for page in done.pages} == {200}


@pytest.mark.parametrize(("size", "reason"), [(1000, None), (1001, "too_large")])
def test_a_file_may_be_as_large_as_a_page(size: int, reason: str | None, settings: Settings) -> None:
    done = backfilled(settings, {"a.txt": b"x" * size}, page_cap_bytes=1000)
    assert [drop.reason for drop in done.drops] == ([reason] if reason else [])


def test_a_listed_file_that_is_not_there_or_lies_outside_is_unreadable(settings: Settings) -> None:
    (settings.home.parent / "secret.txt").write_text("CANARY", encoding="utf-8")
    rows = "file,url\nmissing.txt,https://a.example/1\n../secret.txt,https://a.example/2\na.txt,https://a.example/3\n"
    done = backfilled(settings, {"index.csv": rows, "a.txt": "X is down"})
    assert done.reasons == {"file_unreadable": 2}
    assert [page.entry_url for page in done.pages] == ["https://a.example/3"]


def test_two_files_of_one_address_are_two_states_of_its_page(settings: Settings) -> None:
    rows = "file,url\nearly.txt,https://a.example/x\nlate.txt,https://a.example/x\nsame.txt,https://a.example/x\n"
    done = backfilled(settings, {"index.csv": rows, "early.txt": "20,000", "late.txt": "40,000", "same.txt": "40,000"})
    assert [done.body(0), done.body(1)] == [b"20,000", b"40,000"]
    assert done.reasons == {"page_unchanged": 1}


def lying(body: str) -> Route:
    """A page that is only ever sent to who names no validator; to all others it has not changed."""

    def route(asked: Asked) -> bytes:
        return answer(status="304 Not Modified", length=-1) if "if-none-match" in asked.headers else page(body, TAG)

    return route


TAG = 'ETag: "v1"'


def aged(done: Round, hours: float) -> Round:
    """The round as if it had been so many hours earlier."""
    earlier = timedelta(hours=hours)
    entries = [replace(entry, first_seen_at=entry.first_seen_at - earlier) for entry in done.entries]
    return replace(
        done, entries=entries, pages=[replace(one, fetched_at=one.fetched_at - earlier) for one in done.pages]
    )


@pytest.mark.parametrize(("hours", "is_found"), [(1.9, False), (2.1, True)])
def test_an_edit_that_the_server_denies_is_found_by_a_look_without_a_condition(
    hours: float, is_found: bool, settings: Settings
) -> None:
    with serving({"/rss": answer(rss("/a")), "/a": lying("20,000 reports")}) as server:
        own = watching(settings, server, "/rss")
        publish(aged(run_round(own), hours), is_outage=True)
        server.routes["/a"] = lying("40,000 reports")
        done = run_round(own, minutes=15)
    assert [b"40,000" in done.body(number) for number in range(len(done.pages))] == [True] * is_found
    assert done.reasons["page_unchanged"] == (not is_found)


def test_the_pages_of_an_outlet_that_denied_an_edit_are_asked_for_without_a_condition(settings: Settings) -> None:
    with serving({"/rss": answer(rss("/a", "/b")), "/a": lying("20,000"), "/b": lying("b")}) as server:
        own = watching(settings, server, "/rss")
        publish(aged(run_round(own), 2.1), is_outage=True)
        server.routes["/a"] = lying("40,000")
        publish(run_round(own, minutes=15), is_outage=True)
        run_round(own, minutes=30)
        tell_texts(own)
        before = len(server.asked)
        run_round(own, minutes=45)
        asked_when_distrusted = {asked.path: asked.headers for asked in server.asked[before:]}
    believed = {asked.path: "if-none-match" in asked.headers for asked in server.asked[before - 2 : before]}
    assert believed == {"/a": True, "/b": True}
    assert ["if-none-match" in asked_when_distrusted[path] for path in ("/a", "/b")] == [False, False]


def tell_texts(own: Settings) -> None:
    """Each page's article gets a text of its own, and all of them one outlet."""
    with writing(own) as warehouse:
        warehouse.execute(f"UPDATE articles SET outlet = '{HOST}', page_id = article_id, text_sha256 = article_id")
    publish_snapshot.run(own)
