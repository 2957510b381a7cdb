"""Who signs: the authority of the task, or above local scale the chair of the safety region alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Authority, Law, LegalBasis, Provision
from steun.core.kernel.verdict import Verdict

MAYOR, CHAIR = "mayor", "safety-region-chair"
CHAIR_RULE = "wvr-39"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs under one basis. `alone`: in place of all mayors. `each`: every municipality signs its own."""

    role: str  # "" = nobody asks, the decider acts
    alone: bool = False
    each: bool = False
    consults_rbt: bool = False
    verdicts: tuple[Verdict, ...] = ()


def who_signs(case: Situation, basis: LegalBasis, law: Law) -> Signing:
    """The role that signs, by task and scale.

    At a disaster or crisis of more than local importance the chair exclusively uses the powers of the mayor that the
    act lists, after consulting the RBT unless urgency forbids. Source: Wet veiligheidsregio's, art. 39(1), 39(4).
    """
    roles = _by_task(case, basis)
    if not roles:
        return Signing("")
    if MAYOR in roles and case.chair_has_power and basis.above_local:
        role = basis.above_local[0]
        return Signing(role, alone=True, consults_rbt=True, verdicts=_signs_itself(case, basis, role))
    role = _one_of(roles, case, law.authorities)
    warnings = _signs_itself(case, basis, role)
    if role == MAYOR and case.chair_has_power and basis.requesters_by_task:
        warnings += (_not_listed(case, law),)
    each = role == MAYOR and case.municipalities > 1 and any(g.per == "authority" for g in basis.gates)
    return Signing(role, each=each, verdicts=warnings)


def who_commands(case: Situation, basis: LegalBasis) -> tuple[str, ...]:
    """The gezag over those who help. Source: Wvr 4, 5, 39; PolW 11, 12, 14; MSOB 6."""
    if basis.requesters_by_task:
        roles = dict.fromkeys(r for t in case.tasks for r in basis.requesters_by_task.get(t, ()))
        return tuple(CHAIR if r == MAYOR and case.chair_has_power and basis.above_local else r for r in roles)
    if {MAYOR, CHAIR} <= set(basis.command):
        return (CHAIR,) if case.chair_has_power else (MAYOR,)
    return basis.command


def chair_rule(case: Situation, law: Law) -> Provision | None:
    """The wording of that day of the rule on the chair's power, when it is known."""
    try:
        return law.provision(CHAIR_RULE, case.day)
    except KeyError:
        return None


def _by_task(case: Situation, basis: LegalBasis) -> tuple[str, ...]:
    named = [r for task in case.tasks for r in basis.requesters_by_task.get(task, ())]
    return tuple(dict.fromkeys(named)) or basis.requesters


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


def _not_listed(case: Situation, law: Law) -> Verdict:
    rule = chair_rule(case, law)
    return Verdict(False, "chair-power-is-listed", rule.source.title if rule else CHAIR_RULE, binding=False)
