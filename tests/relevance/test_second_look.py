"""Claims that were read are evidence on what an article is about."""

from __future__ import annotations

import pytest

from pipeline.claims.reader import read_article
from pipeline.relevance.decision import RELEVANT_FROM, Decision, decide
from pipeline.relevance.second_look import look_again
from tests.claims.reading import article

LONG = 2_000


def seen(score: float, claims: int, kinds: int, *, chars: int = LONG, is_of_other: bool = False) -> Decision:
    """A decision of this score, looked at again."""
    first = Decision(is_relevant=score >= RELEVANT_FROM, reasons=(), score=score, is_of_other=is_of_other)
    return look_again(first, claim_count=claims, kind_count=kinds, chars=chars)


@pytest.mark.parametrize(
    ("score", "claims", "kinds", "is_relevant"),
    [
        (1.0, 6, 4, True),  # a follow-up in its own terms
        (1.0, 6, 1, False),  # a list of six countries
        (1.0, 3, 3, False),
        (-1.2, 7, 6, False),
        (2.3, 3, 2, True),
        (2.3, 1, 1, False),  # all the words of an outage, and nothing to say of one
        (4.0, 0, 0, False),
        (5.0, 0, 0, True),
    ],
)
def test_many_claims_of_several_kinds_speak_for_an_outage(
    score: float, claims: int, kinds: int, is_relevant: bool
) -> None:
    assert seen(score, claims, kinds).is_relevant is is_relevant


def test_a_few_sentences_need_not_hold_many_claims() -> None:
    assert seen(2.3, 1, 1, chars=300).is_relevant


def test_claims_on_something_planned_prove_nothing() -> None:
    assert not seen(1.0, 9, 6, is_of_other=True).is_relevant


def test_the_reasons_say_what_was_read() -> None:
    assert seen(1.0, 6, 4).reasons == ("+1.8 6 claims of 4 kinds were read in it",)
    assert seen(3.0, 3, 3).reasons == ()


FOLLOW_UP = (
    "Norvik Bank has told the regulator what went on in its vaults of silicon on 3 March.\n"
    "Cooling had given out at its second site at 6:40 a.m., chief engineer Ida Holt said. By 9 a.m. 210,000 customers "
    "were locked out.\n"
    "A faulty valve was to blame, she said, and it took eleven hours until customers in Norway and Sweden were back.\n"
    "The bank has apologised and set aside $4 million in compensation.\n"
    "It will move half of its machines to a third site before the summer, and has hired 40 people to look after them. "
    "Unions had asked for that for years. The regulator wants a first progress report in May, and a second one in "
    "October; its own staff will visit both sites, talk to suppliers and read the records of the last three years.\n"
)
PLANNED = (
    "Norvik Bank's app will be unavailable on Sunday from 1 a.m. to 5 a.m. for planned maintenance.\n"
    "Customers in Norway and Sweden will be unable to pay with the app during the planned work, which will take four "
    "hours. Scheduled payments will be carried out before the maintenance starts. Cards will work as usual.\n"
)


def test_a_follow_up_is_relevant_for_what_it_tells() -> None:
    story = article(FOLLOW_UP, title="Norvik Bank reports to the regulator")
    assert not decide(story.title, story.text).is_relevant
    reading, claims = read_article(story)
    assert reading.is_relevant
    assert len(claims) >= 6
    assert any("were read in it" in reason for reason in reading.relevance_reasons)


def test_planned_work_is_not_for_all_its_times_and_places() -> None:
    reading, claims = read_article(article(PLANNED, title="Norvik Bank's app to go offline on Sunday"))
    assert (reading.is_relevant, claims) == (False, ())
