-- Which outages do we know of, and what is the range of what is said about each?
--
-- Grain    one row per incident
-- Reads    incidents, incident_articles, articles, platforms, claim_differences, incident_claims
-- Feeds    incident_measures, outlet_coverage, press_against_status; `outwire incidents`, `outwire compare`
-- Without  revisions that their page has replaced
--
-- incident_id            "<platform>-<YYYY-MM-DD>"
-- platform               slug of the platform at the root
-- platform_name          what people call it
-- name                   what the incident is called on pages
-- started_on             local date of the start as most articles give it
-- article_count          pages on it
-- outlet_count           outlets among them
-- witness_count          independent ones (wire copy counts once)
-- first_published_at     earliest article, UTC
-- last_published_at      latest article, UTC
-- earliest_start_at      earliest start that anyone gives, UTC
-- latest_start_at        latest start that anyone gives, UTC
-- earliest_restored_at   earliest restoration that anyone gives, UTC
-- latest_restored_at     latest restoration that anyone gives, UTC
-- lowest_report_count    lowest tracker count that anyone gives for the platform itself; NULL with none
-- highest_report_count   highest of them
-- claim_count            claims, background excluded
-- difference_count       pairs of claims that differ
-- conflict_count         those among them that nothing explains
-- causes                 causes that someone asserts, suggests or confirms, those with most witnesses first
WITH current_revisions AS (
    SELECT
        article_id,
        canonical_url,
        outlet,
        -- that we first saw a page then is an upper bound, and no date
        if(published_at_basis = 'first_seen', NULL, published_at) AS published_at
    FROM articles
    WHERE is_relevant
    QUALIFY row_number() OVER (PARTITION BY canonical_url ORDER BY fetched_at DESC, article_id ASC) = 1
),

coverage AS (
    SELECT
        incident_articles.incident_id,
        count(DISTINCT current_revisions.canonical_url) AS article_count,
        count(DISTINCT current_revisions.outlet) AS outlet_count,
        count(DISTINCT incident_articles.witness_id) AS witness_count,
        min(current_revisions.published_at) AS first_published_at,
        max(current_revisions.published_at) AS last_published_at
    FROM incident_articles
    INNER JOIN current_revisions ON incident_articles.article_id = current_revisions.article_id
    GROUP BY incident_articles.incident_id
),

figures AS (
    SELECT
        incident_claims.incident_id,
        min(incident_claims.happened_at) FILTER (
            incident_claims.metric = 'time_point' AND incident_claims.label = 'start'
        ) AS earliest_start_at,
        max(incident_claims.happened_at) FILTER (
            incident_claims.metric = 'time_point' AND incident_claims.label = 'start'
        ) AS latest_start_at,
        min(incident_claims.happened_at) FILTER (
            incident_claims.metric = 'time_point' AND incident_claims.label = 'restored'
        ) AS earliest_restored_at,
        max(incident_claims.happened_at) FILTER (
            incident_claims.metric = 'time_point' AND incident_claims.label = 'restored'
        ) AS latest_restored_at,
        min(incident_claims.value) FILTER (
            incident_claims.metric = 'report_count'
            AND coalesce(incident_claims.platform, incidents.platform) = incidents.platform
        ) AS lowest_report_count,
        max(coalesce(incident_claims.value_high, incident_claims.value)) FILTER (
            incident_claims.metric = 'report_count'
            AND coalesce(incident_claims.platform, incidents.platform) = incidents.platform
        ) AS highest_report_count,
        count(*) AS claim_count
    FROM incident_claims
    INNER JOIN incidents ON incident_claims.incident_id = incidents.incident_id
    GROUP BY incident_claims.incident_id
),

named_causes AS (
    SELECT
        incident_id,
        label,
        count(DISTINCT witness_id) AS witness_count
    FROM incident_claims
    WHERE metric = 'cause' AND label != 'unknown' AND stance NOT IN ('disputed', 'denied')
    GROUP BY incident_id, label
),

cause_lists AS (
    SELECT
        incident_id,
        list(label ORDER BY witness_count DESC, label ASC) AS causes
    FROM named_causes
    GROUP BY incident_id
),

difference_counts AS (
    SELECT
        incident_id,
        count(*) AS difference_count,
        count(*) FILTER (reason = 'conflict') AS conflict_count
    FROM claim_differences
    GROUP BY incident_id
)

SELECT
    incidents.incident_id,
    incidents.platform,
    coalesce(platforms.name, incidents.platform) AS platform_name,
    incidents.name,
    incidents.started_on,
    coalesce(coverage.article_count, 0) AS article_count,
    coalesce(coverage.outlet_count, 0) AS outlet_count,
    coalesce(coverage.witness_count, 0) AS witness_count,
    coverage.first_published_at,
    coverage.last_published_at,
    figures.earliest_start_at,
    figures.latest_start_at,
    figures.earliest_restored_at,
    figures.latest_restored_at,
    figures.lowest_report_count,
    figures.highest_report_count,
    coalesce(figures.claim_count, 0) AS claim_count,
    coalesce(difference_counts.difference_count, 0) AS difference_count,
    coalesce(difference_counts.conflict_count, 0) AS conflict_count,
    coalesce(cause_lists.causes, []) AS causes
FROM incidents
LEFT JOIN coverage ON incidents.incident_id = coverage.incident_id
LEFT JOIN figures ON incidents.incident_id = figures.incident_id
LEFT JOIN cause_lists ON incidents.incident_id = cause_lists.incident_id
LEFT JOIN difference_counts ON incidents.incident_id = difference_counts.incident_id
LEFT JOIN platforms ON incidents.platform = platforms.platform
