-- Which platforms have most outages, and how long do they last by what the press says?
--
-- Reads    incident_overview, metric_agreement
--
-- One row per platform. A duration is the longest that anybody gives, since many count a wave only.
WITH longest_durations AS (
    SELECT
        incident_id,
        max(highest) AS minutes
    FROM metric_agreement
    WHERE metric = 'duration'
    GROUP BY incident_id
)

SELECT
    incident_overview.platform,
    any_value(incident_overview.platform_name) AS platform_name,
    count(*) AS incident_count,
    count(longest_durations.minutes) AS with_duration_count,
    median(longest_durations.minutes) AS median_minutes,
    max(longest_durations.minutes) AS longest_minutes,
    max(incident_overview.highest_report_count) AS highest_report_count
FROM incident_overview
LEFT JOIN longest_durations ON incident_overview.incident_id = longest_durations.incident_id
GROUP BY incident_overview.platform
ORDER BY incident_count DESC, incident_overview.platform ASC
