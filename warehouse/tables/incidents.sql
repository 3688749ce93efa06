-- Which outages were there?
--
-- Grain    one row per incident
-- From     compare_coverage (Incident)
-- Feeds    every mart about incidents
--
-- Replaced for the platforms and days that a load touched; the same for any order of loading.

CREATE TABLE IF NOT EXISTS incidents (
    incident_id VARCHAR,
    platform VARCHAR,
    started_on DATE,
    ordinal BIGINT,
    name VARCHAR
);

COMMENT ON TABLE incidents IS 'An incident: one real-world outage';
COMMENT ON COLUMN incidents.incident_id IS
'<platform>-<YYYY-MM-DD>, with -2, -3 and so on for later ones that day; natural key';
COMMENT ON COLUMN incidents.platform IS 'Slug of the platform at the root';
COMMENT ON COLUMN incidents.started_on IS 'Local date of the start as most articles give it';
COMMENT ON COLUMN incidents.ordinal IS '1 for the first incident of the platform that day, 2 for the second';
COMMENT ON COLUMN incidents.name IS 'What the incident is called on pages';
