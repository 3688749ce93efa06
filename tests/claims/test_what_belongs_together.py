"""What belongs to what across a sentence, a quotation, a paragraph: whose word, whose outage, which day, where."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.claims.reader import follow, read_outage
from pipeline.records import Claim
from tests.claims.reading import article

LEAD = "Slack was down on Tuesday, and users could not log in.\n"
AT = datetime(2025, 3, 11, 20, tzinfo=UTC)


def claims_of(text: str, *, title: str = "Slack outage locks users out") -> list[Claim]:
    """The claims of a text below a lead on Slack's outage of Tuesday, without the lead's own."""
    told = article(LEAD + text, title=title, published_at=AT)
    return [claim for claim in read_outage(told)[2] if claim.char_start >= len(LEAD) and claim.quote in text]


def sole(text: str, metric: str) -> Claim:
    """The only claim of a metric in a text."""
    [claim] = [claim for claim in claims_of(text) if claim.metric == metric]
    return claim


def labels(text: str, metric: str) -> list[str | None]:
    """The labels of a metric's claims in a text, in order."""
    return [claim.label for claim in claims_of(text) if claim.metric == metric]


@pytest.mark.parametrize(
    ("title", "text", "main"),
    [
        ("X and ChatGPT among sites felled as Cloudflare falters", "X and ChatGPT went dark.", "cloudflare"),
        ("Banks and shops hit by Square outage", "Square was down.", "square"),
        ("Airline apps offline as internet provider Akamai stumbles", "Qantas and Akamai were down.", "akamai"),
        ("DBS, Citibank outage explained", "DBS and Citibank were down. Citibank said so, and Citibank failed.", "dbs"),
        ("OpenAI works on a fix as ChatGPT errors drag on", "OpenAI said ChatGPT was down.", "chatgpt"),
        ("Singtel's Optus says service is restored", "Singtel owns Optus. Optus was down.", "optus"),
        ("Instagram outage: what we know", "Instagram was down, and so was Facebook.", "instagram"),
    ],
)
def test_the_platform_that_failed_itself_comes_first(title: str, text: str, main: str) -> None:
    assert follow(article(text, title=title, published_at=AT)).story.main == main


@pytest.mark.parametrize("venue", ["AT&T Stadium", "Rogers Centre", "T-Mobile Arena", "O2 Arena"])
def test_a_venue_named_after_a_carrier_is_not_the_carrier(venue: str) -> None:
    assert sole(f"Fans at {venue} could not log in from 8 p.m. ET.", "time_point").platform == "slack"


@pytest.mark.parametrize(
    ("text", "metric", "source"),
    [
        ("A network fault cut off users in the United States, Slack said.", "cause", "Slack"),
        ('"It is over," a spokeswoman said. She said that a power failure was to blame.', "cause", "spokeswoman"),
        ("By Salesforce's clock, people could not log in from 9 a.m. ET.", "time_point", "Salesforce"),
        ("By the company's own reckoning, people could not log in from 9 a.m. ET.", "time_point", "Slack"),
        ('SlackHQ, its support account, tweeted: "We are hit by a DDoS attack."', "cause", "SlackHQ"),
        (
            "Slack will pay $19.5 million to settle a Federal Trade Commission inquiry, the agency said.",
            "financial_impact",
            "Federal Trade Commission",
        ),
        ("Downdetector showed 4,000 reports from users in Canada.", "affected_region", "Downdetector"),
        ("Down Detector showed 4,000 reports.", "report_count", "Down Detector"),
    ],
)
def test_a_claim_is_the_word_of_whom_the_sentence_means(text: str, metric: str, source: str) -> None:
    found = sole(text, metric).source
    assert found is not None
    assert found.removeprefix("Slack ") == source.removeprefix("Slack ")


@pytest.mark.parametrize(
    "text",
    [
        'Slack told the Gossip in an emailed statement that it "sincerely apologises to all customers".',
        '"We would like to apologise to everyone who was affected," Slack said.',
        '"I want to say sorry to all of our users," the chief executive of Slack said.',
    ],
)
def test_an_apology_in_any_dress_is_one(text: str) -> None:
    assert "apologised" in labels(text, "response")


