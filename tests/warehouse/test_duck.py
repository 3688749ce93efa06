"""The one writer and the readers of published copies: what each may do, and what they are told when it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.edges.duck import Snapshot, open_snapshot, reading_file, warehouse_file, writing
from pipeline.errors import QueryError, WarehouseFull, WarehouseLocked, WarehouseMissing
from pipeline.records import Tally
from pipeline.settings import Settings

TALLY = Tally(stage="poll_feeds", seen=3, passed=2, dropped=1)


def publish_by_hand(settings: Settings) -> None:
    folder = settings.home / "published"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(warehouse_file(settings.home), folder / "outwire-1.duckdb")
    (folder / "CURRENT").write_text("outwire-1.duckdb\n")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published store with one tally."""
    settings = Settings(home=tmp_path_factory.mktemp("published") / "store")
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY], batch_id="one")
    publish_by_hand(settings)
    return settings.home


@pytest.fixture
def snapshot(settings: Settings, published: Path) -> Iterator[Snapshot]:
    """The snapshot of a copy of that store."""
    shutil.copytree(published, settings.home)
    with open_snapshot(settings) as opened:
        yield opened


def test_what_a_block_wrote_is_there_for_the_next(settings: Settings) -> None:
    with writing(settings) as warehouse:
        assert warehouse.insert("tallies", [TALLY], batch_id="one") == 1
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT batch_id, stage, seen FROM tallies") == [
            {"batch_id": "one", "stage": "poll_feeds", "seen": 3}
        ]


def test_a_block_that_fails_leaves_nothing(settings: Settings) -> None:
    def fail_half_way() -> None:
        with writing(settings) as warehouse:
            warehouse.insert("tallies", [TALLY], batch_id="one")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT * FROM tallies") == []


def test_statements_that_fail_leave_nothing(settings: Settings) -> None:
    def fail_half_way() -> None:
        with writing(settings) as warehouse:
            warehouse.insert("tallies", [TALLY], batch_id="one")
            warehouse.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(duckdb.CatalogException):
        fail_half_way()
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT * FROM tallies") == []


def test_every_transaction_that_changed_something_has_the_next_number(settings: Settings) -> None:
    with writing(settings) as warehouse:
        first = warehouse.write_number
        warehouse.insert("tallies", [TALLY], batch_id="one")
    with writing(settings) as warehouse:
        assert warehouse.write_number == first + 1
        warehouse.rows("SELECT * FROM tallies")
        warehouse.execute("DELETE FROM tallies WHERE batch_id = 'two'")
        assert not warehouse.has_changed
    with writing(settings) as warehouse:
        assert warehouse.write_number == first + 1


@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("UPDATE tallies SET seen = 4", 1),
        ("DELETE FROM tallies", 1),
        ("DELETE FROM tallies WHERE seen > 100", 0),
        ("INSERT INTO tallies SELECT * FROM tallies WHERE seen > 100", 0),
        ("SELECT count(*) FROM tallies", 0),
    ],
)
def test_execute_counts_the_rows_that_changed(settings: Settings, statement: str, changed: int) -> None:
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY], batch_id="one")
        warehouse.has_changed = False
        assert warehouse.execute(statement) == changed
        assert warehouse.has_changed == bool(changed)


def test_defining_a_table_is_a_change_even_without_rows(settings: Settings) -> None:
    with writing(settings) as warehouse:
        warehouse.execute("CREATE OR REPLACE TABLE empty_mart AS SELECT 1 AS one WHERE false")
        assert warehouse.has_changed


def test_named_parameters_go_to_the_statements_that_have_them(settings: Settings) -> None:
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY], batch_id="one")
        statements = "DELETE FROM tallies WHERE batch_id = $old; INSERT INTO tallies (batch_id) VALUES ($new)"
        warehouse.execute(statements, {"old": "one", "new": "two"})
        assert warehouse.rows("SELECT batch_id FROM tallies") == [{"batch_id": "two"}]


def test_rows_keep_their_types_through_arrow(settings: Settings) -> None:
    at = datetime(2025, 3, 10, 9, 45, 0, 123456, tzinfo=UTC)
    row = {
        "article_id": "a",
        "authors": ("Ann", "Öl"),
        "published_at": at,
        "dated_on": date(2025, 3, 10),
        "is_relevant": True,
    }
    with writing(settings) as warehouse:
        warehouse.insert("articles", [row, {"article_id": "b"}])
        first, second = warehouse.rows(
            "SELECT article_id, authors, published_at, dated_on, is_relevant FROM articles ORDER BY article_id"
        )
    assert first == {**row, "authors": ["Ann", "Öl"]}
    assert second == {"article_id": "b", "authors": None, "published_at": None, "dated_on": None, "is_relevant": None}


def test_instants_before_1970_come_back_as_they_went(settings: Settings) -> None:
    at = datetime(1901, 12, 13, 20, 45, 52, tzinfo=UTC)
    with writing(settings) as warehouse:
        warehouse.insert("articles", [{"article_id": "a", "published_at": at}])
        assert warehouse.rows("SELECT published_at FROM articles") == [{"published_at": at}]


