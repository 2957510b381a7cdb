"""A proposal counted for one reader: what is only held counts for whoever may know that it is held, for no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from typing import Any

from steun.core.decide.policy import RegionPart, Served, per_region, served
from steun.rules.policy.indication import indication
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import ONLY_HELD, Commitment
from steun.web.decide.planning.requirements import Open
from steun.web.decide.proposal.model import Proposal, ProposalLine, ProposalLineQuerySet
from steun.web.kernel.actor import Actor

CLASSES = range(1, 6)
COUNTED = ("lines", "asked", "stands", "given", "first_come", "whole", "first_come_whole", "lost")
"""What is counted of a class."""


def lines_for(actor: Actor, rows: ProposalLineQuerySet) -> list[ProposalLine]:
    """The lines that the reader may see; their figures count only what the reader may know. To show, not to save."""
    lines = list(rows.visible_to(actor))
    if not actor.sees_defence:
        held = {key for line in lines for key in line.answer.get("held", ())}
        seen = Commitment.objects.visible_to(actor).filter(pk__in=held) if held else Commitment.objects.none()
        known = {str(pk) for pk in seen.values_list("pk", flat=True)}
        for line in lines:
            withhold(line, known)
            in_classes(line, actor)
    return lines


def in_classes(line: ProposalLine, actor: Actor) -> None:
    """What a line says of what there is, as everybody may know it: how many are left at each step in classes, when
    pieces arrive by the block of the day, and no change that was tried: its minutes and numbers are exact."""
    policy = indication()
    line.answer = {name: fact for name, fact in line.answer.items() if name != "remedies"}
    if "waterfall" in line.answer:
        line.answer["waterfall"] = {step: policy.at_least(n) for step, n in line.answer["waterfall"].items()}
    for piece in getattr(line, "_prefetched_objects_cache", {}).get("pieces", ()):
        if not piece.unit.is_known_to(actor):
            piece.arrives_at = min(policy.later(piece.arrives_at), piece.leaves_at)


def openly(lines: Iterable[ProposalLine]) -> list[ProposalLine]:
    """Copies of the lines as all who divide may know them: the journal has them so."""
    known_lines = [copy(line) for line in lines if not (line.commitment and line.commitment.state == "held")]
    held = {key for line in known_lines for key in line.answer.get("held", ())}
    known = Commitment.objects.filter(pk__in=held).exclude(ONLY_HELD).values_list("pk", flat=True) if held else ()
    return [withhold(line, {str(pk) for pk in known}) for line in known_lines]


def withhold(line: ProposalLine, known: Collection[str] = ()) -> ProposalLine:
    """Without the pieces that are held for a requirement, unless their hold is known. An older proposal without `held`
    does not say how many were: then nothing that stood is counted."""
    if line.commitment_id:
        return line
    held = line.answer.get("held", {"": line.stands})
    hidden = sum(pieces for key, pieces in held.items() if key not in known)
    line.stands -= hidden
    line.given -= hidden
    line.first_come -= hidden
    if hidden and line.reason == "met":
        line.reason = "partly-met"
    return line


def per_class(lines: Iterable[ProposalLine]) -> list[dict[str, int]]:
    """Per priority class: requirements, pieces asked and given, how many are whole, here and by telephone, and the
    pieces that promises lose."""
    rows = {k: dict.fromkeys(COUNTED, 0) for k in CLASSES}
    for line in lines:
        row = rows[line.priority]
        if line.commitment_id:
            row["lost"] += line.stands - line.given
            continue
        row["lines"] += 1
        row["asked"] += line.asked
        row["stands"] += line.stands
        row["given"] += line.given
        row["first_come"] += line.first_come
        row["whole"] += line.given >= line.asked
        row["first_come_whole"] += line.first_come >= line.asked
    return [{"class": k, **row} for k, row in rows.items()]


def given_per_region(lines: Iterable[ProposalLine]) -> list[RegionPart]:
    """Per priority class: what part of its requirements each region is given. The lines come with the requester of
    their request."""
    return per_region(
        served(line.priority, region_of(line.request), line.given, line.asked)
        for line in lines
        if line.commitment_id is None and line.asked
    )


def served_now(it: Open) -> Served:
    """What is promised of a requirement."""
    return served(it.request.priority, region_of(it.request), it.stands, it.asked)


def region_of(request: Request) -> str:
    """Whose need it is; who lies in no region counts as one."""
    return request.requester.region_id or request.requester.pk


def summary_for(actor: Actor, it: Proposal, lines: Iterable[ProposalLine] | None = None) -> dict[str, Any]:
    """What was found. Its figures per class are counted from the lines as the reader may know them; without the lines
    they are left out for whoever may not know of every hold, as are the holds of which pieces are gone, and what the
    planner strives for."""
    summary = dict(it.summary)
    if actor.sees_defence:
        return summary
    summary.pop("objective", None)  # minutes of travel from homes, and a worth in which every hold counts
    if "classes" not in summary:
        return summary
    gone = summary.get("unkept", [])
    rows = Commitment.objects.visible_to(actor).filter(pk__in=[row["commitment"] for row in gone])
    known = {str(pk) for pk in rows.values_list("pk", flat=True)}
    summary["unkept"] = [row for row in gone if row["commitment"] in known]
    del summary["classes"]
    return summary if lines is None else {**summary, "classes": per_class(lines)}
