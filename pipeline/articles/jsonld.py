"""What a page says about its article in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_KINDS = frozenset(
    {
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
        "OpinionNewsArticle", "ReviewNewsArticle", "AdvertiserContentArticle", "BlogPosting", "LiveBlogPosting",
        "TechArticle", "SocialMediaPosting", "DiscussionForumPosting", "Report",
    }
)  # fmt: skip
# A page has a handful of these; a hostile one could have a million.
_NODE_LIMIT = 2000
_DEPTH_LIMIT = 12


def article_nodes(tree: Any) -> list[dict[str, Any]]:
    """The JSON-LD objects that describe an article, in the order of the page; broken JSON is passed over."""
    found: list[dict[str, Any]] = []
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        found += [node for node in _nodes(_loads(script.text or "")) if _types(node) & _KINDS]
    return found


def texts(value: Any) -> Iterator[str]:
    """The texts of a JSON-LD value that may be a text, an object with a name, or a list of either."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@id")
        if isinstance(item, str) and item.strip():
            yield item.strip()


def _loads(text: str) -> Any:
    try:
        return json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """All objects below the root, breadth first, within limits; the article stands before what it contains."""
    waiting, seen = [(root, 0)], 0
    while waiting and seen < _NODE_LIMIT:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, dict):
            yield value
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if depth < _DEPTH_LIMIT:
            waiting += [(item, depth + 1) for item in inner[:_NODE_LIMIT] if isinstance(item, dict | list)]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
