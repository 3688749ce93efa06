"""The reader as a whole: spans, ids, hostile texts, the lexicon, speed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline.claims.walk
from pipeline.claims.confidence import confidence_of
from pipeline.claims.lexicon import either, family_pattern, pattern, table, used_families, words
from pipeline.claims.plain import plain
from pipeline.claims.reader import read_outage
from pipeline.errors import SettingsError
from pipeline.records import METRICS, to_json
from pipeline.reference import project_path
from tests.claims.reading import AT, article

PIECES = [
    "TikTok was down",
    "“X” – it’s an outage",
    "Downdetector had over 40,000 reports",
    "at 9:30 a.m. ET",
    "between 8 and 9 a.m.",
    "57% of them concern the app",
    "for an hour and a half",
    "in the U.S., the UK and Brasília",
    "Elon Musk said",
    "a massive cyber-attack",
    "£7.5m in compensation",
    "Killnet claimed responsibility",
    "it was not clear what caused it",
    "the company apologised",
    "on March 10, 2025",
    "\n",
    "\n\nComments (3)\n",
    ". ",
    ", ",
    " and ",
    '"',
    "💥",
    "İstanbul",
    "(",
    "1,2,3,4",
    "99999999999999999999",
    "0:00 a.m. 12 p.m. 24:00",
    "$",
    "%",
    "half of the",
    "…",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map(" ".join))
def test_every_quote_stands_at_its_span_and_nothing_makes_the_reader_fail(text: str) -> None:
    _, _, claims = read_outage(article(text))
    for claim in claims:
        field = text if claim.field == "text" else "TikTok goes down"
        assert field[claim.char_start : claim.char_end] == claim.quote
        assert claim.quote.strip()


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_plain_text_is_as_long_as_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


FULL = (
    "TikTok was down on Monday for thousands of users in Germany.\n"
    "Downdetector had over 40,000 reports at 10 a.m. ET, and 57% of them concerned the app.\n"
    "The outage began at 6 a.m. ET, came in three waves and lasted four hours.\n"
    "TikTok said it was investigating. A DDoS attack that came from Iran was to blame, Alan Marsh said.\n"
    "Killnet claimed responsibility. Customers will get $5 in compensation."
)


def test_one_text_can_make_claims_of_all_twelve_metrics() -> None:
    _, _, claims = read_outage(article(FULL))
    assert {c.metric for c in claims} == set(METRICS)


def test_ids_are_unique_and_the_same_on_every_reading() -> None:
    first, second = (read_outage(article(FULL))[2] for _ in range(2))
    assert [to_json(c) for c in first] == [to_json(c) for c in second]
    assert len({c.claim_id for c in first}) == len(first)


def test_every_claim_names_its_rule_and_a_confidence() -> None:
    for claim in read_outage(article(FULL))[2]:
        assert claim.rule.startswith(claim.metric + "/")
        assert 0 < claim.confidence <= 1


def test_a_rule_that_was_often_right_is_surer_than_one_never_measured() -> None:
    assert confidence_of("report_count/reports") > 0.9 > confidence_of("report_count/never-seen") > 0


FILES = sorted(path.stem for path in project_path("schemas").joinpath("lexicon").glob("*.yml") if path.stem != "outage")


@pytest.mark.parametrize("file", FILES)
def test_every_family_of_words_is_used(file: str) -> None:
    assert pipeline.claims.walk.RULES
    assert {family for name, family in used_families() if name == file} == set(table(file))


@pytest.mark.parametrize("file", FILES)
def test_no_phrase_stands_twice_in_a_family(file: str) -> None:
    for family, phrases in table(file).items():
        if isinstance(phrases, list):
            assert sorted(set(phrases)) == sorted(phrases), family


@pytest.mark.parametrize("file", FILES)
def test_no_key_stands_twice_in_a_file(file: str) -> None:
    text = project_path("schemas").joinpath("lexicon", f"{file}.yml").read_text()
    tree = yaml.compose(text)
    keys = [key.value for key, _ in tree.value]
    assert len(set(keys)) == len(keys)


def test_a_phrase_matches_any_run_of_spaces_and_an_optional_one() -> None:
    known = pattern(rf"\b{either(['more than', 'web ?site'])}\b")
    assert [known.search(t) is not None for t in ("more   than", "more\nthan", "website", "web site", "morethan")] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_a_family_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match="no family 'nothing'"):
        words("causes", "nothing")


def test_the_longest_phrase_of_a_family_wins() -> None:
    match = family_pattern("causes", "ddos").search("a distributed denial-of-service (DDoS) attack")
    assert match.group() == "distributed denial-of-service (DDoS) attack"


OWN = Path(__file__).parent / "articles"


def test_every_claim_of_our_own_articles_stands_in_its_article() -> None:
    paths = sorted(OWN.glob("*/*.json"))
    assert len(paths) > 70
    for path in paths:
        fields = json.loads(path.read_text())
        written = f"{fields['title']}\n{fields['text']}"
        assert [c["quote"] for c in fields["claims"] if c["quote"] not in written] == [], path.name


def test_the_article_here_is_dated_and_known() -> None:
    assert article("x").published_at == AT
