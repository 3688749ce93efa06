"""The pages in a real Chromium: what a reader sees, on the demo's data and on hostile data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.dashboard.as_typed import WORD_JOINER
from pipeline.dashboard.wording import METRIC_NAMES, number, number_range
from pipeline.edges.duck import open_snapshot
from pipeline.exports import neutral_text
from pipeline.settings import Settings
from tests.dashboard.conftest import serving
from tests.dashboard.strangers import HOSTILE, HOSTILE_NAME

pytestmark = pytest.mark.browser
X = "x-2025-03-10"
PATIENCE_MILLISECONDS = 60_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a reader in India, so that nothing on it may depend on the zone of the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, timezone_id="Asia/Kolkata")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def demo_address(demo_store: Settings) -> Iterator[str]:
    with serving(demo_store) as address:
        yield address


def open_when_drawn(page: Page, address: str) -> None:
    """Opens a page, and waits until its last part is there: the parts come one by one, the heading first."""
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def metric(page: Page, label: str) -> str:
    box = page.get_by_test_id("stMetric").filter(has_text=label)
    return box.get_by_test_id("stMetricValue").inner_text().strip()


def one_row(settings: Settings, sql: str, *params: Any) -> dict[str, Any]:
    with open_snapshot(settings) as snapshot:
        [row] = snapshot.rows(sql, params)
    return row


def cell(page: Page, outlet_name: str, metric_name: str) -> Any:
    """The cell of the heat map, by what its mark tells a screen reader."""
    matrix = page.get_by_test_id("stVegaLiteChart").first
    return matrix.locator(f'path[aria-label*="outlet: {outlet_name}; on: {metric_name};"]').first


@pytest.mark.slow
def test_a_reader_picks_the_x_outage_of_the_demo_and_sees_the_numbers_of_the_snapshot(
    page: Page, demo_address: str, demo_store: Settings
) -> None:
    open_when_drawn(page, demo_address)
    overview = one_row(demo_store, "SELECT * FROM incident_overview WHERE incident_id = ?", X)
    page.get_by_role("button", name=overview["name"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(overview["name"])
    assert page.url.endswith(f"?incident={X}")
    assert metric(page, "Outlets") == number(overview["outlet_count"])
    assert metric(page, "Differences") == number(overview["difference_count"])
    assert metric(page, "Reports on trackers") == number_range(
        overview["lowest_report_count"], overview["highest_report_count"]
    )
    assert f"{overview['earliest_start_at']:%H:%M}" in metric(page, "Said to begin")
    for heading in ("Who said what, and who was silent", "When it is said to have happened", "Who blames whom"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


@pytest.mark.slow
def test_the_heat_map_of_the_demo_names_every_outlet_and_what_it_said(
    page: Page, demo_address: str, demo_store: Settings
) -> None:
    open_when_drawn(page, f"{demo_address}/?incident={X}")
    with open_snapshot(demo_store) as snapshot:
        cells = snapshot.rows("SELECT * FROM coverage_matrix WHERE incident_id = ?", (X,))
    assert len({row["outlet"] for row in cells}) >= 6
    for row in cells:
        said = row["said"] if row["state"] == "said" else ""
        drawn = cell(page, row["outlet_name"], METRIC_NAMES[row["metric"]]).get_attribute("aria-label")
        assert said in drawn


def test_a_click_on_a_cell_shows_the_exact_words_and_the_article(page: Page, drawn_address: str) -> None:
    open_when_drawn(page, f"{drawn_address}/?incident={X}")
    cell(page, "Capital Wire", "Reports on trackers").click()
    quoted = page.get_by_text("“over 39,000 complaints in the US”")
    expect(quoted.first).to_be_visible()
    link = page.get_by_test_id("stLinkButton").first.get_by_role("link")
    assert re.fullmatch(r"https://capitalwire\.example/\w+", link.get_attribute("href") or "")


def test_a_difference_opens_both_quotes_with_their_articles(page: Page, drawn_address: str) -> None:
    open_when_drawn(page, f"{drawn_address}/?incident={X}")
    page.get_by_role("button", name="Both quotes").first.click()
    opened = page.get_by_test_id("stPopoverBody")
    expect(opened).to_contain_text("“reports jumped around 6 a.m. Eastern”")
    expect(opened).to_contain_text("“trouble began about 5:30 a.m. Eastern”")
    expect(opened.get_by_role("link")).to_have_count(2)


def test_times_are_in_utc_with_new_yorks_clock_above_wherever_the_reader_is(page: Page, drawn_address: str) -> None:
    open_when_drawn(page, f"{drawn_address}/?incident={X}")
    times = page.get_by_test_id("stVegaLiteChart").nth(1)
    times.scroll_into_view_if_needed()
    expect(times.locator("svg")).to_be_visible()
    words = times.locator("svg text").all_text_contents()
    assert {"UTC", "America/New York", "Capital Wire", "09:45", "40,000"} <= set(words)
    assert "05:30" in words  # New York's clock
    assert "15:00" in words  # and UTC's, which is 20:30 for the reader
    assert "NaN:NaN" not in words


def test_the_list_fits_a_window_of_1280_pixels(page: Page, drawn_address: str) -> None:
    for path in ("/", f"/?incident={X}", "/quality", "/sql"):
        open_when_drawn(page, drawn_address + path)
        overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overhang <= 0


def test_a_query_typed_into_the_box_is_answered(page: Page, drawn_address: str) -> None:
    open_when_drawn(page, f"{drawn_address}/sql")
    page.get_by_role("textbox", name="Query").fill("SELECT count(*) AS claims FROM claims")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("1 rows", exact=True)).to_be_visible()


def test_the_pages_speak_to_nobody_else(page: Page, drawn_address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_when_drawn(page, f"{drawn_address}/?incident={X}")
    elsewhere = [url for url in asked if not url.startswith((drawn_address, "data:", "blob:"))]
    assert elsewhere == []


@pytest.fixture(scope="session")
def hostile_address(hostile: Settings) -> Iterator[str]:
    with serving(hostile) as address:
        yield address


# What must not be on a page because somebody wrote it: code, pictures, frames, formulas, links and handlers.
PLANTED = """
() => ({
  scripts: [...document.querySelectorAll('script')].filter(s => !s.src && /pwned|alert/.test(s.textContent)).length,
  pictures: document.querySelectorAll('img[src*="evil"], [onerror], [onload]').length,
  frames: document.querySelectorAll('iframe').length,
  formulas: document.querySelectorAll('.katex').length,
  links: [...document.querySelectorAll('a[href]')].filter(a => /^javascript:|evil/i.test(a.href)).length,
  pwned: window.pwned === undefined ? 0 : 1,
})
"""


@pytest.mark.parametrize("path", ["/", f"/?incident={X}", "/quality", "/sql"])
def test_nothing_that_a_stranger_wrote_is_run_or_drawn_or_linked(page: Page, hostile_address: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_when_drawn(page, hostile_address + path)
    for button in page.get_by_role("button", name="Both quotes").all()[:2]:
        button.click()
        page.keyboard.press("Escape")
    assert page.evaluate(PLANTED) == dict.fromkeys(("scripts", "pictures", "frames", "formulas", "links", "pwned"), 0)
    assert not [url for url in asked if "evil" in url]


def test_what_strangers_wrote_stands_there_as_they_typed_it(page: Page, hostile_address: str) -> None:
    open_when_drawn(page, f"{hostile_address}/?incident={X}")
    page.get_by_text("Show all").click()
    sentences = page.get_by_test_id("stText")
    expect(sentences.filter(has_text=HOSTILE[-2])).not_to_have_count(0)
    shown = " ".join(sentences.all_inner_texts())
    for text in HOSTILE[:-1]:
        assert " ".join(text.split()) in " ".join(shown.split())


def test_a_tooltip_on_the_heat_map_shows_markup_as_text(page: Page, hostile_address: str) -> None:
    open_when_drawn(page, f"{hostile_address}/?incident={X}")
    matrix = page.get_by_test_id("stVegaLiteChart").first
    matrix.locator('path[aria-label*="onerror"]').first.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text('<img src="http://evil.example/x.png"')
    assert tooltip.locator("img").count() == 0
    assert page.evaluate(PLANTED)["pwned"] == 0


def test_a_hostile_platform_name_is_shown_as_typed_in_heading_and_button(page: Page, hostile_address: str) -> None:
    open_when_drawn(page, hostile_address)
    name = f"{HOSTILE_NAME.capitalize()}, 10 March 2025"
    button = page.locator("button", has_text="home")
    assert button.inner_text().replace(WORD_JOINER, "").endswith(name)
    button.click()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    assert page.locator("h1").inner_text().replace(WORD_JOINER, "").strip() == name


def test_a_downloaded_table_runs_nothing_in_a_spreadsheet_and_has_every_claim(page: Page, hostile_address: str) -> None:
    open_when_drawn(page, f"{hostile_address}/?incident={X}")
    with page.expect_download() as downloading:
        page.locator(f".st-key-download-{X}-claims-csv").get_by_role("button", name="Download as CSV").click()
    with downloading.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * len(HOSTILE)
    assert {row["title"] for row in rows} == {neutral_text(text) for text in HOSTILE}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    assert {row["value"] for row in rows if row["metric"] == "report_count"} >= {"100", "101"}


@pytest.mark.parametrize("path", [f"/?incident={X}", "/quality"])
def test_no_table_offers_a_download_that_leaves_formulas_as_they_are(
    page: Page, hostile_address: str, path: str
) -> None:
    open_when_drawn(page, hostile_address + path)
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    table.hover()
    toolbar = page.get_by_test_id("stElementToolbar").last
    expect(toolbar.get_by_role("button", name="Search")).to_have_count(1)
    expect(toolbar.get_by_role("button", name="Download")).to_have_count(0)
