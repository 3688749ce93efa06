"""DuckDB: the one writer of the working file, and readers of the published snapshot.

DuckDB lets one process write or several read, never both. So only `writing` opens the working file, under our own
lock, and everybody else opens the last published copy with `open_snapshot`, read-only and locked down. Where
records come from outside they arrive through Arrow, never as part of a statement.
"""

from __future__ import annotations

import re
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.edges.acknowledged import acknowledge, check_is_there, check_nothing_is_lost
from pipeline.edges.allowed_sql import check_reading
from pipeline.edges.arrow import as_rows, as_table
from pipeline.edges.clock import now
from pipeline.edges.duck_faults import saying_what_failed
from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import saying_where_no_room, sync_folder
from pipeline.edges.lock import WriterLock, holding_lock
from pipeline.edges.migrations import is_older, migrate
from pipeline.edges.ownership import owned_folder
from pipeline.edges.published import holding_snapshot
from pipeline.edges.tables import check_not_newer, prepare_tables, version_of
from pipeline.errors import QueryError, SchemaMismatch, UnknownName, WarehouseLocked, WarehouseMissing
from pipeline.settings import Settings

Parameters = Sequence[Any] | Mapping[str, Any]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# For questions of the pipeline itself, which nobody waits for at a screen.
_OWN_QUERY_SECONDS = 3600.0
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}

# DuckDB 2.0 warns that rows which reach Arrow from a cursor are copied once more than from a relation. In 1.5 it is
# the relation whose rows cost more (ten times, where there are parameters), and what we read is small.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


def warehouse_file(home: Path) -> Path:
    """The working file; only its writer may open it."""
    return home / "warehouse" / "outwire.duckdb"


def lock_file(home: Path) -> Path:
    """What writers, and the copy that publishing makes, take turns by."""
    return home / "warehouse" / "outwire.lock"


class Warehouse:
    """
    The working file inside one transaction. Made by `writing`.

    write_number         Counts the transactions that changed something; the one under way has this number.
    last_fencing_number  The number of the lock under which the last transaction was committed. It never goes back, so
                         a writer that was overtaken is known by it.
    has_changed          Whether this transaction has changed anything so far.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.has_changed = False
        last = connection.execute("SELECT max(write_number), max(fencing_number) FROM writes").fetchone()
        written, fenced = last or (None, None)
        self.write_number = (written or 0) + 1
        self.last_fencing_number = fenced or 0

    def rows(self, sql: str, params: Parameters = ()) -> list[dict[str, Any]]:
        """The rows of a query, in order, as mappings from column to Python value; instants are aware and UTC."""
        return as_rows(self._connection.execute(sql, params).to_arrow_table())

    def execute(self, sql: str, params: Parameters = ()) -> int:
        """
        Runs one statement or several and returns how many rows the last one inserted, updated or deleted.

        A statement that defines something (CREATE TABLE … AS) counts as a change, however many rows it makes.
        """
        changed = 0
        for statement in self._connection.extract_statements(sql):
            result = self._connection.execute(statement, _taken(statement, params))
            if statement.type in _READING:
                continue
            changed = _changed_rows(statement, result)
            self.has_changed = self.has_changed or changed != 0
        return max(changed, 0)

    def insert(self, table: str, records: Sequence[Any], **more: Any) -> int:
        """
        Adds records (or mappings) to a table in bulk and returns how many.

        more  Columns that the records lack and that are the same for all: batch_id.

        Columns that a record lacks are NULL, fields that the table lacks are left out.
        """
        if not records:
            return 0
        with self.incoming(table, records, **more):
            return self.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")  # noqa: S608

    @contextmanager
    def incoming(self, table: str, records: Sequence[Any], **more: Any) -> Iterator[None]:
        """Shows the records, as they would be rows of `table`, under the name `incoming` to the block's statements."""
        schema = self._schema(table)
        self._connection.register("incoming", as_table(records, schema, more))
        try:
            yield
        finally:
            self._connection.unregister("incoming")

    def _schema(self, table: str) -> pa.Schema:
        if not _NAME.fullmatch(table):
            raise ValueError(f"{table!r} is no table's name")
        return self._connection.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema  # noqa: S608


