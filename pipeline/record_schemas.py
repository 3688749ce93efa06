"""JSON Schemas of the records, made from `records` and kept fresh: `python -m pipeline.record_schemas [--check]`.

They are what another program needs to read a batch's files: one schema a record, draft 2020-12.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import types
import typing
from datetime import date, datetime
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from rich.console import Console

from pipeline.edges.files import write_whole
from pipeline.records import RECORDS
from pipeline.reference import project_path

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time", "pattern": "Z$"},
    date: {"type": "string", "format": "date"},
}


def schema_of(record: type) -> dict[str, Any]:
    """The schema of what `to_json` makes of the record; its description is the record's own documentation."""
    hints = get_type_hints(record)
    fields = dataclasses.fields(record)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": record.__name__,
        "description": cleandoc(record.__doc__ or ""),
        "type": "object",
        "properties": {field.name: _schema_of_type(hints[field.name]) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def stale_schemas(folder: Path) -> list[Path]:
    """The files that differ from what would be written, are missing, or belong to no record."""
    wanted = _files(folder)
    stale = [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    return sorted([*stale, *(path for path in folder.glob("*.schema.json") if path not in wanted)])


def write_schemas(folder: Path) -> list[Path]:
    """Brings the folder up to the records, and returns the files that it wrote or removed."""
    wanted = _files(folder)
    stale = stale_schemas(folder)
    for path in stale:
        if path in wanted:
            write_whole(path, wanted[path])
        else:
            path.unlink()
    return stale


def _files(folder: Path) -> dict[Path, bytes]:
    return {
        folder / f"{record.__name__}.schema.json": (
            json.dumps(schema_of(record), indent=2, ensure_ascii=False) + "\n"
        ).encode()
        for record in RECORDS
    }


def _schema_of_type(hint: Any) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        kinds = [_schema_of_type(part) for part in get_args(hint) if part is not type(None)]
        return {"anyOf": [*kinds, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of_type(get_args(hint)[0])}
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    return dict(_PLAIN[hint])


def main(arguments: list[str]) -> int:
    """Writes the schemas, or with `--check` only says which are stale; 1 where any is."""
    folder = project_path("schemas") / "records"
    console = Console(stderr=True)
    if "--check" not in arguments:
        for path in write_schemas(folder):
            console.print(f"{path.name} was brought up to date")
        return 0
    stale = stale_schemas(folder)
    for path in stale:
        console.print(f"{path.name} is not what the records say: run `make fix`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
