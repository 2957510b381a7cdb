"""Sets of states of a request that rules, acts and pages speak of: one name each. What follows from the table of moves
itself (what is over) stands beside it, in `core.ask.request`."""

GRANTED = ("granted", "ordered", "deployed")
"""It was granted and is not over: means may be committed, ordered, and are under way."""
OPEN = ("asked", *GRANTED)
"""It was sent, and is neither answered with no nor over."""
