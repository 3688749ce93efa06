"""The measured confidence of rules: counted as the scorer counts, modest with few cases, and what the reader gives."""

from __future__ import annotations

import json

import pytest
import yaml

from pipeline.claims.confidence import confidence_of
from pipeline.claims.reader import read_outage
from pipeline.reference import project_path
from tests.claims.confidence import UNMEASURED, as_yaml, count_rules
from tests.claims.reading import article
from tests.claims.scoring import HERE, SCORER


def test_right_claims_and_repeats_count_for_a_rule_and_others_against_it() -> None:
    if not SCORER.is_file():
        pytest.skip("the scorer is not beside the checkout")
    fields = {
        "title": "TikTok down",
        "published_at": "2026-03-02T12:00:00Z",
        "text": "TikTok went down.\nDowndetector had 12,000 reports.\nUsers in Germany and Japan lost service.",
        "claims": [
            {"metric": "report_count", "value": 12000, "platform": "tiktok"},
            {"metric": "affected_region", "label": "DE"},
        ],
    }
    right, made = count_rules([fields])
    assert (right["report_count/reports"], made["report_count/reports"]) == (1, 1)
    assert (right["affected_region/name"], made["affected_region/name"]) == (1, 2)


def test_a_rule_with_few_cases_stays_modest() -> None:
    text = as_yaml({"cause/a": 1, "cause/b": 98}, {"cause/a": 1, "cause/b": 98, "cause/c": 2}, 7)
    read = yaml.safe_load(text)
    assert read == {"rules": {"cause/a": 0.67, "cause/b": 0.99, "cause/c": 0.25}, "unmeasured": {"any": UNMEASURED}}
    assert "on the 7 articles" in text


def test_the_file_in_the_project_names_rules_that_exist() -> None:
    known = yaml.safe_load((project_path("schemas") / "lexicon" / "confidence.yml").read_text())["rules"]
    seen = {
        claim.rule
        for path in sorted((HERE / "articles" / "read").glob("*.json"))[:30]
        for fields in [json.loads(path.read_text())]
        for claim in read_outage(article(fields["text"], title=fields["title"]))[2]
    }
    assert len(seen & set(known)) / len(seen) > 0.9
    assert all(0 < confidence_of(rule) < 1 for rule in seen)
