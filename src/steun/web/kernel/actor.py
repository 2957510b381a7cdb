"""Who acts: a person, in a role, for an organisation, perhaps in the name of another.

Always an argument, never ambient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from steun.core.kernel.machine import CLOCK
from steun.core.kernel.seats import seats_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steun.web.kernel.people.models import Mandate


@dataclass(frozen=True, slots=True)
class Actor:
    """The holder of one mandate at work. `limits` bound what the mandate reaches; `on_behalf_of` names the mandator."""

    person: str
    role: str
    organisation: str
    kind: str = ""  # of the organisation
    region: str = ""  # safety region of the organisation, "" when national
    on_behalf_of: str = ""
    limits: Mapping[str, object] = field(default_factory=dict)
    mandate: str = ""
    side: str = "civil"  # civil, national, defence, oversight: what need to know follows
    key: str = ""  # of the machine that acts under this mandate, "" when it is the person

    @property
    def following(self) -> Actor:
        """The same actor in what follows by itself from an act that was within the mandate: a grant, a release."""
        return replace(self, limits={})

    def whatever(self, limit: str) -> Actor:
        """The same actor without this one limit: the parts of an act are as far as the act itself."""
        return replace(self, limits={name: value for name, value in self.limits.items() if name != limit})

    @property
    def seats(self) -> frozenset[str]:
        return seats_of(self.role, self.organisation)

    @property
    def sees_defence(self) -> bool:
        """Readiness of named units and the reasons of the *will* gate are for Defence, LOCC, and those who audit."""
        return self.side in {"defence", "oversight"} or self.role == "locc"

    @property
    def sees_all_cases(self) -> bool:
        return self.side in {"defence", "national", "oversight"}

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whose entries of the journal this actor reads: everybody's, those of who divides, those of Defence."""
        if self.sees_defence:
            return ("all", "national", "defence")
        return ("all", "national") if self.sees_all_cases else ("all",)

    @classmethod
    def clock(cls) -> Actor:
        """The passing of time, as the actor of reminders and escalations."""
        return cls(person=CLOCK, role=CLOCK, organisation="", side="national")

    @classmethod
    def of_mandate(cls, mandate: Mandate) -> Actor:
        organisation = mandate.organisation
        return cls(
            person=str(mandate.person_id),
            role=mandate.role,
            organisation=organisation.code,
            kind=organisation.kind,
            region=organisation.code if organisation.kind == "safety-region" else organisation.region_id or "",
            on_behalf_of=str(mandate.on_behalf_of_id or ""),
            limits=mandate.limits,
            mandate=str(mandate.pk),
            side=mandate.side,
        )

    @classmethod
    def of(cls, http: HttpRequest) -> Actor:
        """The actor behind a web or API call. Raises `NotYours` when nobody is logged in or no mandate holds now."""
        from steun.web.kernel.people.sessions import actor_of

        return actor_of(http)
