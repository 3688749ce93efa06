"""A document of a source becomes items, whatever its format. Runs in a child process: the bytes are strangers'.

The format is told by the bytes, never by the content type or the address: servers say anything.
"""

from __future__ import annotations

import json
import zlib

import re2

from pipeline.characters import read_json
from pipeline.sources.document import FeedContents, FeedDocument, TooLarge
from pipeline.sources.feed import parse_feed
from pipeline.sources.json_feed import read_json_feed
from pipeline.sources.sitemap import read_sitemap
from pipeline.sources.status_json import read_status_json

_GZIP = b"\x1f\x8b"
_BLANK = b" \t\r\n\xef\xbb\xbf"
_SITEMAP = re2.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
# What may stand before the root element: a declaration, comments, the address of a style sheet.
_HEAD_BYTES = 4096


def read_source(document: FeedDocument) -> FeedContents:
    """
    What a source lists, in its order; a version of "" where it is of no format that we know.

    Raises TooLarge where the body is a gzip file of more than `body_cap`, ValueError where it is not JSON after all.
    """
    body = _unpacked(document.body, document.body_cap)
    if body is not document.body:
        document = FeedDocument(
            body=body,
            url=document.url,
            content_type=None,
            entry_cap=document.entry_cap,
            body_cap=document.body_cap,
            is_status=document.is_status,
        )
    if body.lstrip(_BLANK)[:1] in (b"{", b"["):
        return _read_json(document)
    if _is_sitemap(body):
        return read_sitemap(document) or FeedContents(version="")
    return parse_feed(document)


def _read_json(document: FeedDocument) -> FeedContents:
    content = read_json(document.body.decode(json.detect_encoding(document.body), "replace"))
    return read_json_feed(content, document) or read_status_json(content, document) or FeedContents(version="")


def _is_sitemap(body: bytes) -> bool:
    head = body[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bool(_SITEMAP.search(head.decode("utf-16", "replace")))
    return bool(_SITEMAP.search(head.decode("latin-1")))


def _unpacked(body: bytes, cap_bytes: int) -> bytes:
    """
    The body, unpacked where it is a gzip file (`sitemap.xml.gz`, which servers do not announce as an encoding).

    What a damaged file holds before its fault is kept.
    """
    if not body.startswith(_GZIP):
        return body
    unpacked = bytearray()
    rest = body
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacked += stream.decompress(rest, cap_bytes + 1 - len(unpacked))
        except zlib.error:
            break
        if len(unpacked) > cap_bytes:
            raise TooLarge(f"more than {cap_bytes} bytes once unpacked")
        if not stream.eof:
            break
        rest = stream.unused_data
    return bytes(unpacked)
