"""Where an attack is said to come from."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

ORIGINS = [
    ("Experts said the attack originated in Russia.", [("RU", "asserted")]),
    ("The IP addresses were traced to Iran, she said.", [("IR", "asserted")]),
    (
        "Most of the traffic came from Vietnam, Brazil and the United States.",
        [("VN", "asserted"), ("BR", "asserted"), ("US", "asserted")],
    ),
    ("The attack may have been launched from North Korea.", [("KP", "suggested")]),
    ("Analysts dismissed as insignificant the traffic from Ukraine.", [("UA", "disputed")]),
    ("Most of the IP addresses were Chinese, the founder wrote.", [("CN", "asserted")]),
    ("The attack appeared to come from addresses in India.", [("IN", "suggested")]),
    ("The attackers were operating from Turkey, officials said.", [("TR", "asserted")]),
    (
        "Junk traffic hit the site. Most of it was sent from Chile and Peru, one source said.",
        [("CL", "asserted"), ("PE", "asserted")],
    ),
    ("Bots flooded the servers. Only a tiny part of them came from Estonia, she said.", [("EE", "disputed")]),
    ("Packets poured in. Machines in Kenya sent most of it, one engineer said.", [("KE", "asserted")]),
    ("The servers that controlled the botnet are in Peru, she said.", [("PE", "asserted")]),
    ("The attack went on for days. Researchers said that it came from Chile.", [("CL", "asserted")]),
    ("A botnet attacked the site. Analysts suspect that it is run from Kenya.", [("KE", "suggested")]),
    ("Hardly any of the traffic came from Serbia, analysts said.", [("RS", "disputed")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), ORIGINS)
def test_the_country_that_traffic_is_said_to_come_from(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert [(c.label, c.stance) for c in after_lead(sentence, "origin")] == wanted


NO_ORIGINS = [
    "Users in Brazil could not log in.",
    "A pro-Russian group claimed the attack.",
    "Its offices are in Ireland.",
    "The minister of Ukraine called the attack an outrage.",
    "Complaints poured in. Most of them came from Chile, the tracker said.",
]


@pytest.mark.parametrize("sentence", NO_ORIGINS)
def test_other_places_are_no_origins(sentence: str) -> None:
    assert after_lead(sentence, "origin") == []
