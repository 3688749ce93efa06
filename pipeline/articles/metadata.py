"""Title, authors, language and canonical address of a page, thinly: from JSON-LD, meta elements and headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import re2

from pipeline.addresses import canonical_url, host_of, registrable_domain
from pipeline.articles.decode import clean_text
from pipeline.articles.jsonld import texts
from pipeline.credentials import without_keys

_TITLE_CHARS = 500
AUTHOR_CHARS = 100
AUTHOR_LIMIT = 10
_URL_CHARS = 2000
BYLINE = re2.compile(r"(?i)^(?:by|written by|von|par|por|di|door)\s+")
_LANGUAGE = re2.compile(r"(?i)^([a-z]{2,3})(?:[-_].*)?$")
# " - Harbour Post", " | Harbour Post" at the end of a <title>.
_SITE_SUFFIX = re2.compile(r"\s+[|–—•·»-]\s+[^|–—•·»]{2,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """
    canonical_url  The page's own where it names one on the same domain, else the address that answered.
    language       Primary subtag in lower case: "en".
    """

    title: str | None
    authors: tuple[str, ...]
    canonical_url: str
    language: str | None


def read_metadata(tree: Any, nodes: Sequence[dict[str, Any]], page_url: str) -> Metadata:
    """What the page says of itself; titles and names are plain text in one line."""
    metas = _metas(tree)
    return Metadata(
        title=next(_titles(tree, nodes, metas), None),
        authors=tuple(dict.fromkeys(_authors(nodes, metas)))[:AUTHOR_LIMIT],
        canonical_url=_canonical(tree, metas, page_url),
        language=next(_languages(tree, nodes, metas), None),
    )


def one_line(value: str | None) -> str:
    """Text as it may stand in a table: entities resolved, clean, in one line."""
    return " ".join(clean_text(unescape(value or "")).split())


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or ""
        found.setdefault(name.casefold(), element.get("content") or "")
    return found


def _titles(tree: Any, nodes: Sequence[dict[str, Any]], metas: dict[str, str]) -> Iterator[str]:
    candidates = [title for node in nodes for title in texts(node.get("headline"))]
    candidates += [metas.get("og:title", ""), metas.get("twitter:title", "")]
    candidates += [element.text_content() for element in tree.iter("h1")]
    for title in map(one_line, candidates):
        if title:
            yield title[:_TITLE_CHARS]
    head_title = one_line(tree.findtext(".//title"))
    if head_title:
        yield _SITE_SUFFIX.sub("", head_title)[:_TITLE_CHARS]


def _authors(nodes: Sequence[dict[str, Any]], metas: dict[str, str]) -> Iterator[str]:
    candidates = [name for node in nodes for name in texts(node.get("author"))]
    candidates = candidates or [metas.get(name, "") for name in ("author", "article:author", "parsely-author")]
    for name in map(one_line, candidates):
        name = BYLINE.sub("", name)
        if name and "://" not in name and len(name) <= AUTHOR_CHARS:
            yield name


def _languages(tree: Any, nodes: Sequence[dict[str, Any]], metas: dict[str, str]) -> Iterator[str]:
    root = tree.getroottree().getroot()
    candidates = [
        root.get("lang"),
        root.get("xml:lang"),
        *(text for node in nodes for text in texts(node.get("inLanguage"))),
    ]
    candidates += [metas.get("og:locale"), metas.get("content-language"), metas.get("language")]
    for candidate in candidates:
        found = _LANGUAGE.search((candidate or "").strip())
        if found:
            yield found[1].lower()


def _canonical(tree: Any, metas: dict[str, str], page_url: str) -> str:
    own = canonical_url(page_url) or page_url
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").casefold() == "canonical"]
    for named in (*links, metas.get("og:url")):
        found = canonical_url(_joined(page_url, named)) if named else None
        if found and len(found) <= _URL_CHARS and _may_stand_for(found, own):
            return without_keys(found)
    return own


def _joined(page_url: str, named: str) -> str:
    try:
        return urljoin(page_url, named.strip())
    except ValueError:
        return ""


def _may_stand_for(named: str, own: str) -> bool:
    """On the same domain, and not the front page; a saved file without an address of its own may name any."""
    if (host_of(own) or "").endswith(".invalid"):
        return True
    is_front_page = urlsplit(named).path in {"", "/"} and urlsplit(own).path not in {"", "/"}
    return registrable_domain(named) == registrable_domain(own) and not is_front_page
