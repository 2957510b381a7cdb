"""Identifiers: UUIDv7, so that the order of keys is the order of time, and whoever calls may choose them."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_key() -> UUID:
    """A new UUIDv7."""
    return uuid7()


def parse_key(text: object) -> UUID | None:
    """The UUID in a text, or None when there is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
