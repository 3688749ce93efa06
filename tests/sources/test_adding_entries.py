"""An entry more in a file that somebody keeps by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.sources import load_sources
from pipeline.sources.sources_file import entry_text, free_slug, with_entry

ROW = {"source_id": "new", "kind": "feed", "url": "https://a.example/rss", "country": "NO"}
KEPT_BY_HAND = """# mine, do not touch
# second line

- source_id: old        # the first
  kind: feed
  url: 'https://a.example/1'   # with a key: ask Ann

# the end
"""


@pytest.mark.parametrize(
    "text",
    [
        KEPT_BY_HAND,
        KEPT_BY_HAND.replace("- source", "  - source")
        .replace("\n  kind", "\n    kind")
        .replace("\n  url", "\n    url"),
        KEPT_BY_HAND.rstrip("\n"),
        KEPT_BY_HAND.replace("\n", "\r\n"),
        "# only a comment\n",
        "",
        "---\n- {source_id: old, kind: feed, url: 'https://a.example/1'}\n",
    ],
)
def test_what_was_there_stays_to_the_letter_and_the_entry_follows(text: str) -> None:
    result = with_entry(text, ROW)
    assert result.startswith(text)
    assert yaml.safe_load(result)[-1] == ROW
    assert ("\r\n" in result) == ("\r\n" in text)
    assert "\n" not in result.replace("\r\n", "") if "\r\n" in text else True
    assert with_entry(result, {**ROW, "source_id": "next"}).startswith(result)


@pytest.mark.parametrize(
    "text",
    [
        "[]\n",
        "[{source_id: old}]\n",
        "sources:\n- a\n",
        "- a\n...\n",
        "- [\n",
        "just words\n",
        "- a: |\n   text\n  more: -\n",
    ],
)
def test_a_file_that_nothing_can_be_added_to_says_what_to_add_by_hand(text: str) -> None:
    with pytest.raises(SettingsError, match=r"by hand:\n- source_id: new"):
        with_entry(text, ROW)


def test_the_file_that_is_shipped_takes_an_entry(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "schemas" / "sources.yml"
    path = tmp_path / "mine.yml"
    path.write_text(with_entry(shipped.read_text(encoding="utf-8"), ROW), encoding="utf-8")
    assert len(load_sources(path)) == len(load_sources(shipped)) + 1


@given(
    st.dictionaries(st.sampled_from(["source_id", "outlet_name", "url", "country"]), st.text(min_size=1), min_size=1)
)
def test_any_text_of_a_stranger_comes_back_as_it_was_or_is_refused(row: dict[str, str]) -> None:
    try:
        result = with_entry(KEPT_BY_HAND, row)
    except SettingsError:
        return
    assert yaml.safe_load(result) == [*yaml.safe_load(KEPT_BY_HAND), row]


def test_a_title_that_looks_like_yaml_adds_nothing_else() -> None:
    row = {**ROW, "outlet_name": "x\n- source_id: evil\n  kind: feed # {}"}
    assert len(yaml.safe_load(with_entry(KEPT_BY_HAND, row))) == 2
    assert entry_text({"country": "NO", "n": "1e3"}) == "- country: 'NO'\n  n: '1e3'\n" or yaml.safe_load(
        entry_text({"country": "NO", "n": "1e3"})
    ) == [{"country": "NO", "n": "1e3"}]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Harbour Post – Technology", "harbour-post-technology"),
        ("taken", "taken-3"),
        ("ТАСС", "source"),
        ("a" * 90, "a" * 40),
        ("--x--", "x"),
    ],
)
def test_an_id_is_made_of_the_title_and_is_free(words: str, slug: str) -> None:
    assert free_slug(words, {"taken", "taken-2"}) == slug
