"""What a page says about its article in JSON-LD."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from pipeline.characters import read_json

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
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
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
    """The JSON of a script, without what old templates wrap around it: a comment, a CDATA section, a semicolon."""
    start = min((place for place in map(text.find, "{[") if place >= 0), default=0)
    start = text.find("{", start) if text[start:].startswith("[CDATA[") else start
    end = max(text.rfind("}"), text.rfind("]") if text[start : start + 1] == "[" else -1) + 1
    try:
        return read_json(text[start:end], strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """All objects below the root, breadth first, within limits; the article stands before what it contains."""
    waiting, seen = deque([(root, 0)]), 0
    while waiting and seen < _NODE_LIMIT:
        value, depth = waiting.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if depth < _DEPTH_LIMIT:
            waiting.extend((item, depth + 1) for item in inner[:_NODE_LIMIT] if isinstance(item, dict | list))


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
