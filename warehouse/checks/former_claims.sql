-- Is what older readers read kept once, and apart from what counts?
--
-- Grain    one row
-- Reads    former_claims, articles
-- Feeds    check_warehouse, by schemas/expectations/former_claims.json
--
-- duplicate_count  rows beyond one for each claim and version of reader and extractor
-- current_count    claims whose article has that very reading now
SELECT
    count(*) - count(
        DISTINCT concat_ws('|', former_claims.claim_id, former_claims.reader_version, former_claims.extractor_version)
    ) AS duplicate_count,
    count(*) FILTER (
        (former_claims.article_id, former_claims.reader_version, former_claims.extractor_version) IN (
            SELECT (articles.article_id, articles.reader_version, articles.extractor_version) FROM articles
        )
    ) AS current_count
FROM former_claims
