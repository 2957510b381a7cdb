"""Addresses in mails: absolute, and for passwords a token that works once and expires (`PASSWORD_RESET_TIMEOUT`)."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from steun.web.kernel.people.models import Person


def absolute(path: str) -> str:
    """A page of this installation as an address for outside the browser."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def password_link(person: Person) -> str:
    """Where the person sets a password. Setting one, or logging in, makes the link void."""
    key = default_token_generator.make_token(person)
    return absolute(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key]))
