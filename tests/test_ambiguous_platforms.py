"""Names that are words too: each with sentences in which it is the service, and in which it is the word."""

from __future__ import annotations

import pytest

from pipeline.platforms import find_platforms, platforms

# slug; sentences that name the service; sentences that only have the word.
TABLE: list[tuple[str, list[str], list[str]]] = [
    (
        "x",
        ["X is down for thousands.", "Posts on X would not load, Musk said.", "X users saw an error."],
        ["Model X users waited.", "The X axis was mislabelled.", "Gen X went offline early.", "An X-ray showed it."],
    ),
    (
        "messenger",
        ["Messenger is down, and so is Facebook.", "Facebook and Messenger failed together."],
        ["The messenger was late.", "A bicycle Messenger bag was found."],
    ),
    (
        "square",
        ["Square is down, merchants say.", "The payments platform Square failed.", "Square users lost a day's sales."],
        ["Square feet were counted.", "Square Enix delayed the game.", "The Square was full of people."],
    ),
    (
        "delta-air-lines",
        ["Delta is down after a fault.", "The Delta app was out of order."],
        ["Delta variant cases rose.", "Delta Force played on.", "The Delta was flooded."],
    ),
    (
        "scoot",
        ["Scoot is down, passengers say.", "The Scoot website was out of order."],
        ["Scoot over, she said.", "The Scoot was cotton."],
    ),
    (
        "threads",
        ["Threads and Instagram went quiet.", "Instagram's owner said Threads had recovered."],
        ["Threads of the story came apart.", "The Threads were cotton."],
    ),
    (
        "signal",
        ["Signal is down, messages hang.", "The messaging app Signal failed.", "Telegram and Signal users moved."],
        ["Signal failures delayed trains.", "The Signal was red.", "Signal engineers were called."],
    ),
    ("line", ["LINE is down in Japan.", "The messaging app LINE failed."], ["The LINE ended here.", "Line is down."]),
    ("vk", ["VK is down in Moscow.", "The social network VK failed."], ["The VK trophy was theirs."]),
    (
        "peacock",
        ["The streaming service Peacock froze at kick-off.", "Peacock is down, NBC said."],
        ["A Peacock walked through the garden.", "Peacock feathers covered the hat."],
    ),
    (
        "tidal",
        ["Tidal app users lost their playlists."],
        ["Tidal power came back.", "A Tidal wave of complaints came."],
    ),
    (
        "sky",
        ["Sky outage: broadband customers offline", "Virgin Media and Sky had trouble."],
        ["Sky News reported it.", "Sky Sports showed the match.", "The Sky was grey."],
    ),
    ("plex", ["Plex users could not reach their media server.", "Plex is down."], ["The Plex Centre opened."]),
    (
        "outlook",
        ["Microsoft said Outlook was back.", "Outlook is down."],
        ["The Outlook for 2026 is gloomy.", "Economic Outlook down on the year.", "Outlook for rain"],
    ),
    (
        "teams",
        ["Teams users were thrown out of calls.", "Microsoft said that Teams had recovered."],
        ["Teams of engineers worked all night.", "Teams from Leeds won.", "Teams that lost went home."],
    ),
    (
        "google-docs",
        ["Google said Docs would not open.", "Docs is down."],
        ["The Docs were signed.", "Her Docs were red."],
    ),
    (
        "google-drive",
        ["Drive is down, and Google is looking into it.", "Google said files in Drive were safe."],
        ["Drive down the hill.", "Drive down costs, bank tells staff.", "A Test Drive down the coast."],
    ),
    ("google-meet", ["Google said Meet was affected.", "Meet is down."], ["Meet the team.", "A Meet at noon was off."]),
    (
        "google-home",
        ["Google's Nest and Home speakers fell silent.", "Home app is down."],
        [
            "Home users could not connect on Monday.",
            "The Home Secretary spoke.",
            "Home Depot was shut.",
            "Home crash kills two",
        ],
    ),
    ("google-nest", ["Nest is down, Google said.", "Google and Nest owners were locked out."], ["The Nest had eggs."]),
    (
        "slack",
        ["Slack is down this morning.", "Salesforce said Slack was back."],
        ["Slack demand weighed on results.", "They cut him some Slack."],
    ),
    (
        "zoom",
        ["Zoom users were thrown out of meetings.", "Zoom is down."],
        ["Zoom out a little.", "The Zoom lens broke."],
    ),
    ("notion", ["Notion is down.", "The productivity tool Notion failed."], ["Notion that it was an attack is wrong."]),
    (
        "canvas",
        ["Canvas is down before exams.", "Instructure said Canvas was back; students waited."],
        ["Canvas and oil covered the floor.", "A Canvas by Turner was sold."],
    ),
    ("workday", ["Workday outage delays wages."], ["Workday is over.", "A long Workday ended."]),
    (
        "claude",
        ["Claude is down.", "Anthropic said that Claude would recover."],
        ["Claude Monet painted here.", "Claude said he was fine."],
    ),
    (
        "gemini",
        ["Gemini is down.", "ChatGPT and Gemini failed."],
        ["Gemini was born in June.", "A Gemini rocket flew."],
    ),
    (
        "steam",
        ["Steam is down, and gamers are angry.", "Valve said Steam was back."],
        ["Steam rose from the kettle.", "Full Steam ahead."],
    ),
    ("ring", ["The doorbell maker Ring had trouble.", "Ring is down."], ["A Ring was found.", "Ring road closed."]),
    ("stripe", ["Stripe is down and payments fail."], ["A Stripe ran along the wall."]),
    (
        "visa",
        ["Visa is down across Europe.", "Mastercard and Visa had trouble."],
        ["Visa application rules change.", "His Visa ran out.", "Visa requirements were eased."],
    ),
    (
        "fidelity",
        ["Fidelity website down, investors locked out."],
        ["Fidelity was her virtue.", "High Fidelity sound."],
    ),
    ("vanguard", ["Vanguard outage locks out investors."], ["In the Vanguard of change.", "Vanguard troops came."]),
    (
        "chase",
        ["Chase is down.", "JPMorgan said that Chase had recovered."],
        ["Chase down the leaders, coach says.", "The Chase was over."],
    ),
    ("chime", ["Chime outage leaves fintech users without cards."], ["The Chime of bells was heard."]),
    (
        "halifax",
        ["Halifax website down.", "Lloyds and Halifax had trouble."],
        ["The Halifax bus was late.", "He lives in Halifax."],
    ),
    (
        "nationwide",
        ["The lender Nationwide had trouble.", "Nationwide is down.", "Nationwide app would not open."],
        ["Nationwide outage leaves millions offline.", "Nationwide outages hit carriers.", "Nationwide strikes begin."],
    ),
    ("pix", ["Pix outage in Brazil stops payments."], ["The Pix were blurred."]),
    (
        "spectrum",
        ["Spectrum is down.", "Spectrum outage hits cable customers."],
        ["Spectrum auctions begin.", "The whole Spectrum of opinion was there."],
    ),
    (
        "kt",
        ["The carrier KT lost its network in South Korea.", "KT users in Seoul saw no signal."],
        ["The KT boundary is a layer of clay.", "He drove a KT across the desert."],
    ),
    (
        "ing",
        ["The Dutch bank ING had an outage.", "ING is down, and its customers wait."],
        ["The ING Marathon was won by a teacher.", "Verbs in ING are common."],
    ),
    (
        "bell",
        ["Bell outage in Canada.", "Rogers and Bell had trouble."],
        ["The Bell rang.", "Bell pepper is dear."],
    ),
    ("bt", ["BT is down.", "EE and BT had trouble with broadband."], ["BT was his monogram."]),
    ("ee", ["EE is down.", "Vodafone and EE customers saw it first."], ["EE was his monogram."]),
    (
        "o2",
        ["O2 is down.", "Vodafone and O2 customers saw it first."],
        ["She sang at The O2 Arena.", "O2 Academy was full."],
    ),
    (
        "three",
        ["Three is down.", "The mobile network Three failed.", "Vodafone and Three had trouble."],
        [
            "Three servers failed.",
            "Three people were hurt.",
            "Three down, two to go.",
            "Three hours passed.",
            "Three banks fell.",
        ],
    ),
    (
        "orange",
        ["Orange is down in France.", "SFR and Orange had trouble."],
        ["Orange County outage was short.", "An Orange was peeled."],
    ),
    (
        "spark-nz",
        ["Spark outage in New Zealand.", "One NZ and Spark had trouble."],
        ["A Spark flew.", "Spark plugs failed."],
    ),
]


