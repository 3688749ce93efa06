"""Which articles of an incident are one witness: a text that two outlets carry proves no more than one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil

from pipeline.incidents.copying import ALIKE, Sentence, is_alike, length_of, sentences_of
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.credits import Credits, credits_of

# Share of the shorter text's own words in sentences that the other has too. The best threshold on the pairs at ten
# degrees of rewriting (copying.py has the table): copies reach it from 0.45 up, accounts of their own 0.28, and 0.17 on
# the gold articles; only where quotations have lost their marks do these come near it, and one exceeds it.
SAME_TEXT = 0.44
# Where one names the other, or both an agency, as where they are from, less will do: more than accounts of their own.
SAME_TEXT_CREDITED = 0.2
# Fewer sentences and words in common are a headline or a stock phrase, however short the text.
_FEWEST_SENTENCES, _FEWEST_WORDS = 2, 16
# A word leads to the sentences of so many articles, the earliest; who has their text is tied to one of these already.
HOLDERS = 24


def find_witnesses(coverages: Sequence[Coverage]) -> dict[str, str]:
    """
    For each article the id of its witness: the earliest article of those that are not independent of each other.

    One witness are revisions of a page and articles of one outlet; articles under one agency's dateline or byline;
    and articles of which one has its text from the other, or both from a third. Grows in proportion to the articles.
    """
    ordered = sorted(coverages, key=_age)
    number = {coverage.article_id: at for at, coverage in enumerate(ordered)}
    first = list(range(len(ordered)))

    def root(at: int) -> int:
        while first[at] != at:
            first[at] = first[first[at]]
            at = first[at]
        return at

    for one, other in _dependent_pairs(ordered):
        kept, gone = sorted((root(number[one]), root(number[other])))
        first[gone] = kept
    return {coverage.article_id: ordered[root(at)].article_id for at, coverage in enumerate(ordered)}


def _age(coverage: Coverage) -> tuple[datetime, str]:
    return coverage.article.published_at or datetime.max.replace(tzinfo=UTC), coverage.article_id


def _dependent_pairs(coverages: Sequence[Coverage]) -> Iterator[tuple[str, str]]:
    credits = {coverage.article_id: credits_of(coverage.article) for coverage in coverages}
    origins: dict[str, list[str]] = defaultdict(list)
    for coverage in coverages:
        for origin in (f"outlet {coverage.article.outlet}", *credits[coverage.article_id].by):
            origins[origin].append(coverage.article_id)
    for same in origins.values():
        yield from ((same[0], other) for other in same[1:])
    yield from _copies(coverages, credits)


def _copies(coverages: Sequence[Coverage], credits: Mapping[str, Credits]) -> Iterator[tuple[str, str]]:
    """Pairs of which one has its text from the other; each article is held against earlier ones only."""
    texts = [sentences_of(coverage.article.text) for coverage in coverages]
    ids = [coverage.article_id for coverage in coverages]
    for at, other, here, there in alike_sentences(texts):
        short, alike = (at, here) if length_of(texts[at]) <= length_of(texts[other]) else (other, there)
        copied = sum(len(texts[short][sentence]) for sentence in alike)
        is_credited = credits[ids[at]].touches(credits[ids[other]])
        enough = (SAME_TEXT_CREDITED if is_credited else SAME_TEXT) * length_of(texts[short])
        if len(alike) >= _FEWEST_SENTENCES and copied >= max(_FEWEST_WORDS, enough):
            yield ids[at], ids[other]


def alike_sentences(texts: Sequence[Sequence[Sentence]]) -> Iterator[tuple[int, int, set[int], set[int]]]:
    """
    Pairs of texts that have sentences alike: the later, the earlier, and the numbers of these sentences in each.

    Two sentences that are alike share one of their rarest words, so only those are looked up; and a word leads to
    HOLDERS sentences at most, so that a text is compared with so many others, however many there are.
    """
    counts = Counter(word for sentences in texts for words in sentences for word in words)
    index: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, sentences in enumerate(texts):
        found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        rarest = [_rarest(words, counts) for words in sentences]
        for number, words in enumerate(sentences):
            for other, there in {place for word in rarest[number] for place in index[word]}:
                if is_alike(words, texts[other][there]):
                    found[other][0].add(number)
                    found[other][1].add(there)
        yield from ((at, other, here, there) for other, (here, there) in sorted(found.items()))
        _add(index, at, rarest)


def _rarest(words: Sentence, counts: Mapping[str, int]) -> list[str]:
    """So many of a sentence's rarest words that one alike to it has one of them among its own."""
    by_rarity = sorted(words, key=lambda word: (counts[word], word))
    return by_rarity[: len(words) - ceil(ALIKE * len(words)) + 1]


def _add(index: dict[str, list[tuple[int, int]]], at: int, rarest: Iterable[Iterable[str]]) -> None:
    for number, words in enumerate(rarest):
        for word in words:
            if len(index[word]) < HOLDERS:
                index[word].append((at, number))
