"""Who gets what is scarce, and why: problem in, proposal with reasons out. Pure; usable on files alone.

    from steun.optimise import plan, read_problem
    proposal = plan(read_problem("problem.json"))

Names load on first use (PEP 562): importing this package imports neither numpy nor numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steun.optimise.allocation.check import Violation as Violation
    from steun.optimise.allocation.check import check as check
    from steun.optimise.allocation.format.files import as_dict as as_dict
    from steun.optimise.allocation.format.files import plan_as_dict as plan_as_dict
    from steun.optimise.allocation.format.files import plan_from as plan_from
    from steun.optimise.allocation.format.files import problem_from as problem_from
    from steun.optimise.allocation.format.files import read_plan as read_plan
    from steun.optimise.allocation.format.files import read_problem as read_problem
    from steun.optimise.allocation.format.files import write_plan as write_plan
    from steun.optimise.allocation.format.files import write_problem as write_problem
    from steun.optimise.allocation.format.plan import Change as Change
    from steun.optimise.allocation.format.plan import Plan as Plan
    from steun.optimise.allocation.format.plan import Stop as Stop
    from steun.optimise.allocation.format.plan import Unkept as Unkept
    from steun.optimise.allocation.format.policy import MAX_MIN as MAX_MIN
    from steun.optimise.allocation.format.policy import Policy as Policy
    from steun.optimise.allocation.format.problem import Alternative as Alternative
    from steun.optimise.allocation.format.problem import Assignment as Assignment
    from steun.optimise.allocation.format.problem import Earmark as Earmark
    from steun.optimise.allocation.format.problem import Line as Line
    from steun.optimise.allocation.format.problem import Problem as Problem
    from steun.optimise.allocation.format.problem import Supply as Supply
    from steun.optimise.allocation.format.problem import Unit as Unit
    from steun.optimise.allocation.planner import plan as plan
    from steun.optimise.allocation.questions.events import Event as Event
    from steun.optimise.allocation.questions.explanation import Explanation as Explanation
    from steun.optimise.allocation.questions.explanation import explain as explain
    from steun.optimise.allocation.questions.promise import Offer as Offer
    from steun.optimise.allocation.questions.promise import promise as promise
    from steun.optimise.allocation.questions.remedies import Remedy as Remedy
    from steun.optimise.allocation.questions.replan import replan as replan
    from steun.optimise.allocation.shares import Share as Share
    from steun.optimise.allocation.shares import shares as shares
    from steun.optimise.allocation.stability import stabilise as stabilise
    from steun.optimise.format.faults import InvalidProblem as InvalidProblem
    from steun.optimise.readiness.recalibration.problem import Ask as Ask
    from steun.optimise.readiness.recalibration.problem import Held as Held
    from steun.optimise.readiness.recalibration.problem import Pool as Pool
    from steun.optimise.readiness.recalibration.problem import Recalibration as Recalibration
    from steun.optimise.readiness.recalibration.problem import read_recalibration as read_recalibration
    from steun.optimise.readiness.recalibration.problem import recalibration_text as recalibration_text
    from steun.optimise.readiness.recalibration.study import recalibrate as recalibrate
    from steun.optimise.readiness.recalibration.study import recalibration_parts as recalibration_parts
    from steun.optimise.readiness.recalibration.study import recalibration_result as recalibration_result
    from steun.optimise.readiness.recourse import Need as Need
    from steun.optimise.readiness.recourse import Stock as Stock
    from steun.optimise.readiness.requirements import CapacityPlan as CapacityPlan
    from steun.optimise.readiness.requirements import requirements as requirements
    from steun.optimise.readiness.reserve import generated_prices as generated_prices
    from steun.optimise.readiness.reserve import held_back as held_back
    from steun.optimise.readiness.rolling import FCFS as FCFS
    from steun.optimise.readiness.rolling import Rolling as Rolling
    from steun.optimise.readiness.rolling import simulate as simulate
    from steun.optimise.readiness.scenarios import generate as generate

_HOME = {
    "Alternative": "allocation.format.problem",
    "Ask": "readiness.recalibration.problem",
    "Assignment": "allocation.format.problem",
    "CapacityPlan": "readiness.requirements",
    "Change": "allocation.format.plan",
    "Earmark": "allocation.format.problem",
    "Event": "allocation.questions.events",
    "Explanation": "allocation.questions.explanation",
    "FCFS": "readiness.rolling",
    "Held": "readiness.recalibration.problem",
    "InvalidProblem": "format.faults",
    "Line": "allocation.format.problem",
    "MAX_MIN": "allocation.format.policy",
    "Need": "readiness.recourse",
    "Offer": "allocation.questions.promise",
    "Plan": "allocation.format.plan",
    "Policy": "allocation.format.policy",
    "Pool": "readiness.recalibration.problem",
    "Problem": "allocation.format.problem",
    "Recalibration": "readiness.recalibration.problem",
    "Remedy": "allocation.questions.remedies",
    "Rolling": "readiness.rolling",
    "Share": "allocation.shares",
    "Stock": "readiness.recourse",
    "Stop": "allocation.format.plan",
    "Supply": "allocation.format.problem",
    "Unit": "allocation.format.problem",
    "Unkept": "allocation.format.plan",
    "Violation": "allocation.check",
    "as_dict": "allocation.format.files",
    "check": "allocation.check",
    "explain": "allocation.questions.explanation",
    "generate": "readiness.scenarios",
    "generated_prices": "readiness.reserve",
    "held_back": "readiness.reserve",
    "plan": "allocation.planner",
    "plan_as_dict": "allocation.format.files",
    "plan_from": "allocation.format.files",
    "problem_from": "allocation.format.files",
    "promise": "allocation.questions.promise",
    "read_plan": "allocation.format.files",
    "read_problem": "allocation.format.files",
    "read_recalibration": "readiness.recalibration.problem",
    "recalibrate": "readiness.recalibration.study",
    "recalibration_parts": "readiness.recalibration.study",
    "recalibration_result": "readiness.recalibration.study",
    "recalibration_text": "readiness.recalibration.problem",
    "replan": "allocation.questions.replan",
    "requirements": "readiness.requirements",
    "shares": "allocation.shares",
    "simulate": "readiness.rolling",
    "stabilise": "allocation.stability",
    "write_plan": "allocation.format.files",
    "write_problem": "allocation.format.files",
}
__all__ = sorted(_HOME)  # computed: the table above is the list


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
