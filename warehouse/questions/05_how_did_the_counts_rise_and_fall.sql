-- How did a tracker's counts rise and fall over an outage, put together from all outlets?
--
-- Reads    incident_claims
--
-- One row per moment for which anybody gives a count. Counts for one country stay apart from the rest.
SELECT
    incident_id,
    platform,
    region,
    happened_at,
    min(value) AS lowest_count,
    max(coalesce(value_high, value)) AS highest_count,
    count(DISTINCT witness_id) AS witness_count,
    list(DISTINCT outlet ORDER BY outlet ASC) AS outlets
FROM incident_claims
WHERE metric = 'report_count' AND happened_at IS NOT NULL
GROUP BY incident_id, platform, region, happened_at
ORDER BY incident_id ASC, platform ASC, region ASC, happened_at ASC
