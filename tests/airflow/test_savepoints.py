"""Whether a transaction with a savepoint waits for another one on SQLite, as Airflow needs it to."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from pipeline.edges.savepoints import wait_at_savepoints


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = create_engine(f"sqlite:///{tmp_path / 'runs.db'}?timeout=10")
    with made.begin() as connection:
        connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("CREATE TABLE runs (made_by TEXT)"))
    return made


def make_run(engine: Engine, made_by: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO runs VALUES (:made_by)"), {"made_by": made_by})


def backfill(engine: Engine, meanwhile: threading.Thread) -> None:
    """What Airflow does: a savepoint, a look, an insert; another process writes between the last two."""
    with engine.begin() as connection, connection.begin_nested():
        connection.execute(text("SELECT count(*) FROM runs")).scalar_one()
        meanwhile.start()
        meanwhile.join(timeout=0.5)
        connection.execute(text("INSERT INTO runs VALUES ('backfill')"))


def runs(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return sorted(connection.execute(text("SELECT made_by FROM runs")).scalars())


def test_sqlite_by_itself_refuses_a_reader_who_becomes_the_writer_without_waiting(engine: Engine):
    scheduler = threading.Thread(target=make_run, args=(engine, "scheduler"))
    with pytest.raises(OperationalError, match="database is locked"):
        backfill(engine, scheduler)
    assert runs(engine) == ["scheduler"]


def test_waiting_at_savepoints_both_get_their_turn(engine: Engine):
    wait_at_savepoints(engine)
    scheduler = threading.Thread(target=make_run, args=(engine, "scheduler"))
    backfill(engine, scheduler)
    scheduler.join(timeout=10)
    assert runs(engine) == ["backfill", "scheduler"]


def test_a_savepoint_within_a_write_is_left_as_it_is(engine: Engine):
    wait_at_savepoints(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO runs VALUES ('first')"))
        with connection.begin_nested():
            connection.execute(text("INSERT INTO runs VALUES ('second')"))
    assert runs(engine) == ["first", "second"]


def test_what_is_rolled_back_behind_a_savepoint_is_gone(engine: Engine):
    wait_at_savepoints(engine)
    with engine.begin() as connection:
        nested = connection.begin_nested()
        connection.execute(text("INSERT INTO runs VALUES ('wrong')"))
        nested.rollback()
        connection.execute(text("INSERT INTO runs VALUES ('right')"))
    assert runs(engine) == ["right"]
