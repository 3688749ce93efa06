-- When did the operator's status page acknowledge and resolve an outage, and when did the press tell of it?
--
-- Grain    one row per incident and post of a status page that belongs to it
-- Reads    incident_overview, incident_articles, incident_claims, incident_publications, entries, sources, articles,
--          platforms, status_posts
-- Feeds    dashboard: Incident; `outwire compare`; question 16
-- Without  scheduled maintenance; status pages whose source names no platform; posts of other days than the outage's
--
-- A post is an entry of a source of kind statuspage. Its moments are the time stamps of its updates, as the page's feed
-- or its JSON gives them (status_posts); where that gives none, those that its article keeps ("Jun 10, 15:32 PDT",
-- "Posted … Jun 10, 2025 - 15:32 UTC"); where it was not fetched, or bears none, those of its entry in the feed. A
-- stamp without a year has the one that lies next to the entry's. Posts are edited as an outage goes on: an earlier
-- fetch than the last has no later stamps.
--
-- incident_id                  the incident
-- entry_id                     the post
-- article_id                   the newest revision of it that was read; NULL where none was
-- updated_at                   when the feed says that the post was last changed, UTC
-- status_outlet                registrable domain of the status page
-- status_url                   the post
-- status_title                 its title
-- basis                        why it belongs: grouped (its article is in the incident) or same_day (a post on the
--                              platform, or one that it belongs to, on the day of the outage anywhere)
-- acknowledged_at              first update of the post, UTC
-- acknowledged_basis           update (a time stamp in the post), listed (the feed's date)
-- resolved_at                  last update that calls it resolved, UTC; NULL where none does
-- resolved_basis               update or listed (the feed's date of change, where the text says that it is resolved);
--                              NULL with resolved_at
-- update_count                 time stamps in the post
-- component                    the services that the operator names; NULL where it names none
-- operator_start_at            when the operator says that it began, UTC; NULL where it does not
-- identified_at                first update that calls the cause identified, UTC; NULL where none does
-- monitoring_at                first update that says that a remedy is watched, UTC; NULL where none does
-- press_outlet                 the press outlet that told of the outage first; NULL where nothing dates any
-- press_first_at               when, by its most trusted date, UTC
-- press_earliest_at            no press account appeared before this by any evidence, UTC; NULL where one may have
-- press_latest_at              one had appeared by this, UTC
-- acknowledgement_lag_minutes  from the first press account to the acknowledgement; negative where the operator led
-- first_to_tell                operator or press, by all evidence; cannot_tell where the intervals overlap
-- press_start_at               median of the starts that the press gives, UTC
-- start_lag_minutes            from that start to the acknowledgement
-- press_restored_at            median of the restorations that the press gives, UTC
-- resolution_lag_minutes       from that restoration to resolved_at; negative where the operator was earlier
WITH zones AS (
    SELECT
        known.zone,
        known.hours
    FROM (
        VALUES
        ('UTC', 0), ('GMT', 0), ('BST', 1), ('CET', 1), ('CEST', 2), ('JST', 9), ('AEST', 10), ('AEDT', 11),
        ('EST', -5), ('EDT', -4), ('CST', -6), ('CDT', -5), ('MST', -7), ('MDT', -6), ('PST', -8), ('PDT', -7)
    ) AS known (zone, hours)
),

status_entries AS (
    SELECT
        entries.entry_id,
        entries.entry_url,
        entries.title,
        entries.listed_at,
        entries.updated_at,
        coalesce(entries.listed_at, entries.first_seen_at) AS posted_at,
        sources.platform,
        coalesce(sources.outlet, entries.outlet) AS outlet
    FROM entries
    INNER JOIN sources ON entries.source_id = sources.source_id
    WHERE
        sources.kind = 'statuspage'
        AND sources.platform IS NOT NULL
        AND NOT regexp_matches(coalesce(entries.title, ''), '(?i)\bmaintenance\b|\bscheduled\b')
),

posts AS (
    SELECT
        status_entries.*,
        articles.article_id,
        articles.text
    FROM status_entries
    LEFT JOIN articles ON status_entries.entry_id = articles.entry_id
    QUALIFY
        row_number() OVER (
            PARTITION BY status_entries.entry_id
            ORDER BY articles.fetched_at DESC, articles.article_id ASC
        ) = 1
),

-- Statuspage's feeds give the stamp and then the word, its pages the word, the text and then "Posted … stamp".
raw_updates AS (
    SELECT
        entry_id,
        posted_at,
        regexp_extract(
            raw, '(Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress|Completed)', 1
        ) AS word,
        regexp_extract(
            raw,
            '([A-Z][a-z]{2}) (\d{1,2}),? (?:(\d{4}),? )?(?:- ?)?(\d{1,2}:\d{2}) ?([A-Z]{3,4})\b',
            ['month', 'day', 'year', 'clock', 'zone']
        ) AS stamp
    FROM (
        SELECT
            entry_id,
            posted_at,
            unnest(
                regexp_extract_all(
                    text,
                    '[A-Z][a-z]{2} \d{1,2},? (?:\d{4},? )?(?:- ?)?\d{1,2}:\d{2} ?[A-Z]{3,4}\s*\n'
                    || '\s*[A-Z][a-z]+(?: progress)? ?-'
                )
                || regexp_extract_all(
                    text,
                    '(?s)\b(?:Investigating|Identified|Monitoring|Update|Resolved|Scheduled|Completed|Postmortem)\b'
                    || '.{0,900}?Posted [^\n]{0,60}?[A-Z][a-z]{2} \d{1,2},? \d{4} - \d{1,2}:\d{2} ?[A-Z]{3,4}\b'
                )
            ) AS raw
        FROM posts
        WHERE text IS NOT NULL
    ) AS found_updates
),

years AS (
    SELECT unnest([-1, 0, 1]) AS later
),

-- Of the years that fit a stamp without one, that in which it lies next to the entry's date.
update_times AS (
    SELECT
        raw_updates.entry_id,
        raw_updates.word,
        raw_updates.posted_at,
        timezone(
            'UTC',
            try_strptime(
                concat_ws(
                    ' ',
                    raw_updates.stamp['month'],
                    raw_updates.stamp['day'],
                    if(
                        raw_updates.stamp['year'] = '',
                        cast(year(raw_updates.posted_at) + years.later AS VARCHAR),
                        raw_updates.stamp['year']
                    ),
                    raw_updates.stamp['clock']
                ),
                '%b %d %Y %H:%M'
            ) - to_hours(zones.hours)
        ) AS stamped_at,
        raw_updates.stamp
    FROM raw_updates
    INNER JOIN zones ON raw_updates.stamp['zone'] = zones.zone
    CROSS JOIN years
),

updates AS (
    SELECT
        entry_id,
        word,
        arg_min(stamped_at, abs(date_diff('minute', posted_at, stamped_at))) AS stamped_at
    FROM update_times
    GROUP BY entry_id, word, stamp
),

post_updates AS (
    SELECT
        entry_id,
        count(*) AS update_count,
        min(stamped_at) AS first_at,
        max(stamped_at) FILTER (word = 'Resolved') AS resolved_at,
        count(*) FILTER (word IN ('Scheduled', 'In progress', 'Completed')) AS maintenance_count
    FROM updates
    GROUP BY entry_id
),

grouped_posts AS (
    SELECT DISTINCT
        incident_articles.incident_id,
        articles.entry_id
    FROM incident_articles
    INNER JOIN articles ON incident_articles.article_id = articles.article_id
),

-- A post is about its platform, the one above it, and those below it.
post_platforms AS (
    SELECT
        entry_id,
        posted_at,
        platform
    FROM posts
    UNION
    SELECT
        posts.entry_id,
        posts.posted_at,
        platforms.parent AS platform
    FROM posts
    INNER JOIN platforms ON posts.platform = platforms.platform
    WHERE platforms.parent IS NOT NULL
    UNION
    SELECT
        posts.entry_id,
        posts.posted_at,
        platforms.platform
    FROM posts
    INNER JOIN platforms ON posts.platform = platforms.parent
),

-- A local day lasts from 14 hours before the same day in UTC until 12 hours after it. A post that an incident has
-- stands beside no other.
incident_posts AS (
    SELECT
        grouped_posts.incident_id,
        posts.entry_id,
        'grouped' AS basis
    FROM grouped_posts
    INNER JOIN posts ON grouped_posts.entry_id = posts.entry_id
    UNION ALL
    SELECT
        incident_overview.incident_id,
        post_platforms.entry_id,
        'same_day' AS basis
    FROM incident_overview
    INNER JOIN post_platforms
        ON
            incident_overview.platform = post_platforms.platform
            AND timezone('UTC', incident_overview.started_on - INTERVAL 14 HOUR) <= post_platforms.posted_at
            AND timezone('UTC', incident_overview.started_on + INTERVAL 36 HOUR) > post_platforms.posted_at
    ANTI JOIN grouped_posts ON post_platforms.entry_id = grouped_posts.entry_id
),

status_outlets AS (
    SELECT DISTINCT outlet
    FROM status_entries
    WHERE outlet IS NOT NULL
),

press_publications AS (
    SELECT
        incident_publications.incident_id,
        arg_min(
            incident_publications.outlet, (incident_publications.likely_from_at, incident_publications.outlet)
        ) FILTER (incident_publications.likely_from_at IS NOT NULL) AS press_outlet,
        min(incident_publications.likely_from_at) AS press_first_at,
        if(
            bool_or(incident_publications.earliest_at IS NULL), NULL, min(incident_publications.earliest_at)
        ) AS press_earliest_at,
        min(incident_publications.latest_at) AS press_latest_at
    FROM incident_publications
    WHERE incident_publications.outlet NOT IN (SELECT status_outlets.outlet FROM status_outlets)
    GROUP BY incident_publications.incident_id
),

press_times AS (
    SELECT
        incident_claims.incident_id,
        median(incident_claims.happened_at) FILTER (incident_claims.label = 'start') AS press_start_at,
        median(incident_claims.happened_at) FILTER (incident_claims.label = 'restored') AS press_restored_at
    FROM incident_claims
    WHERE
        incident_claims.metric = 'time_point'
        AND incident_claims.outlet NOT IN (SELECT status_outlets.outlet FROM status_outlets)
    GROUP BY incident_claims.incident_id
),

-- Those whose updates bear times of their own; the others know no more than the feed's entry.
stamped_posts AS (
    SELECT *
    FROM status_posts
    WHERE basis = 'updates'
),

judged_posts AS (
    SELECT
        incident_posts.incident_id,
        posts.entry_id,
        posts.article_id,
        posts.updated_at,
        posts.outlet AS status_outlet,
        posts.entry_url AS status_url,
        posts.title AS status_title,
        incident_posts.basis,
        coalesce(stamped_posts.acknowledged_at, post_updates.first_at, posts.listed_at) AS acknowledged_at,
        CASE
            WHEN coalesce(stamped_posts.acknowledged_at, post_updates.first_at) IS NOT NULL THEN 'update'
            WHEN posts.listed_at IS NOT NULL THEN 'listed'
        END AS acknowledged_basis,
        CASE
            WHEN stamped_posts.post_id IS NOT NULL THEN stamped_posts.resolved_at
            WHEN post_updates.resolved_at IS NOT NULL THEN post_updates.resolved_at
            WHEN regexp_matches(posts.text, '(?i)\bresolved\b') AND post_updates.update_count IS NULL
                THEN posts.updated_at
        END AS resolved_at,
        CASE
            WHEN stamped_posts.post_id IS NOT NULL THEN if(stamped_posts.resolved_at IS NULL, NULL, 'update')
            WHEN post_updates.resolved_at IS NOT NULL THEN 'update'
            WHEN
                regexp_matches(posts.text, '(?i)\bresolved\b')
                AND post_updates.update_count IS NULL
                AND posts.updated_at IS NOT NULL THEN 'listed'
        END AS resolved_basis,
        coalesce(stamped_posts.update_count, post_updates.update_count, 0) AS update_count,
        status_posts.component,
        status_posts.started_at AS operator_start_at,
        stamped_posts.identified_at,
        stamped_posts.monitoring_at
    FROM incident_posts
    INNER JOIN posts ON incident_posts.entry_id = posts.entry_id
    LEFT JOIN post_updates ON posts.entry_id = post_updates.entry_id
    LEFT JOIN status_posts ON posts.entry_id = status_posts.post_id
    LEFT JOIN stamped_posts ON posts.entry_id = stamped_posts.post_id
    WHERE
        coalesce(post_updates.maintenance_count, 0) = 0
        AND status_posts.status IS DISTINCT FROM 'maintenance'
)

SELECT
    judged_posts.incident_id,
    judged_posts.entry_id,
    judged_posts.article_id,
    judged_posts.updated_at,
    judged_posts.status_outlet,
    judged_posts.status_url,
    judged_posts.status_title,
    judged_posts.basis,
    judged_posts.acknowledged_at,
    judged_posts.acknowledged_basis,
    judged_posts.resolved_at,
    judged_posts.resolved_basis,
    judged_posts.update_count,
    judged_posts.component,
    judged_posts.operator_start_at,
    judged_posts.identified_at,
    judged_posts.monitoring_at,
    press_publications.press_outlet,
    press_publications.press_first_at,
    press_publications.press_earliest_at,
    press_publications.press_latest_at,
    date_diff('minute', press_publications.press_first_at, judged_posts.acknowledged_at) AS acknowledgement_lag_minutes,
    CASE
        WHEN press_publications.press_latest_at < judged_posts.acknowledged_at THEN 'press'
        WHEN judged_posts.acknowledged_at < press_publications.press_earliest_at THEN 'operator'
        ELSE 'cannot_tell'
    END AS first_to_tell,
    press_times.press_start_at,
    date_diff('minute', press_times.press_start_at, judged_posts.acknowledged_at) AS start_lag_minutes,
    press_times.press_restored_at,
    date_diff('minute', press_times.press_restored_at, judged_posts.resolved_at) AS resolution_lag_minutes
FROM judged_posts
LEFT JOIN press_publications ON judged_posts.incident_id = press_publications.incident_id
LEFT JOIN press_times ON judged_posts.incident_id = press_times.incident_id
