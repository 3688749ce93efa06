"""What a backup holds, file by file; a backup without a manifest that is true to itself is none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.edges.copies import file_sha256
from pipeline.edges.files import inside, write_whole
from pipeline.errors import BackupDamaged, UsageError

MANIFEST = "MANIFEST.json"
WAREHOUSE = "warehouse/outwire.duckdb"
# Name of a whole backup, in order of time: outwire-20250310T101500Z, and -2 for a second one of that second.
NAME = re.compile(r"outwire-[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?")
_FORMAT = 1
_PLACES = ("archive/", "batches/", WAREHOUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """
    One file of a backup.

    path         Relative to the backup and to the store, with "/".
    modified_ns  When it was last changed in the store, in nanoseconds since 1970; what tells an unchanged file.
    """

    path: str
    size_bytes: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    A whole backup.

    made_at       RFC 3339, UTC.
    contents      Of the warehouse: its last write and its content hash; empty where there was none.
    """

    made_at: str
    code_version: str
    duckdb_version: str
    contents: dict[str, Any] = field(default_factory=dict)
    files: tuple[KeptFile, ...] = ()

    def by_path(self) -> dict[str, KeptFile]:
        """The files by their paths."""
        return {file.path: file for file in self.files}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it into the folder of its backup, with a hash over itself."""
    fields = {"format": _FORMAT, **asdict(manifest)}
    whole = {"backup": fields, "sha256": _sha256(fields)}
    write_whole(folder / MANIFEST, json.dumps(whole, indent=1).encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupDamaged where it is missing, not true to its hash, or of another kind."""
    path = folder / MANIFEST
    try:
        whole = json.loads(path.read_bytes())
        fields = whole["backup"]
        if whole["sha256"] != _sha256(fields) or fields.pop("format") != _FORMAT:
            raise ValueError("its hash is another")
        files = tuple(KeptFile(**file) for file in fields.pop("files"))
        manifest = Manifest(**fields, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(f"{path} cannot be used ({error}). Use another backup; `ls {folder.parent}`.") from error
    if outside := [file.path for file in files if not file.path.startswith(_PLACES)]:
        raise BackupDamaged(f"{path} names files that no store of ours has: {outside[:3]}. Use another backup.")
    return manifest


def list_backups(folder: Path) -> list[Path]:
    """The whole backups below a folder, the oldest first; a folder that is one itself is the only one."""
    if (folder / MANIFEST).is_file():
        return [folder]
    found = [place for place in folder.glob("outwire-*") if NAME.fullmatch(place.name) and place.is_dir()]
    return sorted(found, key=_in_time)


def faults_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What of a backup is missing or damaged, a sentence each; reads every byte of it."""
    for file in manifest.files:
        try:
            if file_sha256(inside(folder, file.path)) != file.sha256:
                yield f"{file.path}: its bytes are not those that were backed up"
        except (OSError, UsageError) as error:
            yield f"{file.path}: {getattr(error, 'strerror', None) or error}"


def _in_time(folder: Path) -> tuple[str, int]:
    _, stamp, *number = folder.name.split("-")
    return stamp, int(number[0]) if number else 1


def _sha256(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
