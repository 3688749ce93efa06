"""The runner for others' feed files, on a small tree of our own in their layout."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.sources.document import FeedContents
from tests.peers.__main__ import Report, main, run
from tests.peers.expectations import disagreements, expectation_of

ROOT = Path(__file__).parents[2]
COMMENT = "<!--\nDescription: a file of our own\nExpect:      {}\n-->\n"
ITEM = (
    "<item><title>Gmail is &lt;b&gt;down&lt;/b&gt;</title><link>http://post.example/a?utm_source=x</link>"
    "<author>ada@post.example (Ada Lund)</author><description>It &lt;i&gt;failed&lt;/i&gt;.</description>"
    "<guid isPermaLink='false'>tag:1</guid><pubDate>Mon, 10 Mar 2025 05:45:00 -0400</pubDate></item>"
)


def rss(expect: str | None, item: str = ITEM, declaration: str = "") -> str:
    comment = "" if expect is None else COMMENT.format(expect)
    head = "<title>The Post</title><language>en-gb</language>"
    return f"{declaration}{comment}<rss version='2.0'><channel>{head}{item}</channel></rss>"


def tree(folder: Path, **files: str | bytes) -> Path:
    """A folder of files; "__" in a name is a slash, and what has no suffix of its own is XML."""
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def report(folder: Path, **more: object) -> Report:
    return run(folder, Settings().model_copy(update={"workers": 1, **more}))


HOLDS = [
    "not bozo and entries[0]['title'] == 'Gmail is <b>down</b>'",
    "entries[0]['link'] == 'http://post.example/a?utm_source=x'",
    "entries[0]['id'] == u'tag:1' and entries[0]['guid'] == 'tag:1'",
    "entries[0]['published_parsed'] == (2025, 3, 10, 9, 45, 0, 0, 69, 0)",
    "entries[0]['published'] == 'Mon, 10 Mar 2025 05:45:00 -0400'",
    "entries[0]['author'] == 'Ada Lund (ada@post.example)' and entries[0]['author_detail']['name'] == 'Ada Lund'",
    "entries[0]['authors'][0]['name'] == 'Ada Lund'",
    "entries[0]['description'] == 'It <i>failed</i>.' and entries[0]['summary'] == 'It failed.'",
    "entries[0]['title_detail']['value'] == 'Gmail is down' and entries[0]['summary_detail']['value'] == 'It failed.'",
    "len(entries) == 1 and feed['title'] == 'The Post' and feed['language'] == 'en-gb'",
]
FAILS = [
    "entries[0]['title'] == 'Gmail is up'",
    "entries[0]['link'] == 'http://post.example/b'",
    "entries[0]['id'] == 'tag:2'",
    "entries[1]['title'] == 'Gmail is down'",
    "entries[0]['published_parsed'] == (2025, 3, 10, 5, 45, 0, 0, 69, 0)",
    "entries[0]['updated'] == '2025-03-10T09:45:00Z'",
    "len(entries) == 2",
    "entries[0]['author'] == 'Bo Ek (ada@post.example)'",
    "entries[0]['authors'][1]['name'] == 'Ada Lund'",
    "entries[0]['author_detail']['name'] == 'ada@post.example'",
    "entries[0]['summary'] == 'It works.'",
    "entries[0]['description'] == '<img/>'",
    "entries[0]['summary_detail']['value'] == 'It'",
    "feed['title'] == 'The Post' and feed['language'] == 'de'",
]
NOT_OURS = [
    "not bozo",
    "bozo and encoding == 'utf-8'",
    "entries[0]['author'] == 7",
    "entries[0]['author_detail']['email'] == 'nobody@post.example'",
    "entries[0]['contributors'][0]['name'] == 'Ada Lund'",
    "entries[0]['title_detail']['type'] == 'text/html'",
    "entries[0]['link'] == 'mailto:desk@post.example'",
    "'link' not in entries[0]",
    "__import__('os').abort()",
    "0",
    "entries[0]['title'] == ",
]


def test_a_file_passes_where_all_that_it_expects_of_our_fields_holds(tmp_path: Path) -> None:
    found = report(tree(tmp_path, **{f"wellformed__rss__{n}": rss(expect) for n, expect in enumerate(HOLDS)}))
    assert found.faults == []
    assert found.counts == {"passed": len(HOLDS), "judged": len(HOLDS), "agreed": len(HOLDS)}


def test_a_file_fails_where_something_of_it_does_not_hold_and_is_named_with_it(tmp_path: Path) -> None:
    found = report(tree(tmp_path, **{f"illformed__{n}": rss(expect) for n, expect in enumerate(FAILS)}))
    assert (found.counts["failed"], found.counts["judged"], found.counts["agreed"]) == (len(FAILS), len(FAILS), 0)
    assert found.faults[0] == ("failed: illformed/0.xml: entries[0]['title'] is 'Gmail is down', not 'Gmail is up'")


def test_what_is_expected_of_other_fields_is_neither_run_nor_judged(tmp_path: Path) -> None:
    found = report(tree(tmp_path, **{f"wellformed__{n}": rss(expect) for n, expect in enumerate(NOT_OURS)}))
    assert found.counts == {"passed": len(NOT_OURS)}


def test_plain_feeds_pass_where_they_are_of_a_format_that_we_know(tmp_path: Path) -> None:
    folder = tree(tmp_path, good=rss(None), empty=rss(None, item=""), page="<html><body>Log in</body></html>")
    (folder / "feed.json").write_text('{"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": []}')
    (folder / "README.md").write_text("no feed, and not looked at")
    found = report(folder)
    assert (found.counts["passed"], found.counts["failed"]) == (3, 1)
    assert found.faults == ["failed: page.xml: no format that we know"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "windows-1251", "cp037"])
def test_an_expectation_is_read_in_the_encoding_of_its_file(encoding: str, tmp_path: Path) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding.removesuffix("-le")}"?>'
    body = rss("entries[0]['title'] == 'Gmail is down'", declaration=declaration).encode(encoding)
    assert expectation_of(body).source == "entries[0]['title'] == 'Gmail is down'"
    found = report(tree(tmp_path, encoding__one=body))
    assert found.counts == {"passed": 1, "judged": 1, "agreed": 1}


def test_headers_of_a_file_are_those_that_it_is_answered_with(tmp_path: Path) -> None:
    comment = "Header: Content-type: text/xml; charset=koi8-r\nHeader: Content-Location: http://post.example/feeds/\n"
    item = "<item><title>Сбой</title><link>story</link></item>"
    expect = "entries[0]['link'] == 'http://post.example/feeds/story' and "
    expect += r"entries[0]['title'] == '\u0421\u0431\u043e\u0439'"
    body = rss(expect, item).replace("Description:", f"{comment}Description:").encode("koi8-r")
    assert report(tree(tmp_path, wellformed__headers=body)).counts == {"passed": 1, "judged": 1, "agreed": 1}


def test_a_file_that_hangs_our_reader_is_a_crash_and_the_next_ones_are_read(tmp_path: Path) -> None:
    hanging = rss("not bozo", ITEM.replace("</item>", f"<author>{'a' * 400_000}</author></item>"))
    found = report(tree(tmp_path, a=rss(HOLDS[0]), b=hanging, c=rss(HOLDS[1])), document_seconds=2.5)
    assert (found.counts["passed"], found.counts["crashed"]) == (2, 1)
    assert found.faults == ["crashed: b.xml: timed_out: killed after 2.5 s"]


@pytest.mark.parametrize(
    ("expects", "code"),
    [([HOLDS[0]], 0), ([*HOLDS * 6, FAILS[0]], 0), ([*HOLDS, FAILS[0]], 1), (NOT_OURS[:1], 0)],
    ids=["all", "all but one of many", "all but one of ten", "nothing of ours"],
)
def test_the_command_fails_below_97_percent(
    expects: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tree(tmp_path / "wellformed", **{f"f{n}": rss(expect) for n, expect in enumerate(expects)})
    assert main([str(folder)]) == code
    printed = capsys.readouterr().out
    assert printed.splitlines()[0].split()[:3] == ["passed", "failed", "crashed"]
    assert str(folder) in printed


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().out


def test_what_a_strangers_file_holds_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tree(tmp_path / "feeds", a=rss(r"entries[0]['id'] == 'a\u200e\xe9'", ITEM.replace("tag:1", "\u200etag")))
    main([str(folder)])
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert "entries[0]['id'] is" in printed


@pytest.mark.skipif(not (ROOT / ".venv" / ".ready").exists(), reason="the environment was not made by `make`")
def test_make_peer_tests_runs_folders_of_files(tmp_path: Path) -> None:
    folder = tree(tmp_path / "wellformed", a=rss(HOLDS[0]), b=rss(FAILS[0]))
    ran = subprocess.run(
        ["make", "--no-print-directory", "peer-tests", f"DIR={folder}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "1       1        0   1 of 2 agree (50.0 %)" in ran.stdout, ran.stderr
    assert ran.returncode == 2  # what make says of a command that failed


def test_agreement_is_none_where_nothing_of_ours_is_compared() -> None:
    assert disagreements("bozo == 1", FeedContents(version=""), "http://post.example/") is None
    assert disagreements("len(entries) == 0", FeedContents(version=""), "http://post.example/") == []


@pytest.mark.parametrize(("encoding", "is_judged"), [("utf-8", True), ("none-such", False), ("none/such", True)])
def test_a_file_in_an_encoding_that_python_lacks_is_read_and_not_judged(
    encoding: str, is_judged: bool, tmp_path: Path
) -> None:
    skip = f"SkipUnless:  __import__('codecs').lookup('{encoding}')\nDescription:"
    found = report(tree(tmp_path, encoding__one=rss(HOLDS[0]).replace("Description:", skip)))
    assert found.counts == ({"passed": 1, "judged": 1, "agreed": 1} if is_judged else {"passed": 1})
