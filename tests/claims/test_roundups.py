"""Pages with several stories under numbered headings."""

from __future__ import annotations

import pytest

from tests.claims.reading import read

OUTAGE = "1. A bad Monday\nTikTok was down. Downdetector had 9,000 reports."
CHIPS = "2. Chips\nShares of Kallang fell 12% after a fault. Police counted 3,100 complaints."
ROBOT = "3. A robot\nIt costs $6,800 in damages."
STARS = "4. Stars\nA shower of meteors peaked at 4am."


def test_only_the_section_that_names_the_platform_is_read() -> None:
    claims = read("\n".join((OUTAGE, CHIPS, ROBOT, STARS)), title="Four things: TikTok goes down")
    assert [(c.metric, c.value) for c in claims if c.metric != "affected_region"] == [("report_count", 9000)]


def test_the_order_of_the_sections_does_not_matter() -> None:
    claims = read("\n".join(("Hello.", CHIPS, ROBOT, STARS, OUTAGE)), "report_count", title="TikTok goes down")
    assert [c.value for c in claims] == [9000]


def test_what_stands_before_the_first_heading_is_read() -> None:
    text = "\n".join(("TikTok was down for two hours.", OUTAGE, CHIPS, ROBOT, STARS))
    assert [c.value for c in read(text, "duration")] == [120]


@pytest.mark.parametrize("steps", [1, 2])
def test_a_short_numbered_list_is_no_roundup(steps: int) -> None:
    parts = [f"{n}. Part {n}\nThe outage lasted {n} hours." for n in range(1, steps + 1)]
    text = "TikTok was down.\n" + "\n".join(parts)
    assert [c.value for c in read(text, "duration")] == [60 * n for n in range(1, steps + 1)]


def test_numbered_parts_of_one_story_are_all_read() -> None:
    parts = (
        "1. A filter\nTikTok failed.",
        "2. Back\nIt lasted two hours.",
        "3. The bill\nTikTok paid.",
        "4. TikTok\nIt is.",
    )
    assert [c.value for c in read("\n".join(parts), "duration", title="Four things: TikTok goes down")] == [120]
