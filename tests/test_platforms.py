"""Which services a text names, and when a word is a name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import platforms as module
from pipeline.errors import SettingsError
from pipeline.platforms import find_platforms, lineage, operated_by, operator_of, platform, platforms, slug_named
from pipeline.reference import project_path, read_schema


def slugs(text: str, context: str = "") -> list[str]:
    return [mention.slug for mention in find_platforms(text, context) if not mention.is_operator]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("WhatsApp stopped delivering messages.", "whatsapp"),
        ("Whatsapp stopped delivering messages.", "whatsapp"),
        ("WHATSAPP DOWN ACROSS EUROPE", "whatsapp"),
        ("Twitter would not load.", "x"),
        ("A fault at Amazon’s cloud unit spread.", "aws"),
        ("Disney+ would not stream.", "disney-plus"),
        ("AT&T customers saw SOS.", "att"),
        ("The Wayback\xa0Machine is back.", "wayback-machine"),
        ("HM Revenue & Customs apologised.", "hmrc"),
        ("Users of Pokémon Go complained.", "pokemon-go"),
        ("M-Pesa stopped paying out.", "m-pesa"),
        ("OVH lost a data centre.", "ovh"),
        ("Sora made no videos.", "sora"),
        ("Uber Eats took no orders.", "uber-eats"),
        ("First Direct customers were locked out.", "first-direct"),
        ("Globe Telecom lost its signal.", "globe-telecom"),
        ("Trading 212 froze.", "trading-212"),
        ("World of Warcraft kicked players out.", "world-of-warcraft"),
    ],
)
def test_a_name_is_found_in_the_spellings_of_the_press(text: str, slug: str) -> None:
    assert slugs(text) == [slug]


def test_the_longest_name_wins() -> None:
    assert slugs("YouTube Music and YouTube TV failed with YouTube.") == ["youtube-music", "youtube-tv", "youtube"]


def test_a_mention_says_where_it_stands_also_after_characters_of_several_bytes() -> None:
    text = "“Überall” – Störung: Spotify fällt aus 😱, Gmail auch"
    for mention in find_platforms(text):
        assert text[mention.char_start : mention.char_end] == mention.text
    assert [mention.text for mention in find_platforms(text)] == ["Spotify", "Gmail"]


@pytest.mark.parametrize(
    "text", ["myTwitter", "Twitterati gathered", "mail@Reddit.example", "#facebookdown", "a_Spotify_b"]
)
def test_a_name_inside_a_longer_word_is_none(text: str) -> None:
    assert slugs(text) == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("X is down for thousands.", "x"),
        ("The platform X failed three times.", "x"),
        ("Elon Musk said the attack on X was large.", "x"),
        ("Teams was down with the rest of Microsoft's services.", "teams"),
        ("The carrier Three has lost its signal.", "three"),
        ("Signal outage: messages do not arrive", "signal"),
        ("Slack is down this morning.", "slack"),
        ("The doorbell maker Ring had trouble.", "ring"),
        ("Zoom users were thrown out of calls.", "zoom"),
        ("Vodafone and O2 customers saw it first.", "o2"),
        ("Microsoft said mail in Outlook came late.", "outlook"),
    ],
)
def test_a_word_is_a_name_where_its_neighbours_or_the_text_say_so(text: str, slug: str) -> None:
    assert slug in slugs(text)


@pytest.mark.parametrize(
    "text",
    [
        "He is the X factor of this side.",
        "The Series X costs more.",
        "Three people were hurt on Monday.",
        "Three users said they had waited.",
        "Signal failures delayed trains near the junction.",
        "Teams can sign players from Wednesday.",
        "Slack demand weighed on the results.",
        "The Outlook for 2026 is gloomy.",
        "Canvas and oil cover the studio floor.",
        "The Home Secretary spoke to Google.",
        "She sang at the O2 Arena.",
        "The X-ray was clear.",
    ],
)
def test_a_word_without_support_is_a_word(text: str) -> None:
    assert slugs(text) == []


def test_a_word_in_a_list_with_a_platform_is_a_platform() -> None:
    assert slugs("Canvas, Ring and Snapchat went quiet.") == ["canvas", "ring", "snapchat"]


def test_support_may_come_from_the_rest_of_the_article() -> None:
    title = "How Teams came back"
    assert slugs(title) == []
    assert slugs(title, context="Microsoft said its services had recovered.") == ["teams"]


def test_a_company_is_told_apart_from_what_it_runs() -> None:
    found = find_platforms("Meta said Instagram was back. Google and Gmail were fine.")
    assert [(mention.slug, mention.is_operator) for mention in found] == [
        ("meta", True),
        ("instagram", False),
        ("google", True),
        ("gmail", False),
    ]
    assert platform("meta").is_company
    assert not platform("google").is_company


def test_a_platform_knows_its_company_and_the_company_its_platforms() -> None:
    assert platform("instagram").operators == ("Meta", "Meta Platforms")
    assert {"facebook", "instagram", "whatsapp"} <= {found.slug for found in operated_by("meta")}


def test_the_line_of_parents_ends_at_the_root() -> None:
    assert lineage("youtube-tv") == ("youtube-tv", "youtube", "google")
    assert lineage("not-in-the-file") == ("not-in-the-file",)


def test_a_slug_that_no_file_knows_has_no_operator_and_no_name_is_a_slug_by_chance() -> None:
    assert operator_of("instagram") == "meta"
    assert operator_of("not-in-the-file") is None
    assert slug_named("WhatsApp") == "whatsapp"
    assert slug_named("Meta") == "meta"
    assert slug_named("a spokesman") is None


def test_there_are_at_least_1400_platforms_each_with_a_country() -> None:
    listed = [found for found in platforms() if not found.is_company]
    assert len(listed) >= 1400
    assert [found.slug for found in listed if found.country is None or len(found.country) != 2] == []


def test_zones_and_countries_of_the_file_exist() -> None:
    import zoneinfo

    import pycountry

    timezones = zoneinfo.available_timezones()
    for found in platforms():
        assert found.timezone is None or found.timezone in timezones, found.slug
        assert found.country is None or pycountry.countries.get(alpha_2=found.country), found.slug


def test_no_two_platforms_claim_the_same_name() -> None:
    names: dict[str, str] = {}
    for row in read_schema("platforms.yml")["platforms"]:
        for name in {row["name"], *row.get("aliases", ())}:
            assert names.setdefault(name, row["slug"]) == row["slug"], name


def test_all_faults_of_the_file_are_told_at_once() -> None:
    schema: dict[str, Any] = {
        "operators": [],
        "platforms": [
            {"slug": "harbour", "name": "Harbour", "operator": "nobody"},
            {"slug": "pier", "name": "Pier", "parent": "missing"},
            {"slug": "pier", "name": "Pier Two"},
        ],
    }
    with pytest.raises(SettingsError) as raised:
        module._load(schema)
    assert "harbour: no operator 'nobody'" in str(raised.value)
    assert "a slug stands there twice" in str(raised.value)


@given(st.text(alphabet=st.sampled_from("X Three,. is down Zoom\n’'é😱-+&Gmail"), max_size=60))
def test_mentions_never_overlap_and_always_quote_the_text(text: str) -> None:
    end = 0
    for mention in find_platforms(text):
        assert mention.char_start >= end
        assert text[mention.char_start : mention.char_end] == mention.text
        end = mention.char_end


def test_a_long_text_of_letters_that_are_a_name_alone_names_nothing() -> None:
    assert slugs("X" * 50_000 + " a" * 100_000) == []


def test_every_platform_of_the_measured_articles_is_known() -> None:
    gold = Path(__file__).parents[2] / "shared" / "gold"
    files = sorted(gold.glob("*/*.json"))
    if not files:
        pytest.skip("the measured articles are not beside this checkout")
    known = {found.slug for found in platforms()}
    assert {slug for file in files for slug in json.loads(file.read_bytes()).get("platforms", [])} <= known


def test_the_file_is_where_the_package_looks_for_it() -> None:
    assert (project_path("schemas") / "platforms.yml").is_file()
