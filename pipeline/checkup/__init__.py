"""What `outwire doctor` looks at, one module a subject; each yields findings, and none of them stops the others."""
