-- Which outlets do we know?
--
-- Grain    one row per outlet
-- From     load_warehouse (schemas/outlets.yml, sources)
-- Feeds    every mart that shows an outlet by name
--
-- Outlets that only an article names are not here; articles carry their names too.

CREATE TABLE IF NOT EXISTS outlets (
    outlet VARCHAR,
    name VARCHAR,
    country VARCHAR,
    timezone VARCHAR
);

COMMENT ON TABLE outlets IS 'An outlet: who publishes articles';
COMMENT ON COLUMN outlets.outlet IS 'Registrable domain; natural key';
COMMENT ON COLUMN outlets.name IS 'What people call it';
COMMENT ON COLUMN outlets.country IS 'Its home, ISO 3166 alpha-2 code';
COMMENT ON COLUMN outlets.timezone IS 'IANA zone of its newsroom';
