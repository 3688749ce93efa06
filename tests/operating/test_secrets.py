"""Secrets stay where the operator wrote them, and nobody is asked for anything but the sources.

One run of the real program over loopback: a private feed with a key in its address, and canaries in addresses,
headers, environment and settings. Then every file that it wrote, every table and every word that it printed is
searched, and every connection and look-up of every process of it is looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.edges.duck import warehouse_file
from tests.conftest import Ran, run_outwire
from tests.fetching.servers import Asked, Server, answer, redirect, serving
from tests.operating.listening import Heard, Listener

# In pieces, so that this file is not what is found.
CANARY = "CANARY" + "-4f9c1e77"
HOST = "harbourpost.example"
STORY = (
    "<html><head><title>X is down for thousands</title><link rel='canonical' href='http://{host}{path}'></head><body>"
    "<article><p>X went down on Monday 10 March 2025 at 9:45 a.m. UTC, and more than {reports} users reported problems "
    "on Downdetector.</p><p>The outage lasted about two hours, the company said.</p></article></body></html>"
)
COOKIES = (
    f"Set-Cookie: session={CANARY}; Path=/",
    f"X-Auth-Token: {CANARY}",
    f"Link: <http://{HOST}/feed?token={CANARY}>; rel=self",
    f"WWW-Authenticate: Bearer realm={CANARY}",
)


def story(path: str, reports: str) -> bytes:
    body = STORY.format(host=HOST, path=path, reports=reports)
    return answer(body, "Content-Type: text/html; charset=utf-8", *COOKIES)


def feed(asked: Asked) -> bytes:
    """The private feed; whoever lacks the key learns nothing."""
    addresses = (
        f"/a?id=1&amp;token={CANARY}",
        f"/moved?id=2&amp;token={CANARY}",
        f"/signed?sig={CANARY}-of-theirs",
        f"/gone?token={CANARY}",
    )
    links = [f"http://{HOST}{address}" for address in addresses] + [f"http://reader:{CANARY}@{HOST}/b"]
    items = "".join(
        f"<item><title>X is down, says {CANARY}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Mon, 10 Mar 2025 10:00:00 GMT</pubDate></item>"
        for link in links
    )
    xml = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return answer(xml, "Content-Type: application/rss+xml", f'ETag: "{CANARY}"', *COOKIES)


ROUTES = {
    f"/feed?format=rss&token={CANARY}": feed,
    f"/busy?reader={CANARY}": answer(b"", f"Retry-After: {CANARY}", status="503 Busy"),
    f"/page?key={CANARY}": answer(f"<p>{CANARY}</p>", "Content-Type: text/html"),
    f"/away?token={CANARY}": redirect(f"http://reader:{CANARY}@{HOST}/feed?token={CANARY}"),
    f"/a?id=1&token={CANARY}": story(f"/a?id=1&amp;token={CANARY}", "40,000"),
    f"/moved?id=2&token={CANARY}": redirect(f"/here?id=2&token={CANARY}"),
    f"/here?id=2&token={CANARY}": story("/here?id=2", "41,000"),
    "/signed": story("/signed", "42,000"),
    "/b": story("/b", "43,000"),
    f"/listed?access_token={CANARY}": story("/listed", "44,000"),
    "/listed-too": story("/listed-too", "45,000"),
}
SOURCES = f"""\
- {{source_id: private, kind: feed, url: 'http://{HOST}/feed?format=rss&token={CANARY}'}}
- {{source_id: busy, kind: feed, url: 'http://{HOST}/busy?reader={CANARY}'}}
- {{source_id: page, kind: feed, url: 'http://{HOST}/page?key={CANARY}'}}
- {{source_id: away, kind: feed, url: 'http://{HOST}/away?token={CANARY}'}}
"""
LIST = f"url\nhttp://{HOST}/listed?access_token={CANARY}\nhttp://reader:{CANARY}@{HOST}/listed-too\n"
# What goes wrong, and says so: a file that is no YAML, one that cannot be used, settings, addresses, SQL.
BAD_FILES = {
    "broken.yml": f"- source_id: a\n  url: 'http://{HOST}/?token={CANARY}\n",
    "twice.yml": 2 * f"- {{source_id: one, kind: feed, url: 'http://{HOST}/?token={CANARY}'}}\n",
    "user.yml": f"- {{source_id: one, kind: feed, url: 'http://reader:{CANARY}@{HOST}/'}}\n",
}


@dataclass(frozen=True)
class Run:
    """What the run left: its store, all that it printed, what was asked of the server and of the network."""

    home: Path
    folder: Path
    printed: dict[str, Ran]
    server: Server
    heard: Heard


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("secrets")
    home = folder / "store"
    (folder / "tmp").mkdir()
    for name, text in {"sources.yml": SOURCES, "list.csv": LIST, **BAD_FILES}.items():
        (folder / name).write_text(text)
    listener = Listener(folder / "listening")
    with serving(ROUTES) as server:
        environment = {
            "OUTWIRE_SOURCES_FILE": str(folder / "sources.yml"),
            "OUTWIRE_LOCAL_HOSTS": f'{{"{HOST}:80": "{server.address}"}}',
            "OUTWIRE_HOST_DELAY_SECONDS": "0",
            "OUTWIRE_CONTACT": f"https://desk:{CANARY}@post.example/?token={CANARY}",
            "OUTWIRE_SHARDS": "1",
            "HTTP_PROXY": f"http://reader:{CANARY}@127.0.0.1:9",
            "AWS_SECRET_ACCESS_KEY": CANARY,
            "TMPDIR": str(folder / "tmp"),
            **listener.environment,
        }
        printed = {words: run_words(words, home, environment) for words in commands(folder)}
        for name in BAD_FILES:
            bad = {**environment, "OUTWIRE_SOURCES_FILE": str(folder / name)}
            printed[name] = run_words("sources list", home, bad)
        printed["settings"] = run_words("incidents", home, {**environment, "OUTWIRE_WORKERS": CANARY})
        yield Run(home, folder, printed, server, listener.heard())


def commands(folder: Path) -> list[str]:
    return [
        "--verbose watch --once",
        f"--verbose backfill --source urls --input {folder}/list.csv",
        "sources list --json",
        "sources check",
        f"sources add http://reader:{CANARY}@{HOST}/nothing?token={CANARY} --yes",
        "doctor",
        f"backup {folder}/disk",
    ]


def run_words(words: str, home: Path, environment: dict[str, str]) -> Ran:
    return run_outwire(*words.split(), home=home, **environment)


def table_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Each table of a DuckDB file with all its rows as text."""
    with duckdb.connect(str(file), read_only=True) as connection:
        for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            for (row,) in connection.execute(f'SELECT CAST(one AS VARCHAR) FROM "{name}" AS one').fetchall():
                yield name, row


