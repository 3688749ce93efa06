"""Bodies wait on disk, not in memory."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.edges.spool import spooling
from pipeline.errors import RequestRefused


def test_a_body_that_comes_in_pieces_comes_back_whole_with_its_hash(tmp_path: Path) -> None:
    with spooling(tmp_path) as spool:
        with spool.filling() as body:
            body.write(b"half a ")
            body.write(b"story")
        assert body.sha256 == hashlib.sha256(b"half a story").hexdigest()
        assert spool.take(body.name) == b"half a story"


def test_of_a_body_that_does_not_come_whole_nothing_stays(tmp_path: Path) -> None:
    with spooling(tmp_path) as spool:
        with suppress(RequestRefused), spool.filling() as body:
            body.write(b"half a ")
            raise RequestRefused("short_body", "it ended")
        with pytest.raises(FileNotFoundError):
            spool.take(body.name)


def test_a_body_comes_back_once(tmp_path: Path) -> None:
    with spooling(tmp_path) as spool:
        first, second = spool.put(b"first"), spool.put(b"second")
        assert (spool.take(second), spool.take(first)) == (b"second", b"first")
        with pytest.raises(FileNotFoundError):
            spool.take(first)


def test_threads_do_not_take_each_others_places(tmp_path: Path) -> None:
    with spooling(tmp_path) as spool:
        names: dict[str, bytes] = {}
        bodies = [f"body {number}".encode() for number in range(50)]
        threads = [threading.Thread(target=lambda body=body: names.update({spool.put(body): body})) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {spool.take(name) for name in names} == set(bodies)


def test_nothing_stays_after_the_block_even_after_an_error(tmp_path: Path) -> None:
    def fail() -> None:
        with spooling(tmp_path) as spool:
            spool.put(b"left behind")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list((tmp_path / "tmp").iterdir()) == []
