"""Serves the newsroom until interrupted, and says how to point Outwire at it: `python -m pipeline.newsroom`."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from contextlib import suppress

from pipeline.newsroom.server import EDITIONS, serving


def main() -> None:
    """Runs the server on --port (8700) with --edition (1), and prints the two settings that it needs."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.newsroom", description=__doc__)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--edition", type=int, choices=EDITIONS, default=EDITIONS[0])
    asked = parser.parse_args()
    with serving(asked.port, asked.edition) as newsroom, suppress(KeyboardInterrupt):
        sys.stdout.write(f"export OUTWIRE_LOCAL_HOSTS='{json.dumps(newsroom.local_hosts)}'\n")
        sys.stdout.write(f"export OUTWIRE_SOURCES_FILE='{newsroom.sources_file}'\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
