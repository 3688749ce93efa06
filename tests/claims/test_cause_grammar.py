"""Causes by grammar: what can fail times the words for failing, what is not told times who does not tell it."""

from __future__ import annotations

import pytest

from pipeline.claims.lexicon import words
from tests.claims.reading import after_lead, read

FRAMES = [
    "A {part} failure took the app down.",
    "A fault in its {part} was to blame.",
    "A problem with the {part} caused the outage.",
    "A faulty {part} was behind it.",
    "The {part} had failed, and the app went down.",
    "TikTok traced the outage to an error in one of its {part}s.",
]
PARTS = [
    ("generator", "power"),
    ("transformer", "power"),
    ("cooling system", "cooling"),
    ("chiller", "cooling"),
    ("name server", "dns"),
    ("core router", "hardware"),
    ("storage array", "hardware"),
    ("load balancer", "network"),
    ("firewall rule", "configuration_change"),
    ("script", "software_bug"),
    ("login platform", "technical_issue"),
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("part", "label"), PARTS)
def test_whatever_can_fail_is_a_cause_in_every_word_for_failing(part: str, label: str, frame: str) -> None:
    assert label in {c.label for c in after_lead(frame.format(part=part), "cause")}


def test_the_parts_that_are_a_cause_by_themselves_are_parts() -> None:
    assert set(words("causes", "sure_parts")) <= set(words("causes", "parts"))


NARRATED = {
    "software_update": [
        "On Monday at noon a routine update to the servers' operating system went out.",
        "A new logging service, meant for engineers, was rolled out to all machines.",
        "A botched software upgrade locked people out.",
    ],
    "maintenance": [
        "A maintenance action in one database met a full disk.",
        "The city blamed technical work.",
        "A maintenance script ran on the wrong machines.",
    ],
    "software_bug": [
        "The software could not handle two points of the same name.",
        "It met a latent defect in the cache.",
        "A flaw in the way the index counts pages came to light.",
        "The list grew past a limit that was built into the program.",
        "We have found a bug, TikTok wrote.",
        "It was so badly written that the boxes crashed.",
    ],
    "network": [
        "The machines lost their network connection.",
        "The update made the hosts lose their connections.",
    ],
    "power": [
        "The fire started in a battery on the third floor, TikTok said.",
        "A worker cut the power, which took the app down.",
    ],
    "cooling": ["Temperatures in the server hall rose to 45 degrees."],
    "configuration_change": [
        "It had changed the order of its filters, which crashed the servers.",
        "TikTok said a wrong quota update caused the failure.",
    ],
    "ransomware": ["Extortionists had locked its servers."],
    "routing": [
        "The routes to its servers had been withdrawn from the internet.",
        "TikTok had withdrawn its routes.",
    ],
    "dns": ["The DNS servers that know where the app lives went missing, too."],
    "human_error": [
        "An engineer typed a command with a mistake in it.",
        "The engineer did not follow procedure.",
        "The technician had not followed the correct steps, TikTok said.",
        "It appears that established procedures were not followed.",
        "The outage stemmed from a botched network expansion.",
        "A contractor unintentionally deleted files.",
        "Several mistakes were made, TikTok said.",
    ],
    "capacity": [
        "It put the trouble down to load.",
        "Phones tried to get back on, which was more than the nodes could carry.",
        "An analyst pointed to the sheer weight of payday traffic.",
        "The cause was stress on its infrastructure.",
        "Too many people tried to log in at once.",
        "It blamed a shortage of capacity.",
    ],
    "certificate": ["A certificate had run out.", "It had failed to renew the login certificate."],
    "cable_cut": [
        "A mouse had chewed through a fibre line.",
        "Two of the cables in the strait had been cut.",
        "Both lines were severed.",
    ],
    "technical_issue": [
        "Users were told that a data center outage was slowing parts of the app.",
        "TikTok attributed the trouble to an outage at one of its data centres.",
        "TikTok acknowledged that some videos failed, citing intermittent technical issues.",
        "TikTok traced it to its access control servers.",
        "The fault lay with its login service.",
    ],
    "ddos": [
        "The site was flooded with requests from a botnet.",
        "Attackers bombarded its servers with traffic.",
        "It faced artificially high levels of traffic designed to disrupt play.",
        "A large amount of data was sent from outside.",
    ],
    "cyberattack": [
        "An unauthorised party had broken into its systems, TikTok said.",
        "A computer worm had put the network out of action.",
        "The attackers used custom malware.",
    ],
}


@pytest.mark.parametrize(("label", "sentence"), [(name, text) for name, texts in NARRATED.items() for text in texts])
def test_a_cause_can_be_told_as_a_story(label: str, sentence: str) -> None:
    found = after_lead(sentence, "cause")
    assert label in {c.label for c in found} | {c.other_label for c in found}


