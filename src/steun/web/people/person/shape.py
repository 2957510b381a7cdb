"""What a person looks like when it comes in, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from steun.web.kernel.input.shape import Called, Email, Letters, Phone, Shape

Name = Annotated[str, Letters(120, least=1), Called]
Language = Literal["nl", "en"]


class PersonIn(Shape):
    """Somebody new: invited, and known from then on."""

    email: Email
    name: Name
    phone: Phone = ""
    language: Language = "nl"


class AboutIn(Shape):
    """What a person may change of oneself; what is absent stays."""

    name: Name | None = None
    phone: Phone | None = None
    language: Language | None = None
