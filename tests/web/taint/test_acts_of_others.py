"""What is sent to a case that one may not see is answered without a word of it: every form and every call that writes.

`tests/web/test_taint.py` looks at what is fetched; here it is the answers to acts, which show pages and rows too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from steun.web.api import api as routes
from steun.web.kernel.actor import Actor
from steun.web.people.person import key as tokens
from tests.web.decide.test_secrets_everywhere import Planted
from tests.web.taint.addresses import filled, pages
from tests.web.taint.marks import MARK
from tests.web.test_taint import Keys, body

SEATS = [("duty-officer", "VR01"), ("mayor", "GM0935"), ("provider", "HOSPITAL")]
"""Who reads nothing of the cases; who reads their outline, and so knows their ids: a municipality, a hospital."""
SAYING = {"title": "x", "effect": "water-kept-out", "starts_at": "rubbish", "reason": "x", "to": "{sent}"}
"""Some of it is wrong, so that forms are shown again."""
OF_CASES = re.compile(
    r"^/?(requests|attachments|additions|gates|commitments|deployments|incidents|agreements|proposals"
    r"|mandates|persons|<life)"
)
PARTS = ("", "side", "route", "attachments")


@pytest.fixture
def planting(world: Any, tmp_path: Any, settings: Any) -> Planted:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    planting = Planted(world)
    planting.fill()
    return planting


def answers(planting: Planted, seat: tuple[str, str]) -> Iterator[tuple[str, str]]:
    mandate, rows = planting.world.mandate(*seat), planting.rows
    client = Client()
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    given = {name: value.format_map(Keys(rows)) for name, value in SAYING.items()}
    for label in ("draft", "sent", "ended"):
        yield f"new {label}", body(client.get(f"/requests/new?id={rows[label].pk}"))
        yield f"copy {label}", body(client.get(f"/requests/new?copy={rows[label].pk}", follow=True))
    yield "renews", body(client.get(f"/agreements/new?renews={rows['agreement'].pk}"))
    terms = {**given, "renews": str(rows["agreement"].pk), "provider": "DOPS", "beneficiaries": "VR24"}
    yield "renewed", body(client.post("/agreements/new", terms))
    for pattern in filter(OF_CASES.match, pages()):
        for path in filled(pattern, rows):
            for part in PARTS:
                headers = {"HX-Request": "true", "HX-Target": part} if part else {}
                yield f"{path} {part}", body(client.post(f"/{path}", given, headers=headers))
    _, key = tokens.issue("acts", by=Actor.of_mandate(mandate))
    headers = {"Authorization": f"Bearer {key}"}
    for pattern, methods in routes.get_openapi_schema()["paths"].items():
        here = pattern.removeprefix("/api/v1")
        for method in methods.keys() & {"post", "put", "patch", "delete"} if OF_CASES.match(here) else ():
            for path in filled(here, rows):
                sent = {"content_type": "application/json", "data": {}, "headers": headers}
                yield f"{method} {path}", body(getattr(client, method)(f"/api/v1{path}", **sent))


@pytest.mark.parametrize("seat", SEATS)
def test_an_act_on_a_case_of_others_is_answered_without_a_word_of_it(planting, seat):
    actor = Actor.of_mandate(planting.world.mandate(*seat))
    leaks: dict[str, set[str]] = {}
    asked = 0
    for address, content in answers(planting, seat):
        asked += 1
        for mark in set(MARK.findall(content)):
            if not planting.marks.planted[mark].may(actor):
                leaks.setdefault(planting.marks.planted[mark].where, set()).add(address)

    assert {where: sorted(addresses)[:3] for where, addresses in leaks.items()} == {}
    assert asked > 100
