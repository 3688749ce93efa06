"""Who is a witness of their own: accounts at ten degrees of rewriting, credits, outlets and revisions, and the work."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from statistics import fmean

import pytest

from pipeline.incidents import independence
from pipeline.incidents.copying import copied_share, is_alike, sentences_of
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.independence import SAME_TEXT, SAME_TEXT_CREDITED, find_witnesses
from pipeline.records import make_id
from tests.comparing.drawn import MONDAY, coverage, utc
from tests.comparing.independence_curve import METHODS, best_threshold, measure
from tests.comparing.rewriting import COPIES, DEGREES, OWN, Rewriting, read_rewritings

PAIRS = read_rewritings()
BEST = "sentences alike by 50%, no quotations"


def witnesses(*coverages: Coverage) -> int:
    return len(set(find_witnesses(coverages).values()))


def account(outlet: str, text: str, **more: object) -> Coverage:
    return coverage(outlet, text=text, **more)  # type: ignore[arg-type]


def two_outlets(one: str, other: str) -> int:
    return witnesses(account("a.example", one), account("b.example", other))


def name(pair: Rewriting) -> str:
    return f"{pair.story}: {pair.degree}"


def wrongly_told() -> list[str]:
    return [name(pair) for pair in PAIRS if (two_outlets(pair.one, pair.other) == 1) != pair.is_copy]


def text_of(story: str, degree: str) -> tuple[str, str]:
    """The wire and one account of a story."""
    return next((pair.one, pair.other) for pair in PAIRS if (pair.story, pair.degree) == (story, degree))


WIRE, REWRITTEN = text_of("parlance", "rewritten")
OWN_REPORT = text_of("parlance", "same_quotes")[1]


def test_copies_are_told_from_accounts_of_their_own_on_the_measured_pairs() -> None:
    """All but one: a short account of which two fifths are the operator's words, in a text that lost its marks."""
    assert wrongly_told() == ["streamly: same_statement, marks lost"]


def test_no_other_method_tells_them_better() -> None:
    few = [name for name in METHODS if "MinHash" not in name]
    f1 = {name: measure(name, METHODS[name], PAIRS)[1] for name in few}
    assert f1[BEST] == max(f1.values())
    assert f1[BEST] > f1["containment, 4 words"] + 0.1


def test_the_threshold_is_the_measured_one() -> None:
    scored = [(pair, METHODS[BEST](pair.one, pair.other)) for pair in PAIRS]
    assert best_threshold(scored) == pytest.approx(SAME_TEXT, abs=0.005)


def test_accounts_of_their_own_share_less_than_a_credit_asks_for() -> None:
    """But for lost marks, and one story whose two rewritings use the same words."""
    own = [pair for pair in PAIRS if not pair.is_copy and "lost" not in pair.degree]
    shares = [copied_share(sentences_of(pair.one), sentences_of(pair.other)) for pair in own]
    assert sum(share >= SAME_TEXT_CREDITED for share in shares) <= 2
    assert fmean(shares) < SAME_TEXT_CREDITED / 2


def test_the_pairs_are_what_they_are_called() -> None:
    """Eight stories or more at each degree, and less of the wire's words with each degree of rewriting."""
    stories = {degree: {pair.story for pair in PAIRS if pair.degree == degree} for degree in DEGREES}
    assert min(map(len, stories.values())) >= 8
    assert len({(pair.story, pair.degree) for pair in PAIRS}) == len(PAIRS)
    assert {pair.degree.split(", ")[0] for pair in PAIRS if pair.is_copy} == set(COPIES)
    assert {pair.degree.split(", ")[0] for pair in PAIRS if not pair.is_copy} == set(OWN)
    shared = {
        degree: fmean(METHODS["containment, 3 words"](p.one, p.other) for p in PAIRS if p.degree == degree)
        for degree in DEGREES
    }
    assert shared["verbatim"] > shared["light"] > shared["heavy"] > shared["rewritten"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(f"By our own staff\n{WIRE}\nSign up for our newsletter.", 1, id="with a head and a tail"),
        pytest.param(WIRE.upper(), 1, id="in capitals"),
        pytest.param(WIRE.replace(", ", ",\n"), 1, id="with lines broken in sentences"),
        pytest.param(WIRE.replace("\n", " "), 1, id="without paragraphs"),
        pytest.param(" ".join(reversed(WIRE.split("\n"))), 1, id="backwards"),
        pytest.param("\n".join([WIRE.split("\n")[0], REWRITTEN]), 2, id="its first sentence only"),
    ],
)
def test_how_a_text_is_set_makes_no_difference(text: str, count: int) -> None:
    assert two_outlets(WIRE, text) == count


