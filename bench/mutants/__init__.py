"""Breaks the core in one small place at a time: does a test notice? See docs/mutants.md."""
