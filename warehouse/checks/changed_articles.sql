-- Does the ledger have every batch that changed an article?
--
-- Grain    one row
-- Reads    changed_articles, batches
-- Feeds    check_warehouse, by schemas/expectations/changed_articles.json
--
-- unknown_batch_count  rows of a batch that is not in the ledger
SELECT
    count(*) FILTER (
        changed_articles.batch_id NOT IN (SELECT batches.batch_id FROM batches)
    ) AS unknown_batch_count
FROM changed_articles
