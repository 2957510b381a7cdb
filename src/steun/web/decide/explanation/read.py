"""What a proposal says, as rows and sentences: what each line gets, why not more, and what would help. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from steun.web.decide.explanation.names import Names, some
from steun.web.decide.explanation.remedies import remedy
from steun.web.decide.planning.counts import lines_for
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalPiece
from steun.web.decide.proposal.read import who
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.templatetags.steun import moment

STATES = ("capability", "allowed", "in-time", "available", "after-higher", "after-all")
PARTLY = {"capability": "partly-capability", "in-time": "partly-in-time", "after-higher": "partly-after-higher"}
"""Steps whose sentence differs when something is given all the same."""


@dataclass(slots=True)
class Row:
    """One open requirement as the page shows it."""

    line: ProposalLine
    why: str
    pieces: list[tuple[str, ProposalPiece]]
    remedies: list[str]
    falls: list[tuple[str, int]]
    guesses: list[str]
    decided: str
    choosable: bool
    was_locked: bool = False
    is_locked: bool = False
    is_out: bool = False
    chosen: bool = False

    @property
    def missing(self) -> int:
        return max(0, self.line.asked - self.line.given)

    @property
    def gains(self) -> bool:
        return self.line.given > self.line.stands


def lines_of(proposal: Proposal, actor: Actor) -> list[ProposalLine]:
    """The lines with all that their rows show, in few queries, as the reader may know them."""
    rows = ProposalLine.objects.filter(proposal=proposal).select_related(
        "request__requester", "request__addressee", "capability", "commitment__unit__organisation", "entry"
    )
    return lines_for(actor, rows.prefetch_related("pieces__unit__organisation"))


def row_of(line: ProposalLine, names: Names) -> Row:
    answer = line.answer
    return Row(
        line=line,
        why=reason(line, names),
        pieces=[(names.unit(piece.unit), piece) for piece in line.pieces.all()],
        remedies=[remedy(given, line, names) for given in answer.get("remedies", [])],
        falls=[(state, answer["waterfall"][state]) for state in STATES if state in answer.get("waterfall", {})],
        guesses=[words.word("guess", guess) for guess in answer.get("guesses", [])],
        decided=decided(line),
        choosable=line.outcome == "proposed",
    )


def decided(line: ProposalLine) -> str:
    """What a person made of the line, who and when, and why if it was said; nothing as long as nobody did."""
    if line.outcome == "proposed" or line.entry is None:
        return ""
    facts = {
        "outcome": words.word("outcome", line.outcome),
        "who": who(line.entry),
        "when": moment(line.entry.happened_at),
    }
    text = _("%(outcome)s by %(who)s, %(when)s") % facts
    return f"{text}: “{line.entry.reason}”" if line.entry.reason else text


def reason(line: ProposalLine, names: Names) -> str:
    """Why a line gets what it gets, as a sentence."""
    falls = line.answer.get("waterfall", {})
    state, code = line.reason, line.reason
    blocking = line.answer.get("blocking", [])
    if code == "partly-met":  # the first step on which less is left than all that is open
        lacking = line.asked - line.stands
        state = next((s for s in STATES[:-1] if falls.get(s, lacking) < lacking), "elsewhere")
        code = PARTLY.get(state, state)
        blocking = names.before(line) if state == "after-higher" else []
    promised = [n for n in line.answer.get("promised_to", []) if n in names.promised and state == "available"]
    facts: dict[str, object] = {
        "asked": line.asked,
        "given": line.given,
        "minimum": line.minimum,
        "there": falls.get(state, 0),
        "requests": some([*names.numbers(blocking), *promised]),
    }
    if code == "elsewhere" and line.reason == "partly-met" and not names.knows_holds:
        code = "elsewhere-or-held"  # the same for every line, so that it tells of no hold
    if state in {"available", "after-higher"} and not facts["requests"]:
        code = f"{code}-unnamed"
    text = words.sentence("line-reason", code, facts)
    lower = [n for n in promised if names.promised[n] > line.priority and names.promised[n] not in names.displace]
    return (
        f"{text} {words.sentence('line-reason', 'another-policy-may-help', {'requests': some(lower)})}"
        if lower
        else text
    )
