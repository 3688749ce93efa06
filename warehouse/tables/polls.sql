-- When was each source visited, and where does the next visit begin?
--
-- Grain    one row per visit to a source
-- From     poll_feeds (Poll)
-- Feeds    poll_feeds (the newest row of a source is its cursor), source_health
--
-- Written in the transaction that loads the entries of the visit, so a cursor never runs ahead of its rows.

CREATE TABLE IF NOT EXISTS polls (
    poll_id VARCHAR,
    source_id VARCHAR,
    polled_at TIMESTAMPTZ,
    outcome VARCHAR,
    reason VARCHAR,
    status BIGINT,
    etag VARCHAR,
    last_modified VARCHAR,
    body_sha256 VARCHAR,
    entry_count BIGINT,
    next_poll_at TIMESTAMPTZ,
    failure_count BIGINT,
    batch_id VARCHAR
);

COMMENT ON TABLE polls IS 'A poll: one visit to a source, with the cursor for the next one';
COMMENT ON COLUMN polls.poll_id IS 'Id of the visit; natural key';
COMMENT ON COLUMN polls.source_id IS 'Source that was visited';
COMMENT ON COLUMN polls.polled_at IS 'When, UTC';
COMMENT ON COLUMN polls.outcome IS 'ok, not_modified (the server said so), unchanged (the body hash said so) or failed';
COMMENT ON COLUMN polls.reason IS 'Why it failed, a reason of drops; NULL where it did not';
COMMENT ON COLUMN polls.status IS 'HTTP status; NULL where no answer came';
COMMENT ON COLUMN polls.etag IS 'ETag to send next time';
COMMENT ON COLUMN polls.last_modified IS 'Last-Modified to send next time, as the server wrote it';
COMMENT ON COLUMN polls.body_sha256 IS 'SHA-256 of the body, hex';
COMMENT ON COLUMN polls.entry_count IS 'Entries in the feed; NULL where it was not parsed';
COMMENT ON COLUMN polls.next_poll_at IS 'Not to be visited before this instant, UTC';
COMMENT ON COLUMN polls.failure_count IS 'Failures in a row up to this visit; 0 after a success';
COMMENT ON COLUMN polls.batch_id IS 'Batch that the row was loaded with; see batches';
