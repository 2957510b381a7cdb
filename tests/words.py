"""Every word that the product can show, and whether it stands in Dutch and English.

`make words` lists what is missing.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from babel.messages.pofile import read_po

import steun

SOURCE = Path(steun.__file__).parent
LOCALE = SOURCE / "web" / "locale"
TEMPLATES = SOURCE / "web" / "templates"
Key = tuple[str, str]
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "_n"}
CODED = {"Verdict": ("verdict", 1), "claim": ("verdict", 1), "answered": ("verdict", 1), "Fault": ("fault", 1)}
"""Calls that make a code: its context, and the place of the code among the arguments."""


def catalogue(language: str) -> dict[Key, str]:
    """All words of one language: (context, id) to text."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = {}
        for message in read_po(file):
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if ids[0]:
                found[(message.context or "", ids[0])] = texts[0] if all(texts) else ""
        return found


def in_templates() -> Iterator[tuple[Key, str]]:
    """Texts of templates: {% translate %}, {% blocktranslate %}, _("..."), and "code"|word:"context"."""
    for path in sorted(TEMPLATES.rglob("*.*")):
        text, where = path.read_text(), str(path.relative_to(SOURCE))
        for match in re.finditer(
            r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')(?:\s+context\s+"([^"]*)")?""", text
        ):
            yield (match[3] or "", match[1] or match[2]), where
        for match in re.finditer(r"""_\((?:"([^"]*)"|'([^']*)')\)""", text):
            yield ("", match[1] or match[2]), where
        for match in re.finditer(r"""["']([\w.-]+)["']\|word:["']([\w-]+)["']""", text):
            yield (match[2], match[1]), where
        for match in re.finditer(r"\{%\s*blocktranslate([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", text, re.S):
            body = re.split(r"\{%\s*plural\s*%\}", match[2])[0]
            body = " ".join(line.strip() for line in body.strip().splitlines()) if "trimmed" in match[1] else body
            context = re.search(r'context\s+"([^"]*)"', match[1])
            escaped = re.sub(r"%(?!\()", "%%", body) if "%" in body else body
            yield (context[1] if context else "", re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", escaped)), where


def in_python() -> Iterator[tuple[Key, str]]:
    """Texts and codes of Python: gettext calls, and what makes a verdict or a fault."""
    for path in sorted(SOURCE.rglob("*.py")):
        if {"migrations", "optimise"} & set(path.relative_to(SOURCE).parts):
            continue
        where = str(path.relative_to(SOURCE))
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            texts = [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in node.args]
            if name in GETTEXT and texts and texts[0]:
                yield ("", texts[0]), where
            if name == "word" and len(texts) > 1 and texts[0] and texts[1]:
                yield (texts[0], texts[1]), where
            if name in {"claim", "answered"} and "core/ask" not in where:
                continue
            if name in CODED and len(texts) > CODED[name][1] and (code := texts[CODED[name][1]]):
                yield (CODED[name][0], code), where


def lives() -> dict[str, Any]:
    """Every life that is declared; also for who asks without Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    os.environ.setdefault("STEUN_WORLD", "demo")
    django.setup()
    return import_module("steun.web.lives").LIVES


def in_tables() -> Iterator[tuple[Key, str]]:
    """Codes of lives and of law."""
    from steun.rules.load import law

    for life in (it.machine for it in lives().values()):
        yield ("life", life.name), life.name
        for state in life.states:
            yield ("state", state), life.name
        for move in life.moves:
            yield ("move", move.name), life.name
            yield ("action", f"{life.name}.{move.name}"), life.name
    for declared in lives().values():
        for code in declared.pages.states if declared.pages else ():
            yield ("list-filter", code), declared.name
        for code in declared.pages.tasks if declared.pages else ():
            yield ("case-task", code), declared.name
    for name in fields_of_a_draft():
        yield ("field", name), "web/ask/request/shape.py"
    yield ("move", "grant-partly"), "web/decide/gate/acts.py"
    for called in ("partly-granted", "promise-lost"):
        yield ("state", called), "core/decide/timeliness.py"
    for sentence in timeliness():
        yield ("timeliness", sentence), "web/ask/timeliness/words.py"
    for kind in import_module("steun.web.desks.finding.hit").KINDS:
        yield ("found", kind), "web/desks/finding/hit.py"
    for room, codes in import_module("steun.web.desks.help.terms").TERMS.items():
        for code in codes:
            yield ("term", code), room
            yield ("explained", code), room
    for step, place, _name in import_module("steun.web.desks.help.page").TOUR:
        yield ("tour", step), "web/desks/help/page.py"
        yield ("tour-how", step), "web/desks/help/page.py"
        yield ("tour-page", place), "web/desks/help/page.py"
    for role in law().authorities:
        yield ("role", role), "authorities"
    for question, answers in choices().items():
        for answer in answers:
            yield ("answer", answer), question
    for basis in law().bases:
        for gate in basis.gates:
            yield ("gate", gate.code), basis.code
            yield ("gate-kind", gate.kind), basis.code
            yield ("explained", f"gate-{gate.kind}"), basis.code


def fields_of_a_draft() -> Iterator[str]:
    """What people fill in of a request; not the id that a form brings along."""
    [draft] = (act for act in lives()["request"].acts if act.name == "draft")
    yield from (name for name in draft.shape.model_fields if name != "id")


def timeliness() -> Iterator[str]:
    """Every sentence that tells whether help is in time."""
    from steun.core.decide import timeliness as core
    from steun.web.ask.timeliness.words import sentence_of

    yield from ("at-least", "at-most")
    for code in core.CODES:
        for why in ("", core.NO_START, core.NOTHING_PROMISED, core.TOO_FEW, core.LESS_GRANTED):
            for late in (0, 90):
                if (code, why) not in {(core.UNKNOWN, ""), (core.IN_TIME, core.NOTHING_PROMISED)}:
                    yield sentence_of(core.Timeliness(code, late, 1, 2, why=why))


def choices() -> dict[str, tuple[str, ...]]:
    """The answers that the form offers, per question of the route finder."""
    from steun.rules.load import law
    from steun.web.ask.form.fields.filled import TICKS

    return {q.code: q.answers for q in law().questions if q.code not in TICKS}


def needed() -> dict[Key, str]:
    """Every word, and one place that needs it."""
    return {key: where for source in (in_tables, in_python, in_templates) for key, where in source()}


def missing(language: str) -> dict[Key, str]:
    """Words without a text in this language. English ids are their own English text.

    Codes have a context and need one.
    """
    texts = catalogue(language)
    return {
        key: where for key, where in needed().items() if not texts.get(key) and not (language == "en" and not key[0])
    }


def main() -> int:
    count = 0
    for language in ("nl", "en"):
        for (context, text), where in sorted(missing(language).items(), key=lambda item: item[1]):
            print(f"{language}  {where}  {context or '-'}  {text!r}")
            count += 1
    print(f"{count} missing")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
