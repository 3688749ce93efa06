"""A sources file that a user keeps by hand, with one entry more: comments, order and layout stay as they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from pipeline.errors import SettingsError

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
SLUG_CHARS = 40


def entry_text(row: Mapping[str, str], *, indent: str = "") -> str:
    """An entry as it stands in a sources file; values are quoted where YAML would read them otherwise ("NO")."""
    text = yaml.safe_dump([dict(row)], sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


def with_entry(text: str, row: Mapping[str, str]) -> str:
    """
    The file's text with `row` at its end.

    Raises SettingsError, with the lines to add by hand, where that would change anything else: a list in brackets,
    several documents, something after the list.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    found = _ITEM.search(text)
    added = entry_text(row, indent=found[1] if found else "").replace("\n", newline)
    gap = "" if not text or text.endswith("\n") else newline
    result = f"{text}{gap}{added}"
    if _rows(result) != [*(_rows(text) or []), dict(row)]:
        raise SettingsError(
            "The sources file is written in a way that nothing can be added to without changing the rest. Put this "
            f"into its list by hand:\n{entry_text(row)}"
        )
    return result


def free_slug(words: str, taken: Collection[str]) -> str:
    """A source_id that nobody has, made of the words; "source" where they have no letters of ours."""
    plain = _NOT_IN_SLUG.sub("-", words.lower()).strip("-")[:SLUG_CHARS].strip("-") or "source"
    number, slug = 1, plain
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug


def _rows(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
