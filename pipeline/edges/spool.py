"""Where fetched bodies wait on disk until their turn in the archive comes, so that they need no memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.edges.files import saying_where_no_room
from pipeline.edges.ownership import owned_folder


class Filling:
    """A body on its way into the spool."""

    def __init__(self, name: str, file: IO[bytes], folder: Path) -> None:
        self.name = name
        self._file = file
        self._folder = folder
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Hash of what has come so far."""
        return self._hash.hexdigest()

    def write(self, data: bytes, /) -> None:
        """Takes the next piece; raises WarehouseFull where the disk has no room."""
        self._hash.update(data)
        with saying_where_no_room(self._folder):
            self._file.write(data)


class Spool:
    """A folder of bodies; each can be taken once. Made by `spooling`; threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    def put(self, body: bytes) -> str:
        """Keeps a body; the name that `take` gives it back for."""
        with self.filling() as kept:
            kept.write(body)
        return kept.name

    @contextmanager
    def filling(self) -> Iterator[Filling]:
        """A body that comes in pieces, which no memory has to hold as a whole; it is gone where the block raises."""
        name = str(next(self._numbers))
        path = self._folder / name
        try:
            with saying_where_no_room(self._folder), path.open("xb") as file:
                yield Filling(name, file, self._folder)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def take(self, name: str) -> bytes:
        """The body, which is gone from the spool then."""
        path = self._folder / name
        body = path.read_bytes()
        path.unlink()
        return body


@contextmanager
def spooling(home: Path) -> Iterator[Spool]:
    """A spool below the store's `tmp`, which is gone after the block."""
    with saying_where_no_room(home):
        (home / "tmp").mkdir(parents=True, exist_ok=True)
    with owned_folder(home / "tmp", "bodies-") as folder:
        yield Spool(folder)