def archive_headers(file: Path) -> str:
    """All of a WARC file but the bodies, which are as they were fetched."""
    with file.open("rb") as stream:
        return "".join(f"{record.rec_headers}\n{record.http_headers}\n" for record in ArchiveIterator(stream))


def texts_of(home: Path) -> Iterator[tuple[str, str]]:
    """Everything that a store has in it, by where it stands."""
    for path in (path for path in home.rglob("*") if path.is_file()):
        if path.name.endswith(".warc.gz"):
            yield path.name, archive_headers(path)
        elif path.suffix == ".duckdb":
            yield from ((f"{path.name}, {table}", row) for table, row in table_texts(path))
            yield path.name, path.read_bytes().decode("latin-1")
        else:
            yield str(path.relative_to(home)), path.read_bytes().decode("latin-1")


def test_the_keys_were_used_so_that_there_was_something_to_keep(run: Run) -> None:
    asked = {request.path for request in run.server.asked}
    assert set(ROUTES) - {"/b", "/listed-too"} <= asked | {"/signed"}
    [(count,)] = _rows(run.home, "SELECT count(*) FROM articles")
    assert count == 6
    assert [code.code for code in list(run.printed.values())[:2]] == [0, 0]


def test_no_secret_is_in_any_file_table_or_archive_header_of_the_store(run: Run) -> None:
    found = [where for where, text in texts_of(run.home) if CANARY in text]
    assert found == []


def test_no_secret_is_in_a_backup_or_left_in_a_temporary_folder(run: Run) -> None:
    folders = (run.folder / "disk", run.folder / "tmp")
    assert any(folders[0].rglob("*.duckdb"))
    assert [where for folder in folders for where, text in texts_of(folder) if CANARY in text] == []


def test_no_secret_is_in_anything_that_was_printed_or_logged(run: Run) -> None:
    assert [words for words, ran in run.printed.items() if CANARY in ran.out + ran.err] == []
    assert sum(len(ran.out) + len(ran.err) for ran in run.printed.values()) > 10_000


MEANT = {
    "broken.yml": "not YAML",
    "twice.yml": "two sources",
    "user.yml": "without user information",
    "settings": "OUTWIRE_WORKERS",
}


@pytest.mark.parametrize(("name", "words"), MEANT.items())
def test_what_cannot_be_used_is_named_without_the_secret_in_it(run: Run, name: str, words: str) -> None:
    assert words in run.printed[name].err


def test_an_address_is_kept_with_a_mark_where_its_key_stood(run: Run) -> None:
    kept = {url for (url,) in _rows(run.home, "SELECT entry_url FROM entries")}
    assert f"http://{HOST}/a?id=1&token=KEY" in kept
    assert f"http://{HOST}/signed?sig=KEY" in kept
    assert f"http://{HOST}/listed?access_token=KEY" in kept
    assert f"http://{HOST}/b" in kept


def test_the_search_finds_a_secret_that_is_there(run: Run, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "planted.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE planted AS SELECT repeat('x', i::INTEGER) || ? AS a FROM range(5) AS t(i)", [CANARY]
        )
    (tmp_path / "planted.jsonl").write_text(f'{{"url": "{CANARY}"}}')
    assert {where for where, text in texts_of(tmp_path) if CANARY in text} >= {
        "planted.duckdb, planted",
        "planted.jsonl",
    }
    headers = "".join(archive_headers(archive) for archive in (run.home / "archive").glob("*.warc.gz"))
    assert f"http://{HOST}/a?id=1&token=KEY" in headers


def test_a_run_asks_the_network_for_nothing_but_its_sources(run: Run) -> None:
    host, _, port = run.server.address.partition(":")
    assert {(event, *told) for event, told in run.heard.asked} == {("socket.connect", str((host, int(port))))}
    assert len(run.heard.asked) >= len(run.server.asked) > 10
    assert len(run.heard.processes) > len(run.printed)  # the children that parse are listened to as well
    assert any("nursery" in " ".join(words) for words in run.heard.processes)


def _rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    assert os.path.exists(warehouse_file(home))
    with duckdb.connect(str(warehouse_file(home)), read_only=True) as connection:
        return connection.execute(sql).fetchall()
