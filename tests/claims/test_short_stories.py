"""
Short stories as different desks write them, with every figure, time, length, place and sum that a careful reader finds.

Each line after a story is one claim: metric, label, value, unit, qualifier, platform, time, zone, country; a dash is
what the text does not say. Causes, culprits and responses have their own tables.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.claims.reader import read_outage
from pipeline.records import Claim
from tests.claims.reading import article

OTHERS = frozenset({"cause", "origin", "actor", "response"})

STORIES = {
    "wire": (
        """PARIS, March 2 (Harbour Wire) - Instagram was down for thousands of users on Monday, Downdetector said.
There were more than 14,000 incidents of people reporting issues with the app as of 9:52 a.m. ET, the tracker showed.
About 61% of the reports cited the feed, while 27% were about the server connection.""",
        """
        affected_count - 1000 users vague instagram - - -
        report_count at_time 14000 reports at_least instagram 09:52 America/New_York -
        report_share feed 61 percent about instagram - - -
        report_share server 27 percent exact instagram - - -
        """,
    ),
    "agency, two platforms": (
        """Snapchat and Reddit were down on Monday.
Downdetector had 22,000 reports for Snapchat and nearly 9,500 for Reddit at their peaks, shortly after 4 p.m. GMT.
Both were back by 6.30 p.m.""",
        """
        report_count at_time 22000 reports exact snapchat 16:00 UTC -
        report_count peak 9500 reports at_most reddit 16:00 UTC -
        time_point peak - - - reddit 16:00 UTC -
        time_point restored - - - snapchat 18:30 UTC -
        """,
    ),
    "carrier": (
        """Telstra customers across Australia lost calls and data on Monday.
The outage began at 6.15am AEDT and lasted three and a half hours. About 300,000 mobile customers were cut off.
Shares in Telstra fell 1.2 per cent.""",
        """
        affected_region AU - - - telstra - - -
        time_point start - - - telstra 06:15 Australia/Sydney -
        duration - 210 minutes exact telstra - - -
        affected_count - 300000 customers about telstra - - -
        financial_impact share_price 1.2 percent exact telstra - - -
        """,
    ),
    "bank": (
        """Customers of Barclays could not log in to the bank's app on Monday morning.
Downdetector received 4,120 complaints by 8am; by 10am the number had dropped to under 300.
Seven in ten of those who complained could not log in, and one in five had trouble with payments.""",
        """
        report_count at_time 4120 reports exact barclays 08:00 - -
        report_count at_time 300 reports at_most barclays 10:00 - -
        time_point eased - - - barclays 10:00 - -
        report_share login 70 percent exact barclays - - -
        report_share payment 20 percent exact barclays - - -
        """,
    ),
    "cloud": (
        """A fault at Cloudflare took dozens of websites offline on Monday.
