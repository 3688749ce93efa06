"""What strangers may write: markup, code, formulas, patterns that Streamlit looks for, lines that are none."""

from __future__ import annotations

from dataclasses import replace

from tests.dashboard.drawn import Apart, Story, at, blamed, moment, reports, response

HOSTILE = [
    "<script>window.pwned = 1</script>",
    '<img src="http://evil.example/x.png" onerror="window.pwned = 1">',
    "<svg/onload=window.pwned=1>",
    "[click me](javascript:window.pwned=1)",
    "![seen](http://evil.example/pixel.png)",
    ":smile: :red[red] :material/home:",
    "$x^2$ and $$\\frac{1}{2}$$",
    "**bold** _it_ ~~gone~~ `code`",
    "# heading -> <- -- >= ~=",
    "www.evil.example and http://evil.example and me@evil.example",
    "'; DROP TABLE claims; --",
    '=HYPERLINK("http://evil.example")',
    "a\u2028b\u2029c\u202ed",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1}",
]
# The one that names a platform, and so stands in headings and on buttons.
HOSTILE_NAME = HOSTILE[5]


def hostile_stories() -> list[Story]:
    """
    One article for each string, which stands in its title, outlet, quotes, source, actor and address; and one on an
    outage of a platform that is called after such a string.
    """
    stories = [
        Story(
            f"{text} {number}",
            text,
            at(10, number),
            text,
            "x",
            at(10, 0).date(),
            [
                (f"{number} {text}", reports(100.0 + number, source=text)),
                (f"{text} at {number}", moment("start", f"05:{10 + number}", source=text)),
                (f"blaming {text}", blamed("actor", text, text)),
                (f"no word of {text}", response("no_comment")),
            ],
            url=f"javascript:alert({number})//{text}",
        )
        for number, text in enumerate(HOSTILE)
    ]
    return [replace(stories[0], platform=HOSTILE_NAME, url="https://named.example/"), *stories]


def hostile_differences() -> list[Apart]:
    return [
        Apart(f"{number} {text}", f"{number + 1} {HOSTILE[number + 1]}", "conflict", text)
        for number, text in enumerate(HOSTILE[:-1])
    ]
