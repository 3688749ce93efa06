"""Order does not matter: random schedules of the same batches always leave a warehouse of the same content hash."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trial
from hypothesis import strategies as st

from pipeline import compare_coverage
from pipeline.batches import plan_backfill, plan_watch
from pipeline.content_hash import content_sha256
from pipeline.demo import settings_for
from pipeline.edges import clock
from pipeline.edges.batches import open_batch
from pipeline.edges.duck import writing
from pipeline.edges.fail_points import FAIL_POINTS
from pipeline.flow import run_batch, run_stage
from pipeline.load_warehouse import load_batch, run
from pipeline.natural_keys import find_duplicates
from pipeline.newsroom.server import serving
from pipeline.reread import plan_reread
from pipeline.settings import Settings
from tests.comparing.drawn import blank_warehouse
from tests.warehouse.drawing import NOON, Story, hours, later, poll, ready_batch

EXAMPLES = int(os.environ.get("OUTWIRE_SCHEDULES", "3"))
LOAD_POINTS = sorted(name for name in FAIL_POINTS if name.split(".")[0] in ("load_warehouse", "compare_coverage"))
NO_LIMITS = {
    "deadline": None,
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


class Interrupted(Exception):
    """What a retried stage failed of."""


@contextmanager
def interrupted_at(place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails once where the stage passes this place; a stage that does not pass it goes through."""

    def watch(name: str) -> None:
        if name == place:
            raise Interrupted(place)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.edges.fail_points._watcher", watch)
        with suppress(Interrupted):
            yield


