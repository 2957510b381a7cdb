"""A hold, a home and a notice stand in no answer that those outside Defence and LOCC can get, at whatever address.

Two worlds that differ in secrets of Defence alone are asked the same: every page, every operation of the API, what a
form tells while one types, the past of the picture, and the stream of changes. No answer may differ in a letter.
Proposals are not asked: they divide, for who divides, what there is (`test_holds_unknown.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from steun.web.decide.proposal import acts as proposals
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.live import changes
from steun.web.know.unit.model import Site, Unit
from steun.web.people.person import key as tokens
from tests.builders import World
from tests.web.taint.addresses import MORE, calls, filled, pages
from tests.web.taint.planted import Planting
from tests.web.test_taint import Keys, body

DESK, STRANGER, MINISTER = ("duty-officer", "VR24"), ("duty-officer", "VR01"), ("minister-jenv", "MIN-JENV")
OUTSIDE = (DESK, STRANGER, MINISTER)
"""Who asks, who has no part in it, who divides: nobody of Defence or LOCC."""
LOCC = ("locc", "LOCC")
OF_STOCK = re.compile(r"(api )?/?(catalogue|units|allocation|picture|promises|capabilities|deployments|soonest)\b")
"""Of these the stranger is asked alone, who sees no case; the others are asked everything."""
HOUR = timedelta(hours=1)
POINTS = ((5.83, 50.87), (6.57, 53.22))
SECRET = re.compile(r"steun_(unit|site|offering|commitment|absence|deployment|entry|proposal)\b")
"""Tables from which a secret could come. What reads none of them cannot tell one."""
PARTING = re.compile(r"^/?proposals/")
CHANGING = (r"\b[0-9A-Za-z]{64}\b", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", r"[\w-]{20,}:[\w-]{6}:[\w-]{43}")
"""What differs at every look: proofs against forgery and digests, new ids, signed tokens."""


@dataclass(frozen=True)
class Secrets:
    """What differs between two worlds that everybody outside must see as one: home within its area, notice and recovery
    within their classes, a hold and an absence within the same class of quantity and the same blocks of the day."""

    home: tuple[float, float] = (5.36, 51.49)
    notice: int = 95
    rest: int = 250
    held: int = 3
    minutes: int = 30


OTHER = Secrets(home=(3.9, 51.5), notice=120, rest=360, held=15, minutes=290)


class Planted(Planting):
    """The world of the taint test; a proposal is asked for, and not made: the planner's first run takes long."""

    def planner(self) -> None:
        locc = self.seat("locc", "LOCC")
        self.rows |= {name: proposals.make(by=locc, seconds=1) for name in ("proposal", "failed")}


