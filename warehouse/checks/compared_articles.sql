-- Was each article compared once?
--
-- Grain    one row
-- Reads    compared_articles
-- Feeds    check_warehouse, by schemas/expectations/compared_articles.json
--
-- duplicate_count  rows beyond one for each article
SELECT count(*) - count(DISTINCT compared_articles.article_id) AS duplicate_count
FROM compared_articles
