"""Everything that can go wrong in a way that a user can act on, and why things are dropped.

One base class; each cause is a class whose docstring says when it is raised; `exit_code` is what the command
line returns for it. Messages say what, where, and what to do next.
"""

from __future__ import annotations

from types import MappingProxyType


class OutwireError(Exception):
    """Base of all errors that the command line shows as a message instead of a traceback."""

    exit_code = 1


class UsageError(OutwireError):
    """Raised where what was asked for cannot be meant: an unknown incident, a bad window, an empty folder."""

    exit_code = 2


class SettingsError(UsageError):
    """Raised where settings or reference files (`schemas/*.yml`) cannot be used; all faults are listed at once."""


class QueryError(UsageError):
    """Raised where an analyst's SQL does not run: a syntax error, an unknown table, an attempt to write."""


class UnknownName(QueryError):
    """Raised where SQL names a table, a column or a function that the snapshot does not have."""


class WarehouseMissing(OutwireError):
    """Raised where a reader finds no published snapshot, or a file in its place that is not one."""

    exit_code = 3


class WarehouseLocked(OutwireError):
    """Raised where another process holds the writer's lock for longer than `lock_timeout_seconds`."""

    exit_code = 4


class WarehouseFull(OutwireError):
    """Raised where a stage cannot write: the disk is full, it may not, a file is in the way; nothing is half there."""

    exit_code = 5


class SchemaMismatch(OutwireError):
    """Raised where a newer program made the warehouse, or where its tables could not be brought up to this one's."""

    exit_code = 10


class BatchParked(OutwireError):
    """Raised where a batch that failed a `stop` expectation is to be loaded."""

    exit_code = 6


class WarehouseDoubtful(OutwireError):
    """Raised where the warehouse as a whole breaks an expectation that stops: something is double, lost or orphaned."""

    exit_code = 14


class BatchUnknown(UsageError):
    """Raised where a batch id names no folder, or a stage's input is not there because an earlier stage has not run."""


class InputUnusable(OutwireError):
    """Raised where the one file or address that the user asked for cannot be read; the message has the drop reason."""

    exit_code = 7


class AirflowFailed(OutwireError):
    """Raised where one of Airflow's processes ends by itself, or does not start; the message names its log."""

    exit_code = 9


class BackupDamaged(OutwireError):
    """Raised where a backup lacks something, or its bytes are not those that were backed up; nothing is restored."""

    exit_code = 11


class RequestRefused(OutwireError):
    """
    Raised by `edges/web.py` where nothing usable came back; `reason` is one of DROP_REASONS.

    retry_after_seconds  What the server asked for, at most a day; None where it did not.
    """

    exit_code = 8

    def __init__(
        self, reason: str, detail: str, *, status: int | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.status = status
        self.retry_after_seconds = retry_after_seconds


# Why a stage did not pass something on, in words for people. A drop with a reason that is not here cannot be made.
DROP_REASONS = MappingProxyType(
    {
        # poll_feeds
        "feed_not_xml": "The answer is not a feed in any format that we know.",
        "feed_empty": "The feed has no entries.",
        "feed_too_hostile": "The parser had to be stopped: it took too long, too much memory, or crashed.",
        "entry_without_url": "The entry has no http or https address.",
        "entry_known": "The entry was fetched before and has not changed since.",
        "entry_repeated": "The same address stands in the batch already.",
        "outside_window": "The entry's date lies outside the window that was asked for.",
        "no_date_for_window": "A window was asked for, and nothing dates the entry.",
        "list_row_unusable": "The row of the list has no usable address.",
        # fetch_pages, and the feeds' own requests
        "address_refused": "The address is not public, or its scheme or port is not allowed.",
        "name_unresolved": "The host's name has no address.",
        "connection_failed": "No connection could be made, or it broke.",
        "tls_failed": "The server's certificate could not be verified.",
        "timed_out": "The exchange took longer than the deadline.",
        "too_large": "The body is larger than the cap.",
        "short_body": "The connection ended before the announced length.",
        "too_many_redirects": "More than the allowed number of redirects, or a loop.",
        "bad_response": "The server's answer is not HTTP, or its encoding cannot be decoded.",
        "http_gone": "The server says that there is nothing here: 404 or 410.",
        "http_refused": "The server refuses: another status of 400 to 499.",
        "http_busy": "The server asks to come back later: 429 or 503.",
        "http_error": "The server failed: another status of 500 to 599, or one that makes no sense here.",
        "robots_disallowed": "The site's robots.txt does not allow us to fetch it.",
        "robots_unreachable": "The site's robots.txt could not be read, so nothing is fetched for now.",
        "host_crowded": "More of the host is waiting than one run asks for; a later run goes on with it.",
        "page_unchanged": "The page is the same as when we last fetched it.",
        "file_unreadable": "The file is not there, or may not be read.",
        # extract_text
        "empty_body": "The body has no bytes.",
        "not_a_page": "The body is not HTML, text or an article file: a PDF, an image, an archive.",
        "not_utf8": "The text file is not UTF-8.",
        "article_file_invalid": "The article file is not JSON with a text in it.",
        "screened_out": "Nothing in title and text hints at an outage.",
        "page_too_hostile": "The extractor had to be stopped: it took too long, too much memory, or crashed.",
        "page_too_complex": "The page has too many elements, or they are nested too deep, to be read whole.",
        "no_text": "No readable text was found on the page.",
        # read_claims
        "not_an_outage": "The article does not report an actual, unplanned outage as its subject.",
        "no_claims": "The article is about an outage, and makes no claim that we can read.",
        "reader_failed": "The reader could not read the article; a fault of ours, the log has it.",
        # check_quality
        "quarantined": "The record broke an expectation and is kept in quarantine.",
        "parent_quarantined": "The record belongs to one that is in quarantine.",
    }
)

# Drops that may go away by themselves; `tend_warehouse` tries them again.
RETRYABLE = frozenset(
    {
        "name_unresolved",
        "connection_failed",
        "timed_out",
        "short_body",
        "http_busy",
        "http_error",
        "robots_unreachable",
        "host_crowded",
        "bad_response",
        "tls_failed",
    }
)
