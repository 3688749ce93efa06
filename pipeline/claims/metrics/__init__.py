"""The rules: one module a metric, each with `read(scene)`, which yields what the sentence claims of it."""
