"""How people see headcounts: the list, the form, the page of one, and all of them counted once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import FormError
from steun.web.kernel.life.pages import Context, Pages
from steun.web.know.headcount.model import Headcount
from steun.web.know.headcount.read import counted_once, offers, waiting_for


def form(http: HttpRequest, actor: Actor, wrong: FormError | None) -> Context:
    return {"typed": wrong.typed if wrong else {"counted_on": clock.today()}}


def shown(it: Headcount, actor: Actor) -> Context:
    return {}


PAGES = Pages(
    begin="state", beginners=lambda: roles().drafters, form=form, shown=shown, offers=offers, name=lambda it: it.name,
    menu="Headcounts", order=("-since", "-pk"), states={"stated": ("stated",), "all": ("stated", "withdrawn")},
    tasks=("count-again",), main=("revise",), waiting=waiting_for,
)  # fmt: skip


@require_GET
def once(http: HttpRequest) -> HttpResponse:
    """All people that I may know of, each counted once."""
    actor = Actor.of(http)
    rows, every = counted_once(actor)
    context = {
        "rows": rows, "every": every, "may_begin": actor.role in roles().drafters,
        "new_url": reverse("know:headcount_new"),
    }  # fmt: skip
    return render(http, "know/headcount/once.html", context)


urlpatterns = [path("counted-once", once, name="counted_once")]
