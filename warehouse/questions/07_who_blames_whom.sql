-- Who is blamed for each outage, and who contradicts?
--
-- Reads    attributions
--
-- One row per thing that is blamed, with those who stand for it and those who doubt it.
SELECT
    incident_id,
    metric,
    label,
    list(DISTINCT coalesce(source, 'the outlets')) FILTER (stance NOT IN ('disputed', 'denied')) AS stand_for_it,
    list(DISTINCT coalesce(source, 'the outlets')) FILTER (stance IN ('disputed', 'denied')) AS doubt_it,
    max(outlet_count) AS outlet_count
FROM attributions
GROUP BY incident_id, metric, label
ORDER BY incident_id ASC, metric ASC, outlet_count DESC, label ASC
