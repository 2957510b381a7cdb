"""Risks to national security: their life, and who must be involved in one."""
