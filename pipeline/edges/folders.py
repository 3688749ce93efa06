"""Files that a user points at: found, and read with a cap."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.edges.files import inside
from pipeline.errors import InputUnusable, UsageError


def list_files(folder: Path, suffixes: frozenset[str]) -> list[str]:
    """
    The files below `folder` with one of these suffixes, as relative paths with "/", in order of their names.

    Hidden files and folders are left out, and links to folders are not followed. Raises UsageError where it is no
    folder, or where a name is not UTF-8, which no table could hold.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder that can be read.")
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        relative = Path(place).relative_to(folder)
        found += [
            (relative / name).as_posix()
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes
        ]
    if unwritable := [ascii(path) for path in sorted(found) if not is_text(path)]:
        raise UsageError(f"{folder}: these names are not UTF-8; rename the files: {', '.join(unwritable[:5])}.")
    return sorted(found)


def is_text(name: str) -> bool:
    """Whether a name, as the system gives it, can be written as UTF-8; bytes that cannot are lone surrogates."""
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


def read_file(folder: Path, relative: str, *, cap_bytes: int) -> bytes:
    """
    The bytes of a file below `folder`.

    Raises InputUnusable, whose message begins with the drop reason: file_unreadable, too_large.
    """
    try:
        with inside(folder, relative).open("rb") as file:
            content = file.read(cap_bytes + 1)
    except UsageError as error:
        raise InputUnusable("file_unreadable: the path leads outside the folder") from error
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or "not a path"
        raise InputUnusable(f"file_unreadable: {words}") from error
    if len(content) > cap_bytes:
        raise InputUnusable(f"too_large: more than {cap_bytes} bytes")
    return content
