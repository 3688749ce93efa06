"""How many waves there were."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

WAVES = [
    ("Downdetector reported three waves of outages.", [(3, "exact")]),
    ("The app went down twice on Monday.", [(2, "exact")]),
    ("There were at least four spikes in complaints.", [(4, "at_least")]),
    ("It crashed three times in a day.", [(3, "exact")]),
    ("Two separate outages hit users within hours.", [(2, "exact")]),
    ("It was hit by three distributed denial-of-service attacks.", [(3, "exact")]),
    ("The site was knocked offline twice.", [(2, "exact")]),
    ("There were two bad patches on Monday.", [(2, "exact")]),
    ("Two cyberattacks in one day hit the company.", [(2, "exact")]),
    ("The platform had 33 outages between January 2023 and February 2025.", [(33, "exact")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), WAVES)
def test_waves_outages_and_spikes_are_counted(sentence: str, wanted: list[tuple[float, str]]) -> None:
    assert [(c.value, c.qualifier) for c in after_lead(sentence, "wave_count")] == wanted


NO_WAVES = [
    "The second wave was worse.",
    "She called support three times.",
    "Downdetector had 2,000 reports of the outage.",
    "Thousands of attacks are launched every day.",
    "The company has two offices.",
    "I changed my password three times before finding out, she said.",
    "The upgrade has seven phases.",
]


@pytest.mark.parametrize("sentence", NO_WAVES)
def test_ordinals_and_other_counts_are_no_waves(sentence: str) -> None:
    assert after_lead(sentence, "wave_count") == []
