"""The device on which somebody logged in before, known by a signed cookie.

Wrong passwords are counted per account and address. Many work behind one address, so a neighbour who types wrong
passwords could keep somebody out; on a device on which that person came in before, attempts are counted by themselves.
The cookie opens nothing: it only says where to count.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

SALT = "steun.device"
AGE = 180 * 86400  # seconds
MOST = 10
"""People known on one device; a desk is shared by its shift."""


def of(http: HttpRequest | None, person: object) -> str:
    """The name of the device when this person came in on it before; "" when not."""
    found = signed_for(http)
    return str(found["name"]) if str(person) in found["people"] else ""


def signed_for(http: HttpRequest | None) -> dict[str, Any]:
    text = http.COOKIES.get(settings.DEVICE_COOKIE_NAME, "") if http else ""
    try:
        found = signing.loads(text, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {"name": "", "people": []}
    return {"name": str(found["name"]), "people": [str(pk) for pk in found["people"]]}


def remember(answer: HttpResponse, http: HttpRequest, person: object) -> None:
    """From now on this person is known on this device."""
    found = signed_for(http)
    people = [str(person), *(pk for pk in found["people"] if pk != str(person))][:MOST]
    given = signing.dumps({"name": found["name"] or get_random_string(22), "people": people}, salt=SALT)
    answer.set_cookie(
        settings.DEVICE_COOKIE_NAME, given, max_age=AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