@pytest.mark.parametrize("marks", ["“”", "«»", "„“", '""'])
def test_a_quotation_in_common_is_no_copy(marks: str) -> None:
    said = "We were under a massive attack. It was done with a lot of resources, by a large group or by a country."
    quote = f"{marks[0]}{said}{marks[1]}"
    assert two_outlets(f"{REWRITTEN} {quote}", f"{OWN_REPORT} {quote}") == 2


def test_a_quotation_that_runs_on_ends_with_its_paragraph() -> None:
    runs_on = "“We are sorry for what happened to all of you.\n“It will not happen again while I am here,” she said."
    assert sentences_of(runs_on) == ()
    assert sentences_of(f"{runs_on}\nThe board met on Tuesday night.") == (
        frozenset({"board", "met", "tuesday", "night"}),
    )


def test_very_short_texts_are_no_copies_of_each_other() -> None:
    assert two_outlets("X is down again today.", "X is down again today!") == 2


def mixed(*sentences: int) -> str:
    """Sentences of the wire in a report of one's own: between the two thresholds."""
    lines = WIRE.split("\n")
    return "\n".join([*(lines[at] for at in sentences), OWN_REPORT])


MIXED = mixed(1, 2)


@pytest.mark.parametrize(
    "credit",
    [
        "(With inputs from Norwire)", "Source: Norwire", "This story was first published by Norwire.",
        "With inputs from agencies", "Additional reporting by Norwire and AFP.", "Norwire contributed to this report.",
    ],
)  # fmt: skip
def test_with_one_credit_a_shorter_part_in_common_is_enough(credit: str) -> None:
    assert two_outlets(WIRE, MIXED) == 2
    assert two_outlets(f"{WIRE}\n{credit}", MIXED) == 2
    assert two_outlets(f"{WIRE}\n{credit}", f"{MIXED}\n{credit}") == 1


def test_who_names_the_other_outlet_needs_less_in_common_too() -> None:
    told = f"{MIXED}\nThat was first told by others, according to The Daily Pigeon."
    pigeon = account("pigeon.example", WIRE, outlet_name="Daily Pigeon")
    assert witnesses(pigeon, account("b.example", MIXED)) == 2
    assert witnesses(pigeon, account("b.example", told)) == 1
    assert witnesses(account("a.example", WIRE), account("b.example", told)) == 2


def test_a_credit_alone_is_no_copy() -> None:
    credit = "(With inputs from Reuters)"
    assert two_outlets(f"{REWRITTEN}\n{credit}", f"{OWN_REPORT}\n{credit}") == 2


@pytest.mark.parametrize(
    "head",
    [
        "LEEDS (Reuters) — ", "LONDON, March 10 (Reuters) - ", "By Reuters\n", "BY REUTERS\n",
        "By The Associated Press\n",
        "LEEDS, England (AP) — ", "Paris (AFP) – ", "From PA Media\n",
    ],
)  # fmt: skip
def test_under_one_agencys_name_two_texts_are_one_witness(head: str) -> None:
    """An agency that writes its story anew in the evening is still the agency."""
    assert two_outlets(f"{head}{REWRITTEN}", f"{head}{OWN_REPORT}") == 1
    assert two_outlets(f"{head}{REWRITTEN}", OWN_REPORT) == 2


@pytest.mark.parametrize("tail", ["Reuters", "© 2025 AFP", "(AP)", "— dpa"])
def test_an_agency_signs_at_the_end_too(tail: str) -> None:
    assert two_outlets(f"{REWRITTEN}\n{tail}", f"{OWN_REPORT}\n{tail}") == 1


