"""Promises that would give way, request by request: what each loses, to whom, and who must agree. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from steun.web.ask.request.model import Request
from steun.web.decide.explanation.names import Names, some
from steun.web.decide.explanation.read import decided
from steun.web.decide.proposal import adoption
from steun.web.decide.proposal.model import ProposalLine, ProposalPiece
from steun.web.kernel import words
from steun.web.templatetags.steun import moment

AGREED = "agreed-"
"""Prefix of the fields in which one writes down who agreed that promises give way."""


@dataclass(slots=True)
class Displaced:
    """A request whose promises change. asks: the line at which one writes who agreed, for all of them; "" when nobody
    must agree, or when it was decided already."""

    request: Request
    lines: list[ProposalLine] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    lost: int = 0
    agree: str = ""
    asks: str = ""
    typed: str = ""
    chosen: bool = False

    @property
    def name(self) -> str:
        """The field in which one writes down who agreed."""
        return f"{AGREED}{self.asks}"

    @property
    def choosable(self) -> bool:
        return any(line.outcome == "proposed" for line in self.lines)

    @property
    def keys(self) -> str:
        """The keys of its undecided lines, as one value of a form."""
        return " ".join(line.key for line in self.lines if line.outcome == "proposed")


def displaced(lines: Collection[ProposalLine], names: Names) -> list[Displaced]:
    """The requests whose promises change, the most pressing class first."""
    found: dict[object, Displaced] = {}
    users = by_unit(lines)
    for line in lines:
        if line.commitment is None or not adoption.changes(line):
            continue
        it = found.setdefault(line.request_id, Displaced(line.request))
        it.lines.append(line)
        it.losses.append(loss(line, users, names))
        it.lost += max(0, line.stands - line.given)
        it.decided = [*dict.fromkeys([*it.decided, *on_record(line)])]
        if line.outcome == "proposed" and adoption.needs_consent(line):
            it.asks = it.asks or line.key
            it.agree = names.agree.get(line.key, "")
    return list(found.values())


def on_record(line: ProposalLine) -> list[str]:
    """What was decided on a promise, and who agreed that it gives way."""
    said = line.entry.data.get("agreed", {}).get(line.request.number) if line.entry else None
    agreed = [_("Agreed: %(who)s") % {"who": said}] if said else []
    return [text for text in (decided(line), *agreed) if text]


def by_unit(lines: Iterable[ProposalLine]) -> dict[object, list[tuple[ProposalLine, ProposalPiece]]]:
    """Who would use each unit that is not theirs already."""
    found: dict[object, list[tuple[ProposalLine, ProposalPiece]]] = defaultdict(list)
    for line in lines:
        for piece in line.pieces.all():
            if not (line.commitment and line.commitment.unit_id == piece.unit_id):
                found[piece.unit_id].append((line, piece))
    return found


def loss(line: ProposalLine, users: dict[object, list[tuple[ProposalLine, ProposalPiece]]], names: Names) -> str:
    """What happens to one promise, as a sentence: which unit, when, how many go, and to whom."""
    promise_row = line.commitment
    assert promise_row is not None, "only a promise gives way"
    taking = [
        other.request.number or ""
        for other, piece in users.get(promise_row.unit_id, ())
        if piece.starts_at < promise_row.ends_at and promise_row.starts_at < piece.ends_at
    ]
    facts = {
        "stands": line.stands,
        "lost": max(0, line.stands - line.given),
        "capability": words.in_pieces(line.capability),
        "unit": names.unit(promise_row.unit),
        "from": moment(promise_row.arrives_at),
        "until": moment(promise_row.leaves_at),
        "requests": some(taking),
        "instead": ", ".join(f"{piece.quantity} {_('from')} {names.unit(piece.unit)}" for piece in line.pieces.all()),
    }
    promise = _("%(stands)s × %(capability)s from %(unit)s, %(from)s – %(until)s:") % facts
    code = f"{line.reason}-to" if taking or facts["instead"] else line.reason
    return f"{promise} {words.sentence('line-reason', code, facts)}"
