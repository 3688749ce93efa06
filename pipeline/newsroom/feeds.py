"""An outlet's stories as an RSS 2.0, RSS 1.0 or Atom feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from lxml import etree
from lxml.builder import ElementMaker

from pipeline.newsroom.pages import page_url
from pipeline.newsroom.stories import Feed, Outlet, Story

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"

_dc = ElementMaker(namespace=DC, nsmap={"dc": DC})
_content = ElementMaker(namespace=CONTENT, nsmap={"content": CONTENT})


def render_feed(outlet: Outlet, feed: Feed, stories: list[Story]) -> bytes:
    """The feed's bytes, in its encoding, with these stories in this order."""
    makers: dict[str, Callable[[Outlet, Feed, list[Story]], etree._Element]] = {
        "rss2": _rss2,
        "rss1": _rss1,
        "atom": _atom,
    }
    tree = makers[feed.format](outlet, feed, stories)
    # Characters that the encoding lacks become character references, as they do in old content systems.
    return bytes(etree.tostring(tree, encoding=feed.encoding, xml_declaration=True, pretty_print=True))


def changed_at(story: Story) -> datetime | None:
    """When the outlet last touched the story, as far as it says."""
    return story.updated_at or story.published_at


def _rss2(outlet: Outlet, feed: Feed, stories: list[Story]) -> etree._Element:
    make = ElementMaker(nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    atom = ElementMaker(namespace=ATOM)
    channel = make.channel(
        make.title(outlet.name),
        make.link(page_url(outlet, "/")),
        make.description(f"The latest from {outlet.name}"),
        make.language(outlet.language),
        atom.link(href=page_url(outlet, feed.path), rel="self", type="application/rss+xml"),
    )
    for story in stories:
        channel.append(_rss2_item(make, outlet, feed, story))
    return make.rss(channel, version="2.0")


def _rss2_item(make: ElementMaker, outlet: Outlet, feed: Feed, story: Story) -> etree._Element:
    item = make.item(
        make.title(story.title),
        make.link(page_url(outlet, story.listed_path)),
        make.description(story.summary),
        make.category(story.section),
        make.guid(page_url(outlet, story.path), isPermaLink="false"),
    )
    if story.author:
        item.append(_dc.creator(story.author))
    if story.published_at:
        item.append(make.pubDate(format_datetime(story.published_at)))
    if story.updated_at:
        item.append(ElementMaker(namespace=ATOM).updated(story.updated_at.isoformat()))
    if feed.has_full_text:
        item.append(_content.encoded(etree.CDATA(story.body)))
    return item


def _rss1(outlet: Outlet, feed: Feed, stories: list[Story]) -> etree._Element:
    rdf = ElementMaker(namespace=RDF, nsmap={"rdf": RDF, None: RSS1, "dc": DC})
    make = ElementMaker(namespace=RSS1)
    about = f"{{{RDF}}}about"
    links = [page_url(outlet, story.listed_path) for story in stories]
    channel = make.channel(
        make.title(outlet.name),
        make.link(page_url(outlet, "/")),
        make.description(f"{outlet.name}: all stories"),
        make.items(rdf.Seq(*(rdf.li(**{f"{{{RDF}}}resource": link}) for link in links))),
        **{about: page_url(outlet, feed.path)},
    )
    items = []
    for story, link in zip(stories, links, strict=True):
        item = make.item(make.title(story.title), make.link(link), make.description(story.summary), **{about: link})
        changed = changed_at(story)
        if changed:
            item.append(_dc.date(changed.isoformat()))
        items.append(item)
    return rdf.RDF(channel, *items)


def _atom(outlet: Outlet, feed: Feed, stories: list[Story]) -> etree._Element:
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    changes = [changed for story in stories if (changed := changed_at(story))]
    root = make.feed(
        make.id(page_url(outlet, feed.path)),
        make.title(outlet.name),
        make.link(rel="self", href=page_url(outlet, feed.path)),
        make.link(rel="alternate", type="text/html", href=page_url(outlet, "/")),
        make.updated(max(changes).isoformat()),
        make.author(make.name(outlet.name)),
    )
    for story in stories:
        root.append(_atom_entry(make, outlet, feed, story))
    return root


def _atom_entry(make: ElementMaker, outlet: Outlet, feed: Feed, story: Story) -> etree._Element:
    changed = changed_at(story)
    if story.published_at is None or changed is None:
        raise ValueError(f"{story.path}: an Atom entry needs its dates")
    entry = make.entry(
        make.id(f"tag:{outlet.host},{story.published_at:%Y}:{story.path}"),
        make.title(story.title),
        make.link(rel="alternate", type="text/html", href=page_url(outlet, story.listed_path)),
        make.published(story.published_at.isoformat()),
        make.updated(changed.isoformat()),
        make.summary(story.summary),
    )
    if story.author:
        entry.append(make.author(make.name(story.author)))
    if feed.has_full_text:
        entry.append(make.content(story.body, type="html"))
    return entry
