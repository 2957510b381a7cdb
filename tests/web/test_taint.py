"""Marks planted in every field, every address fetched in every role: each mark is read by its audience and nobody else.

The table of audiences is `steun/web/audiences.py`; who is in an audience is said anew in `tests/web/taint/planted.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from steun.exchange.tables import workbook
from steun.web.audiences import AUDIENCES, CODES, FIELDS
from steun.web.kernel.actor import Actor
from steun.web.kernel.live import changes
from steun.web.kernel.people.models import Mandate
from steun.web.people.account import outbox
from steun.web.people.person import key as tokens
from tests.builders import PEOPLE
from tests.web.taint.addresses import MORE, calls, filled, pages
from tests.web.taint.marks import MARK, Planted, declared, text_fields
from tests.web.taint.planted import WHO, Planting

TWICE = {
    ("duty-officer", "GM0994"),
    ("duty-officer", "VR23"),
    ("safety-region-chair", "VR23"),
    ("dijkgraaf", "WS-limburg"),
}
"""Seats that see as another seat of the list does."""
PAGES, CALLS = (*pages(), *MORE), (*calls(), "/search?q=zq")


def test_every_field_that_holds_words_has_an_audience():
    """A new field is not told to anybody before somebody said for whom it is."""
    assert text_fields() == declared()
    assert not {(m, f) for m, fs in FIELDS.items() for f in fs} & {(m, f) for m, fs in CODES.items() for f in fs}
    assert {a for fields in FIELDS.values() for a in fields.values()} <= set(AUDIENCES) == set(WHO)


@pytest.fixture
def planting(world, tmp_path, settings) -> Planting:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return Planting(world).fill()


@pytest.mark.one_database  # who reads which words; that both databases find the same rows: test_visibility, test_sides
def test_each_mark_is_read_by_its_audience_and_by_nobody_else(planting):
    seats = [*(seat for seat in PEOPLE if seat not in TWICE), planting.bystander]
    leaks: dict[str, set[str]] = defaultdict(set)
    read: set[str] = set()

    refusing: set[str] = set()
    for n, (role, organisation) in enumerate(seats):
        mandate = Mandate.objects.select_related("organisation", "person").get(
            role=role, organisation=organisation, revoked_at=None
        )
        actor = Actor.of_mandate(mandate)
        for address, content in everything(planting, mandate, ("nl", "en")[n % 2], refusing):
            for mark in set(MARK.findall(content)):
                it: Planted = planting.marks.planted[mark]
                read.add(mark)
                if not it.may(actor):
                    leaks[f"{it.where} ({it.audience})"].add(f"{role}@{organisation}: {address}")

    assert {k: sorted(v)[:4] for k, v in leaks.items()} == {}
    unread = [p.where for p in planting.marks.planted.values() if p.mark not in read and p.audience != "nobody"]
    assert unread == [], "a mark that nobody ever reads tests nothing"
    assert planting.marks.holding() >= {(model, name) for model, names in FIELDS.items() for name in names}


def everything(planting: Planting, mandate: Mandate, language: str, refusing: set[str]) -> Iterator[tuple[str, str]]:
    """All that one seat can fetch: address and content. `refusing`: patterns that take a POST only."""
    client = Client()
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["mandate"] = str(mandate.pk)
    session.save()
    client.cookies["steun-language"] = language
    for pattern in PAGES:
        if pattern in refusing:
            continue
        for path in filled(pattern.format_map(Keys(planting.rows)), planting.rows):
            answer = client.get(f"/{path}")
            refusing |= {pattern} if answer.status_code == 405 else set()
            yield path, body(answer)
    past = timezone.now().isoformat(timespec="seconds").replace("+00:00", "Z")
    yield "picture of the past", body(client.get(f"/picture?at={past}"))
    for name in ("draft", "sent", "ended"):  # what stands beside the form while one types, of a case of whoever
        pk, typed = planting.rows[name].pk, {"effect": "water-kept-out", "line_capability": "sandbags"}
        yield f"soonest {name}", body(client.post(f"/requests/{pk}/soonest", typed))
    last = changes.head()
    for after in range(0, last, changes.MOST):  # what a stream of this seat says of all this
        yield "live", str(changes.since(Actor.of_mandate(mandate), after, min(last, after + changes.MOST)).as_dict())
    _, key = tokens.issue("taint", by=Actor.of_mandate(mandate))
    for pattern in CALLS:
        for path in filled(pattern, planting.rows):
            yield f"api {path}", body(client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"}))
    path = f"/picture?at={past}"
    yield f"api {path}", body(client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"}))


class Keys(dict):
    """`{draft}` in an address is the key of that row; parameters stay."""

    def __init__(self, rows):
        super().__init__({name: row.pk for name, row in rows.items()})

    def __missing__(self, name):
        return f"{{{name}}}"


def body(answer) -> str:
    assert answer.status_code < 500, answer
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Type") == workbook.MEDIA_TYPE:
        content = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    return content.decode(errors="replace")


def test_a_mail_tells_of_a_case_only_who_may_see_it(planting):
    """Who lost the seat before the mail went out reads that something waits, and not of what."""
    gate = planting.rows["sent"].gates.filter(state="open", ready_at__isnull=False).first()
    assert gate
    mail.outbox.clear()
    outbox.send_due(timezone.now())

    mandates = {m.person.email: Actor.of_mandate(m) for m in Mandate.objects.select_related("person", "organisation")}
    seen = 0
    for message in mail.outbox:
        for mark in set(MARK.findall(f"{message.subject} {message.body}")):
            it = planting.marks.planted[mark]
            if it.where.startswith("Request."):
                seen += 1
                assert it.may(mandates[message.to[0]]), (it.where, message.to)
    assert seen


def test_a_mail_to_a_seat_that_was_lost_tells_of_no_case(world):
    request = world.draft(title="Secret dyke")
    gate = request.gates.get(phase="before-sending")
    holder = world.holder(gate)
    Mandate.objects.filter(pk=holder.mandate).update(revoked_at=timezone.now())
    mail.outbox.clear()

    outbox.send_due(timezone.now())

    assert mail.outbox and not [m for m in mail.outbox if "Secret dyke" in m.subject + m.body]
