-- Who had an incident first, and who had each kind of claim on it first, and how sure is that?
--
-- Grain    one row per incident, and one per incident and metric that anyone claims
-- Reads    incident_publications, placed_claims, claims
-- Feeds    dashboard: Incident; `outwire compare`; outlet_coverage, question 02
-- Without  background claims; edits that a page had before we first fetched it, unless its feed tells of them
--
-- An outlet's account is the first revision of any of its pages that has the metric, also one that was replaced since.
--
-- incident_id         the incident
-- metric              what was claimed; NULL is the incident itself, whatever is said of it
-- outlet              who had it first by the most trusted dates; NULL where nothing dates anyone
-- outlet_name         what people call that outlet
-- verdict             certain: by no evidence can anyone else have been first, or nobody else has it.
--                     likely: by each page's most trusted date it was first, but other dates or undated pages leave
--                     room. cannot_tell: two may be first by their most trusted dates, or nothing dates the others.
-- earliest_at         its account appeared not before this by any evidence, UTC; NULL where nothing says so
-- latest_at           not after this by any evidence, UTC
-- published_at        when it appeared by its most trusted date, UTC
-- lead_minutes        how long before the next outlet, by the most trusted dates; NULL where no other has one
-- outlet_count        outlets that have it
-- undated_count       those among them whose accounts nothing dates
-- possible_outlets    outlets that may have been first by all evidence, in alphabetical order
-- next_outlet         who came next by the most trusted dates; NULL with nobody else dated
-- evidence            what dates the account, for people
-- said                what it said, for people; NULL for the incident itself
-- quote               the exact words; NULL for the incident itself
-- canonical_url       its page
-- article_id          its revision
-- claim_id            its claim; NULL for the incident itself
-- explanation         one sentence for people: why this verdict
WITH claimed_accounts AS (
    SELECT
        placed_claims.incident_id,
        claims.article_id,
        claims.metric,
        arg_min(placed_claims.said, (claims.char_start, claims.claim_id)) AS said,
        arg_min(claims.quote, (claims.char_start, claims.claim_id)) AS quote,
        arg_min(claims.claim_id, (claims.char_start, claims.claim_id)) AS claim_id
    FROM placed_claims
    INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
    GROUP BY placed_claims.incident_id, claims.article_id, claims.metric
),

-- A text that was changed before we fetched it may have had the claim from the start or only since.
accounts AS (
    SELECT
        incident_publications.incident_id,
        claimed_accounts.metric,
        incident_publications.outlet,
        incident_publications.article_id,
        incident_publications.is_dated,
        incident_publications.earliest_at,
        greatest(incident_publications.latest_at, incident_publications.changed_at) AS latest_at,
        incident_publications.likely_from_at,
        coalesce(incident_publications.changed_at, incident_publications.likely_until_at) AS likely_until_at
    FROM incident_publications
    INNER JOIN claimed_accounts
        ON
            incident_publications.incident_id = claimed_accounts.incident_id
            AND incident_publications.article_id = claimed_accounts.article_id
    UNION ALL
    SELECT
        incident_id,
        NULL AS metric,
        outlet,
        article_id,
        is_dated,
        earliest_at,
        latest_at,
        likely_from_at,
        likely_until_at
    FROM incident_publications
),

-- An outlet with several accounts had it between the earliest start and the earliest end of their intervals.
outlet_accounts AS (
    SELECT
        incident_id,
        metric,
        outlet,
        if(bool_or(earliest_at IS NULL), NULL, min(earliest_at)) AS earliest_at,
        min(latest_at) AS latest_at,
        min(likely_from_at) AS likely_from_at,
        min(likely_until_at) AS likely_until_at,
        bool_or(is_dated) AS is_dated,
        first(
            article_id
            ORDER BY
                likely_from_at ASC NULLS LAST,
                likely_until_at ASC NULLS LAST,
                latest_at ASC,
                article_id ASC
        ) AS article_id
    FROM accounts
    GROUP BY incident_id, metric, outlet
),

ranked_outlets AS (
    SELECT
        outlet_accounts.*,
        row_number() OVER (
            PARTITION BY outlet_accounts.incident_id, outlet_accounts.metric
            ORDER BY
                outlet_accounts.likely_from_at ASC NULLS LAST,
                outlet_accounts.likely_until_at ASC NULLS LAST,
                outlet_accounts.outlet ASC
        ) AS place,
        min(outlet_accounts.latest_at) OVER (
            PARTITION BY outlet_accounts.incident_id, outlet_accounts.metric
        ) AS someone_by
    FROM outlet_accounts
),

