"""What the processes of a store tell each other about hosts: files, locks and real processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.edges.hosts import ROBOTS_KEPT_CHARS, HostBook
from pipeline.edges.politeness import HostTurns
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import Asked, answer, page, serving
from tests.fetching.stages import HOST, publish, rss, run_round, watching

DAY = 86_400.0
AT = 1_741_608_000.0  # 2025-03-10 12:00 UTC

STARTING = """
import sys
from pathlib import Path
from pipeline.edges.clock import now
from pipeline.edges.hosts import HostBook
from pipeline.edges.politeness import HostTurns
turns = HostTurns(0.3, 2, book=HostBook(Path(sys.argv[1])))
for _ in range(3):
    with turns.turn("a.example"):
        print(now().timestamp())
"""


def test_starts_of_several_processes_lie_apart(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", STARTING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    starts = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].split())
    assert len(starts) == 9
    assert min(later - earlier for earlier, later in itertools.pairwise(starts)) >= 0.2


def taken(book: HostBook, host: str, at: float, delay: float = 5.0) -> float:
    """Seconds to wait; 0 where the turn was taken."""
    return book.take(host, AT + at, delay_seconds=delay).wait_seconds


def test_a_turn_is_a_delay_after_the_last_one_that_anybody_took(tmp_path: Path) -> None:
    one, other = HostBook(tmp_path), HostBook(tmp_path)
    assert taken(one, "a.example", 0) == 0
    assert taken(other, "a.example", 2) == 3
    assert taken(one, "a.example", 4, delay=60.0) == 56
    assert taken(other, "b.example", 4) == 0
    assert taken(other, "a.example", 5) == 0
    assert taken(one, "a.example", 5, delay=0.0) == 0


def test_a_start_that_a_wrong_clock_wrote_holds_up_nobody(tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    assert taken(book, "a.example", 30) == 0
    assert taken(book, "a.example", 0) == 35
    assert taken(book, "a.example", 30 * DAY) == 0
    assert taken(book, "a.example", 31) == 0


def test_what_a_host_asked_of_one_run_holds_for_the_next_ones(tmp_path: Path) -> None:
    HostTurns(0, 2, book=HostBook(tmp_path)).hold("a.example", 60)
    later = HostTurns(0, 2, book=HostBook(tmp_path))
    with pytest.raises(RequestRefused) as caught, later.turn("a.example"):
        pass
    assert caught.value.reason == "http_busy"
    assert caught.value.retry_after_seconds == pytest.approx(60, abs=2)
    with later.turn("b.example"):
        pass


def test_a_hold_ends_and_is_never_longer_than_a_day(tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    book.hold("a.example", AT + 100 * DAY)
    assert book.take("a.example", AT, delay_seconds=0).left_seconds == DAY
    book.hold("b.example", AT + 60)
    book.hold("b.example", AT + 10)
    assert [book.take("b.example", AT + at, delay_seconds=0).left_seconds for at in (59, 60)] == [1, 0]


def test_no_more_connections_at_once_than_the_limit_whoever_has_them(tmp_path: Path) -> None:
    lock = threading.Lock()
    under_way, most = 0, 0

    def work() -> None:
        nonlocal under_way, most
        with HostBook(tmp_path).connection("a.example", 2):
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.05)
            with lock:
                under_way -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_a_connection_of_a_process_that_was_killed_is_free_again(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from pipeline.edges.hosts import HostBook\n"
        "with HostBook(Path(sys.argv[1])).connection('a.example', 1): print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        holder.kill()
    started = time.monotonic()
    with HostBook(tmp_path).connection("a.example", 1):
        assert time.monotonic() - started < 1


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"last_start": "soon", "held_until": -7}', b"\xff" * 5000])
def test_a_damaged_file_is_an_empty_one(content: bytes, tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    book.hold("a.example", AT + 60)
    [file] = (tmp_path / "hosts").glob("*.turns")
    file.write_bytes(content)
    turn = book.take("a.example", AT, delay_seconds=5)
    assert (turn.wait_seconds, turn.left_seconds) == (0, 0)


def test_what_a_robots_txt_says_is_kept_for_a_day(tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    book.keep_robots("http://a.example", "User-agent: *\nDisallow: /a", AT)
    told = {at: HostBook(tmp_path).robots("http://a.example", AT + at) for at in (-1.0, 0.0, DAY - 1, DAY)}
    assert told == {-1.0: None, 0.0: "User-agent: *\nDisallow: /a", DAY - 1: "User-agent: *\nDisallow: /a", DAY: None}
    assert book.robots("https://a.example", AT) is None
    book.keep_robots("http://long.example", "x" * (ROBOTS_KEPT_CHARS + 1), AT)
    assert book.robots("http://long.example", AT) is None


def test_what_nobody_used_for_a_day_is_forgotten(tmp_path: Path) -> None:
    book = HostBook(tmp_path)
    book.forget(AT)  # where there is no folder yet
    for host in ("old.example", "new.example"):
        taken(book, host, 0)
        book.keep_robots(f"http://{host}", "", AT)
        with book.connection(host, 2):
            pass
    files = sorted((tmp_path / "hosts").iterdir())
    for file in files[:4]:
        os.utime(file, (AT - 26 * 3600, AT - 26 * 3600))
    for file in files[4:]:
        os.utime(file, (AT - 24 * 3600, AT - 24 * 3600))
    book.forget(AT)
    assert sorted((tmp_path / "hosts").iterdir()) == files[4:]


ROBOTS = answer("User-agent: *\nDisallow: /secret")


def test_a_second_run_does_not_ask_for_robots_txt_and_keeps_to_it(settings: Settings) -> None:
    with serving({"/robots.txt": ROBOTS, "/a": page("a"), "/secret": page("b")}) as server:
        own = settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}})
        for _ in range(2):
            web = Web(own)
            assert web.get(f"http://{HOST}/a", cap_bytes=10_000).status == 200
            with pytest.raises(RequestRefused, match="robots_disallowed"):
                web.get(f"http://{HOST}/secret", cap_bytes=10_000)
    assert [request.path for request in server.asked] == ["/robots.txt", "/a", "/a"]


def test_a_robots_txt_that_could_not_be_read_is_asked_for_again_by_the_next_run(settings: Settings) -> None:
    with serving({"/robots.txt": answer(b"", status="500 Oops"), "/a": page("a")}) as server:
        own = settings.model_copy(update={"local_hosts": {f"{HOST}:80": server.address}})
        with pytest.raises(RequestRefused, match="robots_unreachable"):
            Web(own).get(f"http://{HOST}/a", cap_bytes=10_000)
        server.routes["/robots.txt"] = ROBOTS
        assert Web(own).get(f"http://{HOST}/a", cap_bytes=10_000).status == 200


def test_a_poll_where_nothing_changed_costs_one_conditional_request(settings: Settings) -> None:
    def conditional(asked: Asked) -> bytes:
        is_known = asked.headers.get("if-none-match") == '"v1"'
        return answer(status="304 Not Modified", length=-1) if is_known else answer(rss("/a"), 'ETag: "v1"')

    with serving({"/rss": conditional, "/a": page("a"), "/robots.txt": ROBOTS}) as server:
        own = watching(settings, server, "/rss")
        publish(run_round(own))
        before = len(server.asked)
        done = run_round(own, minutes=15)
    assert [poll.outcome for poll in done.polls] == ["not_modified"]
    assert [request.path for request in server.asked[before:]] == ["/rss"]
    assert server.asked[-1].headers["if-none-match"] == '"v1"'
