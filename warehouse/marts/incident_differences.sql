-- Which two claims of an incident differ, and why?
--
-- Grain    one row per pair of claims that differ
-- Reads    incidents, claim_differences, placed_claims, claims, articles
-- Feeds    dashboard: Incident; `outwire compare`
-- Without  pairs that say the same; equal claims stand for each other, so that a value appears once
--
-- incident_id           the incident
-- started_on            the day on which the incident began; rows lie in the order of these days
-- difference_id         the pair
-- metric                what is claimed
-- platform              what both are about; NULL where the texts leave it to the subject
-- reason                why they differ, one of rounding, different_moment … conflict, unclear
-- explanation           one sentence for people, with both figures
-- interest              rank within the incident by how much a reader learns from it, 1 first
-- evidence              the fields of the claims that decided, most telling first; also published_at, article_id, wave
-- ratio                 the higher figure divided by the lower; NULL without figures
-- minutes_apart         between the two clock times, or the two lengths of an outage; NULL where one is not known
-- claim_id              the first claim
-- outlet                who makes it
-- said                  the first claim for people
-- quote                 its exact words
-- canonical_url         its page
-- other_claim_id        the second claim
-- other_outlet          who makes that one
-- other_said            the second claim for people
-- other_quote           its exact words
-- other_canonical_url   its page
WITH said_claims AS (
    SELECT
        placed_claims.incident_id,
        placed_claims.claim_id,
        placed_claims.said,
        claims.quote,
        articles.outlet,
        articles.canonical_url
    FROM placed_claims
    INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
    INNER JOIN articles ON claims.article_id = articles.article_id
)

SELECT
    claim_differences.incident_id,
    incidents.started_on,
    claim_differences.difference_id,
    claim_differences.metric,
    claim_differences.platform,
    claim_differences.reason,
    claim_differences.explanation,
    claim_differences.interest,
    claim_differences.evidence,
    claim_differences.ratio,
    claim_differences.minutes_apart,
    claim_differences.claim_id,
    one.outlet,
    one.said,
    one.quote,
    one.canonical_url,
    claim_differences.other_claim_id,
    other.outlet AS other_outlet,
    other.said AS other_said,
    other.quote AS other_quote,
    other.canonical_url AS other_canonical_url
FROM claim_differences
INNER JOIN said_claims AS one
    ON
        claim_differences.incident_id = one.incident_id
        AND claim_differences.claim_id = one.claim_id
INNER JOIN said_claims AS other
    ON
        claim_differences.incident_id = other.incident_id
        AND claim_differences.other_claim_id = other.claim_id
LEFT JOIN incidents ON claim_differences.incident_id = incidents.incident_id
