"""`outwire read` on odd files, and rows with odd values: what is printed can be printed, and read again."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.commands.reading import read_files
from pipeline.commands.show import Form, json_text, make_table, plain, print_rows
from pipeline.exports import csv_text
from pipeline.settings import Settings
from tests.conftest import Outwire

STORY = (
    "Spotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday 10 March 2025, according to "
    "Downdetector, which had more than 12,000 reports by 10 a.m.\nSpotify said that it had fixed the problem.\n"
)


def saved(folder: Path, name: str, **fields: Any) -> Path:
    """An article file with these fields besides text and title."""
    path = folder / name
    path.write_text(json.dumps({"text": STORY, "title": "Spotify down", **fields}))
    return path


@pytest.mark.parametrize(
    ("name", "fields", "shown"),
    [
        ("a.json", {"id": "desk-7"}, "desk-7"),
        ("a.JSON", {"id": "desk-7"}, "desk-7"),
        ("a.json", {"id": ""}, "a"),
        ("a.json", {"id": 7}, "a"),
        ("a.json", {"id": None}, "a"),
        ("a.b.json", {}, "a.b"),
        ("a.json", {"id": "ü 😱"}, "ü 😱"),
        ("a.json", {"id": "a\ud800b"}, "a?b"),
    ],
)
def test_an_article_is_called_by_its_id_or_else_by_its_file(
    outwire: Outwire, tmp_path: Path, name: str, fields: dict[str, Any], shown: str
) -> None:
    ran = outwire("read", str(saved(tmp_path, name, **fields)), "--jsonl")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["id"] == shown


def test_a_file_whose_name_is_not_utf_8_is_read_too(outwire: Outwire, tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt"))
    path.write_text(STORY)
    found = json.loads(outwire("read", str(path), "--jsonl").out)
    assert (found["id"], found["relevant"], found["platforms"]) == ("caf?", True, ["spotify"])


def test_the_same_article_in_two_files_is_read_twice_and_is_one_incident(outwire: Outwire, tmp_path: Path) -> None:
    files = [str(saved(tmp_path, f"{name}.json", url="https://post.example/a")) for name in ("a", "b")]
    first, second = [json.loads(line) for line in outwire("read", *files, "--jsonl").out.splitlines()]
    assert (first["id"], second["id"]) == ("a", "b")
    assert first["claims"] == second["claims"]
    assert first["incident"] == second["incident"] == "spotify-2025-03-10"


def test_files_come_out_in_the_order_in_which_they_were_named(outwire: Outwire, tmp_path: Path) -> None:
    names = ["c", "a", "b"]
    files = [str(saved(tmp_path, f"{name}.json", url=f"https://post.example/{name}")) for name in names]
    assert [json.loads(line)["id"] for line in outwire("read", *files, "--jsonl").out.splitlines()] == names


def test_what_can_be_read_is_printed_before_what_cannot_be_is_said(outwire: Outwire, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    (tmp_path / "worse.pdf").write_bytes(b"%PDF")
    good = saved(tmp_path, "good.json")
    ran = outwire("read", str(tmp_path / "bad.txt"), str(good), str(tmp_path / "worse.pdf"), "--jsonl")
    assert ran.code == 7
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["good"]
    assert "2 of 3 files could not be read" in ran.err
    assert "bad.txt: not_utf8" in ran.err
    assert "worse.pdf: not_a_page" in ran.err


@pytest.mark.parametrize("name", ["a folder", "gone.txt", "gone", ".", "a\x00b.txt"])
def test_what_is_no_file_is_said_in_words(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / "a folder").mkdir()
    readings, [fault] = read_files([tmp_path / name], settings)
    assert readings == []
    assert "not_a_page" in fault or "file_unreadable" in fault


def test_a_reading_for_people_names_platform_incident_and_reasons(outwire: Outwire, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.json", id="desk [bold]7[/bold]", title="Spotify goes down for thousands")
    out = outwire("read", str(path)).out
    assert "desk [bold]7[/bold] · about an outage · spotify · spotify-2025-03-10" in out
    assert "the title says that a service went down" in out
    assert "12,000" in out


def test_a_story_on_something_else_is_said_to_be_none(outwire: Outwire, tmp_path: Path) -> None:
    (tmp_path / "soup.txt").write_text("Lentil soup\nSoften the onions in oil and add the lentils.")
    assert "soup · not about an outage" in outwire("read", str(tmp_path / "soup.txt")).out


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("40\xa0000", "40 000"),
        ("40\u202f000", "40 000"),
        ("a\tb", "a b"),
        ("a\nb", "a\nb"),
        ("a\r\nb", "a�\nb"),
        ("a\u200bb\u202eb", "a�b�b"),
        ("\x7f\x85\x9b", "���"),
        ("\ud83d", "�"),
        ("é e\u0301 😱 中", "é e\u0301 😱 中"),
        (0, "0"),
        (-1234567, "-1,234,567"),
        (1234.5, "1,234.5"),
        (1e20, "1e+20"),
        (False, "no"),
        ([], ""),
        (["a", None, 3], "a, –, 3"),
        (date(2025, 3, 10), "2025-03-10"),
        (timedelta(hours=8), "8:00:00"),
    ],
)
def test_a_value_is_shown_without_what_a_terminal_would_obey(value: Any, shown: str) -> None:
    assert plain(value).plain == shown


@given(st.text(max_size=40))
def test_nothing_that_is_shown_moves_the_cursor_or_changes_a_colour(text: str) -> None:
    console = Console(width=200, file=io.StringIO(), force_terminal=False)
    console.print(plain(text))
    console.print(make_table([{"a": text}], ["a"]))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(char.isprintable() or char == "\n" for char in printed)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
            "number": st.floats() | st.integers() | st.none(),
            "many": st.lists(st.floats(), max_size=2),
            "at": st.datetimes(timezones=st.just(UTC)),
        }
    ),
    max_size=4,
)


@given(rows)
def test_json_of_any_rows_is_json_by_the_book(drawn: list[dict[str, Any]]) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    read = json.loads(json_text(drawn), parse_constant=refuse)
    assert [row["text"] for row in read] == [row["text"] for row in drawn]
    assert len(read) == len(drawn)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (time(9, 45), '"09:45:00"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Decimal("0.10"), "0.1"),
        (datetime(2025, 3, 10, 9, 45), '"2025-03-10T09:45:00"'),  # noqa: DTZ001 - a TIMESTAMP without a zone
        ({"a": date(2025, 3, 10)}, '{"a": "2025-03-10"}'),
        ("Störung", '"Störung"'),
        (float("nan"), "null"),
    ],
)
def test_json_says_what_it_has_no_type_for_as_text(value: Any, text: str) -> None:
    assert json_text(value) == text


@given(rows)
def test_csv_of_any_rows_has_as_many_lines_and_cells(drawn: list[dict[str, Any]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(drawn, ("text", "number", "at")), newline="")))
    assert [len(line) for line in read] == [3] * (len(drawn) + 1)
    assert not [cell for line in read[1:] for cell in (line[0],) if cell.lstrip()[:1] in ("=", "+", "-", "@") and cell]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ([datetime(2025, 3, 10, 9, 45, tzinfo=UTC), date(2025, 3, 11)], "2025-03-10T09:45:00Z | 2025-03-11"),
        ([True, None, 2.0, "x"], "true |  | 2 | x"),
        (["-5"], "'-5"),
        ([-5], "'-5"),
        ([["a", "b"], ["c"]], "a | b | c"),
        ((), ""),
    ],
)
def test_a_list_in_csv_has_its_parts_as_cells_have_them(value: Any, cell: str) -> None:
    [_, line] = csv.reader(io.StringIO(csv_text([{"list": value, "last": 1}], ("list", "last")), newline=""))
    assert line == [cell, "1"]


@pytest.mark.parametrize("form", list(Form))
def test_rows_are_printed_in_the_order_of_the_columns_asked_for(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"b": 2, "a": 1}], ["a", "b"], form)
    out = capsys.readouterr().out
    if form is Form.json:
        assert json.loads(out) == [{"a": 1, "b": 2}]
    else:
        assert out.index("a") < out.index("b")
        assert out.index("1") < out.index("2")
