"""Help: first steps, terms, the handbook, a tour of the replay, the accessibility statement."""
