"""Gates in words."""

from __future__ import annotations

from steun.web.ask.gate.model import Gate
from steun.web.kernel import words
from steun.web.kernel.people.seats import belonging


def holder_in_words(gate: Gate) -> str:
    """Whose act a gate is: the roles, and for whom. Needs `organisation` joined."""
    return belonging(" / ".join(words.word("role", r) for r in gate.holder_roles), gate.organisation)
