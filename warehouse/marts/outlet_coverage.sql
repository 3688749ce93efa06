-- What kind of coverage did each outlet give an incident: how early, how specific, how often alone, how often revised?
--
-- Grain    one row per incident and outlet
-- Reads    incident_overview, incident_publications, incident_claims, first_reports, figure_edits
-- Feeds    outlet_profile
-- Without  background claims and replaced revisions, as in incident_claims
--
-- incident_id             the incident
-- started_on              local date of its start
-- outlet                  registrable domain
-- outlet_name             what people call the outlet
-- is_raced                whether another outlet tells of the incident too, so that somebody could be first
-- is_dated                whether any of its pages has a date
-- is_first                whether it told of the incident first, certainly or likely (first_reports), among several
-- is_certainly_first      whether that is certain
-- minutes_after_first     from the first account of anyone to its own, by the most trusted dates; NULL where it, or
--                         everyone, has no date, or nobody else tells of it
-- metric_count            metrics that it claims and somebody else does too
-- first_metric_count      those among them that it had first, certainly or likely
-- page_count              pages on it
-- revised_page_count      those among them whose text changed after we first fetched them
-- figure_edit_count       figures that it changed
-- claim_count             claims
-- sourced_count           claims that name a source other than the outlet itself
-- figure_count            claims with a number
-- exact_count             those among them without "about", "over", "up to", "thousands" or a range
-- clock_count             claims with a clock time
-- zoned_count             those among them whose zone the text states
-- statement_count         different things that it says, where the incident has several witnesses; 0 otherwise
-- alone_count             those among them that no other outlet says too, but in the same text
WITH page_revisions AS (
    SELECT
        incident_id,
        outlet,
        canonical_url,
        max(outlet_name) AS outlet_name,
        bool_or(is_dated) AS is_dated,
        min(likely_from_at) AS likely_from_at,
        count(*) AS revision_count
    FROM incident_publications
    GROUP BY incident_id, outlet, canonical_url
),

outlet_pages AS (
    SELECT
        incident_id,
        outlet,
        max(outlet_name) AS outlet_name,
        bool_or(is_dated) AS is_dated,
        min(likely_from_at) AS likely_from_at,
        count(*) AS page_count,
        count(*) FILTER (revision_count > 1) AS revised_page_count
    FROM page_revisions
    GROUP BY incident_id, outlet
),

-- Who says the same thing; a clock time is the same in any zone.
statements AS (
    SELECT
        incident_claims.incident_id,
        incident_claims.outlet,
        -- the article's: two outlets that each read the same tracker are not alone with what they read
        incident_publications.witness_id,
        (
            incident_claims.metric,
            incident_claims.label,
            incident_claims.other_label,
            incident_claims.value,
            incident_claims.value_high,
            incident_claims.unit,
            incident_claims.platform,
            incident_claims.region,
            if(
                incident_claims.metric = 'time_point',
                coalesce(cast(incident_claims.happened_at AS VARCHAR), incident_claims.at_local),
                NULL
            )
        ) AS statement
    FROM incident_claims
    INNER JOIN incident_publications
        ON
            incident_claims.incident_id = incident_publications.incident_id
            AND incident_claims.article_id = incident_publications.article_id
),

statement_tellers AS (
    SELECT
        incident_id,
        statement,
        count(DISTINCT outlet) = 1 OR count(DISTINCT witness_id) = 1 AS is_alone
    FROM statements
    GROUP BY incident_id, statement
),

outlet_statements AS (
    SELECT
        statements.incident_id,
        statements.outlet,
        count(DISTINCT statements.statement) AS statement_count,
        count(DISTINCT statements.statement) FILTER (statement_tellers.is_alone) AS alone_count
    FROM statements
    INNER JOIN statement_tellers
        ON
            statements.incident_id = statement_tellers.incident_id
            AND statements.statement = statement_tellers.statement
    GROUP BY statements.incident_id, statements.outlet
),

outlet_claims AS (
    SELECT
        incident_id,
        outlet,
        count(*) AS claim_count,
        count(source) AS sourced_count,
        count(value) AS figure_count,
        count(value) FILTER (coalesce(qualifier, 'exact') = 'exact' AND value_high IS NULL) AS exact_count,
        count(*) FILTER (contains(at_local, ':')) AS clock_count,
        count(*) FILTER (contains(at_local, ':') AND timezone_basis = 'stated') AS zoned_count
    FROM incident_claims
    GROUP BY incident_id, outlet
),

