"""How log-in behaves: nobody signs up, and mail goes through the outbox, so that no page waits for a mail server."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class NoSignup(DefaultAccountAdapter):
    """People are invited by an administrator; there is no other way in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """The link is made when the outbox sends it; none lies in the database."""
        from steun.web.people.person.acts import forgot_password

        forgot_password(user.pk)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Whoever sets a first or forgotten password came by a link sent to the address: that proves the address.

        Without that proof `allauth` lets nobody set up a second step.
        """
        super().set_password(user, password)
        EmailAddress.objects.filter(user=user, email__iexact=user.get_username()).update(verified=True)
        from steun.web.people.person.acts import password_was_set

        password_was_set(user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Addresses that nobody has here get no mail: Steun does not write to strangers."""
        if template_prefix != "account/email/unknown_account":
            super().send_mail(template_prefix, email, context)
