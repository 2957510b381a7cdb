"""Sends what waits in the outbox; tries again; then the next in rank. `steun tick` does so, apart from the clock.

No mail is sent inside a transaction: a slow mail server must not hold up those who decide. One that does not answer is
asked once per round, and a round ends after `ROUND` seconds: what is left waits for the next. A row is claimed first,
so two clocks at work send it once; a machine that dies between sending and noting it down sends it twice, under one
message id.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from steun.web.kernel import clock, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from steun.web.kernel.people.models import Mandate, Notice, Person
from steun.web.kernel.people.notices import write
from steun.web.people.account.links import absolute, password_link

log = logging.getLogger("steun")

BACK_OFF = (1, 5, 15, 60)  # minutes until the next try; then every last of these
PASS_ON_AFTER = 3  # failures
GIVE_UP_AFTER = 48  # failures with nobody else to tell: about two days
CLAIM = timedelta(minutes=2)  # longer than a mail server may take
AT_ONCE = 200
ROUND = 30.0
"""Seconds after which a round begins no further mail."""
WITH_PASSWORD_LINK = frozenset({"invited", "password-reset"})
ASKING = frozenset({"gate-waits", "gate-lapsed", "reminder", "escalation"})
"""Kinds that ask for an act on a gate."""
NUDGES = ("gate.remind", "gate.escalate")
OVER = ("request.withdraw", "request.refuse", "request.return")
"""Acts after which nothing is asked for that was asked before."""
OF_THE_CASE = frozenset({"number", "title", "unit", "changed", "agreed"})
"""Facts that tell of a case."""
CODES = {"gate": "gate", "role": "role", "outcome": "move"}
"""Facts that are codes, and the context of their words."""
LISTS = {"changed": "field", "lacks": "field"}
"""Facts that list codes."""


def send_due(now: datetime) -> int:
    """Send every notice whose time has come. Returns how many were sent. Safe to run twice at once."""
    sent, carry, until = 0, carrier(), time.monotonic() + ROUND
    waiting = Notice.objects.filter(next_try_at__lte=now, sent_at=None, given_up_at=None).order_by("next_try_at", "id")
    for pk, tried_at in list(waiting.values_list("pk", "next_try_at")[:AT_ONCE]):
        if time.monotonic() > until:
            break
        claimed = Notice.objects.filter(pk=pk, next_try_at=tried_at, sent_at=None, given_up_at=None)
        if not claimed.update(next_try_at=now + CLAIM):
            continue
        notice = Notice.objects.select_related("person", "entry").get(pk=pk)
        sent += _deliver([notice, *the_same(notice, now)], now, carry)
    return sent


def the_same(notice: Notice, now: datetime) -> list[Notice]:
    """What waits to tell the same person the same in another seat, or of another act: claimed, for one mail."""
    others = Notice.objects.filter(
        person=notice.person_id, entry=notice.entry_id, kind=notice.kind, path=notice.path, next_try_at__lte=now,
        sent_at=None, given_up_at=None,
    ).exclude(pk=notice.pk)  # fmt: skip
    found = []
    for other in others.select_related("person", "entry").order_by("id"):
        mine = Notice.objects.filter(pk=other.pk, next_try_at=other.next_try_at, sent_at=None, given_up_at=None)
        if mine.update(next_try_at=now + CLAIM):
            found.append(other)
    return found


def carrier() -> Callable[[EmailMessage], None]:
    """Hands mails to the mail server, one by one. When it cannot be reached, the rest of the round is not tried."""
    unreachable: list[Exception] = []

    def carry(mail: EmailMessage) -> None:
        if unreachable:
            raise ConnectionError(f"the mail server does not answer: {unreachable[0]}")
        link = get_connection()
        try:
            link.open()
        except Exception as error:
            unreachable.append(error)
            raise
        try:
            mail.connection = link
            mail.send()
        finally:
            link.close()

    return carry


def overtaken(notice: Notice) -> bool:
    """Does it ask for what was done, or is no longer wanted, before the mail could go? Nobody is woken for that."""
    if notice.kind not in ASKING:
        return False
    kind, _, key = notice.entry.subject.partition(":")
    gate = notice.path.partition("#gate-")[2] or (key if kind == "gate" else "")
    later = Entry.objects.filter(position__gt=notice.entry_id, case=notice.entry.case)
    acted = Q(subject=f"gate:{gate}") & ~Q(action__in=NUDGES)
    return later.filter(acted | Q(action__in=OVER)).exists()


def _deliver(notices: list[Notice], now: datetime, carry: Callable[[EmailMessage], None]) -> bool:
    """One mail for all of them. Each is still of its own seat: what fails is tried again and passed on per seat."""
    person = notices[0].person
    for notice in (late := [notice for notice in notices if overtaken(notice)]):
        notice.delete()
    notices = [notice for notice in notices if notice not in late]
    away = bool(person.unreachable_until and person.unreachable_until > now)
    if away or not person.is_active:
        why = "unreachable" if away else "inactive"
        notices = [notice for notice in notices if not pass_on(notice, now, why)]
    if not notices:
        return False
    try:
        carry(message(*notices))
    except Exception as error:  # whatever a mail server does, the notices stay
        for notice in notices:
            log.warning("mail for notice %s failed: %s", notice.pk, error)
            _failed(notice, now, f"{type(error).__name__}: {error}")
        return False
    for notice in notices:
        notice.sent_at, notice.last_error = now, ""
        notice.save(update_fields=["sent_at", "last_error"])
    return True


def _failed(notice: Notice, now: datetime, why: str) -> None:
    notice.tries += 1
    notice.last_error = why[:300]
    notice.next_try_at = now + timedelta(minutes=BACK_OFF[min(notice.tries, len(BACK_OFF)) - 1])
    notice.save(update_fields=["tries", "last_error", "next_try_at"])
    if notice.tries < PASS_ON_AFTER or pass_on(notice, now, "mail-failed"):
        return
    if notice.tries >= GIVE_UP_AFTER:
        log.error("notice %s was not delivered and there is nobody else to tell", notice.pk)
        _close(notice, now, "mail-failed", [])


@transaction.atomic
def pass_on(notice: Notice, now: datetime, why: str) -> bool:
    """Tell those who come next, on record. False when there is nobody: then it is tried again."""
    row = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if row.sent_at or row.given_up_at:
        return True
    if not row.role:
        return _notify_sender(notice, now, why)
    notified = Notice.objects.filter(entry=row.entry_id, kind=row.kind, role=row.role, organisation=row.organisation)
    heard = set(notified.values_list("person_id", flat=True))
    after = next_in_rank(row, now)
    new = [
        Notice(
            person=m.person, kind=row.kind, entry_id=row.entry_id, role=m.role, organisation=m.organisation_id,
            path=row.path, facts={**row.facts, "instead_of": notice.person.name}, next_try_at=now,
        )
        for m in after if m.person_id not in heard
    ]  # fmt: skip
    if not after:
        return False
    Notice.objects.bulk_create(new)
    _close(notice, now, why, [n.person for n in new])
    return True


def next_in_rank(notice: Notice, now: datetime) -> list[Mandate]:
    """Who comes after this person in the same seat and can be reached; after a lost seat, whoever holds it."""
    seat = Mandate.objects.valid_at(now).of_seat(notice.role, notice.organisation)
    own = seat.filter(person=notice.person_id).values_list("rank", flat=True).first()
    later = seat.exclude(person=notice.person_id)
    if own is not None:
        later = later.filter(rank__gt=own)
    reachable = Q(person__unreachable_until=None) | Q(person__unreachable_until__lte=now)
    found = list(later.filter(reachable).select_related("person").order_by("rank", "valid_from")[:20])
    return [m for m in found if m.rank == found[0].rank]


def _notify_sender(notice: Notice, now: datetime, why: str) -> bool:
    """A mail about somebody's own account has no deputy: whoever caused it hears that it did not arrive."""
    if notice.kind == "not-delivered" or why != "mail-failed":
        return False
    sender = Person.objects.filter(pk=notice.entry.actor, is_active=True).first() if "-" in notice.entry.actor else None
    if sender is None or sender.pk == notice.person_id:
        return False
    facts = {"name": notice.person.name, "email": notice.person.email}
    write(sender, "not-delivered", entry=notice.entry, path=f"/persons/{notice.person_id}", facts=facts)
    _close(notice, now, why, [sender])
    return True


