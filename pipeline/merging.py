"""What stays when the same thing comes twice: rules over rows, so that the order of loading never matters.

Batches overlap: a feed lists an entry again, a backfill finds a page that was fetched live, a newer reader goes over
an old batch. Each rule chooses by facts of the two rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]
_NUMBERS = re.compile(r"\d+")


def merge_entries(known: Row, incoming: Row) -> Row:
    """An entry keeps the moment when it was first seen; the rest is from the batch that was planned last."""
    latest = max((incoming, known), key=lambda row: (row["planned_at"], row["batch_id"]))
    earliest = min((known, incoming), key=lambda row: (row["first_seen_at"], row["is_new_in_feed"]))
    return {**latest, **{name: earliest[name] for name in ("first_seen_at", "is_new_in_feed")}}


def earlier_page(known: Row, incoming: Row) -> Row:
    """The same body from the same address is the page fetched first."""
    return min((known, incoming), key=lambda row: (row["fetched_at"], row["batch_id"]))


def later_source(known: Row, incoming: Row) -> Row:
    """A source is as it was described last."""
    return max((known, incoming), key=lambda row: (row["described_at"], sorted(map(str, row.values()))))


def later_post(known: Row, incoming: Row) -> Row:
    """
    An operator's post is as it was seen last; one whose updates bear time stamps goes before one that the feed dates.

    A feed that dates only a post's last change forgets the earlier ones; those that were seen stay.
    """
    latest = max((known, incoming), key=lambda row: (row["basis"] == "updates", row["seen_at"], row["batch_id"]))
    if known["basis"] == "updates" or incoming["basis"] == "updates":
        return latest
    kept: Row = {"update_count": max(known["update_count"], incoming["update_count"])}
    for moment in ("acknowledged", "identified", "monitoring"):
        dated = [row for row in (known, incoming) if row[f"{moment}_at"] is not None]
        if dated:
            first = min(dated, key=lambda row: (row[f"{moment}_at"], row["seen_at"], row["batch_id"]))
            kept |= {name: first[name] for name in (f"{moment}_at", f"{moment}_text")}
    return {**latest, **kept}


def same_poll(known: Row, _incoming: Row) -> Row:
    """A visit to a source happened once."""
    return known


def version_key(version: str | None) -> tuple[int, ...]:
    """
    What orders versions: "reader 1.10" is after "reader 1.9", and anything after None.

    Only the numbers in it count.
    """
    return (-1,) if version is None else tuple(map(int, _NUMBERS.findall(version)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What decides between two articles: who made them out of which page, and when it was fetched."""

    article_id: str
    page_id: str
    extractor_version: str
    reader_version: str | None
    fetched_at: datetime
    batch_id: str

    @classmethod
    def of(cls, row: Row) -> Revision:
        """The part of an article's row that decides; a row without reader_version was not read."""
        return cls(**{"reader_version": None} | {name: row[name] for name in cls.__slots__ if name in row})

    @property
    def generation(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """How new the programs were that made it: extractor first, then reader."""
        return version_key(self.extractor_version), version_key(self.reader_version)

    @property
    def fetched_on(self) -> date:
        """The day of fetched_at, UTC: what rows of the article are found by."""
        return self.fetched_at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    What becomes of the articles of a batch, and of those that stand in their way.

    added     Ids of the articles that go in.
    removed   Ids of those that go out first, with their dates and claims; one in both is replaced.
    replaced  Of those removed, the ones that older programs made of another batch: what is to be kept of them aside,
              with the revision that takes their place.
    outdated  Those of the batch that are not added since newer programs have been over the page: the revision of the
              batch, and the one that stands.
    """

    added: frozenset[str]
    removed: frozenset[str]
    replaced: dict[str, Revision]
    outdated: dict[str, tuple[Revision, Revision]]


def settle(
    incoming: Iterable[Revision], known: Sequence[Revision], *, batch_id: str, held: Collection[str] = ()
) -> Settled:
    """
    Decides between a batch's articles and those in the warehouse with the same id or of the same page.

    The newer extractor wins, then the newer reader, then the batch itself where it was done again, then the page
    that was fetched first. A page read by a newer extractor loses the text that an older one read from it. What
    the batch now holds in quarantine (`held`) goes out where it came from this batch.
    """
    added, removed = set(), {one.article_id for one in known if one.article_id in held and one.batch_id == batch_id}
    replaced: dict[str, Revision] = {}
    outdated: dict[str, tuple[Revision, Revision]] = {}
    for revision in incoming:
        rivals = [one for one in known if one.article_id == revision.article_id or _supersedes(one, revision, batch_id)]
        if all(_wins(revision, one, batch_id) for one in rivals):
            added.add(revision.article_id)
            removed.update(one.article_id for one in rivals)
            replaced |= {one.article_id: revision for one in rivals if _is_newer(revision, one)}
        elif newer := [one for one in rivals if _is_newer(one, revision)]:
            outdated[revision.article_id] = revision, max(newer, key=lambda one: one.generation)
    return Settled(added=frozenset(added), removed=frozenset(removed), replaced=replaced, outdated=outdated)


def _is_newer(one: Revision, other: Revision) -> bool:
    """Whether newer programs made it out of what another batch has; a batch done again replaces its own."""
    return one.batch_id != other.batch_id and one.generation > other.generation


def _supersedes(one: Revision, other: Revision, batch_id: str) -> bool:
    """Whether only one of two texts of the same page may stay: another extractor made it, or the batch again."""
    is_other_text = one.page_id == other.page_id and one.article_id != other.article_id
    return is_other_text and (one.extractor_version != other.extractor_version or one.batch_id == batch_id)


def _wins(incoming: Revision, known: Revision, batch_id: str) -> bool:
    if incoming.generation != known.generation:
        return incoming.generation > known.generation
    if known.batch_id == batch_id:
        return True
    return (incoming.fetched_at, incoming.batch_id) < (known.fetched_at, known.batch_id)
