"""What a rule rests on, and when somebody read it. Many lines of a page say it, so each is made once per language."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steun.core.kernel.law import Source
from steun.core.kernel.verdict import Verdict
from steun.core.know.roads.evidence import in_words
from steun.rules.load import road_phrases
from steun.web.kernel import words

register = template.Library()

MOST = 4_096
"""So many sources in so many languages are remembered: the laws of a country name some hundreds."""


@register.filter
def read_on(source: Source | None) -> str:
    """`{{ basis.source|read_on }}`: when its text was read, in which version; nothing when nobody read it."""
    return written(source, get_language()) if source and source.read_on else ""


@register.filter
def read_of(title: Verdict | str, day: date | None = None) -> str:
    """`{{ reason.source|read_of:day }}`: the same of the source that a line names, in the wording of that day."""
    return read_on(words.read_of(title, day))


@register.filter
def resting_on(verdict: Verdict, day: date | None = None) -> str:
    """`{{ verdict|resting_on:day }}`: the source of a verdict, and when its text was read."""
    return format_html('<span class="law">{}</span> {}', verdict.source, read_of(verdict.source, day))


@register.filter
def known_by(evidence: str) -> str:
    """`{{ link.evidence|known_by }}`: what a row of the road register rests on, in the reader's language."""
    phrases = road_phrases(get_language() or "nl")
    return in_words(evidence, phrases, point=get_format("DECIMAL_SEPARATOR"))


@lru_cache(MOST)
def written(source: Source, language: str | None) -> str:
    """The line in the language of this thread, which `language` names: what is remembered depends on it."""
    said = [_("read on %(on)s, in the version of %(version)s")
            % {"on": in_full(source.read_on), "version": in_full(source.read_version)}]  # fmt: skip
    if source.at_latest:
        said.append(_("holds at the latest since %(day)s") % {"day": in_full(source.valid_from)})
    if not source.text_kept:
        said.append(_("its words could not be kept"))
    return format_html('<span class="soft small">{}</span>', "; ".join(said))


def in_full(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
