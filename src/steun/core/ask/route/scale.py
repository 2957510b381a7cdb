"""Who has the gezag, and what follows from it: who signs, who judges, who consents, who is told, who commands.

One function says it, from task, territory, receiver, scale and day; everything else asks that function.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Authority, Gezag, Law, LegalBasis, Provision
from steun.core.kernel.verdict import Verdict

OF_THE_TASK, OF_THE_ASKER = "task", "asker"
"""What a basis may say in place of tasks: the authority over the task of the case; whoever asks."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs under one basis. `alone`: in place of all mayors. `each`: every municipality signs its own."""

    role: str  # "" = nobody asks, the decider acts
    alone: bool = False
    each: bool = False
    consults_rbt: bool = False
    verdicts: tuple[Verdict, ...] = ()


def rows_of(case: Situation, basis: LegalBasis, law: Law) -> tuple[Gezag, ...]:
    """The rows of the gezag that this case touches under this basis, in the order of its tasks."""
    if not basis.gezag:
        return ()
    carried = [t for t in case.tasks if t in basis.tasks] or list(basis.tasks[:1])
    tasks = carried if OF_THE_TASK in basis.gezag else basis.gezag
    found = [row for task in tasks for row in law.gezag if row.task == task and _touches(row, case)]
    minister = [row for row in found if row.under_minister]
    return tuple(minister if minister and case.directly_under_minister else [r for r in found if not r.under_minister])


def gezag_of(case: Situation, basis: LegalBasis, law: Law) -> tuple[str, ...]:
    """The authority over those who help. Source: PolW 11, 12, 14; Wvr 4, 5, 39; Veiligheidswet BES 8, 53."""
    if OF_THE_ASKER in basis.gezag:
        return (who_signs(case, basis, law).role,)
    rows = rows_of(case, basis, law)
    return tuple(dict.fromkeys(r.above_local if r.above_local and case.chair_has_power else r.role for r in rows))


def who_commands(case: Situation, basis: LegalBasis, law: Law) -> tuple[str, ...]:
    """The gezag, or whom the basis names itself. Source: PolW 11, 12, 14, 43; MSOB 6."""
    return gezag_of(case, basis, law) or basis.command


def who_signs(case: Situation, basis: LegalBasis, law: Law) -> Signing:
    """The role that signs, by task and scale.

    At a disaster or crisis of more than local importance the chair exclusively uses the powers of the mayor that the
    act lists, after consulting the RBT unless urgency forbids. Source: Wet veiligheidsregio's, art. 39(1), 39(4).
    """
    if not basis.requesters:
        return Signing("")
    asked = tuple(dict.fromkeys(r.role for r in rows_of(case, basis, law) if r.role in basis.requesters))
    role = _one_of(asked or basis.requesters, case, law.authorities)
    local = role in {row.role for row in law.gezag if row.above_local}
    others = _others_ask(asked, role, basis)
    if local and case.chair_has_power and basis.above_local:
        chair = basis.above_local[0]
        verdicts = _signs_itself(case, basis, chair) + others
        return Signing(chair, alone=True, consults_rbt=True, verdicts=verdicts)
    warnings = _signs_itself(case, basis, role) + others
    if local and case.chair_has_power and OF_THE_TASK in basis.gezag:
        warnings += (_not_listed(case, law),)
    each = local and case.municipalities > 1 and any(g.per == "authority" for g in basis.gates)
    return Signing(role, each=each, verdicts=warnings)


def chair_rule(case: Situation, law: Law) -> Provision | None:
    """The wording of that day of the rule on the chair's power, when it is known."""
    try:
        return law.provision(law.country.chair_rule, case.day)
    except KeyError:
        return None


def _touches(row: Gezag, case: Situation) -> bool:
    receiver = not row.receivers or not case.receiver or case.receiver in row.receivers
    return row.overseas == case.island and receiver and row.source.holds_on(case.day)


def _one_of(roles: tuple[str, ...], case: Situation, authorities: Mapping[str, Authority]) -> str:
    """Of several the one who asks, else the one whose organisation asks, else the first."""
    if case.requester_role in roles:
        return case.requester_role
    kinds = {r: authorities[r].organisation_kinds for r in roles if r in authorities}
    return next((r for r in roles if case.requester_kind in kinds.get(r, ())), roles[0])


def _signs_itself(case: Situation, basis: LegalBasis, role: str) -> tuple[Verdict, ...]:
    if not case.requester_role:
        return ()
    met = case.requester_role == role
    return (Verdict(met, "asker-signs-itself", basis.asking.title, {"seats": role}, binding=False),)


def _others_ask(asked: tuple[str, ...], role: str, basis: LegalBasis) -> tuple[Verdict, ...]:
    """In a mixed task each authority asks for its own part: who signs is told of the others."""
    others = ", ".join(r for r in asked if r != role)
    if not others:
        return ()
    return (Verdict(False, "one-authority-asks", basis.asking.title, {"seats": others}, binding=False),)


def _not_listed(case: Situation, law: Law) -> Verdict:
    rule = chair_rule(case, law)
    source = rule.source.title if rule else law.country.chair_rule
    return Verdict(False, "chair-power-is-listed", source, binding=False)
