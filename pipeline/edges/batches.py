"""A batch's folder: its plan, and one file a stage, each whole or not there.

A stage's file holds one JSON object a line: {"record": "Entry", …} for what was passed on (and what goes with it),
{"record": "Drop", …} for what was not, and a Tally as the last line. Between tasks only the batch's id travels.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import write_whole, writing_whole
from pipeline.edges.leases import working_on
from pipeline.errors import DROP_REASONS, BatchUnknown, UsageError
from pipeline.records import RECORDS, BatchPlan, Drop, InvalidRecord, Tally, from_json, to_json

T = TypeVar("T")
_BATCH_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?")
# How long the planning of a batch waits for a process that works on the same batch.
_LEASE_SECONDS = 60.0
_KINDS = {kind.__name__: kind for kind in RECORDS}


@dataclass(frozen=True, slots=True)
class Batch:
    """One unit of work on disk. Make one with `create_batch` or `open_batch`."""

    folder: Path
    plan: BatchPlan

    @property
    def batch_id(self) -> str:
        """The id that names the folder and travels between tasks."""
        return self.plan.batch_id

    def has(self, stage: str) -> bool:
        """Whether the stage has run on this batch."""
        return self._file(stage).exists()

    def write(
        self,
        stage: str,
        *,
        seen: int,
        passed: Sequence[Any] = (),
        passed_count: int | None = None,
        drops: Sequence[Drop] = (),
        extra: Iterable[Any] = (),
    ) -> Tally:
        """
        Replaces the stage's output.

        seen    How many things the stage was given, counted where it reads them.
        passed  One record for each of them that goes on.
        passed_count  How many go on, for a stage that only sifts: they stand in the files of the stages before.
        drops   One for each that does not.
        extra   Records that go with them and are not counted: claims of a reading, evidence of an article.

        Raises InvalidRecord where seen is not passed + dropped, WarehouseFull where the disk is full; then the
        file that was there before stays.
        """
        unnamed = {drop.reason for drop in drops} - set(DROP_REASONS)
        if unnamed:
            raise InvalidRecord(f"{stage}: drop reasons without a name in errors.DROP_REASONS: {sorted(unnamed)}")
        passing = len(passed) if passed_count is None else passed_count
        tally = Tally(stage=stage, seen=seen, passed=passing, dropped=len(drops))
        with writing_whole(self._file(stage), what=stage) as file:
            _write_lines(file, passed)
            fail_point(f"{stage}.half_written")
            for records in (extra, drops, (tally,)):
                _write_lines(file, records)
        return tally

    def read(self, stage: str, kind: type[T]) -> list[T]:
        """All records of one kind in a stage's output. Raises BatchUnknown where the stage has not run."""
        return [from_json(kind, fields) for name, fields in self._lines(stage) if name == kind.__name__]

    def content_sha256(self, *stages: str) -> str:
        """SHA-256 over the plan and the output of the stages named, those that have run; hex."""
        digest = hashlib.sha256((self.folder / "plan.json").read_bytes())
        for stage in stages:
            digest.update(f"\n{stage}\n".encode())
            if self.has(stage):
                with self._file(stage).open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def tally(self, stage: str) -> Tally:
        """What the stage counted."""
        return self.read(stage, Tally)[0]

    def _file(self, stage: str) -> Path:
        return self.folder / f"{stage}.jsonl"

    def _lines(self, stage: str) -> Iterator[tuple[str, dict[str, Any]]]:
        try:
            file = self._file(stage).open("rb")
        except FileNotFoundError as error:
            command = stage.replace("_", "-")
            raise BatchUnknown(
                f"Batch {self.batch_id} has no output of {stage}. Run `outwire {command} {self.batch_id}` first."
            ) from error
        with file:
            for line in file:
                fields = json.loads(line)
                name = fields.pop("record")
                if name in _KINDS:
                    yield name, fields


def create_batch(home: Path, plan: BatchPlan) -> Batch:
    """
    The folder of a new batch, or of the same one planned again.

    Raises UsageError where the id is not a slug.
    """
    folder = _folder(home, plan.batch_id)
    with working_on(home, plan.batch_id, timeout_seconds=_LEASE_SECONDS):
        write_whole(folder / "plan.json", json.dumps(to_json(plan), indent=1).encode(), what="plan")
    return Batch(folder=folder, plan=plan)


def open_batch(home: Path, batch_id: str) -> Batch:
    """The batch with this id. Raises BatchUnknown where there is none, or its plan is not one of this version's."""
    folder = _folder(home, batch_id)
    try:
        plan = from_json(BatchPlan, json.loads((folder / "plan.json").read_bytes()))
    except FileNotFoundError as error:
        raise BatchUnknown(
            f"There is no batch {batch_id!r} below {home}. `outwire watch --once` and `outwire backfill` make them."
        ) from error
    except ValueError as error:
        raise BatchUnknown(
            f"The plan of batch {batch_id} cannot be read ({error}). The command that made the batch plans it anew."
        ) from error
    return Batch(folder=folder, plan=plan)


def list_batches(home: Path) -> list[str]:
    """The ids of all batches in the store, in order of their names."""
    return sorted(plan.parent.name for plan in (home / "batches").glob("*/plan.json"))


def _folder(home: Path, batch_id: str) -> Path:
    if not _BATCH_ID.fullmatch(batch_id):
        raise UsageError(f"{batch_id!r} is no batch id: lower-case letters, digits and hyphens, at most 120.")
    return home / "batches" / batch_id


def _write_lines(file: IO[bytes], records: Iterable[Any]) -> None:
    for record in records:
        file.write(_line(record))


def _line(record: Any) -> bytes:
    fields = {"record": type(record).__name__, **to_json(record)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
