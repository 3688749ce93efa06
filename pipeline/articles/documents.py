"""A body of bytes to a document: what kind it is, its text, and what it says of itself; or why it gives none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import re2

from pipeline.articles.dates import FoundDate, find_dates, find_url_date
from pipeline.articles.decode import clean_text, decode_page, decode_utf8
from pipeline.articles.jsonld import article_nodes
from pipeline.articles.metadata import Metadata, one_line, read_metadata
from pipeline.articles.text import read_text
from pipeline.articles.tree import PAGE_LIMIT_BYTES, TAG_LIMIT, PageTooComplex, foreign_kind, parse_page
from pipeline.relevance.screen import may_be_outage

_TITLE_CHARS = 200
# The longest live blogs have 300,000 characters; a longer text is a book, or a load for whoever reads it next.
_TEXT_LIMIT_CHARS = 1_000_000
# A page that its server calls text.
_MARKUP = re2.compile(r"(?i)^\s*(?:<!doctype html|<html[\s>])")
_TEXT_TYPES = frozenset({"text/plain", "text/markdown"})
# Servers call pages many things; what is really in them has been looked at before.
_PAGE_TYPES = ("text/", "application/xhtml", "application/xml", "application/octet-stream", "unknown/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    What could be read from one body.

    title     None where it has none.
    dates     As found, in the order of the page; not yet judged.
    """

    title: str | None
    authors: tuple[str, ...]
    language: str | None
    canonical_url: str
    text: str
    dates: tuple[FoundDate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a body gives no document: one of errors.DROP_REASONS, and what was seen, for people."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """
    A body as it was answered, and what is known of it besides.

    body          None where the archive that has it cannot be read.
    title         What the source calls it; it counts for the screen, and as the title of a text without one.
    is_screened   Whether what cannot be about an outage is given up before the costly part.
    """

    body: bytes | None
    content_type: str | None
    page_url: str
    title: str | None
    is_screened: bool


def read_document(raw: RawPage) -> Document | Unreadable:
    """Reads a page, a text file or an article file, by its content type and by what its bytes look like."""
    found = _read_body(raw)
    if isinstance(found, Document) and len(found.text) > _TEXT_LIMIT_CHARS:
        return Unreadable(
            reason="page_too_complex", detail=f"{len(found.text)} characters of text, {_TEXT_LIMIT_CHARS} at most"
        )
    return found


def _read_body(raw: RawPage) -> Document | Unreadable:
    body = raw.body
    if body is None:
        return Unreadable(reason="file_unreadable", detail="the raw archive has no such record")
    if not body:
        return Unreadable(reason="empty_body")
    if (kind := foreign_kind(body)) is not None:
        return Unreadable(reason="not_a_page", detail=f"it looks like {kind}")
    if len(body) > PAGE_LIMIT_BYTES:
        return Unreadable(reason="page_too_complex", detail=f"{len(body)} bytes, {PAGE_LIMIT_BYTES} at most")
    media_type = (raw.content_type or "").split(";")[0].strip().casefold()
    if media_type == "application/json":
        return _read_article_file(body, raw)
    if media_type in _TEXT_TYPES and not _MARKUP.search(body[:1000].decode("latin-1")):
        return _read_text_file(body, raw)
    if media_type and not media_type.startswith(_PAGE_TYPES):
        return Unreadable(reason="not_a_page", detail=f"the server calls it {one_line(media_type)[:60]}")
    return _read_page(body, raw)


def _read_page(body: bytes, raw: RawPage) -> Document | Unreadable:
    page = decode_page(body, raw.content_type).text
    if (tags := page.count("<")) > TAG_LIMIT:
        return Unreadable(reason="page_too_complex", detail=f"{tags} tags, {TAG_LIMIT} at most")
    if page.lstrip()[:1] in {"{", "["}:
        return Unreadable(reason="not_a_page", detail="it looks like JSON")
    if _is_screened_out(page, raw):
        return Unreadable(reason="screened_out")
    try:
        tree = parse_page(page)
    except PageTooComplex as error:
        return Unreadable(reason="page_too_complex", detail=str(error))
    return Unreadable(reason="no_text") if tree is None else _read_tree(tree, raw)


def _is_screened_out(text: str, raw: RawPage) -> bool:
    return raw.is_screened and not may_be_outage(f"{raw.title or ''}\n{text}")


def _read_tree(tree: Any, raw: RawPage) -> Document | Unreadable:
    nodes = article_nodes(tree)
    metadata: Metadata = read_metadata(tree, nodes, raw.page_url)
    dates = (*find_dates(tree, nodes), *find_url_date(metadata.canonical_url))
    text = read_text(tree, nodes)
    if text is None:
        return Unreadable(reason="no_text")
    return Document(
        title=metadata.title or raw.title,
        authors=metadata.authors,
        language=metadata.language,
        canonical_url=metadata.canonical_url,
        text=text,
        dates=dates,
    )


def _read_text_file(body: bytes, raw: RawPage) -> Document | Unreadable:
    decoded = decode_utf8(body)
    if decoded is None:
        return Unreadable(reason="not_utf8")
    return _as_document(clean_text(decoded), raw.title, raw)


def _read_article_file(body: bytes, raw: RawPage) -> Document | Unreadable:
    decoded = decode_utf8(body)
    if decoded is None:
        return Unreadable(reason="not_utf8")
    try:
        content = json.loads(decoded)
    except (ValueError, RecursionError) as error:
        return Unreadable(reason="article_file_invalid", detail=f"it is not JSON: {error!s:.100}")
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        return Unreadable(reason="article_file_invalid", detail='it has no "text" with the text in it')
    named = content.get("title")
    title = one_line(named) if isinstance(named, str) else raw.title
    return _as_document(clean_text(content["text"]), title, raw)


def _as_document(text: str, title: str | None, raw: RawPage) -> Document | Unreadable:
    """A text without markup; where nothing names it, its first line does, if it is as short as a title."""
    if not text.strip():
        return Unreadable(reason="no_text")
    if _is_screened_out(f"{title or ''}\n{text}", raw):
        return Unreadable(reason="screened_out")
    first = text.strip().split("\n", 1)[0].strip()
    return Document(
        title=first if title is None and len(first) <= _TITLE_CHARS else title,
        authors=(),
        language=None,
        canonical_url=raw.page_url,
        text=text,
        dates=tuple(find_url_date(raw.page_url)),
    )
