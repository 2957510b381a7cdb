"""The architecture, as tests. If one fails, move the code; do not loosen the test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import steun
from steun.rules.load import HOME, load_law
from tests import words

ROOT = Path(__file__).parents[1]
SOURCE = Path(steun.__file__).parent
MODULES = sorted(p for p in (*SOURCE.rglob("*.py"), *ROOT.glob("tests/**/*.py")) if "migrations" not in p.parts)
MIGRATIONS = sorted((SOURCE / "web" / "migrations").glob("0*.py"))


def tracked(*patterns: str) -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files are ours")
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_no_module_is_longer_than_400_lines():
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 400}

    assert not long


MANY = {
    "src/steun/web/management/commands": "Django finds a command by its file in this one folder",
    "src/steun/web/templates/allauth/elements": "allauth asks for these names in this one folder",
}
"""Folders that may hold more files than a reader takes in at a glance, and why."""


def test_a_folder_can_be_taken_in_at_a_glance():
    """At most eight modules beside `__init__`, at most twelve templates: more is two things, a folder each."""
    folders = Counter(p.parent for p in MODULES if SOURCE in p.parents and p.name != "__init__.py")
    templates = Counter(p.parent for p in (SOURCE / "web" / "templates").rglob("*") if p.is_file())
    full = {d for d, n in folders.items() if n > 8} | {d for d, n in templates.items() if n > 12}

    assert not {str(d.relative_to(ROOT)) for d in full} - MANY.keys()


def test_no_line_of_a_template_is_longer_than_160():
    """What no screen shows whole, no reviewer reads. Django's tags have no line ends: too long a tag is two things."""
    pages = (SOURCE / "web" / "templates").rglob("*.html")
    long = [
        f"{p.relative_to(ROOT)}:{n}"
        for p in pages
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if len(line) > 160
    ]

    assert not long


def test_whatever_silences_a_check_says_why():
    """`# noqa: F401  # a fixture`: the rule by its name, and after a second sign the reason."""
    silenced = re.compile(r"# (?:noqa|type: ignore|pragma)\b(?!(?:: [A-Z]+\d+(?:, [A-Z]+\d+)*|\[[a-z-]+\])  # \w)")
    places = [
        f"{p.relative_to(ROOT)}:{n}"
        for p in (*MODULES, *ROOT.glob("bench/*.py"))
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if silenced.search(line) and p != Path(__file__)
    ]

    assert not places


def test_there_is_no_utils():
    assert not [p for p in MODULES if p.stem in {"utils", "util", "helpers", "common", "misc"}]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda p: p.stem)
def test_a_migration_does_not_depend_on_today(migration):
    """Old migrations must keep running when today's code has moved on."""
    tree = ast.parse(migration.read_text())
    imported = [n for node in ast.walk(tree) for n in names_of(node)]

    assert not [name for name in imported if name.startswith("steun")]


def names_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_borders_hold():
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


LATE = {"src/steun/web/apps.py": "Django's models are not there yet when an app is named"}
"""Modules of the web that import another one inside a function, and why."""


def test_nothing_is_imported_inside_a_function_to_get_round_a_border():
    """What is heavy (the planner, `optimise`) may wait until it is asked for."""
    late = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        if (SOURCE / "web") in path.parents and str(path.relative_to(ROOT)) not in LATE
        for body in ast.walk(ast.parse(path.read_text()))
        if isinstance(body, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(body)
        if any(name.startswith("steun.") and not name.startswith("steun.optimise") for name in names_of(node))
    ]

    assert not late


def test_no_two_things_know_of_each_other_more_than_their_rows():
    """Things of one room stand in an order too. Their models may name each other: rows hang together both ways."""
    graph = grimp.build_graph("steun", exclude_type_checking_imports=True)
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for importer in graph.find_descendants("steun.web"):
        for imported in graph.find_modules_directly_imported_by(importer):
            thing, other = (".".join(name.split(".")[:4]) for name in (importer, imported))
            if thing != other and not imported.endswith((".model", ".models")):
                known[thing, other].append(f"{importer} imports {imported}")

    assert not [line for (one, other), lines in sorted(known.items()) if (other, one) in known for line in lines]


