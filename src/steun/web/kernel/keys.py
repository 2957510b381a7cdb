"""Identifiers: UUIDv7, so that the order of keys is the order of time, and whoever calls may choose them."""

from uuid import UUID

from uuid_utils.compat import uuid7 as new_key


def parse_key(text: object) -> UUID | None:
    """The UUID in a text, or None when there is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


__all__ = ["new_key", "parse_key"]
