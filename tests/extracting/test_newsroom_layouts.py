"""Every layout of the built-in newsroom, through extraction: the whole story, and nothing that stands around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pytest
from lxml import html

from pipeline.articles.documents import Document
from pipeline.newsroom.site import build_site
from pipeline.newsroom.stories import Outlet, Story, read_outlets
from tests.extracting.drawn import read

# What their layouts put around every story, by outlet, besides menus and footers.
FURNITURE = {
    "harbourpost.example": ["partners use cookies", "Share on Facebook", "Start the day with", "this blog is closed"],
    "konkantimes.example": ["Also Read", "Trending Now", "Advertisement"],
    "lakeshorecourier.example": ["Lottery", "Copyright 2025"],
    "northernvoice.example": ["Share this:", "Recent Posts", "Leave a Reply"],
    "tynebulletin.example": ["Bookmark with", "Win a £50 voucher", "our cookies"],
    "merlionreview.example": ["Related stories", "cookie-compliance"],
    "spreeledger.example": ["You may also like", "Agree and continue", "27,400 subscribers"],
    "bitsandbolts.example": ["Leave a comment", "some links earn us"],
    "sentryline.example": ["The Monday Patch", "Read more"],
    "potomacstandard.example": ["418 comments", "Most popular"],
    "status.openai.example": ["Subscribe to updates"],
}
NOISE = re.compile(r"(?i)\b(?:cookies?|newsletter|subscribe now|sign up|log ?in or register|advertisement)\b")


@cache
def told() -> Mapping[tuple[str, str], tuple[Outlet, Story]]:
    """The stories whose pages answer, by host and slug."""
    return MappingProxyType(
        {
            (outlet.host, story.slug): (outlet, story)
            for outlet in read_outlets()
            for story in outlet.stories
            if story.answers == "page" and (outlet.host, story.path) in build_site(1)
        }
    )


@cache
def extracted(host: str, slug: str) -> Document:
    """The document of a story's page, read as its server sends it."""
    page = build_site(1)[host, told()[host, slug][1].path]
    found = read(page.body, content_type=page.content_type, url=f"http://{host}{told()[host, slug][1].path}")
    assert isinstance(found, Document), (host, slug, found)
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def paragraphs(story: Story) -> list[str]:
    """The paragraphs of a story as its outlet wrote it."""
    tree = html.fromstring(f"<div>{story.in_edition(1).body}</div>")
    return [text for p in tree.iter("p") if len(words(text := " ".join(p.itertext()))) > 6]


everything = pytest.mark.parametrize(("host", "slug"), sorted(told()))


@everything
def test_every_paragraph_of_the_story_is_in_the_text_and_in_its_order(host: str, slug: str) -> None:
    text = " ".join(words(extracted(host, slug).text))
    places = [text.find(" ".join(words(paragraph))) for paragraph in paragraphs(told()[host, slug][1])]
    assert len(places) > 0
    assert [paragraphs(told()[host, slug][1])[n] for n, place in enumerate(places) if place < 0] == []
    assert places == sorted(places)


@everything
def test_nothing_that_the_layout_puts_around_a_story_is_in_the_text(host: str, slug: str) -> None:
    text = extracted(host, slug).text
    own = " ".join(paragraphs(told()[host, slug][1]))
    assert [phrase for phrase in FURNITURE[host] if phrase in text and phrase not in own] == []
    assert [found for found in NOISE.findall(text) if found not in own] == []


@everything
def test_no_headline_of_another_story_is_in_the_text(host: str, slug: str) -> None:
    outlet, story = told()[host, slug]
    text = extracted(host, slug).text
    body = html.fromstring(f"<div>{story.in_edition(1).body}</div>").text_content()
    others = [other.title for other in outlet.stories if other.slug != slug]
    assert [title for title in others if title in text and title not in body] == []


@everything
def test_the_text_is_hardly_longer_than_the_story(host: str, slug: str) -> None:
    story = told()[host, slug][1]
    written = len(words(html.fromstring(f"<div>{story.in_edition(1).body}</div>").text_content()))
    # Some layouts have the headline, the summary, the byline or the hours of a live blog within the article.
    around = len(words(story.title)) + len(words(story.summary)) + 40
    assert len(words(extracted(host, slug).text)) <= written + around


@everything
def test_the_title_is_the_storys(host: str, slug: str) -> None:
    assert words(extracted(host, slug).title or "") == words(told()[host, slug][1].title)


@everything
def test_a_page_is_in_the_language_of_its_outlet(host: str, slug: str) -> None:
    outlet, _ = told()[host, slug]
    assert extracted(host, slug).language in {outlet.language.split("-")[0], None}


@everything
def test_a_page_is_dated_where_its_outlet_dates_it_and_never_otherwise(host: str, slug: str) -> None:
    _, story = told()[host, slug]
    dates = extracted(host, slug).dates
    exact = [date.dated_at for date in dates if date.dated_at.tzinfo is not None]
    if story.published_at is None:
        assert dates == ()
    elif exact:
        assert story.published_at in exact
    else:
        days = {date.dated_at.date() for date in dates}
        assert days <= {story.published_at.date(), (story.updated_at or story.published_at).date()}


@pytest.mark.parametrize("host", sorted(FURNITURE))
def test_the_furniture_that_is_looked_for_stands_on_some_page_of_the_outlet(host: str) -> None:
    pages = b"".join(page.body for (at, _), page in build_site(1).items() if at == host)
    outlet = next(outlet for outlet in read_outlets() if outlet.host == host)
    text = pages.decode(outlet.encoding, "replace")
    assert [phrase for phrase in FURNITURE[host] if phrase in text] != []
