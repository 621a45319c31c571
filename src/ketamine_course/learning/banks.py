"""Banks of questions: read from ``data/quizzes/NN_….toml``, checked, and kept as plain frozen values.

``data/quizzes/quiz.schema.json`` describes the file. Texts stay as they stand there: whoever shows them
escapes them.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ketamine_course.evidence import course_folder, outline, resolve
from ketamine_course.learning.bank_faults import BankError, faults_of_bank

__all__ = [
    "Answer",
    "AnsweredIn",
    "Bank",
    "BankError",
    "Item",
    "Option",
    "Pair",
    "Question",
    "bank_path",
    "bank_paths",
    "load_bank",
    "read_bank",
]


@dataclass(frozen=True)
class Option:
    """One option of a single or multiple question; ``source`` are its own sources, besides the question's."""

    text: str
    correct: bool
    feedback: str
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer of a numeric question.

    value and tolerance are in ``unit`` ("" where there is none); ``units`` are further spellings of it;
    ``source`` is the reference that gave the value, "" for a computed example.
    """

    value: float
    unit: str
    tolerance: float
    feedback_low: str
    feedback_high: str
    units: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Item:
    """One item of an order question."""

    text: str
    feedback: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """One pair of a match question."""

    left: str
    right: str
    feedback: str
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnsweredIn:
    """Where a question of the start page is answered: a chapter, and a heading of its notebook."""

    chapter: int
    heading: str


@dataclass(frozen=True)
class Question:
    """One question. By kind it has ``options``, ``answer``, ``items`` (in the right order) or ``pairs``.

    ``section`` is the article's section (or chapter, where that has none) that holds ``node``. Questions of
    the start page say where they are ``answered_in``; the others stand beside their answer. ``needs`` is
    "chart" where a chart of the chapter must be in sight, else "".
    """

    id: str
    chapter: int
    objective: str
    kind: str
    node: str
    section: str
    placement: str
    level: str
    stem: str
    hint: str
    explanation: str
    source: tuple[str, ...]
    options: tuple[Option, ...] = ()
    answer: Answer | None = None
    items: tuple[Item, ...] = ()
    pairs: tuple[Pair, ...] = ()
    answered_in: AnsweredIn | None = None
    needs: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """The right-hand sides of a match question, each once, in the order of the bank."""
        return tuple(dict.fromkeys(pair.right for pair in self.pairs))

    def texts(self) -> Iterator[str]:
        """Yield every text of the question that a learner may see."""
        yield from (self.stem, self.hint, self.explanation)
        for option in self.options:
            yield from (option.text, option.feedback)
        for item in self.items:
            yield from (item.text, item.feedback)
        for pair in self.pairs:
            yield from (pair.left, pair.right, pair.feedback)
        if self.answer:
            yield from (self.answer.feedback_low, self.answer.feedback_high)


@dataclass(frozen=True)
class Bank:
    """The questions of one chapter, with the objectives (id to text) that they test."""

    chapter: int
    title: str
    objectives: Mapping[str, str]
    questions: tuple[Question, ...]

    def question(self, id: str) -> Question:
        """Return one question.

        Raises:
            ValueError: there is no question with this id; the message lists those that exist.
        """
        for question in self.questions:
            if question.id == id:
                return question
        known = ", ".join(question.id for question in self.questions)
        raise ValueError(f"chapter {self.chapter} has no question {id!r}; it has {known}")

    def select(self, section: str | None = None, placement: str | None = None) -> tuple[Question, ...]:
        """Return the questions of a section, of a placement ("section" or "end"), or of both, in order.

        Raises:
            ValueError: the bank has no question there; the message lists what it has.
        """
        found = tuple(
            question
            for question in self.questions
            if section in (None, question.section) and placement in (None, question.placement)
        )
        if not found:
            places = sorted({(question.section, question.placement) for question in self.questions})
            known = "; ".join(f"section {where}, placement {when}" for where, when in places)
            raise ValueError(
                f"chapter {self.chapter} has no question with section {section!r} and placement "
                f"{placement!r}; it has {known}"
            )
        return found


def bank_paths(folder: Path | None = None) -> list[Path]:
    """Return the banks in ``folder`` (the course's own when not given), in the order of the chapters."""
    return sorted((folder or course_folder() / "data" / "quizzes").glob("[0-9][0-9]_*.toml"))


def bank_path(chapter: int, folder: Path | None = None) -> Path:
    """Return where the bank of a chapter lies.

    Raises:
        ValueError: the chapter has no bank, or two; the message lists the chapters that have one.
    """
    paths = bank_paths(folder)
    found = [path for path in paths if int(path.name[:2]) == chapter]
    if len(found) > 1:
        raise ValueError(f"chapter {chapter} has two banks: {', '.join(path.name for path in found)}")
    if not found:
        known = ", ".join(str(int(path.name[:2])) for path in paths) or "none"
        raise ValueError(f"chapter {chapter!r} has no bank of questions; chapters with one: {known}")
    return found[0]


def load_bank(chapter: int, folder: Path | None = None) -> Bank:
    """Return the bank of a chapter, checked.

    folder: where the banks lie; the course's ``data/quizzes`` when not given.

    Raises:
        ValueError: the chapter has no bank.
        BankError: the file is not as it should be; the message names file, question, field and what is
            allowed, a line for each fault.
    """
    return read_bank(bank_path(chapter, folder))


def read_bank(path: Path) -> Bank:
    """Return the bank in a file, checked.

    Raises:
        BankError: the file is not as it should be; see ``load_bank``.
        OSError: the file cannot be read.
    """
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BankError([f"{path.name} cannot be read as TOML: {error}"]) from error
    if found := faults_of_bank(raw, path.name):
        raise BankError(found)
    sections = _sections()
    chapter = int(raw["chapter"])
    return Bank(
        chapter=chapter,
        title=raw["title"],
        objectives=MappingProxyType(dict(raw["objectives"])),
        questions=tuple(_question(one, chapter, sections) for one in raw["questions"]),
    )


def _sections() -> dict[str, str]:
    """Return the section of each outline node: the nearest section above it, else its chapter."""
    nodes = outline().set_index("node_id")
    found = {}
    for node in nodes.index:
        place = node
        while nodes.at[place, "kind"] not in ("section", "chapter"):
            place = nodes.at[place, "parent"]
        found[node] = place
    return found


def _question(raw: dict, chapter: int, sections: Mapping[str, str]) -> Question:
    plain = ("id", "objective", "kind", "node", "placement", "level", "stem", "hint", "explanation")
    return Question(
        **{name: raw[name] for name in plain},
        chapter=chapter,
        section=sections[raw["node"]],
        source=tuple(raw["source"]),
        options=tuple(Option(**_with_sources(one)) for one in raw.get("options", ())),
        answer=_answer(raw["answer"]) if "answer" in raw else None,
        items=tuple(Item(**_with_sources(one)) for one in raw.get("items", ())),
        pairs=tuple(Pair(**_with_sources(one)) for one in raw.get("pairs", ())),
        answered_in=AnsweredIn(**raw["answered_in"]) if "answered_in" in raw else None,
        needs=raw.get("needs", ""),
    )


def _with_sources(raw: dict) -> dict:
    return {**raw, "source": tuple(raw.get("source", ()))}


def _answer(raw: dict) -> Answer:
    value = float(raw["value"]) if "value" in raw else _value_of(raw["source"])
    percent = raw.get("tolerance_percent")
    tolerance = float(raw["tolerance"]) if percent is None else abs(value) * float(percent) / 100
    return Answer(
        value=value,
        unit=raw["unit"].strip(),
        tolerance=tolerance,
        feedback_low=raw["feedback_low"],
        feedback_high=raw["feedback_high"],
        units=tuple(raw.get("units", ())),
        source=raw.get("source", ""),
    )


def _value_of(reference: str) -> float:
    """Return the number that a reference gives, rounded as the reference says."""
    found = resolve(reference)
    if found.round_to is None:
        # Twelve digits are more than any source prints; this takes off the noise of a division.
        return float(f"{found.value:.12g}")
    step = 10.0**-found.round_to
    return float(f"{math.floor(found.value / step + 0.5) * step:.12g}")
