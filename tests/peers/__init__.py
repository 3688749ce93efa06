"""Feed files that other projects keep for their own tests, run through our path from bytes to entries."""
