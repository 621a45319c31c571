"""Hold a value to a JSON Schema, and say in plain words what is wrong and what is allowed.

Only the part of JSON Schema 2020-12 that ``data/quizzes/quiz.schema.json`` uses (``KEYWORDS``). Learners have
no schema package installed, and the messages of one would not help authors: here the ``description`` of the
part that was broken says what is allowed. A test holds this module to the package ``jsonschema``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KEYWORDS = frozenset(
    {
        "$ref",
        "type",
        "enum",
        "const",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "items",
        "minItems",
    }
    | {"maxItems", "contains", "minContains", "maxContains", "properties", "required", "additionalProperties"}
    | {"propertyNames", "minProperties", "allOf", "oneOf", "if", "then", "description", "title", "$defs"}
    | {"$schema", "$id"}
)
_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}
LONGEST_SHOWN = 40

Path = tuple[str | int, ...]
Schema = dict | bool


@dataclass(frozen=True)
class Fault:
    """Where a value breaks its schema (keys and places from the root), what is wrong, what is allowed."""

    path: Path
    what: str
    allowed: str


def faults(value: object, schema: Schema, root: dict, path: Path = ()) -> Iterator[Fault]:
    """Yield what is wrong with ``value`` by ``schema``, a part of the schema ``root``; nothing if it fits."""
    if isinstance(schema, bool):
        if not schema:
            yield Fault(path, "does not belong here", "leave it out")
        return
    if "$ref" in schema:
        yield from faults(value, _target(schema["$ref"], root), root, path)
    if "type" in schema and not _is_a(value, schema["type"]):
        yield Fault(path, f"may not be {_shown(value)}", _allowed(schema))
        return
    yield from _faults_of_value(value, schema, path)
    if isinstance(value, list):
        yield from _faults_of_list(value, schema, root, path)
    if isinstance(value, dict):
        yield from _faults_of_table(value, schema, root, path)
    for part in schema.get("allOf", ()):
        yield from faults(value, part, root, path)
    if "oneOf" in schema and sum(_fits(value, part, root) for part in schema["oneOf"]) != 1:
        yield Fault(path, "has none or more than one of these", _allowed(schema))
    if "if" in schema and _fits(value, schema["if"], root):
        yield from faults(value, schema.get("then", True), root, path)


def _faults_of_value(value: object, schema: dict, path: Path) -> Iterator[Fault]:
    """Faults of a text, number or truth value."""
    is_number = _is_a(value, "number")
    wrong = (
        ("enum" in schema and value not in schema["enum"])
        or ("const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])))
        or ("pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value))
        or ("minimum" in schema and is_number and value < schema["minimum"])
        or ("maximum" in schema and is_number and value > schema["maximum"])
        or ("exclusiveMinimum" in schema and is_number and value <= schema["exclusiveMinimum"])
    )
    if wrong:
        yield Fault(path, f"may not be {_shown(value)}", _allowed(schema))


def _faults_of_list(value: list, schema: dict, root: dict, path: Path) -> Iterator[Fault]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield Fault(path, f"has {len(value)}", _allowed(schema))
    for place, item in enumerate(value):
        yield from faults(item, schema.get("items", True), root, (*path, place))
    if "contains" in schema:
        count = sum(_fits(item, schema["contains"], root) for item in value)
        if not schema.get("minContains", 1) <= count <= schema.get("maxContains", count):
            yield Fault(path, f"has {count} of these", _allowed(schema))


def _faults_of_table(value: dict, schema: dict, root: dict, path: Path) -> Iterator[Fault]:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", True)
    if len(value) < schema.get("minProperties", 0):
        yield Fault(path, f"has {len(value)}", _allowed(schema))
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault((*path, name), "is missing", _allowed(known.get(name, {}), root))
    for name, inner in value.items():
        if name in known:
            yield from faults(inner, known[name], root, (*path, name))
        elif more is False:
            yield Fault((*path, name), "is not known here", f"the fields {', '.join(known)}")
        else:
            yield from faults(inner, more, root, (*path, name))
        yield from faults(name, schema.get("propertyNames", True), root, (*path, name))


def _fits(value: object, schema: Schema, root: dict) -> bool:
    return next(faults(value, schema, root), None) is None


def _is_a(value: object, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "integer":
        return _is_a(value, "number") and (isinstance(value, int) or value.is_integer())
    return isinstance(value, _TYPES[kind])


def _target(reference: str, root: dict) -> dict:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _allowed(schema: Schema, root: dict | None = None) -> str:
    """What a part of the schema allows, in the words of its own description."""
    if isinstance(schema, bool):
        return ""
    if "description" not in schema and "$ref" in schema and root:
        return _allowed(_target(schema["$ref"], root))
    return schema.get("description", "")


def _shown(value: object) -> str:
    """A value as its file would show it, cut if it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
