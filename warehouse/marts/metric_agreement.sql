-- For each figure of an incident: do the outlets agree, and if not, why not?
--
-- Grain    one row per incident, metric, label, unit and platform
-- Reads    incident_claims, incident_publications, claim_differences
-- Feeds    dashboard: Incident; `outwire compare`; incident_measures
-- Without  background claims and replaced revisions, as in incident_claims
--
-- What a claim allows, by its qualifier: "at least" all from its value up; "at most" all up to it; "about" 5 % either
-- way; a range all of it; a vague "thousands" up to ten times; an exact figure half of its last digit that counts, at
-- most 5 % (40,000 stands for 38,000 to 42,000, 39,021 and a number of waves for themselves). An account that
-- gives several figures allows what any of them does; outlets with one text are one account.
--
-- incident_id      the incident
-- metric           what is claimed
-- label            its label; NULL where it has none. For report_count, claims of every statistic share a row:
--                  that one outlet means the peak is a reason for a difference, not another figure
-- platform         what the figure is about; NULL where the text leaves it to the subject
-- unit             unit of the values: reports, minutes, an ISO 4217 code …; users, customers and accounts are people;
--                  NULL without numbers
-- outlet_count     outlets that give it
-- witness_count    independent ones among them (wire copy counts once)
-- claim_count      claims
-- lowest           lowest value, in `unit`; NULL without numbers
-- median           median of the outlets' values
-- highest          highest value, upper ends of ranges included
-- spread_percent   100 * (highest - lowest) / median; NULL with one witness or without numbers
-- allowed_lowest   the lowest value that every account's words allow, in `unit`: "over 39,000" and "nearly 40,000"
--                  allow 39,000 to 40,000; NULL where no value is allowed by all, and without numbers
-- allowed_highest  the highest such value; NULL as above, and where all say "at least"
-- earliest_at      earliest instant that is given, UTC; NULL where the metric is not time_point, or nothing dates it
-- median_at        median of the instants, UTC
-- latest_at        latest instant that is given, UTC
-- state            single: one witness. agree: nothing but rounding and the words' time zones sets the claims apart.
--                  differ: something does.
-- verdict          single, agree, or what is the gravest that sets them apart: conflict (some pair cannot both be
--                  right), unclear (for some pair the texts do not say enough), explained (every pair has its reason)
-- reasons          what sets them apart, each reason once, in alphabetical order
WITH figures AS (
    SELECT
        incident_id,
        claim_id,
        outlet,
        witness_id,
        account_id,
        metric,
        CASE WHEN metric != 'report_count' THEN label END AS label,
        platform,
        if(unit IN ('users', 'customers', 'accounts'), 'people', unit) AS unit,
        value,
        coalesce(value_high, value) AS value_high,
        if(value_high IS NULL, coalesce(qualifier, 'exact'), 'range') AS qualifier,
        CASE WHEN metric = 'time_point' THEN happened_at END AS happened_at,
        -- The worth of the last digit that counts: 1,000 for 39,000; for minutes, 60 for whole hours.
        CASE
            WHEN metric = 'wave_count' THEN 0
            WHEN metric != 'duration' THEN coalesce(pow(10, length(digits) - length(rtrim(digits, '0'))), 0)
            WHEN round(value) % 1440 = 0 THEN 1440
            WHEN round(value) % 60 = 0 THEN 60
            WHEN round(value) % 30 = 0 THEN 30
            WHEN round(value) % 15 = 0 THEN 15
            WHEN round(value) % 5 = 0 THEN 5
            ELSE 1
        END AS last_digit
    FROM (
        SELECT
            incident_claims.*,
            -- the article's witness: an account that gives two readings of a tracker does not contradict itself
            incident_publications.witness_id AS account_id,
            cast(try_cast(round(incident_claims.value) AS HUGEINT) AS VARCHAR) AS digits
        FROM incident_claims
        INNER JOIN incident_publications
            ON
                incident_claims.incident_id = incident_publications.incident_id
                AND incident_claims.article_id = incident_publications.article_id
    ) AS told_figures
),

ranges AS (
    SELECT
        incident_id,
        metric,
        label,
        platform,
        unit,
        count(DISTINCT outlet) AS outlet_count,
        count(DISTINCT witness_id) AS witness_count,
        count(DISTINCT account_id) FILTER (value IS NOT NULL) AS counting_account_count,
        count(*) AS claim_count,
        min(value) AS lowest,
        median(value) AS median,
        max(value_high) AS highest,
        min(happened_at) AS earliest_at,
        median(happened_at) AS median_at,
        max(happened_at) AS latest_at
    FROM figures
    GROUP BY incident_id, metric, label, platform, unit
),

-- What each account's words allow; equal words of one account once.
allowances AS (
    SELECT DISTINCT
        incident_id,
        metric,
        label,
        platform,
        unit,
        account_id,
        CASE qualifier
            WHEN 'about' THEN value * 0.95
            WHEN 'at_most' THEN 0
            WHEN 'exact' THEN value - slack
            ELSE value
        END AS low,
        CASE qualifier
            WHEN 'about' THEN value * 1.05
            WHEN 'at_least' THEN cast('infinity' AS DOUBLE)
            WHEN 'vague' THEN 10 * value
            WHEN 'exact' THEN value + slack
            ELSE value_high
        END AS high
    FROM (
        SELECT
            *,
            -- a count to the last unit is no round figure; a share of 57 % may be 56.5 %
            if(last_digit <= 1 AND unit != 'percent', 0, least(last_digit / 2, 0.05 * value)) AS slack
        FROM figures
    ) AS counted_figures
    WHERE value IS NOT NULL
),

