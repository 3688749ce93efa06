"""Log lines under odd values, from children and threads, and with a log that somebody else has set up."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from pipeline.edges.clock import monotonic, now, pause
from pipeline.edges.logs import configure_logs, get_log, join_logs, progress


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    "value",
    [Path("/a"), datetime(2025, 3, 10, tzinfo=UTC), {1, 2}, b"\xff", ValueError("x"), float("nan"), "\ud83d", None],
    ids=repr,
)  # fmt: skip
def test_any_value_makes_one_line_that_is_json(capsys: pytest.CaptureFixture[str], value: Any) -> None:
    configure_logs()
    get_log().info("something_happened", value=value)
    [line] = lines(capsys)
    assert (line["event"], line["level"]) == ("something_happened", "info")
    assert line["timestamp"].endswith("Z")


@given(st.text(max_size=40))
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_stays_in_its_line_and_in_ascii(capsys: pytest.CaptureFixture[str], text: str) -> None:
    configure_logs()
    get_log().info("entry_listed", title=text)
    written = capsys.readouterr().err
    assert written.isascii()
    assert written.count("\n") == 1
    assert json.loads(written)["title"] == text


@pytest.mark.parametrize("name", ["url", "page_url", "entry_url", "canonical_url", "source_url"])
def test_every_field_that_ends_in_url_loses_its_secrets(capsys: pytest.CaptureFixture[str], name: str) -> None:
    configure_logs(verbose=True)
    for level in ("debug", "info", "warning", "error"):
        getattr(get_log(), level)("seen", **{name: "https://u:CANARY@post.example/a?k=CANARY#CANARY"})
    found = lines(capsys)
    assert len(found) == 4
    assert {line[name] for line in found} == {"https://post.example/a"}


def test_an_address_that_is_not_known_is_logged_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_log().info("seen", page_url=None, entry_url="")
    [line] = lines(capsys)
    assert (line["page_url"], line["entry_url"]) == (None, "")


def test_a_traceback_is_one_field_of_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    try:
        raise ValueError("broken\nin two lines \x1b[31m")
    except ValueError:
        get_log().exception("stage_failed", stage="read_claims")
    [line] = lines(capsys)
    assert "ValueError: broken" in line["exception"]


def test_lines_of_several_threads_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()

    def work(name: str) -> None:
        for number in range(100):
            get_log().info("counted", name=name, number=number, padding="x" * 500)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = lines(capsys)
    assert len(found) == 400
    for name in "abcd":
        assert [line["number"] for line in found if line["name"] == name] == list(range(100))


def test_work_that_breaks_off_is_not_said_to_be_finished_and_the_next_is_counted_from_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs(verbose=True)
    with pytest.raises(AttributeError), progress("read claims", total=5) as advance:
        advance(None.step)  # type: ignore[attr-defined]
    assert [line["event"] for line in lines(capsys)] == ["work_started"]
    with progress("read claims") as advance:
        advance(1)
        advance(3)
    assert lines(capsys)[-1]["done"] == 4


def test_somebody_elses_log_gets_our_lines_without_secrets_and_keeps_its_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[dict[str, Any]] = []

    def theirs(_logger: Any, _method: str, event: dict[str, Any]) -> str:
        seen.append(dict(event))
        return "THEIRS"

    structlog.configure(processors=[theirs], logger_factory=structlog.PrintLoggerFactory())
    join_logs()
    join_logs()
    structlog.get_logger().info("page_fetched", page_url="https://post.example/a?token=CANARY")
    configure_logs()
    assert [event["page_url"] for event in seen] == ["https://post.example/a"]
    assert "THEIRS" in capsys.readouterr().out


def test_the_clock_is_aware_and_in_utc_and_never_goes_back() -> None:
    first, at = monotonic(), now()
    assert at.utcoffset() == datetime(2025, 1, 1, tzinfo=UTC).utcoffset()
    assert abs((datetime.now(UTC) - at).total_seconds()) < 5
    assert monotonic() >= first


@pytest.mark.parametrize(("seconds", "least", "most"), [(-5, 0, 1), (0, 0, 1), (0.1, 0.1, 5)])
def test_a_pause_waits_as_long_as_asked_and_not_at_all_for_times_that_are_over(
    seconds: float, least: float, most: float
) -> None:
    started = monotonic()
    pause(seconds)
    assert least <= monotonic() - started < most