races AS (
    SELECT
        incident_id,
        metric,
        count(*) AS outlet_count,
        count(*) FILTER (NOT is_dated) AS undated_count,
        list(outlet ORDER BY outlet ASC) FILTER (earliest_at IS NULL OR earliest_at <= someone_by) AS possible_outlets,
        min(earliest_at) FILTER (place > 1) AS rivals_from_at,
        count(*) FILTER (place > 1 AND earliest_at IS NULL) AS open_count,
        min(likely_from_at) FILTER (place > 1) AS next_at,
        any_value(article_id) FILTER (place = 2 AND is_dated) AS next_article_id,
        bool_or(is_dated) AS has_date,
        any_value(article_id) FILTER (place = 1) AS article_id,
        any_value(earliest_at) FILTER (place = 1) AS earliest_at,
        any_value(latest_at) FILTER (place = 1) AS latest_at,
        any_value(likely_from_at) FILTER (place = 1) AS likely_from_at,
        any_value(likely_until_at) FILTER (place = 1) AS likely_until_at
    FROM ranked_outlets
    GROUP BY incident_id, metric
),

-- Where nothing dates any of several accounts, none of them is named.
judged_races AS (
    SELECT
        incident_id,
        metric,
        outlet_count,
        undated_count,
        possible_outlets,
        next_article_id,
        likely_from_at,
        CASE
            WHEN outlet_count = 1 THEN 'certain'
            WHEN open_count = 0 AND latest_at < rivals_from_at THEN 'certain'
            WHEN likely_until_at < next_at THEN 'likely'
            ELSE 'cannot_tell'
        END AS verdict,
        if(outlet_count = 1 OR has_date, article_id, NULL) AS article_id,
        if(outlet_count = 1 OR has_date, earliest_at, NULL) AS earliest_at,
        if(outlet_count = 1 OR has_date, latest_at, NULL) AS latest_at,
        date_diff('minute', likely_from_at, next_at) AS lead_minutes
    FROM races
)

SELECT
    judged_races.incident_id,
    judged_races.metric,
    firsts.outlet,
    firsts.outlet_name,
    judged_races.verdict,
    judged_races.earliest_at,
    judged_races.latest_at,
    judged_races.likely_from_at AS published_at,
    judged_races.lead_minutes,
    judged_races.outlet_count,
    judged_races.undated_count,
    judged_races.possible_outlets,
    seconds.outlet AS next_outlet,
    coalesce(firsts.evidence, []) AS evidence,
    claimed_accounts.said,
    claimed_accounts.quote,
    firsts.canonical_url,
    judged_races.article_id,
    claimed_accounts.claim_id,
    CASE
        WHEN judged_races.outlet_count = 1 THEN firsts.outlet_name || ' alone has it.'
        WHEN firsts.outlet IS NULL THEN 'Nothing dates any of the ' || judged_races.outlet_count || ' accounts.'
        WHEN seconds.outlet IS NULL
            THEN
                'Only the account of ' || firsts.outlet_name || ' is dated, of those of ' || judged_races.outlet_count
                || ' outlets.'
        WHEN judged_races.verdict = 'cannot_tell'
            THEN
                firsts.outlet_name || ' or ' || seconds.outlet_name
                || ' may have been first: their most trusted dates leave it open.'
        ELSE
            firsts.outlet_name || ' had it ' || judged_races.lead_minutes || ' min before ' || seconds.outlet_name
            || CASE
                WHEN judged_races.verdict = 'certain' THEN ', by all that dates the pages.'
                WHEN judged_races.undated_count > 0
                    THEN
                        ' by the most trusted dates; nothing dates the accounts of ' || judged_races.undated_count
                        || ' of ' || judged_races.outlet_count || ' outlets.'
                ELSE ' by the most trusted dates; other dates leave it open.'
            END
    END AS explanation
FROM judged_races
LEFT JOIN incident_publications AS firsts
    ON
        judged_races.incident_id = firsts.incident_id
        AND judged_races.article_id = firsts.article_id
LEFT JOIN incident_publications AS seconds
    ON
        judged_races.incident_id = seconds.incident_id
        AND judged_races.next_article_id = seconds.article_id
LEFT JOIN claimed_accounts
    ON
        judged_races.incident_id = claimed_accounts.incident_id
        AND judged_races.article_id = claimed_accounts.article_id
        AND judged_races.metric = claimed_accounts.metric
