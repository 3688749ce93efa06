"""Which characters of a stranger's text are kept: what is read, and nothing that only steers a screen."""

from __future__ import annotations

import unicodedata

# Embeddings, overrides and isolates: unclosed, they turn the reading order of what stands after a stranger's text.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STEERING = frozenset({"Cc", "Cs"})


def is_steering(char: str) -> bool:
    """Whether it is a control character, a bidi control or a lone surrogate."""
    return char in BIDI_CONTROLS or unicodedata.category(char) in _STEERING
