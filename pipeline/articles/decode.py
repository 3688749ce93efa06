"""Bytes of a page to text: by byte order mark, HTTP, the page's own declaration, and what the bytes look like."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

import re2
from trafilatura.utils import detect_encoding

from pipeline.characters import is_steering

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Browsers look for a declaration in the first 1,024 bytes; some newsrooms put more before it.
_DECLARATION_BYTES = 4096
_DETECTION_BYTES = 65_536
# With fewer bytes beyond ASCII the detector guesses wildly ("Café" is Korean to it); such pages are Western.
_DETECTABLE_SHARE = 0.03
_CHARSET = re2.compile(r"(?i)charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})")
_DECLARED = re2.compile(
    r"(?i)(?:<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*|<\?xml[^>]{0,100}?encoding\s*=\s*[\"'])([\w.:+-]{2,40})"
)
# What browsers take these names for (WHATWG Encoding Standard); "latin-1" on the web means the Windows code page.
_MEANT = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}
# Names of the same standard that Python lacks.
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}
# Encodings of DOS, old Macs and mainframes, in which no page is written that does not say so.
_NOT_ON_THE_WEB = re2.compile(r"^(?:mac|hp_|ptcp|kz|cp(?:0|4|7|85|86[0-5]|869|10\d|11))")
# Names that Python knows and that no page is written in.
_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
# More than this share of characters that could not be decoded means that the encoding is not the declared one.
_SUSPECT_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """
    A page's text.

    encoding  Python's name of the encoding used.
    basis     Where it is known from: bom, http, declared, content (valid UTF-8), detected, guessed.
    """

    text: str
    encoding: str
    basis: str


def decode_page(body: bytes, content_type: str | None) -> Decoded:
    """
    The text of a page, whatever it claims; never raises.

    Bytes that are valid UTF-8 and not plain ASCII are UTF-8 even where a one-byte encoding is declared: servers add
    "charset=iso-8859-1" to everything, and other text is hardly ever valid UTF-8 by chance.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return Decoded(text=body.decode(encoding, "replace").removeprefix("\ufeff"), encoding=encoding, basis="bom")
    if not body.isascii() and (text := _strict(body, "utf-8")) is not None:
        return Decoded(text=text, encoding="utf-8", basis="content")
    for basis, label in (("http", _http_label(content_type)), ("declared", _declared_label(body))):
        found = _by_label(body, label)
        if found is not None:
            return Decoded(text=found[1], encoding=found[0], basis=basis)
    return _detected(body)


def decode_utf8(body: bytes) -> str | None:
    """The text of a file that must be UTF-8, without its byte order mark; None where it is not."""
    return _strict(body.removeprefix(codecs.BOM_UTF8), "utf-8")


def clean_text(text: str) -> str:
    """
    The text in NFC, without control characters, bidi controls and lone surrogates; lines end with a newline, tabs
    are spaces.

    Nothing else changes: text that is clean already comes back as it is.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not plain.isprintable():
        plain = "".join(char for char in plain if char == "\n" or not is_steering(char))
    return unicodedata.normalize("NFC", plain)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _http_label(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return found[1] if found else None


def _declared_label(body: bytes) -> str | None:
    found = _DECLARED.search(body[:_DECLARATION_BYTES].decode("latin-1"))
    return found[1] if found else None


def _by_label(body: bytes, label: str | None) -> tuple[str, str] | None:
    encoding = _python_name(label)
    if encoding is None:
        return None
    text = body.decode(encoding, "replace")
    lost = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - lost
    # Also where nothing but ASCII could be decoded: an English page has few other characters ("don’t").
    return None if lost > min(_SUSPECT_SHARE * len(text), foreign) else (encoding, text)


def _python_name(label: str | None) -> str | None:
    try:
        name = codecs.lookup(_LABELS.get((label or "").casefold(), label or "")).name
        b"x".decode(name)  # "base64" is known, and is no encoding of text
    except (LookupError, ValueError):
        return None
    # A page whose declaration could be read as ASCII is not UTF-16, whatever it says.
    if name in _NO_TEXT or name.startswith(("utf-16", "utf-32", "utf-7")):
        return None
    return _MEANT.get(name, name)


def _detected(body: bytes) -> Decoded:
    beginning = body[:_DETECTION_BYTES]
    foreign_count = len(beginning) - len(beginning.decode("ascii", "ignore"))
    for encoding in detect_encoding(beginning) if foreign_count > _DETECTABLE_SHARE * len(beginning) else []:
        text = None if _NOT_ON_THE_WEB.search(encoding) else _strict(body, encoding)
        if text is not None:
            return Decoded(text=text, encoding=encoding, basis="detected")
    encoding = "utf-8" if body.isascii() else "cp1252"
    return Decoded(text=body.decode(encoding, "replace"), encoding=encoding, basis="guessed")
