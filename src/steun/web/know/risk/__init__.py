"""Risks to national security: scenarios that organisations state, and who must be involved in one."""
