-- Do the incidents hang together?
--
-- Grain    one row
-- Reads    incidents, incident_articles, platforms
-- Feeds    check_warehouse, by schemas/expectations/incidents.json
--
-- duplicate_count         rows beyond one for each id
-- misnamed_count          ids that are not platform and first day, and a number from the second of a day on
-- unknown_platform_count  incidents of a platform that is not in platforms
-- empty_count             incidents without an article
-- ahead_count             incidents that begin later than the day after tomorrow
SELECT
    count(*) - count(DISTINCT incidents.incident_id) AS duplicate_count,
    count(*) FILTER (
        NOT starts_with(incidents.incident_id, concat(incidents.platform, '-', incidents.started_on))
    ) AS misnamed_count,
    count(*) FILTER (
        incidents.platform NOT IN (SELECT platforms.platform FROM platforms)
    ) AS unknown_platform_count,
    count(*) FILTER (
        incidents.incident_id NOT IN (SELECT incident_articles.incident_id FROM incident_articles)
    ) AS empty_count,
    count(*) FILTER (incidents.started_on > current_date + 2) AS ahead_count
FROM incidents
