"""The page of all expectations: nothing is left out, it needs nothing else, and strangers' values are text on it."""

from __future__ import annotations

from pathlib import Path

from pipeline.quality.data_docs import docs_page
from pipeline.quality.suites import list_suites, read_suite
from pipeline.settings import Settings
from tests.conftest import run_outwire
from tests.dashboard.drawing_board import publish

FAILED = {
    "suite": "entries", "expectation": "entry_url: column_values_to_match_regex", "asked_count": 7, "failed_count": 2,
    "unexpected_count": 3, "last_batch": "watch-1", "last_observed": "'<script>alert(1)</script>{{7*7}}$x'",
}  # fmt: skip


def test_every_expectation_stands_there_with_its_reason() -> None:
    page = docs_page([]).replace("&quot;", '"').replace("&#x27;", "'")
    for suite in list_suites():
        content = read_suite(suite)
        assert content["notes"] in page
        assert all(one["meta"]["reason"] in page for one in content["expectations"])


def test_what_failed_is_marked_with_the_batch_and_the_values_as_text() -> None:
    page = docs_page([FAILED])
    assert page.count('class="failed ') == 1
    assert "watch-1: &#x27;&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}$x&#x27;" in page


def test_it_loads_nothing_and_runs_nothing() -> None:
    page = docs_page([FAILED])
    assert "default-src 'none'" in page
    for way in ("<script", "src=", "href=", "http://", "@import", "url("):
        assert way not in page.replace("^https?://", "")


def test_the_command_writes_it(settings: Settings, tmp_path: Path) -> None:
    publish(settings)
    ran = run_outwire("quality", "--html", str(tmp_path / "docs.html"), home=settings.home)
    assert ran.code == 0, ran.err
    assert "What is expected of every table" in (tmp_path / "docs.html").read_text()
