"""What is wrong with a bank of questions, in words for its author: file, question, field, what is allowed."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ketamine_course.evidence import course_folder, outline, resolve
from ketamine_course.evidence.item_numbers import EXAMPLE, source_faults
from ketamine_course.learning.schema_faults import Path as Place
from ketamine_course.learning.schema_faults import faults

_PARTS = {"options": "option", "items": "item", "pairs": "pair"}
# Units with one meaning each; in others an answer may be put as its author likes.
_PLAIN_UNITS = frozenset({"%", "s", "min", "h", "days", "ng/mL", "mg", "mg/kg"})
# Chapter 0 is the start page: its questions are about the whole article.
START_PAGE = 0


class BankError(ValueError):
    """A bank that is not as it should be; ``faults`` holds a line for each thing that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def faults_of_bank(raw: dict, file: str) -> list[str]:
    """Return what is wrong with a bank as read from TOML, a line each, beginning with the file's name.

    What the schema forbids is told first; only a bank that fits it is looked into further.
    """
    schema = _schema(course_folder())
    found = [
        f"{file}, {_place(fault.path, raw)}{fault.what}; allowed: {fault.allowed}"
        for fault in faults(raw, schema, schema)
    ]
    return found or [f"{file}, {told}" for told in _cross_faults(raw, file)]


@lru_cache(maxsize=1)
def _schema(folder: Path) -> dict:
    return json.loads((folder / "data" / "quizzes" / "quiz.schema.json").read_text(encoding="utf-8"))


def _place(path: Place, raw: dict) -> str:
    """Return a place as an author would say it: “question q03.01, option 2, feedback: ”."""
    words, rest = [], list(path)
    if len(rest) > 1 and rest[0] == "questions":
        words.append(f"question {_name_of_question(raw, rest[1])}")
        rest = rest[2:]
        if len(rest) > 1 and rest[0] in _PARTS:
            words.append(f"{_PARTS[rest[0]]} {rest[1] + 1}")
            rest = rest[2:]
    words += [f"number {part + 1}" if isinstance(part, int) else f"field {part}" for part in rest]
    return ", ".join(words) + (": " if words else "the file: ")


def _name_of_question(raw: dict, place: int) -> str:
    question = raw["questions"][place]
    name = question.get("id") if isinstance(question, dict) else None
    return name if isinstance(name, str) and name.strip() else f"number {place + 1}, which has no id"


def _cross_faults(raw: dict, file: str) -> Iterator[str]:
    """What a schema cannot say: names that must be there, or must be there once."""
    chapter, objectives = int(raw["chapter"]), raw["objectives"]
    if not file.startswith(f"{chapter:02d}_"):
        yield f"field chapter: {chapter} does not fit the file's name; allowed: the number it begins with"
    wrong_objectives = [name for name in objectives if not name.startswith(f"o{chapter}.")]
    for name in wrong_objectives:
        yield f"field objectives, {name}: is of another chapter; allowed: ids that begin with o{chapter}."
    counted = Counter(question["id"] for question in raw["questions"])
    for name in (name for name, count in counted.items() if count > 1):
        yield f"question {name}, field id: stands {counted[name]} times; allowed: once"
    nodes = _nodes(chapter)
    for question in raw["questions"]:
        for told in _faults_of_question(question, chapter, objectives, nodes):
            yield f"question {question['id']}, {told}"


def _nodes(chapter: int) -> list[str]:
    known = outline()
    is_asked_about = (known["chapter"] == chapter) | (chapter == START_PAGE)
    return list(known.loc[is_asked_about, "node_id"])


def _faults_of_question(question: dict, chapter: int, objectives: dict, nodes: list[str]) -> Iterator[str]:
    if not question["id"].startswith(f"q{chapter:02d}."):
        yield f"field id: is of another chapter; allowed: ids that begin with q{chapter:02d}."
    if "answered_in" in question and chapter != START_PAGE:
        yield "field answered_in: does not belong here; allowed: in the bank of the start page, chapter 0"
    if "answered_in" not in question and chapter == START_PAGE:
        yield "field answered_in: is missing; allowed: the chapter and heading that answer the question"
    if question["objective"] not in objectives:
        allowed = ", ".join(objectives)
        yield f"field objective: “{question['objective']}” is not declared; allowed: {allowed}"
    if question["node"] not in nodes:
        yield f"field node: “{question['node']}” is not in the outline; allowed: {', '.join(nodes)}"
    for told in source_faults(question["source"]):
        yield f"field source: {told}"
    for name, word in _PARTS.items():
        parts = question.get(name, [])
        for place, part in enumerate(parts, start=1):
            for told in source_faults(part.get("source", ())):
                yield f"{word} {place}, field source: {told}"
        # Two pairs may share a right side; nothing else may stand twice, or two answers would look alike.
        texts = Counter((part.get("left") or part["text"]).strip() for part in parts)
        for text in (text for text, count in texts.items() if count > 1):
            yield f"field {name}: “{text}” stands twice; allowed: each text once"
    if question["kind"] == "match" and len({pair["right"] for pair in question["pairs"]}) < 2:
        yield "field pairs: all have one right side; allowed: at least two different ones"
    if "answer" in question:
        yield from (f"answer, {told}" for told in _faults_of_answer(question["answer"]))


def _faults_of_answer(answer: dict) -> Iterator[str]:
    """The answer's number must be one, and be in the unit that the question asks for."""
    for name in ("value", "tolerance", "tolerance_percent"):
        if not math.isfinite(answer.get(name, 0)):
            yield f"field {name}: may not be {answer[name]}; allowed: a finite number"
    reference, value = answer.get("source", ""), answer.get("value")
    if reference:
        try:
            found = resolve(reference)
        except ValueError as error:
            yield f"field source: {error}"
            return
        if found.value is None or reference.startswith(EXAMPLE):
            yield f"field source: {reference} holds words; allowed: a reference to a column of numbers"
            return
        value, unit = found.value, answer["unit"].strip()
        if {found.unit, unit} <= _PLAIN_UNITS and found.unit != unit:
            yield f"field unit: is “{unit}”, but {reference} is in {found.unit}; allowed: {found.unit}"
    if value == 0 and "tolerance_percent" in answer:
        yield "field tolerance_percent: means nothing where the answer is 0; allowed: tolerance"
