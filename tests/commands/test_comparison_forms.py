"""`outwire compare` with its options: each form goes where it was asked for, and says what it wrote."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.commands.comparison import SECTIONS, Comparison, comparison_as_csv
from pipeline.edges.duck import open_snapshot
from pipeline.errors import UsageError
from pipeline.settings import Settings
from tests.conftest import Outwire

X = "x-2025-03-10"


def as_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_csv_file_is_written_for_every_section_with_every_row(ask: Outwire, tmp_path: Path) -> None:
    ran = ask("compare", X, "--csv", str(tmp_path / "deep" / "out"))
    assert (ran.code, ran.err) == (0, "")
    assert f"CSV files to {tmp_path}/deep/out: overview.csv, coverage.csv, differences.csv" in ran.out
    found = json.loads(ask("compare", X, "--json").out)
    for path in (tmp_path / "deep" / "out").iterdir():
        rows = as_csv(path.read_text(encoding="utf-8"))
        stored = [found["overview"]] if path.stem == "overview" else found[path.stem]
        assert len(rows) == len(stored), path.name
        assert not rows or list(rows[0]) == list(stored[0])


def test_the_csv_of_a_mart_has_its_columns_even_without_a_row(told: Comparison) -> None:
    files = comparison_as_csv(told)
    assert told.figure_edits == []
    assert files["figure_edits.csv"].startswith("canonical_url,outlet,incident_id,metric,label,said_before,said_after")
    assert files["figure_edits.csv"].count("\n") == 1


def test_numbers_stay_numbers_and_no_text_begins_like_a_formula(hostile: Comparison) -> None:
    for name, text in comparison_as_csv(hostile).items():
        section = hostile.section(name.removesuffix(".csv"))
        for stored, row in zip(section, as_csv(text), strict=True):
            for column, cell in row.items():
                if isinstance(stored[column], int | float) and not isinstance(stored[column], bool):
                    assert float(cell) == stored[column], (name, column)
                else:
                    assert cell.strip()[:1] not in tuple("=+-@"), (name, column, cell)


def test_the_formula_that_a_stranger_wrote_is_there_behind_an_apostrophe(hostile: Comparison) -> None:
    titles = {row["title"] for row in as_csv(comparison_as_csv(hostile)["articles.csv"])}
    assert '\'=HYPERLINK("http://evil.example")' in titles


def test_a_page_and_files_can_be_written_at_once(ask: Outwire, tmp_path: Path) -> None:
    ran = ask("compare", X, "--html", str(tmp_path / "x.html"), "--csv", str(tmp_path / "x"))
    assert (ran.code, ran.err) == (0, "")
    assert f"Wrote the comparison to {tmp_path}/x.html." in ran.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "x.html"]
    assert (tmp_path / "x.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("form", ["--json", "--markdown"])
def test_what_goes_to_standard_output_stands_there_alone(ask: Outwire, tmp_path: Path, form: str) -> None:
    alone = ask("compare", X, form)
    beside = ask("compare", X, form, "--html", str(tmp_path / "x.html"))
    assert alone.err == ""
    assert beside.out == alone.out
    assert beside.err == f"Wrote the comparison to {tmp_path}/x.html.\n"


def test_markdown_is_printed_whole(ask: Outwire) -> None:
    out = ask("compare", X, "--markdown").out
    assert out.startswith("# X, 10 March 2025\n\n- **Told by:** 10 articles, 10 outlets, ")
    assert "## How this was made" in out


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--json", "--markdown"), "Choose one for standard output"),
        (("--html", "."), ". is a folder; name a file in it: --html page.html"),
        (("--csv", "a file"), "a file is a file; --csv takes a folder"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    ask: Outwire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], fault: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a file").write_text("in the way")
    ran = ask("compare", X, *words)
    assert (ran.code, ran.out) == (UsageError.exit_code, "")
    assert fault in ran.err
    assert [path.read_text() for path in tmp_path.iterdir()] == ["in the way"]


@pytest.mark.parametrize("option", ["--csv", "--html"])
def test_a_place_where_no_file_can_be_is_said(ask: Outwire, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = ask("compare", X, option, str(tmp_path / "file" / "below"))
    assert ran.code == 5
    assert "Name another place" in ran.err


@pytest.mark.parametrize("words", [("--json",), ("--markdown",), ("--csv", "out"), ("--html", "x.html")])
def test_an_incident_that_is_none_writes_nothing_and_suggests_near_ones(
    ask: Outwire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = ask("compare", "twitter-2025-03-12", *words)
    assert (ran.code, ran.out) == (2, "")
    assert "There is no incident 'twitter-2025-03-12'. Did you mean x-2025-03-10" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_every_section_is_the_marts_rows_and_no_other(ask: Outwire, demo_store: Settings) -> None:
    found = json.loads(ask("compare", X, "--json").out)
    for name, mart, _ in SECTIONS:
        with open_snapshot(demo_store) as snapshot:
            there = snapshot.rows("SELECT 1 AS one FROM duckdb_tables() WHERE table_name = ?", (mart,))
            count: list[dict[str, Any]] = (
                snapshot.rows(f"SELECT count(*) AS n FROM {mart} WHERE incident_id = ?", (X,)) if there else [{"n": 0}]
            )
        if name != "articles":  # where a page has revisions, the mart has both
            assert len(found[name]) == count[0]["n"] or name == "overview", name
    assert len(found["articles"]) == found["overview"]["article_count"]
