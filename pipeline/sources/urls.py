"""A list of addresses to fetch: a CSV with a column `url`, or a text file with one address a line."""

from __future__ import annotations

from pathlib import Path

from pipeline.addresses import canonical_url
from pipeline.edges.folders import read_file
from pipeline.errors import InputUnusable, UsageError
from pipeline.sources.folder import LIST_CAP_BYTES, outlet_of, read_list
from pipeline.sources.listing import Item, instant_of, one_line


def list_addresses(path: Path) -> list[Item]:
    """
    One item for each row, in order; its url is None where the row has no usable address.

    Raises UsageError where the file cannot be used as a whole.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not a file that can be read; --source urls takes a CSV or a text list.")
    if path.suffix.lower() == ".csv":
        return _of_rows(path)
    return [Item(url=canonical_url(line)) for line in _lines(path) if line and not line.startswith("#")]


def _of_rows(path: Path) -> list[Item]:
    rows = read_list(path.parent, path.name)
    if rows and "url" not in rows[0]:
        raise UsageError(f"{path} needs a column `url`; outlet, published_at and title may stand beside it.")
    return [
        Item(
            url=canonical_url(row["url"]),
            title=one_line(row.get("title")),
            listed_at=instant_of(row.get("published_at")),
            outlet=outlet_of(row.get("outlet")),
        )
        for row in rows
    ]


def _lines(path: Path) -> list[str]:
    try:
        text = read_file(path.parent, path.name, cap_bytes=LIST_CAP_BYTES).decode("utf-8-sig")
        return [line.strip() for line in text.splitlines()]
    except InputUnusable as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8 and run this again.") from error