def carry_out(settings: Settings, steps: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> str:
    """Loads and compares as the schedule says, then brings everything up to date; returns the content hash."""
    for batch_id, how in steps:
        if how in FAIL_POINTS:
            with interrupted_at(how, monkeypatch):
                run(batch_id, settings)
                compare_coverage.run(settings)
        run(batch_id, settings)
        if how == "compared":
            compare_coverage.run(settings)
    compare_coverage.run(settings)
    with writing(settings) as warehouse:
        assert find_duplicates(warehouse) == []
        return content_sha256(warehouse)


def schedules(batch_ids: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Every batch at least once, in any order, with repeats, comparisons in between, and loads that are retried."""
    how = st.sampled_from(["loaded", "compared", *LOAD_POINTS])
    repeats = st.lists(st.sampled_from(batch_ids), max_size=len(batch_ids))
    return repeats.flatmap(
        lambda more: st.permutations([*batch_ids, *more]).flatmap(
            lambda order: st.tuples(*[how] * len(order)).map(lambda hows: list(zip(order, hows, strict=True)))
        )
    )


# Generated articles: polls, edits, backfills that overlap them, older and newer readers and extractors.
WORDS = ("Over 40,000 users", "Over 45,000 users", "Some 12,000 reports", "About 900 flights")


def story(slug: str, words: str, outlet: str, at: int, reader: int = 0, extractor: int = 3) -> Story:
    """An article that was fetched so many hours after noon."""
    figure = words.split()[1]
    return Story(
        slug,
        text=f"{words} were hit when X failed on Monday.",
        figures=((figure, float(figure.replace(",", ""))),),
        outlet=outlet,
        fetched_at=NOON + hours(at),
        first_seen_at=NOON + hours(at - 1),
        reader_version=f"reader 1.{reader}",
        extractor_version=f"trafilatura 2.{extractor}",
    )


drawn_stories = st.builds(
    story,
    st.sampled_from("abc"),
    st.sampled_from(WORDS),
    st.sampled_from(["post.example", "herald.example"]),
    st.integers(0, 40),
    st.integers(0, 2),
    st.integers(3, 4),
)
drawn_batches = st.lists(
    st.lists(drawn_stories, min_size=1, max_size=3, unique_by=lambda story: story.url), min_size=2, max_size=5
)


def write_batches(home: Path, batches: list[list[Story]]) -> list[str]:
    settings = Settings(home=home)
    return [
        ready_batch(
            settings,
            f"batch-{number}",
            *stories,
            planned_at=NOON + hours(number % 3),
            polls=[poll(NOON + hours(number), etag=f"tag {number}")],
        )
        for number, stories in enumerate(batches)
    ]


def carry_out_in_memory(home: Path, steps: list[tuple[str, str]]) -> str:
    """The same without a file, where nothing can be interrupted: quick enough for many schedules."""
    with blank_warehouse() as warehouse:
        for batch_id, how in steps:
            load_batch(warehouse, open_batch(home, batch_id))
            if how != "loaded":
                compare_coverage.bring_up_to_date(warehouse)
        compare_coverage.bring_up_to_date(warehouse)
        assert find_duplicates(warehouse) == []
        return content_sha256(warehouse)


@trial(max_examples=EXAMPLES, **NO_LIMITS)
@given(data=st.data(), batches=drawn_batches)
def test_generated_batches_leave_the_same_warehouse_in_any_order(
    data: st.DataObject, batches: list[list[Story]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("schedules")
    batch_ids = write_batches(home, batches)
    found = {carry_out_in_memory(home, data.draw(schedules(batch_ids))) for _ in range(2)}
    shutil.rmtree(home)
    assert len(found) == 1


def test_what_an_outlet_wrote_later_is_told_once(tmp_path: Path) -> None:
    """Found by the schedules: two claims that were a later word and a difference at once stood there twice."""
    stories = [
        story("b", "Over 40,000 users", "post.example", 18),
        story("a", "Over 40,000 users", "herald.example", 25),
        story("b", "About 900 flights", "herald.example", 35),
        story("a", "Over 45,000 users", "post.example", 0),
    ]
    assert carry_out_in_memory(tmp_path, [(one, "loaded") for one in write_batches(tmp_path, [stories])])


@pytest.fixture(scope="module")
def newsroom_batches(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The stages' files of live polls of the newsroom, backfills that overlap them, and rereads of both."""
    home = tmp_path_factory.mktemp("newsroom") / "store"
    with serving() as newsroom:
        settings = settings_for(newsroom, Settings(home=home, workers=1, recheck_hours=48))
        batch_ids = []
        for hour in range(2):
            batch_ids += plan_watch(settings, clock.now() + timedelta(hours=hour))
        places = [
            f"http://{host}{path},{host},2025-03-10T12:00:00Z"
            for (host, path), page in sorted(newsroom.site.items())
            if b"Downdetector" in page.body and page.status == 200
        ]
        for number, lines in enumerate((places[:4], places[2:6])):
            listed = home.parent / f"addresses-{number}.csv"
            listed.write_text("\n".join(["url,outlet,published_at", *lines]))
            batch_ids += plan_backfill(settings, source_kind="urls", input_path=listed, at=clock.now())
        for batch_id in batch_ids:
            run_batch(batch_id, settings)
        rereads = [plan_reread(settings, batch_id).batch_id for batch_id in batch_ids[1::2]]
        for batch_id in rereads:
            for stage in ("extract_text", "read_claims", "check_quality"):
                run_stage(stage, settings, batch_id)
    return home, [*batch_ids, *rereads]


def newsroom_schedule(
    batches: tuple[Path, list[str]], home: Path, steps: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> str:
    store, _ = batches
    home.mkdir(parents=True)
    (home / "batches").symlink_to(store / "batches")
    return carry_out(Settings(home=home), steps, monkeypatch)


@trial(max_examples=max(1, EXAMPLES // 6), **NO_LIMITS)
@given(data=st.data())
def test_the_newsrooms_batches_leave_the_same_warehouse_in_any_order(
    newsroom_batches: tuple[Path, list[str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch = pytest.MonkeyPatch()
    _, batch_ids = newsroom_batches
    folder = tmp_path_factory.mktemp("orders")
    plain = newsroom_schedule(newsroom_batches, folder / "plain", [(one, "loaded") for one in batch_ids], monkeypatch)
    steps = data.draw(schedules(batch_ids))
    assert newsroom_schedule(newsroom_batches, folder / "drawn", steps, monkeypatch) == plain
    shutil.rmtree(folder)


FORMER = "SELECT claim_id, reader_version, batch_id, superseded_by FROM former_claims ORDER BY ALL"


def test_an_older_readers_claims_are_the_same_whichever_batch_came_first(settings: Settings, tmp_path: Path) -> None:
    first = Story("a", fetched_at=NOON)
    again = later(first, fetched_at=NOON - hours(1))
    newer = later(first, reader_version="reader 1.1", figures=())
    newest = later(first, reader_version="reader 1.2")
    found: list[Any] = []
    for number, order in enumerate(([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2])):
        home = Settings(home=tmp_path / str(number))
        batch_ids = write_batches(home.home, [[first], [again], [newer], [newest]])
        for position in order:
            run(batch_ids[position], home)
        with writing(home) as warehouse:
            found.append(
                warehouse.rows(
                    "SELECT claim_id, reader_version, batch_id, superseded_by FROM former_claims ORDER BY ALL"
                )
            )
    assert all(one == found[0] for one in found)
    [kept] = found[0]
    assert (kept["reader_version"], kept["batch_id"]) == ("reader 1.0", "batch-1")
    assert kept["superseded_by"] == "trafilatura 2.3.1, reader reader 1.2"
