"""A story as a page in its outlet's layout."""

from __future__ import annotations

import json
from html import escape
from string import Template
from urllib.parse import urljoin

from pipeline.newsroom.stories import Outlet, Story

# How many other stories a page names beside its own.
RELATED_COUNT = 4


def page_url(outlet: Outlet, path: str) -> str:
    """The address of a path at an outlet."""
    return urljoin(f"http://{outlet.host}/", path)


def render_page(outlet: Outlet, story: Story, layout: str) -> str:
    """The whole page. Raises KeyError where the layout asks for a field that there is not."""
    return Template(outlet.layout(layout)).substitute(_fields(outlet, story))


def _fields(outlet: Outlet, story: Story) -> dict[str, str]:
    published, updated = story.published_at, story.updated_at or story.published_at
    return {
        "title": escape(story.title),
        "summary": escape(story.summary),
        "author": escape(story.author or f"{outlet.name} staff"),
        "section": escape(story.section),
        "outlet": escape(outlet.name),
        "language": outlet.language,
        "url": page_url(outlet, story.path),
        "published_iso": published.isoformat() if published else "",
        "published_text": published.strftime(outlet.date_format) if published else "",
        "updated_iso": updated.isoformat() if updated else "",
        "updated_text": updated.strftime(outlet.date_format) if updated else "",
        "jsonld": _json_ld(outlet, story),
        "related": "\n".join(_related(outlet, story)),
        "body": story.body,
    }


def _related(outlet: Outlet, story: Story) -> list[str]:
    others = [other for other in outlet.stories if other.path != story.path and other.answers == "page"]
    return [f'<li><a href="{escape(other.path)}">{escape(other.title)}</a></li>' for other in others[:RELATED_COUNT]]


def _json_ld(outlet: Outlet, story: Story) -> str:
    facts: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": page_url(outlet, story.path),
        "author": {"@type": "Person", "name": story.author or outlet.name},
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    if story.published_at:
        facts["datePublished"] = story.published_at.isoformat()
        facts["dateModified"] = (story.updated_at or story.published_at).isoformat()
    return json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
