-- Which articles must the next comparison look at?
--
-- Grain    one row per load and article that it added, replaced or took out
-- From     load_warehouse
-- Feeds    compare_coverage, which empties it
--
-- So a comparison costs what was loaded since the last one, however much lies in the warehouse.

CREATE TABLE IF NOT EXISTS changed_articles (
    article_id VARCHAR,
    batch_id VARCHAR
);

COMMENT ON TABLE changed_articles IS 'An article that a load changed since the last comparison';
COMMENT ON COLUMN changed_articles.article_id IS 'The article; it may be gone from articles';
COMMENT ON COLUMN changed_articles.batch_id IS 'Batch that changed it; see batches';
