"""What kind of thing a body is, and by what name it is turned down."""

from __future__ import annotations

import gzip
import json
import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.documents import Document, Unreadable
from pipeline.errors import DROP_REASONS
from tests.extracting.drawn import PARAGRAPHS, document, page, read, refusal


def zipped() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff\xd8\xff\xe0" + bytes(100),
        gzip.compress(page().encode()),
        zipped(),
        bytes(range(256)) * 20,
        b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
        b'{"html": "<p>outage</p>"}',
    ],
    ids=["pdf", "png", "jpeg", "gzip", "zip", "noise", "rss", "atom", "json"],
)
def test_a_body_behind_an_html_address_that_is_no_page_is_named_so(body: bytes) -> None:
    assert refusal(body) == "not_a_page"


def test_a_type_that_holds_no_text_is_no_page() -> None:
    assert refusal("hello", content_type="video/mp4") == "not_a_page"
    assert isinstance(read(page(), content_type="application/xhtml+xml"), Document)
    assert isinstance(read(page(), content_type=None), Document)


def test_no_bytes_are_an_empty_body() -> None:
    assert refusal(b"") == "empty_body"


def test_a_body_that_the_archive_lost_is_named_so() -> None:
    from pipeline.articles.documents import RawPage, read_document

    lost = RawPage(body=None, content_type=None, page_url="https://a.example/", title=None, is_screened=True)
    found = read_document(lost)
    assert isinstance(found, Unreadable)
    assert found.reason == "file_unreadable"


def with_tags(count: int) -> str:
    body = page()
    return body.replace("</body>", "<br>" * (count - body.count("<")) + "</body>")


@pytest.mark.parametrize(("tags", "is_read"), [(60_000, True), (60_001, False)])
def test_a_page_may_have_60_000_tags_and_no_more(tags: int, is_read: bool) -> None:
    body = with_tags(tags)
    assert body.count("<") == tags
    found = read(body)
    assert isinstance(found, Document) is is_read
    if isinstance(found, Unreadable):
        assert found == Unreadable(reason="page_too_complex", detail="60001 tags, 60000 at most")


def test_a_page_of_more_than_five_megabytes_is_too_complex() -> None:
    assert refusal(page().encode().ljust(5_000_001)) == "page_too_complex"
    assert isinstance(read(page().encode().ljust(5_000_000)), Document)


@pytest.mark.parametrize(("depth", "is_read"), [(200, True), (300, False), (20_000, False)])
def test_a_page_that_the_parser_would_cut_is_too_complex(depth: int, is_read: bool) -> None:
    body = page(around="<div>" * depth + "{}" + "</div>" * depth)
    assert isinstance(read(body), Document) is is_read
    if not is_read:
        assert refusal(body) == "page_too_complex"


def test_what_cannot_be_about_an_outage_is_screened_out_only_where_that_is_asked_for() -> None:
    soup = page("Soften the onions in oil, add the lentils and simmer for half an hour. " * 5, title="Lentil soup")
    assert refusal(soup, is_screened=True) == "screened_out"
    assert isinstance(read(soup, is_screened=False), Document)
    assert isinstance(read(page(), is_screened=True), Document)


def test_the_sources_title_counts_for_the_screen() -> None:
    soup = page("It took a while, and then it was back. The company did not say why. " * 5, title="A quiet hour")
    assert refusal(soup, is_screened=True) == "screened_out"
    assert isinstance(read(soup, is_screened=True, title="Mail outage over"), Document)


def test_a_text_file_keeps_its_text_to_the_letter() -> None:
    text = "Gmail was down\n\n  Mail stopped – for “hours”.\xa0Then it came back.\n"
    found = document(text, content_type="text/plain")
    assert (found.text, found.title) == (text, "Gmail was down")


@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_a_file_that_is_not_utf_8_is_named_so(content_type: str) -> None:
    assert refusal("Störung".encode("latin-1"), content_type=content_type) == "not_utf8"


def test_a_page_that_its_server_calls_text_is_read_as_a_page() -> None:
    assert "<p>" not in document(page(), content_type="text/plain").text


def test_an_article_file_keeps_text_and_title_to_the_letter() -> None:
    text = "Mail\xa0stopped.\n• “one”\n• two"
    body = json.dumps({"text": text, "title": "Gmail was down", "url": "https://a.example/1"})
    found = document(body, content_type="application/json", title="another")
    assert (found.text, found.title) == (text, "Gmail was down")


def test_an_article_file_without_a_title_takes_the_lists_and_then_its_first_line() -> None:
    body = json.dumps({"text": "Mail stopped.\nIt came back."})
    assert document(body, content_type="application/json", title="Of the list").title == "Of the list"
    assert document(body, content_type="application/json").title == "Mail stopped."


@pytest.mark.parametrize("body", ["{broken", "[]", "null", '{"text": 7}', '{"title": "x"}', "[" * 3000])
def test_an_article_file_without_a_text_is_invalid(body: str) -> None:
    assert refusal(body, content_type="application/json") == "article_file_invalid"


@pytest.mark.parametrize("body", ["   \n ", '{"text": " \\n"}'])
def test_a_file_of_nothing_but_space_has_no_text(body: str) -> None:
    kind = "application/json" if body.startswith("{") else "text/plain"
    assert refusal(body, content_type=kind) == "no_text"


def test_lone_surrogates_of_a_json_file_do_not_get_into_the_text() -> None:
    found = document('{"text": "mail \\ud83d down", "title": "\\udc00"}', content_type="application/json")
    found.text.encode()
    assert found.text == "mail  down"


def test_a_latin_1_page_is_decoded_rightly_through_to_the_text() -> None:
    body = page("In Köln fiel das Netz der größten Anbieter für Stunden aus.", *PARAGRAPHS).encode("latin-1")
    found = document(body, content_type="text/html; charset=ISO-8859-1")
    assert "In Köln fiel das Netz der größten Anbieter für Stunden aus." in found.text


@pytest.mark.parametrize(
    "hostile",
    [
        "<table><tr><td colspan=9007199254740993>x</td></tr></table>",
        "<p " + " ".join(f"a{number}=1" for number in range(5_000)) + ">x</p>",
        '<a href="' + "a" * 500_000 + '">x</a>',
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>",
        '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">',
    ],
    ids=["colspan", "attributes", "attribute", "entity", "refresh"],
)
def test_hostile_markup_costs_neither_the_text_nor_much_time(hostile: str) -> None:
    started = time.monotonic()
    found = read(page(around=hostile + "{}"))
    assert time.monotonic() - started < 4
    assert isinstance(found, Document)
    assert PARAGRAPHS[0] in found.text
    assert "root:" not in found.text


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/json", None, "x"]))
def test_any_body_is_a_document_or_is_turned_down_by_a_name(body: bytes, content_type: str | None) -> None:
    found = read(body, content_type=content_type, is_screened=True)
    assert isinstance(found, Document) or found.reason in DROP_REASONS
