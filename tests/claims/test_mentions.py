"""Lengths, sums, places and trackers."""

from __future__ import annotations

import pytest

from pipeline.claims.mentions.durations import find_durations
from pipeline.claims.mentions.gather import find_mentions
from pipeline.claims.mentions.money import find_money
from pipeline.claims.mentions.places import country_of, find_places
from pipeline.claims.mentions.trackers import find_trackers
from pipeline.claims.nouns import noun_after
from pipeline.claims.plain import plain
from pipeline.claims.sentences import read_passage

LENGTHS = [
    ("eight hours", 480, None, "exact"),
    ("about two hours", 120, None, "about"),
    ("a two-hour outage", 120, None, "exact"),
    ("90 minutes", 90, None, "exact"),
    ("1.5 hours", 90, None, "exact"),
    ("an hour", 60, None, "exact"),
    ("half an hour", 30, None, "exact"),
    ("an hour and a half", 90, None, "exact"),
    ("two and a half hours", 150, None, "exact"),
    ("an hour and 47 minutes", 107, None, "exact"),
    ("61 hours and 25 minutes", 3685, None, "exact"),
    ("a six-day blackout", 8640, None, "exact"),
    ("two to three hours", 120, 180, "range"),
    ("24 hours or more", 1440, None, "at_least"),
    ("at least an hour", 60, None, "at_least"),
    ("just under 40 minutes", 40, None, "at_most"),
    ("several hours", None, None, "vague"),
    ("hours", None, None, "vague"),
]


@pytest.mark.parametrize(("text", "minutes", "high", "qualifier"), LENGTHS)
def test_lengths(text: str, minutes: float | None, high: float | None, qualifier: str) -> None:
    [length] = find_durations(text)
    assert (length.minutes, length.minutes_high, length.qualifier) == (minutes, high, qualifier)


SUMS = [
    ("$36,000", 36000, None, "USD"),
    ("about £7.5m", 7500000, None, "GBP"),
    ("A$2 billion", 2000000000, None, "AUD"),
    ("US$120 million", 120000000, None, "USD"),
    ("7.3 billion yen", 7300000000, None, "JPY"),
    ("Rs 23,999", 23999, None, "INR"),
    ("₹500 crore", 5000000000, None, "INR"),
    ("€10.99", 10.99, None, "EUR"),
    ("between £5m and £7.5m", 5000000, 7500000, "GBP"),
    ("$38 to $58", 38, 58, "USD"),
    ("two million dollars", 2000000, None, "USD"),
]


@pytest.mark.parametrize(("text", "value", "high", "unit"), SUMS)
def test_sums(text: str, value: float, high: float | None, unit: str) -> None:
    [money] = find_money(text, None)
    assert (money.value, money.value_high, money.unit) == (value, high, unit)


def test_a_bare_dollar_is_that_of_the_country() -> None:
    assert [find_money("$5", country)[0].unit for country in ("US", "AU", "SG", None)] == ["USD", "AUD", "SGD", "USD"]


PLACES = [
    ("in the United States", [("US", "name")]),
    ("in the U.S.", [("US", "name")]),
    ("the US and the UK", [("US", "name"), ("GB", "name")]),
    ("tell us", []),
    ("a turkey", []),
    ("Australians", [("AU", "people")]),
    ("British websites", [("GB", "adjective")]),
    ("in Mumbai", [("IN", "town")]),
    ("TOKYO, July 29", [("JP", "town")]),
    ("across the world", [("WORLD", "region")]),
    ("North and South America", [("NORTH-AMERICA", "region"), ("SOUTH-AMERICA", "region")]),
    ("across the country", [("", "here")]),
    ("New Zealand", [("NZ", "name")]),
    ("USB sticks", []),
]


@pytest.mark.parametrize(("text", "wanted"), PLACES)
def test_places(text: str, wanted: list[tuple[str, str]]) -> None:
    assert sorted((p.code, p.kind) for p in find_places(text)) == sorted(wanted)


def test_towns_and_peoples_stand_for_their_country() -> None:
    assert [country_of(name) for name in ("Osaka", "Canadians", "Atlantis")] == ["JP", "CA", None]


TRACKERS = [
    ("Downdetector.com said", [("Downdetector", "counts")]),
    ("DOWNDETECTOR said", [("Downdetector", "counts")]),
    ("NetBlocks and Downdetector", [("NetBlocks", "measures"), ("Downdetector", "counts")]),
    ("the tracking website showed", [("", "counts")]),
    ("a detector", []),
]


@pytest.mark.parametrize(("text", "wanted"), TRACKERS)
def test_trackers(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(t.name, t.kind) for t in find_trackers(text)] == wanted


NOUNS = [
    ("40,000 problem reports", "report", None),
    ("40,000 user reports", "report", None),
    ("40,000 reported outages", "report", None),
    ("40,000 users of the app", "unit", "users"),
    ("10 million Optus customers", "unit", "customers"),
    ("5,078 flights", "unit", "flights"),
    ("73,000 posts", "other", None),
    ("40,000 at 10 a.m.", "none", None),
    ("40,000.", "none", None),
    ("40,000, users said", "none", None),
]


@pytest.mark.parametrize(("text", "kind", "unit"), NOUNS)
def test_what_a_number_counts_is_the_noun_of_its_phrase(text: str, kind: str, unit: str | None) -> None:
    start = len("10 million") if text.startswith("10 m") else len(text.split(" ")[0].rstrip(".,"))
    noun = noun_after(text, start, len(text))
    assert (noun.kind, noun.unit) == (kind, unit)


def test_a_figure_is_one_kind_of_mention_only() -> None:
    text = "At 10 a.m. on March 10, Microsoft 365 lost $5m, 40% of 3 hours and 900 users."
    mentions = find_mentions(read_passage(text), country=None)
    assert [n.value for n in mentions.numbers] == [900]


FOLDED = ["“X” – it’s down…", "À bientôt, Zoë", "価格 100円", "naïve\u00a0café", "plain", "£5 and €6", "tab\there"]


@pytest.mark.parametrize("text", FOLDED)
def test_plain_characters_stand_where_the_originals_do(text: str) -> None:
    folded = plain(text)
    assert len(folded) == len(text)
    assert all(a == b for a, b in zip(text, folded, strict=True) if a.isalnum() and a.isascii())


def test_plain_text_has_straight_quotes_and_dashes() -> None:
    assert plain("“It’s” – down") == '"It\'s" - down'
