"""The many ways in which an operator responds, a label at a time."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

LABELS: dict[str, list[str]] = {
    "no_comment": [
        "TikTok did not respond to a request for comment.",
        "TikTok did not immediately respond to requests for comment.",
        "TikTok has not responded to our questions.",
        "TikTok did not reply to an email.",
        "TikTok has not yet commented.",
        "TikTok declined to comment on the outage.",
        "TikTok had no immediate comment.",
        "TikTok was not immediately available for comment.",
        "TikTok has yet to comment.",
        "TikTok has yet to issue a statement.",
        "TikTok has so far remained silent.",
        "The company has made no public statement.",
        "The company did not return calls seeking comment.",
        "The company would not comment.",
        "The company refused to comment.",
    ],
    "apologised": [
        "TikTok apologised for the inconvenience.",
        "TikTok has apologized to users.",
        '"We apologise for the disruption," TikTok said.',
        "TikTok said it was sorry.",
        "TikTok issued an apology, it said.",
        '"We deeply regret what happened," the company said.',
        '"We let our customers down," the company said.',
        "In a post, the company apologised to everyone affected.",
    ],
    "acknowledged": [
        "TikTok acknowledged the outage.",
        "TikTok acknowledged on its status page that users had trouble.",
        "TikTok said it was aware of the problem.",
        "TikTok said it was aware that some users could not log in.",
        '"We are aware of an issue," TikTok said.',
        "TikTok confirmed the outage.",
        "TikTok confirmed it was experiencing problems.",
        "TikTok said it was experiencing an outage.",
        "The company said it was having issues.",
        "The company said some users were unable to log in.",
        "The company confirmed that customers were having trouble.",
        '"We\'re seeing elevated error rates," the company said.',
    ],
    "investigating": [
        "TikTok said it was investigating the problem.",
        "TikTok said it was looking into the issue.",
        '"We are investigating," TikTok wrote.',
        "TikTok said its engineers were investigating.",
        "The company opened an investigation, it said.",
        "The company said it was working to identify the cause.",
        "The company said it was trying to find out what happened.",
        "The company said it was still analysing the fault.",
        "TikTok promised an inquiry into the outage.",
        "TikTok said it was examining what had gone wrong.",
    ],
    "fix_in_progress": [
        "TikTok said it was working on a fix.",
        "TikTok said it was working to restore service.",
        "TikTok said it was working hard to resolve the problem.",
        '"We are working on it," TikTok said.',
        "TikTok said a fix was underway.",
        "TikTok said a fix was being rolled out.",
        "TikTok said it had implemented a fix and was monitoring.",
        "TikTok said engineers were working to fix the issue.",
        "The company said services were recovering.",
        "The company said it was gradually recovering.",
        "The company said teams were working around the clock.",
        "The company said it was doing everything it could to restore service.",
        "The company said it had identified the problem and was deploying a fix.",
        "The company said it was restoring access.",
    ],
    "restored": [
        "TikTok said service had been restored.",
        "TikTok said the issue had been resolved.",
        "TikTok said the problem was fixed.",
        "TikTok said it had fixed the problem.",
        "TikTok said the app was back.",
        "TikTok said it was back online.",
        "TikTok said everything was back to normal.",
        "TikTok said its systems were up and running.",
        "TikTok said services had returned to normal.",
        "TikTok said all systems were fully operational.",
        "TikTok said the outage was over.",
        "TikTok gave the all-clear, it said.",
        "The company said it had recovered.",
        "The company said that its network was working again.",
        "The company said it was operating normally again.",
        "Service has been restored.",
        "TikTok is back after an outage.",
    ],
}
CASES = [(sentence, label) for label, sentences in LABELS.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "label"), CASES)
def test_a_response_is_known_by_its_words(sentence: str, label: str) -> None:
    assert label in {c.label for c in after_lead(sentence, "response")}


OTHERS = [
    "The regulator said it was investigating.",
    "The White House declined to comment.",
    "Analysts said the outage was over.",
    "The minister apologised for the weather.",
    "Users apologised to their friends.",
    "Downdetector acknowledged nothing.",
    "The bakery next door did not respond.",
    "Ada Holt, an analyst, said she was looking into it.",
    "Police said they were working on the case.",
]


@pytest.mark.parametrize("sentence", OTHERS)
def test_what_others_do_is_no_response_of_the_operator(sentence: str) -> None:
    assert after_lead(sentence, "response") == []