@pytest.mark.parametrize(
    "text",
    [
        "Machines that had taken it had to be mended by hand, Slack said.",
        "On Thursday the attackers had returned, Slack said.",
        "On Thursday he was back with worse news.",
        "The errors were back, Slack said.",
    ],
)
def test_not_everything_that_is_back_is_the_service(text: str) -> None:
    assert "restored" not in labels(text, "response")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("So what was it? A bug in a script, the company writes.", "software_bug"),
        ("What went wrong? Maintenance on one of its databases.", "maintenance"),
        ("It went down after an equipment configuration error.", "configuration_change"),
        ("Zoom was unreachable because its systems live on Slack.", "third_party"),
        ("A failure at Cloudflare, which guards much of the web, broke Slack and Zoom.", "third_party"),
        ("The outage was down to a policy with blank fields that was inserted, Slack said.", "configuration_change"),
    ],
)
def test_a_cause_is_read_from_its_place_in_the_text(text: str, label: str) -> None:
    assert label in labels(text, "cause")


@pytest.mark.parametrize(
    "text",
    [
        "Many found that changing the DNS settings fixed it.",
        "It had been trading higher since the day before the update went out.",
        "It has set up a team used for system maintenance.",
    ],
)
def test_what_mends_or_dates_something_is_no_cause(text: str) -> None:
    assert labels(text, "cause") == []


@pytest.mark.parametrize(
    ("text", "at", "label"),
    [
        ("Nobody could sign in as soon as the show started at 7 p.m. ET.", "19:00", "start"),
        ("Slack wrote at 12:41 p.m. that its engineers had applied a fix and most regions were on the mend.", "", ""),
        ("Traffic was largely flowing by 9:30 a.m.", "09:30", "eased"),
        ("Service returned to normal levels at 7:18 p.m.", "19:18", "restored"),
        ("Reports were back to normal levels at 7:18 p.m.", "19:18", "eased"),
        (
            'A spokesperson said: "At 3.47 am PT, Slack failed due to a fault. This was resolved at 4.32 am PT."',
            "04:32",
            "restored",
        ),
    ],
)
def test_a_time_has_the_event_of_its_own_clause(text: str, at: str, label: str) -> None:
    found = {claim.at_local: claim.label for claim in claims_of(text) if claim.metric == "time_point"}
    assert found.get(at) == label if at else "start" not in found.values()


def test_a_timeline_may_run_past_midnight() -> None:
    text = "Timeline\n18:10: Login fails.\n20:00: Reports fall.\n23:40: Half of it is back.\n00:05: Slack is back."
    assert "00:05" in {claim.at_local for claim in claims_of(text) if claim.metric == "time_point"}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("It was not fully over until 26 hours later.", 1560),
        ("It went wrong at 9:45 a.m. and was right again at 7:13 p.m., so call it nine and a half hours.", 570),
        ("From the first error to the all-clear, it was just under 15 hours.", 900),
        ("People could not log in from 11:45 UTC until 19:43 UTC, or nearly eight hours.", 480),
        ("So for about four hours, large parts of the web limped.", 240),
        ("An update left users without service for almost a full day.", 1440),
    ],
)
def test_a_length_is_read_however_it_is_added_up(text: str, minutes: int) -> None:
    assert sole(text, "duration").value == minutes


@pytest.mark.parametrize("text", ["They faced waiting times of more than an hour.", "Callers spent an hour on hold."])
def test_a_wait_is_not_the_length_of_the_outage(text: str) -> None:
    assert labels(text, "duration") == []


@pytest.mark.parametrize(
    ("text", "is_background"),
    [
        ("In early January, a power failure took Slack down for two hours.", True),
        ("On March 2, a bug took Fastly down for two hours.", True),
        ("On February 20 the company shipped an update with a bug, which took Slack down for two hours.", False),
        ("It lasted two hours, after a data centre was closed in 2022.", False),
    ],
)
def test_an_earlier_outage_is_told_from_what_led_to_this_one(text: str, is_background: bool) -> None:
    assert sole(text, "duration").background is is_background


