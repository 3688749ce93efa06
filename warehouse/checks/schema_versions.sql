-- Was every migration applied, and once?
--
-- Grain    one row
-- Reads    schema_versions
-- Feeds    check_warehouse, by schemas/expectations/schema_versions.json
--
-- duplicate_count  rows beyond one for each version
-- gap_count        versions between the first that is here and the last that are not here
SELECT
    count(*) - count(DISTINCT schema_versions.version) AS duplicate_count,
    coalesce(
        max(schema_versions.version) - min(schema_versions.version) + 1 - count(DISTINCT schema_versions.version), 0
    ) AS gap_count
FROM schema_versions
