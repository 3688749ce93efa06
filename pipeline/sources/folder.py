"""A folder of articles: .html and .txt files with a list of what they are, or .json article files that say it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from pipeline.addresses import canonical_url, registrable_domain
from pipeline.edges.folders import list_files, read_file
from pipeline.errors import InputUnusable, UsageError
from pipeline.sources.listing import Item, instant_of, named_columns, one_line

_PAGES = frozenset({".html", ".htm", ".txt", ".json"})
LIST_CAP_BYTES = 64 * 1024**2


def list_folder(folder: Path, source_id: str, *, cap_bytes: int) -> list[Item]:
    """
    One item for each page file below the folder, in order of their paths, and one for each row of the folder's
    list that names no such file.

    cap_bytes  Of an article file; a larger one is listed without what it says.

    A file whose address nobody gives gets one below "<source_id>.invalid": stable, and clearly not a real one.
    Raises UsageError where the list cannot be used.
    """
    rows = {row["file"]: row for row in _list_rows(folder)}
    paths = list_files(folder, _PAGES)
    unlisted = [path for path in paths if path not in rows]
    return [
        _item(folder, path, rows.get(path, {}), source_id, cap_bytes=cap_bytes) for path in sorted([*rows, *unlisted])
    ]


def _list_rows(folder: Path) -> list[dict[str, str]]:
    name = _list_name(folder)
    if name is None:
        return []
    rows = read_list(folder, name)
    if rows and "file" not in rows[0]:
        raise UsageError(f"{folder / name} needs a column `file` besides url, outlet, published_at and title.")
    return [{**row, "file": PurePosixPath(row["file"]).as_posix()} for row in rows if row["file"]]


def _list_name(folder: Path) -> str | None:
    """articles.csv, index.csv, or the one list in the folder itself."""
    names = [name for name in list_files(folder, frozenset({".csv"})) if "/" not in name]
    for name in ("articles.csv", "index.csv"):
        if name in names:
            return name
    if len(names) > 1:
        raise UsageError(f"{folder} has several lists ({', '.join(names)}); call the one to use articles.csv.")
    return names[0] if names else None


def read_list(folder: Path, name: str) -> list[dict[str, str]]:
    """
    The rows of a CSV file with a header; values without spaces around them, missing ones empty.

    Raises UsageError where it is not readable, not UTF-8, or not CSV.
    """
    try:
        text = read_file(folder, name, cap_bytes=LIST_CAP_BYTES).decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = named_columns(next(lines, []))
        return [_row(columns, line) for line in lines if any(cell.strip() for cell in line)]
    except InputUnusable as error:
        raise UsageError(f"{folder / name} cannot be read: {error}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{folder / name} is not UTF-8; save it as UTF-8 and run this again.") from error
    except csv.Error as error:
        raise UsageError(f"{folder / name} is not CSV: {error}.") from error


def _row(columns: list[str], cells: list[str]) -> dict[str, str]:
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {column: cell.strip() for column, cell in zip(columns, padded, strict=False)}


def _item(folder: Path, path: str, row: dict[str, str], source_id: str, *, cap_bytes: int) -> Item:
    said = {**_article_fields(folder, path, cap_bytes), **{name: value for name, value in row.items() if value}}
    url = canonical_url(said["url"]) if said.get("url") else None
    return Item(
        guid=path,
        url=url or f"https://{source_id}.invalid/{quote(path)}",
        title=one_line(said.get("title")),
        listed_at=instant_of(said.get("published_at")),
        local_path=path,
        outlet=outlet_of(said.get("outlet")),
    )


def outlet_of(said: str | None) -> str | None:
    """The outlet that a list names: the registrable domain of a host or an address; None where it names none."""
    if not said:
        return None
    address = said if "//" in said else f"https://{said}/"
    return registrable_domain(address) or one_line(said)


def _article_fields(folder: Path, path: str, cap_bytes: int) -> dict[str, str]:
    """What an article file says about itself; nothing where it is none, which extract_text finds out and says."""
    if not path.lower().endswith(".json"):
        return {}
    try:
        content: Any = json.loads(read_file(folder, path, cap_bytes=cap_bytes))
    except (InputUnusable, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    names = ("url", "outlet", "published_at", "title")
    return {name: content[name] for name in names if isinstance(content.get(name), str)}
