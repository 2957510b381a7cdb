"""Is it a military column? Then road users may not cut through it, and little else."""

from dataclasses import dataclass
from datetime import date

from steun.core.kernel.law import Law
from steun.core.kernel.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Column:
    """Vehicles that drive together: of the forces (`military`), or of the organisation that fights disasters."""

    vehicles: int
    military: bool = False
    disaster_response: bool = False
    behind_each_other: bool = True
    one_commander: bool = False
    marks: bool = False


def military_column(column: Column, law: Law, day: date) -> tuple[Verdict, ...]:
    """Every demand of the definition, met or not; it is a military column when all are met.

    Raises KeyError when the wording of that day is not known. Source: RVV 1990, art. 1.
    """
    source = law.provision(law.country.column_rule, day).source
    rows = (
        ("vehicles-are-military-or-response", column.military or column.disaster_response),
        ("vehicles-form-a-row", column.vehicles > 1 and column.behind_each_other),
        ("one-commander-leads", column.one_commander),
        ("marks-are-carried", column.marks),
    )
    return tuple(Verdict(met, code, source.title, {"vehicles": column.vehicles}, source.binds) for code, met in rows)
