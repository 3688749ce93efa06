"""Why two claims differ: one case for each way, the near misses of a conflict, and what people read first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.incidents.coverage import Coverage
from pipeline.incidents.differences import PAIRS_KEPT, VALUES_COMPARED, explain
from pipeline.incidents.placing import place
from pipeline.incidents.precedence import explain_pair
from pipeline.incidents.voices import Finding, Scene, Voice
from pipeline.records import Difference
from tests.comparing.drawn import (
    LONDON,
    MONDAY,
    NEW_YORK,
    X_OUTAGE,
    Spec,
    all_members,
    at,
    began,
    blamed,
    coverage,
    event,
    lasted,
    later,
    reports,
    told,
    undated,
    utc,
)


def differences(*coverages: Coverage) -> tuple[Difference, ...]:
    return explain(X_OUTAGE, coverages, all_members(coverages), place(X_OUTAGE, coverages))


def between(one: Spec, other: Spec, *context: Spec) -> Difference | None:
    """What sets the claims of two outlets apart; `context` is what a third one says besides."""
    third = coverage("third.example", *context)
    found = differences(coverage("one.example", one), coverage("other.example", other), third)
    claims = {"one.example": one, "other.example": other}
    own = {c.claim_id for o in claims for c in coverage(o, claims[o]).claims}
    return next((each for each in found if {each.claim_id, each.other_claim_id} == own), None)


def at_once(value: float, clock: str, **fields: Any) -> Spec:
    return reports(value, **{**at(MONDAY, clock), **fields})


WAVE = event("wave", MONDAY, "11:00")
UA = {"metric": "origin"}

CASES = [
    # counts
    ("rounding", reports(39_021), reports(39_000, qualifier="at_least"), ()),
    ("rounding", reports(39_000), reports(40_000, qualifier="at_most"), ()),
    ("rounding", reports(39_000, qualifier="at_least", region="US"), reports(40_000, qualifier="at_least"), ()),
    ("rounding", reports(28_570), reports(28_500, qualifier="about"), ()),
    ("rounding", reports(1_000, qualifier="vague"), reports(4_300), ()),
    ("rounding", reports(20_000, value_high=30_000, qualifier="range"), reports(25_000), ()),
    ("different_moment", at_once(20_000, "05:30"), at_once(40_000, "09:30"), ()),
    ("different_moment", at_once(40_000, "09:30"), at_once(28_000, "11:30"), ()),
    ("peak_vs_moment", reports(40_000, label="peak"), at_once(12_000, "13:45", label="at_time"), ()),
    ("peak_vs_moment", reports(40_000, label="peak"), at_once(12_000, "13:45"), ()),
    ("rounding", reports(39_000, label="peak"), at_once(40_000, "09:30", qualifier="at_most"), ()),
    ("unclear", reports(12_000, label="peak"), at_once(40_000, "09:30"), ()),
    ("peak_vs_total", reports(40_000, label="peak"), reports(366_000, label="total"), ()),
    ("unclear", reports(550_000, label="peak"), reports(400_000, label="total"), ()),
    ("peak_vs_total", at_once(40_000, "10:00"), reports(366_000, label="total"), ()),
    ("different_region", reports(21_400, region="GB"), reports(48_000, region="US"), ()),
    ("different_region", reports(13_083, region="SG"), reports(300_000), ()),
    ("different_region", at_once(8_400, "06:00", region="GB"), at_once(40_000, "10:00"), ()),
    ("different_region", at_once(8_400, "06:00", region="GB"), reports(39_000, label="peak"), ()),
    ("different_moment", at_once(20_000, "05:30", region="US"), at_once(40_000, "09:30"), ()),
    ("rounding", at_once(39_021, "10:00"), at_once(39_000, "09:30", qualifier="at_least"), ()),
    ("different_moment", at_once(39_021, "10:30"), at_once(39_000, "09:00", qualifier="at_least"), ()),
    ("unclear", at_once(20_000, "05:30"), at_once(40_000, "09:30", timezone_basis="outlet"), ()),
    ("different_subject", reports(9_000), reports(30_000, source="StatusGator"), ()),
    ("unclear", reports(28_570), reports(39_000), ()),
    ("unclear", reports(28_570), at_once(40_000, "10:00"), ()),
    ("conflict", at_once(31_000, "10:00", region="US"), at_once(47_200, "10:00", region="US"), ()),
    # shares
    ("rounding", told("report_share", label="app", value=56, unit="percent"),
     told("report_share", label="app", value=57, unit="percent"), ()),
    ("unclear", told("report_share", label="app", value=50, unit="percent"),
     told("report_share", label="app", value=57, unit="percent"), ()),
    # times
    ("time_zone", began(MONDAY, "05:30"), began(MONDAY, "09:45", "UTC"), ()),
    ("time_zone", began(MONDAY, "05:45"), began(MONDAY, "09:45", "UTC"), ()),
    ("time_zone", began(MONDAY, "06:00"), began(MONDAY, "10:00", LONDON), ()),
    ("rounding", began(MONDAY, "05:30"), began(MONDAY, "06:00"), ()),
    ("unclear", began(MONDAY, "05:00"), began(MONDAY, "06:00"), ()),
    ("unclear", began(MONDAY, "06:00"), began(MONDAY, "11:00", LONDON), ()),
    ("wave_vs_whole", began(MONDAY, "05:30"), began(MONDAY, "11:00"), (WAVE,)),
    ("wave_vs_whole", event("peak", MONDAY, "06:00"), event("peak", MONDAY, "10:00"), (WAVE,)),
    ("unclear", began(MONDAY, "05:30"), began(MONDAY, "11:00"), ()),
    ("unclear", began(MONDAY, "05:30"), began(MONDAY, "11:00", timezone_basis="outlet"), (WAVE,)),
    ("rounding", began(MONDAY, "05:30"), began(MONDAY, "09:45", "UTC", timezone_basis="outlet"), ()),
    ("unclear", event("restored", MONDAY, "13:00"), event("restored", MONDAY, "16:40"), ()),
    ("conflict", began(MONDAY, "05:43", source="NetBlocks"), began(MONDAY, "06:12", source="NetBlocks"), ()),
    # durations and waves
    ("wave_vs_whole", lasted(60), lasted(480), (WAVE,)),
    ("unclear", lasted(60), lasted(480), ()),
    ("unclear", lasted(30), lasted(60), (WAVE, lasted(480))),
    ("wave_vs_whole", lasted(60), lasted(480), (WAVE, began(MONDAY, "05:30"), lasted(1440))),
    ("unclear", lasted(480), lasted(1440), (WAVE, began(MONDAY, "05:30"))),
    ("rounding", lasted(107, qualifier="exact"), lasted(110), ()),
    # who blames whom
    ("stance", blamed("UA", "Elon Musk", "asserted", **UA), blamed("UA", "industry source", "disputed", **UA), ()),
    ("stance", blamed("cyberattack", "Elon Musk", "asserted"), blamed("cyberattack", "PayPal", "denied"), ()),
    ("stance", blamed("ddos", "Dyn", "confirmed"), blamed("cyberattack", "PayPal", "denied"), ()),
    ("stance", blamed("cyberattack", "Elon Musk", "asserted"), blamed("dns", "Amazon", "confirmed"), ()),
    ("stance", blamed("country", "Elon Musk", "asserted", metric="actor"),
     blamed("nation-state", "Nicholas Reese", "disputed", metric="actor"), ()),
    ("stance", blamed("UA", "Elon Musk", "asserted", quote="came from Ukraine", **UA),
     blamed("UA", "Elon Musk", "suggested", quote="in the Ukraine area", **UA), ()),
    # money and people
    ("rounding", told("financial_impact", label="damage", value=95e6, unit="USD"),
     told("financial_impact", label="damage", value=100e6, unit="USD", qualifier="at_most"), ()),
    ("unclear", told("affected_count", value=2e6, unit="users"), told("affected_count", value=9e6, unit="users"), ()),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "one", "other", "context"), CASES)
def test_a_pair_has_its_reason_whichever_comes_first(
    reason: str, one: Spec, other: Spec, context: tuple[Spec, ...]
) -> None:
    for first, second in ((one, other), (other, one)):
        found = between(first, second, *context)
        assert found is not None
        assert found.reason == reason, found.explanation


SILENT = [
    pytest.param(reports(40_000), reports(40_000, qualifier="at_least"), id="equal figures"),
    pytest.param(reports(5_000), reports(9_000, background=True), id="background"),
    pytest.param(
        told("affected_count", value=5_000, unit="users"), told("affected_count", value=7, unit="flights"),
        id="two units",
    ),
    pytest.param(began(MONDAY, "05:30"), event("restored", MONDAY, "13:30"), id="start and end"),
    pytest.param(event("wave", MONDAY, "09:30"), event("wave", MONDAY, "11:10"), id="two waves"),
    pytest.param(event("ongoing", MONDAY, "09:30"), event("ongoing", MONDAY, "13:30"), id="still down, twice"),
    pytest.param(lasted(60), lasted(None, qualifier="vague"), id="for hours"),
    pytest.param(
        blamed("cyberattack", "Elon Musk", "asserted"), blamed("ddos", "experts", "suggested"), id="a kind of attack"
    ),
    pytest.param(
        blamed("UA", "Elon Musk", "asserted", **UA), blamed("BR", "industry source", "asserted", **UA),
        id="two origins",
    ),
    pytest.param(
        blamed("unknown", "X", "confirmed"), blamed("ddos", "Elon Musk", "asserted"), id="not known is no finding"
    ),
    pytest.param(told("affected_region", label="US"), told("affected_region", label="IN"), id="two regions"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SILENT)
def test_what_does_not_touch_each_other_is_no_difference(one: Spec, other: Spec) -> None:
    assert between(one, other) is None


COUNT = at_once(31_000, "10:00", region="US")
TIME = began(MONDAY, "05:43", source="NetBlocks")
NEAR_MISSES = [
    pytest.param(COUNT, at_once(47_200, "10:00", region="US", qualifier="about"), id="one is not exact"),
    pytest.param(COUNT, at_once(47_200, "10:30", region="US"), id="another moment"),
    pytest.param(COUNT, reports(47_200, region="US"), id="no moment"),
    pytest.param(COUNT, at_once(47_200, "10:00"), id="no region"),
    pytest.param(COUNT, at_once(47_200, "10:00", region="GB"), id="another region"),
    pytest.param(COUNT, at_once(47_200, "10:00", region="US", source="Ookla"), id="another counter"),
    pytest.param(COUNT, at_once(47_200, "10:00", region="US", source=None), id="no counter named"),
    pytest.param(COUNT, at_once(47_200, "10:00", region="US", label="total"), id="another statistic"),
    pytest.param(
        COUNT, reports(47_200, region="US", **{**at(MONDAY, "10:00"), "timezone_basis": "outlet"}), id="zone assumed"
    ),
    pytest.param(TIME, began(MONDAY, "06:10", source="NetBlocks"), id="a round time"),
    pytest.param(TIME, began(MONDAY, "05:51", source="NetBlocks"), id="few minutes"),
    pytest.param(TIME, began(MONDAY, "06:12", source="IODA"), id="another monitor"),
    pytest.param(TIME, began(MONDAY, "06:12"), id="nobody named"),
    pytest.param(TIME, began(MONDAY, "06:12", source="NetBlocks", platform="teams"), id="another service"),
]


@pytest.mark.parametrize(("one", "other"), NEAR_MISSES)
def test_it_is_no_conflict_as_long_as_anything_may_explain_it(one: Spec, other: Spec) -> None:
    found = between(one, other)
    assert found is None or found.reason != "conflict"


def test_it_is_no_conflict_where_neither_text_limits_its_figure_to_a_country() -> None:
    """Trackers show each country its own page; who looked at which, the texts do not say."""
    found = between(at_once(31_000, "10:00"), at_once(47_200, "10:00"))
    assert found is not None
    assert found.reason == "unclear"


def test_no_two_figures_are_a_conflict_where_one_account_gives_both() -> None:
    both = coverage("both.example", at_once(31_000, "10:00", region="US"), at_once(47_200, "10:00", region="US"))
    found = differences(both, coverage("one.example", at_once(31_000, "10:00", region="US")))
    assert [each.reason for each in found] == ["different_moment"]


def test_where_waves_are_told_of_two_starts_are_no_conflict() -> None:
    assert between(TIME, began(MONDAY, "06:12", source="NetBlocks"), WAVE).reason != "conflict"  # type: ignore[union-attr]


def test_two_figures_of_one_counter_in_one_account_are_two_moments() -> None:
    both = coverage("both.example", reports(28_570), reports(40_000))
    found = differences(both, coverage("other.example", reports(40_000)))
    assert [each.reason for each in found] == ["different_moment"]
    assert "28,570 and 40,000" in found[0].explanation


def test_a_witness_does_not_differ_from_itself() -> None:
    copies = [coverage(f"{name}.example", reports(28_570), reports(39_000)) for name in "ab"]
    members = [type(m)(**{**_fields(m), "witness_id": copies[0].article_id}) for m in all_members(copies)]
    assert explain(X_OUTAGE, copies, members, place(X_OUTAGE, copies)) == ()


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def test_who_wrote_earlier_saw_fewer_waves() -> None:
    early = coverage("a.example", told("wave_count", value=2, unit="waves"), published_at=utc(MONDAY, "16:00"))
    late = coverage("b.example", told("wave_count", value=3, unit="waves"), published_at=utc(MONDAY, "20:00"))
    [found] = differences(early, late)
    assert found.reason == "different_moment"
    assert found.explanation == "2 was written 4 hours before 3: more waves had come by then."


def test_a_figure_that_an_outlet_changed_is_revised() -> None:
    old = coverage("a.example", reports(20_000), text="Old.", fetched_at=utc(MONDAY, "12:00"))
    new = coverage("a.example", reports(28_570), text="New.", fetched_at=utc(MONDAY, "14:00"))
    [found] = differences(old, new)
    assert (found.reason, found.claim_id, found.other_claim_id) == (
        "revised", old.claims[0].claim_id, new.claims[0].claim_id,
    )  # fmt: skip
    assert found.explanation == "a.example first said “20,000 reports” and changed it to “28,570 reports”."


def test_figures_that_stay_or_are_added_are_not_revised() -> None:
    old = coverage("a.example", reports(20_000), text="Old.", fetched_at=utc(MONDAY, "12:00"))
    new = coverage("a.example", reports(20_000), reports(28_570), text="New.", fetched_at=utc(MONDAY, "14:00"))
    assert [each.reason for each in differences(old, new)] == []


SENTENCES = [
    (
        began(MONDAY, "05:30"), began(MONDAY, "09:45", "UTC"), (),
        "9:45 UTC is 5:45 a.m. in New York: 15 minutes after 5:30 a.m. ET.",
    ),
    (
        began(MONDAY, "05:45"), began(MONDAY, "09:45", "UTC"), (),
        "9:45 UTC is 5:45 a.m. in New York: the same moment.",
    ),
    (
        at_once(20_000, "05:30", qualifier="at_least"), at_once(40_000, "09:30", qualifier="at_least"), (),
        "20,000 is for 5:30 a.m. ET, 40,000 for 9:30 a.m. ET: two moments of the same rise, 4 hours apart.",
    ),
    (
        lasted(60, qualifier="at_most"), lasted(480), (WAVE,),
        "“at most 1 hour” is one wave; “about 8 hours” the whole outage.",
    ),
    (
        reports(39_000), reports(40_000, qualifier="at_most"), (),
        "“39,000” and “at most 40,000” are the same figure, rounded.",
    ),
    (
        blamed("UA", "Elon Musk", "asserted", **UA), blamed("UA", "industry source", "disputed", **UA), (),
        "That it came from Ukraine is asserted by Elon Musk, disputed by industry source.",
    ),
    (
        blamed("cyberattack", "Elon Musk", "asserted"), blamed("dns", "Amazon", "confirmed"), (),
        "That the cause was a cyberattack is asserted by Elon Musk; that the cause was DNS is confirmed by Amazon.",
    ),
    (
        blamed("country", "Elon Musk", "asserted", metric="actor", other_label="large group"),
        blamed("nation-state", "Nicholas Reese", "disputed", metric="actor"), (),
        "That “country or large group” was behind it is asserted by Elon Musk; that “nation-state” was behind it is "
        "disputed by Nicholas Reese.",
    ),
    (
        reports(40_000, label="peak"), at_once(12_000, "13:45"), (),
        "40,000 at the peak; 12,000 at 1:45 p.m. ET is another moment's count.",
    ),
    (
        reports(21_400, region="GB"), reports(48_000, region="US"), (),
        "21,400 is for the UK, 48,000 for the US.",
    ),
    (
        reports(40_000, label="peak"), reports(366_000, label="total"), (),
        "40,000 at the peak is one moment's count, 366,000 in all is the sum of all reports.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "context", "sentence"), SENTENCES)
def test_the_sentence_for_people_names_both_figures(
    one: Spec, other: Spec, context: tuple[Spec, ...], sentence: str
) -> None:
    found = between(one, other, *context)
    assert found is not None
    assert found.explanation == sentence


def test_daylight_saving_is_the_zones_own() -> None:
    """On 10 March 2025 New York had changed its clocks, and London had not."""
    found = between(began(MONDAY, "06:00", NEW_YORK), began(MONDAY, "10:00", LONDON))
    assert found is not None
    assert found.explanation == "10:00 UK time is 6:00 a.m. in New York: the same moment."


def test_undated_accounts_are_compared_at_the_incidents_instants() -> None:
    dated = coverage("a.example", began(MONDAY, "05:30"), at_once(20_000, "05:30"))
    bare = undated("b.example", began(MONDAY, "09:45", "UTC"), at_once(40_000, "09:30"))
    assert {(each.metric, each.reason) for each in differences(dated, bare)} == {
        ("time_point", "time_zone"), ("report_count", "different_moment"),
    }  # fmt: skip


def test_what_surprises_comes_before_what_is_only_rounded() -> None:
    found = differences(
        coverage("a.example", began(MONDAY, "05:30"), reports(39_000), blamed("UA", "Elon Musk", "asserted", **UA)),
        coverage("b.example", began(MONDAY, "09:45", "UTC"), reports(39_021)),
        coverage("c.example", reports(28_570), blamed("UA", "experts", "disputed", **UA)),
    )
    assert [each.reason for each in found] == ["time_zone", "stance", "rounding", "unclear", "unclear"]
    assert [each.interest for each in found] == [1, 2, 3, 4, 5]


def test_that_two_times_are_one_moment_tells_less_than_that_they_are_not() -> None:
    found = differences(
        coverage("a.example", began(MONDAY, "05:30")),
        coverage("b.example", began(MONDAY, "09:30", "UTC")),
        coverage("c.example", began(MONDAY, "15:15", "Asia/Kolkata")),
    )
    assert [each.explanation.endswith("the same moment.") for each in found] == [False, False, True]


def test_equal_claims_of_many_outlets_make_one_pair() -> None:
    many = [coverage(f"{number}.example", reports(28_570 if number % 2 else 39_000)) for number in range(30)]
    assert len(differences(*many)) == 1


def test_the_number_of_pairs_is_bounded() -> None:
    many = [coverage(f"{number}.example", reports(1_000.0 * 2**number)) for number in range(30)]
    found = differences(*many)
    assert len(found) == VALUES_COMPARED * (VALUES_COMPARED - 1) // 2
    assert len(found) <= PAIRS_KEPT


def tracked(number: int) -> Coverage:
    """One of many articles on an outage: a figure and times of its own, and what everybody says besides."""
    shared = [began(MONDAY, "05:30"), lasted(480), blamed("ddos", "Elon Musk", "asserted")]
    own = [
        at_once(20_000.0 + 37 * number, f"{5 + number % 12:02d}:{number % 60:02d}"),
        reports(90_000.0 + 11 * number, label="peak", region=("US", "GB", "IN")[number % 3]),
        reports(500.0 + number, platform=("grok", "facebook")[number % 2]),
        event("restored", MONDAY, f"{12 + number % 9:02d}:{(7 * number) % 60:02d}"),
    ]
    return coverage(f"{number}.example", *shared, *own)


def compared(monkeypatch: pytest.MonkeyPatch, count: int) -> tuple[int, int]:
    """How many pairs are compared for so many articles on one incident, and how many are kept."""
    work: list[tuple[Voice, Voice]] = []

    def counted(one: Voice, other: Voice, scene: Scene) -> Finding | None:
        work.append((one, other))
        return explain_pair(one, other, scene)

    monkeypatch.setattr("pipeline.incidents.differences.explain_pair", counted)
    found = differences(*(tracked(number) for number in range(count)))
    return len(work), len(found)


def test_five_hundred_articles_cost_no_more_pairs_than_fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = compared(monkeypatch, 50), compared(monkeypatch, 500)
    assert many[0] <= few[0] + 10
    assert many[0] < 500 * 3
    assert many[1] == PAIRS_KEPT


SPECS = st.one_of(
    st.builds(
        reports,
        st.sampled_from([1_000.0, 28_570.0, 39_000.0, 40_000.0]),
        qualifier=st.sampled_from(["exact", "about", "at_least", "at_most", "vague"]),
        label=st.sampled_from([None, "peak", "total", "at_time"]),
        region=st.sampled_from([None, "US", "GB"]),
    ),
    st.builds(at_once, st.sampled_from([20_000.0, 40_000.0]), st.sampled_from(["05:30", "09:30"])),
    st.builds(began, st.just(MONDAY), st.sampled_from(["05:30", "05:43", "09:45"]), st.sampled_from([NEW_YORK, "UTC"])),
    st.builds(event, st.just("wave"), st.just(MONDAY), st.sampled_from(["09:30", "11:10"])),
    st.builds(lasted, st.sampled_from([None, 45.0, 60.0, 480.0])),
    st.builds(
        blamed,
        st.sampled_from(["cyberattack", "ddos", "dns", "unknown"]),
        st.sampled_from([None, "Elon Musk", "experts"]),
        st.sampled_from(["asserted", "suggested", "confirmed", "disputed", "denied"]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(SPECS, max_size=5), min_size=1, max_size=5), st.randoms())
def test_no_order_of_articles_changes_the_differences(told_by: list[list[Spec]], random: Any) -> None:
    accounts = [coverage(f"{number}.example", *specs) for number, specs in enumerate(told_by)]
    shuffled = list(accounts)
    random.shuffle(shuffled)
    assert differences(*shuffled) == differences(*accounts)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(SPECS, max_size=5), min_size=2, max_size=5))
def test_each_pair_is_told_once_of_two_claims_that_are_not_the_same(told_by: list[list[Spec]]) -> None:
    accounts = [coverage(f"{number}.example", *specs) for number, specs in enumerate(told_by)]
    found = differences(*accounts)
    pairs = [frozenset((each.claim_id, each.other_claim_id)) for each in found]
    assert len(set(pairs)) == len(pairs) == len({each.difference_id for each in found})
    assert all(len(pair) == 2 for pair in pairs)
    assert [each.interest for each in found] == list(range(1, len(found) + 1))
    assert all(each.explanation.endswith(".") for each in found)


def test_drawn_moments_are_what_they_say() -> None:
    assert later(utc(MONDAY, "09:45"), 4) == utc(MONDAY, "09:45", NEW_YORK)
