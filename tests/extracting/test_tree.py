"""What is a page, and what of it the parser can hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.tree import PageTooComplex, foreign_kind, parse_page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x00\x01\x02" * 50, "binary data"),
        (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss>', "a feed or another XML document"),
        (b"<urlset xmlns='x'>", "a feed or another XML document"),
        (b"<svg width='1'>", "a feed or another XML document"),
    ],
)
def test_what_is_no_page_is_told_by_its_first_bytes(body: bytes, kind: str) -> None:
    assert foreign_kind(body) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html>",
        b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>',
        "<p>Störung</p>".encode("utf-16"),
        "<p>通信障害</p>".encode("cp932"),
        b"Plain words.",
        b"MZ is how this sentence begins.",
        b"",
    ],
)
def test_pages_and_texts_are_nothing_foreign(body: bytes) -> None:
    assert foreign_kind(body) is None


def test_comments_and_control_characters_are_gone_from_the_tree() -> None:
    tree = parse_page("<html><body><!-- a remark --><p>mail\x00 is\x0b down</p></body></html>")
    assert tree.text_content() == "mail is down"


def test_a_declaration_inside_the_page_does_not_change_its_characters() -> None:
    tree = parse_page('<?xml version="1.0" encoding="iso-8859-1"?><html><meta charset="ascii"><p>Störung</p></html>')
    assert "Störung" in tree.text_content()


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_parse_is_no_tree(text: str) -> None:
    assert parse_page(text) is None


def test_external_entities_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a word that nobody may read")
    hostile = f'<!DOCTYPE html [<!ENTITY leak SYSTEM "{secret.as_uri()}">]><html><p>mail &leak;</p></html>'
    assert "mail &leak;" in parse_page(hostile).text_content()
    assert "nobody may read" not in parse_page(hostile).text_content()


@pytest.mark.parametrize(("depth", "is_read"), [(240, True), (260, False)])
def test_nesting_beyond_what_the_parser_holds_is_told(depth: int, is_read: bool) -> None:
    page = "<html><body>" + "<div>" * depth + "mail" + "</div>" * depth + "</body></html>"
    if is_read:
        assert parse_page(page).text_content() == "mail"
        return
    with pytest.raises(PageTooComplex, match="depth"):
        parse_page(page)


def test_one_piece_of_text_beyond_ten_megabytes_is_told() -> None:
    with pytest.raises(PageTooComplex):
        parse_page("<html><body><p>" + "x" * 10_500_000 + "</p></body></html>")


@given(st.text(alphabet=st.sampled_from("<>/!-&;\"'= abp\x00é"), max_size=120))
def test_any_markup_parses_or_is_nothing(text: str) -> None:
    tree = parse_page(text)
    assert tree is None or isinstance(tree.text_content(), str)
