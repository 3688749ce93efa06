"""Which characters of a stranger's text are kept: what is read, and nothing that only steers a screen."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

# Embeddings, overrides and isolates: unclosed, they turn the reading order of what stands after a stranger's text.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# RE2 takes no surrogates at all.
_SURROGATE = re.compile("[\ud800-\udfff]")
_STEERING = frozenset({"Cc", "Cs"})


def is_steering(char: str) -> bool:
    """Whether it is a control character, a bidi control or a lone surrogate."""
    return char in BIDI_CONTROLS or unicodedata.category(char) in _STEERING


def read_json(text: str, **how: Any) -> Any:
    """
    What `json.loads` reads, with a NUL for each lone surrogate, as unwelcome and easier to handle.

    JSON can name one ("\\ud83d", half an emoji, ends many a title that was cut), and no pattern and no file takes it.
    """
    content = json.loads(text, **how)
    if "\\ud" not in text.lower():
        return content
    return json.loads(_SURROGATE.sub(r"\\u0000", json.dumps(content, ensure_ascii=False)))
