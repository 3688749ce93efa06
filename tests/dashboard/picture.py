"""Takes the README's picture: `python -m tests.dashboard.picture OUT.png [STORE] [INCIDENT]`.

The page of one incident in Chromium at 1280 pixels, from its name down to the first differences.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from pipeline.settings import Settings
from tests.dashboard.conftest import serving

WIDTH, HEIGHT = 1280, 2600
MARGIN = 20
DIFFERENCES_SHOWN = 5
PATIENCE_MILLISECONDS = 60_000


def take_picture(page: Page, address: str, out: Path) -> None:
    """Saves the picture of the page at an address as PNG."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stVegaLiteChart] svg", timeout=PATIENCE_MILLISECONDS)
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=PATIENCE_MILLISECONDS)
    page.wait_for_timeout(1500)  # charts settle into their width
    page.screenshot(path=out, clip=_shown(page))


def _shown(page: Page) -> FloatRect:
    top = page.locator("h1").first.bounding_box()
    rows = page.get_by_role("button", name="Both quotes")
    bottom = rows.nth(min(DIFFERENCES_SHOWN, rows.count()) - 1).bounding_box()
    assert top, "the page has no heading"
    assert bottom, "the page has no differences"
    start = top["y"] - MARGIN / 2
    return {"x": 0, "y": start, "width": WIDTH, "height": bottom["y"] + bottom["height"] + MARGIN / 2 - start}


def main(out: Path, home: Path, incident_id: str) -> None:
    with serving(Settings(home=home)) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        take_picture(page, f"{address}/?incident={incident_id}", out)
        chromium.close()


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    main(Path(sys.argv[1]), Path(given[1] or "data"), given[2] or "x-2025-03-10")