Errors started at 11:20 UTC and service was back to normal at 14:30 UTC, about three hours later.
It was the company's third outage in a month.""",
        """
        time_point start - - - cloudflare 11:20 UTC -
        time_point restored - - - cloudflare 14:30 UTC -
        duration - 180 minutes about cloudflare - - -
        """,
    ),
    "games": (
        """PlayStation Network went dark on Friday evening and stayed that way for almost 24 hours.
Reports on Downdetector took off at around 7 p.m. ET and topped 70,000.
Players were let back in at 6:50 p.m. ET on Saturday.""",
        """
        time_point start - - - playstation-network evening - -
        duration - 1440 minutes at_most playstation-network - - -
        time_point start - - - playstation-network 19:00 America/New_York -
        report_count at_time 70000 reports at_least playstation-network 19:00 America/New_York -
        time_point restored - - - playstation-network 18:50 America/New_York -
        """,
    ),
    "payments": (
        """UPI was down for users across India on Monday.
Complaints began pouring in at around 11.30 am IST, and touched 2,400 at 12.10 pm, as per Downdetector.
Over 80 per cent of users faced issues with payments, 14 per cent with fund transfers and 5 per cent with the app.""",
        """
        affected_region IN - - - upi - - -
        time_point start - - - upi 11:30 Asia/Kolkata -
        report_count at_time 2400 reports exact upi 12:10 Asia/Kolkata -
        report_share payment 80 percent at_least upi - - -
        report_share payment 14 percent exact upi - - -
        report_share app 5 percent exact upi - - -
        """,
    ),
    "waves": (
        """X was hit by two outages on Monday.
The first began at 5:40 a.m. ET and ended within half an hour. The second began at 9:40 a.m. ET, lasting two hours.""",
        """
        wave_count - 2 waves exact x - - -
        time_point start - - - x 05:40 America/New_York -
        duration - 30 minutes at_most x - - -
        time_point wave - - - x 09:40 America/New_York -
        duration - 120 minutes exact x - - -
        """,
    ),
    "airline": (
        """A failed update at CrowdStrike grounded planes on Friday.
Airlines cancelled more than 3,300 flights, and some 8.5 million Windows devices stopped working around the world.
Insurers put the damage at between $400 million and $1.5 billion.""",
        """
        affected_count - 3300 flights at_least crowdstrike - - -
        affected_count - 8500000 devices about crowdstrike - - -
        affected_region WORLD - - - crowdstrike - - -
        financial_impact damage 400000000 USD range crowdstrike - - -
        """,
    ),
    "regulator": (
        """TSB was fined £48m for the outage of April 2018, which locked 1.9 million customers out.
The bank has paid £32m in compensation.""",
        """
        financial_impact fine 48000000 GBP exact tsb - - -
        affected_count - 1900000 customers exact tsb - - -
        financial_impact compensation 32000000 GBP exact tsb - - -
        """,
    ),
    "local paper": (
        """INDIANAPOLIS - Verizon phones from Indiana to Ohio lost service on Monday.
By noon Eastern, Downdetector had tallied just over 104,000 reports.
It was 7:18 p.m. before all customers were back on.""",
        """
        affected_region US - - - verizon - - -
        report_count at_time 104000 reports at_least verizon 12:00 America/New_York -
        time_point restored - - - verizon 19:18 America/New_York -
        """,
    ),
    "blog": (
        """Slack took Tuesday off. Slack was down from 8:45 a.m. Pacific, when half the planet turned to email.
Downdetector's graph shot past 3,000. By 10:15 it was creeping back.""",
        """
        time_point start - - - slack 08:45 America/Los_Angeles -
        time_point eased - - - slack 10:15 America/Los_Angeles -
        report_count - 3000 reports at_least slack - - -
        """,
    ),
    "around midnight": (
        """WhatsApp was down on Sunday night.
The outage began shortly before midnight CET and had been fixed by 1:20 a.m. on Monday.""",
        """
        time_point start - - - whatsapp 00:00 Europe/Berlin -
        time_point restored - - - whatsapp 01:20 Europe/Berlin -
        """,
    ),
    "several countries": (
        """Spotify was down on Monday.
Downdetector logged 48,000 reports in the United States, 17,000 in Germany and 8,900 in the UK.""",
        """
        report_count - 48000 reports exact spotify - - US
        report_count - 17000 reports exact spotify - - DE
        report_count - 8900 reports exact spotify - - GB
        affected_region US - - - spotify - - -
        affected_region DE - - - spotify - - -
        affected_region GB - - - spotify - - -
        """,
    ),
    "part of a whole": (
        """SEOUL - KakaoTalk, South Korea's dominant messenger, suffered a 40-minute outage on Monday morning.
The glitch, which ran from 8:21 a.m. to 9:01 a.m., hit 12 million of the app's 48 million users.""",
        """
        duration - 40 minutes exact kakaotalk - - -
        time_point start - - - kakaotalk 08:21 - -
        time_point restored - - - kakaotalk 09:01 - -
        affected_count - 12000000 users exact kakaotalk - - -
        """,
    ),
    "shares in brackets": (
        """Outlook went down for tens of thousands of people. Downdetector's tally peaked above 37,000 at 4 p.m. ET.
Two-thirds of the reports were about logging in; the rest concerned the server (22%) or the website (12%).""",
        """
        affected_count - 10000 people vague outlook - - -
        time_point peak - - - outlook 16:00 America/New_York -
        report_count peak 37000 reports at_least outlook 16:00 America/New_York -
        report_share login 67 percent exact outlook - - -
        report_share server 22 percent exact outlook - - -
        report_share website 12 percent exact outlook - - -
        """,
    ),
    "night and hour": (
        """YouTube's outage on Sunday night began around 7:15 p.m. EST and was largely resolved by 9 p.m.
Downdetector had 366,172 reports at the peak, around 7:55 p.m.""",
        """
        time_point start - - - youtube 19:15 America/New_York -
        time_point peak - - - youtube 19:55 America/New_York -
        report_count peak 366172 reports exact youtube 19:55 America/New_York -
        time_point eased - - - youtube 21:00 America/New_York -
        """,
    ),
    "then and now": (
        """AWS was down on Monday.
At 3.35am PST Downdetector still listed 4,000 reports, down from more than 50,000 two hours earlier.""",
        """
        report_count at_time 4000 reports exact aws 03:35 America/Los_Angeles -
        report_count - 50000 reports at_least aws - - -
        """,
    ),
    "economy": (
        """Rogers' network was out for 19 hours, leaving 12 million Canadians without service.
It cost the economy an estimated C$142 million.""",
        """
        duration - 1140 minutes exact rogers - - -
        affected_count - 12000000 people exact rogers - - CA
        affected_region CA - - - rogers - - -
        financial_impact damage 142000000 CAD about rogers - - -
        """,
    ),
    "airline's name": (
        """Slack was down on Monday. American Airlines said 900 flights were delayed by the outage.""",
        """
        affected_count - 900 flights exact american-airlines - - -
        """,
    ),
    "percentage of customers": (
        """Barclays said 5 per cent of its customers were affected by the glitch on Monday.
Downdetector showed 1,100 complaints just before 10am, down from 2,300 at 9.15am.""",
        """
        affected_count - 5 percent exact barclays - - -
        report_count at_time 1100 reports exact barclays 10:00 - -
        report_count at_time 2300 reports exact barclays 09:15 - -
        """,
    ),
    "length and start": (
        """Signal users reported trouble sending messages for about an hour and a half, starting at 2pm CET.""",
        """
        duration - 90 minutes about signal - - -
        time_point start - - - signal 14:00 Europe/Berlin -
        """,
    ),
    "no figures": (
        """Zoom had a bad morning on Monday. Meetings were cut short, and nobody could say why.""",
        "",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_short_story_is_read_whole(name: str) -> None:
    text, wanted = STORIES[name]
    at = datetime(2026, 3, 2, 23, tzinfo=UTC)
    _, _, claims = read_outage(article(text, title="", published_at=at))
    found = sorted(shown(claim) for claim in claims if claim.metric not in OTHERS)
    assert found == sorted(" ".join(line.split()) for line in wanted.strip().splitlines())


def shown(claim: Claim) -> str:
    """A claim as the tables above write it."""
    value = (
        f"{claim.value:g}" if claim.value is not None and claim.value < 1e6 else claim.value and str(int(claim.value))
    )
    parts = (
        claim.metric,
        claim.label,
        value,
        claim.unit,
        claim.qualifier,
        claim.platform,
        claim.at_local,
        claim.timezone,
        claim.region,
    )
    return " ".join(part or "-" for part in parts)
