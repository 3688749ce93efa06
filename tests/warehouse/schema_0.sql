-- The tables as they were before versions (version 0), without their comments, with a few rows: what test_migrations.py
-- migrates. It is never changed.

CREATE TABLE article_dates (
    article_id VARCHAR,
    kind VARCHAR,
    dated_at TIMESTAMPTZ,
    precision VARCHAR,
    raw VARCHAR,
    is_chosen BOOLEAN,
    reason VARCHAR,
    batch_id VARCHAR
);

CREATE TABLE articles (
    article_id VARCHAR,
    page_id VARCHAR,
    entry_id VARCHAR,
    source_id VARCHAR,
    canonical_url VARCHAR,
    outlet VARCHAR,
    outlet_name VARCHAR,
    outlet_country VARCHAR,
    outlet_timezone VARCHAR,
    title VARCHAR,
    authors VARCHAR[],
    language VARCHAR,
    text VARCHAR,
    text_sha256 VARCHAR,
    published_at TIMESTAMPTZ,
    published_at_basis VARCHAR,
    published_at_precision VARCHAR,
    fetched_at TIMESTAMPTZ,
    extractor_version VARCHAR,
    is_relevant BOOLEAN,
    relevance_reasons VARCHAR[],
    platforms VARCHAR[],
    dated_on DATE,
    dated_on_basis VARCHAR,
    reader_version VARCHAR,
    batch_id VARCHAR
);

CREATE TABLE batches (
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
    content_sha256 VARCHAR
);

CREATE TABLE claim_differences (
    difference_id VARCHAR,
    incident_id VARCHAR,
    metric VARCHAR,
    platform VARCHAR,
    claim_id VARCHAR,
    other_claim_id VARCHAR,
    reason VARCHAR,
    explanation VARCHAR,
    evidence VARCHAR[],
    ratio DOUBLE,
    minutes_apart DOUBLE,
    interest BIGINT
);

CREATE TABLE claims (
    claim_id VARCHAR,
    article_id VARCHAR,
    metric VARCHAR,
    label VARCHAR,
    other_label VARCHAR,
    value DOUBLE,
    value_high DOUBLE,
    unit VARCHAR,
    qualifier VARCHAR,
    platform VARCHAR,
    at_local VARCHAR,
    timezone VARCHAR,
    timezone_basis VARCHAR,
    region VARCHAR,
    source VARCHAR,
    source_via VARCHAR,
    stance VARCHAR,
    background BOOLEAN,
    happened_at TIMESTAMPTZ,
    happened_at_precision VARCHAR,
    date_basis VARCHAR,
    quote VARCHAR,
    field VARCHAR,
    char_start BIGINT,
    char_end BIGINT,
    rule VARCHAR,
    reader_version VARCHAR,
    confidence DOUBLE,
    batch_id VARCHAR
);

CREATE TABLE compared_articles (
    article_id VARCHAR,
    canonical_url VARCHAR,
    platforms VARCHAR[],
    dated_on DATE,
    fingerprint VARCHAR
);

CREATE TABLE comparisons (
    write_number BIGINT,
    compared_at TIMESTAMPTZ,
    marts_sha256 VARCHAR
);

CREATE TABLE drops (
    drop_id VARCHAR,
    batch_id VARCHAR,
    stage VARCHAR,
    kind VARCHAR,
    record_id VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    url VARCHAR,
    dropped_at TIMESTAMPTZ
);

CREATE TABLE entries (
    entry_id VARCHAR,
    source_id VARCHAR,
    guid VARCHAR,
    entry_url VARCHAR,
    title VARCHAR,
    listed_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ,
    first_seen_at TIMESTAMPTZ,
    is_new_in_feed BOOLEAN,
    local_path VARCHAR,
    outlet VARCHAR,
    batch_id VARCHAR
);

CREATE TABLE incident_aliases (
    alias VARCHAR,
    incident_id VARCHAR
);

CREATE TABLE incident_articles (
    incident_id VARCHAR,
    article_id VARCHAR,
    basis VARCHAR,
    witness_id VARCHAR,
    reasons VARCHAR[]
);

CREATE TABLE incidents (
    incident_id VARCHAR,
    platform VARCHAR,
    started_on DATE,
    ordinal BIGINT,
    name VARCHAR
);

CREATE TABLE outlets (
    outlet VARCHAR,
    name VARCHAR,
    country VARCHAR,
    timezone VARCHAR
);

CREATE TABLE pages (
    page_id VARCHAR,
    entry_id VARCHAR,
    entry_url VARCHAR,
    page_url VARCHAR,
    status BIGINT,
    content_type VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    fetched_at TIMESTAMPTZ,
    body_sha256 VARCHAR,
    body_bytes BIGINT,
    archive_file VARCHAR,
    archive_offset BIGINT,
    batch_id VARCHAR
);

CREATE TABLE placed_claims (
    incident_id VARCHAR,
    claim_id VARCHAR,
    timezone VARCHAR,
    timezone_basis VARCHAR,
    happened_at TIMESTAMPTZ,
    happened_at_precision VARCHAR,
    date_basis VARCHAR,
    said VARCHAR,
    witness_id VARCHAR
);

