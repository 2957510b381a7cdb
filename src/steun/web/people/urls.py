"""The addresses of this room."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from steun.web.people.account import access_page, login, own_sessions
from steun.web.people.filter import page as filters
from steun.web.people.mandate import page as mandates
from steun.web.people.person import page as persons


def closed(http: HttpRequest) -> HttpResponse:
    """An address of `allauth` that Steun does not offer: who one is, is for the administrator to say."""
    raise Http404


urlpatterns = [
    *filters.urlpatterns,
    path("account/email/", closed),  # stands before `allauth`: nobody changes the address under which one is known
    path("login", login.login, name="login"),
    path("login/<uuid:pk>", login.take, name="take"),
    path("logout", login.logout, name="logout"),
    path("session", login.session, name="session"),
    path("switch", login.switch, name="switch"),
    path("organisations/<str:code>/mandates/new", mandates.give, name="give"),
    path("organisations/<str:code>/invite", persons.invite, name="invite"),
    path("mandates/<uuid:pk>", mandates.mandate, name="mandate"),
    path("mandates/<uuid:pk>/delegate", mandates.delegate, name="delegate"),
    path("mandates/<uuid:pk>/revoke", mandates.revoke, name="revoke"),
    path("persons/<uuid:pk>", persons.person, name="person"),
    path("persons/<uuid:pk>/<str:act>", persons.person_act, name="person_act"),
    path("me", persons.me, name="me"),
    path("me/sessions/<str:name>/end", own_sessions.end_page, name="end_session"),
    path("access", access_page.every, name="access"),
]
