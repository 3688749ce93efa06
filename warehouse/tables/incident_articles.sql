-- Which articles are about an incident, and which of them are independent?
--
-- Grain    one row per incident and article
-- From     compare_coverage (IncidentArticle)
-- Feeds    every mart about incidents
--
-- Relevant articles that nothing dates and that fit no incident are in articles only.

CREATE TABLE IF NOT EXISTS incident_articles (
    incident_id VARCHAR,
    article_id VARCHAR,
    basis VARCHAR,
    witness_id VARCHAR,
    reasons VARCHAR[]
);

COMMENT ON TABLE incident_articles IS 'The place of an article in an incident';
COMMENT ON COLUMN incident_articles.incident_id IS 'Incident; natural key with article_id';
COMMENT ON COLUMN incident_articles.article_id IS 'Article';
COMMENT ON COLUMN incident_articles.basis IS 'Why it is in: date, published, platform_root, shared_figures or revision';
COMMENT ON COLUMN incident_articles.witness_id IS
'The same for articles that are not independent of each other: article_id of the earliest of them';
COMMENT ON COLUMN incident_articles.reasons IS
'What ties it to the others, in words: its subject, its dates, the figures and names that it shares';
