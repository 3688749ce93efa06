"""The raw archive: what was fetched, as WARC, gzip a record, so that any tool of that world can read it.

Bodies are kept decoded (the header says how they came), since extraction reads them again and again and the cap
was checked after decoding.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from io import BytesIO
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.edges.files import inside, writing_whole
from pipeline.errors import InputUnusable
from pipeline.settings import code_version

_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
# Headers that speak of the bytes on the wire, not of the body that is kept.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class ArchiveWriter:
    """
    Writes one WARC file for a batch, whole or not at all; use it as a context manager. No record: no file.

    A batch that is run again gets another file, "<batch_id>-2.warc.gz", since pages of its first run may be in the
    warehouse and point into the first.

    file_name  The file's name below `archive`, as `Page.archive_file` carries it.
    """

    def __init__(self, home: Path, batch_id: str) -> None:
        self._folder = home / "archive"
        names = (f"{batch_id}{ending}.warc.gz" for ending in chain([""], (f"-{n}" for n in count(2))))
        self.file_name = next(name for name in names if not (self._folder / name).exists())
        self._writer: WARCWriter | None = None

    def __enter__(self) -> ArchiveWriter:
        self._open = ExitStack()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def add_response(
        self, url: str, *, status: int, headers: Mapping[str, str], body: bytes, fetched_at: datetime
    ) -> int:
        """Archives what a server answered; gives the offset of the record in the file."""
        kept = [(_kept_name(name), _one_line(value)) for name, value in headers.items()]
        http_headers = StatusAndHeaders(
            f"{status} Answered", [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1"
        )
        return self._add("response", url, body, fetched_at, http_headers=http_headers)

    def add_resource(self, url: str, *, content_type: str, body: bytes, fetched_at: datetime) -> int:
        """Archives a local file under the address of its entry; gives the offset of the record in the file."""
        return self._add("resource", url, body, fetched_at, content_type=content_type)

    def _add(
        self,
        kind: str,
        url: str,
        body: bytes,
        fetched_at: datetime,
        *,
        http_headers: StatusAndHeaders | None = None,
        content_type: str = "",
    ) -> int:
        at = fetched_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        writer = self._opened(at)
        offset = self._file.tell()
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(body),
                length=len(body),
                warc_content_type=content_type,
                warc_headers_dict=self._headers(f"{offset}:{url}", at),
                http_headers=http_headers,
            )
        )
        return offset

    def _opened(self, at: str) -> WARCWriter:
        if self._writer is None:
            self._file = self._open.enter_context(writing_whole(self._folder / self.file_name, what="archive"))
            self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
            fields = f"software: Outwire/{code_version()}\r\nformat: WARC File Format 1.1\r\n".encode()
            headers = {**self._headers("warcinfo", at), "WARC-Filename": self.file_name}
            self._writer.write_record(
                self._writer.create_warc_record(
                    "", "warcinfo", payload=BytesIO(fields), length=len(fields), warc_headers_dict=headers
                )
            )
        return self._writer

    def _headers(self, key: str, at: str) -> dict[str, str]:
        """Date and id of a record; by themselves warcio's are of this moment and random."""
        return {"WARC-Date": at, "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{self.file_name}:{key}')}>"}


def read_body(home: Path, archive_file: str, archive_offset: int) -> bytes:
    """
    The decoded body of an archived page; the arguments are those of its Page.

    Raises InputUnusable where the archive is gone or damaged there, UsageError where the name leads outside it.
    """
    path = inside(home / "archive", archive_file)
    try:
        with path.open("rb") as file:
            file.seek(archive_offset)
            record = next(ArchiveIterator(file, check_digests="raise"))
            body: bytes = record.content_stream().read()
            return body
    except (OSError, ArchiveLoadFailed, StopIteration, EOFError) as error:
        raise InputUnusable(
            f"file_unreadable: {archive_file} cannot be read at {archive_offset}. Restore the file below "
            f"{path.parent}, or fetch its batch again."
        ) from error


def _kept_name(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name in _WIRE_HEADERS else name


def _one_line(value: str) -> str:
    """The value in printable ASCII; warcio encodes the rest of some values, and raises over `a=é;é`."""
    return quote(" ".join(value.split()), safe=_PRINTABLE)
