-- Which batches broke which promises, table by table?
--
-- Grain    one row per batch and table that was checked
-- Reads    quality_results, quarantine, batches
-- Feeds    dashboard: Quality
-- Without  batches whose quality was never checked
--
-- batch_id            the batch
-- loaded_at           when it was loaded, UTC; NULL where it was not
-- table_name          the table whose rows were checked
-- row_count           rows checked
-- quarantined_count   rows kept out of the table
-- failed_count        expectations that failed
-- worst_action        the gravest action among those: stop, quarantine, warn; NULL where none failed
-- is_parked           whether the batch was stopped as a whole
WITH quarantined_rows AS (
    SELECT
        batch_id,
        table_name,
        count(DISTINCT record_id) AS quarantined_count
    FROM quarantine
    GROUP BY batch_id, table_name
),

checked_tables AS (
    SELECT
        batch_id,
        table_name,
        max(row_count) AS row_count,
        count(*) FILTER (NOT is_success) AS failed_count,
        arg_max(action, list_position(['warn', 'quarantine', 'stop'], action)) FILTER (NOT is_success) AS worst_action
    FROM quality_results
    GROUP BY batch_id, table_name
)

SELECT
    checked_tables.batch_id,
    batches.loaded_at,
    checked_tables.table_name,
    checked_tables.row_count,
    coalesce(quarantined_rows.quarantined_count, 0) AS quarantined_count,
    checked_tables.failed_count,
    checked_tables.worst_action,
    coalesce(batches.is_parked, FALSE) AS is_parked
FROM checked_tables
LEFT JOIN batches ON checked_tables.batch_id = batches.batch_id
LEFT JOIN quarantined_rows
    ON
        checked_tables.batch_id = quarantined_rows.batch_id
        AND checked_tables.table_name = quarantined_rows.table_name
