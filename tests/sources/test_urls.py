"""Lists of addresses: CSV with what is known about them, or one a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.sources.listing import Item
from pipeline.sources.urls import list_addresses


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_list_has_an_address_a_line_and_comments(tmp_path: Path) -> None:
    lines = ["\ufeff# X", "https://harbourpost.example/a#top", "", "  http://konkantimes.example/b  ", "nonsense", ""]
    text = "\r\n".join(lines)
    assert [item.url for item in list_addresses(written(tmp_path / "list.txt", text))] == [
        "https://harbourpost.example/a",
        "http://konkantimes.example/b",
        None,
    ]


def test_a_csv_may_say_more_about_each_address(tmp_path: Path) -> None:
    rows = "title,url,outlet,published_at\nX is down,https://a.harbourpost.example/1,harbourpost.example,2025-03-10T10:00Z\n,,,\n"
    [item] = list_addresses(written(tmp_path / "list.CSV", rows))
    assert item == Item(
        url="https://a.harbourpost.example/1",
        title="X is down",
        listed_at=datetime(2025, 3, 10, 10, tzinfo=UTC),
        outlet="harbourpost.example",
    )


def test_a_row_without_an_address_stays_to_be_counted(tmp_path: Path) -> None:
    items = list_addresses(written(tmp_path / "list.csv", "url,title\n,no address\nftp://a.example/,wrong kind\n"))
    assert [item.url for item in items] == [None, None]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", "address\nhttps://a.example/\n", "needs a column `url`"),
        ("list.txt", b"https://a.example/st\xf6rung\n", "not UTF-8; save it as UTF-8"),
        ("list.csv", b"url\nhttps://a.example/st\xf6rung\n", "not UTF-8; save it as UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_to_do(
    name: str, content: str | bytes, words: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=words):
        list_addresses(written(tmp_path / name, content))


def test_a_list_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        list_addresses(tmp_path / "nowhere.txt")
