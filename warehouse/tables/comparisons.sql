-- Up to which write are incidents and marts current?
--
-- Grain    one row, the last comparison
-- From     compare_coverage
-- Feeds    compare_coverage (is there anything to do?)

CREATE TABLE IF NOT EXISTS comparisons (
    write_number BIGINT,
    compared_at TIMESTAMPTZ,
    marts_sha256 VARCHAR,
    comparison_version BIGINT
);

COMMENT ON TABLE comparisons IS 'The last comparison';
COMMENT ON COLUMN comparisons.write_number IS
'The transaction that made it; where it is the last of writes, nothing was written since';
COMMENT ON COLUMN comparisons.compared_at IS 'When it was made, UTC';
COMMENT ON COLUMN comparisons.marts_sha256 IS
'SHA-256 over the marts'' definitions and the names of platforms and outlets, hex; with another all marts are remade';
COMMENT ON COLUMN comparisons.comparison_version IS
'Version of grouping and reasons in the program that made it; with another all articles are compared again';
