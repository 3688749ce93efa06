"""The project's own specification of a claim: golden cases are read as they say, and docs/claims.md shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from pipeline.records import METRICS, Qualifier, Stance
from tests.claims.golden import (
    EXTRAS,
    FIELDS,
    INTRODUCTION,
    PAGE,
    Case,
    Chapter,
    faults_of,
    page,
    read_chapters,
    render,
)

CHAPTERS = read_chapters()
CASES = [case for part in CHAPTERS for case in part.cases]
CLAIMS = [claim for case in CASES for claim in case.claims or ()]
TOLD = INTRODUCTION.read_text(encoding="utf-8")
OPEN_LABELS = {"actor", "origin", "affected_region"}  # names and countries, which no list holds

SPOTIFY = Case(
    name="made up",
    text="Spotify was down on Monday for two hours. Downdetector counted 4,000 reports.",
    platform="spotify",
    claims=[
        {"metric": "duration", "value": 120, "unit": "minutes", "qualifier": "exact"},
        {"metric": "report_count", "value": 4000, "unit": "reports", "qualifier": "exact", "source": "Downdetector"},
    ],
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_case_is_read_as_it_says(case: Case) -> None:
    faults = faults_of(case)
    if faults:
        told = [f"{case.name} ({case.why})" if case.why else case.name, case.title, case.text]
        pytest.fail("\n".join([*filter(None, told), "- expected, + read:", *faults]), pytrace=False)


def test_the_order_of_claims_does_not_matter() -> None:
    assert faults_of(SPOTIFY) == []
    assert faults_of(replace(SPOTIFY, claims=list(reversed(SPOTIFY.claims or ())))) == []


def test_a_claim_too_many_and_one_missing_are_shown_side_by_side() -> None:
    duration, count = SPOTIFY.claims or ()
    faults = faults_of(replace(SPOTIFY, claims=[duration | {"value": 180}, count]))
    assert faults == [
        "+ metric: duration, value: 120, unit: minutes, qualifier: exact, platform: spotify, quote: two hours",
        "- metric: duration, value: 180, unit: minutes, qualifier: exact, platform: spotify",
    ]


def test_a_claim_that_stands_twice_must_be_read_twice() -> None:
    duration, count = SPOTIFY.claims or ()
    assert len(faults_of(replace(SPOTIFY, claims=[duration, duration, count]))) == 1


@pytest.mark.parametrize(("quote", "fault_count"), [("two hours", 0), ("for two hours", 2)])
def test_a_quote_is_compared_where_it_stands(quote: str, fault_count: int) -> None:
    duration, count = SPOTIFY.claims or ()
    assert len(faults_of(replace(SPOTIFY, claims=[duration | {"quote": quote}, count]))) == fault_count


def test_of_two_labels_that_are_equally_right_one_is_enough() -> None:
    case = Case(name="made up", text="Spotify was down because of a DDoS attack.", platform="spotify")
    cause = {"metric": "cause", "stance": "asserted"}
    assert faults_of(replace(case, claims=[cause | {"label": ["cyberattack", "ddos"]}])) == []
    assert faults_of(replace(case, claims=[cause | {"label": ["cyberattack", "power"]}])) != []


def test_relevance_is_compared_where_the_case_says_it() -> None:
    assert faults_of(Case(name="made up", text="Rain fell.", relevant=True)) == [
        "relevant: True is expected, the reader says False"
    ]


def test_there_are_cases_enough_each_with_its_own_name() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 75
    assert len(set(names)) == len(names)
    assert all(part.cases for part in CHAPTERS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_short_and_written_as_the_fields_want_it(case: Case) -> None:
    assert len(case.text) < 400
    assert case.claims is not None or case.relevant is not None
    for claim in case.claims or ():
        assert set(claim) <= {*FIELDS, *EXTRAS}
        assert isinstance(claim.get("at_local", ""), str), "quote a clock time, or YAML makes it a number"
        assert claim.get("platform", case.platform), "every claim is about a platform"


def test_the_cases_use_all_metrics_qualifiers_and_stances() -> None:
    for field, words in (("metric", METRICS), ("qualifier", get_args(Qualifier)), ("stance", get_args(Stance))):
        assert {claim[field] for claim in CLAIMS if field in claim} == set(words)


def test_the_introduction_tells_of_every_field_metric_qualifier_stance_and_label() -> None:
    told = set(re.findall(r"`([^`]+)`", TOLD))
    labels = {
        label
        for claim in CLAIMS
        if "label" in claim and claim["metric"] not in OPEN_LABELS
        for label in (claim["label"] if isinstance(claim["label"], list) else [claim["label"]])
    }
    assert told >= {*FIELDS, *EXTRAS, *METRICS, *get_args(Qualifier), *get_args(Stance), *labels}


def test_a_case_is_rendered_with_its_text_and_a_table_of_its_claims() -> None:
    case = replace(SPOTIFY, title="Spotify down", why="Because.", published_at="2026-03-02T12:00:00Z")
    bare = Case(name="Nothing", text="Rain fell.\nIt stopped.", relevant=False)
    shown = render("# Claims\n", [Chapter(chapter="Two things", about="About them.", cases=[case, bare])])
    assert (
        shown.split("\n", 2)[2]
        == """\
# Claims

[Two things](#two-things)

## Two things

About them.

### made up

Because.

Published at 2026-03-02T12:00:00Z

> **Spotify down**
>
> Spotify was down on Monday for two hours. Downdetector counted 4,000 reports.

| metric | value | unit | qualifier | platform | source |
| --- | --- | --- | --- | --- | --- |
| duration | 120 | minutes | exact | spotify |  |
| report_count | 4,000 | reports | exact | spotify | Downdetector |

### Nothing

> Rain fell.
>
> It stopped.

Does not report an outage, and is not read.
"""
    )


def test_the_page_for_analysts_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"{Path(PAGE).name} is stale: run `make docs`"
