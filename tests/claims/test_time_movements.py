"""What happened at a time, told by what moves and where to, whatever the verb; and what no event happened at."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

EVENTS: dict[str, str] = {
    "start": """
        Trouble set in shortly after 9 a.m.
        The first users raised the alarm around 9 a.m.
        At 9 a.m. the feed simply stopped refreshing.
        By the company's account, the network went haywire at 9 a.m.
        Complaints started piling up on Downdetector at about 9 a.m.
        It was about 9 a.m. when the app first refused to open.
        It was 9 a.m. when phones lost their signal.
        The incident dates from 9 a.m., the status page shows.
        Things fell apart at around 9 a.m.
        The glitch first reared its head at 9 a.m.
        The clock read 9 a.m. when screens went blank.
        Users reported being unable to send messages from around 9 a.m.
        The outage is understood to have begun at around 9 a.m.
        The outage appears to have started at about 9 a.m.
        Reports of problems started to surge at 9 a.m.
        Downdetector began receiving reports at 9 a.m.
        Downdetector started logging complaints just after 9 a.m.
        Complaints on Downdetector began at about 9 a.m.
        At 9 a.m. users across the country found themselves unable to log in.
        At about 9 a.m., customers started noticing that card payments were being declined.
        At 9 a.m. a routine configuration change took out the company's backbone.
        The problem was first spotted at 9 a.m.
        Traffic to the platform collapsed at 9 a.m., Cloudflare data show.
        Connectivity plunged at 9 a.m.
        The servers buckled under the load at 9 a.m.
        Payments began failing at 9 a.m.
        Trading ground to a halt at 9 a.m.
        The exchange halted trading at 9 a.m.
        The attack began at 9 a.m.
        Attackers first struck at 9 a.m.
        The first wave hit at 9 a.m.
        At 9 a.m., the lights went out for the network's customers.
        Emails stopped arriving at about 9 a.m.
        The problems kicked in at 9 a.m.
        Errors spiked at 9 a.m.
        Error rates jumped at 9 a.m.
        Cards were being declined from 9 a.m.
        The website has been inaccessible since around 9 a.m.
        The issue, which began around 9 a.m., hit users in Europe.
        Problems with the app emerged just before 9 a.m.
        A power cut at 9 a.m. took out the data centre.
        Users began flooding social media with complaints at around 9 a.m.
        The tracker's graph turned vertical at 9 a.m.
    """,
    "wave": """
        The app was down again by 9 a.m.
        A second bout of trouble followed at 9 a.m.
        There was another, smaller surge at 9 a.m.
        Just as users were getting back on, it failed again at 9 a.m.
        Problems flared anew at 9 a.m.
        At 9 a.m. it happened again.
        A fresh batch of complaints came in at 9 a.m.
        A second, larger outage struck at 9 a.m.
        The respite ended at 9 a.m., when the site crashed once more.
        Errors returned at about 9 a.m.
        The relief was short-lived: at 9 a.m. the app went dark again.
        A new spike was recorded at 9 a.m.
        Reports picked up again around 9 a.m.
        Another peak came at 9 a.m.
    """,
    "peak": """
        Reports topped out at 1,200 shortly after 9 a.m.
        The number of reports reached its highest level at 9 a.m.
        At 9 a.m., when reports were at their highest, 9,000 people had complained.
        The outage was at its height around 9 a.m.
        Complaints climbed to a peak of 4,000 at about 9 a.m.
        The tally peaked at more than 5,000 just after 9 a.m.
        The peak came at 9 a.m.
        At its peak, around 9 a.m., the tracker showed 8,000 reports.
        At the height of the outage, at 9 a.m., there were 8,000 reports.
        Reports hit a peak at 9 a.m.
        The high of 12,000 was reached at 9 a.m.
        The worst of it came at about 9 a.m.
        The graph reached its summit at 9 a.m.
        Complaints reached a maximum of 3,000 at 9 a.m.
        The count peaked around 9 a.m. at 3,000.
        The spike in reports reached its zenith at 9 a.m.
        Reports crested around 9 a.m.
    """,
    "eased": """
        By 9 a.m. it was back below 100.
        It let up at 9 a.m.
        Service limped back by 9 a.m.
        By 9 a.m., complaints had slowed to a trickle.
        Reports had dropped off by 9 a.m.
        By 9 a.m. the number had come down to 300.
        Reports dwindled after 9 a.m.
        Most services were back by 9 a.m.
        Some users were able to log in again by 9 a.m.
        Service began coming back at 9 a.m.
        By 9 a.m. things were improving.
        The platform started to recover at about 9 a.m.
        Systems were gradually returning to normal by 9 a.m.
        The worst had passed by 9 a.m.
        By 9 a.m. only a few hundred complaints were left.
        By 9 a.m. the tally stood below 200.
        The network was partly up again at 9 a.m.
        Access was slowly returning at 9 a.m.
        The flood of complaints had ebbed by 9 a.m.
        About 90 per cent of services were running again by 9 a.m.
        By 9 a.m., error rates had fallen sharply.
        The company said at 9 a.m. that it was seeing signs of recovery.
        At 9 a.m. the company reported that services were gradually recovering.
        A fix was rolled out at 9 a.m. and services began to recover.
        Engineers had partially restored the service by 9 a.m.
    """,
    "restored": """
        The app came back to life at 9 a.m.
        Everything was working again by 9 a.m.
        The last customers were reconnected at 9 a.m.
        Full service returned at 9 a.m.
        By 9 a.m. the site was loading normally.
        It was fixed by 9 a.m.
        Engineers fixed the fault at 9 a.m.
        The company fixed the problem by 9 a.m.
        The company had the network running again by 9 a.m.
        Users could finally log in at 9 a.m.
        Users could log in again from 9 a.m.
        Service resumed at 9 a.m.
        Service was not restored until 9 a.m.
        It took until 9 a.m. to restore service.
        The outage was declared over at 9 a.m.
        The incident was resolved at 9 a.m.
        The company said all systems were operational as of 9 a.m.
        Normal service was resumed at 9 a.m.
        At 9 a.m. the company said the issue had been resolved.
        At 9 a.m. the company tweeted: "We're back."
        The company's status page turned green at 9 a.m.
        The status page showed all systems operational at 9 a.m.
        The company announced at 9 a.m. that it had fixed the problem.
        The problem had been rectified by 9 a.m., a spokesman said.
        Payments were going through again by 9 a.m.
        The carrier said its network was back up at 9 a.m.
        "We are back online," the company wrote at 9 a.m.
        Phones had signal again by 9 a.m.
        The bug was squashed at 9 a.m.
        The company restored service at 9 a.m.
        Operations were back to normal by 9 a.m.
        The blackout ended at 9 a.m.
        The disruption was over by 9 a.m.
        Service came back around 9 a.m.
        The fault was put right at 9 a.m.
        At 9 a.m. the all-clear was sounded.
        The last affected systems came back at 9 a.m.
        The network was stable again by 9 a.m.
        The company said the outage lasted until 9 a.m.
        The service was unavailable until 9 a.m.
    """,
    "ongoing": """
        At 9 a.m. the outage was still going on.
        The app remained down as of 9 a.m.
        As of 9 a.m. the problem had not been fixed.
        As of 9 a.m., the service was still unavailable.
        By 9 a.m. service had still not returned.
        The problems were continuing at 9 a.m.
        Many were still locked out at 9 a.m.
        At 9 a.m. users were still complaining.
        As of 9 a.m. ET, the site was still inaccessible for many.
        The disruption was ongoing at 9 a.m.
        As of 9 a.m., there was no word of a fix and the app was still out.
    """,
}
CASES = [(line.strip(), label) for label, lines in EVENTS.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("sentence", "label"), CASES)
def test_what_moves_says_what_happened(sentence: str, label: str) -> None:
    assert [(c.label, c.at_local) for c in after_lead(sentence, "time_point")] == [(label, "09:00")]


NONE = [
    "The company posted about the trouble at 9 a.m.",
    "TikTok said at 9 a.m. that some users were having problems.",
    "At 9 a.m. TikTok confirmed the outage on X.",
    "The minister will speak at 9 a.m.",
    "Shares opened 2 percent lower at 9 a.m.",
    "By 9 a.m. Downdetector had 9,000 reports.",
    "At 9 a.m. the tracker stood at 400 reports.",
    "The company's shops open at 9 a.m.",
    "TikTok first acknowledged the problem at 9 a.m.",
    "The company updated its status page at 9 a.m.",
    "Reports climbed to 4,000 by 9 a.m.",
    "Reports passed 10,000 by 9 a.m.",
    "The next update is due at 9 a.m.",
    "Engineers identified the fault at 9 a.m.",
    '"My alarm goes off at 9 a.m.," she said.',
    "Engineers aim to restore service by 9 a.m.",
    "The company hopes that all will be back by 9 a.m.",
    "I have a meeting at 9 a.m. and cannot get in, one user wrote.",
    "The stream was due to start at 9 a.m.",
    "TikTok said it would give an update at 9 a.m.",
    "At 9 a.m. the company apologised for the outage.",
    "The company told customers at 9 a.m. that it was looking into reports of errors.",
    "As of 9 a.m., Downdetector showed 300 reports of problems.",
    "A spokesman said at 9 a.m. that engineers were working to restore service.",
    "The company said at 9 a.m. that it had found the cause.",
    "The outage was mentioned at a hearing that began at 9 a.m.",
    "The photo was taken at 9 a.m. on Monday.",
    'TikTok wrote at 9 a.m.: "We are aware that users cannot log in."',
    "Lines are open from 9 a.m. to 5 p.m. for customers with problems.",
    "The store opens at 9 a.m. despite the outage.",
    "The deadline to file a claim for the outage is 9 a.m.",
    "Its shares fell at 9 a.m. when the market opened.",
    "Trading in its shares began at 9 a.m.",
    "9.30am: Good morning and welcome to our coverage of the outage.",
    "Updated at 9:30 a.m.: The outage is now over.",
    "This story was first published at 9:30 a.m. and has been updated.",
    "Posted at 9:30 a.m. ET by our staff, who cannot log in either.",
    "We'll be back with more at 9:30 a.m.",
    "Listen live weekdays at 9:30 a.m.",
    "TikTok shares were down 2 percent at 9:30 a.m.",
    "The outage came an hour before the 9:30 a.m. opening bell.",
    "The maintenance window runs from 9 a.m. to 11 a.m. on Sunday.",
    "TikTok will be down for maintenance from 9 a.m. to 11 a.m. on Sunday.",
    "The planned work will start at 9 a.m. and be over by 11 a.m.",
    "The town hall meeting began at 9 a.m., and the outage was on the agenda.",
    "He woke at 9 a.m. to find hundreds of messages.",
    "She tried again at 9 a.m., without luck.",
    "I tried to pay at 9 a.m. and the card was declined, said one customer.",
    "TikTok, which was founded in a flat at 9 a.m. one day, is big.",
    "A software update was sent out at 9 a.m. to fix the problem.",
    "TikTok's chief spoke at 9 a.m. of a difficult day.",
    "The crew of the flight had been due to leave at 9 a.m.",
    "The 9 a.m. flight was cancelled.",
    "Engineers were called in at 9 a.m.",
    "The company first spoke at 9 a.m., two hours after the app failed.",
    "At 9 a.m. Downdetector showed 300 complaints, up from 20 an hour before.",
    "At 9 a.m. there were 300 reports, mostly about the app.",
    "Downdetector counted 300 reports at 9 a.m., when the problems had just begun.",
    "Polls opened at 9 a.m. despite the outage.",
    "TikTok said at 9 a.m. that it had identified the issue and was implementing a fix.",
    "By 9 a.m. more than 10,000 people were affected.",
    "Users in Japan, where it was 9 a.m., were hit too.",
    "Downdetector showed 4,000 reports at 8 a.m., 9,000 at 9 a.m. and 300 at noon.",
    "Reports rose from 300 at 8 a.m. to 4,000 at 9 a.m.",
    "The site was down by 8 a.m. for most users.",
    "Complaints jumped to 4,000 around 8 a.m.",
    "More than 4,000 users had reported problems by 8 a.m.",
    "At 8 a.m., more than 4,000 users reported problems.",
    "By lunchtime it was all but over.",
    "At 9 a.m. reports exceeded 10,000.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_a_time_of_something_else_is_none(sentence: str) -> None:
    assert after_lead(sentence, "time_point") == []


MOVERS = [
    ("Reports fell at 9 a.m.", "eased"),
    ("Errors fell at 9 a.m.", "eased"),
    ("Traffic fell at 9 a.m.", "start"),
    ("Reports were back below 100 at 9 a.m.", "eased"),
    ("The problems were back at 9 a.m.", "wave"),
    ("The site was back at 9 a.m.", "restored"),
    ("It eased at night and was back at 9 a.m.", "wave"),
    ("Complaints began to flow at 9 a.m.", "start"),
    ("Messages began to flow at 9 a.m.", "eased"),
]


@pytest.mark.parametrize(("sentence", "label"), MOVERS)
def test_the_same_verb_says_another_thing_of_another_subject(sentence: str, label: str) -> None:
    assert [c.label for c in after_lead(sentence, "time_point") if c.at_local == "09:00"] == [label]


LIST = """TikTok was down on Monday.
All times below are UTC.
• 11:05 An engineer changes a setting
• 11:20 Error pages start to appear
• 14:30 The main impact is over; traffic flows again
• 17:06 Everything works as it should"""


def test_a_list_of_times_needs_no_dashes() -> None:
    assert [(c.label, c.at_local, c.timezone) for c in read(LIST, "time_point")] == [
        ("start", "11:20", "UTC"),
        ("eased", "14:30", "UTC"),
        ("restored", "17:06", "UTC"),
    ]


def test_a_live_blogs_times_without_dashes_are_stamps() -> None:
    text = "TikTok was down on Monday.\n11:20 Users report errors and cannot log in\n14:30 It is back, says one reader"
    assert read(text, "time_point") == []


def test_a_part_of_the_day_only_sets_the_scene_for_people() -> None:
    assert after_lead("Users were locked out of TikTok on Monday morning.", "time_point") == []
    [point] = after_lead("TikTok went dark on Monday morning.", "time_point")
    assert (point.label, point.at_local) == ("start", "morning")
