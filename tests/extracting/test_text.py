"""The readable text of a page: the article, and not what newsrooms put around it."""

from __future__ import annotations

import pytest

from tests.extracting.drawn import PARAGRAPHS, document, json_ld, page, refusal


def lines(body: str) -> list[str]:
    return document(body).text.split("\n")


def test_paragraphs_come_out_in_order_one_a_line() -> None:
    text = document(page()).text
    places = [text.index(paragraph) for paragraph in PARAGRAPHS]
    assert places == sorted(places)
    assert set(PARAGRAPHS) <= set(text.split("\n"))


@pytest.mark.parametrize(
    ("around", "noise"),
    [
        ('<div class="cookie-consent"><p>We use cookies to improve your visit.</p></div>{}', "cookies"),
        ('{}<div id="newsletter-signup"><p>Get our bulletin every morning at seven.</p></div>', "bulletin"),
        ('{}<div class="related-stories"><p>Bank outage angers customers</p></div>', "angers"),
        (
            "{}<div><h3>Related stories</h3><ul><li><a href='/b'>Bank outage angers customers</a></li></ul></div>",
            "angers",
        ),
        ("{}<h4>Also in Technology</h4><ul><li><a href='/b'>Bank outage angers customers</a></li></ul>", "angers"),
        ('{}<section class="comments"><p>first! my mail was down for nine hours</p></section>', "first!"),
        ("{}<div><h3>Leave a comment</h3><p>ferrule: mine has been broken for weeks</p></div>", "ferrule"),
        ("<nav><a href='/'>World</a><a href='/s'>Sport and leisure</a></nav>{}", "leisure"),
        ("{}<footer><p>Copyright The Harbour Post. All rights reserved.</p></footer>", "Copyright"),
        ('{}<aside class="promo"><p>Try our app for free for three months.</p></aside>', "three months"),
        ("<script>var outage = 'a script says outage';</script>{}", "a script says"),
        ("{}<!-- a remark in the markup -->", "a remark"),
        ('{}<div class="social-share"><p>Share this on a network of your choice</p></div>', "of your choice"),
    ],
)
def test_what_stands_around_an_article_is_left_out(around: str, noise: str) -> None:
    body = page(around=around)
    assert noise in body
    text = document(body).text
    assert noise not in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_box_with_a_suspicious_name_that_holds_the_article_is_kept() -> None:
    text = document(page(around='<div class="social-story related">{}</div>')).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_an_amp_page_gives_its_text() -> None:
    body = (
        "<!doctype html><html ⚡ lang='en'><head><meta charset='utf-8'><style amp-boilerplate>body{}</style></head>"
        f"<body><main><h1>Gmail outage</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}"
        "<amp-ad width=300 height=250 type='doubleclick'></amp-ad></main></body></html>"
    )
    assert set(PARAGRAPHS) <= set(lines(body))


def test_all_posts_of_a_live_blog_give_text() -> None:
    posts = "".join(
        f"<article class='live-post'><time>{9 + number}.15am</time><h2>Post {number}</h2><p>{text}</p></article>"
        for number, text in enumerate(PARAGRAPHS)
    )
    body = (
        f"<html><body><main><h1>Gmail outage: as it happened</h1><div class='live'>{posts}</div></main></body></html>"
    )
    text = document(body).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_live_blog_that_is_only_in_json_ld_gives_text() -> None:
    posts = [
        {"@type": "BlogPosting", "headline": f"Post {number}", "articleBody": f"<p>{text}</p>"}
        for number, text in enumerate(PARAGRAPHS)
    ]
    fields = {"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": posts}
    body = f"<html><head>{json_ld(fields)}</head><body><h1>Live</h1><div id='app'></div></body></html>"
    assert lines(body)[:2] == ["Post 0", PARAGRAPHS[0]]


def test_an_article_body_in_json_ld_stands_in_for_an_empty_page() -> None:
    fields = {"@type": "NewsArticle", "articleBody": "\n\n".join(PARAGRAPHS)}
    body = f"<html><head>{json_ld(fields)}</head><body><div id='root'></div></body></html>"
    assert lines(body) == list(PARAGRAPHS)


@pytest.mark.parametrize("value", [None, 7, ["x"], {"a": 1}, "<", ""])
def test_a_json_ld_body_that_is_none_is_passed_over(value: object) -> None:
    fields = {"@type": "NewsArticle", "articleBody": value, "liveBlogUpdate": value}
    assert set(PARAGRAPHS) <= set(lines(page(head=json_ld(fields))))


def test_text_is_clean_nfc_with_single_spaces() -> None:
    text = document(page("Mail\u00ad at  Gmail\u200b stopped,\x07 said the Cafe\u0301  owner.", *PARAGRAPHS)).text
    assert "Mail at Gmail stopped, said the Café owner." in text.split("\n")


def test_figures_in_tables_are_text() -> None:
    table = "<table><tr><th>Hour</th><th>Reports</th></tr><tr><td>9am</td><td>12,345</td></tr></table>"
    assert "12,345" in document(page(around="{}").replace("</article>", f"{table}</article>")).text


@pytest.mark.parametrize(
    "body",
    [
        "<html></html>",
        "<html><body><script>x</script></body></html>",
        "   ",
        "<>",
        "<html><body><img src=a></body></html>",
    ],
)
def test_a_page_without_readable_text_says_so(body: str) -> None:
    assert refusal(body) == "no_text"
