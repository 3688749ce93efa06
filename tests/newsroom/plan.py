"""What the newsroom was written to report: which stories are on which outage, and the figures that each gives.

A line of COVERAGE is an outlet's story and its outage, or None where the story is about none. A line of FIGURES is a
phrase that stands in the story and what a reader should make of it: metric, label, value, time, zone.
"""

from __future__ import annotations

COVERAGE = """
    harbourpost        x-live          x-2025-03-10
    potomacstandard    x-attack        x-2025-03-10
    konkantimes        x-down          x-2025-03-10
    lakeshorecourier   x-wire          x-2025-03-10
    northernvoice      x-wire          x-2025-03-10
    tynebulletin       x-uk            x-2025-03-10
    merlionreview      x-singapore     x-2025-03-10
    spreeledger        x-dos           x-2025-03-10
    bitsandbolts       x-mirai         x-2025-03-10
    sentryline         x-experts       x-2025-03-10
    potomacstandard    aws             aws-2025-10-20
    tynebulletin       aws-uk          aws-2025-10-20
    bitsandbolts       aws             aws-2025-10-20
    merlionreview      roundup         aws-2025-10-20
    harbourpost        optus           optus-2023-11-08
    merlionreview      optus           optus-2023-11-08
    potomacstandard    meta            facebook-2024-03-05
    konkantimes        meta-down       facebook-2024-03-05
    northernvoice      meta            facebook-2024-03-05
    konkantimes        chatgpt-down    chatgpt-2025-06-10
    merlionreview      chatgpt         chatgpt-2025-06-10
    bitsandbolts       chatgpt         chatgpt-2025-06-10
    status.openai      elevated-errors chatgpt-2025-06-10
    lakeshorecourier   teams-friday    teams-2024-01-26
    spreeledger        teams-friday    teams-2024-01-26
    bitsandbolts       teams           teams-2024-01-26
    spreeledger        teams-monday    teams-2024-01-29
    northernvoice      teams-monday    teams-2024-01-29
    sentryline         teams-monday    teams-2024-01-29
    harbourpost        pool            -
    potomacstandard    tesla-shares    -
    konkantimes        phone           -
    lakeshorecourier   stadium         -
    northernvoice      ice             -
    tynebulletin       bank            -
    tynebulletin       football        -
    merlionreview      singtel-results -
    spreeledger        opinion-cloud   -
    bitsandbolts       router          -
    sentryline         breach          -
    sentryline         arrests         -
    status.openai      maintenance     -
"""

