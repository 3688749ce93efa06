"""`watch`, `backfill` and the stages one at a time: rounds that fail, rounds that go on, and what Ctrl-C leaves."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline import BATCH_STAGES
from pipeline.batches import plan_backfill
from pipeline.commands import running
from pipeline.commands.rounds import AS_IT_SHOULD_BE
from pipeline.edges import clock
from pipeline.edges.batches import list_batches, open_batch
from pipeline.edges.duck import lock_file
from pipeline.edges.logs import configure_logs
from pipeline.errors import DROP_REASONS, SettingsError
from pipeline.records import Tally
from pipeline.settings import Settings
from tests.conftest import Outwire

STORY = (
    "Spotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday 10 March 2025, according to "
    "Downdetector, which had more than 12,000 reports by 10 a.m.\nSpotify said that it had fixed the problem.\n"
)
OUTWIRE = str(Path(sys.executable).with_name("outwire"))


class Enough(Exception):
    """Ends the rounds of a watch in these tests."""


def pauses_of(monkeypatch: pytest.MonkeyPatch, count: int) -> list[float]:
    """Puts a clock in place that never waits between rounds, and ends all after so many; the pauses asked for."""
    pauses: list[float] = []
    wait = clock.pause

    def pause(seconds: float) -> None:
        if seconds < 30:
            wait(seconds)  # one between two requests
            return
        pauses.append(seconds)
        if len(pauses) == count:
            raise Enough

    monkeypatch.setattr(clock, "pause", pause)
    return pauses


def sources(folder: Path) -> dict[str, str]:
    """The environment in which there is one feed, at an address where nobody listens."""
    path = folder / "sources.yml"
    path.write_text("- {source_id: post, kind: feed, url: 'http://post.example/rss', outlet: post.example}\n")
    hosts = json.dumps({"post.example:80": "127.0.0.1:9"})
    return {"OUTWIRE_SOURCES_FILE": str(path), "OUTWIRE_LOCAL_HOSTS": hosts}


@pytest.fixture
def no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in sources(tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("no_answer")
def test_rounds_start_at_even_times_however_long_one_takes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = pauses_of(monkeypatch, 2)
    started = time.monotonic()
    with pytest.raises(Enough):
        running.watch(once=False, every=100)
    took = time.monotonic() - started
    assert all(100 - took < pause < 100 for pause in pauses)
    assert sum(pauses) == pytest.approx(200 - took, abs=0.5)
    assert (settings.home / "published" / "CURRENT").exists()


@pytest.mark.usefixtures("no_answer")
def test_a_watch_waits_for_the_other_writer_and_goes_on_once_it_is_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs()
    monkeypatch.setenv("OUTWIRE_LOCK_TIMEOUT_SECONDS", "0.05")
    pauses_of(monkeypatch, 2)
    lock_file(settings.home).parent.mkdir(parents=True)
    with lock_file(settings.home).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Enough):
            running.watch(once=False, every=100)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failed = [line["cause"] for line in lines if line["event"] == "round_failed"]
    assert failed == ["WarehouseLocked"] * 2
    assert not (settings.home / "published" / "CURRENT").exists()
    pauses_of(monkeypatch, 1)
    with pytest.raises(Enough):
        running.watch(once=False, every=100)
    assert (settings.home / "published" / "CURRENT").exists()


@pytest.mark.usefixtures("no_answer")
def test_one_round_asked_for_fails_as_it_fails(outwire: Outwire, settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setenv("OUTWIRE_LOCK_TIMEOUT_SECONDS", "0.05")
    lock_file(settings.home).parent.mkdir(parents=True)
    with lock_file(settings.home).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert outwire("watch", "--once").code == 4
    ran = outwire("watch", "--once")
    assert (ran.code, "connection_failed" in ran.err) == (7, True)


def test_a_sources_file_that_no_later_round_could_read_ends_the_watch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.yml").write_text("- {source_id: a")
    monkeypatch.setenv("OUTWIRE_SOURCES_FILE", str(tmp_path / "broken.yml"))
    pauses = pauses_of(monkeypatch, 1)
    with pytest.raises(SettingsError, match="not YAML"):
        running.watch(once=False, every=100)
    assert pauses == []


@pytest.mark.parametrize(("seconds", "is_accepted"), [("60", True), ("59.9", False), ("-1", False), ("soon", False)])
def test_rounds_are_a_minute_apart_or_more(outwire: Outwire, seconds: str, is_accepted: bool) -> None:
    ran = outwire("watch", "--every", seconds, "--help" if is_accepted else "--once")
    assert (ran.code == 0) is is_accepted
    if not is_accepted:
        assert "--every" in ran.err


@contextmanager
def watching(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`outwire watch` as a process; killed in the end."""
    running_one = subprocess.Popen(
        [OUTWIRE, "watch", *words],
        env={
            **os.environ,
            "OUTWIRE_HOME": str(home),
            **sources(home.parent),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running_one
    finally:
        running_one.kill()
        running_one.communicate()


def test_a_watch_outlives_a_round_in_which_no_source_answers_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with watching(tmp_path / "store", "--every", "60") as watch:
        assert watch.stderr is not None
        for line in watch.stderr:
            if "round_failed" in line:
                break
        event = json.loads(line)
        assert "connection_failed" in event["detail"]
        time.sleep(0.2)
        assert watch.poll() is None
        watch.send_signal(signal.SIGINT)
        assert watch.wait(timeout=20) != 0
        assert "Traceback" not in watch.stderr.read()
    files = [path.name for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert [name for name in files if name.endswith(".part")] == []
    assert "CURRENT" in files


def test_ctrl_c_between_two_stages_leaves_whole_files_and_the_same_command_finishes_the_work(tmp_path: Path) -> None:
    articles = tmp_path / "in"
    articles.mkdir()
    for number in range(30):
        (articles / f"{number}.txt").write_text(f"Story {number}\n{STORY}")
    words = [OUTWIRE, "backfill", "--source", "folder", "--input", str(articles)]
    environment = {**os.environ, "OUTWIRE_HOME": str(tmp_path / "store")}
    first = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    for line in first.stderr:
        if '"stage": "fetch_pages"' in line:
            first.send_signal(signal.SIGINT)
            break
    _, rest = first.communicate(timeout=60)
    assert first.returncode != 0, rest
    assert "Traceback" not in rest
    [batch_id] = list_batches(tmp_path / "store")
    batch = open_batch(tmp_path / "store", batch_id)
    assert [batch.tally(stage).seen for stage in BATCH_STAGES[:2]] == [30, 30]
    assert list(batch.folder.glob("*.part")) == []
    again = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert list_batches(tmp_path / "store") == [batch_id]
    assert open_batch(tmp_path / "store", batch_id).tally("extract_text").seen == 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles of three days, and one without a date."""
    (tmp_path / "in").mkdir()
    for day in (9, 10, 11):
        fields = {"text": STORY, "title": f"Day {day}", "url": f"https://post.example/{day}", "outlet": "post.example"}
        (tmp_path / "in" / f"{day}.json").write_text(
            json.dumps({**fields, "published_at": f"2025-03-{day:02}T12:00:00Z"})
        )
    (tmp_path / "in" / "undated.txt").write_text(STORY)
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        (("--from", "2025-03-10"), ["Day 10", "Day 11"]),
        (("--to", "2025-03-10"), ["Day 9"]),
        (("--from", "2025-03-10", "--to", "2025-03-11"), ["Day 10"]),
        (("--from", "2025-03-10T12:00:00Z", "--to", "2025-03-10T12:00:01Z"), ["Day 10"]),
        (("--from", "2025-03-10T12:00:01Z", "--to", "2025-03-11T12:00:00Z"), []),
    ],
)
def test_a_window_takes_its_first_instant_and_not_its_last(
    outwire: Outwire, folder: Path, window: tuple[str, ...], kept: list[str]
) -> None:
    ran = outwire("backfill", "--source", "folder", "--input", str(folder), *window)
    assert ran.code == 0, ran.err
    articles = json.loads(outwire("sql", "SELECT title FROM articles ORDER BY title", "--json").out)
    assert [row["title"] for row in articles] == sorted(kept)
    dropped = json.loads(outwire("sql", "SELECT reason FROM drops WHERE stage = 'poll_feeds'", "--json").out)
    assert len(dropped) == 4 - len(kept)
    assert {row["reason"] for row in dropped} == {"outside_window", "no_date_for_window"}


@pytest.fixture
def batch_id(settings: Settings, folder: Path) -> str:
    """The folder's batch, planned and not run."""
    [planned] = plan_backfill(settings, source_kind="folder", input_path=folder, at=clock.now())
    return planned


def test_stages_one_at_a_time_do_what_a_backfill_does(outwire: Outwire, batch_id: str) -> None:
    for stage in BATCH_STAGES:
        ran = outwire(stage.replace("_", "-"), batch_id)
        assert ran.code == 0, (stage, ran.err)
    assert outwire("compare-coverage").code == 0
    assert outwire("publish-snapshot").code == 0
    assert json.loads(outwire("sql", "SELECT count(*) AS n FROM articles", "--json").out) == [{"n": 4}]


def test_a_stage_run_again_alone_prints_the_same_tally(outwire: Outwire, batch_id: str) -> None:
    for _ in range(2):
        out = outwire("poll-feeds", batch_id).out
        assert out.strip() == str(Tally(stage="poll_feeds", seen=4, passed=4, dropped=0))


@pytest.mark.parametrize("stage", BATCH_STAGES[1:])
def test_a_stage_before_its_input_is_there_names_the_command_that_makes_it(
    outwire: Outwire, settings: Settings, batch_id: str, stage: str
) -> None:
    ran = outwire(stage.replace("_", "-"), batch_id)
    assert ran.code == 2
    assert re.search(rf"Run `outwire [a-z-]+ {batch_id}` first", ran.err), ran.err
    assert not open_batch(settings.home, batch_id).has(stage)


@pytest.mark.parametrize("name", ["../x", "/etc", "UPPER", "", "a b", "ä", "watch\n"])
def test_a_batch_id_that_is_none_is_refused_before_any_path_is_made(
    outwire: Outwire, settings: Settings, name: str
) -> None:
    ran = outwire("fetch-pages", name)
    assert ran.code == 2
    assert "is no batch id" in ran.err
    assert not settings.home.exists()


def test_a_stage_on_the_warehouse_takes_no_batch(outwire: Outwire) -> None:
    assert outwire("compare-coverage", "watch-1").code == 2


def test_only_reasons_that_exist_are_held_to_be_in_order() -> None:
    assert set(DROP_REASONS) >= AS_IT_SHOULD_BE
    assert {"connection_failed", "empty_body", "not_utf8", "feed_not_xml", "timed_out"}.isdisjoint(AS_IT_SHOULD_BE)


def test_a_file_whose_name_is_not_utf_8_is_named_and_nothing_is_written(
    outwire: Outwire, settings: Settings, folder: Path
) -> None:
    Path(os.fsdecode(bytes(folder) + b"/caf\xe9.txt")).write_text(STORY)
    ran = outwire("backfill", "--source", "folder", "--input", str(folder))
    assert ran.code == 2
    assert "'caf\\udce9.txt'" in ran.err
    assert all(not open_batch(settings.home, each).has("poll_feeds") for each in list_batches(settings.home))


def test_a_plan_of_another_version_is_said_and_not_guessed_at(outwire: Outwire, settings: Settings) -> None:
    plan = settings.home / "batches" / "watch-1" / "plan.json"
    plan.parent.mkdir(parents=True)
    for content in ("{}", "{", "[]", '{"batch_id": "watch-1", "from_a_later_version": 1}'):
        plan.write_text(content)
        ran = outwire("fetch-pages", "watch-1")
        assert (ran.code, "The plan of batch watch-1 cannot be read" in ran.err) == (2, True), content
