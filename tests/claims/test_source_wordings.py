"""Whose word a claim is, in the many ways in which the press attributes."""

from __future__ import annotations

import pytest

from pipeline.claims.reader import read_outage
from tests.claims.reading import after_lead, article, read

# Who stands as the source of "a DDoS attack" in a sentence after the lead of a story on TikTok.
SOURCES: list[tuple[str, str | None]] = [
    ("Ada Holt said it was a DDoS attack.", "Ada Holt"),
    ("It was a DDoS attack, Ada Holt said.", "Ada Holt"),
    ("It was a DDoS attack, said Ada Holt.", "Ada Holt"),
    ("It was a DDoS attack, according to Ada Holt.", "Ada Holt"),
    ("According to data from NetBlocks, it was a DDoS attack.", "NetBlocks"),
    ("Going by figures published by NetBlocks, it was a DDoS attack.", "NetBlocks"),
    ("In the view of Ada Holt, it was a DDoS attack.", "Ada Holt"),
    ("Mr Holt wrote on X that it was a DDoS attack.", "Holt"),
    ("Orbit analyst Ada Holt called it a DDoS attack.", "Ada Holt"),
    ("The network analysis firm Kentik said it was a DDoS attack.", "Kentik"),
    ("Ada Holt of the network analysis firm Kentik said it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt, who teaches in Leeds, said it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt, a professor at Leeds, believes it was a DDoS attack.", "Ada Holt"),
    ("The bank's chief executive, Ada Holt, said it was a DDoS attack.", "Ada Holt"),
    ("Staff at Orbit said it was a DDoS attack.", "Staff at Orbit"),
    ("Analysts at Orbit traced it to a DDoS attack.", "Analysts at Orbit"),
    ("A spokeswoman for Orbit blamed a DDoS attack.", "spokeswoman for Orbit"),
    ("A notice on Orbit's website blamed a DDoS attack.", "Orbit"),
    ("A researcher known as Finch said it was a DDoS attack.", "Finch"),
    ("Ada Holt appeared on television, claiming that it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt was quoted as saying that it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt has looked at the logs and blames a DDoS attack.", "Ada Holt"),
    ("Ada Holt puts it down to a DDoS attack.", "Ada Holt"),
    ("A person with knowledge of the matter said it was a DDoS attack.", "person with knowledge of the matter"),
    ("Security researchers say it was a DDoS attack.", "security researchers"),
    ("Ada Holt repeated that it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt is adamant that it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt had another explanation: it was a DDoS attack.", "Ada Holt"),
    ("Ada Holt let slip that it was a DDoS attack.", "Ada Holt"),
    ("Data from Kentik suggests it was a DDoS attack.", "Kentik"),
    ("Kentik's own figures show it was a DDoS attack.", "Kentik"),
    ("Orbit's incident report says it was a DDoS attack.", "Orbit"),
    (
        "The Harbour Security Office (HSO), which watches the net, said it was a DDoS attack.",
        "Harbour Security Office (HSO)",
    ),
    ("The Harbour Post reported, citing sources, that it was a DDoS attack.", "Harbour Post"),
    ("A crew that calls itself Grey Lantern said it was a DDoS attack.", "Grey Lantern"),
    ("It was a DDoS attack, the banks have confirmed.", "banks"),
    ("A DDoS attack was to blame.", None),
    ("Experts could say it was a DDoS attack.", None),
    ("The attack is thought to have been a DDoS attack.", None),
]


@pytest.mark.parametrize(("sentence", "source"), SOURCES)
def test_the_source_is_who_says_it(sentence: str, source: str | None) -> None:
    found = [c.source for c in after_lead(sentence, "cause") if c.label == "ddos"]
    assert [name and name.lower() for name in found] == [source and source.lower()]


NO_SPEAKERS = [
    "Customer reports of a DDoS attack were rife.",
    "IP addresses had been traced in the DDoS attack.",
    "10 per cent of customers saw the DDoS attack as a nuisance.",
    "Error reports spiked in the DDoS attack.",
]


@pytest.mark.parametrize("sentence", NO_SPEAKERS)
def test_nouns_that_look_like_verbs_and_things_that_are_traced_say_nothing(sentence: str) -> None:
    assert {c.source for c in after_lead(sentence, "cause")} <= {None}