def test_the_core_does_not_look_at_the_clock_or_at_files():
    found = []
    for path in (SOURCE / "core").rglob("*.py"):
        text = path.read_text()
        words_used = re.findall(r"(?<![\w.])open\(|\.now\(|\.today\(|\brandom\.|os\.environ", text)
        found += [(path.name, word) for word in words_used]

    assert not found


def test_dutch_local_time_is_read_and_written_in_one_module():
    """Elsewhere every moment is in UTC: whoever adds to a wall time promises an hour twice when the clocks change."""
    local = re.compile(
        r"ZoneInfo|AMSTERDAM|make_aware|make_naive|localtime|strptime|datetime\.fromisoformat|astimezone\((?!UTC\))"
        r"|\|date:\S*H:i(?!:s)|toLocale\w*String"
    )
    found = []
    for path in [p for p in (SOURCE / "web").rglob("*") if p.suffix in {".py", ".html", ".txt", ".js"}]:
        if path.name != "moments.py" and not {"migrations", "vendor"} & set(path.parts):
            found += [(str(path.relative_to(SOURCE)), word) for word in local.findall(path.read_text())]

    assert not found


NO_ROLES = {"provider"}
"""Also the name of something else: the side of an agreement that gives."""


def test_no_seat_is_typed_in_the_core_or_the_web():
    """Who does what is law or policy of a country: `rules/<country>/country.toml` names the roles, code names what
    they do. Roles of Steun itself (the administrator) are its own; words that no password may hold are no roles."""
    roles = {
        code
        for country in HOME.glob("*/authorities.toml")
        for code, row in tomllib.loads(country.read_text()).items()
        if row["side"] != "administration"
    }
    typed = []
    for file in (m for m in MODULES if m.is_relative_to(SOURCE / "core") or m.is_relative_to(SOURCE / "web")):
        tree = ast.parse(file.read_text())
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                role, at, _ = node.value.partition("@")
                if role in roles and (at or role not in NO_ROLES):
                    typed.append(f"{file}:{node.lineno}: {node.value}")
    assert not [place for place in typed if "people/person/password.py" not in place]


def test_no_article_is_typed_in_the_core_or_the_web():
    """Code asks the rules of the country which basis or rule it is; it names none."""
    rules = [load_law(file.parent) for file in HOME.glob("*/country.toml")]
    codes = {it.code for law in rules for it in (*law.bases, *law.provisions)}
    typed = [
        f"{file}:{node.lineno}: {node.value}"
        for file in MODULES
        if file.is_relative_to(SOURCE / "core") or file.is_relative_to(SOURCE / "web")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and node.value in codes
    ]
    assert not typed


