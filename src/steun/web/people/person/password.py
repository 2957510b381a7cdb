"""Which words are no password here: those that everybody who attacks this program tries first."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from steun.core.kernel.text.folding import folded
from steun.web.kernel.people.models import Mandate, Person

OURS = (
    "steun", "crisis", "ramp", "defensie", "defence", "veiligheidsregio", "gemeente", "locc", "ministerie", "brandweer",
    "politie", "leger", "piket", "burgemeester", "voorzitter", "bijstand", "wachtwoord", "password", "welkom",
    "welcome",
)  # fmt: skip
"""Words of this work, and those with which passwords begin."""
SHORTEST, LEFT = 4, 8
"""A name of fewer letters is none; so many signs must stand beside all such words."""


class NoWordsOfTheWork:
    """A password may hold such words, but must not consist of them."""

    def validate(self, password: str, user: Person | None = None) -> None:
        rest = folded(password)
        for word in sorted({*OURS, *names_of(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < LEFT:
            raise ValidationError(_("This consists of words and numbers that others try first: make it a sentence."))

    def get_help_text(self) -> str:
        return _("A sentence, not the words of this work with a number behind them.")


def names_of(user: Person | None) -> set[str]:
    """The organisations that somebody works for, word by word."""
    if user is None or not user.pk:
        return set()
    rows = Mandate.objects.filter(person=user.pk).values_list("organisation__name_nl", "organisation__name_en")
    return {word for names in rows for word in re.findall(r"\w+", folded(" ".join(names))) if len(word) >= SHORTEST}
