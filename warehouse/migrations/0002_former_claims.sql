-- What an older reader read is kept apart when a newer one goes over the page, a load says which articles the next
-- comparison must look at, and a transaction names the lock that it held. Until now nothing was kept, so there is
-- nothing to move; the first comparison after this one looks at all articles.

CREATE TABLE former_claims (
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
    batch_id VARCHAR,
    fetched_on DATE,
    page_id VARCHAR,
    fetched_at TIMESTAMPTZ,
    extractor_version VARCHAR,
    superseded_by VARCHAR
);

CREATE TABLE changed_articles (
    article_id VARCHAR,
    batch_id VARCHAR
);

ALTER TABLE writes ADD COLUMN fencing_number BIGINT;

ALTER TABLE compared_articles DROP COLUMN fingerprint;

ALTER TABLE comparisons ADD COLUMN comparison_version BIGINT;
