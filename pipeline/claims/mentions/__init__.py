"""Typed spans found once in a passage: one module a kind of thing that the press mentions."""
