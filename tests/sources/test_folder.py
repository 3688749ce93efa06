"""A folder of articles, with and without a list of what they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.edges.folders import list_files, read_file
from pipeline.errors import InputUnusable, UsageError
from pipeline.sources.folder import list_folder, outlet_of
from pipeline.sources.listing import Item

ARTICLE = {
    "url": "https://outlet-01.example/x-down",
    "outlet": "outlet-01.example",
    "published_at": "2025-03-10T22:00:00Z",
    "title": "X is down",
    "text": "X is down.",
}


def folder(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def listed(root: Path, files: dict[str, str | bytes]) -> list[Item]:
    return list_folder(folder(root, files), "folder-1", cap_bytes=100_000)


def test_page_files_of_all_depths_are_listed_in_order_and_nothing_else(tmp_path: Path) -> None:
    names = ["b.html", "a/c.txt", "a.htm", "a/b/d.JSON", ".hidden.html", ".git/e.html", "notes.md", "f.pdf"]
    assert [item.local_path for item in listed(tmp_path, dict.fromkeys(names, ""))] == [
        "a.htm",
        "a/b/d.JSON",
        "a/c.txt",
        "b.html",
    ]


def test_an_article_file_says_itself_what_it_is(tmp_path: Path) -> None:
    [item] = listed(tmp_path, {"1.json": json.dumps(ARTICLE)})
    assert (item.url, item.outlet, item.title) == (ARTICLE["url"], "outlet-01.example", "X is down")
    assert item.listed_at == datetime(2025, 3, 10, 22, tzinfo=UTC)
    assert item.guid == "1.json"


@pytest.mark.parametrize("content", ["", "{", "[]", "7", b"\xff\xfe", "[" * 100_000, '{"url": 7, "title": null}'])
def test_an_article_file_that_is_none_is_listed_for_a_later_stage_to_refuse(
    content: str | bytes, tmp_path: Path
) -> None:
    [item] = listed(tmp_path, {"1.json": content})
    assert item == Item(guid="1.json", url="https://folder-1.invalid/1.json", local_path="1.json")


def test_an_article_file_over_the_cap_is_listed_without_what_it_says(tmp_path: Path) -> None:
    root = folder(tmp_path, {"1.json": json.dumps(ARTICLE)})
    [item] = list_folder(root, "folder-1", cap_bytes=50)
    assert item.title is None


def test_a_list_says_what_the_files_are(tmp_path: Path) -> None:
    rows = (
        "\ufeffFile, URL ,outlet,published_at,title\r\n"
        './a.html,https://harbourpost.example/a?utm_source=x,harbourpost.example,2025-03-10,"X, down"\r\n'
        "sub/b.txt,,www.konkantimes.example,,\r\n\r\n"
    )
    first, second = listed(tmp_path, {"list.csv": rows, "a.html": "", "sub/b.txt": ""})
    assert first == Item(
        guid="a.html",
        url="https://harbourpost.example/a",
        title="X, down",
        listed_at=datetime(2025, 3, 10, tzinfo=UTC),
        local_path="a.html",
        outlet="harbourpost.example",
    )
    assert (second.url, second.listed_at) == ("https://folder-1.invalid/sub/b.txt", None)


def test_the_list_is_believed_before_the_article_file_and_fills_only_what_it_says(tmp_path: Path) -> None:
    rows = "file,title,outlet\n1.json,Another title,\n"
    [item] = listed(tmp_path, {"index.csv": rows, "1.json": json.dumps(ARTICLE)})
    assert (item.title, item.url) == ("Another title", ARTICLE["url"])


def test_a_listed_file_that_is_not_there_is_listed_so_that_somebody_hears_of_it(tmp_path: Path) -> None:
    [item] = listed(tmp_path, {"index.csv": "file,url\ngone.html,https://a.example/1\n"})
    assert (item.local_path, item.url) == ("gone.html", "https://a.example/1")


def test_a_file_without_an_address_gets_a_stable_one_that_cannot_be_real(tmp_path: Path) -> None:
    [item] = listed(tmp_path, {"über uns/a b.txt": "X is down"})
    assert item.url == "https://folder-1.invalid/%C3%BCber%20uns/a%20b.txt"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"list.csv": "url,title\nhttps://a.example,x\n"}, "needs a column `file`"),
        ({"a.csv": "file\n", "b.csv": "file\n"}, "several lists.*call the one to use articles.csv"),
        ({"list.csv": b"file,title\na.txt,St\xf6rung\n"}, "not UTF-8; save it as UTF-8"),
        ({"list.csv": 'file,title\na.txt,"never closed\n'}, "is not CSV"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_to_do(files: dict[str, str | bytes], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        listed(tmp_path, files)


def test_articles_csv_is_the_list_where_there_are_several(tmp_path: Path) -> None:
    files = {"articles.csv": "file,title\na.txt,Right\n", "other.csv": "whatever\n", "a.txt": ""}
    assert listed(tmp_path, files)[0].title == "Right"


@pytest.mark.parametrize(
    ("said", "outlet"),
    [
        ("harbourpost.example", "harbourpost.example"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("", None),
        (None, None),
    ],
)
def test_an_outlet_is_a_registrable_domain(said: str | None, outlet: str | None) -> None:
    assert outlet_of(said) == outlet


def test_links_that_lead_out_of_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("CANARY", encoding="utf-8")
    root = folder(tmp_path / "articles", {"a.txt": "fine"})
    (root / "b.txt").symlink_to(tmp_path / "secret.txt")
    (root / "out").symlink_to(tmp_path)
    assert list_files(root, frozenset({".txt"})) == ["a.txt", "b.txt"]
    with pytest.raises(InputUnusable, match="file_unreadable"):
        read_file(root, "b.txt", cap_bytes=1000)


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        list_files(tmp_path / "nowhere", frozenset({".txt"}))


@pytest.mark.parametrize("name", ["nowhere.txt", ".", "a\0b"])
def test_what_cannot_be_read_says_why(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match=r"^file_unreadable: "):
        read_file(tmp_path, name, cap_bytes=10)
