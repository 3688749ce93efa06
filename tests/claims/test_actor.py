"""Who is said to be behind it."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

ACTORS = [
    ("A hacker group called Night Otter claimed responsibility.", [("Night Otter", "Night Otter")]),
    ("Killnet said on Telegram that it was responsible.", [("Killnet", "Killnet")]),
    ("Lizard Squad, a group of hackers, took credit for the attack.", [("Lizard Squad", "Lizard Squad")]),
    ("Grey Heron claimed responsibility for the attack.", [("Grey Heron", "Grey Heron")]),
    ("Alan Marsh said a variant of the Mirai botnet was behind the attack.", [("Mirai botnet", "Alan Marsh")]),
    ("Alan Marsh suspects teenagers.", [("teenagers", "Alan Marsh")]),
    ("Beth Cole blamed Russia.", [("Russia", "Beth Cole")]),
    (
        "Beth Cole said Russian military intelligence was behind the attack.",
        [("Russian military intelligence", "Beth Cole")],
    ),
    ("Alan Marsh said state-sponsored hackers were behind it.", [("nation-state", "Alan Marsh")]),
    ("Beth Cole said the attack was committed by Russia.", [("Russia", "Beth Cole")]),
    ("Beth Cole is in no doubt that it was the Russian secret services.", [("Russian secret services", "Beth Cole")]),
    ("Beth Cole called it typical of Russian hackers.", [("Russian hackers", "Beth Cole")]),
    ("Beth Cole said Russian hackers were a possibility.", [("Russian hackers", "Beth Cole")]),
    ("Who did it? RedHeron, a ransomware crew, Beth Cole said.", [("RedHeron", "Beth Cole")]),
    ("Beth Cole thinks that criminals are the likeliest explanation.", [("criminals", "Beth Cole")]),
    ("Beth Cole saw no evidence of a state's involvement.", [("nation-state", "Beth Cole")]),
    ("Responsibility for the attack was claimed by RedHeron, a pro-Russian group.", [("RedHeron", None)]),
    ("The attack was launched from the Hydrant botnet, Beth Cole said.", [("Hydrant botnet", "Beth Cole")]),
    ("The group, RedHeron, claimed responsibility for the attack.", [("RedHeron", "RedHeron")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), ACTORS)
def test_culprits_by_name_and_by_kind(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert [(c.label, c.source) for c in after_lead(sentence, "actor")] == wanted


NO_ACTORS = [
    "A group of users gathered outside.",
    "The company blamed a technical glitch.",
    "Teenagers use the app most.",
    "Anonymous sources spoke of chaos.",
    "TikTok said a failure of the cooling in Hong Kong was to blame.",
]


@pytest.mark.parametrize("sentence", NO_ACTORS)
def test_people_who_are_not_blamed_are_no_actors(sentence: str) -> None:
    assert after_lead(sentence, "actor") == []


def test_a_or_b_is_one_claim_with_two_labels() -> None:
    [actor] = after_lead("Alan Marsh said either a coordinated group or a nation-state was behind the attack.", "actor")
    assert (actor.label, actor.other_label) == ("coordinated group", "nation-state")


def test_rather_than_denies() -> None:
    actors = after_lead("Alan Marsh said teenagers were behind the attack rather than a nation-state.", "actor")
    assert [(c.label, c.stance) for c in actors if c.label == "nation-state"] == [("nation-state", "denied")]


def test_it_is_the_group_that_the_sentence_before_named() -> None:
    actors = read(
        "TikTok was down on Monday.\nA hacktivist group, which goes by Killnet, posted on Telegram. "
        "It bragged that it had knocked the app offline.",
        "actor",
    )
    assert {(c.label, c.source) for c in actors} == {("Killnet", "Killnet")}


def test_a_group_can_deny_that_it_did_it() -> None:
    [actor] = after_lead("Killnet said it had nothing to do with the attack.", "actor")
    assert (actor.label, actor.stance) == ("Killnet", "denied")


def test_a_state_that_names_a_foreign_culprit_asserts_it() -> None:
    [actor] = after_lead("The ministry blamed Russia for the attack.", "actor")
    assert (actor.label, actor.source, actor.stance) == ("Russia", "ministry", "asserted")


def test_where_a_group_spoke_is_no_name_of_it() -> None:
    found = read("X was down.\nOn Telegram, an outfit called Grey Anvil has claimed responsibility for it.", "actor")
    assert [claim.label for claim in found] == ["Grey Anvil"]
