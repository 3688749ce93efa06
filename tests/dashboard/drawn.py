"""Drawn stories about three outages, as the records that the reader makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.records import Article, Claim, Reading, make_id

NEW_YORK = "America/New_York"


@dataclass(frozen=True)
class Story:
    """One article: who, when, and the claims as (quote, fields) in the order of the text."""

    outlet: str
    outlet_name: str
    published_at: datetime
    title: str
    platform: str
    dated_on: date
    claims: Sequence[tuple[str, Mapping[str, Any]]]
    url: str = ""

    @property
    def text(self) -> str:
        return "\n".join([self.title + ".", *(f"{quote}." for quote, _ in self.claims)])

    @property
    def canonical_url(self) -> str:
        return self.url or f"https://{self.outlet}/{make_id(self.title)}"

    @property
    def article_id(self) -> str:
        return make_id(self.canonical_url, self.text)


def article_of(story: Story) -> Article:
    return Article(
        article_id=story.article_id,
        page_id=make_id("page", story.canonical_url),
        entry_id=make_id("entry", story.canonical_url),
        source_id="drawn",
        canonical_url=story.canonical_url,
        outlet=story.outlet,
        outlet_name=story.outlet_name,
        title=story.title,
        text=story.text,
        text_sha256=make_id(story.text),
        published_at=story.published_at,
        published_at_basis="feed",
        published_at_precision="minute",
        fetched_at=story.published_at,
        extractor_version="drawn",
    )


def reading_of(story: Story) -> Reading:
    return Reading(
        article_id=story.article_id,
        is_relevant=True,
        relevance_reasons=("drawn",),
        platforms=(story.platform,),
        dated_on=story.dated_on,
        dated_on_basis="published",
        reader_version="drawn",
    )


def claims_of(story: Story) -> list[Claim]:
    claims, start = [], 0
    for quote, given in story.claims:
        start = story.text.index(quote, start)
        claims.append(_claim(story, quote, start, dict(given)))
    return claims


def _claim(story: Story, quote: str, start: int, given: dict[str, Any]) -> Claim:
    happened_at, precision = _instant(story.dated_on, given.get("at_local"), given.get("timezone"))
    return Claim(
        claim_id=make_id(story.article_id, start, len(quote), *sorted(map(str, given.items()))),
        article_id=story.article_id,
        platform=given.pop("platform", story.platform),
        timezone_basis="stated" if given.get("timezone") else "none",
        happened_at=happened_at,
        happened_at_precision=precision,
        date_basis="published" if happened_at else "none",
        quote=quote,
        char_start=start,
        char_end=start + len(quote),
        rule="drawn",
        reader_version="drawn",
        confidence=1.0,
        **given,
    )


def _instant(day: date, at_local: str | None, zone: str | None) -> tuple[datetime | None, Any]:
    if at_local is None or zone is None or ":" not in at_local:
        return None, None
    hour, minute = map(int, at_local.split(":"))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC), "minute"


def reports(value: float, **more: Any) -> dict[str, Any]:
    return {
        "metric": "report_count",
        "value": value,
        "unit": "reports",
        "qualifier": "at_least",
        "source": "Downdetector",
    } | more


def moment(label: str, at_local: str, zone: str | None = NEW_YORK, **more: Any) -> dict[str, Any]:
    return {"metric": "time_point", "label": label, "at_local": at_local, "timezone": zone} | more


def blamed(metric: str, label: str, source: str | None, stance: str = "asserted", **more: Any) -> dict[str, Any]:
    return {"metric": metric, "label": label, "source": source, "stance": stance} | more


def region(label: str) -> dict[str, Any]:
    return {"metric": "affected_region", "label": label}


def share(label: str, value: float) -> dict[str, Any]:
    return {
        "metric": "report_share",
        "label": label,
        "value": value,
        "unit": "percent",
        "qualifier": "exact",
        "source": "Downdetector",
    }


def lasted(minutes: float | None, qualifier: str) -> dict[str, Any]:
    return {"metric": "duration", "value": minutes, "unit": "minutes", "qualifier": qualifier}


def response(label: str, **more: Any) -> dict[str, Any]:
    return {"metric": "response", "label": label} | more


THOUSANDS = {"metric": "affected_count", "value": 1000.0, "unit": "users", "qualifier": "vague"}
X_DAY = date(2025, 3, 10)


def at(hour: int, minute: int, day: int = 10) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


X_STORIES = [
    Story(
        "harbourpost.example", "Harbour Post", at(14, 5), "X goes dark for thousands", "x", X_DAY,
        [
            ("thousands of people could not load their feeds", THOUSANDS),
            ("trouble began about 5:30 a.m. Eastern", moment("start", "05:30", source="Downdetector")),
            ("with over 20,000 complaints at that hour", reports(20000.0, at_local="05:30", timezone=NEW_YORK)),
            ("came back at 9:30 a.m. ET", moment("wave", "09:30", source="Downdetector")),
            ("more than 40,000 people complaining", reports(40000.0, at_local="09:30", timezone=NEW_YORK)),
            ("still down past 1:30 p.m.", moment("ongoing", "13:30")),
            ("some eight hours in all", lasted(480.0, "about")),
            ("mostly in the United States", region("US")),
        ],
    ),
    Story(
        "northline.example", "Northline News", at(15, 40), "Musk: X hit by a massive cyberattack", "x", X_DAY,
        [
            ("Elon Musk said it was a massive cyberattack", blamed("cause", "cyberattack", "Elon Musk")),
            ("a large group or a country is behind it",
             blamed("actor", "coordinated group", "Elon Musk", other_label="country")),
            ("The first wave began at 5:30 a.m. ET", moment("start", "05:30", source="Downdetector")),
            ("and was over within an hour", lasted(60.0, "at_most")),
            ("over 40,000 reports at 9:30", reports(40000.0, at_local="09:30", timezone=NEW_YORK)),
            ("another round at 11:10 a.m.", moment("wave", "11:10")),
            ("57 per cent named the app", share("app", 57.0)),
            ("32 per cent the website", share("website", 32.0)),
            ("about 28,570 by the afternoon", reports(28570.0, qualifier="about")),
            ("Dark Storm Team said it was theirs", blamed("actor", "Dark Storm Team", "Dark Storm Team")),
            ("experts see the marks of a DDoS", blamed("cause", "ddos", "cybersecurity experts", "suggested")),
            ("users around the world", region("WORLD")),
            ("service was later restored", response("restored")),
        ],
    ),
    Story(
        "capitalwire.example", "Capital Wire", at(17, 20), "X outage: Musk points at Ukraine, source disagrees", "x",
        X_DAY,
        [
            ("over 39,000 complaints in the US", reports(39000.0, region="US")),
            ("users in the US", region("US")),
            ("beginning around 9:45 UTC", moment("start", "09:45", "UTC", source="industry source")),
            ("a major cyberattack, Musk said", blamed("cause", "cyberattack", "Elon Musk")),
            ("a denial-of-service attack of unusual force", blamed("cause", "ddos", "industry source")),
            ("from addresses in the Ukraine area", blamed("origin", "UA", "Elon Musk")),
            ("hardly any came from Ukraine", blamed("origin", "UA", "industry source", "disputed")),
            ("the USA, Vietnam and Brazil", blamed("origin", "US", "industry source")),
        ],
    ),
    Story(
        "eveningledger.example", "The Evening Ledger", at(20, 15), "What we know about the X outage", "x", X_DAY,
        [
            ("thousands of users", THOUSANDS),
            ("reports jumped around 6 a.m. Eastern", moment("start", "06:00", source="Downdetector")),
            ("and again at 10 a.m.", moment("peak", "10:00", source="Downdetector")),
            ("over 40,000 people", reports(40000.0, at_local="10:00", timezone=NEW_YORK)),
            ("at their highest around noon", moment("peak", "12:00")),
            ("for at least an hour", lasted(60.0, "at_least")),
            ("56 % of them about the app", share("app", 56.0)),
            ("33 % about the website", share("website", 33.0)),
            ("Musk spoke of a cyberattack", blamed("cause", "cyberattack", "Elon Musk")),
            ("Ukrainian addresses, he suggested", blamed("origin", "UA", "Elon Musk", "suggested")),
            ("not only from Ukraine, researchers say", blamed("origin", "UA", "cybersecurity experts", "disputed")),
            ("a Mirai botnet, one of them thinks", blamed("actor", "Mirai botnet", "Kevin Beaumont", "suggested")),
            ("along both U.S. coasts", region("US")),
        ],
    ),
    Story(
        "monsoontimes.example", "Monsoon Times", at(21, 30), "X back after three waves of trouble", "x", X_DAY,
        [
            ("thousands of users worldwide", THOUSANDS),
            ("three waves of outages",
             {"metric": "wave_count", "value": 3.0, "unit": "waves", "qualifier": "exact", "source": "Downdetector"}),
            ("it dragged on for hours", lasted(None, "vague")),
            ("in the United States", region("US")),
            ("in India", region("IN")),
            ("in Britain", region("GB")),
            ("a massive cyberattack was responsible", blamed("cause", "cyberattack", "Elon Musk")),
            ("traced to the Ukraine area", blamed("origin", "UA", "Elon Musk")),
            ("a variant of Mirai", blamed("actor", "Mirai botnet", "Kevin Beaumont")),
            ("no nation-state at all, he says", blamed("actor", "nation-state", "Kevin Beaumont", "disputed")),
        ],
    ),
    Story(
        "pixelgazette.example", "Pixel Gazette", at(10, 20), "Is X down? Users report problems", "x", X_DAY,
        [
            ("about 16,000 reports", reports(16000.0, qualifier="about")),
            ("since roughly 10 a.m. UK time", moment("start", "10:00", "Europe/London", source="Downdetector")),
            ("X has not said anything", response("no_comment")),
        ],
    ),
]  # fmt: skip

OTHER_STORIES = [
    Story(
        "northline.example", "Northline News", datetime(2025, 2, 26, 18, 0, tzinfo=UTC), "Slack outage hits offices",
        "slack", date(2025, 2, 26),
        [
            ("more than 3,000 reports by 11 a.m. ET", reports(3000.0, at_local="11:00", timezone=NEW_YORK)),
            ("it was restored at 5:00 p.m. ET", moment("restored", "17:00")),
            ("Slack says it is looking into it", response("investigating")),
        ],
    ),
    Story(
        "capitalwire.example", "Capital Wire", datetime(2025, 2, 26, 22, 30, tzinfo=UTC), "Slack recovers", "slack",
        date(2025, 2, 26),
        [
            ("more than 9,000 reports by 11 a.m. ET", reports(9000.0, at_local="11:00", timezone=NEW_YORK)),
            ("a maintenance action went wrong", blamed("cause", "maintenance", "Slack", "confirmed")),
        ],
    ),
    Story(
        "harbourpost.example", "Harbour Post", datetime(2025, 3, 2, 10, 0, tzinfo=UTC), "Outlook mail fails",
        "outlook", date(2025, 3, 1),
        [
            ("over 37,000 reports at the peak", reports(37000.0, label="peak")),
            ("a faulty update is to blame", blamed("cause", "software_update", "Microsoft", "confirmed")),
        ],
    ),
]  # fmt: skip

STORIES = [*X_STORIES, *OTHER_STORIES]


@dataclass(frozen=True)
class Apart:
    """Two claims that differ, by their quotes, and why."""

    quote: str
    other_quote: str
    reason: str
    explanation: str


APART = [
    Apart("reports jumped around 6 a.m. Eastern", "trouble began about 5:30 a.m. Eastern", "conflict",
          "The start is 6:00 ET and 5:30 ET, both from Downdetector; nothing explains it."),
    Apart("with over 20,000 complaints at that hour", "more than 40,000 people complaining", "different_moment",
          "20,000 at 5:30 ET and 40,000 at 9:30 ET are counts at different moments."),
    Apart("beginning around 9:45 UTC", "The first wave began at 5:30 a.m. ET", "time_zone",
          "9:45 UTC and 5:30 ET (9:30 UTC) are 15 minutes apart."),
    Apart("some eight hours in all", "and was over within an hour", "wave_vs_whole",
          "8 hours is the whole outage, at most 1 hour its first wave."),
    Apart("from addresses in the Ukraine area", "hardly any came from Ukraine", "stance",
          "Elon Musk asserts that it came from Ukraine; an industry source disputes it."),
    Apart("over 39,000 complaints in the US", "over 40,000 reports at 9:30", "different_region",
          "39,000 counts the US only, 40,000 names no country."),
    Apart("57 per cent named the app", "56 % of them about the app", "rounding", "57 % and 56 % are the same."),
    Apart("at their highest around noon", "and again at 10 a.m.", "unclear",
          "One peak is at noon, the other at 10:00 ET; the text does not say enough to tell."),
    Apart("about 28,570 by the afternoon", "over 40,000 people", "different_moment",
          "28,570 by the afternoon and 40,000 at 10:00 ET are counts at different moments."),
    Apart("a variant of Mirai", "no nation-state at all, he says", "stance",
          "He names the Mirai botnet and disputes a nation-state."),
    Apart("more than 3,000 reports by 11 a.m. ET", "more than 9,000 reports by 11 a.m. ET", "conflict",
          "At the same moment one counts 3,000 and the other 9,000."),
]  # fmt: skip
