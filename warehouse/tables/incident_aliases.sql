-- Which incident has an id that somebody noted before a late article renamed it?
--
-- Grain    one row per alias and incident
-- From     compare_coverage (IncidentAlias)
-- Feeds    outwire compare
--
-- An incident's own id goes before any alias; an alias of several incidents is told with all of them.

CREATE TABLE IF NOT EXISTS incident_aliases (
    alias VARCHAR,
    incident_id VARCHAR
);

COMMENT ON TABLE incident_aliases IS 'Another id that finds an incident';
COMMENT ON COLUMN incident_aliases.alias IS
'The id that it had, or would have, with fewer of its articles; natural key with incident_id';
COMMENT ON COLUMN incident_aliases.incident_id IS 'The incident as it is named now';
