"""What caused it, who says so, and how firmly."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

CAUSES = [
    ("The outage was caused by a cyberattack.", "cyberattack"),
    ("The site was hit by a massive cyber-attack.", "cyberattack"),
    ("It was down because of a distributed denial-of-service attack.", "ddos"),
    ("A DDoS attack took the app offline.", "ddos"),
    ("A ransomware attack crippled its systems.", "ransomware"),
    ("The company blamed a misconfiguration.", "configuration_change"),
    ("A faulty configuration change was responsible.", "configuration_change"),
    ("The crash followed a botched software update.", "software_update"),
    ("A bug in the login code caused the failure.", "software_bug"),
    ("It traced the problem to a race condition.", "software_bug"),
    ("The root cause was a DNS error.", "dns"),
    ("The company put it down to a BGP mistake.", "routing"),
    ("A power failure at a data centre was to blame.", "power"),
    ("A cooling fault led to the outage.", "cooling"),
    ("It blamed the failure of a switch failure in its core.", "hardware"),
    ("The servers were overwhelmed by a surge in traffic.", "capacity"),
    ("The outage was due to a problem at a third-party provider.", "third_party"),
    ("A severed undersea cable was the cause.", "cable_cut"),
    ("Human error was behind the outage.", "human_error"),
    ("An expired certificate brought the service down.", "certificate"),
    ("It happened during maintenance, the company said, and was caused by it.", "maintenance"),
    ("A network fault was the reason.", "network"),
    ("The company blamed a technical glitch.", "technical_issue"),
]


@pytest.mark.parametrize(("sentence", "label"), CAUSES)
def test_each_kind_of_cause_has_its_words(sentence: str, label: str) -> None:
    assert label in [c.label for c in after_lead(sentence, "cause")]


UNKNOWN = [
    "The cause of the outage was not immediately clear.",
    "It was not clear what caused the disruption.",
    "TikTok did not say what had gone wrong or why the app failed.",
    "The company gave no reason.",
    "No explanation has been given for the outage.",
    "The cause remains unknown.",
    "The company has not disclosed the cause.",
    "It is still unclear what caused the failure.",
    "The firm has yet to explain what happened.",
    "The company did not explain why the service failed.",
]


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_a_cause_that_is_not_known_or_not_given_is_a_claim_too(sentence: str) -> None:
    assert [(c.label, c.stance) for c in after_lead(sentence, "cause")] == [("unknown", "asserted")]


NO_CAUSES = [
    "A DDoS attack is when a site is flooded with requests, which is commonly done with botnets.",
    "The company sells software updates.",
    "Network operators met in Lisbon.",
    "Her certificate hangs on the wall.",
    "Cyberattacks often fall into two kinds.",
]


@pytest.mark.parametrize("sentence", NO_CAUSES)
def test_general_talk_gives_no_cause(sentence: str) -> None:
    assert after_lead(sentence, "cause") == []


STANCES = [
    ("Security researchers said it was a DDoS attack.", "asserted"),
    ("TikTok said a DDoS attack had caused the outage.", "confirmed"),
    ("The company confirmed that it was the target of a cyberattack.", "confirmed"),
    ("Experts said it looked like a DDoS attack.", "suggested"),
    ("The pattern is consistent with a DDoS attack, an analyst said.", "suggested"),
    ("A cyberattack may be the cause.", "suggested"),
    ("There was no sign of a cyberattack, experts said.", "disputed"),
    ("The minister said it was unlikely that a cyberattack was to blame.", "disputed"),
    ("TikTok said it was not a cyberattack.", "denied"),
    ("TikTok said it had not been hacked.", "denied"),
]


@pytest.mark.parametrize(("sentence", "stance"), STANCES)
def test_the_stance_is_what_the_source_makes_of_it(sentence: str, stance: str) -> None:
    assert [c.stance for c in after_lead(sentence, "cause")] == [stance]


def test_an_owners_word_for_an_attack_is_an_assertion_and_for_a_fault_a_confirmation() -> None:
    text = "Ada Holt, the chief executive of TikTok, spoke on Monday about the outage.\n{}"
    [attack] = read(text.format("Holt said a massive cyberattack had hit the app."), "cause")
    [fault] = read(text.format("Holt said a bug had caused the failure."), "cause")
    assert (attack.source, attack.stance) == ("Ada Holt", "asserted")
    assert (fault.source, fault.stance) == ("Ada Holt", "confirmed")


def test_the_same_cause_from_two_sources_is_two_claims() -> None:
    causes = after_lead("Alan Marsh said it was a DDoS attack. Beth Cole said it was a DDoS attack, too.", "cause")
    assert [c.source for c in causes] == ["Alan Marsh", "Beth Cole"]


def test_the_outlets_own_voice_goes_where_a_source_says_the_same() -> None:
    causes = after_lead("A DDoS attack took it down. Alan Marsh said it was a DDoS attack.", "cause")
    assert [c.source for c in causes] == ["Alan Marsh"]


def test_another_platform_that_is_blamed_is_a_third_party() -> None:
    causes = after_lead("Spotify said it was down because of Cloudflare.", "cause")
    assert [(c.label, c.source) for c in causes] == [("third_party", "Spotify")]
