"""What an export gives: the file and what the format could not hold; labels; and texts that XML can carry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ketamine_course.learning.banks import Bank, Question
from ketamine_course.learning.course_contents import quiz_heading

# XML 1.0 has no way to write these signs at all.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"
_RUNNING_TEXT = {"p", "prompt", "simpleChoice", "simpleAssociableChoice", "text", "value"}


@dataclass(frozen=True)
class Exported:
    """A bank in another format: the file's content, its usual ending, and what the format could not hold."""

    content: bytes
    ending: str
    notes: tuple[str, ...]


def writable(text: str) -> str:
    """Return a text with each sign that XML cannot hold replaced by the sign for a lost one."""
    return _UNWRITABLE.sub(REPLACEMENT, text)


def lost_signs(bank: Bank) -> list[str]:
    """Return a note for each question with signs that XML cannot hold."""
    return [
        f"{question.id}: control signs that XML cannot hold were replaced by “{REPLACEMENT}”."
        for question in bank.questions
        if any(_UNWRITABLE.search(text) for text in question.texts())
    ]


def without_chart(bank: Bank) -> list[str]:
    """Return a note on the questions that ask about a chart, which no export carries."""
    found = [question for question in bank.questions if question.needs == "chart"]
    words = "about a chart of the chapter, which is not exported: show it beside them, or leave them out."
    return [f"{named(found)}: {words}"] if found else []


def labels(question: Question, bank: Bank) -> list[str]:
    """Return a question's level, the place where the course asks it, and what else an instructor sorts by."""
    more = ["extra"] if bank.objectives[question.objective].startswith("(Extra)") else []
    more += ["needs a chart"] if question.needs == "chart" else []
    return [f"level: {question.level}", _place(question), *more]


def _place(question: Question) -> str:
    """Where the course asks a question, by the notebook's own heading."""
    chapter = question.chapter
    heading = quiz_heading(chapter, None, objective=question.objective)
    if not heading and question.placement == "section":
        heading = quiz_heading(chapter, question.section)
    if heading:
        return f"after: {heading}"
    return "end of chapter" if chapter else "start page"


def named(questions: Iterable[Question]) -> str:
    """Return the ids of questions as a list in words."""
    return ", ".join(question.id for question in questions)


def comment(notes: Iterable[str]) -> ET.Comment:
    """Return notes as an XML comment, in which two hyphens may not stand together."""
    text = "\n".join(["", *notes, ""])
    return ET.Comment(re.sub(r"-(?=-)|-$", "- ", writable(text)))


def to_bytes(root: ET.Element) -> bytes:
    """Return an XML document as bytes, indented, with its declaration; the same bytes each time."""
    _indent(root, "\n")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True, short_empty_elements=True) + b"\n"


def _indent(element: ET.Element, before: str) -> None:
    """Put each element on a line of its own, but leave running text alone: there a space would show."""
    if element.tag in _RUNNING_TEXT or len(element) == 0:
        return
    element.text = f"{before} "
    for child in element:
        _indent(child, f"{before} ")
        child.tail = f"{before} "
    element[-1].tail = before
