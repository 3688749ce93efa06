-- Which outlet says what about an incident, and who is silent on what?
--
-- Grain    one row per incident, outlet of the incident and metric (all twelve)
-- Reads    incidents, incident_publications, articles, claims, incident_claims, first_reports
-- Feeds    dashboard: Incident, the heat map; `outwire compare`; outlet_coverage
-- Without  revisions that their page has replaced
--
-- incident_id          the incident
-- started_on           the day on which the incident began; rows lie in the order of these days
-- outlet               registrable domain
-- outlet_name          what people call the outlet
-- metric               what could be claimed
-- state                said: the outlet makes the claim. unread: no claim at all could be read from its pages.
--                      too_early: its last page, as it stands now, appeared before the first account of anyone that
--                      had the metric (first_reports), by the most trusted dates; where nothing dates its pages,
--                      before our first sight of them. silent: it could have said it, and does not.
-- claim_count          claims that it makes
-- said                 what it says, for people, in the order of the text; NULL where it says nothing
-- first_published_at   the outlet's first page on the incident, UTC; NULL where nothing dates it
-- explanation          one sentence for people: why the cell has this state
WITH current_publications AS (
    SELECT
        incident_publications.*,
        incidents.started_on,
        if(articles.published_at_basis = 'first_seen', NULL, articles.published_at) AS published_at,
        articles.language
    FROM incident_publications
    INNER JOIN articles ON incident_publications.article_id = articles.article_id
    LEFT JOIN incidents ON incident_publications.incident_id = incidents.incident_id
    WHERE incident_publications.is_current
),

background_counts AS (
    SELECT
        article_id,
        count(*) AS background_count
    FROM claims
    WHERE background
    GROUP BY article_id
),

incident_outlets AS (
    SELECT
        current_publications.incident_id,
        current_publications.outlet,
        max(current_publications.outlet_name) AS outlet_name,
        max(current_publications.started_on) AS started_on,
        count(DISTINCT current_publications.canonical_url) AS page_count,
        count(background_counts.background_count) AS background_count,
        min(current_publications.published_at) AS first_published_at,
        bool_and(current_publications.is_dated) AS is_dated,
        max(coalesce(
            current_publications.changed_at, current_publications.likely_until_at, current_publications.latest_at
        )) AS last_at,
        list(DISTINCT current_publications.language ORDER BY current_publications.language ASC) FILTER (
            current_publications.language != 'en'
        ) AS other_languages
    FROM current_publications
    LEFT JOIN background_counts ON current_publications.article_id = background_counts.article_id
    GROUP BY current_publications.incident_id, current_publications.outlet
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

readable_outlets AS (
    SELECT DISTINCT
        incident_id,
        outlet
    FROM incident_claims
),

judged_cells AS (
    SELECT
        incident_outlets.*,
        metrics.metric,
        CASE
            WHEN cells.claim_count > 0 THEN 'said'
            WHEN readable_outlets.outlet IS NULL THEN 'unread'
            WHEN incident_outlets.last_at < first_reports.published_at THEN 'too_early'
            ELSE 'silent'
        END AS state,
        coalesce(cells.claim_count, 0) AS claim_count,
        cells.said,
        first_reports.outlet_count,
        first_reports.published_at AS first_at,
        first_reports.outlet AS first_outlet,
        first_reports.outlet_name AS first_outlet_name
    FROM incident_outlets
    CROSS JOIN metrics
    LEFT JOIN cells
        ON
            incident_outlets.incident_id = cells.incident_id
            AND incident_outlets.outlet = cells.outlet
            AND metrics.metric = cells.metric
    LEFT JOIN first_reports
        ON
            incident_outlets.incident_id = first_reports.incident_id
            AND metrics.metric = first_reports.metric
    LEFT JOIN readable_outlets
        ON
            incident_outlets.incident_id = readable_outlets.incident_id
            AND incident_outlets.outlet = readable_outlets.outlet
)

SELECT
    incident_id,
    started_on,
    outlet,
    outlet_name,
    metric,
    state,
    claim_count,
    said,
    first_published_at,
    CASE
        WHEN state = 'said'
            THEN 'Its pages make ' || claim_count || if(claim_count = 1, ' such claim.', ' such claims.')
        WHEN state = 'unread' AND len(other_languages) > 0
            THEN
                'No claim could be read: its pages are in ' || list_aggregate(other_languages, 'string_agg', ', ')
                || ', and only English is read.'
        WHEN state = 'unread' AND background_count > 0
            THEN 'No claim could be read: all that it says is about other outages.'
        WHEN state = 'unread'
            THEN 'No claim could be read from its ' || page_count || if(page_count = 1, ' page.', ' pages.')
        WHEN state = 'too_early'
            THEN
                if(is_dated, 'Its pages are of ', 'Its pages have no date, and we had them by ')
                || strftime(timezone('UTC', last_at), '%Y-%m-%d %H:%M UTC') || ' at the latest; '
                || first_outlet_name || ' was the first to have it, at '
                || strftime(timezone('UTC', first_at), '%Y-%m-%d %H:%M UTC') || '.'
        WHEN outlet_count IS NULL THEN 'No outlet has it.'
        WHEN first_outlet = outlet THEN 'It was the first to have it, and no longer says so.'
        WHEN first_at IS NULL THEN 'Others have it, but nothing dates them: it may have been too early.'
        WHEN NOT is_dated THEN 'Others have it; nothing dates its own pages, which may have been too early.'
        ELSE
            'Its pages are of ' || strftime(timezone('UTC', last_at), '%Y-%m-%d %H:%M UTC') || ' at the latest, when '
            || first_outlet_name || ' had it, since ' || strftime(timezone('UTC', first_at), '%Y-%m-%d %H:%M UTC')
            || '.'
    END AS explanation
FROM judged_cells