def test_sums_of_whole_numbers_are_whole_numbers(settings: Settings) -> None:
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY, TALLY], batch_id="one")
        [row] = warehouse.rows("SELECT sum(seen) AS total, avg(seen) AS mean FROM tallies")
        assert row == {"total": 6, "mean": 3.0}
        assert type(row["total"]) is int


@pytest.mark.parametrize("table", ["tallies; DROP TABLE tallies", "Tallies", '"tallies"', "../tallies", ""])
def test_only_a_plain_name_is_a_table_to_insert_into(settings: Settings, table: str) -> None:
    with writing(settings) as warehouse, pytest.raises(ValueError, match="no table's name"):
        warehouse.insert(table, [TALLY], batch_id="one")


def test_text_that_looks_like_sql_is_text(settings: Settings) -> None:
    hostile = "'); DROP TABLE tallies; --"
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY], batch_id=hostile)
        assert warehouse.rows("SELECT batch_id FROM tallies WHERE batch_id = ?", [hostile]) == [{"batch_id": hostile}]


def test_a_reader_sees_what_was_published(snapshot: Snapshot) -> None:
    assert snapshot.rows("SELECT stage, seen FROM tallies") == [{"stage": "poll_feeds", "seen": 3}]
    assert snapshot.table("SELECT seen FROM tallies").column("seen").to_pylist() == [3]
    assert snapshot.rows("SELECT stage FROM tallies WHERE seen = ?", [4]) == []


@pytest.mark.parametrize("value", ["TIMESTAMP 'infinity'", "TIMESTAMPTZ '20000-01-01 00:00:00+00'"])
def test_an_instant_beyond_the_calendar_is_told_with_a_way_on(snapshot: Snapshot, value: str) -> None:
    with pytest.raises(QueryError, match=r"cannot be shown.*Cast its column to VARCHAR"):
        snapshot.rows(f"SELECT {value} AS moment")
    assert snapshot.rows(f"SELECT CAST({value} AS VARCHAR) AS moment")[0]["moment"]


def test_a_result_without_rows_still_has_its_columns(snapshot: Snapshot) -> None:
    assert snapshot.table("SELECT stage, seen FROM tallies WHERE false").column_names == ["stage", "seen"]


def test_describe_teaches(snapshot: Snapshot) -> None:
    assert {row["column_name"] for row in snapshot.rows("DESCRIBE tallies")} >= {"stage", "seen"}
    [row] = snapshot.rows("SELECT comment FROM duckdb_columns() WHERE table_name = 'tallies' AND column_name = 'seen'")
    assert row["comment"] == "Things that the stage was given"


@pytest.mark.parametrize("lead", ["SELECT 1", "WITH one AS (SELECT 1) FROM one", "FROM tallies", "VALUES (1)"])
def test_a_query_may_begin_in_any_way_that_reads(snapshot: Snapshot, lead: str) -> None:
    assert len(snapshot.rows(lead)) == 1


WRITES = [
    "INSERT INTO tallies (batch_id) VALUES ('two')",
    "UPDATE tallies SET seen = 0",
    "DELETE FROM tallies",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "DROP TABLE tallies",
    "ALTER TABLE tallies ADD COLUMN extra INTEGER",
    "COPY tallies TO 'stolen.csv'",
    "ATTACH 'other.duckdb'",
    "DETACH outwire",
    "USE memory",
    "SET memory_limit = '99GB'",
    "RESET lock_configuration",
    "LOAD httpfs",
    "INSTALL httpfs",
    "CHECKPOINT",
    "PRAGMA enable_profiling",
    "EXPORT DATABASE 'stolen'",
    "EXPLAIN ANALYZE INSERT INTO tallies (batch_id) VALUES ('two')",
    "EXPLAIN ANALYZE CREATE TABLE memory.mine AS SELECT 1",
    "explain (ANALYZE, FORMAT json) DELETE FROM tallies",
]


@pytest.mark.parametrize("statement", WRITES)
def test_whatever_does_not_read_is_refused_with_a_way_on(snapshot: Snapshot, statement: str) -> None:
    with pytest.raises(QueryError, match=r"can only be read.*Begin with SELECT"):
        snapshot.rows(statement)
    assert snapshot.rows("SELECT count(*) AS n FROM tallies") == [{"n": 1}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    ],
)
def test_a_query_reaches_no_file_no_network_and_no_other_database(snapshot: Snapshot, query: str) -> None:
    with pytest.raises(QueryError, match="The query does not run"):
        snapshot.rows(query)


def test_a_syntax_error_is_told_in_the_databases_own_words(snapshot: Snapshot) -> None:
    with pytest.raises(QueryError, match='syntax error at or near "SELEC"'):
        snapshot.rows("SELEC 1")


def test_an_unknown_table_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(QueryError, match="Table with name tallys does not exist"):
        snapshot.rows("SELECT * FROM tallys")


@pytest.mark.parametrize("query", ["", "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE tallies"])
def test_one_query_at_a_time(snapshot: Snapshot, query: str) -> None:
    with pytest.raises(QueryError, match="One query at a time"):
        snapshot.rows(query)


