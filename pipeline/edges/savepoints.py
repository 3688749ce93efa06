"""Lets Airflow's transactions wait for each other on SQLite where they would fail at once.

Airflow makes the runs of a backfill behind savepoints: it reads, then inserts. In SQLite that is a reader who wants to
become the writer, and if anybody wrote in between (the scheduler does, ten times a second) it is told "database is
locked" without waiting, whatever the time-out. A transaction that begins as a writer waits its turn instead.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection


def wait_at_savepoints(engines: Any) -> None:
    """Makes what begins with a savepoint begin as a writer: on an engine, or on all (the class); SQLite only."""
    event.listen(engines, "savepoint", _begin_as_writer)


def _begin_as_writer(connection: Connection, _name: str | None) -> None:
    is_sqlite = connection.dialect.driver == "pysqlite"
    if is_sqlite and not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
