"""What one line of the learner's record may hold: making events, and reading lines without trusting them.

An event is one JSON object on one line: ``id``, ``version``, ``time`` (UTC, to the millisecond), ``kind``,
and the fields of its kind. No field takes free text, so that nothing personal can get in.
"""

import json
import math
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from numbers import Integral, Real
from typing import Any, Literal

VERSION = 1
READING_PATHS = ("plain", "clinical", "research")
# Answers of a starting quiz are kept to be compared with later ones; they count for no score.
START = "start"
MODES = ("practice", "assessment", START)
LONGEST_RESPONSE = 40
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_CLAIM = re.compile(r"C\d{3}")
_CHECK = re.compile(r"\d{2}\.\d{1,2}[a-z]?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_REQUIRED = object()


def _matching(pattern: re.Pattern, words: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"must be {words}")
        return value

    return check


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return str(value)

    return check


def _whole(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, Integral) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return check


def _number(low: float, high: float) -> Callable[[object], int | float]:
    def check(value: object) -> int | float:
        if isinstance(value, bool) or not isinstance(value, Real) or not low <= value <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}")
        return int(value) if isinstance(value, Integral) else float(value)

    return check


def _truth(value: object) -> bool:
    # NumPy's truth values are no Python bools, but a check may well hand one over.
    if not isinstance(value, bool) and type(value).__name__ not in ("bool", "bool_"):
        raise ValueError("must be True or False")
    return bool(value)


_identifier = _matching(_ID, "an identifier: letters, digits, dot, colon, hyphen or underscore")


def _answer(value: object) -> str | int | float:
    if isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value):
        return int(value) if isinstance(value, Integral) else float(value)
    return _identifier(value)


def _response(value: object) -> object:
    """Option identifiers or numbers: one, a list (several, or an order), or pairs (a match)."""
    if value is None:
        return None
    try:
        if isinstance(value, Mapping) and len(value) <= LONGEST_RESPONSE:
            return {_identifier(left): _answer(right) for left, right in value.items()}
        if isinstance(value, list | tuple) and len(value) <= LONGEST_RESPONSE:
            return [_answer(item) for item in value]
        return _answer(value)
    except ValueError:
        raise ValueError(
            f"must be option identifiers or numbers, at most {LONGEST_RESPONSE}; free text is not kept"
        ) from None


# Each kind's fields: what each must be, and what stands there when it is not given.
_KINDS: dict[str, dict[str, tuple[Callable[[object], Any], object]]] = {
    "answer": {
        "question": (_identifier, _REQUIRED),
        "chapter": (_whole(0, 99), _REQUIRED),
        "correct": (_truth, _REQUIRED),
        "attempt": (_whole(1, 1_000_000), _REQUIRED),
        "objective": (_identifier, _REQUIRED),
        "response": (_response, None),
        "mode": (_one_of(MODES), "practice"),
        "hint_used": (_truth, False),
    },
    "prediction": {
        "claim": (_matching(_CLAIM, "a claim's identifier, such as C031"), _REQUIRED),
        "probability": (_number(0, 100), _REQUIRED),
    },
    "reveal": {"claim": (_matching(_CLAIM, "a claim's identifier, such as C031"), _REQUIRED)},
    "check": {
        "check": (_matching(_CHECK, "a check's identifier, such as 03.2"), _REQUIRED),
        "passed": (_truth, _REQUIRED),
        "tries": (_whole(1, 1_000_000), _REQUIRED),
    },
    "visit": {"chapter": (_whole(0, 99), _REQUIRED), "section": (_identifier, _REQUIRED)},
    "path": {"path": (_one_of(READING_PATHS), _REQUIRED)},
    "learner": {"seed": (_whole(0, 2**32 - 1), _REQUIRED)},
}
KINDS = tuple(_KINDS)


def checked_fields(kind: str, fields: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields of an event of this kind, all present, as plain Python values.

    Raises:
        ValueError: no such kind, a field that this kind has not, one that is missing, or a value that is not
            allowed; the message says what is.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind of event {kind!r}; the kinds are: {', '.join(KINDS)}")
    known = _KINDS[kind]
    if unknown := sorted(set(fields) - set(known)):
        raise ValueError(f"{kind} has no field {unknown[0]!r}; its fields are: {', '.join(known)}")
    checked = {}
    for name, (check, default) in known.items():
        value = fields.get(name, default)
        if value is _REQUIRED:
            raise ValueError(f"{kind} needs the field {name!r}")
        try:
            checked[name] = check(value)
        except ValueError as problem:
            raise ValueError(f"{name} {problem}, got {value!r}") from None
    return checked


def time_text(moment: datetime) -> str:
    """Return a moment as an event states it: ISO 8601, UTC, to the millisecond, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_event(kind: str, fields: Mapping[str, object], moment: datetime) -> dict[str, Any]:
    """Return a new event with an identifier of its own. Raises ValueError as ``checked_fields`` does."""
    own = checked_fields(kind, fields)
    return {"id": uuid.uuid4().hex, "version": VERSION, "time": time_text(moment), "kind": kind, **own}


def event_text(event: Mapping[str, Any]) -> str:
    """Return an event as one line, without its end; plain ASCII, so that no encoding can break it."""
    return json.dumps(event, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Line:
    """One line of a record: an event, one of a newer version, or a line that must be set aside.

    text       the line as it stands, without its end ("" when its bytes are no text)
    state      "event"; "newer" (kept and passed on as it stands); "torn" (broken off); "foreign"
    event      the event, for an event; what was read, for a newer one; empty otherwise
    canonical  the same for two lines that say the same; "" for lines that were set aside
    """

    text: str
    state: Literal["event", "newer", "torn", "foreign"]
    event: dict[str, Any] = field(default_factory=dict)
    canonical: str = ""


def read_line(raw: bytes) -> Line:
    """Return what a line holds, whatever its bytes; it never raises."""
    try:
        text = raw.decode("utf-8").strip("\ufeff \t\r\n")
    except UnicodeDecodeError:
        return Line("", "foreign")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Line(text, "torn" if text.startswith('{"id"') else "foreign")
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or not found["id"]:
        return Line(text, "foreign")
    canonical = json.dumps(found, sort_keys=True)
    version = found.get("version")
    if type(version) is int and version > VERSION:
        return Line(text, "newer", found, canonical)
    if type(version) is int and version == VERSION and _is_event(found):
        return Line(text, "event", found, canonical)
    return Line(text, "foreign")


def _is_event(found: dict[str, Any]) -> bool:
    """Whether an object is what this version writes: the four common fields, and those of its kind."""
    fields = {name: value for name, value in found.items() if name not in ("id", "version", "time", "kind")}
    try:
        if not _ID.fullmatch(found["id"]) or not _TIME.fullmatch(found["time"]):
            return False
        datetime.fromisoformat(found["time"])
        return checked_fields(found["kind"], fields) == fields
    except (KeyError, TypeError, ValueError):
        return False
