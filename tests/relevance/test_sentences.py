"""The screen and the decision, sentence by sentence and page by page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.relevance.decision import decide
from pipeline.relevance.screen import may_be_outage, without_scripts

STRONG = [
    "The outage began at nine.",
    "OUTAGES were seen in three states.",
    "Down Detector listed 4,000 reports.",
    "NetBlocks measured a drop.",
    "It was a denial-of-service attack.",
    "The site was knocked offline.",
    "Servers went offline overnight.",
    "Card payments stopped working across the country.",
    "The app is down for thousands.",
    "A network failure cut off callers.",
    "The nationwide glitch lasted an hour.",
    "The bank's site was unreachable.",
    "Phones went silent across the north.",
    "Everything is working again after the fault.",
    "A technical issue kept customers out.",
    "The website could not be reached.",
    "The core network collapsed.",
]
QUIET = [
    "The council met on Tuesday.",
    "Sales rose by 4% in the quarter.",
    "She scored twice in the first half.",
    "Rain is expected in the west.",
    "The film opens on Friday.",
    "He was sentenced to four years in prison.",
    "The bridge will open in May.",
    "Soften the onions in oil.",
]


@pytest.mark.parametrize("sentence", STRONG)
def test_one_strong_word_lets_a_text_pass_wherever_it_stands(sentence: str) -> None:
    padding = "The council met on Tuesday. " * 300
    assert may_be_outage(sentence)
    assert may_be_outage(padding + sentence)
    assert may_be_outage(f"<html><body><p>{padding}</p><footer><p>{sentence}</p></footer></body></html>")


@pytest.mark.parametrize("sentence", QUIET)
def test_a_text_on_something_else_does_not_pass(sentence: str) -> None:
    assert not may_be_outage(sentence)
    assert not may_be_outage(f"<html><head><title>{sentence}</title></head><body><p>{sentence * 20}</p></body></html>")


@pytest.mark.parametrize("heading", ["h1", "H1", "h1 class='headline'", "H1 ID=top"])
def test_what_follows_the_first_heading_counts_however_it_is_written(heading: str) -> None:
    menu = "<li><a href='/a'>News</a></li>" * 60
    end = heading.split()[0]
    page = f"<html><body><ul>{menu}</ul><{heading}>Spotify refused to open</{end}><p>It was late.</p></body></html>"
    assert may_be_outage(page)
    assert not may_be_outage(page.replace(heading, "b").replace("Spotify refused to open", "The shop opened"))


@pytest.mark.parametrize("apostrophe", ["'", "’", "&rsquo;", "&#8217;", "&#x2019;", "&#39;", "&apos;"])
def test_an_apostrophe_hides_nothing_however_it_is_written(apostrophe: str) -> None:
    padding = "<p>The council met on Tuesday.</p>" * 200
    assert may_be_outage(f"{padding}<p>The pages weren{apostrophe}t loading for readers abroad.</p>")
    assert may_be_outage(f"<h1>Spotify won{apostrophe}t play</h1><p>The app can{apostrophe}t open, users say.</p>")


@pytest.mark.parametrize("space", [" ", "\xa0", "&nbsp;", "&#160;"])
def test_a_space_that_does_not_break_hides_nothing(space: str) -> None:
    assert may_be_outage(f"<p>It is down{space}for{space}thousands.</p>")


@pytest.mark.parametrize(
    ("page", "readable"),
    [
        ("<script>outage</script>a", "</script>a"),
        ("<style>x</style>a<script>y</script>b", "</style>a</script>b"),
        ("a<script src=x></script>b", "a</script>b"),
        ('<script type="application/ld+json">kept</script>a', '<script type="application/ld+json">kept</script>a'),
        ("a<script>b", "a<script>b"),
        ("no scripts", "no scripts"),
    ],
)
def test_scripts_and_styles_are_cut_and_nothing_else(page: str, readable: str) -> None:
    assert without_scripts(page) == readable


@given(st.text(alphabet=st.sampled_from("<>/scripty le=ld+json\"' a"), max_size=120))
def test_cutting_scripts_never_adds_anything(text: str) -> None:
    assert len(without_scripts(text)) <= len(text)


REPORTS = [
    ("Slack isn’t working", "Messages aren’t loading and calls won’t connect on Monday morning, users of Slack said."),
    ("Gmail down for hours", "Gmail went down on Monday morning. Google said mail was delayed and has been restored."),
    ("Thousands unable to log in", "Customers could not log in to the bank's app on Friday. The bank apologised."),
    ("Rogers outage cuts off millions", "Rogers lost its network on Friday. Calls failed and cards were declined."),
    ("Fault takes airline's site offline", "The site was offline for three hours on Sunday after a network fault."),
    ("WhatsApp back after worldwide disruption", "Messages would not send for an hour on Tuesday. It is back now."),
    ("Attack knocks archive offline", "A denial-of-service attack knocked the site offline on Wednesday, it said."),
]
OTHERS = [
    (
        "Power cut leaves village dark",
        "A power outage cut off 400 homes on Monday. The utility restored power by noon.",
    ),
    (
        "Bank app to be unavailable",
        "The app will be unavailable on Sunday for planned maintenance from 1 a.m. to 5 a.m.",
    ),
    (
        "How to check whether a site is down",
        "If a site does not load, you should restart your router. You can call us.",
    ),
    ("Government orders X blocked", "The ministry ordered operators to block access to X on Friday. Critics object."),
    ("Hackers stole records", "Customer records were stolen in a data breach, the firm said. Passwords were leaked."),
    (
        "Signal failure delays trains",
        "Trains were delayed by a signal failure. Passengers face delays of up to an hour.",
    ),
    (
        "Outages cost firms billions",
        "Outages cost firms more each year, a survey says. The number of outages rose by 8%.",
    ),
    (
        "Ten of the worst outages ever",
        "We look back at the history of outages. In 2021 Facebook was down for six hours.",
    ),
    ("Telecom posts record profit", "Profit rose 8% in the quarter, Optus said. It will raise prices in May."),
]


@pytest.mark.parametrize(("title", "text"), REPORTS)
def test_a_report_of_an_outage_is_relevant_and_passes_the_screen(title: str, text: str) -> None:
    assert decide(title, text).is_relevant, decide(title, text)
    assert may_be_outage(f"{title}\n{text}")


@pytest.mark.parametrize(("title", "text"), OTHERS)
def test_a_story_that_only_has_the_words_is_not(title: str, text: str) -> None:
    assert not decide(title, text).is_relevant, decide(title, text)


@pytest.mark.parametrize(("title", "text"), REPORTS)
@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace(" ", "\xa0"), lambda text: f"{text}\n\n  "])
def test_capitals_and_odd_spaces_do_not_change_what_is_a_report(title: str, text: str, change: object) -> None:
    assert callable(change)
    assert decide(title, change(text)).is_relevant, decide(title, change(text))


@pytest.mark.parametrize(("title", "text"), [*REPORTS, *OTHERS])
def test_the_reasons_add_up_and_are_told_strongest_first(title: str, text: str) -> None:
    decision = decide(title, text)
    points = [float(reason.split()[0]) for reason in decision.reasons]
    assert points == sorted(points, key=abs, reverse=True)
    assert sum(points) == pytest.approx(decision.score, abs=0.4)
    assert decision.is_relevant is (decision.score >= 2.2)


@pytest.mark.parametrize(("title", "text"), REPORTS)
def test_a_report_stays_one_among_the_furniture_of_a_page(title: str, text: str) -> None:
    furniture = "Share this story\nRead more\nWeather: rain\nSport: the derby was won\n"
    assert decide(title, text + "\n" + furniture).is_relevant


@pytest.mark.parametrize(("title", "text"), OTHERS)
def test_repeating_a_story_on_something_else_does_not_make_it_a_report(title: str, text: str) -> None:
    assert not decide(title, f"{text}\n" * 5).is_relevant
