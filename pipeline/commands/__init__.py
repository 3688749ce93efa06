"""What the command line does, one module a kind of work: running, asking, tending; and how it shows tables."""