FIGURES = """
    potomacstandard  x-attack    at around 5:30 a.m. Eastern time | time_point start 05:30 America/New_York
    potomacstandard  x-attack    nearly 38,000 reports | report_count 38000
    potomacstandard  x-attack    Fifty-seven percent | report_share app 57
    potomacstandard  x-attack    33 percent with the website | report_share website 33
    potomacstandard  x-attack    three waves | wave_count 3
    konkantimes      x-down      first wave began at around 3 pm IST | time_point start 15:00 Asia/Kolkata
    konkantimes      x-down      subsided within an hour | duration 60
    konkantimes      x-down      back at 7 pm IST | time_point wave 19:00 Asia/Kolkata
    konkantimes      x-down      over 40,000 reports | report_count 40000
    konkantimes      x-down      third wave was seen at 8.40 pm IST | time_point wave 20:40 Asia/Kolkata
    konkantimes      x-down      around 28,570 reports | report_count 28570
    konkantimes      x-down      57 per cent of the complaints concerned the mobile app | report_share app 57
    konkantimes      x-down      32 per cent the website | report_share website 32
    konkantimes      x-down      Dark Storm Team, a hacker group | actor
    konkantimes      x-down      consistent with a DDoS attack | cause ddos
    konkantimes      x-down      at about 3.15 pm IST | time_point start 15:15 Asia/Kolkata
    lakeshorecourier x-wire      about eight hours | duration 480
    lakeshorecourier x-wire      began at around 5:30 a.m. ET | time_point start 05:30 America/New_York
    lakeshorecourier x-wire      more than 20,000 | report_count 20000
    lakeshorecourier x-wire      broke again at around 9:30 a.m. ET | time_point wave 09:30 America/New_York
    lakeshorecourier x-wire      the count passed 40,000 | report_count 40000
    lakeshorecourier x-wire      still had no service after 1:30 p.m. ET | time_point ongoing 13:30 America/New_York
    lakeshorecourier x-wire      IP addresses in the area of Ukraine | origin UA
    tynebulletin     x-uk        more than 8,400 reports from the UK | report_count 8400
    tynebulletin     x-uk        from about 1.30pm GMT | time_point wave 13:30 UTC
    tynebulletin     x-uk        peaked at about 2pm GMT | time_point peak 14:00 UTC
    tynebulletin     x-uk        at 39,021 | report_count 39021
    harbourpost      x-live      at about 8.30pm AEDT | time_point start 20:30 Australia/Sydney
    harbourpost      x-live      lasted about 45 minutes | duration 45
    harbourpost      x-live      second wave began at about 12.30am AEDT | time_point wave 00:30 Australia/Sydney
    harbourpost      x-live      more than 39,000 of them | report_count 39000
    merlionreview    x-singapore from around 5.45pm Singapore time | time_point start 17:45 Asia/Singapore
    merlionreview    x-singapore 1,236 local reports | report_count 1236
    merlionreview    x-singapore by about 1.45am Singapore time | time_point restored 01:45 Asia/Singapore
    spreeledger      x-dos       at around 9:45 UTC | time_point start 09:45 UTC
    spreeledger      x-dos       more than 39,000 reports from users in the US | report_count 39000
    spreeledger      x-dos       the United States, Vietnam and Brazil | origin VN
    spreeledger      x-dos       only a tiny part came from Ukraine | origin UA
    bitsandbolts     x-mirai     three waves of outages | wave_count 3
    bitsandbolts     x-mirai     the US, the UK, India, Australia and Canada | affected_region IN
    bitsandbolts     x-mirai     a Mirai variant | actor
    sentryline       x-experts   surged at about 6 a.m. US Eastern time | time_point wave 06:00 America/New_York
    sentryline       x-experts   more than 40,000 users | report_count 40000
    sentryline       x-experts   at its peak around noon | time_point peak 12:00
    sentryline       x-experts   at least an hour | duration 60
    sentryline       x-experts   The app accounted for 56% | report_share app 56
    potomacstandard  aws         just after 3 a.m. Eastern | time_point start 03:00 America/New_York
    potomacstandard  aws         more than 11 million reports | report_count 11000000
    potomacstandard  aws         some 15 hours | duration 900
    tynebulletin     aws-uk      started at about 8am BST | time_point start 08:00 Europe/London
    tynebulletin     aws-uk      returned to normal at 11.01pm BST | time_point restored 23:01 Europe/London
    bitsandbolts     aws         rose at 11:48 p.m. PDT | time_point start 23:48 America/Los_Angeles
    bitsandbolts     aws         more than 6.5 million reports | report_count 6500000
    harbourpost      optus       10.2 million customers | affected_count 10200000
    harbourpost      optus       at about 4.05am AEDT | time_point start 04:05 Australia/Sydney
    harbourpost      optus       more than 13 hours | duration 780
    merlionreview    optus       about 12 hours | duration 720
    merlionreview    optus       more than 10 million people | affected_count 10000000
    potomacstandard  meta        more than 550,000 reports for Facebook | report_count 550000
    konkantimes      meta-down   at about 8.45 pm IST | time_point start 20:45 Asia/Kolkata
    northernvoice    meta        More than 400,000 people | report_count 400000
    lakeshorecourier teams-friday at about 10 a.m. Central time | time_point start 10:00 America/Chicago
    spreeledger      teams-friday at around 17:00 Berlin time | time_point start 17:00 Europe/Berlin
    spreeledger      teams-monday at about 15:10 CET | time_point start 15:10 Europe/Berlin
    northernvoice    teams-monday about 3,800 reports | report_count 3800
    sentryline       teams-monday shortly after 2pm GMT | time_point start 14:00 UTC
    konkantimes      chatgpt-down crossed 800 at 3 pm IST | report_count 800
    merlionreview    chatgpt     reached 470 at 5.50pm | report_count 470
    bitsandbolts     chatgpt     at 6:36 a.m. UTC | time_point start 06:36 UTC
"""


def coverage() -> list[tuple[str, str, str | None]]:
    """(host, story, incident or None)."""
    rows = [line.split() for line in COVERAGE.strip().splitlines()]
    return [(f"{outlet}.example", story, None if incident == "-" else incident) for outlet, story, incident in rows]


def figures() -> list[tuple[str, str, str, list[str]]]:
    """(host, story, phrase, [metric, label, value, time, zone]) with only those parts that the line gives."""
    rows = []
    for line in FIGURES.strip().splitlines():
        place, _, meant = line.partition("|")
        outlet, story, phrase = place.split(maxsplit=2)
        rows.append((f"{outlet}.example", story, phrase.strip(), meant.split()))
    return rows
