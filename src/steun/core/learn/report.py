"""What changed between two situation reports of the same seat about the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steun.core.kernel.journal import kept

COMPARED = ("state", "extent", "tone", "priority", "title", "place", "starts_at", "asked", "promised", "under_way")
"""What is compared of a request, in the order in which it is read."""
NAMED = ("id", "number", "title")


def changes(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """New requests, those that are gone (over, or no longer to be seen), and of the others each field that differs."""
    return kept.changes(before, now, COMPARED, NAMED)
