"""What would be there soonest: every way to achieve the effect that is known, beside what was asked, by arrival.

All of it, a part of it sooner, and other capabilities than were required; as each reader may know it (`answers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from steun.core.decide import timeliness as core
from steun.core.decide.timeliness import Help, Timeliness
from steun.rules.load import law
from steun.web.ask.gate.seats import region_of
from steun.web.ask.request.model import Request
from steun.web.decide.promise import answers
from steun.web.decide.promise.answer import Answer
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability

CIVIL = "civil"


@dataclass(frozen=True, slots=True)
class Option:
    """So many of a capability can be there at a moment. kinds: what sets it apart from all that was asked, as codes.

    exact: False when the number and the moment are classes.
    """

    capability: Capability
    at: datetime
    quantity: int
    timeliness: Timeliness
    kinds: tuple[str, ...]
    exact: bool


def of(request: Request, actor: Actor) -> list[Option]:
    """The soonest first, whether or not a capability was required."""
    return among(answers.of(request, actor, other_means=True), request)


def among(found: Iterable[Answer], request: Request) -> list[Option]:
    if in_time(request):
        return []
    options = [option for answer in found for option in of_answer(answer, request)]
    return sorted(options, key=lambda it: (it.at, -it.quantity, it.capability.number))


def in_time(request: Request) -> bool:
    """Is all that was asked promised, for when it was asked? Then nobody looks for something else."""
    return request.timeliness is not None and request.timeliness.full


def neighbours(request: Request) -> list[Organisation]:
    """The regions next door, which may be asked as well while help is not in time; nobody when Defence asks."""
    region = None if request.direction == "military-to-civil" or in_time(request) else region_of(request)
    known = law().regions.get(region.pk) if region else None
    return list(Organisation.objects.filter(pk__in=known.neighbours).order_by("name_nl")) if known else []


def of_answer(answer: Answer, request: Request) -> Iterator[Option]:
    """All that is wanted of one capability, or as much as there is; and what helps and is there before that."""
    if not answer.profile or (answer.open == 0 and answer.promised and answer.promised.full):
        return
    kinds = kinds_of(answer, request)
    wanted = answer.open or answer.required  # all of it was promised, and not in time: what else could be there
    asked = replace(answer.asked, quantity=wanted or 0)
    enough = next((step for step in answer.profile if step[1] >= (wanted or 1)), answer.profile[-1])
    yield Option(answer.capability, *enough, core.timeliness(asked, answer.coming), kinds, answer.exact)
    first = answer.profile[0]
    if first[0] < enough[0] and first[1] >= answer.minimum:
        fewer = (*kinds, "fewer")
        yield Option(answer.capability, *first, core.timeliness(asked, [Help(*first)]), fewer, answer.exact)


def kinds_of(answer: Answer, request: Request) -> tuple[str, ...]:
    other = answer.required is None and bool(request.lines.all())
    return (*(["other"] if other else []), *([CIVIL] if CIVIL in answer.capability.classes else []))


def shown(found: Sequence[Answer], request: Request) -> dict[str, Any]:
    """For a page: the options, whether they are in classes, and whether anything was looked for."""
    soonest = among(found, request)
    looked = bool(found) and not in_time(request)
    return {
        "options": soonest,
        "inexact": any(not it.exact for it in soonest),
        "effect_known": looked,
        "neighbours": neighbours(request) if looked else [],
    }
