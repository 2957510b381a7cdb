"""Columns: each on its earliest way through what the others leave."""
