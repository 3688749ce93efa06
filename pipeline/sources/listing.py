"""What all kinds of sources have in common: items become entries, within the window, each address once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.addresses import safe_url
from pipeline.characters import BIDI_CONTROLS
from pipeline.credentials import text_without_keys, without_keys
from pipeline.records import BatchPlan, Drop, Entry, make_id

# Feeds carry dates of year 1 and 9999, and clocks that run ahead; beyond these a date says nothing.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(hours=48)
TEXT_CHARS = 500
_WITHOUT_BIDI = dict.fromkeys(map(ord, BIDI_CONTROLS))
# Control characters, lone surrogates (which RE2 does not take), and the separators of lines and paragraphs.
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One thing as a source lists it, not yet an entry.

    url         Canonical, or None where the source gives no usable one.
    authors     Names, in the source's order.
    summary     What it is about by the source, or the beginning of its text where the source gives that.
    local_path  For a folder: the file, relative to it.
    """

    guid: str | None = None
    url: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    listed_at: datetime | None = None
    updated_at: datetime | None = None
    local_path: str | None = None
    outlet: str | None = None


@dataclass(slots=True)
class Listing:
    """Entries that sources listed, and what they listed besides."""

    entries: list[Entry] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    def extend(self, other: Listing) -> None:
        """Takes over what another listing has."""
        self.entries += other.entries
        self.drops += other.drops


def entries_of(
    source_id: str, items: Iterable[Item], at: datetime, *, no_url_reason: str, keys: Collection[str] = ()
) -> Listing:
    """
    The entries that a source's items make, first seen `at`; items without an address are dropped.

    keys  Values of the source's own address that are credentials; they are left out like all others.

    A guid that a source gives to several addresses identifies none of them but the first.
    """
    listing = Listing()
    addresses: dict[str, str] = {}
    for number, item in enumerate((_without_keys(item, keys) for item in items), start=1):
        if item.url is None:
            listing.drops.append(_unusable(source_id, number, item, at, no_url_reason))
            continue
        guid = item.guid
        if guid is not None and addresses.setdefault(guid, item.url) != item.url:
            guid = None
        listing.entries.append(
            Entry(
                entry_id=make_id(source_id, guid or item.url),
                source_id=source_id,
                guid=guid,
                entry_url=item.url,
                title=item.title,
                authors=item.authors,
                summary=item.summary,
                listed_at=plausible(item.listed_at, at),
                updated_at=plausible(item.updated_at, at),
                first_seen_at=at,
                local_path=item.local_path,
                outlet=item.outlet,
            )
        )
    return listing


def within_window(listing: Listing, plan: BatchPlan, at: datetime) -> Listing:
    """The listing without the entries outside the plan's half-open window; without a window, the listing itself."""
    if plan.window_from is None and plan.window_to is None:
        return listing
    kept = Listing(drops=list(listing.drops))
    for entry in listing.entries:
        reason = _outside(entry.listed_at, plan)
        if reason is None:
            kept.entries.append(entry)
        else:
            kept.drops.append(drop_entry(entry, reason, at))
    return kept


def each_address_once(listing: Listing, at: datetime) -> Listing:
    """
    The listing with the first entry of each id and of each address.

    Two files of one address are two states of its page, and both stay.
    """
    kept = Listing(drops=list(listing.drops))
    seen: set[object] = set()
    for entry in listing.entries:
        keys: set[object] = {entry.entry_id, (entry.entry_url, entry.local_path)}
        if seen & keys:
            kept.drops.append(drop_entry(entry, "entry_repeated", at))
        else:
            kept.entries.append(entry)
        seen |= keys
    return kept


def drop_entry(entry: Entry, reason: str, at: datetime, detail: str = "") -> Drop:
    """The drop of an entry in poll_feeds."""
    return Drop(
        stage="poll_feeds",
        kind="entry",
        record_id=entry.entry_id,
        reason=reason,
        detail=detail[:300],
        url=safe_url(entry.entry_url),
        dropped_at=at,
    )


def one_line(text: str | None, *, chars: int = TEXT_CHARS) -> str | None:
    """Text of a stranger as one line of plain NFC, cut at `chars`; None where nothing of it is left."""
    if not text:
        return None
    shown = _BREAKING.sub(" ", text[: 4 * chars].translate(_WITHOUT_BIDI))
    return " ".join(unicodedata.normalize("NFC", shown).split())[:chars] or None


def pseudo_source_id(kind: str, path: str) -> str:
    """The id of a folder or a list, from its path: the same on every run, whatever window was asked for."""
    return f"{kind}-{make_id(kind, path)[:8]}"


def instant_of(text: str | None) -> datetime | None:
    """
    What a list says about publication: RFC 3339, or a date (its midnight UTC); None where it is neither.

    A time without a zone is taken as UTC.
    """
    try:
        instant = datetime.fromisoformat((text or "").strip())
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def named_columns(header: Sequence[str]) -> list[str]:
    """The columns of a list, in lower case and without spaces around them."""
    return [name.strip().lower() for name in header]


def plausible(instant: datetime | None, at: datetime) -> datetime | None:
    """An instant that a source gives, seen `at`; None where no clock that is anywhere near right gave it."""
    return instant if instant is not None and _EARLIEST <= instant <= at + _AHEAD else None


def _without_keys(item: Item, keys: Collection[str]) -> Item:
    return replace(
        item,
        guid=item.guid and text_without_keys(item.guid, keys),
        url=item.url and without_keys(item.url, keys),
        title=item.title and text_without_keys(item.title, keys),
        authors=tuple(text_without_keys(name, keys) for name in item.authors),
        summary=item.summary and text_without_keys(item.summary, keys),
    )


def _outside(listed_at: datetime | None, plan: BatchPlan) -> str | None:
    if listed_at is None:
        return "no_date_for_window"
    is_before = plan.window_from is not None and listed_at < plan.window_from
    is_after = plan.window_to is not None and listed_at >= plan.window_to
    return "outside_window" if is_before or is_after else None


def _unusable(source_id: str, number: int, item: Item, at: datetime, reason: str) -> Drop:
    return Drop(
        stage="poll_feeds",
        kind="entry",
        record_id=make_id(source_id, item.guid or item.title or number),
        reason=reason,
        detail=f"number {number} of {source_id}",
        dropped_at=at,
    )
