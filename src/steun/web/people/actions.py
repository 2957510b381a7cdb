"""The actions of this room, collected: mandates given, passed on and revoked; persons invited, helped and let go."""

from steun.web.people.mandate.acts import delegate, give_mandate, revoke_mandate
from steun.web.people.person.acts import (  # fmt: skip
    activate,
    deactivate,
    describe,
    forgot_password,
    invite,
    reset_password,
    reset_second_step,
    set_unreachable,
)

__all__ = [
    "activate", "deactivate", "delegate", "describe", "forgot_password", "give_mandate", "invite", "reset_password",
    "reset_second_step", "revoke_mandate", "set_unreachable",
]  # fmt: skip
