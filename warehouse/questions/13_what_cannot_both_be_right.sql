-- Which statements contradict each other so that nothing they say explains it, and which leave it open?
--
-- Reads    incident_differences, incident_overview
--
-- One row per pair, contradictions first. These are the ones to ask the outlets about.
SELECT
    incident_overview.name,
    incident_differences.reason,
    incident_differences.metric,
    incident_differences.explanation,
    incident_differences.outlet,
    incident_differences.quote,
    incident_differences.canonical_url,
    incident_differences.other_outlet,
    incident_differences.other_quote,
    incident_differences.other_canonical_url
FROM incident_differences
INNER JOIN incident_overview ON incident_differences.incident_id = incident_overview.incident_id
WHERE incident_differences.reason IN ('conflict', 'unclear')
ORDER BY
    incident_differences.reason ASC,
    incident_differences.incident_id ASC,
    incident_differences.interest ASC,
    incident_differences.difference_id ASC