UNKNOWN = [
    "What that root cause was, the company did not say.",
    "It disclosed neither a cause nor the number of people affected.",
    "Why the cables broke was not clear.",
    "None of the banks would say what had caused the failures.",
    "Nor did its support account, which often posts such things, say what had gone wrong.",
    "TikTok restored service without saying what the cause was.",
    "TikTok has yet to explain the failure's cause.",
    "The cause of the outage has not been made public.",
    "It is too early to say what went wrong.",
    "Engineers have not pinned down the cause.",
    "Neither company explained why the app had failed.",
    "There is no official explanation for the breakdown.",
    "TikTok apologised but stopped short of explaining what had happened.",
    "TikTok has been silent about the cause.",
    "TikTok would not be drawn on the cause.",
    "The app failed for unknown reasons.",
    "Exactly why it happened is anyone's guess.",
    "It wasn't immediately clear what caused the outages.",
    "The trigger has not been identified.",
    "The status page listed no cause.",
    "Nothing is known about the cause.",
    "The cause, it was said, is still unknown.",
    "The root cause is still to be established.",
]


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_a_lack_of_telling_makes_the_cause_unknown(sentence: str) -> None:
    assert [(c.label, c.source, c.stance) for c in after_lead(sentence, "cause")] == [("unknown", None, "asserted")]


TOLD_OR_ELSE = [
    "It did not say when the app would be back.",
    "It was not clear how many users were affected.",
    "The company did not say why it took so long to tell users.",
    "TikTok explained why the app had failed.",
    "The company identified the cause.",
    "There is no reason to panic.",
    "For that reason it did not open.",
    "Why anyone would want that is a mystery.",
]


@pytest.mark.parametrize("sentence", TOLD_OR_ELSE)
def test_what_is_told_or_is_another_question_is_not_unknown(sentence: str) -> None:
    assert "unknown" not in {c.label for c in after_lead(sentence, "cause")}


def test_an_operator_that_does_not_know_confirms_that_and_others_are_named() -> None:
    found = after_lead("TikTok said it did not yet know what was behind it.", "cause")
    assert [(c.label, c.source, c.stance) for c in found] == [("unknown", "TikTok", "confirmed")]
    found = after_lead("Prosecutors say that the cause has not been established.", "cause")
    assert [(c.label, c.source, c.stance) for c in found] == [("unknown", "prosecutors", "asserted")]


NO_ATTACK = [
    ("It was not malicious, TikTok said.", "denied"),
    ("TikTok said nobody had attacked anything.", "denied"),
    ("It was not caused, directly or indirectly, by a cyber attack, TikTok said.", "denied"),
    ("No cyberattack or malicious activity of any kind was responsible, TikTok said.", "denied"),
    ("TikTok stressed there had been no cyber attack.", "denied"),
    ("TikTok said hackers were not to blame.", "denied"),
    ("TikTok said it wasn't hackers.", "denied"),
    ("There was no indication of hacking, TikTok said.", "disputed"),
    ("Experts doubt hackers did it.", "disputed"),
    ("There is no sign of foul play, an expert said.", "disputed"),
]


@pytest.mark.parametrize(("sentence", "stance"), NO_ATTACK)
def test_an_attack_is_denied_in_many_wordings(sentence: str, stance: str) -> None:
    assert [(c.label, c.stance) for c in after_lead(sentence, "cause")] == [("cyberattack", stance)]


def test_a_denial_ends_where_the_sentence_turns() -> None:
    for told in ("It was not a cyberattack but a hardware fault", "It wasn't an attack, it was a hardware fault"):
        stances = {c.label: c.stance for c in after_lead(f"{told}, TikTok said.", "cause")}
        assert stances == {"cyberattack": "denied", "hardware": "confirmed"}


def test_a_doubt_can_be_about_the_attack_named_before() -> None:
    text = "TikTok at first spoke of a DDoS attack. The police found no evidence of one."
    assert {(c.label, c.source, c.stance) for c in after_lead(text, "cause")} >= {("ddos", "police", "disputed")}
    assert after_lead("People spoke of a new app. The police found no evidence of one.", "cause") == []


DEPENDENT = [
    "Some of Spotify's features depend on Cloudflare and had been down as a result.",
    "Spotify was down because it relies on Cloudflare.",
    "Spotify would not play, the result of a failure at Cloudflare.",
    "The features that failed did so because they use Cloudflare, Spotify said.",
    "Spotify traced its troubles to Cloudflare.",
    "Spotify said it was knocked out by Cloudflare's failure.",
]


@pytest.mark.parametrize("sentence", DEPENDENT)
def test_who_depends_on_what_failed_blames_a_third_party(sentence: str) -> None:
    found = read(f"Cloudflare had an outage on Monday.\n{sentence}", "cause", title="Cloudflare outage")
    assert "third_party" in {c.label for c in found}


NO_CAUSES = [
    "The DNS provider Ulmenet met investors.",
    "The group Rookery said on Telegram that it was responsible.",
    "The technical failure struck at about noon.",
    "TikTok said it was aware of a connectivity issue.",
    "It might be down once more for maintenance, he warned.",
    "Users saw a notice about an internal server error.",
    "No hacking group had taken credit.",
    "Nine per cent cited server errors.",
    "The update said that engineers were working on a fix.",
    "Airports reported system problems after the outage.",
    "The site is protected against DDoS attacks by Ulmenet.",
    "Mobile and fixed-line connections are to be cut again.",
]


@pytest.mark.parametrize("sentence", NO_CAUSES)
def test_symptoms_descriptions_and_the_outage_itself_are_no_causes(sentence: str) -> None:
    assert after_lead(sentence, "cause") == []
