"""A stranger's words -> what Streamlit shows as they were typed.

Most of Streamlit's labels are Markdown with additions: LaTeX, `:smile:`, `:red[…]`, bare addresses, "->" as an arrow.
`st.text`, table cells, options of a select box and text in charts are not; where one of those fits, use it. For a
heading or a button there is `literal`.
"""

from __future__ import annotations

import string
import unicodedata
from urllib.parse import urlsplit

# CommonMark lets a backslash stand before any of them. The additions look at the text after that, so an invisible
# word joiner breaks their patterns apart; "," and the like are part of none and stay alone.
_PUNCTUATION = frozenset(string.punctuation)
_HARMLESS = frozenset("',;!?&()%\"")
WORD_JOINER = "\u2060"


def literal(text: str) -> str:
    """Markdown that shows the text as it is, on one line."""
    return "".join(_literal(char) for char in one_line(text))


def one_line(text: str) -> str:
    """
    The text without line ends, control characters and signs that turn the direction of writing around.

    Names on the axes of a chart need it too: Vega-Lite makes expressions of them, and its parser stops at U+2028.
    """
    return " ".join("".join(" " if _is_control(char) else char for char in text).split())


def web_link(url: str | None) -> str | None:
    """The address where a browser may follow it: http or https, a host, no user, no blanks; otherwise None."""
    if url is None or any(char.isspace() or _is_control(char) for char in url):
        return None
    try:
        parts = urlsplit(url)
        is_followed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return url if is_followed else None


def _literal(char: str) -> str:
    if char not in _PUNCTUATION:
        return char
    return f"\\{char}" if char in _HARMLESS else f"{WORD_JOINER}\\{char}{WORD_JOINER}"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != "\u200d"
