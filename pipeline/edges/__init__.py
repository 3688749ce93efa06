"""The only modules that touch the world: network, files, DuckDB, the clock, child processes, the terminal."""
