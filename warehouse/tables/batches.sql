-- Which batches were loaded?
--
-- Grain    one row per batch
-- From     load_warehouse (the ledger)
-- Feeds    load_warehouse (is it loaded already?), quality_by_batch
--
-- A batch that is loaded again with other content keeps its row, with the new load_number and hash.

CREATE TABLE IF NOT EXISTS batches (
    batch_id VARCHAR,
    kind VARCHAR,
    source_kind VARCHAR,
    window_from TIMESTAMPTZ,
    window_to TIMESTAMPTZ,
    planned_at TIMESTAMPTZ,
    loaded_at TIMESTAMPTZ,
    load_number BIGINT,
    code_version VARCHAR,
    is_parked BOOLEAN,
    content_sha256 VARCHAR,
    reread_of VARCHAR
);

COMMENT ON TABLE batches IS 'The ledger: every batch that was loaded or parked';
COMMENT ON COLUMN batches.batch_id IS 'Id of the batch, the name of its folder; natural key';
COMMENT ON COLUMN batches.kind IS 'watch, backfill or reread';
COMMENT ON COLUMN batches.source_kind IS 'Where its entries came from: feed, statuspage, folder or urls';
COMMENT ON COLUMN batches.window_from IS 'Start of the window that was asked for, UTC; NULL is open';
COMMENT ON COLUMN batches.window_to IS 'End of the window, exclusive, UTC; NULL is open';
COMMENT ON COLUMN batches.planned_at IS 'When the batch was planned, UTC';
COMMENT ON COLUMN batches.loaded_at IS 'When it was last loaded, UTC';
COMMENT ON COLUMN batches.load_number IS 'The transaction that loaded it; see writes';
COMMENT ON COLUMN batches.code_version IS 'Version of the program that planned it';
COMMENT ON COLUMN batches.is_parked IS
'Whether it failed a stop expectation, so that nothing of it but its results is here';
COMMENT ON COLUMN batches.content_sha256 IS 'SHA-256 over the files of the batch; the same content is not loaded twice';
COMMENT ON COLUMN batches.reread_of IS 'For a reread: the batch whose pages newer programs went over; otherwise NULL';
