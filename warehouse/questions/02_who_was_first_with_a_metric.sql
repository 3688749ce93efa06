-- Who was the first to give each kind of claim on an incident, how sure is that, and how long before the next?
--
-- Reads    first_reports
--
-- One row per incident and metric. With "certain" no date allows another order; where it cannot be told, all who may
-- have been first are named.
SELECT
    incident_id,
    metric,
    outlet_name AS first_outlet,
    verdict,
    earliest_at,
    latest_at,
    lead_minutes,
    next_outlet,
    array_to_string(possible_outlets, ', ') AS possible_outlets
FROM first_reports
WHERE metric IS NOT NULL
ORDER BY incident_id ASC, published_at ASC NULLS LAST, metric ASC
