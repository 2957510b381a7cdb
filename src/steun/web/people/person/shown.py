"""Is the log-in or the key that somebody shows really one? Asked before a large body is taken, by `body_limits`."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DataError, Error, connection

from steun.web.people.person.key import actor_of_key


async def proven(headers: dict[bytes, bytes]) -> bool:
    """In a thread of its own, so that no upload waits for another."""
    return await sync_to_async(is_one, thread_sensitive=False)(headers)


def is_one(headers: dict[bytes, bytes]) -> bool:
    """While the database is away nobody is turned away for that: what follows says so."""
    try:
        return of_a_machine(headers) or of_a_person(headers)
    except (DataError, ValueError):  # letters that no database keeps
        return False
    except Error:
        return True
    finally:
        if not connection.in_atomic_block:
            connection.close()


def of_a_machine(headers: dict[bytes, bytes]) -> bool:
    kind, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return kind.lower() == "bearer" and actor_of_key(key.strip()) is not None


def of_a_person(headers: dict[bytes, bytes]) -> bool:
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return False
    shown = cookies.get(settings.SESSION_COOKIE_NAME)
    return shown is not None and SESSION_KEY in SessionStore(shown.value)
