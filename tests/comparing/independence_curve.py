"""
What tells a copy from an account of its own: `python -m tests.comparing.independence_curve` prints the table.

Each method gives a pair of texts a score; its threshold is the one with the best F1 at telling copies (up to "half
rewritten") from accounts of their own on the pairs of rewriting.yml. Three figures for each: that F1; the F1 where each
story's pairs are judged with the threshold that the other stories give; and the margin, how far the threshold may be
moved either way, as a share of it, before F1 falls by more than one point. The columns behind them are the curve: what
share of the pairs at each degree of rewriting it calls copies, with the threshold. No method needs a model.
"""

from __future__ import annotations

import hashlib
import re
import statistics
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby

from rich.console import Console
from rich.table import Table

from pipeline.incidents.copying import copied_share, is_alike, length_of, sentences_of
from pipeline.incidents.evidence import words_of
from tests.comparing.rewriting import DEGREES, Rewriting, read_rewritings

Method = Callable[[str, str], float]
_QUOTED = re.compile(r'["“][^"“”]*["”]')
_PERMUTATIONS = 128
_COMMON = frozenset(words_of(
    "a an and are as at be been but by for from had has have he her his in is it its of on or said she that the their "
    "they this to was were which who will with"
))  # fmt: skip


def main() -> None:
    """Measures every method and prints the table, best first."""
    pairs = read_rewritings()
    rows = sorted((measure(name, method, pairs) for name, method in METHODS.items()), key=lambda row: row[:3])
    table = Table(
        "method", "threshold", "F1", "unseen", "margin", *(degree.replace("_", " ") for degree in DEGREES),
        title=_title(pairs),
    )  # fmt: skip
    for f1, unseen, margin, name, threshold, curve in reversed(rows):
        cells = (f"{curve[degree]:.0%}" for degree in DEGREES)
        table.add_row(name, f"{threshold:.3g}", f"{f1:.3f}", f"{unseen:.3f}", f"{margin:.0%}", *cells)
    Console(width=200).print(table)


def _title(pairs: Sequence[Rewriting]) -> str:
    copies = sum(pair.is_copy for pair in pairs)
    stories = len({pair.story for pair in pairs})
    return f"{len(pairs)} pairs of {stories} stories: {copies} copies, {len(pairs) - copies} of accounts of their own"


def measure(
    name: str, method: Method, pairs: Sequence[Rewriting]
) -> tuple[float, float, float, str, float, dict[str, float]]:
    """F1, F1 on unseen stories, margin, name, threshold, and the share called copies at each degree."""
    scored = [(pair, method(pair.one, pair.other)) for pair in pairs]
    threshold = best_threshold(scored)
    curve = {
        degree: statistics.fmean(score >= threshold for pair, score in scored if pair.degree.split(", ")[0] == degree)
        for degree in DEGREES
    }
    return f1_of(scored, threshold), _unseen(scored), _margin(scored, threshold), name, threshold, curve


Scored = Sequence[tuple[Rewriting, float]]


def f1_of(scored: Scored, threshold: float) -> float:
    """The F1 of calling copies what scores at least the threshold."""
    return _f1([(pair.is_copy, score >= threshold) for pair, score in scored])


def _f1(judged: Iterable[tuple[bool, bool]]) -> float:
    found = list(judged)
    right = sum(is_copy and called for is_copy, called in found)
    return 2 * right / max(1, sum(is_copy + called for is_copy, called in found))


def best_threshold(scored: Scored) -> float:
    """The middle of the widest range of thresholds that have the best F1."""
    scores = sorted({score for _, score in scored})
    cuts = [(low + high) / 2 for low, high in zip([0.0, *scores], scores, strict=False)]
    reached = _f1_at(scored, cuts)
    best = max(reached)
    runs = groupby(range(len(cuts)), key=lambda at: reached[at] == best)
    ranges = [list(run) for is_best, run in runs if is_best]
    low, high = max(((scores[run[0] - 1] if run[0] else 0.0, scores[run[-1]]) for run in ranges), key=_width)
    return (low + high) / 2


def _f1_at(scored: Scored, cuts: Sequence[float]) -> list[float]:
    """`f1_of` for many thresholds at once."""
    copies = sorted(score for pair, score in scored if pair.is_copy)
    every = sorted(score for _, score in scored)
    found = []
    for cut in cuts:
        right, called = len(copies) - bisect_left(copies, cut), len(every) - bisect_left(every, cut)
        found.append(2 * right / max(1, len(copies) + called))
    return found


def _width(span: tuple[float, float]) -> float:
    return span[1] - span[0]


def _unseen(scored: Scored) -> float:
    judged = []
    for story in {pair.story for pair, _ in scored}:
        threshold = best_threshold([row for row in scored if row[0].story != story])
        judged += [(pair.is_copy, score >= threshold) for pair, score in scored if pair.story == story]
    return _f1(judged)


def _margin(scored: Scored, threshold: float) -> float:
    enough = f1_of(scored, threshold) - 0.01
    shares = [step / 100 for step in range(1, 100)]
    broken = (s for s in shares if min(f1_of(scored, threshold * (1 - s)), f1_of(scored, threshold * (1 + s))) < enough)
    return next(broken, 1.0)


def without_quotations(text: str) -> str:
    """The text without what stands in quotation marks."""
    return _QUOTED.sub(" \n ", text)


def runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """The runs of so many words."""
    words = words_of(text)
    return frozenset(words[at : at + length] for at in range(len(words) - length + 1))


def containment(length: int) -> Method:
    """The share of the shorter text's runs of words that stand in the other."""

    def score(one: str, other: str) -> float:
        here, there = runs(one, length), runs(other, length)
        return len(here & there) / max(1, min(len(here), len(there)))

    return score


