-- Which outlets are early, exact and rarely corrected, and on how many outages does that rest?
--
-- Reads    outlet_profile
--
-- One row per outlet with two outages or more; a share of few cases says little, hence the counts beside it.
SELECT
    outlet_name,
    incident_count,
    first_count,
    raced_count,
    median_minutes_behind,
    exact_count,
    figure_count,
    round(exact_percent, 1) AS exact_percent,
    round(zoned_percent, 1) AS zoned_percent,
    round(alone_percent, 1) AS alone_percent,
    round(revised_percent, 1) AS revised_percent
FROM outlet_profile
WHERE incident_count >= 2
ORDER BY median_minutes_behind ASC NULLS LAST, incident_count DESC, outlet ASC
