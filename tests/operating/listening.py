"""Notes what every Python process of a run asks the network for: an audit hook, put into each of them by its path."""

from __future__ import annotations

import ast
import json
import socket
from dataclasses import dataclass
from pathlib import Path

# Loaded by Python itself at the start of each process that has its folder in PYTHONPATH; a fork keeps the hook.
HOOK = """
import json, os, sys

EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto",
          "socket.sendmsg", "socket.getnameinfo")

def note(event, args):
    if event in EVENTS and not (event == "socket.sendmsg" and args[1] is None):  # to whom it is connected to
        told = [str(part) for part in (args[1:] if event in ("socket.connect", "socket.sendto") else args)]
        write({"event": event, "args": told})

def write(line):
    text = json.dumps({"process": os.getpid(), **line}) + "\\n"
    handle = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, text.encode())
    os.close(handle)

write({"event": "started", "args": sys.orig_argv})
sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Heard:
    """
    What was noted.

    processes  The command lines of the Python processes that ran.
    asked      Each other event with its arguments, in order.
    """

    processes: list[list[str]]
    asked: list[tuple[str, list[str]]]

    def beyond_this_machine(self) -> list[tuple[str, list[str]]]:
        """What went, or looked, elsewhere than to this machine: other addresses, and names but its own."""
        own = {"127.0.0.1", "::1", "localhost", "None", "", socket.gethostname(), socket.getfqdn()}
        return [(event, told) for event, told in self.asked if _target(told[0]) not in own]


def _target(told: str) -> str:
    """Of an address as a socket takes it the host, of a path that it is none, of a name the name."""
    if told.startswith("("):
        return str(ast.literal_eval(told)[0])
    return "" if told.startswith(("/", "b'", "\x00")) else told


class Listener:
    """Gives processes the environment in which they are listened to."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "heard.jsonl"
        (folder / "hook").mkdir(parents=True)
        (folder / "hook" / "sitecustomize.py").write_text(HOOK)
        self.environment = {"PYTHONPATH": str(folder / "hook"), "HEARD": str(self._file)}

    def heard(self) -> Heard:
        """All that was noted so far."""
        lines = [json.loads(line) for line in self._file.read_text().splitlines()]
        return Heard(
            [line["args"] for line in lines if line["event"] == "started"],
            [(line["event"], line["args"]) for line in lines if line["event"] != "started"],
        )
