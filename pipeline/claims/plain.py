"""The text that patterns see: as long as the original, character for character, but in ASCII where possible.

Curly quotes, the many dashes and spaces, and letters with accents become their plain forms, so that a pattern need
not list them, and so that RE2, which works on bytes, needs no conversion of offsets. Currency signs and halves stay.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from pipeline.claims.patterns import CURRENCY

_PLAIN = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys(
        "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
    ),
    "…": ".",
    "•": "*",
    "×": "x",
}
# "2½ hours" must not become "21 hours".
_KEPT = frozenset("£¥" + CURRENCY + "½¼¾")


def plain(text: str) -> str:
    """The same text with one plain character for each of its characters; `len(plain(t)) == len(t)` always."""
    if text.isascii():
        return text.replace("\t", " ").replace("`", "'")
    return "".join(char if char.isascii() and char not in "\t`" else _plain_char(char) for char in text)


@cache
def _plain_char(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    if char in _KEPT:
        return char
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base.isascii() and base.isalnum() else "?"