def resemblance(length: int) -> Method:
    """Runs of words in both texts, as a share of those in either (Jaccard)."""

    def score(one: str, other: str) -> float:
        here, there = runs(one, length), runs(other, length)
        return len(here & there) / max(1, len(here | there))

    return score


def minhash(length: int) -> Method:
    """Jaccard as 128 smallest hashes estimate it."""

    def score(one: str, other: str) -> float:
        here, there = _smallest(one, length), _smallest(other, length)
        return sum(a == b for a, b in zip(here, there, strict=True)) / _PERMUTATIONS

    return score


@cache
def _smallest(text: str, length: int) -> tuple[int, ...]:
    prime = 2**61 - 1
    values = [_hash(" ".join(run)) for run in runs(text, length)] or [0]
    factors = [(_hash(f"a{k}") % prime, _hash(f"b{k}") % prime) for k in range(_PERMUTATIONS)]
    return tuple(min((a * value + b) % prime for value in values) for a, b in factors)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def winnowing(chars: int, window: int) -> Method:
    """The share of the shorter text's fingerprints, chosen by winnowing runs of characters, in the other."""

    def score(one: str, other: str) -> float:
        here, there = _fingerprints(one, chars, window), _fingerprints(other, chars, window)
        return len(here & there) / max(1, min(len(here), len(there)))

    return score


@cache
def _fingerprints(text: str, chars: int, window: int) -> frozenset[int]:
    plain = " ".join(words_of(text))
    hashes = [_hash(plain[at : at + chars]) for at in range(max(1, len(plain) - chars + 1))]
    return frozenset(min(hashes[at : at + window]) for at in range(max(1, len(hashes) - window + 1)))


def longest_run(one: str, other: str) -> float:
    """The words of the longest run that stands in both."""
    length = 1
    while runs(one, length) & runs(other, length):
        length += 1
    return length - 1


def covered(length: int) -> Method:
    """The share of the shorter text's words that lie in runs of at least so many words which the other has too."""

    def score(one: str, other: str) -> float:
        short, long = sorted((words_of(one), words_of(other)), key=len)
        there = frozenset(long[at : at + length] for at in range(len(long) - length + 1))
        inside: set[int] = set()
        for at in range(len(short) - length + 1):
            if short[at : at + length] in there:
                inside.update(range(at, at + length))
        return len(inside) / max(1, len(short))

    return score


def sentences_alike(share: float) -> Method:
    """As the program does it: sentences by the words that both have, in any order, without quotations."""
    return lambda one, other: copied_share(_sentences(one), _sentences(other), share)


def sentences_with_quotations(share: float) -> Method:
    """The same with what is quoted."""
    return lambda one, other: copied_share(_sentences(_unmarked(one)), _sentences(_unmarked(other)), share)


def sentences_counted(share: float) -> Method:
    """The same, each sentence counted as one however long it is."""

    def score(one: str, other: str) -> float:
        here, there = sorted((_sentences(one), _sentences(other)), key=length_of)
        return sum(any(is_alike(a, b, share) for b in there) for a in here) / max(1, len(here))

    return score


_sentences = cache(sentences_of)


def _unmarked(text: str) -> str:
    return re.sub('["“”]', "", text)


def rare_words(one: str, other: str) -> float:
    """The share of the shorter text's words, without the commonest, in the other."""
    here, there = (frozenset(words_of(text)) - _COMMON for text in (one, other))
    return len(here & there) / max(1, min(len(here), len(there)))


def simhash(one: str, other: str) -> float:
    """Bits in common of 64-bit SimHashes of runs of three words."""
    return 1 - (_simhash(one) ^ _simhash(other)).bit_count() / 64


@cache
def _simhash(text: str) -> int:
    sums = [0] * 64
    for run in runs(text, 3):
        value = _hash(" ".join(run))
        for bit in range(64):
            sums[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if sums[bit] > 0)


def unquoted(method: Method) -> Method:
    """The method on texts without their quotations."""
    return lambda one, other: method(without_quotations(one), without_quotations(other))


METHODS: dict[str, Method] = {
    **{f"containment, {n} words": containment(n) for n in range(1, 9)},
    **{f"containment, {n} words, no quotations": unquoted(containment(n)) for n in range(1, 9)},
    **{f"Jaccard, {n} words": resemblance(n) for n in (2, 3, 4, 5)},
    **{f"Jaccard, {n} words, no quotations": unquoted(resemblance(n)) for n in (2, 3, 4)},
    **{f"MinHash, {n} words": minhash(n) for n in (2, 3, 5)},
    "SimHash, 3 words": simhash,
    "winnowing, 30 characters of 20": winnowing(30, 20),
    "winnowing, 20 characters of 8": winnowing(20, 8),
    "winnowing, 20 characters of 8, no quotations": unquoted(winnowing(20, 8)),
    "longest run of words": longest_run,
    "longest run of words, no quotations": unquoted(longest_run),
    **{f"covered by runs of {n} words": covered(n) for n in (3, 4, 5, 6, 8)},
    **{f"covered by runs of {n} words, no quotations": unquoted(covered(n)) for n in (3, 4, 5, 6, 8)},
    **{f"sentences alike by {share:.0%}": sentences_with_quotations(share) for share in (0.4, 0.5, 0.6, 0.7)},
    **{f"sentences alike by {share:.0%}, no quotations": sentences_alike(share) for share in (0.4, 0.5, 0.6, 0.7)},
    **{f"sentences alike by {share:.0%}, counted": sentences_counted(share) for share in (0.4, 0.5, 0.6)},
    "words without the commonest": rare_words,
    "words without the commonest, no quotations": unquoted(rare_words),
}


if __name__ == "__main__":
    main()
