-- Do the numbers of the transactions say that there was one writer at a time?
--
-- Grain    one row
-- Reads    writes
-- Feeds    check_warehouse, by schemas/expectations/writes.json
--
-- duplicate_count  rows beyond one for each number
-- gap_count        numbers between the first and the last that are missing
-- backward_count   transactions with an earlier time than the one before
WITH in_order AS (
    SELECT
        writes.write_number,
        writes.written_at,
        lag(writes.written_at) OVER (ORDER BY writes.write_number) AS written_before_at
    FROM writes
)

SELECT
    count(*) - count(DISTINCT in_order.write_number) AS duplicate_count,
    coalesce(
        max(in_order.write_number) - min(in_order.write_number) + 1 - count(DISTINCT in_order.write_number), 0
    ) AS gap_count,
    count(*) FILTER (in_order.written_at < in_order.written_before_at) AS backward_count
FROM in_order
