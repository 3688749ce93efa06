"""Our log lines in a process whose logs Airflow has set up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from pipeline.edges.logs import get_log, join_logs


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What reaches the last of their processors, which here keeps it."""
    kept: list[dict[str, Any]] = []

    def keep(_logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        kept.append({**event, "method": method})
        raise structlog.DropEvent

    structlog.configure(processors=[structlog.processors.add_log_level, keep])
    yield kept
    structlog.reset_defaults()


def test_our_lines_go_where_theirs_go_and_in_their_form(lines: list[dict[str, Any]]):
    join_logs()
    get_log().info("stage_finished", stage="poll_feeds")
    assert lines == [{"event": "stage_finished", "stage": "poll_feeds", "level": "info", "method": "info"}]


def test_secrets_in_addresses_do_not_reach_their_log(lines: list[dict[str, Any]]):
    join_logs()
    get_log().info("page_fetched", page_url="https://user:CANARY@harbourpost.example/story?token=CANARY")
    assert lines[0]["page_url"] == "https://harbourpost.example/story"
    assert "CANARY" not in str(lines)


def test_joining_twice_is_joining_once(lines: list[dict[str, Any]]):
    join_logs()
    processors = structlog.get_config()["processors"]
    join_logs()
    assert structlog.get_config()["processors"] == processors
