-- How many outages did each platform have in each month, how long, and how large?
--
-- Grain    one row per platform and month in which it had an outage
-- Reads    incident_measures
-- Feeds    dashboard: Platforms
-- Without  figures for other platforms of the same incidents, and counts of reports over a whole outage
--
-- Every statistic stands beside the number of outages that it rests on.
--
-- platform                slug of the platform at the root
-- platform_name           what people call it
-- month                   first day of the month in which the outages started, by their local dates
-- outage_count            outages
-- day_count               days on which one started
-- outlet_count            most outlets that told of one of them
-- timed_count             outages for which both start and restoration are given as instants
-- median_timed_minutes    median of the minutes from start to restoration (each the median of what outlets say)
-- longest_timed_minutes   the longest of them
-- stated_count            outages for which somebody states a duration
-- median_stated_minutes   median over them of the longest that anybody states, since many count a wave only
-- longest_stated_minutes  the longest that anybody states
-- counted_count           outages with a tracker's count of a moment or the peak
-- median_peak_reports     median over them of the highest such count that anybody gives
-- highest_peak_reports    the highest of them
-- highest_incident_id     the outage with that count; NULL with none
-- conflict_count          pairs of claims that cannot both be right, over all of them
SELECT
    platform,
    max(platform_name) AS platform_name,
    cast(date_trunc('month', started_on) AS DATE) AS month,
    count(*) AS outage_count,
    count(DISTINCT started_on) AS day_count,
    max(outlet_count) AS outlet_count,
    count(timed_minutes) AS timed_count,
    median(timed_minutes) AS median_timed_minutes,
    max(timed_minutes) AS longest_timed_minutes,
    count(stated_minutes) AS stated_count,
    median(stated_minutes) AS median_stated_minutes,
    max(stated_minutes) AS longest_stated_minutes,
    count(peak_reports) AS counted_count,
    median(peak_reports) AS median_peak_reports,
    max(peak_reports) AS highest_peak_reports,
    first(incident_id ORDER BY peak_reports DESC, incident_id ASC) FILTER (
        peak_reports IS NOT NULL
    ) AS highest_incident_id,
    cast(sum(conflict_count) AS BIGINT) AS conflict_count
FROM incident_measures
GROUP BY platform, date_trunc('month', started_on)
