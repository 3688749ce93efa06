"""`backfill` and `watch` on bad input: what is said, what is kept, and when the exit code is not 0."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outwire, Ran, run_outwire

STORY = (
    "Spotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday, according to Downdetector, "
    "which had more than 12,000 reports by 10 a.m.\nSpotify said that it had fixed the problem and apologised.\n"
)


Backfill = Callable[[Path], Ran]
Ask = Callable[[str], list[dict[str, object]]]


@pytest.fixture
def backfill(outwire: Outwire) -> Backfill:
    return lambda folder: outwire("backfill", "--source", "folder", "--input", str(folder))


@pytest.fixture
def rows_of(outwire: Outwire) -> Ask:
    def ask(query: str) -> list[dict[str, object]]:
        ran = outwire("sql", query, "--json")
        assert ran.code == 0, ran.err
        rows: list[dict[str, object]] = json.loads(ran.out)
        return rows

    return ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def article(**fields: str) -> str:
    drawn = {"url": "https://post.example/a", "outlet": "post.example", "title": "Spotify down", "text": STORY}
    return json.dumps({"published_at": "2025-03-10T12:00:00Z", **drawn, **fields})


def test_one_bad_file_is_a_named_drop_and_the_others_are_read(folder: Path, backfill: Backfill, rows_of: Ask) -> None:
    (folder / "good.json").write_text(article())
    (folder / "broken.json").write_text("{")
    (folder / "latin.txt").write_bytes(b"caf\xe9 down")
    (folder / "empty.html").write_bytes(b"")
    (folder / "report.html").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (folder / "blank.html").write_text("<html><head><title>Outage</title></head><body></body></html>")
    ran = backfill(folder)
    assert ran.code == 0, ran.err
    dropped = {row["reason"] for row in rows_of("SELECT reason FROM drops WHERE stage = 'extract_text'")}
    assert dropped == {"article_file_invalid", "not_utf8", "empty_body", "not_a_page", "no_text"}
    assert rows_of("SELECT count(*) AS n FROM claims WHERE metric = 'report_count'") == [{"n": 1}]


def test_a_folder_in_which_nothing_can_be_read_fails_and_says_why(
    folder: Path, backfill: Backfill, rows_of: Ask
) -> None:
    (folder / "empty.html").write_bytes(b"")
    (folder / "latin.txt").write_bytes(b"caf\xe9 down")
    ran = backfill(folder)
    assert ran.code == 7
    assert "1 empty_body: The body has no bytes." in ran.err
    assert "1 not_utf8: The text file is not UTF-8." in ran.err
    assert len(rows_of("SELECT * FROM drops")) == 2


def test_a_text_that_is_about_something_else_is_no_failure(folder: Path, backfill: Backfill, rows_of: Ask) -> None:
    (folder / "prices.txt").write_text("Spotify raised its prices on Monday.\nThe family plan costs 22 pounds.\n")
    assert backfill(folder).code == 0
    assert {row["reason"] for row in rows_of("SELECT reason FROM drops")} <= {"screened_out", "not_an_outage"}


def test_an_empty_folder_is_said_with_what_it_could_hold(folder: Path, backfill: Backfill) -> None:
    ran = backfill(folder)
    assert ran.code == 2
    assert ".html, .txt or .json" in ran.err


def test_a_second_backfill_of_the_same_folder_adds_nothing_and_is_no_failure(
    folder: Path, backfill: Backfill, rows_of: Ask
) -> None:
    (folder / "good.json").write_text(article())
    assert backfill(folder).code == 0
    before = rows_of("SELECT (SELECT count(*) FROM articles) AS a, (SELECT count(*) FROM claims) AS c")
    assert backfill(folder).code == 0
    assert rows_of("SELECT (SELECT count(*) FROM articles) AS a, (SELECT count(*) FROM claims) AS c") == before


def test_what_breaks_an_expectation_is_listed_with_its_reason(
    folder: Path, backfill: Backfill, rows_of: Ask, outwire: Outwire
) -> None:
    (folder / "good.json").write_text(article())
    slip = STORY.replace("12,000 reports", "900 million reports")
    (folder / "slip.json").write_text(article(url="https://post.example/b", text=slip))
    assert backfill(folder).code == 0
    listed = json.loads(outwire("quarantine", "list", "--json").out)
    assert {row["table_name"] for row in listed} == {"claims"}
    assert all("900 million" in str(row["row_json"]) and row["reason"] for row in listed)
    shown = outwire("quarantine", "list").out
    assert str(listed[0]["expectation"])[:12] in shown
    told = outwire("quarantine", "list", "--csv").out
    header, *rows = csv.reader(io.StringIO(told, newline=""))
    assert (header, len(rows)) == (list(listed[0]), len(listed))
    assert rows_of("SELECT count(*) AS n FROM articles WHERE canonical_url LIKE '%/a'") == [{"n": 1}]


def test_a_round_in_which_no_source_answers_fails_and_says_so(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        sources = tmp_path / "sources.yml"
        sources.write_text("- {source_id: post, kind: feed, url: 'http://post.example/rss', outlet: post.example}\n")
        ran = run_outwire(
            "watch",
            "--once",
            home=tmp_path / "store",
            OUTWIRE_SOURCES_FILE=str(sources),
            OUTWIRE_LOCAL_HOSTS=json.dumps({"post.example:80": f"127.0.0.1:{port}"}),
        )
    assert ran.code == 7, ran.err
    assert "connection_failed" in ran.err
