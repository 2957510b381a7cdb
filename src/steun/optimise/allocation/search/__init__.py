"""Heuristics: greedy insertion guided by prices, and large-neighbourhood search."""
