"""`outwire read`: files to claims, without a warehouse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.commands.reading import claim_as_json, print_readings, read_files
from pipeline.records import METRICS, Claim
from pipeline.settings import Settings
from tests.conftest import run_outwire

STORY = (
    "Banter was down for much of Monday.\n"
    "Spotify stopped working for listeners across the UK at about 9:15 a.m. GMT on Monday, according to Downdetector, "
    "which had logged more than 12,000 reports by 10 a.m.\n"
    "Spotify said it had fixed the problem and apologised.\n"
)
NO_OUTAGE = "Spotify raised its prices on Monday.\nThe family plan now costs 22 pounds a month, up from 20 pounds.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    article = {
        "id": "desk-7",
        "url": "https://post.example/spotify-down",
        "outlet": "post.example",
        "published_at": "2025-03-10T12:00:00Z",
        "title": "Spotify down for thousands in the UK",
        "text": STORY,
    }
    (tmp_path / "story.json").write_text(json.dumps(article))
    (tmp_path / "prices.txt").write_text(NO_OUTAGE)
    (tmp_path / "broken.txt").write_bytes(b"caf\xe9 \xff\xfe down")
    return tmp_path


def test_an_article_file_keeps_its_id_and_other_files_their_name(folder: Path, settings: Settings) -> None:
    readings, faults = read_files([folder / "story.json", folder / "prices.txt"], settings)
    assert [reading.article_name for reading in readings] == ["desk-7", "prices"]
    assert [reading.reading.is_relevant for reading in readings] == [True, False]
    assert faults == []


def test_every_quote_stands_in_the_text(folder: Path, settings: Settings) -> None:
    [reading], _ = read_files([folder / "story.json"], settings)
    assert reading.claims
    for claim in reading.claims:
        text = reading.article.title if claim.field == "title" else reading.article.text
        assert text[claim.char_start : claim.char_end] == claim.quote


def test_an_article_about_an_outage_gets_an_incident_of_its_platform_and_day(folder: Path, settings: Settings) -> None:
    [reading], _ = read_files([folder / "story.json"], settings)
    assert reading.incident_id == "spotify-2025-03-10"


def test_one_object_an_article_is_printed_as_the_scorer_reads_it(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    readings, _ = read_files([folder / "story.json", folder / "prices.txt"], settings)
    print_readings(readings, as_jsonl=True)
    outage, prices = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert set(outage) == {"id", "relevant", "platforms", "incident", "claims"}
    assert outage["platforms"] == ["spotify"]
    assert {claim["metric"] for claim in outage["claims"]} <= set(METRICS)
    assert (prices["relevant"], prices["claims"], prices["incident"]) == (False, [], None)


def test_a_label_that_says_a_or_b_becomes_a_list_and_nothing_is_null() -> None:
    claim = Claim(
        claim_id="c", article_id="a", metric="actor", label="coordinated group", other_label="country",
        source="Elon Musk", stance="asserted", quote="a group or a country", char_start=0, char_end=20,
        rule="actor/either", reader_version="1", confidence=0.9,
    )  # fmt: skip
    assert claim_as_json(claim) == {
        "metric": "actor",
        "label": ["coordinated group", "country"],
        "source": "Elon Musk",
        "stance": "asserted",
        "quote": "a group or a country",
        "rule": "actor/either",
    }


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(folder: Path) -> None:
    files = [str(folder / name) for name in ("broken.txt", "story.json", "missing.txt")]
    ran = run_outwire("read", *files, "--jsonl", home=folder / "store")
    assert ran.code == 7
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["desk-7"]
    assert "2 of 3 files" in ran.err
    assert "broken.txt" in ran.err
    assert "missing.txt" in ran.err


def test_people_see_the_claims_as_a_table(folder: Path) -> None:
    ran = run_outwire("read", str(folder / "story.json"), home=folder / "store")
    assert ran.code == 0
    assert "spotify-2025-03-10" in ran.out
    assert "12,000" in ran.out
