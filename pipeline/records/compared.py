"""What is compared: incidents, the articles in them, and the claims that differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.records.checks import Checked
from pipeline.records.words import DateBasis, Metric, Precision, Reason, TimezoneBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Checked):
    """
    One real-world outage.

    incident_id       "<platform>-<YYYY-MM-DD>", with "-2" … for a second one that day.
    platform          The platform at the root: Snapchat down because of AWS is an incident of AWS.
    started_on        Local date of the start as most articles give it.
    name              What it is called on pages: "X, 10 March 2025".
    """

    incident_id: str
    platform: str
    started_on: date
    ordinal: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentArticle(Checked):
    """
    One article's place in an incident.

    basis       Why it is in, in a word: date, published, platform_root, shared_figures, revision.
    witness_id  The same for all articles of an incident that are not independent of each other (wire copy,
                near-identical text); article_id of the earliest of them.
    reasons     What ties it to the others, in words for people: its subject, its dates, what it shares.
    """

    incident_id: str
    article_id: str
    basis: str
    witness_id: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAlias(Checked):
    """
    Another id that finds an incident: the one that it had, or would have, with fewer of its articles.

    alias  An id of the same form; no incident's own where it is looked up, since those go first.
    """

    alias: str
    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Checked):
    """
    Two claims of one incident that differ, with one reason.

    explanation  One sentence for people, with both figures and what sets them apart.
    evidence     The fields of the claims that decided, most telling first: ("region",). Besides them published_at and
                 article_id of their articles, and "wave", what the incident's accounts tell of waves.
    ratio        The higher figure divided by the lower, 1 and up; None where one is 0 or there are none.
    minutes_apart  Between the two clock times, or the two lengths of an outage; None where one is not known.
    interest     Rank among the incident's differences by what a reader learns from it; 1 is the first to show.
    """

    difference_id: str
    incident_id: str
    metric: Metric
    platform: str | None
    claim_id: str
    other_claim_id: str
    reason: Reason
    explanation: str
    evidence: tuple[str, ...]
    ratio: float | None
    minutes_apart: float | None
    interest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedClaim(Checked):
    """
    A claim as its incident sees it; one for each claim of an incident's articles that is not background.

    happened_at     As in Claim; where the article itself has no date, resolved with the incident's. Then
                    date_basis is "incident".
    said            The claim in a few words for people: "at least 40,000 reports at 10:00 ET".
    witness_id      The witness that it is: its article's, or that of the earliest article with the same reading of a
                    tracker, or of the outlet that it is told after. None where it was not compared.
    """

    incident_id: str
    claim_id: str
    timezone: str | None
    timezone_basis: TimezoneBasis
    happened_at: datetime | None
    happened_at_precision: Precision | None
    date_basis: DateBasis
    said: str
    witness_id: str | None = None
