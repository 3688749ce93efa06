"""The raw archive: written by us, read by any tool that reads WARC."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipeline.edges.archive import ArchiveWriter, read_body
from pipeline.errors import InputUnusable, UsageError

AT = datetime(2025, 3, 10, 10, 15, 30, 123456, tzinfo=UTC)
URL = "http://harbourpost.example/story"


def add(archive: ArchiveWriter, body: bytes, **headers: str) -> int:
    return archive.add_response(URL, status=200, headers=headers, body=body, fetched_at=AT)


def test_bodies_come_back_from_their_offsets_in_any_order(tmp_path: Path) -> None:
    bodies = [b"first", "zweite Störung".encode("latin-1"), b"", bytes(range(256)) * 500]
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        offsets = [add(archive, body) for body in bodies]
    for offset, body in reversed(list(zip(offsets, bodies, strict=True))):
        assert read_body(tmp_path, "watch-1.warc.gz", offset) == body


def test_warcio_reads_what_was_written_and_its_digests_hold(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        add(archive, b"<p>X is down", **{"content-type": "text/html; charset=latin-1", "etag": '"1"'})
        archive.add_resource("https://folder.invalid/a.txt", content_type="text/plain", body=b"X is up", fetched_at=AT)
    with (tmp_path / "archive" / "watch-1.warc.gz").open("rb") as file:
        read = [(record, record.content_stream().read()) for record in ArchiveIterator(file, check_digests="raise")]
    (info, _), (response, page), (resource, text) = read
    assert [record.rec_type for record in (info, response, resource)] == ["warcinfo", "response", "resource"]
    assert (page, text) == (b"<p>X is down", b"X is up")
    assert response.rec_headers.get_header("WARC-Target-URI") == URL
    assert response.rec_headers.get_header("WARC-Date") == "2025-03-10T10:15:30.123456Z"
    assert response.http_headers.get_header("etag") == '"1"'
    assert resource.rec_headers.get_header("Content-Type") == "text/plain"


def test_the_checker_of_warcio_finds_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        add(archive, b"<p>X is down" * 1000)

    class Arguments:
        inputs = (str(tmp_path / "archive" / "watch-1.warc.gz"),)
        verbose = True

    checker = Checker(Arguments)
    checker.process_all()
    assert checker.exit_value == 0
    assert "digest pass" in capsys.readouterr().out


def test_each_record_is_a_gzip_stream_of_its_own(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        first, second = add(archive, b"first"), add(archive, b"second")
    content = (tmp_path / "archive" / "watch-1.warc.gz").read_bytes()
    assert gzip.decompress(content[first:second]).endswith(b"first\r\n\r\n")


def test_headers_of_the_wire_are_kept_under_another_name(tmp_path: Path) -> None:
    wire = {"content-encoding": "gzip", "transfer-encoding": "chunked", "content-length": "7"}
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        offset = add(archive, b"decoded already", **wire)
    assert read_body(tmp_path, archive.file_name, offset) == b"decoded already"
    with (tmp_path / "archive" / archive.file_name).open("rb") as file:
        file.seek(offset)
        headers = next(ArchiveIterator(file)).http_headers
    assert headers.get_header("X-Archive-Orig-content-encoding") == "gzip"
    assert headers.get_header("Content-Length") == "15"


def test_a_header_with_a_line_break_stays_one_header(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        offset = add(archive, b"body", **{"x-folded": "one\r\n Content-Length: 9999\r\n\r\n<p>two"})
    assert read_body(tmp_path, archive.file_name, offset) == b"body"


def test_a_batch_that_is_run_again_leaves_its_first_archive_alone(tmp_path: Path) -> None:
    places = []
    for body in (b"first run", b"second run", b"third run"):
        with ArchiveWriter(tmp_path, "watch-1") as archive:
            offset = add(archive, body)
        places.append((archive.file_name, offset))
    assert [name for name, _ in places] == ["watch-1.warc.gz", "watch-1-2.warc.gz", "watch-1-3.warc.gz"]
    assert [read_body(tmp_path, *place) for place in places] == [b"first run", b"second run", b"third run"]


def test_an_archive_without_a_record_is_no_file(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "watch-1"):
        pass
    assert not (tmp_path / "archive").exists()


def test_an_archive_that_fails_midway_leaves_nothing(tmp_path: Path) -> None:
    def run() -> None:
        with ArchiveWriter(tmp_path, "watch-1") as archive:
            add(archive, b"first")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()
    assert list((tmp_path / "archive").iterdir()) == []


def test_the_same_bodies_make_the_same_offsets(tmp_path: Path) -> None:
    offsets = []
    for home in (tmp_path / "one", tmp_path / "two"):
        with ArchiveWriter(home, "watch-1") as archive:
            offsets.append([add(archive, body, etag='"1"') for body in (b"first" * 100, b"second", b"third")])
    assert offsets[0] == offsets[1]


def test_a_missing_or_damaged_archive_says_what_to_do(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "watch-1") as archive:
        offset = add(archive, b"body" * 1000)
    path = tmp_path / "archive" / "watch-1.warc.gz"
    path.write_bytes(path.read_bytes()[: offset + 3])
    for name in ("watch-1.warc.gz", "watch-2.warc.gz"):
        with pytest.raises(InputUnusable, match=r"file_unreadable.*fetch its batch again"):
            read_body(tmp_path, name, offset)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret"])
def test_no_name_leads_out_of_the_archive(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leads outside"):
        read_body(tmp_path, name, 0)
