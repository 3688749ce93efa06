-- Which articles stand in the incidents as they are now?
--
-- Grain    one row per relevant article that was compared
-- From     compare_coverage
-- Feeds    compare_coverage (where did an article stand that has changed or is gone?)

CREATE TABLE IF NOT EXISTS compared_articles (
    article_id VARCHAR,
    canonical_url VARCHAR,
    platforms VARCHAR[],
    dated_on DATE
);

COMMENT ON TABLE compared_articles IS 'An article that was compared with the others, as it was then';
COMMENT ON COLUMN compared_articles.article_id IS 'The article; natural key';
COMMENT ON COLUMN compared_articles.canonical_url IS 'Canonical address of its page';
COMMENT ON COLUMN compared_articles.platforms IS 'Slugs of the platforms that are down, as it was compared';
COMMENT ON COLUMN compared_articles.dated_on IS 'Local date of the outage, as it was compared';
