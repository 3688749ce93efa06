"""What strangers may write into titles, names, quotes and addresses never becomes more than text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

import pipeline.dashboard
from pipeline.settings import Settings
from tests.dashboard.strangers import HOSTILE

Opened = Callable[..., AppTest]
# Elements that show a string as it is; the browser test looks at how they really do.
SHOWN_AS_TEXT = {"text", "arrow_data_frame", "vega_lite_chart", "arrow_vega_lite_chart", "selectbox", "text_area"}


def strings(message: Message) -> Iterator[str]:
    """All strings of an element, however deep; its id is never shown."""
    for field, value in message.ListFields():
        if field.name == "id":
            continue
        for part in value if field.is_repeated else [value]:
            if isinstance(part, Message):
                yield from strings(part)
            elif isinstance(part, str):
                yield part


def with_markdown(page: AppTest) -> Iterator[tuple[str, str]]:
    """Each string of each element that is not known to show it as it is."""
    for element in page.main:
        for node in walk(element):
            if node.type not in SHOWN_AS_TEXT:
                yield from ((node.type, text) for text in strings(node.proto))


def walk(node: object) -> Iterator[object]:
    children = getattr(node, "children", None)
    if children is None:
        yield node
    else:
        for child in children.values():
            yield from walk(child)


@pytest.mark.parametrize("query", [{}, {"incident": "x-2025-03-10"}])
def test_no_label_heading_or_badge_has_a_strangers_words_unescaped(
    query: dict[str, str], hostile: Settings, opened: Opened
) -> None:
    page = opened(hostile, **query)
    assert not page.exception
    found = [(kind, text) for kind, text in with_markdown(page) for bad in HOSTILE if bad in text]
    assert found == []


def test_the_strings_do_reach_the_page_as_text(hostile: Settings, opened: Opened) -> None:
    page = opened(hostile, incident="x-2025-03-10")
    page.toggle(key="all-differences").set_value(True).run()
    shown = {element.value for element in page.text}
    assert set(HOSTILE[:-1]) <= shown


def test_no_address_that_is_not_of_the_web_becomes_a_link(hostile: Settings, opened: Opened) -> None:
    page = opened(hostile, incident="x-2025-03-10")
    claims = next(table.value for table in page.dataframe if "said" in table.value.columns)
    assert len(claims) == 4 * len(HOSTILE)
    assert claims["canonical_url"].isna().all()
    assert not [text for kind, text in with_markdown(page) if text.startswith("javascript:")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_in_the_address_finds_nothing_and_breaks_nothing(
    text: str, drawn: Settings, opened: Opened
) -> None:
    for query in ({"incident": text}, {"platform": text}):
        page = opened(drawn, **query)
        assert not page.exception
        assert not [found for _, found in with_markdown(page) if text in found]


def test_no_page_lets_html_through() -> None:
    for module in Path(pipeline.dashboard.__file__).parent.glob("*.py"):
        source = module.read_text()
        for way in ("unsafe_allow_html", "st.html(", "st.markdown(", "st.write(", "components.", "st.latex("):
            assert way not in source, f"{module.name} uses {way}"
