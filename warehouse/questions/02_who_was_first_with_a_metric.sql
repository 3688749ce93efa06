-- Who was the first to give each kind of figure on an incident, and how long after the first article?
--
-- Reads    incident_claims
--
-- One row per incident and metric. Articles that nothing dates cannot be first.
WITH first_articles AS (
    SELECT
        incident_id,
        min(published_at) AS first_published_at
    FROM incident_claims
    GROUP BY incident_id
)

SELECT
    incident_claims.incident_id,
    incident_claims.metric,
    arg_min(incident_claims.outlet_name, incident_claims.published_at) AS first_outlet,
    min(incident_claims.published_at) AS first_published_at,
    date_diff(
        'minute', any_value(first_articles.first_published_at), min(incident_claims.published_at)
    ) AS minutes_after_first_article
FROM incident_claims
INNER JOIN first_articles ON incident_claims.incident_id = first_articles.incident_id
WHERE incident_claims.published_at IS NOT NULL
GROUP BY incident_claims.incident_id, incident_claims.metric
ORDER BY incident_claims.incident_id ASC, first_published_at ASC, incident_claims.metric ASC
