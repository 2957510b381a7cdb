"""The life of an absence, declared; it marks promises that fall short, so it stands where promises are."""

from typing import Any

from steun.core.know.absence import ABSENCE
from steun.web.decide.stock.acts import away, back
from steun.web.decide.stock.api import router, shown
from steun.web.decide.stock.shape import AwayIn
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.know.api import UnitOut
from steun.web.know.unit.model import Absence


def reads(absence: Any) -> Values:
    return {"unit": absence.unit.code}


LIFE = Life(
    ABSENCE, Absence,
    acts=(
        Act("plan", AwayIn, away, about="unit", path=None),
        Act("back", ReasonIn, back, ("end", "cancel"), path="/absences/{uuid:pk}/back"),
    ),
    follows={"begin": CLOCK, "expire": CLOCK},
    recorded=("unit", "quantity", "starts_at", "ends_at"), case="", reads=reads, related=("unit",),
    response=UnitOut, show=shown, router=router,
)  # fmt: skip