class Snapshot:
    """A published copy, open for reading. Made by `open_snapshot`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, query_seconds: float) -> None:
        self._connection = connection
        self._query_seconds = query_seconds
        self.path = path

    def table(self, sql: str, params: Parameters = ()) -> pa.Table:
        """
        The result of one query as an Arrow table.

        Raises QueryError with DuckDB's own words where it does not run, would write, or takes longer than
        `query_seconds`.
        """
        try:
            check_reading(sql)
            with self._interrupting():
                return self._connection.execute(sql, params).to_arrow_table()
        except duckdb.InterruptException as error:
            raise QueryError(
                f"The query took longer than {self._query_seconds:g} s and was stopped. Ask for less, or raise "
                "OUTWIRE_QUERY_SECONDS."
            ) from error
        except (duckdb.Error, duckdb.Warning) as error:
            is_unknown = isinstance(error, duckdb.BinderException | duckdb.CatalogException)
            raise (UnknownName if is_unknown else QueryError)(f"The query does not run. {error}") from error

    def rows(self, sql: str, params: Parameters = ()) -> list[dict[str, Any]]:
        """
        The result of one query as mappings from column to Python value.

        Raises QueryError as `table` does, and for a value that Python has no place for.
        """
        table = self.table(sql, params)
        try:
            return as_rows(table)
        except (OverflowError, ValueError) as error:
            raise QueryError(f"A value of the result cannot be shown: {error}. Cast its column to VARCHAR.") from error

    @contextmanager
    def _interrupting(self) -> Iterator[None]:
        timer = threading.Timer(self._query_seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@contextmanager
def writing(settings: Settings) -> Iterator[Warehouse]:
    """
    The working file under the writer's lock, in one transaction: it commits when the block ends well, and
    otherwise leaves everything as it was. Makes the file and its tables where they are missing.

    Raises WarehouseLocked where another writer does not finish in time, WarehouseFull where there is no room.
    """
    path = warehouse_file(settings.home)
    with holding_lock(lock_file(settings.home), timeout_seconds=settings.lock_timeout_seconds) as lock:
        fail_point("warehouse.locked")
        with saying_what_failed(path), _up_to_date(path, settings.home) as connection:
            fail_point("warehouse.opened")
            prepare_tables(connection)
            connection.begin()
            fail_point("warehouse.begun")
            warehouse = Warehouse(connection)
            check_nothing_is_lost(connection, path)
            lock.outrank(warehouse.last_fencing_number)
            try:
                yield warehouse
                _finish(connection, warehouse, lock)
            except BaseException:
                with suppress(duckdb.Error):  # the block's own error is the one to tell of
                    connection.rollback()
                raise
        fail_point("warehouse.closed")
        sync_folder(path.parent)
        if warehouse.has_changed:
            acknowledge(path, warehouse.write_number)


@contextmanager
def open_snapshot(settings: Settings) -> Iterator[Snapshot]:
    """
    The last published snapshot, read-only: no other file, no network, no change of configuration. It stays until the
    block ends, however many are published meanwhile.

    Raises WarehouseMissing, with what to do, where nothing was published yet or it cannot be read.
    """
    with owned_folder(Path(tempfile.gettempdir()), "outwire-query-") as spill, holding_snapshot(settings.home) as path:
        connection = _read_only(path, memory=settings.query_memory, spill=spill)
        try:
            yield Snapshot(connection, path, settings.query_seconds)
        finally:
            connection.close()


@contextmanager
def reading_file(path: Path, *, memory: str = "1GB") -> Iterator[Snapshot]:
    """A DuckDB file of ours that is not CURRENT, read-only; raises WarehouseMissing where it is not one."""
    with owned_folder(Path(tempfile.gettempdir()), "outwire-query-") as spill:
        connection = _read_only(path, memory=memory, spill=spill)
        try:
            yield Snapshot(connection, path, _OWN_QUERY_SECONDS)
        finally:
            connection.close()


def checkpoint(settings: Settings) -> None:
    """Writes what the log holds into the working file, so that the file alone is the warehouse. Needs the lock."""
    with checkpointed(settings):
        pass


@contextmanager
def checkpointed(settings: Settings) -> Iterator[Snapshot]:
    """The working file after `checkpoint`, before its writer closes it: what was to be written, to compare with."""
    path = warehouse_file(settings.home)
    with saying_what_failed(path), _up_to_date(path, settings.home) as connection:
        if version_of(connection) is not None:
            check_nothing_is_lost(connection, path)
        connection.execute("CHECKPOINT")
        yield Snapshot(connection, path, _OWN_QUERY_SECONDS)


@contextmanager
def _up_to_date(path: Path, home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The open working file; one of an older version is migrated first. Needs the lock."""
    with _connected(path, home) as connection:
        if not is_older(connection, path):
            yield connection
            return
    with owned_folder(home / "tmp", "outwire-write-") as spill:
        migrate(path, spill)
    with _connected(path, home) as connection:
        yield connection


