"""What the newsroom publishes: outlets, the stories of each, and what an edition changes in them.

Everything about an outlet lies in one folder, `content/<host>/`: `outlet.yml` (how its server behaves, its feeds),
layouts (`*.html`, string.Template) and `stories/*.html`: a head of YAML between two `---` lines, then the body as
HTML. Who an outlet is (name, country, zone) stands in `content/sources.yml`, as for any real outlet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from pipeline.reference import read_yaml

CONTENT = Path(__file__).parent / "content"

# What stands at a story's address: the page, nothing (404), a page of 0 bytes, or a PDF that the server calls HTML.
Answer = Literal["page", "missing", "empty", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an outlet changed in a story's text after it was first published: `was` becomes `becomes`."""

    edition: int
    was: str
    becomes: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    One story as its outlet has it.

    slug          Name of its file in the newsroom's content, unique at its outlet.
    path          Where its page lies; `listed_path` is what the feed links to (an AMP page, an address that moved).
    published_at  With the outlet's own offset, so that pages show what their readers' clocks did; None where the
                  outlet dates it nowhere.
    section       The feed of that section lists it; every story is in the feed of section None.
    layout        Name of the layout file, without ".html".
    body          HTML of the article itself.
    """

    slug: str
    path: str
    listed_path: str
    title: str
    summary: str
    author: str | None
    section: str
    published_at: datetime | None
    updated_at: datetime | None
    layout: str
    answers: Answer
    body: str
    edits: tuple[Edit, ...] = ()

    def in_edition(self, edition: int) -> Story:
        """The story as it stands in that edition: with all edits up to it made."""
        story = self
        for edit in self.edits:
            if edit.edition <= edition:
                if story.body.count(edit.was) != 1:
                    raise ValueError(f"{self.path}: {edit.was!r} does not stand exactly once in the story")
                story = replace(story, body=story.body.replace(edit.was, edit.becomes), updated_at=edit.updated_at)
        return story


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of an outlet; `section` None lists all stories."""

    path: str
    format: Literal["rss2", "rss1", "atom"]
    content_type: str
    encoding: str
    section: str | None
    has_full_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """
    One outlet, or one status page, and how its server behaves.

    encoding      Of its pages' bytes. content_type is what the server says, which need not name it.
    validators    Which of "etag" and "last_modified" it sends; some real servers send neither.
    date_format   strftime format of the dates on its pages.
    """

    host: str
    name: str
    language: str
    encoding: str
    content_type: str
    validators: frozenset[str]
    is_compressed: bool
    date_format: str
    robots: str
    feeds: tuple[Feed, ...]
    stories: tuple[Story, ...]

    def listed(self, feed: Feed) -> list[Story]:
        """The stories of one feed, newest first; those that nothing dates come last."""
        found = [story for story in self.stories if feed.section in (None, story.section)]
        undated = [story for story in found if story.published_at is None]
        dated = [story for story in found if story.published_at is not None]
        return sorted(dated, key=lambda story: (story.published_at, story.path), reverse=True) + undated

    def layout(self, name: str) -> str:
        """The text of one of its layouts."""
        return (CONTENT / self.host / f"{name}.html").read_text(encoding="utf-8")


@cache
def read_outlets() -> tuple[Outlet, ...]:
    """All outlets, by host. Raises ValueError where a content file is not as it should be."""
    facts = {urlsplit(source["url"]).hostname: source for source in read_yaml(CONTENT / "sources.yml")}
    return tuple(_read_outlet(folder, facts[folder.name]) for folder in sorted(CONTENT.iterdir()) if folder.is_dir())


def _read_outlet(folder: Path, facts: dict[str, Any]) -> Outlet:
    manner = read_yaml(folder / "outlet.yml")
    feeds = tuple(_read_feed(path, feed) for path, feed in manner["feeds"].items())
    return Outlet(
        host=folder.name,
        name=facts["outlet_name"],
        language=facts["language"],
        encoding=manner.get("encoding", "utf-8"),
        content_type=manner.get("content_type", "text/html; charset=utf-8"),
        validators=frozenset(manner.get("validators", ["etag", "last_modified"])),
        is_compressed=manner.get("compressed", False),
        date_format=manner["date_format"],
        robots=manner.get("robots", "User-agent: *\nDisallow: /search\n"),
        feeds=feeds,
        stories=tuple(_read_story(path) for path in sorted((folder / "stories").glob("*.html"))),
    )


def _read_feed(path: str, feed: dict[str, Any]) -> Feed:
    return Feed(
        path=path,
        format=feed["format"],
        content_type=feed["content_type"],
        encoding=feed.get("encoding", "utf-8"),
        section=feed.get("section"),
        has_full_text=feed.get("full_text", False),
    )


def _read_story(path: Path) -> Story:
    start, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    if start:
        raise ValueError(f"{path}: a story starts with its head, between two lines of ---")
    facts = _read_head(head)
    return Story(
        slug=path.stem,
        path=facts["path"],
        listed_path=facts.get("listed_path", facts["path"]),
        title=facts["title"],
        summary=facts["summary"],
        author=facts.get("author"),
        section=facts["section"],
        published_at=_read_instant(facts.get("published")),
        updated_at=_read_instant(facts.get("updated")),
        layout=facts.get("layout", "layout"),
        answers=facts.get("answers", "page"),
        body=body.strip(),
        edits=tuple(
            Edit(
                edition=edit["edition"],
                was=edit["was"],
                becomes=edit["becomes"],
                updated_at=datetime.fromisoformat(edit["updated"]),
            )
            for edit in facts.get("edits", ())
        ),
    )


def _read_head(head: str) -> dict[str, Any]:
    # BaseLoader leaves every value a string: YAML's own reading of instants would lose the outlet's offset.
    facts: dict[str, Any] = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506
    for edit in facts.get("edits", ()):
        edit["edition"] = int(edit["edition"])
    return facts


def _read_instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text}: an instant needs its offset")
    return instant