@pytest.fixture
def planting(world: World, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """The clock stands, at a quarter past the hour: two looks at the same thing are at the same moment."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    planting = Planted(world)
    planting.fill()
    moment = (clock.now() + HOUR).replace(minute=17, second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return planting


def plant(planting: Planted, it: Secrets) -> None:
    world, today = planting.world, clock.now().replace(hour=0, minute=0)
    Site.objects.filter(pk="oirschot").update(lon=it.home[0], lat=it.home[1])
    Unit.objects.filter(side="defence").update(notice=it.notice, rest=it.rest)
    begin = today + timedelta(days=2, minutes=it.minutes)
    world.unit("bravo").absences.create(quantity=9, reason="Secret", starts_at=begin, ends_at=begin + HOUR)
    until = today + timedelta(days=1, minutes=it.minutes)
    for case in (planting.rows["sent"], planting.rows["elsewhere"]):
        world.commit(case, "bravo", it.held, hold_until=until)


def plain(text: str) -> str:
    for pattern in CHANGING:
        text = re.sub(pattern, "", text)
    return text


class Asker:
    """Somebody outside, by page and by machine."""

    def __init__(self, planting: Planted, seat: tuple[str, str]) -> None:
        self.planting, mandate = planting, planting.world.mandate(*seat)
        self.actor, self.client = Actor.of_mandate(mandate), Client()
        self.client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = self.client.session
        session["mandate"] = str(mandate.pk)
        session.save()
        _, self.key = tokens.issue("asks", by=self.actor)

    def questions(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """All that can be asked: its name, and how. One row for each place in an address."""
        past = moment(self.planting.world.now + timedelta(seconds=1))
        for pattern in (*pages(), *MORE, f"picture?at={past}", "picture?wall=1", "requests/{sent}/decide"):
            yield from ((path, lambda path=path: self.page(path)) for path in self.paths(pattern))
        for pattern in (*calls(), f"/picture?at={past}", "/requests/{sent}/options", "/requests/{ended}/options"):
            yield from ((f"api {path}", lambda path=path: self.call(path)) for path in self.paths(pattern))
        for lon, lat in POINTS:
            for hours in (0, 5, 12, 30):
                path = f"/promises/sandbags?lon={lon}&lat={lat}&wanted={moment(clock.now() + hours * HOUR)}"
                yield f"api {path}", lambda path=path: self.call(path)
        typed = {"effect": "water-kept-out", "line_capability": "sandbags", "line_quantity": "68", "line_minimum": "1"}
        for pk in (new_key(), self.planting.rows["draft"].pk, self.planting.rows["sent"].pk):
            yield f"soonest {pk}", lambda pk=pk: body(self.client.post(f"/requests/{pk}/soonest", typed))

    def paths(self, pattern: str) -> list[str]:
        if PARTING.match(pattern):
            return []
        keyed, rows = pattern.format_map(Keys(self.planting.rows)), self.planting.rows
        sent = [path for path in filled(keyed, rows) if str(rows["sent"].pk) in path]
        return sent[:1] or list(filled(keyed, rows))[:1]

    def page(self, path: str) -> str:
        return body(self.client.get(f"/{path}"))

    def call(self, path: str) -> str:
        return body(self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}"}))


def moment(it: datetime) -> str:
    return it.isoformat(timespec="seconds").replace("+00:00", "Z")


def in_world(planting: Planted, secrets: Secrets, ask: Callable[[int], None]) -> None:
    """Do it in a world with these secrets, which then never was."""
    with transaction.atomic():
        before = changes.head()
        plant(planting, secrets)
        ask(before)
        transaction.set_rollback(True)


def differing(planting: Planted, seat: tuple[str, str], *, of_stock: bool) -> list[str]:
    """What is answered otherwise in the one world than in the other."""
    planting.rows["elsewhere"] = planting.world.asked(title="Another village")
    asker = Asker(planting, seat)
    first: dict[str, str] = {}
    telling: dict[str, Callable[[], str]] = {}
    found: list[str] = []

    def look(before: int) -> None:
        for name, ask in asker.questions():
            if of_stock and not OF_STOCK.match(name):
                continue
            with Reading() as reading:
                first[name] = plain(ask())
            if reading.secret:
                telling[name] = ask

    def again(before: int) -> None:
        found.extend(name for name, ask in telling.items() if plain(ask()) != first[name])
        if changes.since(asker.actor, before, changes.head()).changes:  # that something was held is a secret too
            found.append("live")

    in_world(planting, Secrets(), look)
    in_world(planting, OTHER, again)
    return found


class Reading:
    """Whether the statements in it read a table from which a secret could come."""

    def __enter__(self) -> Reading:
        self.secret, self.wrapper = False, connection.execute_wrapper(self.watch)
        self.wrapper.__enter__()
        return self

    def watch(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.secret = self.secret or bool(SECRET.search(sql))
        return execute(sql, *rest)

    def __exit__(self, *error: Any) -> None:
        self.wrapper.__exit__(*error)


@pytest.mark.parametrize("seat", OUTSIDE)
def test_no_answer_to_somebody_outside_follows_from_a_hold_a_home_or_a_notice(planting, seat):
    assert differing(planting, seat, of_stock=seat == STRANGER) == []


def test_the_same_questions_tell_who_may_know(planting):
    """What is compared above does follow from the secrets."""
    found = differing(planting, LOCC, of_stock=True)

    for start in ("live", "catalogue/sandbags", "units/alpha", "api /units/alpha", "api /promises/", "soonest "):
        assert [name for name in found if name.startswith(start)], start