def test_an_agencys_own_page_and_those_that_carry_it_are_one_witness() -> None:
    assert witnesses(account("reuters.com", REWRITTEN), account("b.example", f"By Reuters\n{OWN_REPORT}")) == 1
    assert witnesses(account("apnews.com", REWRITTEN), account("b.example", f"By Reuters\n{OWN_REPORT}")) == 2


def test_an_agencys_name_as_only_author_is_its_byline() -> None:
    one, other = (
        account(f"{letter}.example", text, authors=authors)
        for letter, text, authors in (("a", REWRITTEN, ("Reuters",)), ("b", OWN_REPORT, ("Reuters",)))
    )
    both = account("c.example", OWN_REPORT, authors=("Reuters", "Jo Marsh"))
    assert witnesses(one, other) == 1
    assert witnesses(one, both) == 2


@pytest.mark.parametrize(
    "head", ["Reuters\n", "(Reuters)\n", "Image: AFP\n", "Elon Musk's X (Twitter) — ", "LEEDS (Norwire) — "]
)
def test_what_only_looks_like_a_byline_is_none(head: str) -> None:
    """The credit of a photograph, an aside, and an agency that we do not know."""
    assert two_outlets(f"{head}{REWRITTEN}", f"{head}{OWN_REPORT}") == 2


def test_pages_of_one_outlet_are_one_witness() -> None:
    assert witnesses(account("a.example", WIRE), account("a.example", REWRITTEN, slug="second")) == 1


def test_copies_hang_together_over_the_outlets_that_carry_them() -> None:
    chain = [account("a.example", WIRE), account("b.example", WIRE), account("b.example", REWRITTEN, slug="own")]
    assert witnesses(*chain, account("c.example", REWRITTEN)) == 1


def test_three_outlets_with_one_wires_text_are_one_witness_and_so_are_sixty() -> None:
    for count in (3, 60):
        assert witnesses(*(account(f"{n}.example", f"Seen by {n}.\n{WIRE}") for n in range(count))) == 1


def test_the_witness_is_the_earliest_article_and_undated_ones_come_last() -> None:
    def published(hour: int) -> datetime:
        return utc(MONDAY, f"{hour:02d}:00")

    late = account("a.example", WIRE, published_at=published(15))
    early = account("b.example", WIRE, published_at=published(11))
    bare = account("c.example", WIRE, on=None)
    for order in ([late, early, bare], [bare, early, late]):
        assert set(find_witnesses(order).values()) == {early.article_id}


def test_no_order_of_articles_changes_the_witnesses() -> None:
    accounts = [account(f"{at}.example", pair.other) for at, pair in enumerate(PAIRS[:40])]
    assert find_witnesses(accounts) == find_witnesses(accounts[::-1])


def invented(number: int) -> str:
    """A text of ten sentences in words of its own, with a sentence that all have, and every fifth one a wire's copy."""
    if number % 5 == 0:
        return f"{WIRE}\nSent to you by edition {number}."
    words = [make_id(number, at)[:8] for at in range(90)]
    own = [" ".join(words[at : at + 9]) + "." for at in range(0, 90, 9)]
    return "\n".join([*own, f"The service was down for thousands of users on Monday, {words[0]} wrote."])


def sentences_compared(monkeypatch: pytest.MonkeyPatch, count: int) -> int:
    """How many times two sentences are held against each other for so many articles on one incident."""
    work: Counter[str] = Counter()

    def counted(*pair: frozenset[str]) -> bool:
        work["compared"] += 1
        return is_alike(*pair)

    monkeypatch.setattr(independence, "is_alike", counted)
    found = find_witnesses([account(f"{number}.example", invented(number)) for number in range(count)])
    assert len(set(found.values())) == 1 + count - count // 5
    return work["compared"]


def test_the_work_grows_in_proportion_to_the_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (sentences_compared(monkeypatch, count) for count in (250, 500))
    assert many <= 2.3 * few
    assert many <= 100 * 500