CREATE TABLE platforms (
    platform VARCHAR,
    name VARCHAR,
    operator VARCHAR,
    parent VARCHAR,
    country VARCHAR
);

CREATE TABLE polls (
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

CREATE TABLE quality_results (
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

CREATE TABLE quarantine (
    quarantine_id VARCHAR,
    table_name VARCHAR,
    record_id VARCHAR,
    expectation VARCHAR,
    reason VARCHAR,
    row_json VARCHAR,
    quarantined_at TIMESTAMPTZ,
    batch_id VARCHAR
);

CREATE TABLE sources (
    source_id VARCHAR,
    kind VARCHAR,
    url VARCHAR,
    outlet VARCHAR,
    outlet_name VARCHAR,
    country VARCHAR,
    timezone VARCHAR,
    language VARCHAR,
    platform VARCHAR,
    described_at TIMESTAMPTZ
);

CREATE TABLE status_posts (
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

CREATE TABLE tallies (
    batch_id VARCHAR,
    stage VARCHAR,
    seen BIGINT,
    passed BIGINT,
    dropped BIGINT
);

CREATE TABLE writes (
    write_number BIGINT,
    written_at TIMESTAMPTZ,
    schema_sha256 VARCHAR
);

INSERT INTO writes VALUES (1, '2026-01-05 10:00:00+00', 'of-then'), (2, '2026-01-05 10:15:00+00', 'of-then');

INSERT INTO batches (batch_id, kind, source_kind, planned_at, loaded_at, load_number, code_version, is_parked)
VALUES ('watch-1', 'watch', 'feed', '2026-01-05 10:00:00+00', '2026-01-05 10:15:00+00', 2, '0.1.0', FALSE);

INSERT INTO sources (source_id, kind, url, described_at)
VALUES ('post', 'feed', 'http://post.example/feed', '2026-01-05 10:00:00+00');

INSERT INTO polls (poll_id, source_id, polled_at, outcome, etag, next_poll_at, failure_count, batch_id)
VALUES ('poll1', 'post', '2026-01-05 10:00:00+00', 'ok', 'tag', '2026-01-05 10:15:00+00', 0, 'watch-1');

INSERT INTO articles (
    article_id, page_id, entry_id, source_id, authors, text_sha256, canonical_url, outlet, title, text, published_at,
    published_at_basis, fetched_at,
    published_at_precision, extractor_version, is_relevant, relevance_reasons, platforms, dated_on, dated_on_basis,
    reader_version, batch_id
)
VALUES (
    'article1', 'page1', 'entry1', 'post', [], 'sha', 'http://post.example/a', 'post.example', 'X is down', 'Over 40,000 users reported problems.',
    '2026-01-04 23:30:00+00', 'feed', '2026-01-05 10:05:00+00', 'second', 'trafilatura 2.3.0', TRUE, [], ['x'], '2026-01-04',
    'stated', '1', 'watch-1'
);

INSERT INTO article_dates (article_id, kind, dated_at, precision, raw, is_chosen, batch_id)
VALUES ('article1', 'feed', '2026-01-04 23:30:00+00', 'second', 'Sun, 04 Jan 2026 23:30:00 GMT', TRUE, 'watch-1');

INSERT INTO claims (
    claim_id, article_id, metric, value, unit, qualifier, platform, background, quote, field, char_start, char_end,
    rule, reader_version, confidence, timezone_basis, date_basis, batch_id
)
VALUES
(
    'claim1', 'article1', 'report_count', 40000, 'reports', 'at_least', 'x', FALSE, '40,000', 'text', 5, 11, 'counted',
    '1', 0.9, 'none', 'none', 'watch-1'
),
(
    'orphan', 'gone', 'report_count', 1, 'reports', 'exact', 'x', FALSE, '1', 'text', 0, 1, 'counted', '1', 0.9,
    'none', 'none', 'watch-1'
);

INSERT INTO incidents VALUES ('x-2026-01-04', 'x', '2026-01-04', 1, 'X, 4 January 2026');

INSERT INTO incident_articles (incident_id, article_id, basis, witness_id)
VALUES ('x-2026-01-04', 'article1', 'date', 'article1');

INSERT INTO placed_claims (incident_id, claim_id, said) VALUES ('x-2026-01-04', 'claim1', 'over 40,000 reports');

INSERT INTO claim_differences (difference_id, incident_id, claim_id, other_claim_id, reason, interest)
VALUES ('difference1', 'x-2026-01-04', 'claim1', 'claim2', 'rounding', 1);

INSERT INTO compared_articles VALUES ('article1', 'http://post.example/a', ['x'], '2026-01-04', 'as-it-was');

INSERT INTO comparisons VALUES (2, '2026-01-05 10:15:00+00', 'of-then');

CREATE TABLE incident_overview AS SELECT 'x-2026-01-04' AS incident_id;
