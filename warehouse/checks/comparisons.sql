-- Is there one last comparison, of what was written?
--
-- Grain    one row
-- Reads    comparisons, writes
-- Feeds    check_warehouse, by schemas/expectations/comparisons.json
--
-- row_count    rows; none before the first comparison
-- ahead_count  comparisons of a transaction that is not in writes
SELECT
    count(*) AS row_count,
    count(*) FILTER (
        comparisons.write_number > (SELECT coalesce(max(writes.write_number), 0) FROM writes)
    ) AS ahead_count
FROM comparisons
