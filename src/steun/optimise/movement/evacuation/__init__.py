"""Evacuees: as many as possible safe as early as possible."""
