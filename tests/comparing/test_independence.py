"""Who is a witness of their own: pairs at several degrees of rewriting, credits, outlets and revisions."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.independence import find_witnesses
from tests.comparing.drawn import MONDAY, coverage, utc

WIRE = """\
The messaging service Parlance stopped delivering texts for most of its customers on Monday morning, in what its chief
engineer later called the worst hour in the history of the company. Queues at the main data centre near Leeds had
filled up after a certificate expired overnight, and servers that should have taken over refused to start.
Monitors at Pingwatch counted more than 61,000 complaints by a quarter past nine. Hospitals in three counties went
back to pagers. By noon the company had put a new certificate in place and promised a full report within a week."""

LIGHTLY_EDITED = WIRE.replace("worst hour in the history of the company", "darkest hour of the company").replace(
    "Hospitals in three counties went\nback to pagers. ", ""
)

REWRITTEN = """\
A forgotten certificate took Parlance off the air. Its texts went nowhere for much of Monday morning, and hospitals
dug out their pagers. Pingwatch, which listens for trouble of this kind, had heard 61,000 grumbles before half past
nine. What failed were the queues at the firm's Leeds site: nothing that ought to have stepped in would come up. The
repair was done at lunchtime; an account of it all is due next week, the company says."""

SAME_FACTS = """\
Parlance users woke up to silence. The company blames an expired certificate at its centre in Yorkshire, and says
that it was replaced by midday. More than 61,000 people told Pingwatch that they had no service."""


def witnesses(*coverages: Coverage) -> int:
    return len(set(find_witnesses(coverages).values()))


def account(outlet: str, text: str, **more: object) -> Coverage:
    return coverage(outlet, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(WIRE, 1, id="to the letter"),
        pytest.param(f"By our own staff\n{WIRE}\nSign up for our newsletter.", 1, id="with a head and a tail"),
        pytest.param(WIRE.upper(), 1, id="in capitals"),
        pytest.param(LIGHTLY_EDITED, 1, id="lightly edited"),
        pytest.param(WIRE[: len(WIRE) // 2], 1, id="the first half"),
        pytest.param(" ".join([*WIRE.split()[:45], *SAME_FACTS.split()]), 1, id="half of it, with a new end"),
        pytest.param(" ".join([*WIRE.split()[:15], *SAME_FACTS.split()]), 2, id="its first sentence only"),
        pytest.param(REWRITTEN, 2, id="rewritten in full"),
        pytest.param(SAME_FACTS, 2, id="the same facts"),
    ],
)
def test_a_text_is_a_witness_of_its_own_once_it_is_written_anew(text: str, count: int) -> None:
    assert witnesses(account("a.example", WIRE), account("b.example", text)) == count


MIXED = " ".join([*WIRE.split()[:15], *SAME_FACTS.split()])


def test_with_one_credit_a_shorter_part_in_common_is_enough() -> None:
    one, other = WIRE.replace("The messaging", "LEEDS (Norwire) — The messaging"), f"LONDON (Norwire) — {MIXED}"
    assert witnesses(account("a.example", WIRE), account("b.example", MIXED)) == 2
    assert witnesses(account("a.example", one), account("b.example", other)) == 1


@pytest.mark.parametrize(
    "credit", ["(With inputs from Norwire)", "Source: Norwire", "This story was first published by Norwire"]
)
def test_credits_are_read_at_the_end_of_a_text_too(credit: str) -> None:
    assert witnesses(account("a.example", f"{WIRE} {credit}"), account("b.example", f"{MIXED} {credit}")) == 1


def test_a_credit_alone_is_no_copy() -> None:
    assert witnesses(
        account("a.example", f"LEEDS (Norwire) — {WIRE}"), account("b.example", f"LEEDS (Norwire) — {REWRITTEN}")
    ) == 2  # fmt: skip


def test_a_quotation_in_common_is_no_copy() -> None:
    quote = "“We were under a massive attack, done with a lot of resources, by a large group or by a country.”"
    assert witnesses(account("a.example", f"{REWRITTEN} {quote}"), account("b.example", f"{SAME_FACTS} {quote}")) == 2


def test_very_short_texts_are_no_copies_of_each_other() -> None:
    assert (
        witnesses(account("a.example", "X is down again today."), account("b.example", "X is down again today!")) == 2
    )


def test_pages_of_one_outlet_are_one_witness() -> None:
    assert witnesses(account("a.example", WIRE), account("a.example", REWRITTEN, slug="second")) == 1


def test_copies_hang_together_over_the_outlets_that_carry_them() -> None:
    chain = [account("a.example", WIRE), account("b.example", WIRE), account("b.example", REWRITTEN, slug="own")]
    assert witnesses(*chain, account("c.example", REWRITTEN)) == 1


def test_the_witness_is_the_earliest_article_and_undated_ones_come_last() -> None:
    def published(hour: int) -> datetime:
        return utc(MONDAY, f"{hour:02d}:00")

    late = account("a.example", WIRE, published_at=published(15))
    early = account("b.example", WIRE, published_at=published(11))
    bare = account("c.example", WIRE, on=None)
    for order in ([late, early, bare], [bare, early, late]):
        assert set(find_witnesses(order).values()) == {early.article_id}
