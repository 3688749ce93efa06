-- Which figures did an outlet change on a page after it was published?
--
-- Grain    one row per page, pair of successive revisions, and figure that changed
-- Reads    articles, placed_claims, claims
-- Feeds    outlet_coverage; dashboard: Incident
-- Without  figures that were only added or only taken out; background claims
--
-- canonical_url     the page
-- outlet            registrable domain
-- incident_id       the incident that the page is about
-- metric            what is claimed
-- label             its label; NULL where it has none
-- said_before       the figure in the earlier revision, for people
-- said_after        the figure in the later one
-- changed_at        when we fetched the later revision, UTC: the change was made before this
-- correction_note   what the later revision says of a correction and the earlier did not; NULL for a silent edit
-- claim_id_before   the earlier claim
-- claim_id_after    the later claim
WITH revisions AS (
    SELECT
        article_id,
        canonical_url,
        outlet,
        fetched_at,
        text,
        lag(article_id) OVER (PARTITION BY canonical_url ORDER BY fetched_at ASC, article_id ASC) AS article_id_before,
        lag(text) OVER (PARTITION BY canonical_url ORDER BY fetched_at ASC, article_id ASC) AS text_before
    FROM articles
    WHERE is_relevant
),

-- "Correction: …", "Editor's note", "An earlier version of this story said …", "This article was amended on …"
notes AS (
    SELECT
        article_id,
        text_before,
        regexp_extract(
            text,
            '[^\n]*\b(?:corrections?:|corrected (?:on|at|to)\b|clarification:|editor.s note|'
            || '(?:an earlier|a previous) version of this|'
            || 'this (?:article|story|report|piece|post|page) (?:has been|was) (?:amended|corrected))[^\n]*',
            0,
            'i'
        ) AS note
    FROM revisions
    WHERE article_id_before IS NOT NULL
),

figures AS (
    SELECT
        placed_claims.incident_id,
        claims.article_id,
        claims.claim_id,
        claims.metric,
        claims.label,
        claims.platform,
        claims.region,
        claims.char_start,
        placed_claims.said
    FROM placed_claims
    INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
    WHERE claims.metric IN (
        'report_count', 'report_share', 'affected_count', 'time_point', 'duration', 'wave_count', 'financial_impact'
    )
),

-- What one revision says and the next does not, numbered in the order of the text within its kind.
gone_figures AS (
    SELECT
        figures.*,
        revisions.article_id AS article_id_after,
        row_number() OVER (
            PARTITION BY revisions.article_id, figures.metric, figures.label, figures.platform, figures.region
            ORDER BY figures.char_start ASC, figures.claim_id ASC
        ) AS place
    FROM revisions
    INNER JOIN figures ON revisions.article_id_before = figures.article_id
    WHERE NOT EXISTS (
        SELECT 1
        FROM figures AS kept
        WHERE
            kept.article_id = revisions.article_id
            AND kept.metric = figures.metric
            AND kept.said = figures.said
    )
),

new_figures AS (
    SELECT
        figures.*,
        row_number() OVER (
            PARTITION BY revisions.article_id, figures.metric, figures.label, figures.platform, figures.region
            ORDER BY figures.char_start ASC, figures.claim_id ASC
        ) AS place
    FROM revisions
    INNER JOIN figures ON revisions.article_id = figures.article_id
    WHERE
        revisions.article_id_before IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM figures AS kept
            WHERE
                kept.article_id = revisions.article_id_before
                AND kept.metric = figures.metric
                AND kept.said = figures.said
        )
)

SELECT
    revisions.canonical_url,
    revisions.outlet,
    new_figures.incident_id,
    new_figures.metric,
    new_figures.label,
    gone_figures.said AS said_before,
    new_figures.said AS said_after,
    revisions.fetched_at AS changed_at,
    CASE WHEN notes.note <> '' AND NOT contains(notes.text_before, notes.note) THEN trim(notes.note) END
        AS correction_note,
    gone_figures.claim_id AS claim_id_before,
    new_figures.claim_id AS claim_id_after
FROM new_figures
INNER JOIN revisions ON new_figures.article_id = revisions.article_id
INNER JOIN notes ON new_figures.article_id = notes.article_id
INNER JOIN gone_figures
    ON
        new_figures.article_id = gone_figures.article_id_after
        AND new_figures.incident_id = gone_figures.incident_id
        AND new_figures.metric = gone_figures.metric
        AND new_figures.label IS NOT DISTINCT FROM gone_figures.label
        AND new_figures.platform IS NOT DISTINCT FROM gone_figures.platform
        AND new_figures.region IS NOT DISTINCT FROM gone_figures.region
        AND new_figures.place = gone_figures.place
