"""No telemetry: what serves pages asks nobody for anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import Demo
from tests.documents import environment
from tests.operating.listening import Listener
from tests.test_readme import answer_of, free_port

VISIT = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
assert not page.exception and page.main, page
"""


def test_the_dashboard_asks_nobody_while_it_starts_and_while_it_is_read(demo: Demo, tmp_path: Path) -> None:
    listener = Listener(tmp_path / "listening")
    port = free_port()
    values = environment(demo.settings.home, OUTWIRE_DASHBOARD_PORT=str(port), **listener.environment)
    served = subprocess.Popen(
        ["outwire", "dashboard"], env=values, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        assert "streamlit" in answer_of(f"http://127.0.0.1:{port}/", served).lower()
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(timeout=20)
    app = Path(__file__).parents[2] / "pipeline" / "dashboard" / "app.py"
    subprocess.run([sys.executable, "-c", VISIT, str(app)], env=values, check=True, capture_output=True, timeout=120)
    heard = listener.heard()
    assert len(heard.processes) >= 3  # the command, Streamlit's server, and the visit
    assert heard.beyond_this_machine() == []


ASKING = """
import socket, sys

def refuse(event, args):  # after it was heard, so that nothing leaves this machine
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"):
        raise OSError("refused")

sys.addaudithook(refuse)
for ask in (
    lambda: socket.getaddrinfo("updates.example", 443),
    lambda: socket.gethostbyname("who.example"),
    lambda: socket.socket().connect(("192.0.2.1", 80)),
):
    try:
        ask()
    except OSError:
        pass
"""


def test_a_process_that_asks_somebody_is_heard(tmp_path: Path) -> None:
    listener = Listener(tmp_path / "listening")
    subprocess.run([sys.executable, "-c", ASKING], env={**os.environ, **listener.environment}, check=True, timeout=60)
    told = [words[0] for _, words in listener.heard().beyond_this_machine()]
    assert told == ["updates.example", "who.example", "('192.0.2.1', 80)"]
