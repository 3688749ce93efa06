"""The time that a response gives, with its zone, and responses that are none."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

TIMED = [
    ("At 10:12 a.m. ET its status page said that it was looking into the trouble.", "10:12", "America/New_York"),
    ("By 14:42 UTC, the company said, the issue had been resolved.", "14:42", "UTC"),
    ("TikTok said at 9.45am BST that it was aware of the issue.", "09:45", "Europe/London"),
    ("TikTok tweeted at 7.40pm ET that it was investigating.", "19:40", "America/New_York"),
    ("TikTok apologised at 6 p.m. PT.", "18:00", "America/Los_Angeles"),
]


@pytest.mark.parametrize(("text", "at_local", "zone"), TIMED)
def test_a_response_has_the_time_and_zone_that_its_sentence_gives(text: str, at_local: str, zone: str) -> None:
    assert {(c.at_local, c.timezone) for c in after_lead(text, "response")} == {(at_local, zone)}


def test_a_zone_given_once_holds_for_the_responses_after_it() -> None:
    text = "TikTok went down at 9 a.m. ET.\nAt 10 a.m. TikTok said it was investigating."
    assert [(c.at_local, c.timezone) for c in after_lead(text, "response")] == [("10:00", "America/New_York")]


UNSAID = [
    "TikTok stopped short of saying sorry.",
    "TikTok declined to apologise.",
    "TikTok must apologise, a minister said.",
    "TikTok isn't sorry enough.",
    "TikTok has been asked for an apology.",
    "TikTok refused to say sorry.",
    "If it happens again, TikTok will apologise.",
    '"Ugh, sorry," wrote host Ada Holt.',
]


@pytest.mark.parametrize("text", UNSAID)
def test_an_apology_that_is_not_made_is_none(text: str) -> None:
    assert "apologised" not in {c.label for c in after_lead(text, "response")}


LABELS = [
    ("acknowledged", "TikTok said it had detected irregularities in access to its app."),
    ("acknowledged", "TikTok said it was facing intermittent technical issues."),
    ("fix_in_progress", "TikTok said a repair was under way."),
    ("fix_in_progress", "TikTok said its engineers were attending to the hitch."),
    ("fix_in_progress", "TikTok said it was moving traffic to other servers."),
    ("fix_in_progress", '"A fix is rolling out now," TikTok said.'),
    ("investigating", '"We are reviewing service telemetry," TikTok said.'),
    ("restored", "TikTok said things were now stable."),
    ("restored", '"All fixed!" TikTok tweeted.'),
    ("restored", "TikTok said everyone should be able to sign in again."),
    ("denied", "At no point, TikTok said, was its network down."),
    ("no_comment", "Nobody from the company picked up the phone."),
    ("apologised", '"We bow our heads," said TikTok.'),
]


@pytest.mark.parametrize(("label", "text"), LABELS)
def test_more_ways_to_respond(label: str, text: str) -> None:
    assert {c.label for c in after_lead(text, "response")} == {label}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ('"We are investigating," a TikTok representative told CNN.', "TikTok representative"),
        ('"We\'re on it," TikTok said. "We\'re sorry."', "TikTok"),
        ('"We apologise," TikTok, which has been hacked according to employees, said.', "TikTok"),
        ("Andy Stone, of TikTok, says the company is investigating.", "Andy Stone"),
    ],
)
def test_a_response_is_of_whoever_speaks(text: str, source: str) -> None:
    assert {c.source for c in after_lead(text, "response")} == {source}


@pytest.mark.parametrize(
    "text",
    [
        "Nearly 14,000 emergency calls went unanswered.",
        '"Am I the only one? Apparently they\'re working on it," wrote one user on X.',
        "It has not yet explained why its domain vanished.",
        "Thousands of TikTok users were still trying on Friday to get where they were going.",
        "Jo Lane, a customer in Hull, told her TikTok-loving boss that she was sorry.",
        "TikTok said that 95% of its network was working as normal.",
    ],
)
def test_what_others_say_and_do_is_no_response(text: str) -> None:
    assert [c.label for c in after_lead(text, "response")] == []
