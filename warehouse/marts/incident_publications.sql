-- Between which instants did each account of an incident appear, by all that says so?
--
-- Grain    one row per incident and article (revision)
-- Reads    incident_articles, articles, article_dates, entries, outlets
-- Feeds    first_reports, coverage_matrix, outlet_coverage, press_against_status
-- Without  dates that were ignored when they were read: before 1990, or after the page was fetched
--
-- A page gives its date several times over, and we saw it at some moment; all of that is evidence. Where dates of
-- one kind disagree, the interval holds all of them; a vaguer one widens it only where it contradicts the others. A
-- clock without a zone may be the outlet's or UTC, a day the outlet's or UTC's; where the outlet's zone is not known,
-- any. A revision that replaced another appeared between the two fetches. A page that was edited
-- before we first fetched it shows that only where its feed says so (updated_at).
--
-- incident_id       the incident
-- article_id        the revision
-- canonical_url     its page
-- outlet            registrable domain of who published it
-- outlet_name       what people call the outlet
-- witness_id        the same for articles that are not independent of each other
-- is_current        whether the page has this text now
-- is_dated          whether anything but our own sight of it says when it appeared
-- earliest_at       not before this by any evidence, UTC; NULL where nothing says so
-- latest_at         not after this by any evidence, UTC: we had seen it by then at the latest
-- likely_from_at    not before this by the most trusted evidence, UTC; the earliest where revisions of the page name
--                   different dates; NULL where nothing dates it
-- likely_until_at   not after this by the most trusted evidence, UTC; NULL where nothing dates it
-- changed_at        when its feed says that the page was last changed, before we fetched it, UTC: what this text claims
--                   may be as late as that; NULL where the feed does not say so, or another revision came between
-- evidence          what the interval rests on, for people: kind and date, in alphabetical order; empty where nothing
--                   but our own sight dates it
WITH revisions AS (
    SELECT
        article_id,
        entry_id,
        canonical_url,
        outlet,
        outlet_name,
        -- that we first saw a page then is an upper bound, and no date
        if(published_at_basis = 'first_seen', NULL, published_at) AS published_at,
        coalesce(published_at_basis, 'published') AS published_at_basis,
        coalesce(published_at_precision, 'second') AS published_at_precision,
        outlet_timezone,
        fetched_at,
        lag(fetched_at) OVER page_history AS replaced_at,
        lead(article_id) OVER page_history IS NULL AS is_current
    FROM articles
    WHERE is_relevant
    WINDOW page_history AS (PARTITION BY canonical_url ORDER BY fetched_at ASC, article_id DESC)
),

-- What says when a page was published. An article whose evidence was not kept has the date that was chosen.
dates AS (
    SELECT
        revisions.canonical_url,
        revisions.outlet_timezone,
        article_dates.kind,
        article_dates.dated_at,
        article_dates.precision,
        article_dates.is_chosen,
        NOT regexp_matches(
            trim(article_dates.raw), '(?i)(z|utc?|gmt|[ecmp][sd]t|[+-]\d\d(:?\d\d)?)(\s*\(.*\))?$'
        ) AS is_without_zone
    FROM revisions
    INNER JOIN article_dates ON revisions.article_id = article_dates.article_id
    WHERE
        article_dates.kind NOT IN ('first_seen', 'archive')
        AND NOT starts_with(article_dates.reason, 'ignored')
    UNION
    SELECT
        revisions.canonical_url,
        revisions.outlet_timezone,
        revisions.published_at_basis AS kind,
        revisions.published_at AS dated_at,
        revisions.published_at_precision AS precision,
        TRUE AS is_chosen,
        FALSE AS is_without_zone
    FROM revisions
    LEFT JOIN article_dates ON revisions.article_id = article_dates.article_id
    WHERE revisions.published_at IS NOT NULL AND article_dates.article_id IS NULL
),

-- A zone that no table of zones has would stop the query.
known_zones AS (
    SELECT name AS zone
    FROM pg_timezone_names()
),

-- The other way to read what names no zone: a day as the outlet's own, a clock (the outlet's so far) as UTC.
-- NULL where the outlet's zone is not known.
read_dates AS (
    SELECT
        dates.canonical_url,
        dates.kind,
        dates.dated_at,
        dates.precision,
        dates.is_chosen,
        CASE WHEN dates.precision = 'day' THEN 2 WHEN dates.is_without_zone THEN 1 ELSE 0 END AS vagueness,
        CASE
            WHEN dates.precision = 'day' THEN timezone(known_zones.zone, timezone('UTC', dates.dated_at))
            ELSE timezone('UTC', timezone(known_zones.zone, dates.dated_at))
        END AS read_otherwise_at,
        CASE dates.precision
            WHEN 'second' THEN INTERVAL 0 SECOND
            WHEN 'minute' THEN INTERVAL 59 SECOND
            WHEN 'hour' THEN INTERVAL 3599 SECOND
            ELSE INTERVAL 86399 SECOND
        END AS width
    FROM dates
    LEFT JOIN known_zones ON dates.outlet_timezone = known_zones.zone
),

