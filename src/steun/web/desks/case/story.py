"""The time line of a case in words: who did what, when, for whom, and why, as far as the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.core.kernel.machine import CLOCK
from steun.rules.load import law
from steun.web.ask.form.versions import changed, names_in, versions_in
from steun.web.ask.gate.model import Gate
from steun.web.kernel import clock, moments, words
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal import slips
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation, Person
from steun.web.kernel.people.seats import belonging
from steun.web.know.unit.model import Unit

SHOWN, LONGEST = 20, 200
"""Entries on one page: at first, and for whoever asks for the rest. The journal has all."""
TONES = {
    "request.grant": "good", "gate.pass": "good", "gate.confirm": "good", "deployment.arrive": "good",
    "request.refuse": "bad", "gate.refuse": "bad", "gate.escalate": "bad", "commitment.fall-short": "bad",
    "gate.attest": "good", "request.lives-first": "bad",
    "gate.phone": "wait", "request.return": "wait", "gate.remind": "wait", "request.ask-longer": "wait",
}  # fmt: skip
QUIET = frozenset({"gate.drop", "gate.restore"})
"""Housekeeping of signatures while a draft changes: in the journal, not in the story."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    number: int
    at: datetime
    action: str
    who: str
    person: str
    behalf: str
    what: str
    reason: str
    tone: str
    reconstructed: bool
    source: str
    changes: list[dict[str, str]]  # label, was, now: field by field
    undone: bool = False  # by a later act
    position: int = 0
    undo_at: str = ""  # the address at which the reader may undo it
    undo_until: datetime | None = None


def of_case(http: HttpRequest, case: UUID, actor: Actor) -> dict[str, Any]:
    """The story of a request, incident or decree that this actor was shown, latest first, for its page; `?story=all`
    for the rest of it. `next_entry`: the number of the first entry that is not shown, 0 when all are."""
    most = LONGEST if http.GET.get("story") == "all" else SHOWN
    rows = Entry.objects.of_seen(case, actor).exclude(action__in=QUIET).order_by("-position")
    found = list(rows[: most + 1])
    rest = found[most:] if most < LONGEST else []
    return {"entries": in_words(found[:most], actor), "next_entry": rest[0].number if rest else 0}


def in_words(entries: list[Entry], actor: Actor | None = None) -> list[Line]:
    """Entries in words, the latest first: three look-ups for all names together. `actor`: who may undo some."""
    named = {code for e in entries for code in (e.organisation, e.data.get("organisation")) if isinstance(code, str)}
    organisations = Organisation.objects.in_bulk(named - {""})
    keys = {k for e in entries for k in (parse_key(e.actor), parse_key(e.on_behalf_of)) if k}
    people = {str(p.pk): p.name for p in Person.objects.filter(pk__in=keys).only("name")}
    units = {
        u.code: words.named(u)
        for u in Unit.objects.filter(code__in=unit_codes(entries)).only("code", "name_nl", "name_en")
    }
    gates = gate_codes(entries)
    names = names_in(*(version for e in entries for version in versions_in(e.data.get("changes"))))
    back, taken = slips.undoable(entries, actor) if actor else {}, slips.undone(entries)
    lines = (one(e, organisations, people, units, gates, names) for e in entries)
    return [
        replace(
            line, undone=(e.subject, e.number) in taken, position=e.position, undo_until=back.get(e.position),
            undo_at=reverse("act", args=[*e.subject.split(":"), "undo"]) if e.position in back else "",
        )
        for e, line in zip(entries, lines, strict=True)
    ]  # fmt: skip


def gate_codes(entries: Iterable[Entry]) -> dict[str, str]:
    """Which act an entry about a gate is of, for those that do not say it themselves."""
    subjects = {e.subject: parse_key(e.subject.partition(":")[2]) for e in entries if e.subject.startswith("gate:")}
    codes = dict(Gate.objects.filter(pk__in=[k for k in subjects.values() if k]).values_list("pk", "code"))
    return {subject: codes[key] for subject, key in subjects.items() if key in codes}


def unit_codes(entries: Iterable[Entry]) -> set[str]:
    found: set[str] = set()
    for entry in entries:
        found.update(texts(entry.data.get("unit")), texts(entry.data.get("units")))
    return found


