"""Sentences with true offsets, and the lines of a page that are not the story."""

from __future__ import annotations

import pytest

from pipeline.claims.sentences import read_passage
from tests.claims.reading import read

CUTS = [
    ("It failed. It came back.", ["It failed.", "It came back."]),
    ("It began at 6 a.m. Eastern on Monday. It ended.", ["It began at 6 a.m. Eastern on Monday.", "It ended."]),
    ("It ended at 6 p.m. The company apologised.", ["It ended at 6 p.m.", "The company apologised."]),
    ("At roughly 11:30 a.m. X went down again.", ["At roughly 11:30 a.m. X went down again."]),
    ("Mr. Holt spoke. He left.", ["Mr. Holt spoke.", "He left."]),
    ("One line\nAnother line.", ["One line", "Another line."]),
    ("“No.” She left.", ["“No.”", "She left."]),
    ("It was 99.9% up. Then no more.", ["It was 99.9% up.", "Then no more."]),
    ("", []),
    ("\n\n  \n", []),
]


@pytest.mark.parametrize(("text", "wanted"), CUTS)
def test_sentences_end_where_the_press_ends_them(text: str, wanted: list[str]) -> None:
    passage = read_passage(text)
    assert [passage.text[s.start : s.end] for s in passage.sentences] == wanted


KINDS = [
    ("Also read: Ten phones under Rs 20,000", "noise"),
    ("RELATED: Another outage hits 40,000 users", "noise"),
    ("Sign up for our newsletter and get it daily.", "noise"),
    ("(Reporting by Ada Holt in London)", "noise"),
    ("10.31am", "stamp"),
    ("6:05 p.m. ET", "stamp"),
    ("What we know", "heading"),
    ("• The app is down", "prose"),
    ("The app is down.", "prose"),
]


@pytest.mark.parametrize(("line", "kind"), KINDS)
def test_lines_have_kinds(line: str, kind: str) -> None:
    assert {s.kind for s in read_passage(line).sentences} == {kind}


ENDS = ["Comments (12)", "Other stories", "More from Tech", "Leave a Reply", "Related stories", "Most read"]


@pytest.mark.parametrize("line", ENDS)
def test_nothing_below_the_end_of_the_story_is_read(line: str) -> None:
    text = f"TikTok was down.\n{line}\nDowndetector had 9,000 reports."
    assert read(text, "report_count") == []


def test_an_explanation_below_its_heading_is_not_the_story_and_the_next_heading_ends_it() -> None:
    text = (
        "TikTok was down on Monday.\nWhat is a DDoS attack?\nA DDoS attack knocks a site out for hours.\n"
        "What happened next\nDowndetector had 9,000 reports."
    )
    assert [c.metric for c in read(text) if c.metric in {"cause", "report_count"}] == ["report_count"]


def test_the_lines_are_counted() -> None:
    assert [s.line for s in read_passage("It fell. It rose.\nIt went.\n\nIt came.").sentences] == [0, 0, 1, 2]


DATELINES = [
    ("LONDON, March 4 (Wire) - TikTok was down.", "TikTok was down."),
    ("NEW YORK (Wire) - TikTok was down.", "TikTok was down."),
    ("Oct 21 (Wire) - TikTok was down.", "TikTok was down."),
    ("KYIV \u2014 TikTok was down.", "TikTok was down."),
    ("TikTok - down again.", "TikTok - down again."),
    ("AWS: TikTok was down.", "AWS: TikTok was down."),
]


@pytest.mark.parametrize(("text", "first"), DATELINES)
def test_a_dateline_is_no_part_of_the_first_sentence(text: str, first: str) -> None:
    [sentence, *_] = read_passage(text).sentences
    assert text[sentence.start : sentence.end] == first


PLUGS = [
    "Now read: Storm to batter 4,000 miles of coast",
    "First alert forecast: fog before 8 a.m., then sun",
    "Next issue: prices fall 18 percent",
    "Got a story? Write to 9,000 of us",
    "Further reading: what is a network? (4 minutes)",
    "Sponsor: Pier, from $9 a seat",
    "The 12 best games for two players",
    "Also today: 1,300 jobs to go",
    "Webinar: recovery in 90 minutes",
    "Correction: it was 9,000, not 8,000",
]


@pytest.mark.parametrize("line", PLUGS)
def test_a_plug_is_not_read(line: str) -> None:
    assert {s.kind for s in read_passage(f"TikTok was down.\n{line}").sentences if s.line == 1} == {"noise"}


def test_a_paragraph_that_mentions_the_newsletter_is_read() -> None:
    line = (
        "TikTok was down for two hours. "
        + "People could not see a thing, and said so. " * 5
        + "So do our newsletter's readers."
    )
    assert {s.kind for s in read_passage(line).sentences} == {"prose"}
