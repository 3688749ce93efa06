"""What the operator says and does."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

RESPONSES = [
    ("TikTok did not immediately respond to a request for comment.", "no_comment"),
    ("TikTok declined to comment.", "no_comment"),
    ("The company has not commented.", "no_comment"),
    ("TikTok could not be reached for comment.", "no_comment"),
    ("TikTok apologised to its users.", "apologised"),
    ('"We are sorry for the inconvenience," the company said.', "apologised"),
    ("TikTok acknowledged the problem on its status page.", "acknowledged"),
    ("TikTok said it was aware of the issue.", "acknowledged"),
    ("The company confirmed that some users were having trouble.", "acknowledged"),
    ("TikTok said it was investigating.", "investigating"),
    ("A TikTok spokesperson said the team was looking into the matter.", "investigating"),
    ("TikTok said engineers were working to restore service.", "fix_in_progress"),
    ("The company said a fix was being rolled out and it was working on a fix.", "fix_in_progress"),
    ("TikTok said it had identified the issue and was working to resolve it.", "fix_in_progress"),
    ("TikTok said the problem had been resolved.", "restored"),
    ("A spokeswoman said all services were back online.", "restored"),
    ("TikTok said everything was operating normally again.", "restored"),
]


@pytest.mark.parametrize(("sentence", "label"), RESPONSES)
def test_each_response_has_its_words(sentence: str, label: str) -> None:
    found = after_lead(sentence, "response")
    assert label in [c.label for c in found]
    assert {c.source for c in found} <= {"TikTok", "TikTok spokesperson", "company", "TikTok spokeswoman"}


OTHERS = [
    "The Ministry of Defence did not respond to a request for comment.",
    "The regulator is investigating.",
    "Beth Cole, a customer, apologised to her mother.",
    "NetBlocks confirmed the outage.",
    "Police are investigating a theft.",
]


@pytest.mark.parametrize("sentence", OTHERS)
def test_the_words_of_others_are_no_response(sentence: str) -> None:
    assert after_lead(sentence, "response") == []


def test_service_that_is_not_restored_yet_is_not_restored() -> None:
    assert after_lead("TikTok said service had not yet been fully restored.", "response") == []


def test_the_outlets_flat_statement_that_it_is_over_counts_without_a_time() -> None:
    [response] = after_lead("Service was eventually restored.", "response")
    assert (response.label, response.source) == ("restored", None)
    assert after_lead("Service was restored at 5 p.m.", "response") == []


def test_another_carrier_that_runs_normally_denies_an_outage_of_its_own() -> None:
    text = "T-Mobile had an outage on Monday. Verizon said its network was operating normally."
    assert [(c.label, c.platform) for c in read(text, "response", title="T-Mobile down")] == [("denied", "verizon")]


def test_a_pronoun_is_the_operator_that_spoke_before() -> None:
    responses = after_lead("TikTok said it knew of the fault. It apologised.", "response")
    assert ("apologised", "TikTok") in [(c.label, c.source) for c in responses]
