"""The closed sets that claims are written in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.quality.vocabulary import PLAUSIBLE, is_label_known, is_region_known, is_timezone_known, is_unit_known
from pipeline.records import METRICS

GOLD = Path(__file__).parents[3] / "shared" / "gold"


@pytest.mark.parametrize(
    ("metric", "label", "is_known"),
    [
        ("report_count", None, True),
        ("report_count", "peak", True),
        ("report_count", "Peak", False),
        ("report_share", "app", True),
        ("report_share", None, False),
        ("report_share", "peak", False),
        ("affected_count", None, True),
        ("affected_count", "app", False),
        ("time_point", "ongoing", True),
        ("time_point", None, False),
        ("time_point", "began", False),
        ("affected_region", "GB", True),
        ("affected_region", "UK", False),
        ("affected_region", "WORLD", True),
        ("affected_region", "NORTH-AMERICA", True),
        ("origin", "UA", True),
        ("origin", "WORLD", False),
        ("origin", None, False),
        ("cause", "ddos", True),
        ("cause", "gremlins", False),
        ("actor", "Dark Storm Team", True),
        ("actor", "  ", False),
        ("actor", None, False),
        ("response", "no_comment", True),
        ("financial_impact", "share_price", True),
        ("financial_impact", "loss", False),
        ("weather", None, False),
    ],
)
def test_each_metric_has_its_own_labels(metric: str, label: str | None, is_known: bool) -> None:
    assert is_label_known(metric, label) is is_known


@pytest.mark.parametrize(
    ("metric", "unit", "is_known"),
    [
        ("report_count", "reports", True),
        ("report_count", "percent", False),
        ("report_share", "percent", True),
        ("affected_count", "flights", True),
        ("affected_count", "USD", False),
        ("duration", "minutes", True),
        ("duration", "hours", False),
        ("wave_count", "waves", True),
        ("financial_impact", "JPY", True),
        ("financial_impact", "percent", True),
        ("financial_impact", "dollars", False),
        ("time_point", "minutes", False),
    ],
)
def test_each_metric_has_its_own_units(metric: str, unit: str, is_known: bool) -> None:
    assert is_unit_known(metric, unit, has_value=True) is is_known


def test_a_value_needs_a_unit_and_no_value_needs_none() -> None:
    assert is_unit_known("duration", None, has_value=False)
    assert not is_unit_known("duration", None, has_value=True)


@pytest.mark.parametrize(
    ("code", "is_known"), [("US", True), ("XK", True), ("us", False), ("ZZ", False), ("WORLD", False), ("", False)]
)
def test_regions_are_iso_codes(code: str, is_known: bool) -> None:
    assert is_region_known(code) is is_known


@pytest.mark.parametrize(
    ("name", "is_known"),
    [("America/New_York", True), ("UTC", True), ("ET", False), ("Europe/Atlantis", False), ("../etc/passwd", False)],
)
def test_zones_are_names_of_the_database(name: str, is_known: bool) -> None:
    assert is_timezone_known(name) is is_known


def test_every_limit_is_of_a_unit_that_some_metric_counts_in() -> None:
    counted = ("report_count", "affected_count", "wave_count")
    assert all(any(is_unit_known(metric, unit, has_value=True) for metric in counted) for unit in PLAUSIBLE)


def gold_claims() -> list[dict[str, Any]]:
    files = [*GOLD.glob("seeds/*.json"), *GOLD.glob("dev/*.json")]
    return [claim for file in files for claim in json.loads(file.read_bytes()).get("claims", [])]


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold articles are not beside this checkout")
def test_every_claim_that_a_careful_reader_found_is_written_in_these_words() -> None:
    for claim in gold_claims():
        metric, labels = claim["metric"], claim.get("label")
        for label in labels if isinstance(labels, list) else [labels]:
            assert is_label_known(metric, label), claim
        assert is_unit_known(metric, claim.get("unit"), has_value=claim.get("value") is not None), claim
        assert claim.get("region") is None or is_region_known(claim["region"]), claim
        assert claim.get("timezone") is None or is_timezone_known(claim["timezone"]), claim
        assert metric in METRICS
