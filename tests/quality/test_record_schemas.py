"""The JSON Schemas of the records: fresh, valid, and true of what the batch files hold."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.record_schemas import main, schema_of, stale_schemas, write_schemas
from pipeline.records import RECORDS, Claim, Incident, Tally, to_json
from pipeline.reference import project_path
from tests.warehouse.drawing import SOURCE, Story, held, poll

STORY = Story("a")
DRAWN: list[Any] = [
    STORY.entry,
    STORY.page,
    STORY.article,
    STORY.date,
    STORY.reading,
    *STORY.claims,
    SOURCE,
    poll(),
    held("claims", "c"),
    Tally(stage="poll_feeds", seen=1, passed=1, dropped=0),
    Incident(incident_id="x-2025-03-10", platform="x", started_on=date(2025, 3, 10), ordinal=1, name="X"),
]


def faults(record: type, fields: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft202012Validator(schema_of(record)).iter_errors(fields)]


def test_the_schemas_in_the_folder_are_fresh() -> None:
    assert stale_schemas(project_path("schemas") / "records") == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_schema_is_valid_and_carries_the_records_own_words(record: type) -> None:
    schema = schema_of(record)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == record.__name__
    assert schema["description"].splitlines()[0].endswith((".", "?", ";", ","))


@pytest.mark.parametrize("record", DRAWN, ids=lambda record: type(record).__name__)
def test_what_a_batch_file_holds_meets_its_schema(record: Any) -> None:
    assert faults(type(record), to_json(record)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"metric": "weather"}, "'weather' is not one of"),
        ({"char_start": "five"}, "'five' is not of type 'integer'"),
        ({"happened_at": 20250310}, "20250310 is not valid under any of the given schemas"),
        ({"surprise": 1}, "Additional properties are not allowed"),
        ({"value": None}, None),
        ({"value_high": 41000.5}, None),
    ],
)
def test_a_schema_refuses_what_a_record_refuses(change: dict[str, Any], fault: str | None) -> None:
    found = faults(Claim, {**to_json(STORY.claims[0]), **change})
    assert (fault is None and found == []) or (fault is not None and found[0].startswith(fault))


def test_a_field_that_is_missing_is_named() -> None:
    fields = to_json(STORY.claims[0])
    del fields["quote"]
    assert faults(Claim, fields) == ["'quote' is a required property"]


def test_writing_makes_the_files_fresh_and_removes_those_of_no_record(tmp_path: Path) -> None:
    assert len(write_schemas(tmp_path)) == len(RECORDS)
    assert stale_schemas(tmp_path) == []
    (tmp_path / "Claim.schema.json").write_text("{}")
    (tmp_path / "Tally.schema.json").unlink()
    (tmp_path / "Ghost.schema.json").write_text("{}")
    names = ["Claim.schema.json", "Ghost.schema.json", "Tally.schema.json"]
    assert [path.name for path in stale_schemas(tmp_path)] == names
    assert [path.name for path in write_schemas(tmp_path)] == names
    assert stale_schemas(tmp_path) == []
    assert not (tmp_path / "Ghost.schema.json").exists()


def test_a_schema_is_json_for_people(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    text = (tmp_path / "Tally.schema.json").read_text()
    assert text.endswith("}\n")
    assert list(json.loads(text)["properties"]) == ["stage", "seen", "passed", "dropped"]


def test_the_check_says_which_schemas_are_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    monkeypatch.setattr("pipeline.record_schemas.project_path", lambda _: tmp_path)
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_the_command_of_make_check_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.record_schemas", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
