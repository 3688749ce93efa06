-- For each figure of an incident: do the outlets agree, and if not, why not?
--
-- Grain    one row per incident, metric, label and platform
-- Reads    incident_claims, claim_differences
-- Feeds    dashboard: Incident; `outwire compare`
-- Without  background claims and replaced revisions, as in incident_claims
--
-- incident_id      the incident
-- metric           what is claimed
-- label            its label; NULL where it has none. For report_count, claims of every statistic share a row:
--                  that one outlet means the peak is a reason for a difference, not another figure
-- platform         what the figure is about; NULL where the text leaves it to the subject
-- outlet_count     outlets that give it
-- witness_count    independent ones among them (wire copy counts once)
-- claim_count      claims
-- lowest           lowest value, in the metric's unit; NULL without numbers
-- median           median of the outlets' values
-- highest          highest value, upper ends of ranges included
-- spread_percent   100 * (highest - lowest) / median; NULL with one witness or without numbers
-- state            single: one witness. agree: nothing but rounding and the words' time zones sets the claims apart.
--                  differ: something does.
-- reasons          what sets them apart, each reason once, in alphabetical order
WITH figures AS (
    SELECT
        incident_id,
        claim_id,
        outlet,
        witness_id,
        metric,
        CASE WHEN metric != 'report_count' THEN label END AS label,
        platform,
        value,
        coalesce(value_high, value) AS value_high
    FROM incident_claims
),

ranges AS (
    SELECT
        incident_id,
        metric,
        label,
        platform,
        count(DISTINCT outlet) AS outlet_count,
        count(DISTINCT witness_id) AS witness_count,
        count(*) AS claim_count,
        min(value) AS lowest,
        median(value) AS median,
        max(value_high) AS highest
    FROM figures
    GROUP BY incident_id, metric, label, platform
),

-- A difference between two labels (start and wave) counts for both; hence both ends, each once.
difference_ends AS (
    SELECT
        incident_id,
        claim_id,
        reason
    FROM claim_differences
    UNION
    SELECT
        incident_id,
        other_claim_id,
        reason
    FROM claim_differences
),

reasons AS (
    SELECT
        figures.incident_id,
        figures.metric,
        figures.label,
        figures.platform,
        list(DISTINCT difference_ends.reason ORDER BY difference_ends.reason ASC) AS reasons,
        bool_or(difference_ends.reason NOT IN ('rounding', 'time_zone')) AS is_apart
    FROM figures
    INNER JOIN difference_ends
        ON
            figures.incident_id = difference_ends.incident_id
            AND figures.claim_id = difference_ends.claim_id
    GROUP BY figures.incident_id, figures.metric, figures.label, figures.platform
)

SELECT
    ranges.incident_id,
    ranges.metric,
    ranges.label,
    ranges.platform,
    ranges.outlet_count,
    ranges.witness_count,
    ranges.claim_count,
    ranges.lowest,
    ranges.median,
    ranges.highest,
    CASE
        WHEN ranges.witness_count > 1 AND ranges.median != 0
            THEN 100 * (ranges.highest - ranges.lowest) / ranges.median
    END AS spread_percent,
    CASE
        WHEN ranges.witness_count = 1 THEN 'single'
        WHEN reasons.is_apart THEN 'differ'
        ELSE 'agree'
    END AS state,
    coalesce(reasons.reasons, []) AS reasons
FROM ranges
LEFT JOIN reasons
    ON
        ranges.incident_id = reasons.incident_id
        AND ranges.metric = reasons.metric
        AND ranges.label IS NOT DISTINCT FROM reasons.label
        AND ranges.platform IS NOT DISTINCT FROM reasons.platform
