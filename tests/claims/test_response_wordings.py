"""What operators say and do, in many wordings, and what others say, which is no response."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

LABELS: dict[str, list[str]] = {
    "no_comment": [
        "TikTok has not responded to our questions.",
        "TikTok did not provide a comment.",
        "TikTok is yet to issue a statement.",
        "TikTok remained silent.",
        "TikTok would not discuss the matter.",
        "TikTok did not return calls.",
        "TikTok declined an interview request.",
        "TikTok had nothing to add.",
        "TikTok could not immediately be contacted.",
        "There was no word from TikTok.",
    ],
    "apologised": [
        '"We ask our customers to forgive us," said a spokeswoman for TikTok.',
        '"Sincere apologies to everyone," tweeted its chief technology officer, Ada Holt.',
        "Chief executive Ada Holt said that she was sorry.",
        "TikTok said sorry.",
        "TikTok expressed its regret.",
        "TikTok bosses apologised to users.",
        "TikTok regrets the inconvenience, it said.",
        '"We let our users down," TikTok said.',
    ],
    "acknowledged": [
        "TikTok said it knew of an issue with its app.",
        "TikTok conceded that there was a problem.",
        "TikTok confirmed that its app had been hit.",
        'TikTok said "some users" were getting errors.',
        "TikTok said it was having difficulties.",
        "TikTok admits that some users might be having issues.",
        "TikTok flagged an incident on its status page.",
        "A TikTok spokesman said the app had an issue.",
        '"Some of our users cannot log in," TikTok said.',
        '"Something went wrong," TikTok tweeted.',
    ],
    "investigating": [
        "TikTok is looking into it.",
        "TikTok said its engineers were trying to pinpoint the fault.",
        "TikTok has begun an investigation.",
        "TikTok said it was working to establish the cause.",
        "TikTok said an investigation was under way.",
        "TikTok said that it was digging into the logs.",
        "TikTok has ordered an inquiry.",
    ],
    "fix_in_progress": [
        "TikTok said it was working on a repair.",
        "TikTok is still trying to bring its servers back.",
        "TikTok said a fix had been deployed.",
        "TikTok has applied a mitigation.",
        "TikTok said it had rolled back the update.",
        "TikTok engineers are working to restore service.",
        "TikTok said service was gradually being restored.",
        "TikTok said it had found the root cause.",
        "TikTok was racing to fix the app.",
        "TikTok said it was monitoring the recovery.",
    ],
    "restored": [
        "TikTok said its service had returned.",
        "TikTok said everything was back to normal.",
        "TikTok said service had mostly been recovered.",
        "TikTok said that all of its servers were live again.",
        "TikTok said the issue had been addressed.",
        "TikTok said the incident was over.",
        "TikTok said it had fixed the problem.",
        "TikTok said users could log in again.",
        "The app is back up and running.",
        "TikTok declared the incident closed.",
        "TikTok said the system had stabilised.",
    ],
    "denied": [
        "TikTok said that its app was not down.",
        "TikTok said its systems were operating normally.",
        "TikTok said it had not experienced any outage.",
        "TikTok said its servers were fine.",
        "TikTok said there was no outage.",
    ],
}


@pytest.mark.parametrize(("label", "sentence"), [(name, text) for name, texts in LABELS.items() for text in texts])
def test_a_response_has_many_wordings(label: str, sentence: str) -> None:
    assert label in {c.label for c in after_lead(sentence, "response")}


NOT_THE_OPERATOR = [
    "Users said they were having problems.",
    "A military spokesman said the army's networks were not affected.",
    "The minister said he was sorry.",
    "The regulator is looking into it.",
    "Ada Holt, an analyst, is investigating.",
    "Some users were getting errors.",
    "Rival Orbit did not comment.",
    "A police spokesman said officers were working to find the thieves.",
]


@pytest.mark.parametrize("sentence", NOT_THE_OPERATOR)
def test_what_others_say_or_do_is_no_response(sentence: str) -> None:
    assert after_lead(sentence, "response") == []


NOT_OVER = [
    "Some 70% of the network is running again.",
    "Half of the servers were restored.",
    "Players came back in stages.",
    "It was restored for some users.",
    "TikTok hopes that service will be restored by noon.",
    "It was not clear when the app would be back.",
    "The app was back at 9 a.m. ET.",
    "In March 2024 the app was back after a day.",
]


@pytest.mark.parametrize("sentence", NOT_OVER)
def test_part_of_the_service_hopes_times_and_other_outages_are_no_end(sentence: str) -> None:
    assert "restored" not in {c.label for c in after_lead(sentence, "response")}


CAUSES_ONLY = [
    "TikTok confirmed that the disruption was caused by a bug.",
    "TikTok admitted that the outage was the result of a faulty update.",
]


@pytest.mark.parametrize("sentence", CAUSES_ONLY)
def test_naming_a_cause_does_not_acknowledge_besides(sentence: str) -> None:
    assert "acknowledged" not in {c.label for c in after_lead(sentence, "response")}


def test_a_denial_of_problems_acknowledges_none() -> None:
    found = after_lead("TikTok said its networks were not having problems.", "response")
    assert {c.label for c in found} == {"denied"}


def test_service_that_works_again_is_restored_and_service_that_works_is_denied() -> None:
    again = after_lead("TikTok said its systems were working normally again.", "response")
    never = after_lead("TikTok said its systems were working normally.", "response")
    assert ([c.label for c in again], [c.label for c in never]) == (["restored"], ["denied"])


CARRIERS = [
    "AT&T and T-Mobile said their networks were working as usual.",
    "AT&T and T-Mobile told reporters that their networks were not having problems.",
]


@pytest.mark.parametrize("sentence", CARRIERS)
def test_two_carriers_that_deny_at_once_are_two_claims(sentence: str) -> None:
    found = read(f"Verizon had an outage on Monday.\n{sentence}", "response", title="Verizon down")
    assert {(c.label, c.platform, c.source) for c in found} == {
        ("denied", "att", "AT&T"),
        ("denied", "t-mobile", "T-Mobile"),
    }


def test_a_customer_of_the_failed_service_that_is_silent_is_no_response() -> None:
    text = "Cloudflare had an outage on Monday.\nSpotify did not immediately comment."
    assert read(text, "response", title="Cloudflare outage hits Spotify") == []


def test_two_people_who_apologise_are_two_claims() -> None:
    text = 'Chief executive Ada Holt apologised.\n"We are sorry," wrote its chief engineer, Ben Ray, on Tuesday.'
    assert {c.source for c in after_lead(text, "response")} == {"Ada Holt", "Ben Ray"}


def test_a_quote_has_no_space_at_its_ends() -> None:
    for texts in LABELS.values():
        for text in texts:
            assert all(c.quote == c.quote.strip() for c in after_lead(text, "response"))
