-- When did each outage begin, according to whom, and how far apart are the earliest and the latest answer?
--
-- Reads    incident_timeline
--
-- One row per start that anybody gives. Zones that only we assumed (timezone_basis outlet) are left out.
SELECT
    incident_id,
    happened_at,
    outlet_name,
    source,
    quote,
    date_diff(
        'minute', min(happened_at) OVER (PARTITION BY incident_id), happened_at
    ) AS minutes_after_earliest
FROM incident_timeline
WHERE metric = 'time_point' AND label = 'start' AND timezone_basis != 'outlet'
ORDER BY incident_id ASC, happened_at ASC, outlet_name ASC, claim_id ASC
