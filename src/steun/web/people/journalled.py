"""What entries record of people: mandates, keys, who may log in. Names and addresses are never recorded."""

from __future__ import annotations

from django.conf import settings

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.journalled import Journalled, Values
from steun.web.kernel.people.models import Mandate, Person, Token

ACTIVE = {"people.invited": True, "people.activated": True, "people.deactivated": False}


def of_mandate(entry: Entry) -> Values:
    data, revoked = entry.data, entry.action == "people.mandate-revoked"
    names = ("person", "organisation", *(() if revoked else ("on_behalf_of", "delegated_from")))
    return {"revoked_at": entry.recorded_at if revoked else None, **{f"{name}_id": data.get(name) for name in names}}


def of_token(entry: Entry) -> Values:
    if entry.action == "people.token-revoked":
        return {"revoked_at": entry.recorded_at}
    return {"revoked_at": None, "mandate_id": entry.data.get("mandate")}


def of_person(entry: Entry) -> Values:
    if entry.action in ACTIVE:
        return {"is_active": ACTIVE[entry.action]}
    if entry.action in {"people.unreachable", "people.reachable"}:
        return {"unreachable_until": entry.data.get("until")}
    return {}


LIVE = not settings.IS_PLAY
"""The people of a play world were loaded, and nobody is on record for them."""
JOURNALLED = (
    Journalled(
        "mandate", Mandate, ("role", "valid_from", "valid_until", "limits", "delegable", "rank"), of_mandate,
        always=LIVE,
    ),
    Journalled("token", Token, ("expires_at", "digest"), of_token, always=True),
    Journalled("person", Person, (), of_person),
)  # fmt: skip