def retired() -> tuple[dict[str, str], dict[str, str]]:
    """Words that are no part of a name, and names that are none as a whole, each with what to say instead."""
    parts, wholes = {}, {}
    for line in (ROOT / "tests" / "retired_words.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            word, _, instead = line.removeprefix("= ").partition(": ")
            (wholes if line.startswith("= ") else parts)[word] = instead
    return parts, wholes


def given_names(tree: ast.AST) -> Iterator[str]:
    """The names that a module gives to what it holds; those that it only uses are given elsewhere."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name


def test_no_name_is_a_word_that_was_retired():
    """Data: tests/retired_words.txt. Tests are sentences, so their own names may say it."""
    parts, wholes = retired()
    found = []
    for path in MODULES:
        for name in {path.stem, *given_names(ast.parse(path.read_text()))}:
            if name.startswith("test_"):
                continue
            bad = wholes.get(name) or next((parts[p] for p in name_parts(name) if p in parts), None)
            found += [f"{path.relative_to(ROOT)}: {name}: say {bad}"] if bad else []
    for path in (SOURCE / "web" / "templates").rglob("*.html"):
        tags = re.findall(r"{[{%].*?[%}]}", re.sub(r"\"[^\"]*\"|'[^']*'", "", path.read_text()))
        used = set(re.findall(r"(?<![\w-])[a-z_]+", " ".join(tags)))
        found += [f"{path.relative_to(ROOT)}: {name}: say {parts[name]}" for name in used & parts.keys()]

    assert sorted(found) == []


def name_parts(name: str) -> list[str]:
    """The words of a name, in small letters.

    >>> name_parts("ToldOnce"), name_parts("FORM_told")
    (['told', 'once'], ['form', 'told'])
    """
    return [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def test_no_signals_of_our_own_and_no_admin():
    text = "\n".join(p.read_text() for p in (SOURCE / "web").rglob("*.py"))

    assert "Signal(" not in text and "@receiver" not in text
    assert "django.contrib.admin" not in text


def test_every_word_stands_in_dutch():
    assert not words.missing("nl")


def test_each_call_that_is_read_for_its_code_is_there():
    """A function that got another name would take its codes out of sight of these tests and of the glossary."""
    found = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))

    assert not [name for name in words.CODED if not re.search(rf"^(def|class) {name}\b", found, re.M)]


def test_every_code_stands_in_english():
    assert not words.missing("en")


def test_the_facts_of_a_sentence_are_the_same_in_both_languages():
    dutch, english = words.catalogue("nl"), words.catalogue("en")
    facts = re.compile(r"%\((\w+)\)s")
    differ = [
        key
        for key in dutch.keys() & english.keys()
        if dutch[key]
        and english[key]
        and not set(facts.findall(dutch[key])) <= set(facts.findall(english[key])) | set(facts.findall(key[1]))
    ]

    assert not differ


def test_every_word_of_the_lives_is_in_the_glossary():
    from steun.web.lives import LIVES

    glossary = (ROOT / "GLOSSARY.md").read_text().lower()
    needed = (
        set(LIVES)
        | {s for life in LIVES.values() for s in life.machine.states}
        | {m.name for life in LIVES.values() for m in life.machine.moves}
    )
    from steun.rules.load import law

    needed |= set(law().authorities) | {key[1] for key in words.needed() if key[0] == "verdict"}
    assert not sorted(word for word in needed if f"`{word}`" not in glossary)

    from django.apps import apps

    models = {m._meta.model_name for m in apps.get_app_config("steun").get_models() if not m._meta.auto_created}
    assert not sorted(name for name in models if name not in glossary)


def test_the_tables_in_the_docs_are_the_real_ones():
    """Renew them with: make docs"""
    cog = str(Path(sys.executable).parent / "cog")
    docs = ("know", "law", "lives", "movement", "planner", "reference-planner")
    made = ("GLOSSARY.md", *(f"docs/{name}.md" for name in docs))
    done = subprocess.run([cog, "--check", *made], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_names_a_registry_or_a_path_of_this_machine():
    hosts = re.compile(
        "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry\\.npmjs" + r"\.org", "index" + "-url +http"))
    )
    found = [
        str(p.relative_to(ROOT))
        for p in tracked()
        if p.is_file()
        and p.suffix not in {".png", ".woff2", ".ico"}
        and (hosts.search(text := p.read_text(errors="ignore")) or re.search("/" + "work/main|/" + "root/", text))
    ]

    assert not found


def test_no_third_party_file_is_tracked():
    assert not [p for p in tracked() if "static/vendor/" in str(p) or "node_modules" in str(p) or ".min." in p.name]


def test_each_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_every_package_has_a_line_in_the_decisions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    decided = "\n".join(p.read_text().lower() for p in (ROOT / "docs" / "decisions").glob("*.md"))

    assert not [n for spec in named if (n := re.split(r"[\[<>=; ]", spec)[0].lower()) not in decided]


def test_no_page_leaves_the_way_of_writing_a_day_to_the_browser():
    """Its own field shows month before day on many a device; ours (parts/when) only opens its calendar."""
    templates = SOURCE / "web" / "templates"
    found = [
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if re.search(r'(type|kind)="(date|datetime-local|time|month|week)"', path.read_text())
    ]
    assert found == ["parts/when/_calendar.html"]
