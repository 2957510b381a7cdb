"""What the keys, codes and numbers in a proposal mean to this reader. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.rules.load import roles
from steun.web.ask.gate.model import Gate
from steun.web.ask.gate.words import holder_in_words
from steun.web.decide.proposal import adoption
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.decide.proposal.read import promised_to
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Unit

SHOWN = 5
"""Requests named in one sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a proposal mean to this reader: lines by key, units by code that the reader may see."""

    lines: Mapping[str, ProposalLine]
    units: Mapping[str, Unit]
    agree: Mapping[str, str]  # who decided on a promise, by key of its line
    takers: Mapping[str, Collection[ProposalLine]]  # lines that are given something, by capability
    promised: Mapping[str, int]  # class of each request whose promise stands in the way of others, by number
    displace: frozenset[int]  # classes that may give way, by the policy of this proposal
    knows_holds: bool  # may the reader know of every hold?

    def unit(self, unit: Unit) -> str:
        """A unit by its name; for who may not see it, whose it is."""
        if unit.code in self.units:
            return words.named(self.units[unit.code])
        return words.named(unit.organisation) if unit.side != "defence" else _("a unit of Defence")

    def numbers(self, keys: Iterable[str]) -> list[str]:
        """The numbers of the requests behind these lines, as far as the reader may know them."""
        return [self.lines[key].request.number or "" for key in keys if key in self.lines]

    def before(self, line: ProposalLine) -> list[str]:
        """Keys of lines of the same or a higher class that get the same capability."""
        there = self.takers.get(line.capability_id, ())
        return [it.key for it in there if it.priority <= line.priority and it.request_id != line.request_id]


def names_of(it: Proposal, lines: Collection[ProposalLine], actor: Actor) -> Names:
    units = Unit.objects.visible_to(actor).select_related("organisation")
    promises = [line for line in lines if line.commitment and line.commitment.state == "committed"]
    deciders = adoption.must_agree(promises) if promises else {}
    takers: dict[str, list[ProposalLine]] = defaultdict(list)
    for line in lines:
        if line.commitment_id is None and line.given > line.stands:
            takers[line.capability_id].append(line)
    return Names(
        {line.key: line for line in lines},
        {unit.code: unit for unit in units},
        {line.key: agreeing(deciders[line.request_id]) for line in promises},
        takers,
        promised_to(lines, actor),
        frozenset(it.policy["displace"]),
        actor.sees_defence,
    )


def agreeing(deciders: Collection[Gate]) -> str:
    """Those who decided on the promise; when nobody did, the keeper of the means."""
    return "; ".join(holder_in_words(gate) for gate in deciders) or words.seat(roles().planners[0])


def some(numbers: Iterable[str]) -> str:
    """Requests as one says them: the first few by number, the rest counted."""
    named = list(dict.fromkeys(numbers))
    more = len(named) - SHOWN
    rest = [ngettext("%(count)s more", "%(count)s more", more) % {"count": more}] if more > 0 else []
    return ", ".join([*named[:SHOWN], *rest])
