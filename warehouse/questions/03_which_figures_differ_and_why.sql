-- Which figures of an incident do outlets disagree on, by how much, and for which reasons?
--
-- Reads    metric_agreement
--
-- One row per figure that differs, the widest spread first.
SELECT
    incident_id,
    metric,
    label,
    platform,
    witness_count,
    lowest,
    median,
    highest,
    round(spread_percent, 1) AS spread_percent,
    array_to_string(reasons, ', ') AS reasons
FROM metric_agreement
WHERE state = 'differ'
ORDER BY spread_percent DESC NULLS LAST, incident_id ASC, metric ASC, label ASC
