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
    new_count BIGINT,
    interval_seconds DOUBLE,
    least_seconds DOUBLE,
    skip_hours BIGINT[],
    skip_days BIGINT[],
    whole_at TIMESTAMPTZ,
    lied_at TIMESTAMPTZ,
    moved_from_url VARCHAR,
    moved_url VARCHAR,
    moved_count BIGINT,
    next_poll_at TIMESTAMPTZ,
    failure_count BIGINT,
    batch_id VARCHAR
);

COMMENT ON TABLE polls IS 'A poll: one visit to a source, with the cursor for the next one';
COMMENT ON COLUMN polls.poll_id IS 'Id of the visit; natural key';
COMMENT ON COLUMN polls.source_id IS 'Source that was visited';
COMMENT ON COLUMN polls.polled_at IS 'When its answer came, UTC';
COMMENT ON COLUMN polls.outcome IS 'ok, not_modified (the server said so), unchanged (the body hash said so) or failed';
COMMENT ON COLUMN polls.reason IS 'Why it failed, a reason of drops; NULL where it did not';
COMMENT ON COLUMN polls.status IS 'HTTP status; NULL where no answer came';
COMMENT ON COLUMN polls.etag IS 'ETag to send next time';
COMMENT ON COLUMN polls.last_modified IS 'Last-Modified to send next time, as the server wrote it';
COMMENT ON COLUMN polls.body_sha256 IS 'SHA-256 of the body, hex';
COMMENT ON COLUMN polls.entry_count IS 'Entries in the feed; NULL where it was not parsed';
COMMENT ON COLUMN polls.new_count IS 'Entries that no earlier visit listed; NULL where the feed was not parsed';
COMMENT ON COLUMN polls.interval_seconds IS
'How long to wait by how often items appear, 300 to 86400, without what the server asks for and without failures';
COMMENT ON COLUMN polls.least_seconds IS
'What the feed asks for as the least between two visits (ttl, sy:updatePeriod); NULL where it does not';
COMMENT ON COLUMN polls.skip_hours IS 'Hours of the day in UTC, 0 to 23, in which the feed asks not to be visited';
COMMENT ON COLUMN polls.skip_days IS
'Days of the week in UTC, Monday is 0, on which the feed asks not to be visited';
COMMENT ON COLUMN polls.whole_at IS 'When a body came last instead of "not modified", UTC';
COMMENT ON COLUMN polls.lied_at IS 'When "not modified" was last found to be wrong, UTC; NULL where never';
COMMENT ON COLUMN polls.moved_from_url IS
'The source''s address where it redirects for good, without credentials; NULL where it does not';
COMMENT ON COLUMN polls.moved_url IS
'Where it leads for good; after three polls that agree the feed is asked for there';
COMMENT ON COLUMN polls.moved_count IS 'Visits in a row to the source''s own address that said so; 0 where none did';
COMMENT ON COLUMN polls.next_poll_at IS 'Not to be visited before this instant, UTC';
COMMENT ON COLUMN polls.failure_count IS 'Failures in a row up to this visit; 0 after a success';
COMMENT ON COLUMN polls.batch_id IS 'Batch that the row was loaded with; see batches';
