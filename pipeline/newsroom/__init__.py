"""The built-in sample: outlets on `.example` names, their pages and feeds in our own words, and a server for them.

What happened is real (the outage of X on 10 March 2025 and others), the outlets and every sentence are not.
"""

from __future__ import annotations

from pipeline.newsroom.server import Newsroom, serving

__all__ = ["Newsroom", "serving"]