@pytest.mark.parametrize(
    ("title", "text", "on"),
    [
        (
            "One year after the Slack crash",
            "A year ago Slack failed.\nOn March 4 a bug took it down.",
            date(2024, 3, 4),
        ),
        ("Report faults Slack over 2022 blackout", "The outage began at 5 a.m. on July 8.", date(2022, 7, 8)),
        (
            "Slack counts the cost",
            "Slack on Monday put a price on last month's outage.\nIt began on February 19.",
            date(2025, 2, 19),
        ),
    ],
)
def test_a_look_back_is_dated_by_the_outage(title: str, text: str, on: date) -> None:
    assert follow(article(text, title=title, published_at=AT)).dated[0] == on


def test_all_places_of_a_list_are_hit() -> None:
    assert labels("Britain, Brazil, India and Spain were among the countries hit.", "affected_region") == [
        "GB",
        "BR",
        "IN",
        "ES",
    ]


def test_a_figure_is_about_the_service_named_behind_it_though_its_name_is_a_word() -> None:
    found = claims_of("Downdetector showed 2,700 reports about Slack, and over 4,100 about Square.")
    assert {claim.platform: claim.value for claim in found if claim.metric == "report_count"} == {
        "slack": 2700,
        "square": 4100,
    }


def test_a_share_of_reports_belongs_to_what_stands_right_before_it() -> None:
    text = "Downdetector said the app made up 62% of the reports, with the website on 22% and login on 10%."
    shares = {claim.label: claim.value for claim in claims_of(text) if claim.metric == "report_share"}
    assert shares == {"app": 62, "website": 22, "login": 10}


def test_the_shares_of_another_company_are_its_own() -> None:
    assert sole("Shares of Salesforce closed flat. Cloudflare's shares fell 5%.", "financial_impact").platform == (
        "cloudflare"
    )


def test_money_put_aside_for_better_systems_pays_nobody() -> None:
    assert labels("Slack has set aside $80 million to make its systems more resilient.", "financial_impact") == []


def test_an_account_that_says_it_did_it_is_an_actor() -> None:
    found = sole("An account called NightHeron says that it is responsible for the attack.", "actor")
    assert (found.label, found.source) == ("NightHeron", "NightHeron")


def test_a_culprit_of_a_kind_keeps_the_words_of_the_text() -> None:
    found = sole("It was the work of a criminal gang, the police believe.", "actor")
    assert found.other_label == "criminal gang"


@pytest.mark.parametrize(
    "text",
    [
        "Slack was back in roughly two hours.",
        "Slack was working again by Thursday evening.",
        "Slack backed out the change within two hours.",
        "Slack has yet to explain what failed.",
        "Slack has promised a full review.",
        "Its case is still under review.",
        "Slack did not come back until 2 a.m. ET.",
    ],
)
def test_what_an_outlet_tells_of_the_past_or_the_plans_is_no_response(text: str) -> None:
    assert labels(text, "response") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Slack said that it was aware some people could not sign in and was working to sort it out.",
            "fix_in_progress",
        ),
        ("Slack says some people can't use it and is urgently looking into it.", "investigating"),
        ("Slack is working with its vendor to replace the part.", "fix_in_progress"),
        ("Slack did not get back to us.", "no_comment"),
    ],
)
def test_what_somebody_could_not_do_denies_nothing_that_follows(text: str, expected: str) -> None:
    assert expected in labels(text, "response")


def test_what_an_operator_looks_into_is_not_acknowledged_besides() -> None:
    text = '"We\'re investigating an issue in which users may be unable to log in," Slack said.'
    assert labels(text, "response") == ["investigating"]


@pytest.mark.parametrize(
    "text",
    [
        "Slack is recovering after a fault on Monday afternoon.",
        "People were locked out for part of Monday afternoon.",
        "The screen froze during Friday night's show.",
        "At 8:56 a.m. ET it shut down the router that was at fault.",
        "By noon, over 1,200 complaints had been registered.",
    ],
)
def test_a_time_of_something_else_is_not_when_it_began_or_ended(text: str) -> None:
    assert labels(text, "time_point") == []


