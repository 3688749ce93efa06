-- A load and a comparison look for rows by days, so that they read what they touch however much there is: claims and
-- dates by the day of their page, what was placed and what differs by the day on which the incident began. The tables
-- are written anew in the order of those days.

-- Every column stays, whichever the file has.
-- noqa: disable=AM04

CREATE OR REPLACE TABLE claims AS
SELECT
    claims.*,
    CAST(articles.fetched_at AS DATE) AS fetched_on
FROM claims
LEFT JOIN articles ON claims.article_id = articles.article_id
ORDER BY fetched_on, claims.article_id, claims.char_start, claims.claim_id;

CREATE OR REPLACE TABLE article_dates AS
SELECT
    article_dates.*,
    CAST(articles.fetched_at AS DATE) AS fetched_on
FROM article_dates
LEFT JOIN articles ON article_dates.article_id = articles.article_id
ORDER BY fetched_on, article_dates.article_id;

CREATE OR REPLACE TABLE placed_claims AS
SELECT
    placed_claims.*,
    incidents.started_on
FROM placed_claims
LEFT JOIN incidents ON placed_claims.incident_id = incidents.incident_id
ORDER BY incidents.started_on, placed_claims.incident_id, placed_claims.claim_id;

CREATE OR REPLACE TABLE claim_differences AS
SELECT
    claim_differences.*,
    incidents.started_on
FROM claim_differences
LEFT JOIN incidents ON claim_differences.incident_id = incidents.incident_id
ORDER BY incidents.started_on, claim_differences.incident_id, claim_differences.interest;
