-- What became of rows in quarantine when they were checked again?
--
-- Grain    one row per row of quarantine and check that was made of it again
-- From     check_quality (Replay)
-- Feeds    the command `outwire quarantine show`
--
-- A row that was released is here and no longer in quarantine. Replaced as a whole when the batch is loaded again; the
-- batch's own file carries all of them on.

CREATE TABLE IF NOT EXISTS replays (
    replay_id VARCHAR,
    quarantine_id VARCHAR,
    table_name VARCHAR,
    record_id VARCHAR,
    expectation VARCHAR,
    quarantined_at TIMESTAMPTZ,
    replayed_at TIMESTAMPTZ,
    replayed_by VARCHAR,
    outcome VARCHAR,
    batch_id VARCHAR
);

COMMENT ON TABLE replays IS 'A row of quarantine that was checked again, and what became of it';
COMMENT ON COLUMN replays.replay_id IS 'Id over the row, when it was held and when it was checked again; natural key';
COMMENT ON COLUMN replays.quarantine_id IS 'The row; in quarantine only where it is still held';
COMMENT ON COLUMN replays.table_name IS 'Table that the row would have gone to';
COMMENT ON COLUMN replays.record_id IS 'Id of the record there';
COMMENT ON COLUMN replays.expectation IS
'Expectation that it broke, or parent_quarantined where the record it belongs to did';
COMMENT ON COLUMN replays.quarantined_at IS 'When it was first held, UTC';
COMMENT ON COLUMN replays.replayed_at IS 'When it was checked again, UTC';
COMMENT ON COLUMN replays.replayed_by IS
'Replay that asked for it, or check_quality where the stage was run again by other means';
COMMENT ON COLUMN replays.outcome IS
'released: loaded; held: still breaks something; gone: no longer made; parked: its batch is';
COMMENT ON COLUMN replays.batch_id IS 'Batch that the row belongs to; see batches';