metric_firsts AS (
    SELECT
        incident_id,
        outlet,
        count(*) AS first_metric_count
    FROM first_reports
    WHERE metric IS NOT NULL AND outlet_count > 1 AND verdict != 'cannot_tell'
    GROUP BY incident_id, outlet
),

-- One row per outlet and metric, so that several claims count once.
outlet_metrics AS (
    SELECT
        told.incident_id,
        told.outlet,
        count(*) AS metric_count
    FROM (
        SELECT DISTINCT
            incident_id,
            outlet,
            metric
        FROM incident_claims
    ) AS told
    INNER JOIN first_reports
        ON
            told.incident_id = first_reports.incident_id
            AND told.metric = first_reports.metric
    WHERE first_reports.outlet_count > 1
    GROUP BY told.incident_id, told.outlet
),

edit_counts AS (
    SELECT
        incident_id,
        outlet,
        count(*) AS figure_edit_count
    FROM figure_edits
    GROUP BY incident_id, outlet
)

SELECT
    outlet_pages.incident_id,
    incident_overview.started_on,
    outlet_pages.outlet,
    outlet_pages.outlet_name,
    first_reports.outlet_count > 1 AS is_raced,
    outlet_pages.is_dated,
    first_reports.outlet_count > 1
    AND coalesce(first_reports.outlet = outlet_pages.outlet, FALSE)
    AND first_reports.verdict != 'cannot_tell' AS is_first,
    first_reports.outlet_count > 1
    AND coalesce(first_reports.outlet = outlet_pages.outlet, FALSE)
    AND first_reports.verdict = 'certain' AS is_certainly_first,
    CASE
        WHEN first_reports.outlet_count > 1
            THEN date_diff('minute', first_reports.published_at, outlet_pages.likely_from_at)
    END AS minutes_after_first,
    coalesce(outlet_metrics.metric_count, 0) AS metric_count,
    coalesce(metric_firsts.first_metric_count, 0) AS first_metric_count,
    outlet_pages.page_count,
    outlet_pages.revised_page_count,
    coalesce(edit_counts.figure_edit_count, 0) AS figure_edit_count,
    coalesce(outlet_claims.claim_count, 0) AS claim_count,
    coalesce(outlet_claims.sourced_count, 0) AS sourced_count,
    coalesce(outlet_claims.figure_count, 0) AS figure_count,
    coalesce(outlet_claims.exact_count, 0) AS exact_count,
    coalesce(outlet_claims.clock_count, 0) AS clock_count,
    coalesce(outlet_claims.zoned_count, 0) AS zoned_count,
    if(incident_overview.witness_count > 1, coalesce(outlet_statements.statement_count, 0), 0) AS statement_count,
    if(incident_overview.witness_count > 1, coalesce(outlet_statements.alone_count, 0), 0) AS alone_count
FROM outlet_pages
INNER JOIN incident_overview ON outlet_pages.incident_id = incident_overview.incident_id
-- one row: the incident itself
INNER JOIN first_reports
    ON
        outlet_pages.incident_id = first_reports.incident_id
        AND first_reports.metric IS NULL
LEFT JOIN outlet_metrics
    ON
        outlet_pages.incident_id = outlet_metrics.incident_id
        AND outlet_pages.outlet = outlet_metrics.outlet
LEFT JOIN metric_firsts
    ON
        outlet_pages.incident_id = metric_firsts.incident_id
        AND outlet_pages.outlet = metric_firsts.outlet
LEFT JOIN edit_counts
    ON
        outlet_pages.incident_id = edit_counts.incident_id
        AND outlet_pages.outlet = edit_counts.outlet
LEFT JOIN outlet_claims
    ON
        outlet_pages.incident_id = outlet_claims.incident_id
        AND outlet_pages.outlet = outlet_claims.outlet
LEFT JOIN outlet_statements
    ON
        outlet_pages.incident_id = outlet_statements.incident_id
        AND outlet_pages.outlet = outlet_statements.outlet
