-- Did anything vanish?
--
-- Grain    one row per batch and stage
-- From     all batch stages (Tally)
-- Feeds    why_dropped, quality_by_batch
--
-- seen = passed + dropped in every row. Replaced as a whole when the batch is loaded again.

CREATE TABLE IF NOT EXISTS tallies (
    batch_id VARCHAR,
    stage VARCHAR,
    seen BIGINT,
    passed BIGINT,
    dropped BIGINT
);

COMMENT ON TABLE tallies IS 'What a stage saw, passed on and dropped in a batch';
COMMENT ON COLUMN tallies.batch_id IS 'Batch; natural key with stage';
COMMENT ON COLUMN tallies.stage IS 'Stage';
COMMENT ON COLUMN tallies.seen IS 'Things that the stage was given';
COMMENT ON COLUMN tallies.passed IS 'Things that it passed on';
COMMENT ON COLUMN tallies.dropped IS 'Things that it did not; each is a row of drops';
