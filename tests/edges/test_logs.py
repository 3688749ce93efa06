"""What the operator sees: one parseable line an event, and no secret in it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest
import structlog

from pipeline.edges.logs import configure_logs, get_log, join_logs, progress


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_secret_in_an_address_never_reaches_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_log().info("page_fetched", page_url="https://user:CANARY@post.example/a?token=CANARY#CANARY")
    [line] = lines(capsys)
    assert line["page_url"] == "https://post.example/a"
    assert "CANARY" not in json.dumps(line)


class Answer:
    def __repr__(self) -> str:
        return "<Answer of https://post.example/a?token=CANARY>"


def test_a_secret_in_an_address_in_any_text_list_or_object_never_reaches_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs()
    url = "https://user:CANARY@post.example/a?token=CANARY#CANARY"
    get_log().info("round_failed", detail=f"at {url}, twice", tried=[url, {"again": url}], answer=Answer(), count=2)
    try:
        raise ValueError(f"cannot read {url}")
    except ValueError:
        get_log().exception("document_failed")
    first, second = lines(capsys)
    assert "CANARY" not in json.dumps([first, second])
    assert first["detail"] == "at https://post.example/a twice"
    assert first["tried"] == ["https://post.example/a", {"again": "https://post.example/a"}]
    assert "ValueError: cannot read https://post.example/a" in str(second["exception"])


def test_others_that_log_through_ours_get_an_exception_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    structlog.configure(processors=[lambda _logger, _method, event: seen.append(event) or str(event)])
    join_logs()
    fault = ValueError("at https://post.example/a?token=CANARY")
    get_log().error("task_failed", exc_info=(ValueError, fault, None), detail=str(fault))
    [event] = seen
    assert event["exc_info"] == (ValueError, fault, None)  # type: ignore[index]
    assert event["detail"] == "at https://post.example/a"  # type: ignore[index]


def test_a_hostile_title_stays_one_line_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_log().info("entry_listed", title='x\r\n{"event": "forged"}\x1b[2J')
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert json.loads(written)["event"] == "entry_listed"


def test_progress_away_from_a_terminal_is_one_line_with_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    with progress("fetching pages", total=3) as advance:
        advance(1)
        advance(2)
    [line] = lines(capsys)
    assert (line["event"], line["work"], line["done"], line["total"]) == ("work_finished", "fetching pages", 3, 3)


def test_debug_lines_are_there_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_log().debug("detail")
    assert lines(capsys) == []
    configure_logs(verbose=True)
    get_log().debug("detail")
    assert [line["level"] for line in lines(capsys)] == ["debug"]


ON_A_TERMINAL = """
from pipeline.edges.logs import configure_logs, get_log, progress
configure_logs()
get_log().info("stage_finished", stage="poll_feeds")
with progress("fetch pages", total=2) as advance:
    advance(2)
get_log().warning("source_failed", source_id="post")
"""


def test_on_a_terminal_bars_show_the_progress_and_only_warnings_are_logged() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "wb") as terminal:
        subprocess.run([sys.executable, "-c", ON_A_TERMINAL], stderr=terminal, env={**os.environ, "TERM": "xterm"})
    with os.fdopen(ours, "rb") as screen:
        shown = os.read(screen.fileno(), 1 << 16).decode()
    assert "fetch pages" in shown
    assert "2/2" in shown
    assert "source_failed" in shown
    assert "stage_finished" not in shown
