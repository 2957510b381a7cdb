"""The planner of movements by its public names, for whoever stands above the planners; nothing else stands here."""

from steun.optimise.movement.check import check as check_movements
from steun.optimise.movement.format.plan import Plan as MovementPlan
from steun.optimise.movement.format.plan import Policy as MovementPolicy
from steun.optimise.movement.format.problem import Leg as RoadLeg
from steun.optimise.movement.format.problem import Link as Road
from steun.optimise.movement.format.problem import Node as RoadPoint
from steun.optimise.movement.format.problem import Packet as Packet
from steun.optimise.movement.format.problem import Problem as MovementProblem
from steun.optimise.movement.format.problem import Schedule as Schedule
from steun.optimise.movement.planner import plan as plan_movements

__all__ = [
    "MovementPlan", "MovementPolicy", "MovementProblem", "Packet", "Road", "RoadLeg", "RoadPoint", "Schedule",
    "check_movements", "plan_movements",
]  # fmt: skip
