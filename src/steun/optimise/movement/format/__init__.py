"""Movements and evacuations, and plans for both: what they hold, what is wrong with them, and their files."""
