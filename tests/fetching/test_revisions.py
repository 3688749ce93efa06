"""A page that is edited while its outage is young: from the second look at it to the mart of changed figures."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.batches import plan_watch
from pipeline.edges import clock
from pipeline.edges.batches import open_batch
from pipeline.edges.duck import open_snapshot
from pipeline.flow import compare_and_publish, run_batch
from pipeline.records import Drop, Page
from pipeline.settings import Settings
from tests.fetching.servers import Asked, Server, answer, serving
from tests.fetching.stages import HOST, watching


def story(reports: str, etag: str, note: str = "") -> bytes:
    """A page on an outage of today, as an outlet lays it out."""
    published = datetime.now(UTC).replace(microsecond=0).isoformat()
    text = (
        f"<p>Spotify stopped working for listeners in the UK this morning, according to Downdetector, which had more "
        f"than {reports} reports by 10 a.m.</p><p>The music service said that it was aware of the outage and that its "
        f"engineers were looking into what had gone wrong. Users could neither log in nor play music.</p>{note}"
    )
    head = f"<meta property='article:published_time' content='{published}'><title>Spotify down for thousands</title>"
    html = f"<html><head>{head}</head><body><article><h1>Spotify down for thousands</h1>{text}</article></body></html>"
    return answer(html, "Content-Type: text/html; charset=utf-8", f'ETag: "{etag}"')


def conditional(page: bytes, etag: str) -> object:
    """Sends the page, or says that it is the one that the asker has."""

    def route(asked: Asked) -> bytes:
        is_known = asked.headers.get("if-none-match") == f'"{etag}"'
        return answer(status="304 Not Modified", length=-1) if is_known else page

    return route


def feed() -> bytes:
    date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    item = f"<item><title>Spotify down</title><link>/a</link><guid>a</guid><pubDate>{date}</pubDate></item>"
    return answer(
        f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>', "Cache-Control: max-age=3600"
    )


def whole_round(settings: Settings) -> str:
    """A round from the plan to the published snapshot; pages that are not due yet are looked at too."""
    [batch_id] = plan_watch(settings, clock.now(), label=f"round{len(list((settings.home).glob('batches/*')))}")
    run_batch(batch_id, settings)
    compare_and_publish(settings)
    return batch_id


def page_requests(server: Server) -> list[Asked]:
    return [asked for asked in server.asked if asked.path == "/a"]


def test_an_edit_becomes_a_revision_and_a_changed_figure_and_silence_costs_one_small_request(
    settings: Settings,
) -> None:
    with serving({"/rss": feed(), "/a": conditional(story("12,000", "v1"), "v1")}) as server:  # type: ignore[dict-item]
        own = watching(settings, server, "/rss", workers=1)
        whole_round(own)
        correction = "<p>Correction: an earlier version of this story gave 12,000 reports.</p>"
        server.routes["/a"] = conditional(story("18,000", "v2", correction), "v2")  # type: ignore[assignment]
        edited = open_batch(own.home, whole_round(own))
        before = len(server.asked)
        silent = open_batch(own.home, whole_round(own))
    with open_snapshot(own) as snapshot:
        revisions = snapshot.rows("SELECT canonical_url, text FROM articles ORDER BY fetched_at")
        [edit] = snapshot.rows("SELECT said_before, said_after, correction_note, canonical_url FROM figure_edits")
    assert [f"http://{HOST}/a"] * 2 == [revision["canonical_url"] for revision in revisions]
    assert ["12,000" in revisions[0]["text"], "18,000" in revisions[1]["text"]] == [True, True]
    assert ("12,000" in edit["said_before"], "18,000" in edit["said_after"]) == (True, True)
    assert edit["correction_note"].startswith("Correction")
    assert len(edited.read("fetch_pages", Page)) == 1
    assert [drop.reason for drop in silent.read("fetch_pages", Drop)] == ["page_unchanged"]
    assert [asked.path for asked in server.asked[before:]] == ["/rss", "/a"]
    assert [asked.headers.get("if-none-match") for asked in page_requests(server)] == [None, '"v1"', '"v2"']
