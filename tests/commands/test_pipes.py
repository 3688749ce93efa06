"""The command line as a part of something larger: pipes that close, verbose logs, and messages without escapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Demo, Outwire, run_outwire

OUTWIRE = str(Path(sys.executable).with_name("outwire"))


@pytest.mark.parametrize(
    "words",
    [
        ("sql", "SELECT range AS n, 'a long row of text to fill the pipe' AS text FROM range(20000)", "--csv"),
        ("sql", "SELECT range AS n, 'a long row of text to fill the pipe' AS text FROM range(20000)", "--json"),
        ("compare", "x-2025-03-10"),
    ],
    ids=["csv", "json", "comparison"],
)
def test_a_reader_that_has_enough_is_no_fault_to_be_shown(demo: Demo, words: tuple[str, ...]) -> None:
    ran = subprocess.Popen(
        [OUTWIRE, *words],
        env={**os.environ, "OUTWIRE_HOME": str(demo.settings.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert ran.stdout is not None
    assert ran.stderr is not None
    ran.stdout.close()
    said = ran.stderr.read().decode()
    ran.stderr.close()
    assert ran.wait(timeout=60) == 1
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_the_first_line_of_a_long_answer_is_the_header(demo: Demo) -> None:
    query = "SELECT range AS n FROM range(100000)"
    ran = subprocess.run(
        f"{OUTWIRE} sql '{query}' --csv | head -2",
        shell=True,
        env={**os.environ, "OUTWIRE_HOME": str(demo.settings.home)},
        capture_output=True,
        text=True,
    )
    assert (ran.stdout, ran.stderr) == ("n\n0\n", "")


@pytest.mark.parametrize(("words", "level"), [((), "info"), (("-v",), "debug"), (("--verbose",), "debug")])
def test_every_step_is_logged_where_that_is_asked_for(tmp_path: Path, words: tuple[str, ...], level: str) -> None:
    (tmp_path / "soup.txt").write_text("Lentil soup\nSoften the onions.")
    ran = run_outwire(*words, "read", str(tmp_path / "soup.txt"), "--jsonl", home=tmp_path / "store")
    assert ran.code == 0
    levels = {json.loads(line)["level"] for line in ran.err.splitlines()}
    assert ("debug" in levels) is (level == "debug")
    assert "info" in levels
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["soup"]


def test_a_message_with_a_strangers_escapes_shows_them_and_does_not_send_them(outwire: Outwire, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]0;owned\x07\x1b[31m.txt"
    path.write_bytes(b"")
    ran = outwire("read", str(path))
    assert ran.code == 7
    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err
    assert "empty_body" in ran.err


def test_a_word_that_is_no_command_is_said_and_nothing_is_made(outwire: Outwire, tmp_path: Path) -> None:
    ran = outwire("wacth")
    assert (ran.code, "wacth" in ran.err) == (2, True)
    assert not (tmp_path / "store").exists()


def test_no_word_at_all_shows_the_help(outwire: Outwire) -> None:
    ran = outwire()
    assert "outwire demo" in ran.out + ran.err


@pytest.mark.parametrize("words", [("incidents",), ("sql", "SELECT 1"), ("sources", "list"), ("doctor",), ("--help",)])
def test_an_answer_is_alone_on_standard_output(demo: Demo, words: tuple[str, ...]) -> None:
    ran = run_outwire(*words, home=demo.settings.home)
    assert ran.code == 0
    assert ran.out.strip()
    assert ran.err == ""


def test_output_in_another_encoding_than_utf_8_is_not_a_traceback(demo: Demo) -> None:
    ran = run_outwire("sql", "SELECT 'Störung 😱' AS word", home=demo.settings.home, PYTHONIOENCODING="ascii:replace")
    assert ran.code == 0
    assert "St?rung" in ran.out
