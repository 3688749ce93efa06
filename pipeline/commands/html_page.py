"""A page of ours that needs nothing else: no script, no other file, no address that a browser would open by itself.

The policy in its head lets a browser load nothing and run nothing, whatever the text says; and the text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from pipeline.commands.show import plain

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: {width}; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1.1rem; margin-top: 2.5rem }}
{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def html_page(title: str, body: Iterable[str], *, style: str, width: str = "60rem") -> str:
    """
    The whole page.

    title  Plain text, which is escaped here.
    body   HTML of ours, in which every text from outside went through `safe`.
    style  Rules of CSS, each line ended.
    """
    return _PAGE.format(title=safe(title), body="\n".join(body), style=style, width=width)


def safe(value: Any) -> str:
    """A value from outside as text that is harmless in HTML, in attributes too, and without control characters."""
    return escape(plain(value).plain)
