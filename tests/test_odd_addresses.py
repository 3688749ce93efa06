"""Addresses that are written oddly: the same page stays the same, other pages stay others, and secrets stay hidden."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.addresses import canonical_url, host_of, registrable_domain, safe_url

SAME = [
    ["https://post.example/a", "https://post.example:443/a", "HTTPS://POST.EXAMPLE/a", "https://post.example/a#part"],
    ["http://post.example/a", "http://post.example:80/a", "http://user:secret@post.example/a", "\thttp://post.example/a\n"],
    ["https://post.example/a?b=1&c=2", "https://post.example/a?c=2&b=1", "https://post.example/a?b=1&utm_medium=x&c=2"],
    ["https://post.example/ä", "https://post.example/%C3%A4"],
    ["https://münchen.example/a", "https://xn--mnchen-3ya.example/a", "https://MÜNCHEN.example/a"],
    ["https://post.example/", "https://post.example", "https://post.example?", "https://post.example/#"],
    ["https://post.example/a?news-12", "https://post.example/a?utm_source=rss&news-12"],
]  # fmt: skip
OTHERS = [
    ["https://post.example/a", "http://post.example/a", "https://post.example:8443/a", "https://www.post.example/a"],
    ["https://post.example/a", "https://post.example/a/", "https://post.example/A", "https://post.example/a?id=1"],
    ["https://post.example/?news-12", "https://post.example/?news-13", "https://post.example/"],
    ["https://post.example/a?b=1", "https://post.example/a?b=2", "https://post.example/a?b=1&b=2"],
    ["https://post.example/a%2Fb", "https://post.example/a/b"],
    ["https://post.example/a+b", "https://post.example/a%20b"],
    ["https://[::1]/a", "https://[::2]/a"],
]


@pytest.mark.parametrize("urls", SAME, ids=lambda urls: urls[0])
def test_one_page_has_one_address_however_it_is_written(urls: list[str]) -> None:
    assert len({canonical_url(url) for url in urls}) == 1
    assert canonical_url(urls[0]) is not None


@pytest.mark.parametrize(("one", "other"), [pair for urls in OTHERS for pair in itertools.combinations(urls, 2)])
def test_two_pages_do_not_become_one(one: str, other: str) -> None:
    assert canonical_url(one) is not None
    assert canonical_url(one) != canonical_url(other)


words = st.text("abcz09-_.~ä %2F+!'()*,;:@", max_size=8)
addresses = st.builds(
    lambda host, path, query, port: f"https://{host}.example{port}/{path}{'?' + query if query else ''}",
    st.sampled_from(["post", "www.post", "münchen", "a-b"]),
    st.lists(words, max_size=3).map("/".join),
    st.lists(st.builds(lambda name, value: f"{name}{value}", st.text("abz", min_size=1, max_size=3),
                       st.sampled_from(["", "=1", "=ä", "=a+b", "=%26"])), max_size=3).map("&".join),
    st.sampled_from(["", ":443", ":8443"]),
)  # fmt: skip


@given(addresses)
def test_a_canonical_address_is_its_own_canonical_address(url: str) -> None:
    once = canonical_url(url)
    if once is not None:
        assert canonical_url(once) == once
        assert once.isascii()
        assert host_of(once) == host_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://post.example/a",
        "data:text/html,x",
        "https:post.example",
        "https:///a",
        "https://post.example/\x00",
        "https://post.example/\u200b",
        "https://post.example:99999/a",
        "https://post.example:-1/a",
        "https://[::1/a",
        "https://" + "a" * 64 + ".ä.example/",
        "post.example/a",
    ],
)
def test_what_no_page_can_have_as_its_address_is_none(url: str) -> None:
    assert canonical_url(url) is None


CANARY = "CANARY"


@pytest.mark.parametrize(
    "url",
    [
        f"https://{CANARY}@post.example/a",
        f"https://user:{CANARY}@post.example/a",
        f"https://user:{CANARY}@[::1]:8080/a",
        f"https://post.example/a?token={CANARY}",
        f"https://post.example/a?{CANARY}",
        f"https://post.example/a#{CANARY}",
        f"https://user:{CANARY}/b@post.example/a",
        f"https://user:{CANARY}?b@post.example/a",
        f"user:{CANARY}@post.example/a",
        f"https:user:{CANARY}@post.example/a",
        f"https:///user:{CANARY}@post.example/a",
        f"//user:{CANARY}@post.example/a",
        f"mailto:{CANARY}@post.example",
    ],
)
def test_no_secret_of_an_address_is_ever_shown(url: str) -> None:
    assert CANARY not in safe_url(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://post.example/a/b", "https://post.example/a/b"),
        ("https://post.example:8443/", "https://post.example:8443/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("/data/in", "/data/in"),
        ("articles.csv", "articles.csv"),
        ("https://post.example/" + "a" * 1000, "https://post.example/" + "a" * 279),
        ("https://post.example/a\r\nforged: line", "https://post.example/aforged:line"),
        ("https://post.example/\u202egnp.exe", "https://post.example/gnp.exe"),
    ],
)
def test_an_address_without_secrets_is_shown_as_it_is_in_one_line(url: str, shown: str) -> None:
    assert safe_url(url) == shown


@given(st.text(max_size=80))
def test_what_is_shown_is_short_and_in_one_line(url: str) -> None:
    shown = safe_url(url)
    assert len(shown) <= 300
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.bbc.co.uk/1", "bbc.co.uk"),
        ("https://www.abc.net.au/news", "abc.net.au"),
        ("https://g1.globo.com/", "globo.com"),
        ("https://BBC.co.uk:443/", "bbc.co.uk"),
        ("https://user@www.post.example/", "post.example"),
        ("https://[::1]/", "::1"),
        ("https://localhost/", "localhost"),
        ("", None),
        ("https://", None),
    ],
)
def test_who_publishes_an_address_is_its_registrable_domain(url: str, domain: str | None) -> None:
    assert registrable_domain(url) == domain
