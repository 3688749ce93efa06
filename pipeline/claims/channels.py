"""Through whom somebody speaks: the outlet that was told, or that is quoted."""

from __future__ import annotations

from pipeline.claims.lexicon import pattern, words
from pipeline.claims.scene import Scene
from pipeline.claims.sources import CAPITAL

_TOLD = pattern(
    r"\b(?:told|tells|telling|(?:statement|comments?|e-?mail|interview|letter|note|message|remarks)\s+(?:to|with|for|on)|"
    rf"speaking\s+(?:to|on)|(?:quoted|cited|reported)\s+by)\s+(?:the\s+)?(?:[a-z]+\s+){{0,4}}{CAPITAL}",
    is_cased=True,
)
_NO_OUTLETS = frozenset(words("speakers", "not_names"))


def told_through(scene: Scene, source: str) -> str | None:
    """Through whom a source speaks in this sentence: "told Harbour Radio", "in a statement to the Post"."""
    for found in _TOLD.finditer(scene.text):
        name = found.group(1).removesuffix("'s").rstrip(".,")
        if name not in source and source not in name and name.split(" ")[0] not in _NO_OUTLETS:
            return str(name)
    return None