def texts(value: object) -> list[str]:
    """The texts that an entry records at some place, whatever was recorded there: one, a list of them, or none."""
    given = value if isinstance(value, list) else [value]
    return [text for text in given if isinstance(text, str) and text]


def as_text(value: object) -> str:
    """A text or a number as it stands; anything else is no word for people."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def one(
    entry: Entry,
    organisations: dict[str, Organisation],
    people: dict[str, str],
    units: dict[str, str],
    gates: dict[str, str],
    names: Mapping[str, str],
) -> Line:
    role = words.word("role", entry.role)
    organisation = organisations.get(entry.organisation)
    who = _("Steun") if entry.role == CLOCK else belonging(role, organisation)
    return Line(
        number=entry.number,
        at=entry.happened_at,
        action=words.word("action", entry.action),
        who=who,
        person=people.get(entry.actor, ""),
        behalf=people.get(entry.on_behalf_of, ""),
        what=what(entry, units, gates.get(entry.subject, ""), organisations),
        reason=words.word("ground", entry.reason) if entry.reason in GROUNDS else entry.reason,
        tone=TONES.get(entry.action, ""),
        reconstructed=bool(entry.data.get("reconstructed")),
        source=as_text(entry.data.get("source")),
        changes=changed(entry.data.get("changes"), names),
    )


GROUNDS = frozenset({"request-refused", "request-withdrawn", "request-ended", "gave-way", "moved-to-another"})
"""Reasons that Steun itself gave for a step that followed from another act."""


WHOSE = ("addition.", "request.share")
"""Acts about another organisation, which they name."""


def what(entry: Entry, units: dict[str, str], gate: str, organisations: Mapping[str, Organisation]) -> str:
    """What it was about: the organisation, the gate, the unit and how many, the level, the note."""
    data: dict[str, Any] = entry.data
    found = []
    if entry.action.startswith(WHOSE) and (whose := organisations.get(str(data.get("organisation")))):
        found.append(words.named(whose))
    if code := as_text(data.get("gate")) or gate:
        found.append(words.word("gate", code))
    if who := as_text(data.get("phoned")):
        found.append(_("on the phone with %(who)s") % {"who": who})
    if (extent := as_text(data.get("extent"))) and extent != "full":
        found.append(words.word("extent", extent))
    if entry.action.startswith("gate."):
        found += said(data)
        data = {name: value for name, value in data.items() if name != "quantity"}
    named = [units.get(code, code) for code in [*texts(data.get("unit")), *texts(data.get("units"))]]
    quantity = as_text(data.get("quantity"))
    if named:
        found.append((f"{quantity} × " if quantity else "") + ", ".join(named))
    elif quantity:
        found.append(ngettext("%(count)s piece", "%(count)s pieces", int(quantity)) % {"count": quantity})
    if (grip := as_text(data.get("grip"))) and entry.action == "incident.scale" and "changes" not in data:
        level = next((g for g in law().grip if g.code == grip), None)
        found.append(words.named(level) if level else f"GRIP {grip}")
    if entry.action == "deployment.correct":
        found.append(corrected(data))
    found += [as_text(data.get(name)) for name in ("number", "name", "note", "text", "why", "remark")]
    return " · ".join(text for text in found if text)


def said(data: Mapping[str, Any]) -> list[str]:
    """What a gate answered in figures: how many instead of those asked, and from when."""
    found = []
    if quantity := as_text(data.get("quantity")):
        found.append(_("%(count)s instead of what was asked") % {"count": quantity})
    if at := as_text(data.get("from_at")):
        found.append(_("from %(time)s") % {"time": hour(at)})
    return found


def corrected(data: dict[str, Any]) -> str:
    """Which time was corrected: what it was, and what it is."""
    return _("%(step)s: %(was)s, really %(at)s") % {
        "step": words.word("report", as_text(data.get("step"))),
        "was": hour(data.get("was")),
        "at": hour(data.get("at")),
    }


def hour(value: object) -> str:
    """A moment as an entry keeps it, in Dutch time; what is none as it stands."""
    try:
        return moments.short(moments.parsed(as_text(value)), clock.this_year())
    except ValueError:
        return as_text(value) or "–"
