-- What was not passed on, and why?
--
-- Grain    one row per thing that a stage dropped in a batch
-- From     all batch stages (Drop)
-- Feeds    why_dropped, tend_warehouse (what may be tried again)
--
-- Replaced as a whole when the batch is loaded again.

CREATE TABLE IF NOT EXISTS drops (
    drop_id VARCHAR,
    batch_id VARCHAR,
    stage VARCHAR,
    kind VARCHAR,
    record_id VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    url VARCHAR,
    dropped_at TIMESTAMPTZ
);

COMMENT ON TABLE drops IS 'A drop: something that a stage did not pass on, with its reason';
COMMENT ON COLUMN drops.drop_id IS 'Id over batch, stage, thing and reason; natural key';
COMMENT ON COLUMN drops.batch_id IS 'Batch in which it was dropped';
COMMENT ON COLUMN drops.stage IS 'Stage that dropped it';
COMMENT ON COLUMN drops.kind IS 'What it was: source, entry, post, page, article or claim';
COMMENT ON COLUMN drops.record_id IS 'Its id: source_id, entry_id, post_id, page_id, article_id or claim_id';
COMMENT ON COLUMN drops.reason IS 'Why, one of the reasons that the program knows';
COMMENT ON COLUMN drops.detail IS 'More, for people; at most 300 characters';
COMMENT ON COLUMN drops.url IS 'Its address without query; NULL where it has none';
COMMENT ON COLUMN drops.dropped_at IS 'When, UTC';
