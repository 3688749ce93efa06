"""Addresses: one form for one page, who publishes it, and what may be shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.addresses import canonical_url, host_of, registrable_domain, safe_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Post.Example/News?utm_source=a&id=3#top", "http://post.example/News?id=3"),
        ("https://post.example/a?fbclid=1", "https://post.example/a"),
        (" https://post.example/a ", "https://post.example/a"),
        ("https://user:secret@post.example/a", "https://post.example/a"),
        ("https://post.example:8443/a", "https://post.example:8443/a"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
    ],
)
def test_one_page_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "http://", "/a", "https://post.example/a b",
     "https://post.example:port/", "http://[::1", "https://post.example/\u202egnp.exe"],
)  # fmt: skip
def test_what_is_no_address_of_a_page_has_none(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text())
def test_no_text_at_all_upsets_the_readers_of_addresses(text: str) -> None:
    canonical_url(text)
    safe_url(text)
    host_of(text)
    registrable_domain(text)


@given(st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9/]{0,20}(\?[a-z]=[a-z0-9]{1,5})?", fullmatch=True))
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    once = canonical_url(url)
    assert once is not None
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@post.example/a?token=secret#secret", "https://post.example/a"),
        ("http://[::1", "(unreadable address)"),
        ("http://post.example/\x1b[31m", "http://post.example/[31m"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert safe_url(url) == shown


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://edition.cnn.com/a", "cnn.com"),
        ("http://harbourpost.example/a", "harbourpost.example"),
        ("http://www.harbourpost.example/a", "harbourpost.example"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("not an address", None),
    ],
)
def test_an_outlet_is_a_registrable_domain(url: str, domain: str | None) -> None:
    assert registrable_domain(url) == domain