def slugs(sentence: str) -> list[str]:
    return [mention.slug for mention in find_platforms(sentence) if not mention.is_operator]


@pytest.mark.parametrize(("slug", "sentence"), [(slug, sentence) for slug, named, _ in TABLE for sentence in named])
def test_in_this_sentence_the_word_is_the_service(slug: str, sentence: str) -> None:
    assert slug in slugs(sentence)


@pytest.mark.parametrize(("slug", "sentence"), [(slug, sentence) for slug, _, words in TABLE for sentence in words])
def test_in_this_sentence_the_word_is_only_a_word(slug: str, sentence: str) -> None:
    assert slug not in slugs(sentence)


def test_nearly_every_ambiguous_name_has_sentences_of_both_kinds() -> None:
    ambiguous = {found.slug for found in platforms() if found.words}
    written = {slug for slug, named, words in TABLE if named and words}
    assert written <= ambiguous
    assert len(written) >= 0.9 * len(ambiguous), sorted(ambiguous - written)


@pytest.mark.parametrize("slug", [slug for slug, _, _ in TABLE])
def test_a_veto_hides_a_word_and_not_the_services_other_names(slug: str) -> None:
    found = next(each for each in platforms() if each.slug == slug)
    certain = [name for name in (found.name, *found.aliases) if name not in found.words]
    assert [name for name in certain if slug not in slugs(f"On Monday {name} was down for an hour.")] == []
