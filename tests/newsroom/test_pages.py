"""The outlets' pages: enough of them, on what was planned, each outlet in a layout of its own, all on made-up names."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from lxml import html

from pipeline.newsroom import Newsroom
from pipeline.newsroom.pages import render_page
from pipeline.newsroom.stories import Outlet, Story, read_outlets
from tests.newsroom.conftest import get
from tests.newsroom.plan import coverage, figures

OUTLETS = {outlet.host: outlet for outlet in read_outlets()}
STORIES = {(outlet.host, story.slug): story for outlet in read_outlets() for story in outlet.stories}
# An embedded post that stayed an address, as in the press: the one thing that dates an undated page.
THE_POST = "https://twitter.com/elonmusk/status/1899149509407473825"


def page(newsroom: Newsroom, host: str, slug: str) -> str:
    answer = get(newsroom, f"http://{host}{STORIES[host, slug].path}")
    assert answer.status == 200, (host, slug)
    return answer.body.decode(OUTLETS[host].encoding)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def plain_text(body: str) -> str:
    return " ".join(html.fromstring(f"<div>{body}</div>").text_content().split())


def test_the_plan_names_every_page_that_answers_and_no_other() -> None:
    pages = {place for place, story in STORIES.items() if story.answers == "page" and story.slug != "premium"}
    assert sorted(pages) == sorted((host, slug) for host, slug, _ in coverage())


def test_there_are_ten_outlets_and_forty_pages_and_twelve_of_them_are_about_no_outage() -> None:
    planned = coverage()
    assert len({host for host, _, _ in planned} - {"status.openai.example"}) == 10
    assert len(planned) == 42
    assert sum(incident is None for _, _, incident in planned) == 13


def test_each_outage_is_covered_by_at_least_two_outlets_and_that_of_x_by_ten() -> None:
    outlets = defaultdict(set)
    for host, _, incident in coverage():
        if incident:
            outlets[incident].add(host)
    assert {incident: len(hosts) for incident, hosts in outlets.items()} == {
        "x-2025-03-10": 10,
        "aws-2025-10-20": 4,
        "chatgpt-2025-06-10": 4,
        "facebook-2024-03-05": 3,
        "optus-2023-11-08": 2,
        "teams-2024-01-26": 3,
        "teams-2024-01-29": 3,
    }


def test_stories_are_published_within_days_of_the_outage_they_are_on() -> None:
    for host, slug, incident in coverage():
        published = STORIES[host, slug].published_at
        if incident and published:
            day = incident[-10:]
            days = {(published - timedelta(days=back)).date().isoformat() for back in range(-1, 5)}
            assert day in days, (host, slug)


@pytest.mark.parametrize(("host", "slug", "phrase", "meant"), figures())
def test_a_planned_figure_stands_on_its_page_once(
    newsroom: Newsroom, host: str, slug: str, phrase: str, meant: list[str]
) -> None:
    assert meant
    article = plain_text(STORIES[host, slug].body)
    assert article.count(phrase) == 1
    assert phrase in " ".join(html.fromstring(page(newsroom, host, slug)).text_content().split())


def test_the_same_moment_is_given_in_utc_by_one_outlet_and_in_local_time_by_others() -> None:
    zones = {meant[3]: meant[2] for _, _, _, meant in figures() if meant[2:3] in (["09:45"], ["15:15"], ["17:45"])}
    assert zones == {"UTC": "09:45", "Asia/Kolkata": "15:15", "Asia/Singapore": "17:45"}


def test_every_host_and_every_link_ends_in_example(newsroom: Newsroom) -> None:
    assert all(host.endswith(".example") for host in newsroom.hosts)
    links = set()
    for (host, _), story in STORIES.items():
        if story.answers == "page":
            tree = html.fromstring(page(newsroom, host, story.slug))
            links |= {link for _, _, link, _ in tree.iterlinks() if link.startswith("http")}
    outside = {link for link in links if not re.match(r"https?://([a-z.]+\.)?[a-z]+\.example(/|$)", link)}
    # Vocabulary and software that pages of that make name in their heads.
    named = {"https://api.w.org/"}
    assert outside - named == set()


FEATURES = [
    ("harbourpost.example", "optus", ["<nav", "214 partners use cookies", "Share on Facebook", "Start the day with"]),
    ("harbourpost.example", "x-live", ['class="live-posts"', "all times are Sydney time", "this blog is closed"]),
    ("konkantimes.example", "x-down", ["Also Read", "Trending Now", 'class="breadcrumb"', "Advertisement"]),
    ("lakeshorecourier.example", "x-wire", ["<table", "comments", "Lottery", "Copyright 2025 NNA"]),
    ("northernvoice.example", "meta", ["wp-json", "comment-list", "Share this:", "Recent Posts"]),
    ("tynebulletin.example", "x-uk", ["XHTML 1.0", "Bookmark with", "Win a £50 voucher", "our cookies"]),
    ("merlionreview.example", "chatgpt", ["Drupal", "Telegram", "Related stories", "eu-cookie-compliance"]),
    ("spreeledger.example", "x-dos", ["You may also like", "Agree and continue", "27,400 subscribers"]),
    ("bitsandbolts.example", "x-mirai", ["Leave a comment", "some links earn us", 'class="bio"']),
    ("sentryline.example", "x-experts", ["gh-content", "The Monday Patch", "Read more"]),
    ("potomacstandard.example", "aws", ["418 comments", "Most popular", 'name="articleBody"', "Save"]),
    ("status.openai.example", "elevated-errors", ["Incident report for", "Subscribe to updates"]),
]


@pytest.mark.parametrize(("host", "slug", "features"), FEATURES)
def test_a_page_has_the_furniture_that_its_outlet_puts_around_a_story(
    newsroom: Newsroom, host: str, slug: str, features: list[str]
) -> None:
    text = page(newsroom, host, slug)
    assert [feature for feature in features if feature not in text] == []


def test_no_two_outlets_share_a_layout(newsroom: Newsroom) -> None:
    shapes = {}
    for host, slug, _ in FEATURES:
        tree = html.fromstring(page(newsroom, host, slug))
        shapes[host, slug] = {f"{node.tag}.{node.get('class')}" for node in tree.iter() if isinstance(node.tag, str)}
    for one in shapes:
        for other in shapes:
            if one[0] < other[0]:
                shared = len(shapes[one] & shapes[other]) / len(shapes[one] | shapes[other])
                assert shared < 0.5, (one, other)


def test_latin_1_pages_hold_bytes_that_are_not_utf_8(newsroom: Newsroom) -> None:
    body = get(newsroom, "http://tynebulletin.example/money/2025/10/20/amazon-cloud-outage-banks.shtml").body
    assert b"\xa338.20" in body
    assert b"Aim\xe9e" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    football = get(newsroom, "http://tynebulletin.example/football/2025/03/09/wallsend-cup-replay.shtml").body
    assert b"It was 1&#8211;1 after extra time" in football  # a dash that the encoding lacks
    assert "refused at a till in North Shields with £38.20" in body.decode("iso-8859-1")


def test_one_outlet_dates_its_pages_in_json_ld_alone(newsroom: Newsroom) -> None:
    for story in OUTLETS["spreeledger.example"].stories:
        text = page(newsroom, "spreeledger.example", story.slug)
        tree = html.fromstring(text)
        (data,) = tree.xpath("//script[@type='application/ld+json']")
        assert f'"datePublished": "{story.published_at.isoformat()}"' in data.text
        data.drop_tree()
        assert not re.search(r"datetime=|published_time|20\d\d-\d\d-\d\d", html.tostring(tree, encoding="unicode"))


def test_one_page_has_no_date_anywhere_but_in_the_number_of_a_post(newsroom: Newsroom) -> None:
    text = page(newsroom, "bitsandbolts.example", "x-mirai")
    assert STORIES["bitsandbolts.example", "x-mirai"].published_at is None
    assert not re.search(r"20\d\d|March|datetime=|published", text)
    assert THE_POST in text


def test_the_amp_page_and_its_twin_tell_the_same_story_and_name_one_address(newsroom: Newsroom) -> None:
    story = STORIES["konkantimes.example", "meta-down"]
    amp = get(newsroom, f"http://konkantimes.example{story.listed_path}").body.decode()
    assert story.listed_path.endswith("/amp")
    assert "<html amp" in amp
    assert f'<link rel="canonical" href="http://konkantimes.example{story.path}">' in amp
    assert "over 20,000 users in India" in amp
    assert "over 20,000 users in India" in page(newsroom, "konkantimes.example", "meta-down")


def test_two_outlets_carry_the_agencys_story_nearly_word_for_word() -> None:
    copies = [STORIES[f"{outlet}.example", "x-wire"] for outlet in ("lakeshorecourier", "northernvoice")]
    assert {copy.author for copy in copies} == {"Northgate News Agency"}
    one, other = (shingles(copy) for copy in copies)
    assert one != other
    assert len(one & other) / len(one | other) > 0.8


def test_no_other_two_stories_share_their_wording() -> None:
    stories = [story for story in STORIES.values() if story.slug != "x-wire" and story.body]
    for number, story in enumerate(stories):
        for other in stories[:number]:
            one, two = shingles(story), shingles(other)
            assert len(one & two) / len(one | two) < 0.1, (story.path, other.path)


def shingles(story: Story) -> set[tuple[str, ...]]:
    words = words_of(plain_text(story.body))
    return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}


def test_editions_differ_in_one_figure_of_one_page_and_in_the_times_that_say_so(
    newsroom: Newsroom, second_edition: Newsroom
) -> None:
    changed = {place for place, resource in newsroom.site.items() if second_edition.site[place].body != resource.body}
    story = "/2025/03/10/technology/x-outage-musk-cyberattack"
    assert changed == {
        ("potomacstandard.example", story),
        ("potomacstandard.example", "/feeds/top.atom"),
        ("potomacstandard.example", "/feeds/technology.atom"),
    }
    bodies = [plain_text(edition.in_edition(number).body) for edition, number in edits()]
    assert bodies[0].replace("nearly 38,000 reports", "nearly 40,000 reports") == bodies[1]
    before, after = (words_of(page(run, "potomacstandard.example", "x-attack")) for run in (newsroom, second_edition))
    assert len(before) == len(after)


def edits() -> list[tuple[Story, int]]:
    return [(STORIES["potomacstandard.example", "x-attack"], number) for number in (1, 2)]


def test_the_roundup_turns_to_other_things_with_other_numbers(newsroom: Newsroom) -> None:
    text = page(newsroom, "merlionreview.example", "roundup")
    first, *rest = re.split(r"<h2>\d\. ", text)[1:]
    assert "Downdetector" in first
    assert len(rest) == 4
    assert not any("outage" in part.partition("Related stories")[0].lower() for part in rest)
    assert all(re.search(r"\d", part) for part in rest)


def test_markup_in_a_title_is_shown_and_not_obeyed() -> None:
    outlet: Outlet = OUTLETS["harbourpost.example"]
    story = STORIES["harbourpost.example", "pool"]
    bad = Story(**{name: getattr(story, name) for name in Story.__slots__} | {"title": 'A </script><b> "B"'})
    text = render_page(outlet, bad, "layout")
    tree = html.fromstring(text)
    assert tree.xpath("//b") == []
    assert tree.findtext(".//h1") == 'A </script><b> "B"'
