"""Causes, culprits and origins in the many ways in which the press names, doubts and denies them."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

CAUSES: dict[str, list[str]] = {
    "cyberattack": [
        "Hackers broke into its systems and took the app down.",
        "The operator said it had been hacked.",
        "Officials spoke of a malicious act.",
        "A deliberate attack crippled its servers, the firm said.",
        "It was the victim of a hacking attack.",
        "The ministry called it a hostile act.",
        "Cyber criminals were behind it, the police said.",
    ],
    "ddos": [
        "A flood of fake requests knocked the servers out.",
        "The site was bombarded with junk traffic.",
        "It came under a volumetric DDoS attack.",
        "Attackers swamped its servers with bogus traffic.",
    ],
    "ransomware": [
        "A ransomware gang had encrypted its servers.",
        "Criminals locked up its files in a ransomware attack.",
    ],
    "configuration_change": [
        "An engineer had switched on a new caching feature, which took the app down.",
        "The failure followed a tweak to its firewall settings.",
        "A bad firewall rule took the network down.",
        "It had changed some settings, which caused the crash.",
        "A misconfigured load balancer was to blame.",
        "The crash was caused by incorrect settings.",
        "It blamed a routine network change.",
    ],
    "software_update": [
        "A firmware update bricked the boxes.",
        "The crash came after engineers pushed new code.",
        "The bank blamed its move to a new platform.",
        "A botched software rollout caused the outage.",
        "Its latest release crashed the servers.",
        "A security patch took the machines down.",
    ],
    "software_bug": [
        "A flaw in its code was at fault.",
        "A dormant bug had been woken by a customer's settings.",
        "The outage was caused by an error in its software.",
        "A memory leak brought the servers to their knees.",
        "Engineers traced it to a corrupted file.",
        "The crash was down to a fault in the login software.",
        "It ran into a null pointer.",
    ],
    "human_error": [
        "An employee had unplugged the wrong cable.",
        "A technician made a mistake.",
        "It was caused by a typing error.",
        "Staff had deleted the wrong server.",
        "A contractor had accidentally cut the power.",
        "Somebody pressed the wrong button, which caused the outage.",
    ],
    "third_party": [
        "The bank blamed a fault at one of its suppliers.",
        "The outage was caused by a problem with a third-party provider.",
        "It was hit by an outage at its cloud provider.",
        "A failure at an upstream provider was to blame.",
        "It put the blame on a vendor.",
    ],
    "power": [
        "A blackout in the city took the exchange down.",
        "The data centre lost power.",
        "A blown transformer caused the outage.",
        "The generators did not start, which caused the outage.",
        "A power surge knocked out the servers.",
    ],
    "cooling": [
        "The cooling system had failed, and the servers shut down.",
        "Chillers broke down, which caused the outage.",
        "The servers became too hot, which caused the outage.",
    ],
    "cable_cut": [
        "An excavator cut through a fibre line.",
        "Vandals had cut the cables, which caused the outage.",
        "A ship's anchor had damaged an undersea cable, which caused the outage.",
        "Thieves ripped out a cable, which took the network down.",
    ],
    "capacity": [
        "The servers buckled under the load.",
        "A stampede of fans overwhelmed the ticket shop.",
        "The site could not keep up with demand, which caused the crash.",
        "It crashed under a rush of logins.",
        "An influx of new users brought it down.",
        "The database had run out of storage space, which caused the crash.",
    ],
    "hardware": [
        "A failed switch was the cause.",
        "A storage array had failed, which took the app down.",
        "A fire in its data centre took the app offline.",
        "A broken router had caused the crash.",
        "Two disks died, which caused the crash.",
    ],
    "certificate": [
        "It had forgotten to renew a security certificate, which caused the outage.",
        "A lapsed certificate was to blame.",
    ],
    "network": [
        "A fault in its backbone was to blame.",
        "The operator blamed a fault on its core network.",
        "Network congestion and a gateway failure caused the outage.",
    ],
    "technical_issue": [
        "The operator blamed a technical hitch.",
        "It was caused by an IT failure.",
        "A computer glitch was behind it.",
        "It put the outage down to technical difficulties.",
        "A system had malfunctioned.",
    ],
    "unknown": [
        "The reason for the outage is not yet known.",
        "The operator isn't saying why.",
        "It did not say what had gone wrong.",
        "There was no word on the cause.",
        "Nobody knows what happened.",
        "What caused the outage is still unclear.",
        "The company has yet to explain the cause.",
        "The cause remains a mystery.",
        "It declined to say what had caused it.",
        "No explanation has been given.",
    ],
}


@pytest.mark.parametrize(("label", "sentence"), [(name, text) for name, texts in CAUSES.items() for text in texts])
def test_a_cause_has_many_wordings(label: str, sentence: str) -> None:
    found = after_lead(sentence, "cause")
    assert label in {c.label for c in found} | {c.other_label for c in found}


NO_CAUSES = [
    "In a later update, it said that the glitch had been fixed.",
    "Some users saw server errors.",
    "Users saw an error page.",
    "It sent out a press release.",
    "The problems lasted for hours.",
    "The company spent $9 million on a network failure in March.",
    "The outage is like a power cut, she said.",
]


@pytest.mark.parametrize("sentence", NO_CAUSES)
def test_the_outage_itself_and_other_uses_of_such_words_are_no_cause(sentence: str) -> None:
    assert after_lead(sentence, "cause") == []


ALTERNATIVES = [
    ("It was caused by a software bug or a power failure.", ("software_bug", "power")),
    ("The operator blamed a power failure or a hardware fault.", ("power", "hardware")),
    ("Human error or a configuration change was to blame.", ("human_error", "configuration_change")),
]


@pytest.mark.parametrize(("sentence", "labels"), ALTERNATIVES)
def test_one_or_the_other_is_one_claim_with_two_labels(sentence: str, labels: tuple[str, str]) -> None:
    [cause] = after_lead(sentence, "cause")
    assert (cause.label, cause.other_label) == labels


def test_one_and_the_other_are_two_claims() -> None:
    found = after_lead("It was caused by a software bug and a power failure.", "cause")
    assert {(c.label, c.other_label) for c in found} == {("software_bug", None), ("power", None)}


STANCES = [
    ("Ada Holt said it was a DDoS attack.", "asserted"),
    ("Ada Holt did not rule out a DDoS attack.", "suggested"),
    ("A DDoS attack cannot be ruled out, Ada Holt said.", "suggested"),
    ("Ada Holt suspects a DDoS attack.", "suggested"),
    ("It may have been a DDoS attack, Ada Holt said.", "suggested"),
    ("It looks like a DDoS attack, Ada Holt said.", "suggested"),
    ("A DDoS attack is likely, Ada Holt said.", "suggested"),
    ("Ada Holt thinks that the site was badly built and that in the end it was a DDoS attack.", "suggested"),
    ("The pattern bears the hallmarks of a DDoS attack, Ada Holt said.", "suggested"),
    ("Ada Holt said there was nothing to suggest a DDoS attack.", "disputed"),
    ("Ada Holt sees no sign of a DDoS attack.", "disputed"),
    ("Ada Holt doubts that it was a DDoS attack.", "disputed"),
    ("Ada Holt is not convinced that it was a DDoS attack.", "disputed"),
    ("Talk of a DDoS attack is implausible, Ada Holt said.", "disputed"),
    ("There is no evidence of a DDoS attack, Ada Holt said.", "disputed"),
    ("Ada Holt said it was not a DDoS attack.", "denied"),
    ("It wasn't a DDoS attack, Ada Holt said.", "denied"),
    ("Ada Holt ruled out a DDoS attack.", "denied"),
    ("Ada Holt denied that it was a DDoS attack.", "denied"),
    ("It had nothing to do with a DDoS attack, Ada Holt said.", "denied"),
    ("TikTok said it was a DDoS attack.", "confirmed"),
    ("A TikTok spokeswoman put it down to a DDoS attack.", "confirmed"),
    ("The regulator found that it was a DDoS attack.", "confirmed"),
]


@pytest.mark.parametrize(("sentence", "stance"), STANCES)
def test_how_firmly_a_source_says_it(sentence: str, stance: str) -> None:
    assert [c.stance for c in after_lead(sentence, "cause") if c.label == "ddos"] == [stance]


def test_a_denial_holds_only_for_what_it_denies() -> None:
    found = after_lead("TikTok blamed a configuration error, not a cyberattack.", "cause")
    assert {(c.label, c.stance) for c in found} == {("configuration_change", "confirmed"), ("cyberattack", "denied")}


def test_the_month_of_may_is_no_hedge() -> None:
    found = after_lead("In May a DDoS attack caused the outage, Ada Holt said.", "cause")
    assert [c.stance for c in found] == ["asserted"]


ACTORS = [
    ("Analysts at Orbit identified the gang as RedHeron.", "RedHeron"),
    ("The attack was the work of RedHeron, Ada Holt said.", "RedHeron"),
    ("The attack was carried out by RedHeron, Ada Holt said.", "RedHeron"),
    ("Ada Holt attributed the attack to RedHeron.", "RedHeron"),
    ("A group going by RedHeron wants the credit for the attack.", "RedHeron"),
    ("A hacking group called RedHeron took responsibility for the attack.", "RedHeron"),
    ("The group RedHeron boasted that it had taken the site down.", "RedHeron"),
    ("RedHeron claimed responsibility for the attack.", "RedHeron"),
    ("The RedHeron gang was behind the attack, Ada Holt said.", "RedHeron"),
    ("A foreign state was behind the attack, Ada Holt said.", "nation-state"),
    ("State-sponsored hackers were behind the attack, Ada Holt said.", "nation-state"),
    ("Ada Holt said teenagers were behind the attack.", "teenagers"),
    ("An organised crime gang carried out the attack, Ada Holt said.", "criminals"),
    ("Ada Holt blamed Iran for the attack.", "Iran"),
    ("The Mirai botnet was used in the attack, Ada Holt said.", "Mirai botnet"),
]


@pytest.mark.parametrize(("sentence", "label"), ACTORS)
def test_a_culprit_has_many_wordings(sentence: str, label: str) -> None:
    assert label in {c.label for c in after_lead(sentence, "actor")}


def test_what_others_think_of_a_group_is_a_claim_of_their_own() -> None:
    text = "The group RedHeron claimed responsibility for the attack. Ada Holt sees no proof that the group did it."
    claims = {(c.label, c.source, c.stance) for c in after_lead(text, "actor")}
    assert claims == {("RedHeron", "RedHeron", "asserted"), ("RedHeron", "Ada Holt", "disputed")}


def test_the_followers_of_a_body_can_be_blamed_by_it() -> None:
    [actor] = after_lead("The leak site Finchleaks hinted that its supporters were behind the attack.", "actor")
    assert (actor.label, actor.source, actor.stance) == ("Finchleaks supporters", "Finchleaks", "suggested")


NO_ACTORS = [
    "The bank is helping the police to find the criminals responsible for the attack.",
    "Security professionals mostly think little of such an attack.",
    "The addresses were traced to IP ranges, Ada Holt said of the attack.",
]


@pytest.mark.parametrize("sentence", NO_ACTORS)
def test_who_is_only_looked_for_or_asked_is_no_culprit(sentence: str) -> None:
    assert after_lead(sentence, "actor") == []


ORIGINS = [
    ("Most of the attack traffic came from servers in Brazil, Ada Holt said.", {"BR"}),
    ("The attack was launched from Iran, Ada Holt said.", {"IR"}),
    ("The attack came from Brazilian servers, Ada Holt said.", {"BR"}),
    ("The attackers' IP addresses were located in Vietnam and Brazil.", {"VN", "BR"}),
    ("Ada Holt traced the attack to Russia.", {"RU"}),
    ("The bulk of the attack traffic originated in Indonesia.", {"ID"}),
    ("Machines in Turkey sent much of the attack traffic, Ada Holt said.", {"TR"}),
    ("The attack hit users in Canada.", set()),
    ("France's regulator looked into the attack.", set()),
]


@pytest.mark.parametrize(("sentence", "codes"), ORIGINS)
def test_an_origin_has_many_wordings(sentence: str, codes: set[str]) -> None:
    assert {c.label for c in after_lead(sentence, "origin")} == codes


THIRD_PARTIES = [
    "Spotify was down because of an outage at Cloudflare.",
    "Spotify said it went down because it relies on Cloudflare.",
    "Harbour Water said its site was down due to an outage at Cloudflare.",
]


@pytest.mark.parametrize("sentence", THIRD_PARTIES)
def test_a_service_that_fails_with_another_names_it_as_the_cause(sentence: str) -> None:
    found = read(f"Cloudflare had an outage on Monday.\n{sentence}", "cause", title="Cloudflare outage")
    assert "third_party" in {c.label for c in found}


VICTIMS = [
    "It had technical issues, because of which Spotify saw a decline.",
    "Ada Holt blames a cyberattack for the outage at Spotify.",
]


@pytest.mark.parametrize("sentence", VICTIMS)
def test_a_service_that_is_the_victim_is_not_the_cause(sentence: str) -> None:
    assert "third_party" not in {c.label for c in after_lead(sentence, "cause")}
