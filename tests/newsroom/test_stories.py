"""Content files that are not as they should be are refused where they are read, with their name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.newsroom import stories
from pipeline.newsroom.pages import render_page
from pipeline.newsroom.stories import Edit, Outlet, read_outlets

LATER = datetime(2025, 3, 11, tzinfo=UTC)
HEAD = "path: /a\ntitle: A\nsummary: B\nsection: news\n"


@pytest.fixture
def outlet() -> Outlet:
    return next(outlet for outlet in read_outlets() if outlet.host == "harbourpost.example")


def write_story(folder: Path, text: str) -> Path:
    path = folder / "story.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_storys_times_keep_the_offset_that_the_outlet_gave(tmp_path: Path) -> None:
    path = write_story(tmp_path, f"---\n{HEAD}published: 2025-03-11T04:40:00+11:00\n---\n<p>C</p>\n")
    story = stories._read_story(path)
    assert story.published_at is not None
    assert story.published_at.isoformat() == "2025-03-11T04:40:00+11:00"
    assert (story.slug, story.body, story.listed_path, story.answers) == ("story", "<p>C</p>", "/a", "page")


def test_a_story_may_have_no_date_at_all(tmp_path: Path) -> None:
    story = stories._read_story(write_story(tmp_path, f"---\n{HEAD}---\n<p>C</p>\n"))
    assert (story.published_at, story.updated_at) == (None, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"---\n{HEAD}published: 2025-03-11T04:40:00\n---\n<p>C</p>", "needs its offset"),
        (f"---\n{HEAD}published: yesterday\n---\n<p>C</p>", "yesterday"),
        (f"<p>C</p>\n---\n{HEAD}---\n", "starts with its head"),
        ("<p>no head at all</p>", "not enough values"),
    ],
)
def test_a_story_file_out_of_form_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        stories._read_story(write_story(tmp_path, text))


def test_a_story_without_a_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="title"):
        stories._read_story(write_story(tmp_path, "---\npath: /a\nsummary: B\nsection: news\n---\n"))


@pytest.mark.parametrize(("edition", "body", "updated"), [(1, "one 20 two", None), (2, "one 30 two", LATER)])
def test_an_edit_is_made_from_its_edition_on(outlet: Outlet, edition: int, body: str, updated: datetime | None) -> None:
    edit = Edit(edition=2, was="20", becomes="30", updated_at=LATER)
    story = replace(outlet.stories[0], body="one 20 two", updated_at=None, edits=(edit,)).in_edition(edition)
    assert (story.body, story.updated_at) == (body, updated)


@pytest.mark.parametrize("body", ["nothing of the kind", "20 and 20"])
def test_an_edit_that_does_not_fit_exactly_once_is_refused(outlet: Outlet, body: str) -> None:
    edit = Edit(edition=2, was="20", becomes="30", updated_at=LATER)
    story = replace(outlet.stories[0], body=body, edits=(edit,))
    with pytest.raises(ValueError, match="exactly once"):
        story.in_edition(2)


def test_a_layout_that_asks_for_an_unknown_field_is_refused(outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outlet, "layout", lambda self, name: "<h1>$titel</h1>")
    with pytest.raises(KeyError, match="titel"):
        render_page(outlet, outlet.stories[0], "layout")


def test_every_outlet_folder_has_a_source_and_every_story_a_page_of_its_own() -> None:
    for outlet in read_outlets():
        paths = [story.path for story in outlet.stories]
        assert len(set(paths)) == len(paths), outlet.host
        assert outlet.name
