"""The readable text of a page: paragraphs of the article, without menus, teasers, comments and pleas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import re2
from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extracted

from pipeline.articles.decode import clean_text

# Boxes beside the article, by the names that newsrooms give them, and by the headings that stand over them.
_NOISE_NAME = re2.compile(
    r"(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|signup|sign-up|subscribe|subscription|paywall|related|"
    r"recirc\w*|also-?read|read-?(?:more|next|also)|most-?(?:read|popular|viewed)|trending|popular|recommended|"
    r"recommendations|more-?(?:from|stories|news|on)|promo\w*|teasers?|outbrain|taboola|comments?|cmts|disqus|social|"
    r"share|sharing|follow|advert\w*|ad-?(?:slot|unit|container|wrapper)|affiliate|sponsored|breadcrumbs?|bio|"
    r"author-?(?:bio|box)|tags?-?list|popup|modal|banner|sidebar|side|rail|widget|masthead)(?:$|[\s_-])"
)
_NOISE_HEADING = re2.compile(
    r"(?i)^\W*(?:related|also (?:here|read|in|see)|read (?:more|next|also)|see also|"
    r"more (?:from|on|in|stories|news|like)|other (?:headlines|stories|news)|most (?:read|popular|viewed)|trending|"
    r"popular|recommended|you (?:may|might) (?:also )?like|top stories|latest (?:news|stories)|comments?|"
    r"leave a (?:comment|reply)|join the (?:conversation|discussion)|sign up|newsletters?|subscribe|follow us|"
    r"share this|about the author|advertisement|sponsored|don't miss|up next|coming up|what to read next|elsewhere)"
    r"\b[^.]{0,60}$"
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NOISE_TAGS = ("aside", "section", "div", "ul", "ol", "nav", "form", "footer", "dialog")
_BOX_TAGS = frozenset({*_NOISE_TAGS, "td"})
# A box that holds more than this share of the page's text is not beside the article: it holds it.
_NOISE_SHARE = 0.3
# Marks for where a word may be broken or joined: they would hide it from every pattern.
_UNSEEN = re2.compile("[\u00ad\u200b\u2060\ufeff]")
# Below this, what a page says in JSON-LD is looked at too; trafilatura's own measure of "short" is 250.
_SHORT_CHARS = 400


def read_text(tree: Any, nodes: Sequence[dict[str, Any]]) -> str | None:
    """
    The article's paragraphs, one a line; None where there is no readable text.

    Removes noise from the tree that it is given, so it comes last. Where the page has little text and JSON-LD has
    more (articleBody, or the posts of a live blog), that is taken.
    """
    structured = _structured_text(nodes)
    _remove_noise(tree)
    document = bare_extraction(tree, fast=True, include_comments=False, include_tables=True, with_metadata=False)
    extracted = tidy(document.text or "") if isinstance(document, Extracted) else ""
    is_flat = "\n" not in extracted and "\n" in structured
    if (is_flat or len(extracted) < _SHORT_CHARS) and len(structured) >= len(extracted):
        extracted = structured
    return extracted if any(char.isalnum() for char in extracted) else None


def tidy(text: str) -> str:
    """Clean text, one paragraph a line, single spaces, no empty lines, no characters that are not seen."""
    lines = (" ".join(line.split()) for line in clean_text(_UNSEEN.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def _remove_noise(tree: Any) -> None:
    limit = _NOISE_SHARE * len(_words(tree))
    for element in list(tree.iter(*_NOISE_TAGS)):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if name != " " and _NOISE_NAME.search(name) and len(_words(element)) <= limit:
            element.drop_tree()
    for heading in list(tree.iter(*_HEADINGS)):
        if _NOISE_HEADING.search(" ".join(heading.text_content().split())):
            _remove_below(heading, limit)


def _remove_below(heading: Any, limit: float) -> None:
    """The box that a heading opens, where it is one; else the heading and the list after it."""
    box = heading.getparent()
    if box is None:
        return
    if box.tag in _BOX_TAGS and box[0] is heading and len(_words(box)) <= limit:
        box.drop_tree()
        return
    after = heading.getnext()
    if after is not None and after.tag in {"ul", "ol"} and len(_words(after)) <= limit:
        after.drop_tree()
    heading.drop_tree()


def _words(element: Any) -> str:
    return "".join(element.itertext("p", "li", "td", "blockquote"))


def _structured_text(nodes: Sequence[dict[str, Any]]) -> str:
    pieces: list[str] = []
    for node in nodes:
        pieces += [_plain(node.get("articleBody"))]
        updates = node.get("liveBlogUpdate")
        for update in updates if isinstance(updates, list) else []:
            if isinstance(update, dict):
                pieces += [_plain(update.get("headline")), _plain(update.get("articleBody"))]
    return tidy("\n".join(dict.fromkeys(piece for piece in pieces if piece)))


def _plain(value: Any) -> str:
    """The text of a JSON-LD value, which some newsrooms fill with markup."""
    if not isinstance(value, str) or not value.strip():
        return ""
    if "<" not in value:
        return value
    try:
        return str(html.fragment_fromstring(value, create_parent="div").text_content())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
