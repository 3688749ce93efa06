-- What was not passed on, at which stage, and why?
--
-- Grain    one row per stage, reason and kind
-- Reads    drops, tallies
-- Feeds    dashboard: Quality
--
-- stage              the stage that dropped it
-- reason             a name out of errors.DROP_REASONS
-- kind               what was dropped: source, entry, page, article
-- drop_count         how many, over all batches loaded
-- share_percent      100 * drop_count / what the stage saw, over all batches loaded; NULL where it has no tally
-- first_dropped_at   UTC
-- last_dropped_at    UTC
WITH stage_totals AS (
    SELECT
        stage,
        sum(seen) AS seen
    FROM tallies
    GROUP BY stage
)

SELECT
    drops.stage,
    drops.reason,
    drops.kind,
    count(*) AS drop_count,
    100 * count(*) / nullif(any_value(stage_totals.seen), 0) AS share_percent,
    min(drops.dropped_at) AS first_dropped_at,
    max(drops.dropped_at) AS last_dropped_at
FROM drops
LEFT JOIN stage_totals ON drops.stage = stage_totals.stage
GROUP BY drops.stage, drops.reason, drops.kind
