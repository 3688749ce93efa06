"""Short articles, each with all that it says of causes, culprits, origins and responses, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipeline.claims.reader import read_outage
from tests.claims.reading import article

Said = tuple[str, str | None, str | None, str | None]
METRICS = frozenset({"cause", "actor", "origin", "response"})


@dataclass(frozen=True)
class Case:
    """A title and a text with what they claim: metric, label, source, stance."""

    title: str
    text: str
    says: tuple[Said, ...]


CASES = {
    "a carrier and its supplier": Case(
        title="Vodafone network fails across the country",
        text=(
            "Vodafone customers could not make calls on Monday morning.\n"
            "The operator acknowledged the problem on X and said its engineers were looking into it. "
            "A spokeswoman for the company later blamed a faulty router at one of its exchanges. "
            "It was not a cyberattack, she said.\n"
            "Ofcom, the regulator, said it was in touch with the company.\n"
            "Service has been restored, Vodafone said in the evening, and apologised to its customers."
        ),
        says=(
            ("response", "acknowledged", "Vodafone", None),
            ("response", "investigating", "Vodafone", None),
            ("cause", "hardware", "Vodafone", "confirmed"),
            ("cause", "cyberattack", "Vodafone", "denied"),
            ("response", "restored", "Vodafone", None),
            ("response", "apologised", "Vodafone", None),
        ),
    ),
    "a boast that experts doubt": Case(
        title="Hackers boast of Spotify outage",
        text=(
            "Spotify was down for two hours on Monday.\n"
            "A group calling itself Iron Wren claimed responsibility in a post on Telegram. "
            "Marta Oduya, a security researcher at Kestrel Labs, doubts that the group was behind it.\n"
            '"There is no evidence of an attack," she told Harbour Radio.\n'
            "Spotify has not commented."
        ),
        says=(
            ("actor", "Iron Wren", "Iron Wren", "asserted"),
            ("actor", "Iron Wren", "Marta Oduya", "disputed"),
            ("cause", "cyberattack", "Marta Oduya", "disputed"),
            ("response", "no_comment", "Spotify", None),
        ),
    ),
    "a post-mortem": Case(
        title="GitHub explains Monday's outage",
        text=(
            "GitHub has published a post-mortem of the outage that stopped developers on Monday.\n"
            "It traces the failure to a configuration change that had not been tested. "
            "A bug in the deployment tool then made things worse.\n"
            "The company said it was sorry. It has ruled out an attack."
        ),
        says=(
            ("cause", "configuration_change", "GitHub", "confirmed"),
            ("cause", "software_bug", "GitHub", "confirmed"),
            ("response", "apologised", "GitHub", None),
            ("cause", "cyberattack", "GitHub", "denied"),
        ),
    ),
    "an owner who blames a country": Case(
        title="Telegram knocked offline",
        text=(
            "Telegram failed for millions of users on Monday.\n"
            'Its founder, Pavel Durov, wrote that the app had been hit by a "powerful DDoS attack". '
            "The IP addresses behind it were mostly in Belarus, he said.\n"
            "Lena Brandt of the monitoring group NetBlocks said the pattern was consistent with an overload."
        ),
        says=(
            ("cause", "ddos", "Pavel Durov", "asserted"),
            ("origin", "BY", "Pavel Durov", "asserted"),
            ("cause", "capacity", "Lena Brandt", "suggested"),
        ),
    ),
    "a bank that says little": Case(
        title="Barclays app down on payday",
        text=(
            "Barclays customers were locked out of their accounts on Monday.\n"
            '"We know that some customers are unable to log in," the bank said. '
            "It gave no reason for the failure and declined to say how many people were affected.\n"
            "The bank said it was working to fix the problem as quickly as possible.\n"
            "Sam Pryce, 34, a baker in Leeds, said he could not pay his staff."
        ),
        says=(
            ("response", "acknowledged", "Barclays", None),
            ("cause", "unknown", None, "asserted"),
            ("response", "fix_in_progress", "Barclays", None),
        ),
    ),
    "a data centre without power": Case(
        title="Storm takes OVHcloud data centre down",
        text=(
            "OVHcloud lost a data centre in Gravelines on Monday.\n"
            "The company said a power failure had shut down the cooling system, and that technicians were on site.\n"
            "According to the grid operator, lightning had struck a substation.\n"
            "By the evening everything was back online, OVHcloud said."
        ),
        says=(
            ("cause", "power", "OVHcloud", "confirmed"),
            ("cause", "cooling", "OVHcloud", "confirmed"),
            ("response", "fix_in_progress", "OVHcloud", None),
            ("response", "restored", "OVHcloud", None),
        ),
    ),
    "a service that fails with its host": Case(
        title="Cloudflare outage takes Discord with it",
        text=(
            "Cloudflare was down on Monday, and Discord with it.\n"
            "Discord said it was offline because of an outage at Cloudflare.\n"
            "Cloudflare's chief executive, Matthew Prince, said a software update had gone wrong. "
            "He apologised to customers.\n"
            "A fix has been implemented, the company said."
        ),
        says=(
            ("cause", "third_party", "Discord", "confirmed"),
            ("cause", "software_update", "Matthew Prince", "confirmed"),
            ("response", "apologised", "Matthew Prince", None),
            ("response", "fix_in_progress", "Cloudflare", None),
        ),
    ),
    "two guesses": Case(
        title="PlayStation Network is down",
        text=(
            "The PlayStation Network has been offline since Monday morning.\n"
            "Sony has not said what caused the outage.\n"
            "Ada Holt, an analyst at Orbit Research, suspects an expired certificate or a failed database upgrade. "
            "Ben Ray, who runs a server farm in Oslo, does not rule out an attack.\n"
            "Sony did not respond to questions."
        ),
        says=(
            ("cause", "unknown", None, "asserted"),
            ("cause", "certificate", "Ada Holt", "suggested"),
            ("cause", "cyberattack", "Ben Ray", "suggested"),
            ("response", "no_comment", "Sony", None),
        ),
    ),
    "a government that names a culprit": Case(
        title="Kyivstar knocked out by hackers",
        text=(
            "Kyivstar was down for millions on Monday after hackers broke into its systems.\n"
            "Ukraine's security service blamed Russia for the attack.\n"
            "Chief executive Oleksandr Komarov said the company was doing everything it could to restore service.\n"
            "He told national television that hackers had got in through an employee's account."
        ),
        says=(
            ("cause", "cyberattack", "Oleksandr Komarov", "asserted"),
            ("actor", "Russia", "Ukraine's security service", "asserted"),
            ("response", "fix_in_progress", "Oleksandr Komarov", None),
        ),
    ),
    "a cut cable": Case(
        title="Optus internet down in the west",
        text=(
            "Optus customers in Perth lost their internet on Monday.\n"
            "Builders had cut through a fibre cable, an Optus spokesman said.\n"
            "Crews were working to repair it, he added.\n"
            "Telstra said its network was working normally."
        ),
        says=(
            ("cause", "cable_cut", "Optus", "confirmed"),
            ("response", "fix_in_progress", "Optus", None),
            ("response", "denied", "Telstra", None),
        ),
    ),
    "a rush of fans": Case(
        title="Ticketmaster crashes as sale opens",
        text=(
            "Ticketmaster broke down on Monday as fans queued for tickets.\n"
            "The site had been overwhelmed by unprecedented demand, Ticketmaster said.\n"
            "It denied that it had been hacked.\n"
            "Later the company tweeted that its site was up and running again."
        ),
        says=(
            ("cause", "capacity", "Ticketmaster", "confirmed"),
            ("cause", "cyberattack", "Ticketmaster", "denied"),
            ("response", "restored", "Ticketmaster", None),
        ),
    ),
    "an official finding": Case(
        title="Regulator reports on Rogers outage",
        text=(
            "Rogers cut off 12 million people last July because staff had removed a routing filter, "
            "the Canadian Radio-television Commission (CRTC) has found.\n"
            "The commission said the outage was the result of human error.\n"
            "Rogers said it accepted the report and apologised again."
        ),
        says=(
            ("cause", "human_error", "commission", "confirmed"),
            ("response", "apologised", "Rogers", None),
        ),
    ),
}


def found(case: Case) -> set[Said]:
    """What the reader finds: metric, label, source and stance of each claim in the text."""
    _, _, claims = read_outage(article(case.text, title=case.title))
    return {(c.metric, c.label, c.source, c.stance) for c in claims if c.metric in METRICS and c.field == "text"}


def is_said(said: Said, claims: set[Said]) -> bool:
    """Whether a claim is among those found; a source may be named more fully: "spokeswoman for Orbit"."""
    metric, label, source, stance = said
    return any(
        (metric, label, stance) == (m, n, s)
        and (source or "").lower() in (who or "").lower()
        and bool(source) == bool(who)
        for m, n, who, s in claims
    )


@pytest.mark.parametrize("name", CASES)
def test_what_a_short_article_says_is_found_with_who_says_it(name: str) -> None:
    claims = found(CASES[name])
    assert [said for said in CASES[name].says if not is_said(said, claims)] == []


@pytest.mark.parametrize("name", CASES)
def test_a_short_article_is_not_made_to_say_more(name: str) -> None:
    wanted = {(metric, label) for metric, label, _, _ in CASES[name].says}
    assert {(metric, label) for metric, label, _, _ in found(CASES[name])} - wanted == set()
