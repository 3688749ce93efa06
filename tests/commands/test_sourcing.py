"""`sources add` and `sources check`, on servers on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import typer

from pipeline.sources import load_sources
from tests.conftest import Outwire, Ran
from tests.fetching.servers import NOT_FOUND, Asked, Route, Server, answer, redirect, serving
from tests.sources.test_sitemap import index, part, sitemap
from tests.sources.test_status_json import STORY, statuspage

HOST = "harbourpost.example"
NOW = datetime.now(UTC)
MINE = "# kept by hand\n- {source_id: old, kind: feed, url: 'http://harbourpost.example/old'}  # stays\n"


def rss(*titles: str, at: datetime = NOW - timedelta(hours=1), head: str = "") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>/{number}</link><pubDate>{format_datetime(at)}</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>Harbour Post – Tech</title>{head}{items}</channel></rss>'


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "mine.yml"
    path.write_text(MINE)
    monkeypatch.setenv("OUTWIRE_SOURCES_FILE", str(path))
    return path


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Route]], Any]:
    @contextmanager
    def serve(routes: dict[str, Route]) -> Iterator[Server]:
        with serving(routes) as server:
            monkeypatch.setenv("OUTWIRE_LOCAL_HOSTS", json.dumps({f"{HOST}:80": server.address}))
            monkeypatch.setenv("OUTWIRE_HOST_DELAY_SECONDS", "0")
            monkeypatch.setenv("OUTWIRE_DEADLINE_SECONDS", "5")
            yield server

    return serve


PAGE = answer(
    '<html><head><link rel="alternate" type="application/rss+xml" href="/rss" title="All">'
    '<link rel="alternate" type="application/rss+xml" href="/sport.xml" title="Sport"></head><p>News</p></html>',
    "Content-Type: text/html",
)


def test_a_page_leads_to_its_feed_and_the_file_keeps_its_comments(outwire: Outwire, mine: Path, at: Any) -> None:
    feed = rss("X is down", "Y is up", head="<language>en-GB</language>")
    with at({"/": PAGE, "/rss": answer(feed)}):
        ran = outwire("sources", "add", f"http://{HOST}/", "--yes", "--country", "GB", "--timezone", "Europe/London")
    assert ran.code == 0, ran.err
    for shown in ("X is down", "rss20, 2 items", "harbour-post-tech", "/sport.xml"):
        assert shown in ran.out
    assert mine.read_text().startswith(MINE)
    added = load_sources(mine)[-1]
    assert (added.source_id, added.kind, added.url) == ("harbour-post-tech", "feed", f"http://{HOST}/rss")
    assert (added.outlet, added.outlet_name) == ("harbourpost.example", "Harbour Post – Tech")
    assert (added.country, added.timezone, added.language) == ("GB", "Europe/London", "en")


@pytest.mark.parametrize("said", [False, True])
def test_without_yes_it_asks_and_no_changes_nothing(
    said: bool, outwire: Outwire, mine: Path, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confirm(text: str, **_: Any) -> bool:
        assert str(mine) in text
        if not said:
            raise typer.Abort
        return True

    monkeypatch.setattr(typer, "confirm", confirm)
    with at({"/rss": answer(rss("X is down"))}):
        ran = outwire("sources", "add", f"http://{HOST}/rss")
    assert ran.code == (0 if said else 1)
    assert (mine.read_text() == MINE) == (not said)


def test_a_site_that_names_no_feed_is_asked_in_the_usual_places(outwire: Outwire, mine: Path, at: Any) -> None:
    with at({"/": answer("<p>hello</p>"), "/feed.xml": answer(rss("X is down"))}):
        assert outwire("sources", "add", HOST.join(("http://", "/")), "--yes", "--id", "mine-too").code == 0
    assert load_sources(mine)[-1].url == f"http://{HOST}/feed.xml"


def test_a_status_page_needs_its_platform_and_gets_its_kind(outwire: Outwire, mine: Path, at: Any) -> None:
    page = answer('<link rel="alternate" type="application/json" href="/feed/incidents.json">')
    with at({"/": page, "/feed/incidents.json": answer(json.dumps(statuspage(STORY)))}):
        ran = outwire("sources", "add", f"http://{HOST}/", "--yes")
        assert (ran.code, "--platform" in ran.err) == (2, True)
        assert "No platform is called" in outwire("sources", "add", f"http://{HOST}/", "--platform", "zzz", "--yes").err
        assert outwire("sources", "add", f"http://{HOST}/", "--platform", "GitHub", "--yes").code == 0
    added = load_sources(mine)[-1]
    assert (added.source_id, added.kind, added.platform) == ("status-github", "statuspage", "github")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["file:///etc/passwd"], 2, "is no http or https address"),
        (["http://127.0.0.1/"], 8, "address_refused"),
        (["http://localhost/"], 8, "address_refused"),
        ([f"http://{HOST}/gone"], 8, "http_gone"),
        ([f"http://{HOST}/page"], 7, "No feed was found"),
        ([f"http://{HOST}/old"], 2, "already, as old"),
        ([f"http://{HOST}/rss", "--id", "old"], 2, "has a source 'old' already"),
        ([f"http://{HOST}/rss", "--id", "Not A Slug"], 2, "source_id must be"),
        ([f"http://{HOST}/rss", "--country", "Utopia"], 2, "unknown country"),
        ([f"http://{HOST}/rss", "--timezone", "Mars/Olympus"], 2, "unknown timezone"),
    ],
)
def test_what_cannot_be_added_says_why_and_changes_nothing(
    words: list[str], code: int, said: str, outwire: Outwire, mine: Path, at: Any
) -> None:
    routes: dict[str, Route] = {name: answer(rss("X is down")) for name in ("/rss", "/old")}
    with at({**routes, "/page": answer("<p>nothing here</p>")}):
        ran = outwire("sources", "add", *words, "--yes")
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert mine.read_text() == MINE


def test_a_file_in_brackets_is_left_alone_and_says_what_to_add(outwire: Outwire, mine: Path, at: Any) -> None:
    mine.write_text("[{source_id: old, kind: feed, url: 'http://a.example/'}]\n")
    with at({"/rss": answer(rss("X is down"))}):
        ran = outwire("sources", "add", f"http://{HOST}/rss", "--yes")
    assert (ran.code, "- source_id: harbour-post-tech" in ran.err) == (2, True)
    assert mine.read_text().startswith("[{")


def test_a_file_that_is_not_there_yet_is_made(outwire: Outwire, mine: Path, at: Any) -> None:
    mine.unlink()
    with at({"/rss": answer(rss("X is down"))}):
        assert outwire("sources", "add", f"http://{HOST}/rss", "--yes").code == 0
    assert len(load_sources(mine)) == 1


def test_hostile_titles_reach_the_terminal_and_the_file_as_text(outwire: Outwire, mine: Path, at: Any) -> None:
    feed = (
        rss("[red]X\x1b[2J is down")
        .replace("\x1b", "&#27;")
        .replace("Harbour Post – Tech", "a: &quot;b\n- source_id: evil")
    )
    with at({"/rss": answer(feed)}):
        ran = outwire("sources", "add", f"http://{HOST}/rss", "--yes")
    assert ran.code == 0, ran.err
    assert "\x1b[2J" not in ran.out
    assert [one.source_id for one in load_sources(mine)] == ["old", "a-b-source-id-evil"]


def conditional(asked: Asked) -> bytes:
    if asked.headers.get("if-none-match") == '"v1"':
        return answer(status="304 Not Modified")
    return answer(rss("X is down"), 'ETag: "v1"')


def check(outwire: Outwire, mine: Path, paths: dict[str, str], *words: str) -> tuple[dict[str, dict[str, Any]], Ran]:
    rows = [f"- {{source_id: {name}, url: 'http://{HOST}{path}', kind: {kind}}}" for name, (path, _, kind) in (
        (name, f"{path} feed".partition(" ")) if " " not in path else (name, path.partition(" "))
        for name, path in paths.items()
    )]  # fmt: skip
    mine.write_text("\n".join(rows).replace("statuspage}", "statuspage, platform: github}"))
    from pipeline.reference import read_yaml

    read_yaml.cache_clear()
    ran = outwire("sources", "check", *words, "--json")
    return ({row["source_id"]: row for row in json.loads(ran.out)} if ran.out else {}), ran


def test_a_check_says_of_each_source_what_it_answers_and_what_is_wrong(outwire: Outwire, mine: Path, at: Any) -> None:
    old = NOW - timedelta(days=200)
    routes: dict[str, Route] = {
        "/good": conditional,
        "/lies": answer(rss("X is down"), 'ETag: "v1"'),
        "/bare": answer(rss("X is down")),
        "/old": answer(rss("X was down", at=old)),
        "/page": answer("<p>hello</p>"),
        "/status": answer(json.dumps(statuspage(STORY))),
        "/moved": redirect("/good"),
        "/map": answer(index(part(f"http://{HOST}/news.xml"), part(f"http://{HOST}/none.xml"))),
        "/news.xml": answer(sitemap(_news(NOW))),
        "/private": answer(rss("X is down")),
        "/robots.txt": answer("User-agent: *\nDisallow: /private\n"),
    }
    paths = {name: f"/{name}" for name in ("good", "lies", "bare", "old", "page", "gone", "moved", "map", "private")}
    with at(routes):
        rows, ran = check(outwire, mine, {**paths, "status": "/status statuspage"})
    assert ran.code == 1
    good = rows["good"]
    assert (good["answers"], good["format"], good["items"], good["problem"]) == (200, "rss20", 1, None)
    assert good["newest_item"].startswith(f"{NOW - timedelta(hours=1):%Y-%m-%dT%H}")
    assert {name: rows[name]["conditional_get"] for name in ("good", "lies", "bare", "moved", "gone")} == {
        "good": "yes", "lies": "no", "bare": "no validator", "moved": "yes", "gone": "not tried",
    }  # fmt: skip
    assert {name: row["problem"].split(":")[0] for name, row in rows.items() if row["problem"]} == {
        "old": f"nothing new since {old:%Y-%m-%d}",
        "page": "feed_not_xml",
        "gone": "http_gone",
        "map": "1 of its 2 sitemaps cannot be read",
        "private": "robots_disallowed",
    }
    assert (rows["status"]["format"], rows["map"]["format"]) == ("statuspage-json", "sitemap-index")
    assert (rows["private"]["robots"], rows["good"]["robots"], rows["gone"]["answers"]) == ("forbids", "allows", 404)


def _news(at: datetime) -> str:
    return (
        f"<url><loc>http://{HOST}/1</loc><news:news><news:title>X is down</news:title><news:publication_date>"
        f"{at - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}</news:publication_date></news:news></url>"
    )


def test_one_source_is_checked_with_two_requests_and_a_well_one_is_code_0(
    outwire: Outwire, mine: Path, at: Any
) -> None:
    with at({"/good": conditional}) as server:
        rows, ran = check(outwire, mine, {"good": "/good", "gone": "/gone"}, "good")
    assert (list(rows), ran.code, server.paths) == (["good"], 0, ["/good", "/good"])


def test_robots_that_cannot_be_read_are_said_to_be_so(outwire: Outwire, mine: Path, at: Any) -> None:
    with at({"/robots.txt": answer(status="500 Oops"), "/good": conditional}) as server:
        rows, _ = check(outwire, mine, {"good": "/good"})
    assert (rows["good"]["robots"], rows["good"]["answers"], server.paths) == ("unreachable", 500, [])


def test_a_source_that_is_not_there_is_named(outwire: Outwire, mine: Path) -> None:
    ran = outwire("sources", "check", "nobody")
    assert (ran.code, "nobody" in ran.err) == (2, True)
    assert mine.read_text() == MINE


def test_the_check_is_a_table_for_people(outwire: Outwire, mine: Path, at: Any) -> None:
    with at({"/old": NOT_FOUND}):
        ran = outwire("sources", "check")
    assert ran.code == 1
    for shown in ("conditional get", "http_gone", "newest item"):
        assert shown in ran.out.replace("\n", " ")
