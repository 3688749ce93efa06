-- Which figures, causes and culprits rest on one witness alone, though many tell of the outage?
--
-- Reads    incident_claims, incident_overview
--
-- One row per statement that no second independent outlet makes, in incidents with three witnesses or more. It may be
-- a scoop or a slip; the quote tells which.
SELECT
    incident_claims.incident_id,
    incident_claims.metric,
    incident_claims.said,
    any_value(incident_overview.witness_count) AS witnesses_of_the_outage,
    list(DISTINCT incident_claims.outlet ORDER BY incident_claims.outlet ASC) AS outlets,
    first(
        incident_claims.quote
        ORDER BY incident_claims.published_at ASC NULLS LAST, incident_claims.claim_id ASC
    ) AS quote,
    first(
        incident_claims.canonical_url
        ORDER BY incident_claims.published_at ASC NULLS LAST, incident_claims.claim_id ASC
    ) AS canonical_url
FROM incident_claims
INNER JOIN incident_overview ON incident_claims.incident_id = incident_overview.incident_id
WHERE
    incident_overview.witness_count >= 3
    AND incident_claims.metric IN ('report_count', 'affected_count', 'duration', 'cause', 'origin', 'actor')
GROUP BY incident_claims.incident_id, incident_claims.metric, incident_claims.said
HAVING count(DISTINCT incident_claims.witness_id) = 1
ORDER BY incident_claims.incident_id ASC, incident_claims.metric ASC, incident_claims.said ASC
