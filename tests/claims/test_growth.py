"""Work grows with the length of a text, whatever the text: counted, not timed."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pipeline.claims import patterns
from pipeline.claims.reader import read_article, read_outage
from tests.claims.reading import article

REPEATED = {
    "times": "5:30 a.m. ",
    "times in sentences": "It went down at 5:30 a.m. ET. ",
    "figures in sentences": "Downdetector had 40,000 reports at 9 a.m. ",
    "figures in one sentence": "Downdetector had 40,000 reports, ",
    "people in paragraphs": "Elon Musk said X was hit by an attack from Iran.\n",
    "quotations": '"It is down," she said. ',
    "verbs of saying": "said ",
    "brackets": "((((((((((",
    "names": "Alan Marsh of Kent Bank ",
    "digits": "9999999999",
    "numbers": "1,200 ",
    "one word": "outage ",
    "letters": "xxxxxxxxxx",
    "emoji": "💥 down ",
    "platforms": "Facebook, Instagram, X and WhatsApp had 5, 6, 7 and 8 reports. ",
    "shares": "57% app, 34% website, ",
    "days": "On Monday, March 10, 2025. ",
    "headings": "1. X\n",
    "places": "in the US, UK, India and Japan ",
    "sums": "$5 million in compensation. ",
    "lengths": "for two hours and ten minutes. ",
    "right to left": "עצירה 5 ",
    "NULs": "\0 \0 \0 ",
    "offices": "John Smith, chief executive of X, said. ",
    "timeline": "10:00 Errors begin\n",
    "causes": "A bug in an update caused the outage, which led to a power failure. ",
    "commas": ", ",
    "stops": ". ",
    "no end": "and it was because of ",
}
SHORT = 100  # how often a text is repeated; then twice as often
# Twice the text must be at most so much more work; the rest is what does not grow, and caches that fill.
AT_MOST = 2.2


def work_on(text: str, monkeypatch: pytest.MonkeyPatch, *, is_story: bool) -> tuple[int, int]:
    """How many functions are called, and how many characters patterns look through, to read a text."""
    calls = characters = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    def counting_bytes(searched: str) -> bytes:
        nonlocal characters
        characters += len(searched)
        return as_bytes(searched)

    def counting_spans(self: patterns.Pattern, data: bytes) -> list[tuple[int, int]]:
        nonlocal characters
        characters += len(data)
        return spans(self, data)

    as_bytes, spans = patterns.as_bytes, patterns.Pattern.spans
    with monkeypatch.context() as patch:
        patch.setattr(patterns, "as_bytes", counting_bytes)
        patch.setattr(patterns.Pattern, "spans", counting_spans)
        story, read = article(text), read_outage if is_story else read_article
        sys.setprofile(count)
        try:
            read(story)
        finally:
            sys.setprofile(None)
    return calls, characters


@pytest.mark.parametrize("is_story", [True, False], ids=["taken to be a story", "to be decided"])
@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_text_is_at_most_twice_the_work(name: str, is_story: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    piece = REPEATED[name]
    work_on(piece * 2 * SHORT, monkeypatch, is_story=is_story)  # fills the caches of words
    once = work_on(piece * SHORT, monkeypatch, is_story=is_story)
    twice = work_on(piece * 2 * SHORT, monkeypatch, is_story=is_story)
    assert twice[0] <= AT_MOST * once[0] + 500, "functions called"
    assert twice[1] <= AT_MOST * once[1], "characters looked through"


def test_the_count_notices_work_that_grows_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice_as_much(text: str) -> tuple[int, int]:
        with monkeypatch.context() as patch:
            patch.setattr("pipeline.claims.sentences._NEXT_CHARS", 10**9)
            return work_on(text, monkeypatch, is_story=True)

    piece = REPEATED["times"]
    once, twice = twice_as_much(piece * SHORT), twice_as_much(piece * 2 * SHORT)
    assert twice[1] > AT_MOST * once[1]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "7", "x" * 1_000_000, "it is down and " * 100_000, "5:30 a.m. " * 30_000, "عطل " * 50_000],
    ids=["empty", "space", "NUL", "digit", "1 MB of letters", "a sentence of 300,000 words", "times", "Arabic"],
)
def test_any_text_gets_an_answer(text: str) -> None:
    reading, claims = read_article(article(text))
    assert (reading.article_id, claims) == (article(text).article_id, ())