@transaction.atomic
def _close(notice: Notice, now: datetime, why: str, instead: list[Person]) -> None:
    """Stop trying, and put on record who was notified instead: nothing is lost in silence."""
    entry = notice.entry
    data = {"notice": notice.kind, "of": entry.number, "why": why, "told": [str(p.pk) for p in instead]}
    record(
        "people.notice-passed-on" if instead else "people.notice-given-up", subject=f"person:{notice.person_id}",
        case=entry.case, by=Actor.clock(), data=data, audience=entry.audience,
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(given_up_at=now, last_error=why[:300])


def message(notice: Notice, *others: Notice) -> EmailMessage:
    """The notice as a mail, in the language of the person. `others` tell the same person the same in other seats."""
    person = notice.person
    every = (notice, *others)
    with translation.override(person.language if person.language in dict(settings.LANGUAGES) else "nl"):
        facts = {k: words.word(CODES[k], v) if k in CODES else v for k, v in together(every).items()}
        for name in CODES:
            if len(codes := dict.fromkeys(n.facts[name] for n in every if n.facts.get(name))) > 1:
                facts[name] = "; ".join(words.word(CODES[name], code) for code in codes)
        facts |= {k: words.listed(LISTS[k], str(facts[k])) for k in LISTS if k in facts}
        if "organisation" in facts:
            facts["organisation"] = words.organisation_name(str(facts["organisation"]))
        said = words.sentence("notice", notice.kind, facts)
        case = " ".join(str(facts.get(name) or "") for name in ("number", "title")).strip()
        subject = " ".join(f"{said}: {case}".split() if case else said.split())
        context = {
            "person": person,
            "subject": subject,
            "act": facts.get("gate") or facts.get("outcome") or "",
            "facts": facts,
            "seat": "; ".join(dict.fromkeys(words.seat(f"{n.role}@{n.organisation}") for n in every if n.organisation)),
            "happened_at": notice.entry.happened_at,
            "link": password_link(person) if notice.kind in WITH_PASSWORD_LINK else absolute(notice.path),
            "expires": notice.kind in WITH_PASSWORD_LINK,
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
            "world": settings.WORLD,
        }
        body = render_to_string("email/notice.txt", context)
        prefix = f"[Steun] [{words.word('world', settings.WORLD)}]" if settings.WORLD != "live" else "[Steun]"
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    headers = {"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    if notice.entry.case:  # mails about one case stand together, whatever their subjects
        thread = f"<case-{notice.entry.case}@{host}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    return EmailMessage(f"{prefix} {subject}"[:240], body, None, [person.email], headers=headers)


def together(notices: Sequence[Notice]) -> dict[str, object]:
    """What the reader may know in any of these seats: a seat that was lost meanwhile hides nothing of another."""
    facts: dict[str, object] = {}
    for notice in notices:
        facts |= {name: fact for name, fact in facts_for(notice).items() if not facts.get(name)}
    return facts


def facts_for(notice: Notice) -> dict[str, object]:
    """The facts of a notice as its reader may know them now: what is said of a case goes to who may see that case.

    Between an act and its mail a seat may be lost, or the message passed on.
    """
    facts = dict(notice.facts)
    if notice.entry.case is None or not notice.role:
        return facts
    seats = Mandate.objects.valid_at(clock.now()).of_seat(notice.role, notice.organisation)
    held = seats.filter(person=notice.person_id).select_related("organisation").first()
    known = Entry.objects.filter(case=notice.entry.case)
    if held and known.visible_to(Actor.of_mandate(held)).exists():
        return facts
    return {name: "" if name in OF_THE_CASE else fact for name, fact in facts.items()}


def due(now: datetime | None = None) -> int:
    """How many notices wait to be sent: for the operator."""
    return Notice.objects.filter(next_try_at__lte=now or clock.now(), sent_at=None, given_up_at=None).count()
