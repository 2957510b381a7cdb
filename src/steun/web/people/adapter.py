"""How log-in behaves: nobody signs up, and mail goes through the outbox, so that no page waits for a mail server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from steun.web.kernel.people.models import Person
from steun.web.people.account import access
from steun.web.people.person import device
from steun.web.people.person.acts import forgot_password, password_was_set


def person_of(credentials: Mapping[str, Any]) -> Person | None:
    """Whose account was tried; None when nobody's."""
    return Person.objects.filter(email__iexact=str(credentials.get("email") or "")).first()


class NoSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """People are invited by an administrator; there is no other way in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """The link is made when the outbox sends it; none lies in the database."""
        forgot_password(user.pk)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            access.note(request, "too-many", person_of(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        access.note(request, "wrong-password", person_of(credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What is counted: this account, however its address is spelled, from this address; or on a device of its own.

        Who guesses elsewhere locks out nobody but himself, and a neighbour nobody on the device on which one works.
        """
        person = person_of(credentials)
        account = str(person.pk) if person else str(credentials.get("email") or "").casefold()
        place = (device.of(request, person.pk) if person else "") or access.address_of(request)
        return f"{place} {account}"

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **words: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **words)
        device.remember(answer, request, user.pk)
        return answer

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Whoever sets a first or forgotten password came by a link sent to the address: that proves the address.

        Without that proof `allauth` lets nobody set up a second step.
        """
        super().set_password(user, password)
        EmailAddress.objects.filter(user=user, email__iexact=user.get_username()).update(verified=True)
        password_was_set(user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Addresses that nobody has here get no mail: Steun does not write to strangers."""
        if template_prefix != "account/email/unknown_account":
            super().send_mail(template_prefix, email, context)
