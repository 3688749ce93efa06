"""The many ways in which the press names a cause, a label at a time."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

LABELS: dict[str, list[str]] = {
    "cyberattack": [
        "The company said it had been the victim of a cyberattack.",
        "A hacker attack was behind the outage, the operator said.",
        "The minister blamed a cyber attack.",
        "The boss called it a massive, coordinated attack.",
        "A sophisticated attack knocked out its servers, the company said.",
        "Officials are treating it as a cyber incident that caused the outage.",
        "It was sabotage, the operator said.",
        "The platform was hit by a major attack, its owner wrote.",
    ],
    "ddos": [
        "A distributed denial-of-service (DDoS) attack caused the outage.",
        "It was brought down by a DoS attack.",
        "The service was flooded in a denial of service attack.",
        "DDoS attacks took down the site.",
        "The firm blamed a flood of junk traffic.",
        "A torrent of bogus requests knocked the site offline.",
    ],
    "ransomware": [
        "A ransomware attack forced it to shut its systems.",
        "It was hit by ransomware.",
    ],
    "configuration_change": [
        "A faulty configuration change took the network down.",
        "Engineers traced it to a misconfiguration.",
        "A configuration error was to blame.",
        "The outage was triggered by a change to its network.",
        "An incorrect setting caused the failure.",
        "The equipment had been set up wrongly, which caused the outage.",
        "It blamed a bad configuration file.",
        "A wrong firewall rule caused the outage.",
    ],
    "software_update": [
        "A botched software update crashed the servers.",
        "The failure was caused by a faulty update.",
        "A bad code change was responsible.",
        "It came after a system upgrade and was caused by it.",
        "The company blamed a routine software upgrade.",
        "A defective security update brought the machines down.",
        "An upgrade to its billing system caused the failure.",
    ],
    "software_bug": [
        "A software bug was the root cause.",
        "The outage was caused by a coding error.",
        "It traced the failure to a race condition.",
        "A latent defect in its code led to the outage.",
        "A software glitch caused the failure.",
        "A database error was to blame.",
        "It was due to a bug, the company said.",
    ],
    "dns": [
        "A DNS problem was the cause.",
        "The company traced it to the domain name system.",
        "The outage was due to a DNS failure.",
        "Problems with its name servers caused the outage.",
    ],
    "routing": [
        "A routing problem caused the outage.",
        "A BGP error was to blame.",
        "A route leak took the network down.",
        "It blamed its border gateway settings.",
    ],
    "network": [
        "A network fault was to blame.",
        "The company said connectivity issues in its core network caused it.",
        "The outage was caused by a networking issue.",
        "A fault in its core network led to the outage.",
    ],
    "power": [
        "A power outage at a data centre caused the failure.",
        "It lost service because of a loss of power.",
        "An electrical fault was to blame.",
        "The company blamed a power cut.",
        "A failure of its uninterruptible power supply caused the outage.",
        "Backup generators failed, which caused the outage.",
        "A battery fire took the building down.",
    ],
    "cooling": [
        "A cooling failure shut the servers down and caused the outage.",
        "Servers overheated, which caused the outage.",
        "The air conditioning failed, causing the outage.",
    ],
    "hardware": [
        "A hardware failure was to blame.",
        "A faulty router caused the outage.",
        "The outage was caused by a failed switch.",
        "Its mainframe failed.",
        "A broken network card caused the failure.",
        "An equipment failure led to the outage.",
        "A storage failure was the cause.",
    ],
    "capacity": [
        "The servers were overloaded.",
        "A surge in demand was to blame.",
        "The site could not cope with the rush of fans, which caused the crash.",
        "Unprecedented traffic overwhelmed the servers.",
        "The network became congested.",
        "It crashed because of a spike in logins.",
        "It ran out of storage space, which caused the failure.",
        "A storage quota issue caused the outage.",
    ],
    "third_party": [
        "The outage was caused by a third-party supplier.",
        "The bank blamed an external provider.",
        "A failure at its cloud provider was to blame.",
        "It was due to a problem at a vendor.",
        "A problem at its hosting provider caused the outage.",
    ],
    "cable_cut": [
        "A cut fibre cable caused the outage.",
        "The outage was due to a severed undersea cable.",
        "Damage to a submarine cable was to blame.",
        "A fiber cut took down the internet.",
        "Construction workers cut through a cable, which caused the outage.",
        "Two subsea cables were damaged, which caused the outage.",
        "A cable break was behind the outage.",
    ],
    "human_error": [
        "Human error was to blame.",
        "An engineer's mistake caused the outage.",
        "A typo took the servers down.",
        "An employee mistakenly deleted a file, which caused the outage.",
        "The outage was caused by an operator error.",
        "A procedural error led to the outage.",
    ],
    "certificate": [
        "An expired certificate was to blame.",
        "It forgot to renew a certificate, which expired and caused the outage.",
        "The outage was caused by a lapsed security certificate.",
    ],
    "maintenance": [
        "Routine maintenance caused the outage.",
        "It failed during maintenance, which caused the outage.",
        "The outage was triggered by planned maintenance that went wrong.",
    ],
    "technical_issue": [
        "A technical issue was to blame.",
        "The company blamed a technical fault.",
        "It was caused by technical difficulties.",
        "A glitch caused the outage.",
        "The outage was due to an internal error.",
        "An operational issue was the cause, the company said.",
        "The bank blamed a system error.",
        "A server problem caused the outage.",
        "The company put it down to a technical hitch.",
    ],
}
CASES = [(sentence, label) for label, sentences in LABELS.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "label"), CASES)
def test_a_cause_is_known_by_its_words(sentence: str, label: str) -> None:
    assert label in {c.label for c in after_lead(sentence, "cause")}


UNKNOWN = [
    "The cause was not immediately known.",
    "The cause of the disruption is unclear.",
    "The cause of the outage has not been disclosed.",
    "What caused the outage is still not known.",
    "It was unclear what had caused the problem.",
    "It is not yet clear what caused the outage.",
    "It's not clear why the app stopped working.",
    "The reason for the failure was not immediately clear why users asked.",
    "TikTok did not say what caused the outage.",
    "TikTok has not said what caused the outage.",
    "TikTok didn't explain what had gone wrong.",
    "TikTok did not give a reason.",
    "TikTok did not disclose the cause.",
    "TikTok has yet to say what caused the failure.",
    "The company gave no explanation.",
    "The company offered no explanation for the outage.",
    "No reason was given.",
    "It apologised without saying what had caused the outage.",
    "The cause of the failure remains a mystery.",
    "Nobody knows why it failed.",
    "The cause is not yet known.",
    "The company has not revealed the cause of the outage.",
    "There was no word on what caused the outage.",
    "The cause has not been determined.",
    "The firm has not identified the cause.",
]


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_a_cause_that_nobody_gives_is_unknown(sentence: str) -> None:
    assert "unknown" in {c.label for c in after_lead(sentence, "cause")}


STANCES = {
    "denied": [
        "TikTok denied that it had been hit by a cyberattack.",
        "It was not the result of a cyberattack, the company said.",
        "The outage was not caused by a cyberattack, TikTok said.",
        "TikTok ruled out a cyberattack.",
        "TikTok said the outage was unrelated to a cyberattack.",
    ],
    "disputed": [
        "There is no evidence of a cyberattack, TikTok said.",
        "There was no indication of a cyberattack.",
        "Experts saw no sign of a cyberattack.",
        "A cyberattack was unlikely, the minister said.",
        "Experts doubt that a cyberattack was to blame.",
    ],
    "suggested": [
        "A cyberattack could be behind the outage.",
        "Experts suspect a cyberattack.",
        "It may have been a cyberattack, she said.",
        "It appears to have been a cyberattack.",
        "Analysts believe a cyberattack caused it.",
        "It was probably a cyberattack.",
        "One possibility is a cyberattack.",
        "It looks like a cyberattack, an expert said.",
    ],
    "asserted": [
        "Experts said it was a cyberattack.",
        "A cyberattack took down the app.",
        "An analyst called it a cyberattack.",
    ],
    "confirmed": [
        "TikTok said it was a cyberattack.",
        "TikTok confirmed a cyberattack.",
        "The regulator's report found that a cyberattack caused the outage, the commission said.",
    ],
}
STANCE_CASES = [(sentence, stance) for stance, sentences in STANCES.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "stance"), STANCE_CASES)
def test_a_stance_is_known_by_its_words(sentence: str, stance: str) -> None:
    assert stance in {c.stance for c in after_lead(sentence, "cause") if c.label == "cyberattack"}