@contextmanager
def _connected(path: Path, home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    check_is_there(path)
    spill = home / "tmp"
    with saying_where_no_room(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        spill.mkdir(parents=True, exist_ok=True)
    with owned_folder(spill, "outwire-write-") as own:
        connection = duckdb.connect(str(path), config={"temp_directory": str(own), **_QUIET})
        try:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        finally:
            connection.close()


# No extension is ever fetched: what is not in the wheel is not used.
_QUIET = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def _read_only(path: Path, *, memory: str, spill: Path) -> duckdb.DuckDBPyConnection:
    """
    A nameless in-memory database with the file attached. Opening the file itself would share one instance, its
    configuration and its spill files among all threads of a process.
    """
    own: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(spill), "python_enable_replacements": "false"}
    connection = duckdb.connect(":memory:", config={**own, **_QUIET})
    try:
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS outwire (READ_ONLY)")
        connection.execute("USE outwire")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        check_not_newer(version_of(connection), path)
    except SchemaMismatch:
        connection.close()
        raise
    except duckdb.Error as error:
        connection.close()
        raise WarehouseMissing(
            f"{path} cannot be read: {error}. Run `outwire publish-snapshot` to publish the warehouse again."
        ) from error
    return connection


def _finish(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, lock: WriterLock) -> None:
    """Commits under the writer's number, unless the lock was lost meanwhile or there is nothing to commit."""
    lock.check()
    if not warehouse.has_changed:
        connection.rollback()
        return
    written = connection.execute(
        "INSERT INTO writes BY NAME "
        "SELECT $number AS write_number, $at AS written_at, arg_max(schema_sha256, write_number) AS schema_sha256, "
        "$fence AS fencing_number FROM writes HAVING coalesce(max(fencing_number), 0) < $fence",
        {"number": warehouse.write_number, "at": now(), "fence": lock.number},
    ).fetchone()
    if written != (1,):
        raise WarehouseLocked(
            f"Another process has written since this one took the writer's lock with the number {lock.number}, so "
            "nothing was committed. Run the same command again."
        )
    fail_point("warehouse.uncommitted")
    connection.commit()
    fail_point("warehouse.committed")


def _changed_rows(statement: duckdb.Statement, result: duckdb.DuckDBPyConnection) -> int:
    """Rows that a statement changed; -1 for one that defines something."""
    if duckdb.ExpectedResultType.CHANGED_ROWS in statement.expected_result_type and statement.type.name in _CHANGING:
        row = result.fetchone()
        return int(row[0]) if row else 0
    return -1


_CHANGING = {"INSERT", "UPDATE", "DELETE", "MERGE_INTO"}


def _taken(statement: duckdb.Statement, params: Parameters) -> Parameters:
    """Those of the named parameters that the statement has; DuckDB refuses others."""
    if isinstance(params, Mapping):
        return {name: value for name, value in params.items() if name in statement.named_parameters}
    return params
