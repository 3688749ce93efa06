-- What says when an article was published?
--
-- Grain    one row per article and piece of evidence
-- From     extract_text (DateEvidence)
-- Feeds    incident_publications
--
-- The evidence stands side by side; articles.published_at rests on the row with is_chosen.

CREATE TABLE IF NOT EXISTS article_dates (
    article_id VARCHAR,
    kind VARCHAR,
    dated_at TIMESTAMPTZ,
    precision VARCHAR,
    raw VARCHAR,
    is_chosen BOOLEAN,
    reason VARCHAR,
    batch_id VARCHAR,
    fetched_on DATE
);

COMMENT ON TABLE article_dates IS 'Date evidence: one thing that says when an article was published';
COMMENT ON COLUMN article_dates.article_id IS 'Article that it is about';
COMMENT ON COLUMN article_dates.kind IS
'Who says so: feed, jsonld, meta, time_element, url, list, archive or first_seen';
COMMENT ON COLUMN article_dates.dated_at IS
'The instant that it names, UTC; with precision day the clock part means nothing';
COMMENT ON COLUMN article_dates.precision IS
'What of dated_at the evidence really says: second, minute, hour, day or part_of_day';
COMMENT ON COLUMN article_dates.raw IS 'As it stood there, at most 200 characters';
COMMENT ON COLUMN article_dates.is_chosen IS 'Whether articles.published_at rests on it';
COMMENT ON COLUMN article_dates.reason IS 'Why it was chosen, or not, or could not be';
COMMENT ON COLUMN article_dates.batch_id IS 'Batch that the row was loaded with; see batches';
COMMENT ON COLUMN article_dates.fetched_on IS
'Day on which the page of its article was fetched, UTC; what a load finds rows by';
