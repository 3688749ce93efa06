-- What did the pipeline not pass on, and why?
--
-- Reads    why_dropped
--
-- One row per stage and reason, the largest share of what a stage saw first.
SELECT
    stage,
    reason,
    kind,
    drop_count,
    round(share_percent, 1) AS share_percent,
    last_dropped_at
FROM why_dropped
ORDER BY share_percent DESC NULLS LAST, stage ASC, reason ASC, kind ASC
