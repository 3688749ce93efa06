"""The list of sources that is shipped, and what is said about one that cannot be used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pycountry
import pytest

from pipeline.addresses import canonical_url, registrable_domain
from pipeline.errors import SettingsError
from pipeline.platforms import platform
from pipeline.records import Source
from pipeline.reference import project_path, read_schema
from pipeline.sources import load_sources

SHIPPED = load_sources(project_path("schemas") / "sources.yml")


def loaded(folder: Path, text: str) -> list[Source]:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path)


def test_at_least_eighty_feeds_and_thirty_status_pages_are_shipped() -> None:
    kinds = Counter(source.kind for source in SHIPPED)
    assert kinds["feed"] >= 80
    assert kinds["statuspage"] >= 30


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.source_id)
def test_each_shipped_source_says_who_and_where_it_is(source: Source) -> None:
    assert canonical_url(source.url) == source.url
    assert source.url.startswith("https://")
    assert source.outlet == registrable_domain(f"https://{source.outlet}/")
    assert source.outlet_name
    assert pycountry.countries.get(alpha_2=source.country)
    assert ZoneInfo(source.timezone or "").key == source.timezone
    assert source.language == "en"


@pytest.mark.parametrize(
    "source", [source for source in SHIPPED if source.kind == "statuspage"], ids=lambda source: source.source_id
)
def test_each_status_page_is_that_of_a_platform_we_know(source: Source) -> None:
    assert source.platform
    assert platform(source.platform).slug == source.platform


def test_shipped_sources_are_from_all_over_the_world() -> None:
    assert len({source.country for source in SHIPPED if source.kind == "feed"}) >= 12
    assert len({source.outlet for source in SHIPPED}) >= 60


def test_outlets_known_by_name_are_real_domains_with_zones_and_not_named_twice() -> None:
    rows = read_schema("outlets.yml")
    domains = [row["outlet"] for row in rows]
    assert len(domains) == len(set(domains)) >= 80
    assert not set(domains) & {source.outlet for source in SHIPPED}
    for row in rows:
        assert set(row) == {"outlet", "name", "country", "timezone"}
        assert registrable_domain(f"https://{row['outlet']}/") == row["outlet"]
        assert ZoneInfo(row["timezone"])
        assert pycountry.countries.get(alpha_2=row["country"])


def test_a_source_needs_no_more_than_an_id_a_kind_and_an_address(tmp_path: Path) -> None:
    [source] = loaded(tmp_path, "- {source_id: mine, kind: feed, url: 'https://a.example/rss?key=1'}")
    assert source == Source(source_id="mine", kind="feed", url="https://a.example/rss?key=1")


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = """
- {source_id: Not A Slug, kind: feed, url: 'https://a.example/1'}
- {source_id: twice, kind: feed, url: 'https://a.example/2'}
- {source_id: twice, kind: feed, url: 'https://a.example/3'}
- {source_id: same-address, kind: feed, url: 'https://a.example/3'}
- {source_id: no-kind, kind: podcast, url: 'https://a.example/4'}
- {source_id: no-platform, kind: statuspage, url: 'https://a.example/5'}
- {source_id: with-key, kind: feed, url: 'https://me:CANARY@a.example/6'}
- {source_id: a-file, kind: feed, url: 'file:///etc/passwd'}
- {source_id: nowhere, kind: feed, url: 'https://a.example/7', timezone: Mars/Olympus}
- {source_id: country, kind: feed, url: 'https://a.example/8', country: Utopia}
- {source_id: norway, kind: feed, url: 'https://a.example/9', country: NO}
- {source_id: more, kind: feed, url: 'https://a.example/10', colour: red}
- {source_id: less, kind: feed}
"""
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, text)
    message = str(caught.value)
    for fault in (
        "Not A Slug: source_id must be",
        "twice: two sources have this source_id",
        "https://a.example/3: two sources have this url",
        "no-kind: kind must be one of feed, statuspage",
        "no-platform: a status page needs its platform",
        "with-key: url must be an http or https address without user information",
        "a-file: url must be",
        "nowhere: unknown timezone",
        "country: unknown country",
        "norway: country must be text (in quotes",
        "more: unknown fields: colour",
        "less: missing: url",
    ):
        assert fault in message
    assert "CANARY" not in message


@pytest.mark.parametrize("text", ["", "sources: []", "- a\n- b\n", "just words"])
def test_a_file_of_another_shape_says_what_is_expected(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="a list of sources is expected"):
        loaded(tmp_path, text)


@pytest.mark.parametrize("text", ["- {source_id: 'open", "\t- x"])
def test_a_file_that_is_not_yaml_says_so(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not YAML"):
        loaded(tmp_path, text)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_sources(tmp_path / "nowhere.yml")
