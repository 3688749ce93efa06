-- How long and how large was each outage, by what is said of the platform itself?
--
-- Grain    one row per incident
-- Reads    incident_overview, metric_agreement, incident_claims
-- Feeds    platform_outages
-- Without  figures for another platform of the same incident
--
-- incident_id      the incident
-- platform         slug of the platform at the root
-- platform_name    what people call it
-- started_on       local date of the start as most articles give it
-- outlet_count     outlets that tell of it
-- timed_minutes    from start to restoration, each the median of the instants that outlets give; NULL where one of the
--                  two is not given
-- stated_minutes   the longest duration that anybody states; NULL with none. Many count a wave only
-- peak_reports     highest tracker count that anybody gives for a moment or the peak; NULL with none
-- total_reports    highest tracker count that anybody gives for the whole outage; NULL with none
-- conflict_count   pairs of claims that cannot both be right
WITH event_times AS (
    SELECT
        metric_agreement.incident_id,
        metric_agreement.label,
        arg_max(metric_agreement.median_at, metric_agreement.witness_count) AS median_at
    FROM metric_agreement
    INNER JOIN incident_overview ON metric_agreement.incident_id = incident_overview.incident_id
    WHERE
        metric_agreement.metric = 'time_point'
        AND metric_agreement.label IN ('start', 'restored')
        AND metric_agreement.median_at IS NOT NULL
        AND coalesce(metric_agreement.platform, incident_overview.platform) = incident_overview.platform
    GROUP BY metric_agreement.incident_id, metric_agreement.label
),

timed_outages AS (
    SELECT
        starts.incident_id,
        date_diff('minute', starts.median_at, ends.median_at) AS minutes
    FROM event_times AS starts
    INNER JOIN event_times AS ends ON starts.incident_id = ends.incident_id
    WHERE starts.label = 'start' AND ends.label = 'restored' AND starts.median_at <= ends.median_at
),

stated_durations AS (
    SELECT
        metric_agreement.incident_id,
        max(metric_agreement.highest) AS minutes
    FROM metric_agreement
    INNER JOIN incident_overview ON metric_agreement.incident_id = incident_overview.incident_id
    WHERE
        metric_agreement.metric = 'duration'
        AND coalesce(metric_agreement.platform, incident_overview.platform) = incident_overview.platform
    GROUP BY metric_agreement.incident_id
),

report_counts AS (
    SELECT
        incident_claims.incident_id,
        max(coalesce(incident_claims.value_high, incident_claims.value)) FILTER (
            coalesce(incident_claims.label, '') != 'total'
        ) AS peak_reports,
        max(coalesce(incident_claims.value_high, incident_claims.value)) FILTER (
            incident_claims.label = 'total'
        ) AS total_reports
    FROM incident_claims
    INNER JOIN incident_overview ON incident_claims.incident_id = incident_overview.incident_id
    WHERE
        incident_claims.metric = 'report_count'
        AND coalesce(incident_claims.platform, incident_overview.platform) = incident_overview.platform
    GROUP BY incident_claims.incident_id
)

SELECT
    incident_overview.incident_id,
    incident_overview.platform,
    incident_overview.platform_name,
    incident_overview.started_on,
    incident_overview.outlet_count,
    timed_outages.minutes AS timed_minutes,
    stated_durations.minutes AS stated_minutes,
    report_counts.peak_reports,
    report_counts.total_reports,
    incident_overview.conflict_count
FROM incident_overview
LEFT JOIN timed_outages ON incident_overview.incident_id = timed_outages.incident_id
LEFT JOIN stated_durations ON incident_overview.incident_id = stated_durations.incident_id
LEFT JOIN report_counts ON incident_overview.incident_id = report_counts.incident_id