-- Zones reach from UTC-12 to UTC+14.
pieces AS (
    SELECT
        canonical_url,
        kind,
        dated_at,
        precision,
        is_chosen,
        vagueness,
        CASE
            WHEN vagueness = 0 THEN dated_at
            ELSE least(dated_at, coalesce(read_otherwise_at, dated_at - INTERVAL 14 HOUR))
        END AS earliest_at,
        width + CASE
            WHEN vagueness = 0 THEN dated_at
            ELSE greatest(dated_at, coalesce(read_otherwise_at, dated_at + INTERVAL 12 HOUR))
        END AS latest_at,
        CASE WHEN vagueness = 2 THEN coalesce(read_otherwise_at, dated_at) ELSE dated_at END AS likely_from_at,
        width + CASE WHEN vagueness = 2 THEN coalesce(read_otherwise_at, dated_at) ELSE dated_at END AS likely_until_at
    FROM read_dates
),

ranked_pieces AS (
    SELECT
        pieces.*,
        min(pieces.vagueness) OVER (PARTITION BY pieces.canonical_url) AS least_vagueness
    FROM pieces
),

-- The span of the clearest dates that a page has.
clear_spans AS (
    SELECT
        canonical_url,
        min(earliest_at) AS earliest_at,
        max(latest_at) AS latest_at
    FROM ranked_pieces
    WHERE vagueness = least_vagueness
    GROUP BY canonical_url
),

page_spans AS (
    SELECT
        ranked_pieces.canonical_url,
        min(ranked_pieces.earliest_at) AS earliest_at,
        max(ranked_pieces.latest_at) AS latest_at
    FROM ranked_pieces
    INNER JOIN clear_spans ON ranked_pieces.canonical_url = clear_spans.canonical_url
    WHERE
        ranked_pieces.vagueness = ranked_pieces.least_vagueness
        OR ranked_pieces.latest_at < clear_spans.earliest_at
        OR ranked_pieces.earliest_at > clear_spans.latest_at
    GROUP BY ranked_pieces.canonical_url
),

chosen_spans AS (
    SELECT
        canonical_url,
        min(likely_from_at) AS likely_from_at,
        min(likely_until_at) AS likely_until_at
    FROM pieces
    WHERE is_chosen
    GROUP BY canonical_url
),

evidence_lists AS (
    SELECT
        canonical_url,
        list(DISTINCT kind || if(
            precision = 'day',
            strftime(timezone('UTC', dated_at), ' %Y-%m-%d'),
            strftime(timezone('UTC', dated_at), ' %Y-%m-%d %H:%M UTC')
        )) AS evidence
    FROM pieces
    GROUP BY canonical_url
),

-- When we had seen a page, whatever it says of itself.
sightings AS (
    SELECT
        canonical_url,
        min(seen_at) AS seen_at
    FROM (
        SELECT
            canonical_url,
            fetched_at AS seen_at
        FROM revisions
        UNION ALL
        SELECT
            revisions.canonical_url,
            article_dates.dated_at AS seen_at
        FROM revisions
        INNER JOIN article_dates ON revisions.article_id = article_dates.article_id
        WHERE
            article_dates.kind = 'first_seen'
            OR (article_dates.kind = 'archive' AND NOT starts_with(article_dates.reason, 'ignored'))
    ) AS seen_pages
    GROUP BY canonical_url
)

SELECT
    incident_articles.incident_id,
    revisions.article_id,
    revisions.canonical_url,
    revisions.outlet,
    coalesce(revisions.outlet_name, outlets.name, revisions.outlet) AS outlet_name,
    incident_articles.witness_id,
    revisions.is_current,
    revisions.replaced_at IS NOT NULL OR chosen_spans.likely_from_at IS NOT NULL AS is_dated,
    CASE
        WHEN revisions.replaced_at IS NOT NULL THEN revisions.replaced_at
        WHEN page_spans.earliest_at IS NOT NULL THEN least(page_spans.earliest_at, sightings.seen_at)
    END AS earliest_at,
    if(
        revisions.replaced_at IS NULL, least(page_spans.latest_at, sightings.seen_at), revisions.fetched_at
    ) AS latest_at,
    coalesce(revisions.replaced_at, chosen_spans.likely_from_at) AS likely_from_at,
    if(revisions.replaced_at IS NULL, chosen_spans.likely_until_at, revisions.fetched_at) AS likely_until_at,
    CASE
        WHEN
            revisions.replaced_at IS NULL
            AND entries.updated_at > chosen_spans.likely_until_at
            AND entries.updated_at <= revisions.fetched_at THEN entries.updated_at
    END AS changed_at,
    if(
        revisions.replaced_at IS NULL,
        list_sort(coalesce(evidence_lists.evidence, [])),
        ['text changed between two fetches']
    ) AS evidence
FROM incident_articles
INNER JOIN revisions ON incident_articles.article_id = revisions.article_id
INNER JOIN sightings ON revisions.canonical_url = sightings.canonical_url
LEFT JOIN page_spans ON revisions.canonical_url = page_spans.canonical_url
LEFT JOIN chosen_spans ON revisions.canonical_url = chosen_spans.canonical_url
LEFT JOIN evidence_lists ON revisions.canonical_url = evidence_lists.canonical_url
LEFT JOIN entries ON revisions.entry_id = entries.entry_id
LEFT JOIN outlets ON revisions.outlet = outlets.outlet