def test_a_query_that_takes_too_long_is_stopped(settings: Settings, snapshot: Snapshot) -> None:
    hasty = settings.model_copy(update={"query_seconds": 0.2})
    with open_snapshot(hasty) as opened:
        with pytest.raises(QueryError, match=r"longer than 0.2 s.*OUTWIRE_QUERY_SECONDS"):
            opened.rows("SELECT count(*) FROM range(10000000) a, range(1000000) b WHERE a.range % 7 = b.range % 11")
        assert opened.rows("SELECT 1 AS one") == [{"one": 1}]


def test_two_readers_in_one_process_do_not_share_limits(settings: Settings, snapshot: Snapshot) -> None:
    small = settings.model_copy(update={"query_memory": "64MB"})
    limit = "SELECT current_setting('memory_limit') AS memory"
    with open_snapshot(small) as opened:
        assert opened.rows(limit) != snapshot.rows(limit)


def test_a_sort_larger_than_memory_spills_to_a_folder_that_goes_with_the_reader(
    settings: Settings, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    with open_snapshot(settings.model_copy(update={"query_memory": "60MB"})) as opened:
        sql = "SELECT count(*) AS n FROM (SELECT row_number() OVER (ORDER BY hash(range)) FROM range(4000000))"
        assert opened.rows(sql) == [{"n": 4000000}]
        assert len(list(spill.iterdir())) == 1
    assert list(spill.iterdir()) == []


def test_instants_are_utc_whatever_zone_the_reader_sits_in(settings: Settings) -> None:
    at = datetime(2025, 3, 10, 23, 30, tzinfo=UTC)
    with writing(settings) as warehouse:
        warehouse.insert("articles", [{"article_id": "a", "published_at": at}])
    publish_by_hand(settings)
    code = (
        "import sys; from pathlib import Path; from pipeline.edges.duck import open_snapshot\n"
        "from pipeline.settings import Settings\n"
        "with open_snapshot(Settings(home=Path(sys.argv[1]))) as s:\n"
        "    print(s.rows('SELECT published_at, CAST(published_at AS DATE) AS day FROM articles'))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, str(settings.home)],
        env={**os.environ, "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "2025, 3, 10, 23, 30, tzinfo=datetime.timezone.utc" in shown.stdout
    assert "datetime.date(2025, 3, 10)" in shown.stdout


def test_without_a_publication_a_reader_is_told_what_to_do(settings: Settings) -> None:
    with pytest.raises(WarehouseMissing, match=r"Nothing is published below .* yet. Run `outwire demo`"):
        open_snapshot(settings).__enter__()


@pytest.mark.parametrize("name", ["", "outwire-2.duckdb", "../secret.duckdb", "/etc/passwd", "outwire-x.duckdb"])
def test_a_pointer_that_names_no_snapshot_is_no_publication(settings: Settings, name: str) -> None:
    folder = settings.home / "published"
    folder.mkdir(parents=True)
    (settings.home / "secret.duckdb").write_bytes(b"")
    (folder / "CURRENT").write_text(name)
    with pytest.raises(WarehouseMissing, match="Nothing is published"):
        open_snapshot(settings).__enter__()


def test_a_published_file_that_is_no_database_is_said_to_be_missing(settings: Settings) -> None:
    folder = settings.home / "published"
    folder.mkdir(parents=True)
    (folder / "outwire-1.duckdb").write_bytes(b"no database" * 1000)
    (folder / "CURRENT").write_text("outwire-1.duckdb\n")
    with pytest.raises(WarehouseMissing, match=r"cannot be read.*outwire publish-snapshot"):
        open_snapshot(settings).__enter__()


def test_a_working_file_that_is_no_database_is_left_alone(settings: Settings) -> None:
    path = warehouse_file(settings.home)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseMissing, match=r"is damaged.*outwire rebuild"):
        writing(settings).__enter__()
    assert path.read_bytes() == b"no database" * 1000


def test_a_working_file_that_another_program_has_open_is_locked(settings: Settings) -> None:
    with writing(settings):
        pass
    path = warehouse_file(settings.home)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    with pytest.raises(WarehouseLocked, match=r"Another program has .* open"):
        writing(settings).__enter__()
    other.communicate("")
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT * FROM tallies") == []


def test_a_folder_that_may_not_be_written_is_no_room() -> None:
    with pytest.raises(WarehouseFull, match=r"Cannot write below /sys/outwire.*OUTWIRE_HOME"):
        writing(Settings(home=Path("/sys/outwire"))).__enter__()


def test_the_writers_spill_folder_goes_with_it(settings: Settings) -> None:
    with writing(settings):
        assert len(list((settings.home / "tmp").iterdir())) == 1
    assert list((settings.home / "tmp").iterdir()) == []


def test_any_file_of_ours_can_be_read_by_its_path(settings: Settings) -> None:
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [TALLY], batch_id="one")
    with reading_file(warehouse_file(settings.home)) as file:
        assert file.rows("SELECT seen FROM tallies") == [{"seen": 3}]
