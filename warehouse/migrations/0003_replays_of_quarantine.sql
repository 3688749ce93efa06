-- A row in quarantine says which source and which rule it came from, and what became of it when it was checked again is
-- kept. Rows that are there already do not say the former; none of them was checked again yet.

ALTER TABLE quarantine ADD COLUMN source_id VARCHAR;
ALTER TABLE quarantine ADD COLUMN rule VARCHAR;

CREATE TABLE replays (
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
