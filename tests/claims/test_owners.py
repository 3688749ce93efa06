"""Who counts as the operator: whom the text names as owner or runner, and the body that its first words are about."""

from __future__ import annotations

import pytest

from pipeline.claims.owners import owners_named
from tests.claims.reading import read

OWNED = [
    "Nordwell, the supplier's parent, said it was aware of the outage.",
    "Nordwell, its owner, said it was sorry.",
    "Its parent, Nordwell, said it was sorry.",
    "Its parent company Nordwell apologised.",
    "TikTok's owner Nordwell apologised.",
    "Nordwell, which runs the platform, apologised.",
    "Nordwell, which also operates TikTok, apologised.",
    "TikTok, which is run by Nordwell, was down.",
    "TikTok, operated by the Nordwell, was down.",
    "Nordwell, TikTok's parent, apologised.",
]
NOT_OWNED = [
    "Nordwell, which runs a chain of shops, apologised.",
    "Nordwell, Kestrel's parent, apologised.",
    "Nordwell, an analyst, was sorry.",
    "Kestrel's owner Nordwell apologised.",
    "Kestrel, operated by Nordwell, was down.",
]


@pytest.mark.parametrize("text", OWNED)
def test_whoever_owns_or_runs_what_failed_is_its_operator(text: str) -> None:
    assert owners_named(text, frozenset({"tiktok"})) == {"nordwell"}


@pytest.mark.parametrize("text", NOT_OWNED)
def test_whoever_owns_something_else_is_nobodys_operator(text: str) -> None:
    assert owners_named(text, frozenset({"tiktok"})) == frozenset()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Kestrel Air's app crashed on Friday.\nThe airline apologised to Kestrel Air customers.", "kestrel-air"),
        ("Check-in software supplied by Nordwell failed.\nNordwell said it was sorry.", "nordwell"),
        ("Nordwell's tills went down on Friday.\nNordwell apologised.", "nordwell"),
    ],
)
def test_the_first_words_name_the_body_whose_system_failed(text: str, slug: str) -> None:
    assert [c.platform for c in read(text, title="") if c.metric == "response"] == [slug]