CHANNELS = [
    ("Ada Holt told Harbour Radio that it was a DDoS attack.", "Harbour Radio"),
    ("In a statement to the Harbour Post, Ada Holt said it was a DDoS attack.", "Harbour Post"),
    ("It was a DDoS attack, said Ada Holt in an interview with Harbour Radio.", "Harbour Radio"),
    ("It was a DDoS attack, said Ada Holt, quoted by the Harbour Post.", "Harbour Post"),
    ("Ada Holt told reporters that it was a DDoS attack.", None),
    ("Ada Holt said it was a DDoS attack.", None),
]


@pytest.mark.parametrize(("sentence", "channel"), CHANNELS)
def test_the_outlet_that_a_source_spoke_through_is_kept_apart(sentence: str, channel: str | None) -> None:
    [cause] = after_lead(sentence, "cause")
    assert (cause.source, cause.source_via) == ("Ada Holt", channel)


OWNERS = [
    "TikTok owner Ada Holt fought back. The billionaire blamed a cyberattack.",
    "Ada Holt, who owns TikTok, fought back. Its owner blamed a cyberattack.",
    "Its owner, Ada Holt, fought back. The TikTok owner blamed a cyberattack.",
    "Ada Holt, the owner of TikTok, fought back. The entrepreneur blamed a cyberattack.",
    "TikTok owner Ada Holt blamed a cyberattack.",
    "Its owner Ada Holt blamed a cyberattack.",
    "The tycoon Ada Holt, who owns the app, blamed a cyberattack.",
]


@pytest.mark.parametrize("text", OWNERS)
def test_an_owner_has_a_name_without_the_office(text: str) -> None:
    [cause] = after_lead(text, "cause")
    assert (cause.source, cause.stance) == ("Ada Holt", "asserted")


PRONOUNS = [
    ("Orbit was working on it. It said a cyberattack had hit a supplier.", "Orbit"),
    ("Orbit told us more. It blamed a cyberattack.", "Orbit"),
    ("Ada Holt watched. She blamed a cyberattack.", "Ada Holt"),
    ("That is not what Ada Holt thinks: she told us that it was a cyberattack.", "Ada Holt"),
    ("Ada Holt had been asked. Her guess was a cyberattack.", "Ada Holt"),
    ("Ada Holt published a paper. By her account a cyberattack caused it.", "Ada Holt"),
    ("HARBOUR, Norway - Ada Holt stepped down. She blamed a cyberattack.", "Ada Holt"),
]


@pytest.mark.parametrize(("text", "source"), PRONOUNS)
def test_a_pronoun_is_who_acted_before(text: str, source: str) -> None:
    named = "The news is about Orbit and Ada Holt."
    causes = [c for c in read(f"TikTok was down on Monday. {named}\n{text}", "cause") if c.label == "cyberattack"]
    assert [c.source for c in causes] == [source]


INSIDERS = [
    "TikTok was hit by a software bug, said spokeswoman Ada Holt.",
    "At first, chief executive Ada Holt said a software bug was to blame.",
    "A software bug was to blame, wrote Ada Holt, its chief technology officer.",
    "A software bug was to blame, said Ada Holt, vice-president of infrastructure.",
    "Ada Holt, its technology chief, blamed a software bug.",
    "In a blog post, founders Ada Holt and Bo Lind blamed a software bug.",
]


@pytest.mark.parametrize("sentence", INSIDERS)
def test_an_officer_speaks_for_the_company_of_the_story(sentence: str) -> None:
    [cause] = after_lead(sentence, "cause")
    assert cause.stance == "confirmed"
    assert cause.source in {"Ada Holt", "Bo Lind"}


@pytest.mark.parametrize(
    "office", ["chief executive of Orbit", "an analyst at Orbit", "vice-president of sales at Orbit"]
)
def test_an_officer_of_another_body_does_not(office: str) -> None:
    [cause] = after_lead(f"Ada Holt, {office}, blamed a software bug.", "cause")
    assert (cause.source, cause.stance) == ("Ada Holt", "asserted")


COMPANIES = [
    ("At Citibank, cards failed. It was a cyberattack, the bank said.", "Citibank"),
    ("Spotify said it was down. It was a cyberattack, a spokesman said.", "Spotify spokesman"),
    ("Videos stopped. It was a cyberattack, the company said.", "TikTok"),
    ("ByteDance said it was sorry. It was a cyberattack, the company said.", "ByteDance"),
    ('A post followed: "We have been hit by a cyberattack."', "TikTok"),
]


