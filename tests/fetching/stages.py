"""A small world for the first two stages: feeds on loopback, rounds over them, and a published warehouse between."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import fetch_pages, poll_feeds, publish_snapshot
from pipeline.batches import plan_watch
from pipeline.edges.archive import read_body
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.duck import Warehouse, writing
from pipeline.records import Drop, Entry, Page, Poll, make_id, to_json
from pipeline.settings import Settings
from tests.fetching.servers import Server

HOST = "harbourpost.example"
AT = datetime(2025, 3, 10, 10, 15, tzinfo=UTC)


def rss(*links: str, extra: str = "") -> str:
    """An RSS 2.0 feed with an item for each link, which is its guid too."""
    items = "".join(
        f"<item><title>Story {link}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Mon, 10 Mar 2025 10:00:00 GMT</pubDate></item>"
        for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}{extra}</channel></rss>'


def watching(settings: Settings, server: Server, *paths: str, **more: Any) -> Settings:
    """Settings in which harbourpost.example is the server, and its feeds at these paths are the sources."""
    rows = [f"- {{source_id: feed-{n}, kind: feed, url: 'http://{HOST}{path}'}}" for n, path in enumerate(paths)]
    text = "\n".join(rows)
    # A file is parsed once a process, so each content has a name of its own.
    sources = settings.home.parent / f"sources-{make_id(text)}.yml"
    sources.write_text(text, encoding="utf-8")
    changes = {"sources_file": sources, "local_hosts": {f"{HOST}:80": server.address}, "deadline_seconds": 2.0}
    return settings.model_copy(update={**changes, "shards": 1, **more})


@dataclass(frozen=True)
class Round:
    """What one round of both stages left in its batch."""

    batch: Batch
    entries: list[Entry]
    polls: list[Poll]
    pages: list[Page]
    drops: list[Drop]
    settings: Settings

    @property
    def reasons(self) -> Counter[str]:
        return Counter(drop.reason for drop in self.drops)

    @property
    def paths(self) -> list[str]:
        return [entry.entry_url.removeprefix(f"http://{HOST}") for entry in self.entries]

    def body(self, number: int) -> bytes:
        page = self.pages[number]
        return read_body(self.settings.home, page.archive_file, page.archive_offset)


def run_round(settings: Settings, *, minutes: int = 0, is_forced: bool = True) -> Round:
    """Plans a round and runs both stages of its only batch."""
    [batch_id] = plan_watch(settings, AT + timedelta(minutes=minutes), is_forced=is_forced)
    return run_stages(batch_id, settings)


def run_stages(batch_id: str, settings: Settings) -> Round:
    """Runs both stages of a batch, and checks that nothing vanished."""
    polled = poll_feeds.run(batch_id, settings)
    fetched = fetch_pages.run(batch_id, settings)
    assert polled.passed == fetched.seen
    batch = open_batch(settings.home, batch_id)
    return Round(
        batch=batch,
        entries=batch.read("poll_feeds", Entry),
        polls=batch.read("poll_feeds", Poll),
        pages=batch.read("fetch_pages", Page),
        drops=batch.read("poll_feeds", Drop) + batch.read("fetch_pages", Drop),
        settings=settings,
    )


def publish(done: Round, *, is_outage: bool = False) -> None:
    """
    Puts what the round found into the warehouse, as the load does with what is new, and publishes it.

    is_outage  Whether its pages tell of an outage, as comparing them would find.
    """
    own = {"batch_id": done.batch.batch_id}
    drops = [{**to_row(drop), "drop_id": f"{number}"} for number, drop in enumerate(done.drops)]
    with writing(done.settings) as warehouse:
        known = {row["entry_id"] for row in warehouse.rows("SELECT entry_id FROM entries")}
        warehouse.insert("polls", done.polls, **own)
        warehouse.insert("entries", [entry for entry in done.entries if entry.entry_id not in known], **own)
        warehouse.insert("pages", done.pages, **own)
        warehouse.insert("drops", drops, **own)
        if is_outage:
            _tell_of_outage(warehouse, done.pages)
    publish_snapshot.run(done.settings)


def _tell_of_outage(warehouse: Warehouse, pages: list[Page]) -> None:
    ids = [{"incident_id": "x", "article_id": page.page_id, "entry_id": page.entry_id} for page in pages]
    rows = [{**row, "fetched_at": page.fetched_at} for row, page in zip(ids, pages, strict=True)]
    warehouse.insert("articles", rows)
    warehouse.insert("incident_articles", rows)
    warehouse.insert("incidents", [{"incident_id": "x", "started_on": page.fetched_at.date()} for page in pages[:1]])


def to_row(drop: Drop) -> dict[str, Any]:
    """A drop as a row, with its instant as an instant."""
    return {**to_json(drop), "dropped_at": drop.dropped_at}


def folder_with(home: Path, files: dict[str, str | bytes]) -> Path:
    """A folder of files beside the store."""
    folder = home.parent / "articles"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
