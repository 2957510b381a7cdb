"""A situation report as a document to read, send and keep: PDF/UA, in the words of who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steun.exchange.paper import Document, Section
from steun.web.ask.timeliness import words as timeliness
from steun.web.kernel import clock, moments, words
from steun.web.learn.report.model import SituationReport


def document(row: SituationReport, shown: Mapping[str, Any], language: str) -> Document:
    """`shown`: the content in words, as the page has it."""
    about = shown["about"]["name"] if shown["about"] else _("All that this seat sees")
    at = moments.formatted(shown["at"], "YEAR_DATETIME_FORMAT")
    return Document(
        title=f"{_('Situation report')} {row.number}", language=language, about=f"{about} · {at}",
        contents=_("Contents"), made_at=row.made_at,
        sections=[
            facts(row, shown), changes(shown), shortfalls(shown), requests(shown), decisions(shown), expected(shown),
            deployed(shown), sources(row, shown),
        ],
    )  # fmt: skip


def facts(row: SituationReport, shown: Mapping[str, Any]) -> Section:
    counts = shown["tally"]
    names = {
        "requests": _("Requests"), "asked": _("Asked"), "promised": pgettext("pieces", "Promised"),
        "short": _("Short"), "late": _("Late"), "under_way": _("Under way"),
    }  # fmt: skip
    maker = f"{words.word('role', row.role)}, {words.named(row.organisation)}"
    return Section(
        _("Facts"),
        facts=[(_("Made by"), maker), *((label, str(counts[name])) for name, label in names.items())],
        items=[f"{it['name']} · {words.word('kind', it['kind'])} · {it['place']} · GRIP {it['grip']}"
               for it in shown["incidents"]],
    )  # fmt: skip


def changes(shown: Mapping[str, Any]) -> Section:
    found, head = shown["changes"], _("What changed since the last")
    if not found:
        return Section(head, text=[_("This is the first report of this seat about it.")])
    items = [f"{pgettext('request', 'New')}: {case(it)}" for it in found["new"]]
    items += [f"{_('No longer open')}: {case(it)}" for it in found["gone"]]
    items += [f"{case(it)}: {words.word('field', it['field'])} {it['was']} → {it['now']}" for it in found["changed"]]
    return Section(head, text=[f"{shown['sources']['last']}, {hour(found['since'])}"], items=some(items, _("Nothing.")))


def shortfalls(shown: Mapping[str, Any]) -> Section:
    items = [f"{case(it)}: {timeliness.text(it['timeliness'])}" for it in shown["shortfalls"]]
    return Section(_("Short, late or not promised"), items=some(items, _("Nothing.")))


def requests(shown: Mapping[str, Any]) -> Section:
    rows = [
        [f"{case(it)} · P{it['priority']} · {it['place']}", words.word("state", it["state"]), hour(it["starts_at"]),
         timeliness.text(it["timeliness"]), str(it["asked"]), str(it["promised"]), str(it["under_way"])]
        for it in shown["requests"]
    ]  # fmt: skip
    head = (
        _("Request"), _("State"), _("Needed at"), _("In time?"), _("Asked"), pgettext("pieces", "Promised"),
        _("Under way"),
    )  # fmt: skip
    if not rows:
        return Section(_("Requests"), text=[_("Nothing is open.")])
    return Section(_("Requests"), head=head, rows=rows, widths=(8, 4, 4, 5, 3, 3, 3))


def decisions(shown: Mapping[str, Any]) -> Section:
    items = []
    for it in shown["decisions"]:
        said = f"{words.word('gate', it['gate'])}, {words.word('gate-state', it['state'])}"
        line = f"{hour(it['at'])} {case(it['request'])}: {said} ({words.word('role', it['role'])})"
        items.append(f"{line}: {it['reason']}" if it["reason"] else line)
    return Section(_("Decisions"), items=some(items, _("None yet.")))


def expected(shown: Mapping[str, Any]) -> Section:
    items = []
    for it in shown["expectations"]:
        line = f"{case(it['request'])}: {it['quantity']} × {it['capability']}, {it['unit']}, {_('there at')}"
        short = f" ({it['short']} {_('short')})" if it["short"] else ""
        items.append(f"{line} {hour(it['arrives_at'])}{short}")
    return Section(_("Expected"), items=some(items, _("Nothing is promised.")))


def deployed(shown: Mapping[str, Any]) -> Section:
    items = []
    for it in shown["deployments"]:
        steps = [f"{word} {hour(it[name])}" for name, word in (("departed_at", _("left")), ("arrived_at", _("arrived")))
                 if it[name]]  # fmt: skip
        line = f"{case(it['request'])}: {it['quantity']}, {it['unit']}, {words.word('state', it['state'])}"
        items.append(" · ".join([line, *steps]))
    return Section(_("Deployments"), items=some(items, _("Nobody is under way.")))


def sources(row: SituationReport, shown: Mapping[str, Any]) -> Section:
    heads = [(_("Journal up to"), f"{it['node']} {it['number']} {it['hash']}") for it in shown["sources"]["journal"]]
    return Section(_("Sources"), facts=[*heads, (_("Digest of this report"), row.sha256)])


def some(items: Iterable[str], nothing: str) -> list[str]:
    return list(items) or [nothing]


def case(row: Mapping[str, Any] | None) -> str:
    return f"{row['number'] or ''} {row['title']}".strip() if row else "–"


def hour(moment: datetime | None) -> str:
    return moments.short(moment, clock.this_year()) if moment else "–"
