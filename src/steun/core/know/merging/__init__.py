"""Needs that are one: which look like it, and how their owners say so."""
