"""JSON Schemas of the formats, made from the annotations of their dataclasses."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from steun.optimise.format.faults import adapter

TITLE = "times are whole minutes from start, intervals half open"


class _Plain(GenerateJsonSchema):
    """Without titles, which only repeat the names, and without what says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def str_schema(self, schema: Any) -> dict[str, Any]:
        return {key: said for key, said in super().str_schema(schema).items() if (key, said) != ("minLength", 0)}

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        """Null is taken for absent by the reader; the schema does not offer it."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        made = super().default_schema(schema)
        return {key: said for key, said in made.items() if key != "default" or said is not None}


def schema_of(of: type, version: str) -> dict[str, Any]:
    """JSON Schema of a dataclass that stands in a file as this version of a format."""
    made = adapter(of).json_schema(schema_generator=_Plain)
    its, defs = made.pop("properties"), made.pop("$defs", {})
    for part in (made, *defs.values()):
        part.pop("title", None)
        part.pop("description", None)  # of the Python class
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{version}: {TITLE}",
        **made,
        "properties": {"format": {"const": version}, **its},
        "required": ["format", *made.get("required", ())],
        "$defs": defs,
    }
