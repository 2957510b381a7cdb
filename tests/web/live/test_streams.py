"""Streams of one process, look by look: who is let in, who is let go, and that each change is told once."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from steun.web.kernel.journal.record import record
from steun.web.kernel.live import changes, hub
from steun.web.kernel.live.hub import Hub
from steun.web.kernel.live.member import ENDED, LOGGED_OUT, Member
from steun.web.kernel.live.token import Seat
from steun.web.kernel.people.models import Mandate
from steun.web.people.mandate import acts as mandates


class Screen:
    """A page with its stream: what it was told, and how often."""

    def __init__(self, hub: Hub, mandate: Mandate, session: str) -> None:
        self.hub, self.seat, self.session = hub, Seat(mandate.person_id, mandate.pk), session
        self.last, self.seen = changes.head(), []
        self.said: list[str] = []
        self.member: Member | None = None

    def connect(self) -> Screen:
        self.member = Member(self.seat, self.session, self.last, self.take)
        self.hub.open(self.member)
        return self

    def leave(self) -> None:
        if self.member:
            self.hub.close(self.member)
            self.member.take = lambda kind, content: None
        self.member = None

    def take(self, kind: str, content: Any) -> None:
        self.said.append(kind if kind != "end" else f"end {content}")
        if kind == "changes":
            self.seen += [change.number for change in content.changes]
            self.last = content.last


@pytest.fixture
def rounds(world, monkeypatch) -> Hub:
    """A hub whose looks the test takes itself, in its own thread and transaction."""
    made = Hub(lambda messages, last: [member.take(kind, content) for member, kind, content in messages])
    monkeypatch.setattr(hub.Thread, "start", lambda thread: None)
    return made


@pytest.fixture
def screen(world, rounds):
    def show(role: str = "duty-officer", organisation: str = "VR24") -> Screen:
        mandate, client = world.mandate(role, organisation), Client()
        client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return Screen(rounds, mandate, client.session.session_key)

    return show


def test_a_stream_is_told_what_was_missed_and_then_what_comes(world, rounds, screen):
    desk = screen()
    world.draft()
    missed = changes.head()
    desk.connect()
    rounds.round()
    assert desk.said == ["open", "changes"] and desk.last == missed

    rounds.round()
    assert desk.said == ["open", "changes"], "nothing new, nothing told"

    world.draft()
    rounds.round()
    assert desk.last == changes.head() and len(desk.seen) == len(set(desk.seen))


def test_who_sees_nothing_of_it_hears_nothing(world, rounds, screen):
    stranger = screen("duty-officer", "VR01").connect()
    rounds.round()
    world.asked()
    rounds.round()
    assert stranger.said == ["open"]


def refused(rounds: Hub, screen: Screen) -> list[str]:
    screen.connect()
    rounds.round()
    return screen.said


def test_without_a_log_in_no_stream_opens(rounds, screen):
    desk = screen()
    desk.session = "a" * 32
    assert refused(rounds, desk) == [f"end {LOGGED_OUT}"] and not rounds.members


def test_the_token_of_somebody_else_opens_nothing(world, rounds, screen):
    desk, chair = screen(), world.mandate("safety-region-chair", "VR24")
    desk.seat = Seat(chair.person_id, chair.pk)
    assert refused(rounds, desk) == [f"end {LOGGED_OUT}"]
    desk.said, desk.seat = [], Seat(world.person("duty-officer", "VR24").pk, chair.pk)
    assert refused(rounds, desk) == [f"end {ENDED}"]


def test_a_mandate_that_ended_opens_nothing(world, rounds, screen):
    Mandate.objects.filter(pk=screen().seat.mandate).update(valid_until=timezone.now() - timedelta(minutes=1))
    assert refused(rounds, screen()) == [f"end {ENDED}"]


def logs_out(world: Any, desk: Screen) -> None:
    Session.objects.filter(pk=desk.session).delete()


def runs_out(world: Any, desk: Screen) -> None:
    Session.objects.filter(pk=desk.session).update(expire_date=timezone.now() - timedelta(seconds=1))


def sets_another_password(world: Any, desk: Screen) -> None:
    person = world.person("duty-officer", "VR24")
    person.set_password("another sentence of words")
    person.save()


def is_revoked(world: Any, desk: Screen) -> None:
    mandates.revoke_mandate(desk.seat.mandate, reason="Left", by=world.actor("administrator", "STEUN"))


def is_over(world: Any, desk: Screen) -> None:
    Mandate.objects.filter(pk=desk.seat.mandate).update(valid_until=timezone.now() - timedelta(seconds=1))


def leaves_the_house(world: Any, desk: Screen) -> None:
    person = world.person("duty-officer", "VR24")
    person.is_active = False
    person.save()


@pytest.mark.parametrize(
    ("end", "why"),
    [(logs_out, LOGGED_OUT), (runs_out, LOGGED_OUT), (sets_another_password, LOGGED_OUT), (is_revoked, ENDED),
     (is_over, ENDED), (leaves_the_house, ENDED)],
    ids=lambda it: getattr(it, "__name__", it),
)  # fmt: skip
def test_whoever_may_not_stay_is_let_go_before_anything_more_is_told(world, rounds, screen, end, why):
    desk, other = screen().connect(), screen("locc", "LOCC").connect()
    rounds.round()
    end(world, desk)
    world.asked()
    rounds.round()
    assert desk.said == ["open", f"end {why}"]
    assert "changes" in other.said and rounds.members == {other.member}


def test_who_only_waits_is_let_go_too(world, rounds, screen, monkeypatch):
    desk = screen().connect()
    rounds.round()
    logs_out(world, desk)
    monkeypatch.setattr(hub, "AGAIN", 0)
    rounds.round()
    assert desk.said == ["open", f"end {LOGGED_OUT}"]


def test_a_database_that_does_not_answer_keeps_nobody_out_for_good(world, rounds, screen, monkeypatch):
    desk = screen().connect()
    with monkeypatch.context() as broken:
        broken.setattr(hub, "admit", lambda members: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rounds.round()
    rounds.round()
    assert desk.said == ["open"]


def test_a_batch_that_could_not_be_read_is_told_by_the_next_look(world, rounds, screen, monkeypatch):
    desk = screen().connect()
    rounds.round()
    world.draft()
    with monkeypatch.context() as broken:
        broken.setattr(changes.Batch, "news_for", lambda self, actor: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rounds.round()
    rounds.round()
    assert desk.last == changes.head() and "changes" in desk.said


def test_a_database_that_was_set_back_is_told_as_all_may_have_changed(world, rounds, screen, monkeypatch):
    world.draft()
    desk = screen().connect()
    rounds.round()
    monkeypatch.setattr(changes, "head", lambda: 0)
    news = []
    desk.member.take = lambda kind, content: news.append((kind, content.all, content.last))
    rounds.round()
    assert news == [("changes", True, 0)]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_of_moves_looks_and_breaks_each_change_is_seen_once(world, rounds, screen, seed):
    chance = random.Random(seed)
    request = world.draft()
    desks = [screen(), screen("safety-region-chair", "VR24"), screen("duty-officer", "VR01")]
    start = changes.head()
    for _ in range(60):
        desk = chance.choice(desks)
        match chance.choice(["move", "move", "look", "look", "leave", "connect", "connect"]):
            case "move":
                record("request.noted", subject=request.key, case=request.pk, by=world.desk)
            case "look":
                rounds.round()
            case "leave":
                desk.leave()
            case "connect" if desk.member is None:
                desk.connect()
    for desk in desks:
        desk.leave()
        desk.connect()
    rounds.round()
    every = list(range(start + 1, changes.head() + 1))
    assert desks[0].seen == every and desks[1].seen == every and desks[2].seen == []
