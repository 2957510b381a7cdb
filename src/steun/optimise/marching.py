"""The planner of movements by its public names, for whoever stands above the planners; nothing else stands here."""

from steun.optimise.movement.check import check as check_movements
from steun.optimise.movement.format.plan import Plan as MovementPlan
from steun.optimise.movement.format.plan import Policy as MovementPolicy
from steun.optimise.movement.format.problem import Leg as RoadLeg
from steun.optimise.movement.format.problem import Link as Road
from steun.optimise.movement.format.problem import Node as RoadPoint
from steun.optimise.movement.format.problem import Packet as Packet
from steun.optimise.movement.format.problem import Problem as MovementProblem
from steun.optimise.movement.format.problem import Reception as Reception
from steun.optimise.movement.format.problem import Schedule as Schedule
from steun.optimise.movement.format.problem import Taken as Taken
from steun.optimise.movement.format.problem import Zone as ZoneOfCars
from steun.optimise.movement.planner import plan as plan_movements
from steun.optimise.movement.trade_off.positions import Position as Position
from steun.optimise.movement.trade_off.positions import as_text as joint_text
from steun.optimise.movement.trade_off.positions import positions as plan_positions
from steun.optimise.movement.trade_off.positions import read as read_joint
from steun.optimise.movement.trade_off.repairs import repairs as plan_repairs

__all__ = [
    "MovementPlan", "MovementPolicy", "MovementProblem", "Packet", "Position", "Reception", "Road", "RoadLeg",
    "RoadPoint", "Schedule", "Taken", "ZoneOfCars", "check_movements", "joint_text", "plan_movements", "plan_positions",
    "plan_repairs", "read_joint",
]  # fmt: skip
