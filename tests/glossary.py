"""Tables of the glossary and the handbook, made from the code: `make docs` puts them in place, a test compares."""

from __future__ import annotations

from tests import words


def table(context: str, codes: list[str]) -> str:
    """Code, Dutch, English: one row each."""
    dutch, english = words.catalogue("nl"), words.catalogue("en")
    rows = [f"| `{c}` | {dutch.get((context, c), '')} | {english.get((context, c), '')} |" for c in codes]
    return "\n".join(["| code | Nederlands | English |", "|---|---|---|", *rows]).replace("%(", "(").replace(")s", ")")


def of(context: str) -> str:
    """All codes of one context that the code needs."""
    return table(context, sorted({key[1] for key in words.needed() if key[0] == context}))


def roles() -> str:
    from steun.rules.load import law

    return table("role", sorted(law().authorities))


def audiences() -> str:
    """Each audience in words, and the fields that are for it and not for everybody."""
    from steun.web.audiences import AUDIENCES, FIELDS

    fields: dict[str, list[str]] = {}
    for model, names in FIELDS.items():
        for name, audience in names.items():
            fields.setdefault(audience, []).append(f"{model}.{name}")
    read = {code: ", ".join(fields.get(code, [])) or "-" for code in AUDIENCES}
    read["defence"] = "Gate.reason and Entry.reason of Defence's own tests, and of holds"
    read["everybody"] = "names, catalogue, and all that is not in this table"
    rows = [f"| {code} | {words_} | {read[code]} |" for code, words_ in AUDIENCES.items()]
    return "\n".join(["| audience | who | fields |", "|---|---|---|", *rows])


def life(name: str) -> str:
    """The table of moves of a life, as it is: who may, and which rules must be met."""
    machine = words.lives()[name].machine
    rows = []
    for move in machine.moves:
        by = ", ".join(sorted(move.by)) if not callable(move.by) else move.by.__name__
        rules = ", ".join(rule.__name__ for rule in move.when) or "-"
        rows.append(f"| {move.name} | {move.source or '(new)'} | {move.target} | {by} | {rules} |")
    return "\n".join(["| move | from | to | by | when |", "|---|---|---|---|---|", *rows]).replace("_", " ")
