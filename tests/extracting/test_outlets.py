"""Who published an article, and who says so."""

from __future__ import annotations

from pipeline.articles.outlets import Outlet, outlet_of
from pipeline.records import Source
from tests.extracting.drawn import FEED

URLS = Source(source_id="list", kind="urls", url="list.csv")


def test_the_entry_wins_over_the_source_over_the_address() -> None:
    url = "https://www.elsewhere.example/a"
    assert outlet_of(url, "named.example", FEED).outlet == "named.example"
    assert outlet_of(url, None, FEED).outlet == "harbourpost.example"
    assert outlet_of(url, None, URLS).outlet == "elsewhere.example"
    assert outlet_of(url, None, None).outlet == "elsewhere.example"


def test_a_subdomain_belongs_to_the_registrable_domain() -> None:
    assert outlet_of("https://amp.theguardian.com/x", None, None).outlet == "theguardian.com"
    assert outlet_of("https://www.bbc.co.uk/news/1", None, None).outlet == "bbc.co.uk"


def test_the_source_describes_its_own_outlet_and_no_other() -> None:
    assert outlet_of("https://a.example/", None, FEED) == Outlet(
        outlet="harbourpost.example", name="The Harbour Post", country="AU", timezone="Australia/Sydney"
    )
    assert outlet_of("https://a.example/", "other.example", FEED) == Outlet(outlet="other.example")


def test_the_file_of_outlets_is_believed_before_the_source() -> None:
    source = Source(source_id="r", kind="feed", url="https://r.example/", outlet="reuters.com", outlet_name="A guess")
    assert outlet_of("https://www.reuters.com/x", None, source).name == "Reuters"


def test_an_address_without_a_host_has_an_unknown_outlet() -> None:
    assert outlet_of("", None, None).outlet == "unknown"
