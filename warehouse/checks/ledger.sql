-- Did anything vanish, at any stage of any batch?
--
-- Grain    one row per batch and stage that has a tally
-- Reads    tallies, drops, quarantine
-- Feeds    the command `outwire quality`; every test that loads looks at it
--
-- batch_id           the batch
-- stage              the stage
-- seen               things that the stage was given
-- passed             things that it passed on
-- dropped            drops that it names, without those for quarantine
-- quarantined        records that it holds in quarantine
-- unaccounted        seen - passed - dropped - quarantined: what vanished; 0 where the ledger holds
WITH listed_drops AS (
    SELECT
        drops.batch_id,
        drops.stage,
        count(*) FILTER (drops.reason NOT IN ('quarantined', 'parent_quarantined')) AS dropped,
        -- A record that stands in a batch twice is dropped twice and held once.
        count(*) FILTER (drops.reason IN ('quarantined', 'parent_quarantined'))
        - count(DISTINCT concat_ws('|', drops.kind, drops.record_id)) FILTER (
            drops.reason IN ('quarantined', 'parent_quarantined')
        ) AS repeated
    FROM drops
    GROUP BY drops.batch_id, drops.stage
),

held_records AS (
    SELECT
        quarantine.batch_id,
        count(DISTINCT concat_ws('|', quarantine.table_name, quarantine.record_id)) AS quarantined
    FROM quarantine
    GROUP BY quarantine.batch_id
)

SELECT
    tallies.batch_id,
    tallies.stage,
    tallies.seen,
    tallies.passed,
    coalesce(listed_drops.dropped, 0) AS dropped,
    coalesce(held_records.quarantined, 0) + coalesce(listed_drops.repeated, 0) AS quarantined,
    tallies.seen - tallies.passed - coalesce(listed_drops.dropped, 0)
    - coalesce(held_records.quarantined, 0) - coalesce(listed_drops.repeated, 0) AS unaccounted
FROM tallies
LEFT JOIN listed_drops ON tallies.batch_id = listed_drops.batch_id AND tallies.stage = listed_drops.stage
LEFT JOIN held_records ON tallies.batch_id = held_records.batch_id AND tallies.stage = 'check_quality'
