-- What did operators say about their own incidents, and when did they say each of it?
--
-- Grain    one row per incident of a status page, as it was seen last
-- From     poll_feeds (StatusPost)
-- Feeds    press_against_status (beside entries, by post_id)
--
-- The operator's view, apart from the press: nothing in it is an article or a claim. Its entry may be fetched besides,
-- like any other. A post that the page shows no longer stays as it was. Where basis is feed, and the post was first
-- seen when it was over, nothing tells when it was acknowledged: both moments are then the feed's one date.

CREATE TABLE IF NOT EXISTS status_posts (
    post_id VARCHAR,
    source_id VARCHAR,
    post_url VARCHAR,
    title VARCHAR,
    component VARCHAR,
    impact VARCHAR,
    status VARCHAR,
    basis VARCHAR,
    started_at TIMESTAMPTZ,
    started_text VARCHAR,
    acknowledged_at TIMESTAMPTZ,
    acknowledged_text VARCHAR,
    identified_at TIMESTAMPTZ,
    identified_text VARCHAR,
    monitoring_at TIMESTAMPTZ,
    monitoring_text VARCHAR,
    resolved_at TIMESTAMPTZ,
    resolved_text VARCHAR,
    update_count BIGINT,
    seen_at TIMESTAMPTZ,
    batch_id VARCHAR
);

COMMENT ON TABLE status_posts IS 'An incident as the operator''s own status page tells it';
COMMENT ON COLUMN status_posts.post_id IS
'Id of the post; natural key. Where a post is one entry of its feed, the id of that entry too';
COMMENT ON COLUMN status_posts.source_id IS 'Status page that it stands on; see sources, which names the platform';
COMMENT ON COLUMN status_posts.post_url IS 'Address of the post; NULL where it has none of its own';
COMMENT ON COLUMN status_posts.title IS 'Title of the post';
COMMENT ON COLUMN status_posts.component IS
'The services that the operator names, joined with "; "; NULL where it names none';
COMMENT ON COLUMN status_posts.impact IS 'The operator''s own word for how bad it is; NULL where it gives none';
COMMENT ON COLUMN status_posts.status IS
'Where it stands by its last update: investigating, identified, monitoring, resolved; maintenance for planned work';
COMMENT ON COLUMN status_posts.basis IS
'updates where the moments are the time stamps of its updates, feed where they are those of the feed''s items';
COMMENT ON COLUMN status_posts.started_at IS 'When the trouble began, UTC; NULL where the operator does not say';
COMMENT ON COLUMN status_posts.started_text IS 'The sentence that says when it began; NULL where no sentence does';
COMMENT ON COLUMN status_posts.acknowledged_at IS 'When its first update was posted, UTC';
COMMENT ON COLUMN status_posts.acknowledged_text IS 'What that update says';
COMMENT ON COLUMN status_posts.identified_at IS 'When the cause was first said to be identified, UTC; NULL if never';
COMMENT ON COLUMN status_posts.identified_text IS 'What that update says';
COMMENT ON COLUMN status_posts.monitoring_at IS 'When a remedy was first said to be watched, UTC; NULL if never';
COMMENT ON COLUMN status_posts.monitoring_text IS 'What that update says';
COMMENT ON COLUMN status_posts.resolved_at IS
'When it was last called resolved, UTC; NULL if never, or where a later update takes it back';
COMMENT ON COLUMN status_posts.resolved_text IS 'What that update says';
COMMENT ON COLUMN status_posts.update_count IS 'Updates that the page shows';
COMMENT ON COLUMN status_posts.seen_at IS 'When the page was seen so, UTC';
COMMENT ON COLUMN status_posts.batch_id IS 'Batch that the row was loaded with; see batches';