-- A range that all allow begins where one of the allowances does.
beginnings AS (
    SELECT DISTINCT
        incident_id,
        metric,
        label,
        platform,
        unit,
        low AS allowed_lowest
    FROM allowances
),

-- For each such beginning, what each account that allows it allows from there.
account_reaches AS (
    SELECT
        beginnings.incident_id,
        beginnings.metric,
        beginnings.label,
        beginnings.platform,
        beginnings.unit,
        beginnings.allowed_lowest,
        allowances.account_id,
        max(allowances.high) AS high,
        count(*) AS allowance_count
    FROM beginnings
    INNER JOIN allowances
        ON
            beginnings.incident_id = allowances.incident_id
            AND beginnings.metric = allowances.metric
            AND beginnings.label IS NOT DISTINCT FROM allowances.label
            AND beginnings.platform IS NOT DISTINCT FROM allowances.platform
            AND beginnings.unit IS NOT DISTINCT FROM allowances.unit
            AND beginnings.allowed_lowest BETWEEN allowances.low AND allowances.high
    GROUP BY ALL
),

common_ranges AS (
    SELECT
        incident_id,
        metric,
        label,
        platform,
        unit,
        allowed_lowest,
        count(*) AS account_count,
        min(high) AS allowed_highest,
        sum(allowance_count) AS allowance_count
    FROM account_reaches
    GROUP BY incident_id, metric, label, platform, unit, allowed_lowest
),

-- Of several ranges the one that most claims allow, and of these the highest.
allowed_ranges AS (
    SELECT
        common_ranges.incident_id,
        common_ranges.metric,
        common_ranges.label,
        common_ranges.platform,
        common_ranges.unit,
        common_ranges.allowed_lowest,
        if(isinf(common_ranges.allowed_highest), NULL, common_ranges.allowed_highest) AS allowed_highest
    FROM common_ranges
    INNER JOIN ranges
        ON
            common_ranges.incident_id = ranges.incident_id
            AND common_ranges.metric = ranges.metric
            AND common_ranges.label IS NOT DISTINCT FROM ranges.label
            AND common_ranges.platform IS NOT DISTINCT FROM ranges.platform
            AND common_ranges.unit IS NOT DISTINCT FROM ranges.unit
            AND common_ranges.account_count = ranges.counting_account_count
    QUALIFY
        row_number() OVER (
            PARTITION BY
                common_ranges.incident_id,
                common_ranges.metric,
                common_ranges.label,
                common_ranges.platform,
                common_ranges.unit
            ORDER BY common_ranges.allowance_count DESC, common_ranges.allowed_lowest DESC
        ) = 1
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
        figures.unit,
        list(DISTINCT difference_ends.reason ORDER BY difference_ends.reason ASC) AS reasons,
        bool_or(difference_ends.reason NOT IN ('rounding', 'time_zone')) AS is_apart
    FROM figures
    INNER JOIN difference_ends
        ON
            figures.incident_id = difference_ends.incident_id
            AND figures.claim_id = difference_ends.claim_id
    GROUP BY figures.incident_id, figures.metric, figures.label, figures.platform, figures.unit
)

SELECT
    ranges.incident_id,
    ranges.metric,
    ranges.label,
    ranges.platform,
    ranges.unit,
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
    allowed_ranges.allowed_lowest,
    allowed_ranges.allowed_highest,
    ranges.earliest_at,
    ranges.median_at,
    ranges.latest_at,
    CASE
        WHEN ranges.witness_count = 1 THEN 'single'
        WHEN reasons.is_apart THEN 'differ'
        ELSE 'agree'
    END AS state,
    CASE
        -- two outlets can contradict each other on one reading of a tracker, which is one witness
        WHEN list_contains(reasons.reasons, 'conflict') THEN 'conflict'
        WHEN ranges.witness_count = 1 THEN 'single'
        WHEN list_contains(reasons.reasons, 'unclear') THEN 'unclear'
        WHEN reasons.is_apart THEN 'explained'
        ELSE 'agree'
    END AS verdict,
    coalesce(reasons.reasons, []) AS reasons
FROM ranges
LEFT JOIN reasons
    ON
        ranges.incident_id = reasons.incident_id
        AND ranges.metric = reasons.metric
        AND ranges.label IS NOT DISTINCT FROM reasons.label
        AND ranges.platform IS NOT DISTINCT FROM reasons.platform
        AND ranges.unit IS NOT DISTINCT FROM reasons.unit
LEFT JOIN allowed_ranges
    ON
        ranges.incident_id = allowed_ranges.incident_id
        AND ranges.metric = allowed_ranges.metric
        AND ranges.label IS NOT DISTINCT FROM allowed_ranges.label
        AND ranges.platform IS NOT DISTINCT FROM allowed_ranges.platform
        AND ranges.unit IS NOT DISTINCT FROM allowed_ranges.unit
