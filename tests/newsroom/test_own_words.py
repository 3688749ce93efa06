"""Every sentence of the newsroom is ours: none of eight words or more stands in an article of the reader's tests."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from pipeline.newsroom.stories import read_outlets

ARTICLES = Path(__file__).parents[3] / "shared" / "gold"
# Shorter sentences ("X has been approached for comment.") are everybody's.
SENTENCE_WORDS = 8


def words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def sentences_of(text: str) -> list[tuple[str, ...]]:
    parts = re.split(r"(?<=[.!?])[”\"']?\s+|\n", text)
    return [words for part in parts if len(words := words_of(part)) >= SENTENCE_WORDS]


def own_sentences() -> dict[tuple[str, ...], str]:
    return {
        words: story.path
        for outlet in read_outlets()
        for story in outlet.stories
        for words in sentences_of(unescape(re.sub(r"<[^>]+>", " ", story.body)) + f"\n{story.title}\n{story.summary}")
    }


def test_sentences_are_told_apart_and_short_ones_left_out() -> None:
    text = "It is down. “The site was back after about an hour or so.” Nobody knows why it went away at all"
    assert [len(words) for words in sentences_of(text)] == [10, 8]


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles are not beside this checkout")
def test_no_sentence_of_the_newsroom_stands_in_an_article_of_others() -> None:
    own = own_sentences()
    assert len(own) > 200
    borrowed = []
    for path in sorted(ARTICLES.glob("*/*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        text = f"{article['title']} . {article['text']}"
        theirs = f" {' '.join(words_of(text))} "
        borrowed += [(path.name, place) for words, place in own.items() if f" {' '.join(words)} " in theirs]
    assert borrowed == []
