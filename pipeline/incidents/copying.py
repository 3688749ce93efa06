"""
How much of a text is another's: its sentences, each looked for in the other by the words that both have.

Quotations are left out first, since everybody quotes the operator; so are the commonest words. A sentence is alike
where half of the longer one's words stand in the other, in any order: editors change words and turn sentences round,
and a text that shares few runs of words with its model still has most sentences of it.

Measured beside other methods on 306 pairs of tests/comparing/rewriting.yml, accounts at ten degrees of rewriting: F1 at
telling copies, up to "half rewritten", from accounts of their own, each story judged with the threshold that the
others give; then how many in a hundred pairs at each degree are called copies. All methods are printed by
`python -m tests.comparing.independence_curve`. (nq: without quotations. The degrees: verbatim, lightly and heavily
edited, half of it, reordered, merged with own reporting, half rewritten; rewritten in full, own report with the same
quotations, the same with the operator's statement unmarked.)

                                   F1   verb light heavy half reord merg halfrw | rewr quot stat
    sentences alike by 50 %, nq  0.996   100   100   100  100   100  100    100 |    0    0    1
    sentences alike by 60 %, nq  0.996   100   100   100  100   100   96    100 |    0    0    0
    covered by runs of 3, nq     0.979   100   100   100  100   100   93    100 |    0    0    3
    runs of 2 words, nq          0.966   100   100   100  100   100   85    100 |    0    0    1
    sentences alike by 50 %      0.957   100   100   100  100   100   85    100 |    0    0    3
    runs of 3 words              0.951   100   100    78  100   100   67    100 |    0    0    0
    runs of 4 words, nq          0.929   100   100   100  100   100  100    100 |    0   14   12
    Jaccard of 2 words, nq       0.912   100   100   100   67   100   63    100 |    0    0    0
    winnowing                    0.891   100   100     0   93   100   67     89 |    0    0    0
    runs of 4 words              0.884   100   100     0   93   100   67     94 |    0    0    0
    MinHash of 2 words           0.876   100   100   100   63   100   56     94 |    0    0    1
    longest run of words, nq     0.871   100   100    11  100   100   96    100 |    0   14   19
    SimHash                      0.699   100   100    78   63    94   56     72 |    9   22   28
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

from pipeline.incidents.evidence import words_of

Sentence = frozenset[str]

# Of the longer sentence's words; measured beside 0.4, 0.6 and 0.7.
ALIKE = 0.5
# A sentence of fewer words says too little to be known by.
_FEWEST_WORDS = 3
_COMMON = frozenset(words_of(
    "a an and are as at be been but by for from had has have he her his in is it its of on or said she that the their "
    "they this to was were which who will with"
))  # fmt: skip
# Within a paragraph; a quotation that runs on to the next one has no mark at its end.
_QUOTED = re2.compile(r"\"[^\"\n]*\"|“[^“”\n]*(?:”|$|\n)|«[^«»\n]*»|„[^„“”\n]*[“”]|‘[^‘\n]*?[.,!?]’")
_SENTENCE_END = re2.compile(r"[.!?][\"”'’)]*\s+")


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The words of each sentence that is the writer's own, without the commonest words."""
    own = _QUOTED.sub(" \n", text)
    found = (
        frozenset(_words(sentence)) - _COMMON
        for paragraph in _paragraphs(own)
        for sentence in _SENTENCE_END.split(paragraph)
    )
    return tuple(words for words in found if len(words) >= _FEWEST_WORDS)


def _words(sentence: str) -> list[str]:
    """As words_of, of texts that come once: a tenth of the time, and nothing of them is kept."""
    return "".join(char if char.isalnum() else " " for char in sentence.lower()).split()


def _paragraphs(text: str) -> list[str]:
    """Lines, where one that goes on in lower case belongs to the one before: some pages break lines anywhere."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and line[:1].islower():
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def is_alike(one: Sentence, other: Sentence, share: float = ALIKE) -> bool:
    """Whether two sentences have so large a share of the longer one's words in common."""
    return len(one & other) >= share * max(len(one), len(other))


def length_of(sentences: Sequence[Sentence]) -> int:
    """How many words the sentences have, each counted once a sentence."""
    return sum(map(len, sentences))


def copied_share(one: Sequence[Sentence], other: Sequence[Sentence], share: float = ALIKE) -> float:
    """The share of the shorter text's words that stand in sentences which are alike to one of the other's."""
    short, long = sorted((one, other), key=length_of)
    copied = [words for words in short if any(is_alike(words, there, share) for there in long)]
    return length_of(copied) / max(1, length_of(short))
