"""The screen throws away most of a general stream and nothing that is about an outage."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.relevance.screen import may_be_outage, without_scripts

ARTICLES = yaml.safe_load((Path(__file__).parent / "articles.yml").read_text())
GOLD = Path(__file__).parents[3] / "shared" / "gold"

# First paragraphs as a general news stream has them.
STREAM = [
    "Council approves new bridge. Councillors voted 12 to 3 on Tuesday for a bridge over the river at Mill Lane.",
    "Rain to ease by the weekend. Forecasters expect a drier spell after a week of showers in the south and west.",
    "Minister resigns over housing row. The housing minister stepped down on Monday after a dispute with the Treasury.",
    "Harriers win derby. A late header gave the Harriers three points at home to their oldest rivals on Saturday.",
    "Recipe: lentil soup with lemon. Soften the onions in oil, add the lentils and simmer for half an hour.",
    "Profits rise at grocer. The grocer said on Thursday that sales had grown 4% and that it would open ten shops.",
    "Man jailed for fraud. A man who sold cars that did not exist has been sentenced to four years in prison.",
    "Film festival opens. The red carpet was rolled out on Wednesday for the first of 60 films in competition.",
    "Teachers to strike in May. Members voted for three days of strikes in a dispute over pay and workload.",
    "New phone has better camera. The new model costs 50 more than last year's and comes with a brighter screen.",
    "Hospital opens children's ward. The ward has 24 beds and a garden that was paid for by donations.",
    "Wildfire forces villages to leave. Some 300 people left their homes as flames came over the ridge on Sunday.",
    "Museum shows lost paintings. Twelve paintings that were thought lost are on show until the end of June.",
    "Lorry crash closes motorway. The northbound side was closed for six hours after a lorry spilled its load.",
    "Rates held at 4 percent. The central bank left its main rate where it was and hinted at a cut in autumn.",
    "Singer cancels tour. The singer told fans on Instagram that doctors had ordered her to rest her voice.",
    "Start-up raises $40 million. The company, which makes software for farms, wants to hire 80 people.",
    "Police look for witnesses. A cyclist was hurt at a junction near the station on Friday evening.",
    "Elections: turnout at record high. More than 80 percent of voters went to the polls, officials said.",
    "Scientists find oldest honey. The honey was found in a jar in a grave and is some 5,000 years old.",
]


@pytest.mark.parametrize("article", ARTICLES["relevant"], ids=lambda article: article["kind"])
def test_no_article_on_an_outage_is_lost(article: dict[str, str]) -> None:
    assert may_be_outage(f"{article['title']}\n{article['text']}")


def as_page(title: str, text: str) -> str:
    menu = "".join(
        f"<li><a href='/{name}'>{name} news and comment</a></li>" for name in ("world", "sport", "arts") * 40
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return (
        f"<html><head><title>{title}</title><script>var state = 'offline'; if (!x) crash('network outage')</script>"
        f"</head><body><ul>{menu}</ul><h1>{title}</h1>{paragraphs}</body></html>"
    )


@pytest.mark.parametrize("article", ARTICLES["relevant"], ids=lambda article: article["kind"])
def test_nor_when_it_stands_in_a_page_of_markup(article: dict[str, str]) -> None:
    assert may_be_outage(as_page(article["title"], article["text"]))


def test_at_most_one_story_in_ten_of_a_general_stream_passes() -> None:
    passed = [story for story in STREAM if may_be_outage(as_page(*story.split(". ", 1)))]
    assert len(passed) <= len(STREAM) / 10, passed


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Nothing here.", False),
        ("A word on yesterday's outage.", True),
        ("DOWNDETECTOR HAS REPORTS", True),
        ("The café’s till broke.", False),
        ("The app refused to open, the website was stuck, and the network failed.", True),
        ("The app refused to open.", False),
        ("The app refused to open, the website was stuck.", True),
        ("Spotify refused to open.", True),
        ("Spotify could not agree with the label.", False),
        ("", False),
    ],
)
def test_a_strong_word_or_two_ways_of_failing_or_one_of_a_platform_let_a_text_pass(text: str, passes: bool) -> None:
    assert may_be_outage(text) is passes


def test_words_in_scripts_and_styles_do_not_count() -> None:
    page = "<script>outage()</script><style>.outage{}</style><p>Soup</p>"
    assert not may_be_outage(page)
    assert without_scripts(page) == "</script></style><p>Soup</p>"


def test_words_in_json_ld_count() -> None:
    assert may_be_outage('<script type="application/ld+json">{"headline": "Outage at bank"}</script>')


def test_a_script_without_an_end_hides_nothing() -> None:
    assert may_be_outage("<script>var x; <p>The outage lasted two hours.</p>")


@given(st.text(max_size=400))
def test_any_text_is_screened(text: str) -> None:
    assert may_be_outage(text) in {True, False}


@pytest.mark.parametrize("unit", ["<script", "<meta ", "<title>", "<h1", "not "])
def test_time_is_linear_in_hostile_pages(unit: str) -> None:
    may_be_outage(unit)
    started = time.monotonic()
    may_be_outage(unit * 200_000)
    assert time.monotonic() - started < 2


def test_nothing_relevant_of_the_measured_articles_is_lost() -> None:
    files = sorted(GOLD.glob("*/*.json"))
    if not files:
        pytest.skip("the measured articles are not beside this checkout")
    articles = [json.loads(file.read_bytes()) for file in files]
    lost = [
        each["id"] for each in articles if each["relevant"] and not may_be_outage(f"{each['title']}\n{each['text']}")
    ]
    assert lost == []
