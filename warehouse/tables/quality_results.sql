-- What did each expectation find in each batch?
--
-- Grain    one row per batch, suite and expectation
-- From     check_quality (QualityResult)
-- Feeds    quality_by_batch
--
-- Replaced as a whole when the batch is loaded again. Batches that were parked are here too.

CREATE TABLE IF NOT EXISTS quality_results (
    suite VARCHAR,
    expectation VARCHAR,
    table_name VARCHAR,
    action VARCHAR,
    is_success BOOLEAN,
    row_count BIGINT,
    unexpected_count BIGINT,
    observed VARCHAR,
    batch_id VARCHAR
);

COMMENT ON TABLE quality_results IS 'What one expectation found in one batch';
COMMENT ON COLUMN quality_results.suite IS 'Suite of expectations, a file below schemas/expectations';
COMMENT ON COLUMN quality_results.expectation IS 'The expectation: its kind and the columns it looks at';
COMMENT ON COLUMN quality_results.table_name IS 'Table whose rows were checked';
COMMENT ON COLUMN quality_results.action IS 'What failing means: quarantine, stop or warn';
COMMENT ON COLUMN quality_results.is_success IS 'Whether the batch met it';
COMMENT ON COLUMN quality_results.row_count IS 'Rows checked';
COMMENT ON COLUMN quality_results.unexpected_count IS 'Rows that broke it; NULL where it is about the table as a whole';
COMMENT ON COLUMN quality_results.observed IS 'What was seen, for people; at most 300 characters';
COMMENT ON COLUMN quality_results.batch_id IS 'Batch that the row was loaded with; see batches';
