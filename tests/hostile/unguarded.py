"""What children of these tests do: our own reading, also with one guard switched off, or with a crash on demand."""

from __future__ import annotations

import os
import signal

from pipeline.articles import documents
from pipeline.articles.documents import Document, RawPage, Unreadable, read_document
from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.reading import read_source

Given = RawPage | FeedDocument
DEADLY = b"<html><body><p>this page ends the process that reads it"


def read_either(given: Given) -> Document | Unreadable | FeedContents:
    """Reads a page or a feed, as the stages do."""
    return read_document(given) if isinstance(given, RawPage) else read_source(given)


def read_or_die(raw: RawPage) -> Document | Unreadable:
    """Reads the page, unless it is the one that crashes its reader, as faults in C code do."""
    if raw.body == DEADLY:
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_document(raw)


def read_any_number_of_tags(raw: RawPage) -> Document | Unreadable:
    """The page without the limit of tags at the gate."""
    documents.TAG_LIMIT = 10**12
    return read_document(raw)
