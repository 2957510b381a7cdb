"""Columns and evacuees on the same roads, in one plan."""
