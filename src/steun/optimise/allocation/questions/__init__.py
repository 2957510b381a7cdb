"""What is asked of a plan: what may be promised, why, what would help, and what after an event."""
