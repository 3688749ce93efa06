"""What part of the reports is about what."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

SHARES = [
    ("57% concern the app and 33% the website.", [("app", 57), ("website", 33)]),
    ("About 64 per cent of the reports were about logging in.", [("login", 64)]),
    ("The app accounted for 71% of reports, the website for 20%.", [("app", 71), ("website", 20)]),
    ("They split into 80% app, 17% website, 3% search.", [("app", 80), ("website", 17), ("search", 3)]),
    ("More than half of the reports came from people using the app.", [("app", 50)]),
    (
        "Of the complaints, 48 percent mentioned server connection and 12 percent the feed.",
        [("server", 48), ("feed", 12)],
    ),
    ("Some 90 per cent of those reporting could not send messages.", [("messaging", 90)]),
    ("Two-thirds of the reports pointed to video streaming.", [("streaming", 67)]),
    ("Reports were split: 60% payments, 30% transfers.", [("payment", 60), ("payment", 30)]),
    ("A third of the reports had to do with uploading.", [("uploading", 33)]),
    ("Around 46% of reports cited calls and 21% no signal.", [("calls", 46), ("signal", 21)]),
]


@pytest.mark.parametrize(("sentence", "wanted"), SHARES)
def test_a_share_takes_the_word_that_says_what_it_is_of(sentence: str, wanted: list[tuple[str, float]]) -> None:
    text = f"Downdetector had 9,000 reports. {sentence}"
    assert [(c.label, c.value) for c in after_lead(text, "report_share")] == wanted


NO_SHARES = [
    "Shares of its owner fell 4% while the app was down.",
    "AWS holds roughly 30 per cent of the market for servers.",
    "Connectivity in the network dropped to 12% of normal.",
]


@pytest.mark.parametrize("sentence", NO_SHARES)
def test_shares_of_other_things_are_none(sentence: str) -> None:
    assert after_lead(sentence, "report_share") == []


def test_a_share_keeps_its_qualifier_and_its_source() -> None:
    [share] = after_lead("Downdetector said nearly 60% of the reports were about the website.", "report_share")
    assert (share.qualifier, share.source, share.unit) == ("at_most", "Downdetector", "percent")


def test_a_share_needs_a_tracker() -> None:
    assert after_lead("Of those asked, 40% use the app daily.", "report_share") == []
