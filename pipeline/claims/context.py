"""What earlier sentences established, carried on from one to the next as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.mentions.days import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    What holds where a sentence begins.

    line           The line of the sentence before, -1 at the start.
    tracker        The tracker named last.
    is_counting    Whether the sentence before gave figures of a tracker.
    platform       The only platform that the sentence before named, None where it named none or several.
    zone           The zone stated last.
    day            The day named last.
    person, body   Who of people, and which company or group, spoke or acted last: whom "he" and "it" mean.
    speaker        Who spoke last; whose a quotation without a speaker is.
    voice          Who spoke in the sentence before, or further back in its paragraph: whose account may go on.
    account        Whose report, letter or testimony the article is summing up, until somebody else speaks.
    author         Whose report, letter or testimony it was that the article mentioned last: whose "the report" is.
    called         What the story's company was called when it spoke last: "WhatsApp", not "Meta".
    company        Another company than the story's that the paragraph is about: whom "the bank" means in it.
    group          The group named last as one that attacks: whom "the group" means.
    is_background  Whether the sentence before was about another outage than the subject.
    country        The country named last: "across the country" is there.
    region         The country that the sentence before limited its figures to.
    unit           What the sentence before counted those affected in.
    is_timeline    Whether the lines since a heading such as "Timeline" are its entries.
    is_market      Whether the sentence before was about share prices.
    """

    line: int = -1
    tracker: str | None = None
    is_counting: bool = False
    platform: str | None = None
    zone: str | None = None
    day: Day | None = None
    person: str | None = None
    body: str | None = None
    speaker: str | None = None
    voice: str | None = None
    account: str | None = None
    author: str | None = None
    called: str | None = None
    company: str | None = None
    group: str | None = None
    is_background: bool = False
    country: str | None = None
    region: str | None = None
    unit: str | None = None
    is_timeline: bool = False
    is_market: bool = False
