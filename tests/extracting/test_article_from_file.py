"""One file, as `outwire read` is given it, becomes an article, or the message says why not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import InputUnusable
from pipeline.extract_text import article_from_file
from pipeline.settings import Settings
from tests.extracting.drawn import PARAGRAPHS, json_ld, page


def test_an_article_file_says_everything_itself(tmp_path: Path, settings: Settings) -> None:
    text = "Mail\xa0stopped – “again”.\n• one"
    fields = {
        "id": "seven",
        "url": "https://harbourpost.example/7",
        "outlet": "harbourpost.example",
        "published_at": "2025-03-10T09:45:00Z",
        "title": "Gmail was down",
        "text": text,
    }
    (tmp_path / "7.json").write_text(json.dumps(fields))
    article = article_from_file(tmp_path / "7.json", settings)
    assert (article.text, article.title) == (text, "Gmail was down")
    assert (article.outlet, article.canonical_url) == ("harbourpost.example", "https://harbourpost.example/7")
    assert (article.published_at, article.published_at_basis) == (datetime(2025, 3, 10, 9, 45, tzinfo=UTC), "list")


@pytest.mark.parametrize("published_at", [None, "", "Monday", "2025-03-10", "1970-01-01T00:00:00Z", 7])
def test_a_date_that_is_no_instant_leaves_the_article_undated(
    tmp_path: Path, settings: Settings, published_at: object
) -> None:
    fields = {"text": "Mail stopped.", "title": "Down", "published_at": published_at}
    (tmp_path / "7.json").write_text(json.dumps(fields))
    assert article_from_file(tmp_path / "7.json", settings).published_at is None


def test_a_page_is_read_with_its_own_dates_and_address(tmp_path: Path, settings: Settings) -> None:
    head = (
        json_ld({"@type": "NewsArticle", "datePublished": "2025-03-10T09:45:00Z"})
        + '<link rel="canonical" href="https://harbourpost.example/7">'
    )
    (tmp_path / "7.html").write_text(page(head=head))
    article = article_from_file(tmp_path / "7.html", settings)
    assert (article.canonical_url, article.outlet) == ("https://harbourpost.example/7", "harbourpost.example")
    assert article.published_at_basis == "jsonld"
    assert set(PARAGRAPHS) <= set(article.text.split("\n"))


def test_a_text_is_read_to_the_letter_and_nothing_is_screened_out(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "soup.txt").write_text("Lentil soup\nSoften the onions.")
    article = article_from_file(tmp_path / "soup.txt", settings)
    assert (article.title, article.text) == ("Lentil soup", "Lentil soup\nSoften the onions.")
    assert article.published_at is None


def test_the_same_file_has_the_same_id_wherever_it_lies(tmp_path: Path, settings: Settings) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text("Mail stopped.")
    first, second = (article_from_file(tmp_path / folder / "x.txt", settings) for folder in ("a", "b"))
    assert first.article_id == second.article_id


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty_body"),
        ("a.txt", "Störung".encode("latin-1"), "not_utf8"),
        ("a.html", b"%PDF-1.4", "not_a_page"),
        ("a.html", b"<html></html>", "no_text"),
        ("a.json", b"{broken", "article_file_invalid"),
        ("a.docx", b"x", "not_a_page"),
    ],
)
def test_a_file_that_gives_no_article_is_refused_by_name(
    tmp_path: Path, settings: Settings, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputUnusable, match=reason):
        article_from_file(tmp_path / name, settings)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(InputUnusable, match="file_unreadable"):
        article_from_file(tmp_path / "gone.txt", settings)


def test_a_file_beyond_the_cap_is_refused_by_name(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "big.txt").write_text("x" * 101)
    with pytest.raises(InputUnusable, match="too_large"):
        article_from_file(tmp_path / "big.txt", settings.model_copy(update={"page_cap_bytes": 100}))


def test_measured_articles_keep_their_text_to_the_letter(settings: Settings) -> None:
    files = sorted((Path(__file__).parents[3] / "shared" / "gold").glob("*/*.json"))
    if not files:
        pytest.skip("the measured articles are not beside this checkout")
    changed = [
        file.name
        for file in files
        if (article := article_from_file(file, settings)).text != json.loads(file.read_bytes())["text"]
        or article.title != json.loads(file.read_bytes())["title"]
    ]
    assert changed == []
