"""What a round or a backfill is to do: decided once, the same for the same arguments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.addresses import host_of
from pipeline.batches import plan_backfill, plan_watch
from pipeline.edges.batches import list_batches, open_batch
from pipeline.errors import UsageError
from pipeline.settings import Settings, code_version
from pipeline.sources import load_sources

AT = datetime(2025, 3, 10, 10, 15, tzinfo=UTC)


def test_every_source_is_in_exactly_one_shard(settings: Settings) -> None:
    own = settings.model_copy(update={"shards": 4})
    plans = [open_batch(own.home, batch_id).plan for batch_id in plan_watch(own, AT)]
    planned = [source_id for plan in plans for source_id in plan.source_ids]
    assert sorted(planned) == sorted(source.source_id for source in load_sources(own.sources_file))
    assert len(plans) == 4


def test_the_sources_of_one_outlet_and_so_its_hosts_are_in_one_shard(settings: Settings) -> None:
    own = settings.model_copy(update={"shards": 8})
    sources = {source.source_id: source for source in load_sources(own.sources_file)}
    shard_of: dict[str, str] = {}
    for batch_id in plan_watch(own, AT):
        for source_id in open_batch(own.home, batch_id).plan.source_ids:
            source = sources[source_id]
            assert shard_of.setdefault(source.outlet or host_of(source.url) or "", batch_id) == batch_id


def test_the_ids_say_when_and_which_shard(settings: Settings) -> None:
    assert plan_watch(settings, AT) == ["watch-20250310t101500z-0", "watch-20250310t101500z-1"]
    local = AT.astimezone(timezone(timedelta(hours=-4)))
    assert plan_watch(settings, local, label="demo") == ["demo-20250310t101500z-0", "demo-20250310t101500z-1"]


def test_planning_again_plans_the_same(settings: Settings) -> None:
    first = [open_batch(settings.home, batch_id).plan for batch_id in plan_watch(settings, AT)]
    again = [open_batch(settings.home, batch_id).plan for batch_id in plan_watch(settings, AT)]
    assert first == again
    assert len(list_batches(settings.home)) == len(first)
    assert {(plan.kind, plan.source_kind, plan.code_version) for plan in first} == {("watch", "feed", code_version())}


@pytest.mark.parametrize("is_forced", [True, False])
def test_a_plan_says_whether_what_is_not_due_is_polled_too(is_forced: bool, settings: Settings) -> None:
    [first, *_] = plan_watch(settings, AT, is_forced=is_forced)
    assert open_batch(settings.home, first).plan.is_forced is is_forced


def test_a_shard_without_sources_gives_no_batch(settings: Settings, tmp_path: Path) -> None:
    one = tmp_path / "sources.yml"
    one.write_text("- {source_id: only, kind: feed, url: 'https://a.example/rss'}", encoding="utf-8")
    assert len(plan_watch(settings.model_copy(update={"sources_file": one, "shards": 8}), AT)) == 1


def test_no_sources_at_all_is_an_error_that_says_so(settings: Settings, tmp_path: Path) -> None:
    none = tmp_path / "sources.yml"
    none.write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="lists no source"):
        plan_watch(settings.model_copy(update={"sources_file": none}), AT)


def test_a_label_that_is_no_slug_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError, match="is no batch id"):
        plan_watch(settings, AT, label="../up")


def folder_id(settings: Settings, folder: Path, **more: datetime) -> str:
    [batch_id] = plan_backfill(settings, source_kind="folder", input_path=folder, at=AT, **more)  # type: ignore[arg-type]
    return batch_id


def test_a_backfill_is_the_same_batch_for_the_same_input_and_window(settings: Settings, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    same = {folder_id(settings, one), folder_id(settings, one / ".." / "one")}
    assert len(same) == 1
    different = {
        *same,
        folder_id(settings, other),
        folder_id(settings, one, window_from=AT),
        folder_id(settings, one, window_to=AT),
        folder_id(settings, one, window_from=AT, window_to=AT + timedelta(days=1)),
    }
    assert len(different) == 5


def test_a_backfill_s_plan_carries_its_input_and_window_in_utc(settings: Settings, tmp_path: Path) -> None:
    from_local = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    plan = open_batch(settings.home, folder_id(settings, tmp_path, window_from=from_local)).plan
    assert (plan.kind, plan.source_kind, plan.input_path) == ("backfill", "folder", str(tmp_path.resolve()))
    assert (plan.window_from, plan.window_to) == (AT, None)


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("folder", "nowhere", "is not a folder"),
        ("folder", "list.txt", "is not a folder. For a list of addresses say --source urls"),
        ("urls", ".", "is not a file. For a folder of articles say --source folder"),
        ("urls", "nowhere.txt", "is not a file"),
        ("gdelt", "list.txt", "no source to backfill from"),
    ],
)
def test_an_input_that_cannot_be_meant_is_refused(
    kind: str, path: str, words: str, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        plan_backfill(settings, source_kind=kind, input_path=tmp_path / path, at=AT)
    assert list_batches(settings.home) == []


def test_an_empty_window_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The window is empty"):
        folder_id(settings, tmp_path, window_from=AT, window_to=AT)
