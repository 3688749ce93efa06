-- Who says what caused an incident, where it came from and who was behind it, how surely, and since when?
--
-- Grain    one row per incident, metric, label, other_label, source and stance
-- Reads    incident_claims, incident_publications, placed_claims, claims, attribution_history
-- Feeds    dashboard: Incident; `outwire compare`
-- Without  background claims and replaced revisions, as in incident_claims
--
-- incident_id          the incident
-- metric               cause, origin or actor
-- label                what is blamed
-- other_label          the second, where the text says "A or B"
-- source               who says so; NULL is the outlets' own voice
-- stance               asserted, suggested, confirmed, disputed, denied
-- outlet_count         outlets that carry it
-- witness_count        independent ones among them (wire copy counts once)
-- outlets              those outlets, in alphabetical order
-- vias                 through whom the source is quoted, in alphabetical order; empty where nobody says
-- first_published_at   when the first account of it appeared, UTC; NULL where nothing dates any
-- last_published_at    when the last one appeared, UTC
-- stances              all stances of this source on this label, one per change, in the order of publication; a source
--                      that first suggests and then asserts has both
-- drifts               how accounts of it differ from the first that quotes the source (see attribution_history):
--                      more_specific, more_certain, more_specific_and_certain, weaker; empty where none drifted
-- quote                the exact words of the earliest page that has it
-- canonical_url        that page
-- claim_id             that claim
WITH appearances AS (
    SELECT
        incident_publications.incident_id,
        incident_publications.canonical_url,
        claims.metric,
        claims.label,
        claims.source,
        claims.stance,
        min(incident_publications.likely_from_at) AS appeared_at
    FROM placed_claims
    INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
    INNER JOIN incident_publications
        ON
            placed_claims.incident_id = incident_publications.incident_id
            AND claims.article_id = incident_publications.article_id
    WHERE claims.metric IN ('cause', 'origin', 'actor')
    GROUP BY
        incident_publications.incident_id,
        incident_publications.canonical_url,
        claims.metric,
        claims.label,
        claims.source,
        claims.stance
),

blames AS (
    SELECT
        incident_claims.*,
        appearances.appeared_at,
        attribution_history.drift
    FROM incident_claims
    INNER JOIN appearances
        ON
            incident_claims.incident_id = appearances.incident_id
            AND incident_claims.canonical_url = appearances.canonical_url
            AND incident_claims.metric = appearances.metric
            AND incident_claims.label IS NOT DISTINCT FROM appearances.label
            AND incident_claims.source IS NOT DISTINCT FROM appearances.source
            AND incident_claims.stance IS NOT DISTINCT FROM appearances.stance
    LEFT JOIN attribution_history
        ON
            incident_claims.incident_id = attribution_history.incident_id
            AND incident_claims.claim_id = attribution_history.claim_id
),

-- The stances of a source on a label, without those that only repeat the one before.
turns AS (
    SELECT
        incident_id,
        metric,
        label,
        source,
        stance,
        appeared_at,
        claim_id
    FROM blames
    WHERE appeared_at IS NOT NULL
    QUALIFY
        stance IS DISTINCT FROM lag(stance) OVER (
            PARTITION BY incident_id, metric, label, source
            ORDER BY appeared_at ASC, claim_id ASC
        )
),

stance_lists AS (
    SELECT
        incident_id,
        metric,
        label,
        source,
        list(stance ORDER BY appeared_at ASC, claim_id ASC) AS stances
    FROM turns
    GROUP BY incident_id, metric, label, source
),

grouped_blames AS (
    SELECT
        incident_id,
        metric,
        label,
        other_label,
        source,
        stance,
        count(DISTINCT outlet) AS outlet_count,
        count(DISTINCT witness_id) AS witness_count,
        list(DISTINCT outlet ORDER BY outlet ASC) AS outlets,
        list(DISTINCT source_via ORDER BY source_via ASC) FILTER (source_via IS NOT NULL) AS vias,
        min(appeared_at) AS first_published_at,
        max(appeared_at) AS last_published_at,
        list(DISTINCT drift ORDER BY drift ASC) FILTER (drift NOT IN ('first', 'same')) AS drifts,
        first(quote ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS quote,
        first(canonical_url ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS canonical_url,
        first(claim_id ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS claim_id
    FROM blames
    GROUP BY incident_id, metric, label, other_label, source, stance
)

SELECT
    grouped_blames.incident_id,
    grouped_blames.metric,
    grouped_blames.label,
    grouped_blames.other_label,
    grouped_blames.source,
    grouped_blames.stance,
    grouped_blames.outlet_count,
    grouped_blames.witness_count,
    grouped_blames.outlets,
    coalesce(grouped_blames.vias, []) AS vias,
    grouped_blames.first_published_at,
    grouped_blames.last_published_at,
    coalesce(stance_lists.stances, [grouped_blames.stance]) AS stances,
    coalesce(grouped_blames.drifts, []) AS drifts,
    grouped_blames.quote,
    grouped_blames.canonical_url,
    grouped_blames.claim_id
FROM grouped_blames
LEFT JOIN stance_lists
    ON
        grouped_blames.incident_id = stance_lists.incident_id
        AND grouped_blames.metric = stance_lists.metric
        AND grouped_blames.label IS NOT DISTINCT FROM stance_lists.label
        AND grouped_blames.source IS NOT DISTINCT FROM stance_lists.source
