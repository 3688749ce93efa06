"""Five hundred strings that want to be code, as titles, filters and arguments: nothing changes, nothing is raised."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from pipeline import check_quality, load_warehouse
from pipeline.commands.incident_list import list_incidents, wanted_incidents
from pipeline.edges.duck import open_snapshot, warehouse_file, writing
from pipeline.errors import OutwireError
from pipeline.flow import compare_and_publish
from pipeline.replay_quarantine import HeldFilter, find_held
from pipeline.settings import Settings
from tests.conftest import Outwire
from tests.warehouse.drawing import Story, draw_batch

_ENDINGS = ["'", '"', "')", '")', "'))", "\\'", "'/*", "`", "$$", ";", "\u2019", "\x00'", "]", "E'\\x27'", "\u02bc"]
_PAYLOADS = [
    "; DROP TABLE claims; --",
    "; DELETE FROM quarantine; --",
    "; COPY claims TO 'stolen.csv'; --",
    "; ATTACH 'other.duckdb'; --",
    "; INSTALL httpfs; LOAD httpfs; --",
    "; SET lock_configuration = false; --",
    "; UPDATE articles SET text = ''; --",
    "; CALL checkpoint(); --",
    " OR 1 = 1 --",
    " OR '1' = '1",
    " UNION SELECT content FROM read_text('/etc/passwd') --",
    " UNION ALL SELECT * FROM glob('/*') --",
    " AND (SELECT count(*) FROM range(100000000000)) > 0 --",
    " || (SELECT * FROM read_csv('/etc/passwd')) || ",
    "; PRAGMA enable_profiling; --",
    "; SELECT * FROM enable_logging('QueryLog'); --",
    " LIMIT 0 --",
    "; EXPORT DATABASE 'stolen'; --",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "$id $since $1 ? :name %s %(x)s {0} {ledger}",
    "; VACUUM; CHECKPOINT; --",
    "; DETACH outwire; --",
    "; USE memory; --",
    "; CREATE TABLE mine AS SELECT 1; --",
    "\n.shell touch pwned\n",
    "; ALTER TABLE claims ADD COLUMN x INTEGER; --",
    "; PREPARE p AS SELECT 1; EXECUTE p; --",
    " ESCAPE '' LIKE '%",
    "; IMPORT DATABASE 'x'; --",
    "../../../etc/passwd",
    "; SELECT nextval('s'); --",
    "=cmd|' /C calc'!A0",
    "; FROM query('DROP TABLE claims'); --",
    "\r\nDROP TABLE claims;\r\n",
]
STRINGS = [f"x{ending}{payload}" for ending, payload in itertools.product(_ENDINGS, _PAYLOADS)]
# What HTTP, HTML and JSON let through into a title: all but control characters and the zero byte.
TITLES = [text.replace("\x00", "").replace("\r", " ").replace("\n", " ") for text in STRINGS]


def digest(settings: Settings) -> dict[str, object]:
    """All tables of the published file, with a hash of all that is in each."""
    with open_snapshot(settings) as snapshot:
        names = [
            row["table_name"] for row in snapshot.rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal")
        ]
        return {
            name: snapshot.rows(f'SELECT count(*) AS many, bit_xor(hash(rows)) AS hash FROM "{name}" AS rows')
            for name in names
        }


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store in which each string is the title of an article and the author of its claim's words."""
    settings = Settings(home=tmp_path_factory.mktemp("stranger") / "store", workers=1)
    stories = [Story(f"story-{number}", title=title, text=f"{number}: 40,000 reports of X. {title}", figures=())
               for number, title in enumerate(TITLES)]  # fmt: skip
    draw_batch(settings, "one", *stories)
    check_quality.run("one", settings)
    load_warehouse.run("one", settings)
    compare_and_publish(settings)
    return settings


def test_there_are_five_hundred_of_them() -> None:
    assert len(set(STRINGS)) >= 500


def test_as_titles_and_texts_they_arrive_to_the_letter(stranger: Settings) -> None:
    with open_snapshot(stranger) as snapshot:
        titles = {row["title"] for row in snapshot.rows("SELECT title FROM articles")}
        tables = {row["table_name"] for row in snapshot.rows("SELECT table_name FROM duckdb_tables()")}
    assert titles == set(TITLES)
    assert {"claims", "quarantine", "articles"} <= tables
    assert "mine" not in tables


def test_as_filters_they_find_nothing_change_nothing_and_raise_nothing(drawn: Settings) -> None:
    before, file = digest(drawn), warehouse_file(drawn.home).read_bytes()
    with open_snapshot(drawn) as snapshot:
        for text in STRINGS:
            assert find_held(snapshot, HeldFilter(reason=text)) == []
            assert find_held(snapshot, HeldFilter(source=text, rule=text, table=text, batch=text)) == []
            assert list_incidents(snapshot, wanted_incidents(platform=text)).num_rows == 0
            assert snapshot.rows("SELECT 1 FROM articles WHERE title = ? OR contains(text, ?)", [text, text]) == []
    assert digest(drawn) == before
    assert warehouse_file(drawn.home).read_bytes() == file


def test_as_queries_they_run_or_are_refused_and_change_nothing(drawn: Settings, tmp_path: Path) -> None:
    before = digest(drawn)
    hasty = drawn.model_copy(update={"query_seconds": 5.0})
    refused = 0
    with open_snapshot(hasty) as snapshot:
        for text in STRINGS:
            for sql in (text.removeprefix("x"), f"SELECT title FROM articles WHERE title = '{text}"):
                try:
                    snapshot.table(sql)
                except OutwireError:
                    refused += 1
    assert refused > 500
    assert digest(drawn) == before


def test_as_rows_to_load_they_are_text(settings: Settings) -> None:
    with writing(settings) as warehouse:
        rows = [{"batch_id": text, "stage": text, "seen": 1, "passed": 1, "dropped": 0} for text in STRINGS]
        assert warehouse.insert("tallies", rows) == len(STRINGS)
        found = warehouse.rows("SELECT batch_id FROM tallies WHERE batch_id = stage")
    assert {row["batch_id"] for row in found} == set(STRINGS)


@pytest.mark.parametrize("text", [STRINGS[0], STRINGS[-1]])
def test_as_arguments_of_commands_they_are_answered_in_a_sentence(
    drawn: Settings, text: str, outwire: Outwire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", str(drawn.home))
    told = outwire("quarantine", "list", "--reason", text, "--source", text, "--rule", text)
    assert (told.code, told.out.strip()) == (0, "Nothing of that kind is in quarantine.")
    shown = outwire("quarantine", "show", text)
    assert (shown.code, "Traceback" in shown.err) == (2, False)
    listed = outwire("incidents", "--platform", text, "--json")
    assert json.loads(listed.out) == []
    assert "Traceback" not in listed.err
