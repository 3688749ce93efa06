"""Where fetched bodies wait on disk until their turn in the archive comes, so that they need no memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.edges.files import saying_where_no_room
from pipeline.edges.ownership import owned_folder


class Spool:
    """A folder of bodies; each can be taken once. Made by `spooling`; threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    def put(self, body: bytes) -> str:
        """Keeps a body; the name that `take` gives it back for."""
        name = str(next(self._numbers))
        with saying_where_no_room(self._folder):
            (self._folder / name).write_bytes(body)
        return name

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
