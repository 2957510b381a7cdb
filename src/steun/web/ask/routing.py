"""The route finder for a request: from its rows to a situation of the core, and back."""

from __future__ import annotations