def test_what_went_down_is_the_noun_before_which() -> None:
    text = "More than 49,000 users reported trouble with the site, which went down at around 3 p.m. ET."
    assert labels(text, "time_point") == ["start"]


def test_a_surge_after_the_first_complaints_is_a_further_one() -> None:
    text = "Complaints began at 11 a.m. ET, shot up at 12.18 p.m. and fell by 2.30 p.m."
    assert labels(text, "time_point") == ["start", "wave", "eased"]


@pytest.mark.parametrize(
    "text",
    [
        "A power fault in Atlanta was to blame.",
        "The trouble came from a data centre in northern Virginia.",
        "Shares in Salesforce lost 3% in New York.",
    ],
)
def test_where_something_broke_or_shares_fell_is_not_where_people_felt_it(text: str) -> None:
    assert labels(text, "affected_region") == []


def test_a_nationwide_outage_of_a_carrier_is_in_the_carriers_country() -> None:
    text = "Singapore-based Singtel owns it. In 2023 a nationwide Optus outage left callers stranded."
    assert labels(text, "affected_region") == ["AU"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Bright Harbour Labs (BHL), the company behind Slack, said that it was sorry.", "Bright Harbour Labs (BHL)"),
        ("Bright Harbour, the American owner of Slack, said that it was sorry.", "Bright Harbour"),
    ],
)
def test_who_stands_behind_a_service_speaks_for_it(text: str, source: str) -> None:
    assert sole(text, "response").source == source


def test_they_are_who_spoke_and_not_whom_the_quotation_names() -> None:
    text = 'A spokesperson said it was over. "We apologise for what this did to our customers," they said.'
    [apology] = [claim for claim in claims_of(text) if claim.label == "apologised"]
    assert (apology.source or "").endswith("spokesperson")


def test_a_denial_of_two_causes_is_two_denials() -> None:
    found = [
        c for c in claims_of("Slack said it was not caused by an update or a cyber attack.") if c.metric == "cause"
    ]
    assert {(claim.label, claim.stance) for claim in found} == {
        ("software_update", "denied"),
        ("cyberattack", "denied"),
    }


def test_whoever_blames_a_service_for_its_own_failure_is_hit_by_it() -> None:
    assert "third_party" in labels("Zerodha told its clients that Slack was to blame.", "cause")


@pytest.mark.parametrize(
    "text", ["Some users feared they had been hacked.", '"I thought I had been hacked," said Ann Lee.']
)
def test_what_customers_feared_is_no_cause(text: str) -> None:
    assert labels(text, "cause") == []


def test_a_cause_of_the_title_that_says_less_than_the_text_is_left_out() -> None:
    told = article("Slack was down on Tuesday. A power failure was to blame.", title="Slack hit by technical glitch")
    assert [claim.label for claim in read_outage(told)[2] if claim.metric == "cause"] == ["power"]


@pytest.mark.parametrize(
    "text",
    [
        "TSB was fined over 2018 computer failures that locked customers out.",
        "The outage cost America's 500 biggest companies dear.",
        "Nine in ten flights left late, the airport said.",
    ],
)
def test_a_year_a_rank_and_a_share_count_nobody(text: str) -> None:
    assert labels(text, "affected_count") == []


def test_how_long_a_claim_stood_is_no_length_of_the_outage() -> None:
    assert labels("Slack first spoke of an attack, which it took back about two hours later.", "duration") == []


@pytest.mark.parametrize("what", ["Its sites", "Its servers", "Its head offices"])
def test_where_what_people_use_failed_it_was_felt(what: str) -> None:
    assert labels(f"{what} in Kenya were down as well.", "affected_region") == ["KE"]


def test_what_a_failure_shuts_down_is_no_culprit() -> None:
    assert labels("A fault shut down its servers at 9 a.m. ET.", "time_point") == ["start"]
