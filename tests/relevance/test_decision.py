"""What is an article on an actual outage, and what only has its words."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.relevance.decision import decide, sentences
from pipeline.relevance.lexicon import PatternSet, bounded, sentence_patterns, straight

ARTICLES = yaml.safe_load((Path(__file__).parent / "articles.yml").read_text())
GOLD = Path(__file__).parents[3] / "shared" / "gold"


def kind_of(article: dict[str, str]) -> str:
    return article["kind"]


@pytest.mark.parametrize("article", ARTICLES["relevant"], ids=kind_of)
def test_an_article_on_an_outage_is_relevant(article: dict[str, str]) -> None:
    decision = decide(article["title"], article["text"])
    assert decision.is_relevant, decision


@pytest.mark.parametrize("article", ARTICLES["not_relevant"], ids=kind_of)
def test_an_article_that_only_sounds_like_one_is_not(article: dict[str, str]) -> None:
    decision = decide(article["title"], article["text"])
    assert not decision.is_relevant, decision


def test_a_mention_in_a_story_on_something_else_does_not_make_it_relevant() -> None:
    story = "The retailer will open 40 shops next year.\n" * 12
    mention = "Its website was down for an hour on Monday, the company said.\n"
    assert not decide("Retailer to open 40 shops", story + mention).is_relevant
    assert decide("Retailer's website down for an hour", mention * 3).is_relevant


def test_the_same_words_about_the_electric_grid_are_not_relevant() -> None:
    assert decide("Outage hits 40,000", "An outage cut off 40,000 broadband customers on Monday.").is_relevant
    assert not decide("Power outage hits 40,000", "A power outage cut off 40,000 homes on Monday.").is_relevant


def test_the_same_words_about_a_plan_are_not_relevant() -> None:
    fault = "The bank's app was unavailable on Sunday for four hours after a fault, the bank said."
    plan = "The bank's app will be unavailable on Sunday for four hours of planned maintenance, the bank said."
    assert decide("Bank's app unavailable on Sunday", fault).is_relevant
    assert not decide("Bank's app to be unavailable on Sunday", plan).is_relevant


def test_the_reasons_say_what_spoke_for_and_against_strongest_first() -> None:
    decision = decide("Spotify down for thousands", "Spotify went down on Monday. Shares rose 2%. It was fixed at 3pm.")
    points = [float(reason.split()[0]) for reason in decision.reasons]
    assert decision.reasons[0].endswith("tells of an outage") or "the title" in decision.reasons[0]
    assert points == sorted(points, key=abs, reverse=True)
    assert "+0.5 the title names a platform" in decision.reasons


def test_the_score_is_the_sum_of_the_reasons() -> None:
    decision = decide("Gmail is down", "Gmail went down on Tuesday, Downdetector's 4,000 reports showed.")
    assert sum(float(reason.split()[0]) for reason in decision.reasons) == pytest.approx(decision.score, abs=0.3)


@pytest.mark.parametrize(("title", "text"), [("", ""), ("", "\n\n"), ("Down", ""), ("", "?")])
def test_almost_nothing_is_not_relevant(title: str, text: str) -> None:
    assert not decide(title, text).is_relevant


def test_typographic_apostrophes_make_no_difference() -> None:
    with_curly = decide("Users couldn’t log in", "Users couldn’t log in to Gmail on Monday.")
    assert with_curly.score == decide("Users couldn't log in", "Users couldn't log in to Gmail on Monday.").score


@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_gets_a_decision_and_the_same_one_again(title: str, text: str) -> None:
    assert decide(title, text) == decide(title, text)


def test_sentences_are_not_cut_at_the_stops_of_hours_and_countries() -> None:
    text = "Reports rose at 9 a.m. ET in the U.S. and fell. By noon it was over.\nA heading"
    assert [piece for _, piece in sentences(text)] == [
        "Reports rose at 9 a.m. ET in the U.S. and fell. ",
        "By noon it was over.\n",
        "A heading",
    ]


def test_sentences_know_where_they_begin() -> None:
    text = "“Störung” gemeldet. Alles läuft wieder. 😱 Ende der Durchsage."
    for start, piece in sentences(text):
        assert text[start : start + len(piece)] == piece


def test_a_decision_on_a_long_text_takes_less_than_a_tenth_of_a_second_when_warm() -> None:
    text = "The council met on Monday to talk about the bridge and its network of pipes. " * 1000
    decide("Council meets", text)
    started = time.monotonic()
    decide("Council meets", text)
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize(
    ("pattern", "text", "is_there"),
    [
        ("down", "it went down.", True),
        ("down", "a downpour", False),
        ("unavailab\\w*", "unavailability", True),
        ("^if", "If it fails", True),
        ("^if", "as if it fails", False),
    ],
)
def test_patterns_hold_between_word_boundaries(pattern: str, text: str, is_there: bool) -> None:
    assert bool(PatternSet([("name", pattern)]).names_in(text)) is is_there


def test_a_pattern_that_is_none_is_reported_with_its_place() -> None:
    with pytest.raises(SettingsError, match=r"outage\.yml, events/broken"):
        PatternSet([("events/broken", "(?:unclosed")])


def test_every_mark_of_the_file_has_words_for_people() -> None:
    from pipeline.relevance import decision

    text = "An outage on Monday in a report: planned maintenance, a power cut, users were unable to log in."
    marks = set(sentence_patterns().names_in(text))
    assert {"events/outage", "modes/planned", "modes/electric", "events/unable"} <= marks
    named = {name for name in sentence_patterns().names if not name.startswith(("hints/", "modes/earlier"))}
    assert named <= set(decision._WORDS)


def test_straightening_keeps_every_character_in_its_place() -> None:
    assert straight("can’t‘t\xa0") == "can't't "
    assert bounded("down") == r"\b(?:down)\b"


def gold_articles() -> list[dict[str, Any]]:
    files = sorted(GOLD.glob("*/*.json"))
    if not files:
        pytest.skip("the measured articles are not beside this checkout")
    return [json.loads(file.read_bytes()) for file in files]


def test_relevance_on_the_measured_articles_stays_at_97_percent_or_more() -> None:
    pairs = [(decide(each["title"], each["text"]).is_relevant, each["relevant"]) for each in gold_articles()]
    hits = sum(found and true for found, true in pairs)
    misses = sum(found != true for found, true in pairs)
    assert 2 * hits / (2 * hits + misses) >= 0.97
