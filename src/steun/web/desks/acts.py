"""The acts of every life from a page: the form fills the shape of the act, and faults are shown at that form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter, reverse
from django.urls.converters import StringConverter
from django.views.decorators.http import require_POST

from steun.core.kernel.errors import Unknown
from steun.core.kernel.machine import NEW
from steun.web.desks.case.page import page as case_page
from steun.web.desks.decision import decide
from steun.web.desks.evaluation import page as evaluation_page
from steun.web.desks.incident import page as incident_page
from steun.web.desks.orders import listed
from steun.web.desks.own.page import OWN, shown
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.forms import FAULTS, FormError, Posted, form_error, see_other
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.pages import room_of
from steun.web.lives import LIVES

Shown = Callable[[HttpRequest, UUID, FormError], HttpResponse]
PAGES: dict[str, tuple[str, Shown]] = {
    "show": ("ask:show", case_page),
    "decide": ("decide:page", decide),
    "evaluation": ("learn:evaluate", evaluation_page),
    "incident": ("ask:incident", incident_page),
    "edit": ("ask:edit", case_page),
    **{name: (f"{room_of(it)}:{name}", partial(shown, life=it, pages=pages)) for name, (it, pages) in OWN.items()},
    "mine": ("deliver:mine", lambda http, case, wrong: listed(http, wrong)),
}
"""The pages that have forms of acts: where one lands after the act, and how the page shows what went wrong."""
ITS_OWN = {"incident": "incident", **{name: name for name in OWN}}
"""The page of a life whose forms name no other; all else stands on the page of its case."""


def begins(life: Life, act: Act) -> bool:
    """Does it bear a row about nothing that is there? Then there is no key for an address."""
    return not act.about and any(move.name in act.makes and move.source == NEW for move in life.machine.moves)


ACTS = {
    (about, act.name): (life, act)
    for life in LIVES.values()
    for act in life.acts
    if (about := act.about or life.name) in LIVES and not begins(life, act)
}
"""Every act by the life that it is about and its name: what stands in its address."""


@require_POST
def act(http: HttpRequest, life: str, pk: UUID, name: str) -> HttpResponse:
    """Do an act; then look at the page that the form was on."""
    actor = Actor.of(http)
    if (life, name) not in ACTS:
        raise Unknown("act", name)
    _, done = ACTS[life, name]
    subject = LIVES[life]
    rows: Any = subject.model._default_manager  # each life says itself to whom its rows are visible
    seen = rows.visible_to(actor).filter(pk=pk)
    case = seen.values_list(subject.case, flat=True).first()
    if case is None:
        raise Unknown(life, pk)
    address, page = PAGES.get(http.POST.get("page", ""), PAGES[ITS_OWN.get(life, "show")])
    form = Posted(http.POST)
    try:
        done(pk, filled(done.shape, form), by=actor)
    except FAULTS as error:
        return page(http, case, form_error(http, form.values.get("form") or form_name(subject, pk, name), error))
    return onward(http, reverse(address, args=[] if address == "deliver:mine" else [case]))


def form_name(life: Life, pk: UUID, name: str) -> str:
    """The name of a form: on the page of its own case an act needs no more than its own name."""
    return name if life.case == "id" else f"{life.name}-{pk}-{name}"


def onward(http: HttpRequest, address: str) -> HttpResponse:
    """To a page, for htmx and plain browsers alike."""
    return HttpResponse(headers={"HX-Redirect": address}) if http.headers.get("HX-Request") else see_other(address)


def one_of(names: set[str]) -> type[StringConverter]:
    """A part of an address that must be one of these names."""
    return type("OneOf", (StringConverter,), {"regex": "|".join(sorted(names, key=len, reverse=True))})


register_converter(one_of({life for life, _ in ACTS}), "life")
register_converter(one_of({name for _, name in ACTS}), "act")
urlpatterns = [path("<life:life>s/<uuid:pk>/<act:name>", act, name="act")]
