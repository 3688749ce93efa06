"""`outwire read --explain`: every claim at its words, a reason for every figure without one, nothing run as HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.explain import Told, explain
from pipeline.claims.reader import read_outage
from pipeline.commands.explaining import explanations_page, print_explanations
from pipeline.commands.reading import read_files
from pipeline.errors import UsageError
from pipeline.settings import Settings
from tests.claims.reading import article
from tests.conftest import run_outwire

STORY = (
    "Spotify stopped working for listeners across the UK at about 9:15 a.m. GMT on Monday.\n"
    "Downdetector had logged more than 12,000 reports by 10 a.m.\nThe firm has 7,300 desks in 14 cities.\n"
    "Staff met at 11:40 a.m. to plan a party that costs $900 and takes 45 minutes, 12% more than last year.\n"
    "READ MORE: How 5,000 users lost their playlists\n"
)


def told_of(text: str, words: str) -> Told:
    """The sentence of a story on Spotify that has these words."""
    [told] = [t for t in explain(article(text, title="Spotify down")) if words in t.text]
    return told


def test_a_sentence_is_told_with_its_claims_and_what_it_mentions() -> None:
    told = told_of(STORY, "stopped working")
    assert {claim.metric for claim in told.claims} == {"time_point", "affected_region"}
    assert [(m.kind, m.meaning) for m in told.mentions] == [
        ("platform", "spotify"),
        ("place", "GB"),
        ("clock", "09:15 UTC"),
        ("day", "weekday"),
    ]


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        ("7,300", ['number "7,300": no claim: counts nothing', 'number "14": no claim: counts']),
        (
            "Staff met",
            [
                'clock "11:40 a.m.": no claim: nothing in reach tells of a beginning',
                'share "12%": no claim: not said to be a part of',
                'length "45 minutes": no claim: nothing in reach tells that the outage',
                'sum "$900": no claim: nothing in reach tells of a loss',
            ],
        ),
        ("READ MORE", ["not read: a teaser"]),
    ],
)
def test_each_figure_without_a_claim_gets_its_reason(words: str, unused: list[str]) -> None:
    told = told_of(STORY, words)
    reasons = zip(sorted(told.unused), sorted(unused), strict=True)
    assert [reason[: len(wanted)] for reason, wanted in reasons] == sorted(unused)


def test_a_number_of_people_says_what_is_missing_beside_it() -> None:
    told = told_of("Spotify was down.\nSpotify has 3,000 customers in Malta.", "3,000")
    assert told.unused == (
        'number "3,000": no claim: counts those who may be affected, but nothing in reach tells that they were '
        '("customers")',
    )


def test_a_claim_made_twice_is_told_where_it_was_dropped() -> None:
    text = "Downdetector had 12,000 reports of trouble with Spotify.\nThere were 12,000 reports, Downdetector said."
    dropped = [reason for told in explain(article(text, title="Spotify down")) for reason in told.repeats]
    assert [reason for reason in dropped if reason.startswith("report_count")] == [
        'report_count "12,000 reports" (report_count/reports): claimed elsewhere in the article'
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*STORY.split(), "\n", "12,000 reports", "down"]), max_size=40).map(" ".join))
def test_the_sentences_have_every_claim_of_the_article_once(text: str) -> None:
    story = article(text, title="Spotify down")
    told = explain(story)
    assert sorted(c.claim_id for t in told for c in t.claims) == sorted(c.claim_id for c in read_outage(story)[2])
    assert all(t.text == (story.title if t.field == "title" else story.text)[t.start : t.end] for t in told)


def test_what_a_person_scans_has_the_quotes_in_brackets(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "story.txt").write_text(STORY)
    readings, _ = read_files([tmp_path / "story.txt"], settings)
    print_explanations(readings)
    out = capsys.readouterr().out
    assert "Downdetector had logged [more than 12,000 reports] by 10 a.m." in out
    assert "    = report_count: at least 12,000 reports at 10:00 UTC, by Downdetector, rule report_count/" in out
    assert '    ? number "7,300": no claim: counts nothing that a rule knows' in out


HOSTILE = (
    'Spotify went down at 9:15 a.m. <script>alert("x")</script> & <img src=x onerror=alert(1)>.\n'
    "Downdetector had 12,000 reports from \"<b onmouseover='x'>London</b>\" \x1b[31mred\x1b[0m.\n"
)


def test_a_page_shows_what_strangers_wrote_and_runs_none_of_it(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "story.txt").write_text(HOSTILE)
    readings, _ = read_files([tmp_path / "story.txt"], settings)
    page = explanations_page(readings)
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", page))
    assert tags == {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "mark", "ul", "li"}
    assert "&lt;script&gt;" in page
    assert "<mark>12,000 reports</mark>" in page
    assert "\x1b" not in page


def test_the_commands_print_and_write_it(tmp_path: Path) -> None:
    story, page = tmp_path / "story.txt", tmp_path / "read.html"
    story.write_text(STORY)
    shown = run_outwire("read", str(story), "--explain", home=tmp_path)
    assert "= report_count:" in shown.out
    written = run_outwire("read", str(story), "--html", str(page), home=tmp_path)
    assert (written.code, written.out) == (0, "")
    assert "Wrote how 1 article was read" in written.err
    assert "<mark>" in page.read_text()
    refused = run_outwire("read", str(story), "--explain", "--jsonl", home=tmp_path)
    assert refused.code == UsageError.exit_code
    assert "Choose one" in refused.err
