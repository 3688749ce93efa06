-- Which outlet says what about an incident, and who is silent on what?
--
-- Grain    one row per incident, outlet of the incident and metric (all twelve)
-- Reads    incident_articles, articles, outlets, incident_claims
-- Feeds    dashboard: Incident, the heat map; `outwire compare`
-- Without  revisions that their page has replaced
--
-- incident_id          the incident
-- outlet               registrable domain
-- outlet_name          what people call the outlet
-- metric               what could be claimed
-- state                said: the outlet makes the claim. unread: no claim at all could be read from its pages.
--                      too_early: its last page is older than the first page of anyone that has the metric.
--                      silent: it could have said it, and does not.
-- claim_count          claims that it makes
-- said                 what it says, for people, in the order of the text; NULL where it says nothing
-- first_published_at   the outlet's first page on the incident, UTC; NULL where nothing dates it
WITH current_revisions AS (
    SELECT
        article_id,
        outlet,
        outlet_name,
        -- that we first saw a page then is an upper bound, and no date
        if(published_at_basis = 'first_seen', NULL, published_at) AS published_at
    FROM articles
    WHERE is_relevant
    QUALIFY row_number() OVER (PARTITION BY canonical_url ORDER BY fetched_at DESC, article_id ASC) = 1
),

incident_outlets AS (
    SELECT
        incident_articles.incident_id,
        current_revisions.outlet,
        coalesce(max(current_revisions.outlet_name), max(outlets.name), current_revisions.outlet) AS outlet_name,
        min(current_revisions.published_at) AS first_published_at,
        max(current_revisions.published_at) AS last_published_at,
        bool_and(current_revisions.published_at IS NOT NULL) AS is_dated
    FROM incident_articles
    INNER JOIN current_revisions ON incident_articles.article_id = current_revisions.article_id
    LEFT JOIN outlets ON current_revisions.outlet = outlets.outlet
    GROUP BY incident_articles.incident_id, current_revisions.outlet
),

metrics AS (
    SELECT unnest([
        'report_count', 'report_share', 'affected_count', 'time_point', 'duration', 'wave_count',
        'affected_region', 'cause', 'origin', 'actor', 'response', 'financial_impact'
    ]) AS metric
),

-- One row per wording, so that a claim in title and text is not told twice.
wordings AS (
    SELECT
        incident_id,
        outlet,
        metric,
        said,
        count(*) AS claim_count,
        min((published_at IS NULL, published_at, article_id, char_start)) AS place
    FROM incident_claims
    GROUP BY incident_id, outlet, metric, said
),

cells AS (
    SELECT
        incident_id,
        outlet,
        metric,
        cast(sum(claim_count) AS BIGINT) AS claim_count,
        string_agg(said, '; ' ORDER BY place ASC, said ASC) AS said
    FROM wordings
    GROUP BY incident_id, outlet, metric
),

metric_starts AS (
    SELECT
        incident_id,
        metric,
        min(published_at) AS first_published_at
    FROM incident_claims
    GROUP BY incident_id, metric
),

readable_outlets AS (
    SELECT DISTINCT
        incident_id,
        outlet
    FROM incident_claims
)

SELECT
    incident_outlets.incident_id,
    incident_outlets.outlet,
    incident_outlets.outlet_name,
    metrics.metric,
    CASE
        WHEN cells.claim_count > 0 THEN 'said'
        WHEN readable_outlets.outlet IS NULL THEN 'unread'
        WHEN
            incident_outlets.is_dated
            AND incident_outlets.last_published_at < metric_starts.first_published_at THEN 'too_early'
        ELSE 'silent'
    END AS state,
    coalesce(cells.claim_count, 0) AS claim_count,
    cells.said,
    incident_outlets.first_published_at
FROM incident_outlets
CROSS JOIN metrics
LEFT JOIN cells
    ON
        incident_outlets.incident_id = cells.incident_id
        AND incident_outlets.outlet = cells.outlet
        AND metrics.metric = cells.metric
LEFT JOIN metric_starts
    ON
        incident_outlets.incident_id = metric_starts.incident_id
        AND metrics.metric = metric_starts.metric
LEFT JOIN readable_outlets
    ON
        incident_outlets.incident_id = readable_outlets.incident_id
        AND incident_outlets.outlet = readable_outlets.outlet
