"""Oneself, and persons who are invited and helped. Each form calls one action."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steun.core.kernel.errors import Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError, Posted, form_error
from steun.web.kernel.people.models import Person
from steun.web.kernel.people.sessions import mandates_of
from steun.web.kernel.server.language import remember_language
from steun.web.people.account import access, own_sessions
from steun.web.people.forms import FORM_ERRORS, shape, there
from steun.web.people.organisation.reach import administers, must_administer, see_person
from steun.web.people.organisation.read import see
from steun.web.people.person import acts as person_acts
from steun.web.people.person.acts import is_looked_after
from steun.web.people.person.shape import AboutIn, PersonIn


@require_http_methods(["GET", "POST"])
def invite(http: HttpRequest, code: str) -> HttpResponse:
    """Make somebody known: a mail with a link to set a password."""
    actor = Actor.of(http)
    place = see(code)
    must_administer(actor, place)
    failed: FormError | None = None
    if http.method == "POST":
        try:
            typed = http.POST
            wanted = shape(
                PersonIn, email=typed.get("email", ""), name=typed.get("name", ""), phone=typed.get("phone", ""),
                language=typed.get("language", "nl"),
            )  # fmt: skip
            person = person_acts.invite(wanted, code, by=actor, id=Posted(typed).id)
            messages.success(http, _("The invitation is on its way. Now give a mandate: without one nobody can act."))
            answer = there("people:give", code)
            answer["Location"] += f"?email={person.email}"
            return answer
        except FORM_ERRORS as error:
            failed = form_error(http, "invite", error)
    typed_values = failed.typed if failed else {"language": "nl", "email": http.GET.get("email", "")}
    context = {"it": place, "form_error": failed, "typed": typed_values}
    return render(http, "people/mandate/invite.html", context, status=failed.status if failed else 200)


@require_GET
def me(http: HttpRequest) -> HttpResponse:
    """Oneself: mandates, reachable or not, telephone, language, password and second step."""
    actor = Actor.of(http)
    return person_page(http, see_person(UUID(actor.person), actor, lock=False))


@require_GET
def person(http: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody whose account one looks after."""
    return person_page(http, see_person(pk, Actor.of(http), lock=False))


def person_page(http: HttpRequest, it: Person, failed: FormError | None = None) -> HttpResponse:
    actor = Actor.of(http)
    now = clock.now()
    own = str(it.pk) == actor.person
    rows = it.mandates.select_related("organisation", "on_behalf_of").order_by("revoked_at", "rank", "role")
    context = {
        "it": it,
        "own": own,
        "looked_after": is_looked_after(it, actor),
        "held": [{"it": m, "current": str(m.pk) == actor.mandate} for m in mandates_of(it)],
        "past": [m for m in rows if m.revoked_at or (m.valid_until and m.valid_until <= now)][:50],
        "later": [m for m in rows if m.revoked_at is None and m.valid_from > now],
        "away": bool(it.unreachable_until and it.unreachable_until > now),
        "administered": [m.organisation for m in mandates_of(it) if administers(actor, m.organisation)],
        "form_error": failed,
        "typed": failed.typed if failed else {"name": it.name, "phone": it.phone, "language": it.language},
        "live": not settings.IS_PLAY,
        "screens": (screens := own_sessions.screens(it, http.session.session_key) if own else []),
        "more_screens": len(screens) > 1,
        "accesses": access.latest(it) if own or is_looked_after(it, actor) else [],
    }
    page = "people/person/me.html" if own else "people/person/person.html"
    return render(http, page, context, status=failed.status if failed else 200)


@require_POST
def person_act(http: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """One act about a person: by oneself, or by whoever looks after the account."""
    actor = Actor.of(http)
    it = see_person(pk, actor, lock=False)
    posted = Posted(http.POST)
    reason = posted.text("reason")
    answer = there("people:me") if str(pk) == actor.person else there("people:person", pk)
    try:
        posted.check()
        match act:
            case "describe":
                given = {name: http.POST.get(name) for name in ("name", "phone", "language")}
                changed = person_acts.describe(pk, shape(AboutIn, **given), by=actor, id=posted.id)
                if str(pk) == actor.person:
                    remember_language(answer, changed.language)
            case "unreachable":
                until = posted.moment("until", required=True)
                posted.check()
                person_acts.set_unreachable(pk, until, by=actor, id=posted.id)
            case "reachable":
                person_acts.set_unreachable(pk, None, by=actor, id=posted.id)
            case "reset-password":
                person_acts.reset_password(pk, by=actor, id=posted.id)
            case "reset-second-step":
                person_acts.reset_second_step(pk, by=actor, reason=reason, id=posted.id)
            case "deactivate":
                person_acts.deactivate(pk, by=actor, reason=reason, id=posted.id)
            case "activate":
                person_acts.activate(pk, by=actor, reason=reason, id=posted.id)
            case _:
                raise Unknown("act", act)
    except FORM_ERRORS as error:
        return person_page(http, it, form_error(http, act, error))
    messages.success(http, done(act))
    return answer


def done(act: str) -> str:
    """What an act brought about, in words."""
    said = {
        "describe": _("Saved."),
        "unreachable": _("Saved. What comes in goes to the next in rank."),
        "reachable": _("Saved. You get messages again."),
        "reset-password": _("The password no longer works. A link to set a new one is on its way."),
        "reset-second-step": _("The second step is forgotten. It is set up anew at the next log-in."),
        "deactivate": _("Nobody can log in as this person any more. All mandates have ended."),
        "activate": _("This person may log in again. A link to set a password is on its way; give the mandates anew."),
    }
    return said[act]
