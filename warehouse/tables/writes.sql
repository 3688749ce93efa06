-- Which transactions changed the warehouse?
--
-- Grain    one row per transaction that changed something
-- From     edges/duck.py
-- Feeds    publish_snapshot (has anything changed?), the writer's fencing number
--
-- Transactions that changed nothing leave no row.

CREATE TABLE IF NOT EXISTS writes (
    write_number BIGINT,
    written_at TIMESTAMPTZ,
    schema_sha256 VARCHAR,
    fencing_number BIGINT
);

COMMENT ON TABLE writes IS 'A transaction that changed the warehouse';
COMMENT ON COLUMN writes.write_number IS 'Counts up by one; natural key';
COMMENT ON COLUMN writes.written_at IS 'When it was committed, UTC';
COMMENT ON COLUMN writes.schema_sha256 IS 'SHA-256 over the definitions of the tables that it wrote with, hex';
COMMENT ON COLUMN writes.fencing_number IS
'Number of the writer''s lock that it held; a writer with a lower one is refused. NULL where tables were made';
