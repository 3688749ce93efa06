-- Do articles stand in incidents once, and do both exist?
--
-- Grain    one row
-- Reads    incident_articles, incidents, articles
-- Feeds    check_warehouse, by schemas/expectations/incident_articles.json
--
-- duplicate_count        rows beyond one for each incident and article
-- orphan_count           rows whose incident or article is not there
-- unknown_witness_count  rows that repeat an article which is in no incident
SELECT
    count(*)
    - count(DISTINCT concat_ws('|', incident_articles.incident_id, incident_articles.article_id)) AS duplicate_count,
    count(*) FILTER (
        incident_articles.incident_id NOT IN (SELECT incidents.incident_id FROM incidents)
        OR incident_articles.article_id NOT IN (SELECT articles.article_id FROM articles)
    ) AS orphan_count,
    count(*) FILTER (
        incident_articles.witness_id NOT IN (SELECT witnesses.article_id FROM incident_articles AS witnesses)
    ) AS unknown_witness_count
FROM incident_articles
