-- Which rows broke an expectation?
--
-- Grain    one row per record and expectation that it broke, in a batch
-- From     check_quality (Quarantined)
-- Feeds    quality_by_batch, the commands `outwire quarantine`
--
-- Replaced as a whole when the batch is loaded again. A record can stand here several times.

CREATE TABLE IF NOT EXISTS quarantine (
    quarantine_id VARCHAR,
    table_name VARCHAR,
    record_id VARCHAR,
    expectation VARCHAR,
    reason VARCHAR,
    row_json VARCHAR,
    quarantined_at TIMESTAMPTZ,
    batch_id VARCHAR,
    source_id VARCHAR,
    rule VARCHAR
);

COMMENT ON TABLE quarantine IS 'A row that broke an expectation, kept whole';
COMMENT ON COLUMN quarantine.quarantine_id IS 'Id over table, record and expectation; natural key with batch_id';
COMMENT ON COLUMN quarantine.table_name IS 'Table that the row would have gone to';
COMMENT ON COLUMN quarantine.record_id IS 'Id of the record there';
COMMENT ON COLUMN quarantine.expectation IS
'Expectation that it broke, or parent_quarantined where the record it belongs to did';
COMMENT ON COLUMN quarantine.reason IS 'What the expectation is for, in words';
COMMENT ON COLUMN quarantine.row_json IS 'The whole record as JSON, fit to be checked again';
COMMENT ON COLUMN quarantine.quarantined_at IS 'When it was first held, UTC';
COMMENT ON COLUMN quarantine.source_id IS 'Source that it came from; NULL where the batch does not say';
COMMENT ON COLUMN quarantine.rule IS 'For a claim: the rule of the reader that made it';
COMMENT ON COLUMN quarantine.batch_id IS 'Batch that the row was loaded with; see batches';
