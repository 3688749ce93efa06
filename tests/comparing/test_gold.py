"""Grouping of the gold articles, where they lie beside the checkout: what the score must not fall below."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from pipeline.claims.reader import read_article
from pipeline.incidents.copying import copied_share, sentences_of
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.differences import explain
from pipeline.incidents.grouping import Grouping, group
from pipeline.incidents.independence import SAME_TEXT_CREDITED
from pipeline.incidents.placing import place
from pipeline.records import Article, make_id, read_instant
from tests.comparing.drawn import MONDAY, utc

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold articles do not lie beside this checkout")

# Measured with the reader of this version; may only be raised.
PAIRWISE_FLOOR = 0.92


def read(file: Path) -> tuple[dict[str, Any], Coverage]:
    gold = json.loads(file.read_text())
    article = Article(
        article_id=make_id(gold["url"], gold["text"]), page_id="p", entry_id="e", source_id="s",
        canonical_url=gold["url"], outlet=gold["outlet"], title=gold["title"], text=gold["text"], text_sha256="0",
        published_at=read_instant(gold["published_at"]) if gold["published_at"] else None,
        fetched_at=utc(MONDAY, "00:00"), extractor_version="gold",
    )  # fmt: skip
    reading, claims = read_article(article)
    return gold, Coverage(article=article, reading=reading, claims=claims)


def read_all(folder: str) -> list[tuple[dict[str, Any], Coverage]]:
    return [read(file) for file in sorted(GOLD.glob(f"{folder}/*.json"))]


def pairs(of: dict[str, str]) -> set[tuple[str, str]]:
    return {(one, other) for one, other in combinations(sorted(of), 2) if of[one] == of[other]}


def grouped(found: Grouping) -> dict[str, str]:
    return {member.article_id: member.incident_id for member in found.members}


def test_articles_on_one_outage_are_put_together() -> None:
    articles = read_all("*")
    told = {coverage.article_id: gold["incident"] for gold, coverage in articles if gold["incident"]}
    made = {key: value for key, value in grouped(group([coverage for _, coverage in articles])).items() if key in told}
    right, claimed = pairs(told), pairs(made)
    assert 2 * len(right & claimed) / (len(right) + len(claimed)) >= PAIRWISE_FLOOR


def test_the_five_accounts_of_the_x_outage_are_one_incident_by_themselves() -> None:
    found = grouped(group([coverage for _, coverage in read_all("seeds")]))
    assert sorted(found.values()) == ["x-2025-03-10"] * 5


def test_their_differences_have_the_reasons_that_a_careful_reader_gives() -> None:
    coverages = [coverage for _, coverage in read_all("seeds")]
    grouping = group(coverages)
    [incident] = grouping.incidents
    found = explain(incident, coverages, grouping.members, place(incident, coverages))
    by_metric = defaultdict(set)
    for each in found:
        by_metric[each.metric, each.reason].add(each.explanation)
    assert "9:45 UTC is 5:45 a.m. in New York: 15 minutes after 5:30 a.m. ET." in by_metric["time_point", "time_zone"]
    assert any("20,000 is for 5:30 a.m. ET, 40,000 for" in e for e in by_metric["report_count", "different_moment"])
    assert any("39,000" in e and "40,000" in e for e in by_metric["report_count", "rounding"])
    assert any("1 hour" in e and "8 hours" in e for e in by_metric["duration", "wave_vs_whole"])
    assert any("Ukraine" in e and "disputed" in e for e in by_metric["origin", "stance"])
    assert not any(each.reason == "conflict" for each in found)


def test_no_two_gold_articles_conflict() -> None:
    """Nobody who read them found one that does; a false alarm is the worst that a comparison can do."""
    coverages = [coverage for _, coverage in read_all("*")]
    grouping = group(coverages)
    for incident in grouping.incidents:
        members = [member for member in grouping.members if member.incident_id == incident.incident_id]
        ids = {member.article_id for member in members}
        own = [coverage for coverage in coverages if coverage.article_id in ids]
        found = explain(incident, own, members, place(incident, own))
        assert [each.explanation for each in found if each.reason == "conflict"] == []


def test_no_two_gold_articles_are_taken_for_copies() -> None:
    """Each was written by itself; the nearest two share 0.17 of the shorter text, of the 0.44 that a copy has."""
    told = [(gold["incident"], coverage) for gold, coverage in read_all("*") if gold["incident"]]
    texts = [(incident, sentences_of(coverage.article.text)) for incident, coverage in told]
    shares = [copied_share(one, other) for (a, one), (b, other) in combinations(texts, 2) if a == b]
    assert len(shares) > 100
    assert max(shares) < SAME_TEXT_CREDITED
