"""A page's text as one parsed tree, which everything else reads; and what is not a page at all."""

from __future__ import annotations

from typing import Any

import re2
from lxml import etree, html

# Measured on 1,213 real pages: the largest had 1.6 MB and 19,600 "<"; one of 1.9 MB with 100,000 took 64 s.
PAGE_LIMIT_BYTES = 5_000_000
TAG_LIMIT = 60_000

# What other kinds of file begin with.
_FOREIGN = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"RIFF": "a WebP image or a sound",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"OggS": "a sound",
    b"ID3": "a sound",
    b"wOF": "a font",
}
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_FEED = re2.compile(
    r"(?i)^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg)[\s>]"
)
_UNPRINTABLE = bytes({*range(9), 11, *range(14, 27), *range(28, 32)})
# Text has hardly any of these bytes; one part in 20 is no text in any encoding that the web uses.
_BINARY_SHARE = 0.05
# What XML cannot hold, as characters and as references to them: trafilatura gives up a whole page for one of them.
_INVALID_IN_XML = re2.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INVALID_CODES = frozenset({*range(0x20), 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0D})
_REFERENCE = re2.compile(r"(?i)&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?")


class PageTooComplex(ValueError):
    """Raised where the parser would lose part of the page: nested too deep, or one piece of text too long."""


def foreign_kind(body: bytes) -> str | None:
    """What a body is that is neither HTML nor text ("a PDF", "binary data"), or None."""
    for magic, kind in _FOREIGN.items():
        if body.startswith(magic):
            return kind
    beginning = body[:4096]
    if not beginning.startswith(_UTF16_BOMS):
        unprintable = len(beginning) - len(beginning.translate(None, _UNPRINTABLE))
        if unprintable > _BINARY_SHARE * len(beginning):
            return "binary data"
    if _FEED.search(beginning.decode("latin-1")):
        return "a feed or another XML document"
    return None


def parse_page(text: str) -> Any:
    """
    The tree of a page, without comments and processing instructions; None where there is nothing to parse.

    Raises PageTooComplex beyond 256 levels or 10 MB in one piece, where libxml2 stops without a word.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    printable = _INVALID_IN_XML.sub("", _REFERENCE.sub(_valid_reference, text))
    try:
        tree = html.document_fromstring(printable.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        tree = None
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise PageTooComplex(entry.message.strip()[:100])
    return tree


def _valid_reference(found: Any) -> str:
    """The character reference as it stands, or nothing where it is to a character that XML cannot hold."""
    code = int(found[1], 16) if found[1] else int(found[2])
    return "" if code in _INVALID_CODES else str(found[0])
