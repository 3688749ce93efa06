-- Which outlets carry one text, so that they count as one witness?
--
-- Reads    incident_articles, articles
--
-- One row per witness with more than one outlet.
SELECT
    incident_articles.incident_id,
    incident_articles.witness_id,
    min(articles.published_at) AS first_published_at,
    arg_min(articles.outlet, articles.published_at) AS first_outlet,
    list(DISTINCT articles.outlet ORDER BY articles.outlet ASC) AS outlets
FROM incident_articles
INNER JOIN articles ON incident_articles.article_id = articles.article_id
GROUP BY incident_articles.incident_id, incident_articles.witness_id
HAVING count(DISTINCT articles.outlet) > 1
ORDER BY incident_articles.incident_id ASC, first_published_at ASC, incident_articles.witness_id ASC
