"""Title, authors, language and address, as a page gives them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extracting.drawn import URL, document, json_ld, page


def test_the_headline_of_json_ld_wins_over_meta_over_heading_over_title() -> None:
    article = json_ld({"@type": "NewsArticle", "headline": "From JSON-LD"})
    meta = '<meta property="og:title" content="From meta &amp; more">'
    assert document(page(head=article + meta)).title == "From JSON-LD"
    assert document(page(head=meta)).title == "From meta & more"
    assert document(page(title="From the heading")).title == "From the heading"
    assert (
        document(page().replace("<h1>", "<b>").replace("</h1>", "</b>")).title
        == "Gmail outage leaves thousands without mail"
    )


def test_the_outlets_name_at_the_end_of_a_title_is_no_part_of_it() -> None:
    body = page(title="Gmail is down | The Harbour Post").replace("<h1>", "<b>").replace("</h1>", "</b>")
    assert document(body).title == "Gmail is down"


def test_a_page_without_a_title_takes_the_sources() -> None:
    body = page(title="").replace("<h1></h1>", "")
    assert document(body, title="As the feed has it").title == "As the feed has it"
    assert document(body).title is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ada Lund"}, ("Ada Lund",)),
        ([{"name": "Ada Lund"}, {"name": "By Bo Ek"}], ("Ada Lund", "Bo Ek")),
        ("Ada Lund", ("Ada Lund",)),
        (["Ada Lund", "Ada Lund"], ("Ada Lund",)),
        ("https://www.facebook.example/ada", ()),
        ("x" * 101, ()),
        ([f"Writer {number}" for number in range(40)], tuple(f"Writer {number}" for number in range(10))),
        (None, ()),
    ],
)
def test_authors_are_names_and_not_many(author: Any, names: tuple[str, ...]) -> None:
    assert document(page(head=json_ld({"@type": "NewsArticle", "author": author}))).authors == names


def test_authors_of_meta_elements_stand_in() -> None:
    assert document(page(head='<meta name="author" content="by Ada Lund">')).authors == ("Ada Lund",)


@pytest.mark.parametrize(
    ("tag", "language"), [("en-GB", "en"), ("de", "de"), ("pt_BR", "pt"), ("", None), ("???", None), ("english", None)]
)
def test_the_language_is_a_primary_subtag(tag: str, language: str | None) -> None:
    assert document(page().replace('lang="en-GB"', f'lang="{tag}"')).language == language


@pytest.mark.parametrize(
    ("named", "canonical"),
    [
        ("https://harbourpost.example/tech/mail-outage?utm_source=x", URL),
        ("https://www.harbourpost.example/tech/2", "https://www.harbourpost.example/tech/2"),
        ("/tech/3", "https://harbourpost.example/tech/3"),
        ("https://elsewhere.example/tech/mail-outage", URL),
        ("https://harbourpost.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[broken", URL),
        ("", URL),
    ],
)
def test_a_page_may_name_its_own_address_on_its_own_domain_only(named: str, canonical: str) -> None:
    assert document(page(head=f'<link rel="canonical" href="{named}">')).canonical_url == canonical


def test_og_url_stands_in_for_a_canonical_link() -> None:
    head = '<meta property="og:url" content="https://harbourpost.example/tech/4">'
    assert document(page(head=head)).canonical_url == "https://harbourpost.example/tech/4"


def test_a_saved_file_without_an_address_may_name_any() -> None:
    head = '<link rel="canonical" href="https://elsewhere.example/tech/mail-outage">'
    found = document(page(head=head), url="https://folder.invalid/saved.html")
    assert found.canonical_url == "https://elsewhere.example/tech/mail-outage"


def test_titles_and_names_are_one_clean_line_and_cut() -> None:
    head = json_ld({"@type": "NewsArticle", "headline": "Two\nlines \u001b[31m" + "x" * 900, "author": "A\tda"})
    found = document(page(head=head))
    assert found.title is not None
    assert found.title.startswith("Two lines [31mxxx")
    assert len(found.title) == 500
    assert found.authors == ("A da",)
