"""Every address that a browser can open, filled in with something of the named world: for tests over all pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import get_resolver
from django.urls.converters import UUIDConverter

MACHINES = ("api/", "account/^")
"""Addresses for programs, and those that hold a secret of a mail."""
UNKNOWN = UUID(int=7)


def patterns(rows: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    for row in rows if rows is not None else get_resolver().url_patterns:
        route = before + str(row.pattern)
        if route.startswith(MACHINES):
            continue
        if hasattr(row, "url_patterns"):
            yield from patterns(row.url_patterns, route)
        else:
            yield route, row


def addresses(world: Any) -> list[str]:
    """One address per pattern. What has no example is asked for with a key that nobody knows: that is a page too."""
    request = world.ordered()
    incident, draft = world.incident(), world.draft()
    mandate = world.mandate("duty-officer", "VR24")
    keys: dict[str, object] = {
        "requests": request.pk, "gates": world.gate(request, "locc-judges").pk, "incidents": incident.pk,
        "commitments": request.commitments.get().pk, "deployments": request.deployments.get().pk,
        "mandates": mandate.pk, "persons": mandate.person_id, "login": mandate.pk, "journal": request.pk,
    }  # fmt: skip
    codes = {"organisations": "VR24", "catalogue": "sandbags", "units": "rws-ground", "law": "wvr-51", "help": "ask"}
    names = {"move": "note", "act": "pass", "basis": "wvr-51", "which": "plan", "code": "wvr-51"}
    found = []
    for route, row in patterns():
        address, head = "/" + route, route.partition("/")[0]
        for name, converter in row.pattern.converters.items():
            value = (
                keys.get(head, UNKNOWN) if isinstance(converter, UUIDConverter) else codes.get(head, names.get(name, 1))
            )
            if name == "move" and head == "requests":
                value = "withdraw"
            start = address.index("<")
            address = address[:start] + str(value) + address[address.index(">") + 1 :]
        found.append(address)
    return [*found, f"/requests/{draft.pk}", f"/requests/{draft.pk}/edit"]