@pytest.mark.parametrize(("text", "source"), COMPANIES)
def test_the_company_is_the_one_that_the_paragraph_is_about(text: str, source: str) -> None:
    causes = [c for c in after_lead(text, "cause") if c.label == "cyberattack"]
    assert [c.source for c in causes] == [source]


CURVES = [
    "Downdetector had 9,000 reports at 10 a.m. By noon they had fallen to 900.",
    "Downdetector had 9,000 reports at 10 a.m. The count was back to normal by noon.",
    "Downdetector had 9,000 reports at 10 a.m. There was a second spike at noon.",
    "Downdetector had 9,000 reports at 10 a.m. The tally had dropped to 900 by noon.",
]


@pytest.mark.parametrize("text", CURVES)
def test_the_times_of_a_curve_are_its_trackers(text: str) -> None:
    assert {c.source for c in after_lead(text, "time_point") if c.at_local == "12:00"} == {"Downdetector"}


def test_a_quotation_that_goes_on_over_sentences_is_one_voice() -> None:
    causes = after_lead('Ada Holt posted: "It will be back. A cyberattack caused it."', "cause")
    assert [c.source for c in causes] == ["Ada Holt"]


# What goes on in these, with nobody named in the sentence on the bug.
ACCOUNTS = [
    ("TikTok published its report. A software bug had caused the failure.", "TikTok"),
    ("TikTok published its report.\nA software bug had caused the failure.", "TikTok"),
    ("TikTok's post-mortem is out. A software bug had caused the failure.", "TikTok"),
    ("TikTok's incident report is out at last.\nAn hour went by.\nA software bug had caused the failure.", "TikTok"),
    ("In a letter to its customers, TikTok said it was sorry. A software bug had caused the failure.", "TikTok"),
    ("Ada Holt told the inquiry that the app had failed. A software bug had caused the failure.", "Ada Holt"),
    ("Ada Holt published her report. A software bug had caused the failure.", "Ada Holt"),
    ("TikTok said the app had failed. A software bug had caused it.", "TikTok"),
]


@pytest.mark.parametrize(("text", "source"), ACCOUNTS)
def test_an_account_that_the_article_sums_up_goes_on(text: str, source: str) -> None:
    causes = [c for c in after_lead(text, "cause") if c.label == "software_bug"]
    assert [c.source for c in causes] == [source]


def test_what_the_operator_reports_is_confirmed() -> None:
    causes = after_lead("TikTok published its report. A software bug had caused the failure.", "cause")
    assert [(c.source, c.stance) for c in causes] == [("TikTok", "confirmed")]


ENDS_OF_ACCOUNTS = [
    "TikTok published its report. Our guess is that a software bug caused the failure.",
    "TikTok published its report. Orbit Telecom was down too.\nA software bug had caused the failure.",
    "TikTok went quiet.\nA software bug had caused the failure.",
]


@pytest.mark.parametrize("text", ENDS_OF_ACCOUNTS)
def test_an_account_ends_where_the_outlet_speaks_or_turns_to_another(text: str) -> None:
    assert [c.source for c in after_lead(text, "cause")] == [None]


def test_a_short_form_stands_for_the_name_that_the_text_gave_it() -> None:
    text = "The Harbour Safety Board (HSB) looked at it. A software bug was to blame, the HSB found."
    [cause] = after_lead(text, "cause")
    assert cause.source == "Harbour Safety Board (HSB)"


def test_a_name_keeps_its_accents() -> None:
    [cause] = after_lead("Renée Müller-Šimić said it was a DDoS attack.", "cause")
    assert cause.source == "Renée Müller-Šimić"


def test_an_article_on_an_unknown_platform_has_its_operator_by_name() -> None:
    text = (
        "Parcels went astray after Nordpakke went down on Monday. Nordpakke was offline for hours.\n"
        "Customers of Nordpakke queued. The company apologised."
    )
    responses = read(text, "response", title="Nordpakke goes down")
    assert [(c.label, c.source) for c in responses] == [("apologised", "Nordpakke")]


def test_where_a_group_posts_is_not_what_went_down() -> None:
    text = "Parcels went astray on Monday. A group boasted on Telegram. It wrote on Telegram that it did it."
    assert read_outage(article(text, title="Parcel service down"))[0] == ()


def test_the_source_is_the_one_that_the_text_introduced() -> None:
    text = "An industry source had seen the logs and told us so. It was a DDoS attack, the source said."
    assert [c.source for c in after_lead(text, "cause")] == ["industry source"]
