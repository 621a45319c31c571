"""ProgressBoard: the chapters with their minutes, what is done of each, and the learner's record itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from ketamine_course.charts.show import OWN_KEYS
from ketamine_course.evidence import claims
from ketamine_course.learning import Progress
from ketamine_course.learning.banks import Bank, bank_paths, read_bank
from ketamine_course.learning.calibration import HOW_TO_READ_THE_SCORE, HOW_VERDICTS_COUNT, summary
from ketamine_course.learning.course_contents import NotebookMap, course_contents
from ketamine_course.learning.exercises import chapters as chapters_with_checks
from ketamine_course.learning.exercises import definitions
from ketamine_course.learning.reading_paths import READING_PATHS
from ketamine_course.learning.record_events import START
from ketamine_course.widgets.learning_widget import LearningView, LearningWidget
from ketamine_course.widgets.page_files import page_script
from ketamine_course.widgets.page_texts import RUN_ALL, marked, plain, without_stop
from ketamine_course.widgets.quiz import asked, is_extra

LARGEST_RECORD_BYTES = 20_000_000
TITLE = "Your way through the course"
COLUMNS = ("Chapter", "Minutes", "Claims predicted", "Questions answered", "Exercises passed")
Done = dict[str, tuple[int, int]]


class ProgressBoardView(LearningView):
    """The page's part of the progress board: see progress_board.js."""

    _esm = page_script("learning.js", "notebook_link.js", "progress_board.js")


class ProgressBoard(LearningWidget):
    """The chapters that are there, what the learner has done of each, scores, and where to go on."""

    View = ProgressBoardView
    how_to_start = f"To see what you have done, {RUN_ALL}"

    def __init__(self) -> None:
        self.contents = course_contents()
        self.banks = {bank.chapter: bank for bank in map(read_bank, bank_paths())}
        self.progress = Progress()
        super().__init__()

    def spec(self) -> dict[str, Any]:
        """Return the title, the headings of the table, and the fixed texts."""
        return {
            "title": TITLE,
            "headings": list(COLUMNS),
            "how": [HOW_VERDICTS_COUNT, HOW_TO_READ_THE_SCORE],
            "largest": LARGEST_RECORD_BYTES,
        }

    def state(self) -> dict[str, Any]:
        """Return the table, the scores, where to go on, and what to know of the record."""
        parts = [(one, self.banks.get(one.chapter)) for one in self.contents]
        done = [done_of(one, bank, self.progress) for one, bank in parts]
        path = self.progress.reading_path()
        return {
            "rows": [_row(one, counts, path) for one, counts in zip(self.contents, done, strict=True)],
            "path": minutes_in_words(path),
            "next": next_step(self.contents, done, self.progress.chapters_begun()),
            "done": what_is_done(self.contents, done),
            "scores": [scores for one, bank in parts if (scores := scores_of(one, bank, self.progress))],
            "calibration": summary(self.progress),
            "record": f"Your record is the file {self.progress.path.name}; it stays on this computer.",
            "messages": self.progress.messages,
        }

    def act(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> dict[str, Any]:
        """Look again, hand over the record, take in another, or start afresh."""
        match content.get("action"):
            case "update":
                return {"note": [plain("This board is up to date.")]}
            case "download":
                count = self.hand_over_record(content.get("page"))
                some = "1 event" if count == 1 else f"{count} events"
                return {"note": [plain(f"Your record, {some}, is among your browser's downloads.")]}
            case "load":
                return self._load(buffers)
            case "afresh":
                return {"note": [plain(self.progress.start_afresh())]}
        raise ValueError(f"a progress board knows no action {content.get('action')!r}")

    def twin_html(self) -> str:
        """Return the chapters with their minutes as a table."""
        head = "".join(f'<th scope="col">{words}</th>' for words in COLUMNS[:2])
        lines = "".join(
            f'<tr><th scope="row" style="text-align:left">'
            f'<a href="{_address(one)}" {OWN_KEYS}>{escape(one.title)}</a></th>'
            f"<td>{_minutes(one)}</td></tr>"
            for one in self.contents
        )
        return (
            f"<p><strong>{TITLE}</strong></p><p>{self.how_to_start}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        )

    def twin_text(self) -> str:
        """Return the chapters with their minutes, a line each."""
        lines = [f"{one.title}: minutes {_minutes(one)}" for one in self.contents]
        return "\n".join([TITLE, *lines])

    def _load(self, buffers: Sequence[memoryview]) -> dict[str, Any]:
        if len(buffers) != 1 or len(buffers[0]) > LARGEST_RECORD_BYTES:
            raise ValueError("choose one file, not larger than 20 MB")
        return {"note": [plain(" ".join(self.progress.merge(bytes(buffers[0])).messages))]}


def done_of(notebook: NotebookMap, bank: Bank | None, progress: Progress) -> Done:
    """Return (done, of how many) for claims predicted, questions answered and exercises passed.

    Questions are those that the notebook asks: a bank may hold more than anyone is asked. Those that a
    starting quiz only keeps ("kept"), and those of an Extra, count for no chapter, so that whoever leaves
    them out misses nothing.
    """
    chapter, ledger, checked = notebook.chapter, claims(), progress.checks()
    questions = [name for name, mode in _questions(notebook, bank) if mode != START]
    kept = [name for name, mode in _questions(notebook, bank) if mode == START]
    exercises = list(definitions(chapter)) if chapter in chapters_with_checks() else []
    answered = progress.answers(chapter=chapter)
    return {
        "claims": _share(ledger.loc[ledger["chapter"] == chapter, "id"], progress.predictions()["claim"]),
        "questions": _share(questions, answered["question"]),
        "exercises": _share(exercises, checked.loc[checked["passed"], "check"]),
        "kept": _share(kept, answered.loc[answered["response"].notna(), "question"]),
    }


def _questions(notebook: NotebookMap, bank: Bank | None) -> list[tuple[str, str]]:
    """The questions that a notebook asks outside its Extras, each with the mode of its quiz."""
    quizzes = [quiz for quiz in notebook.quizzes if not is_extra(bank, quiz.objective)] if bank else ()
    return [
        (one.id, quiz.mode) for quiz in quizzes for one in asked(bank, quiz.section, quiz.n, quiz.objective)
    ]


def minutes_in_words(path: str | None) -> str:
    """Return which path's minutes the board shows."""
    if path is None:
        return "Take a path further up on this page, and the minutes are those of your path."
    return f"Minutes are those of your path, the {READING_PATHS[path].name.lower()}."


def next_step(contents: Sequence[NotebookMap], done: Sequence[Done], begun: Sequence[int]) -> dict[str, Any]:
    """Return where to go on: words, and the notebook's link.

    A chapter of which something is done comes before one that was only looked at (``begun``), and this before
    the others. Exercises are left out: whoever reads without programming must be able to finish.
    """
    open_places = [place for place, one in enumerate(done) if _core(one)[0] < _core(one)[1]]
    if not open_places:
        return {"words": "You have done every chapter of this edition.", "link": None}
    some = [place for place in open_places if _core(done[place])[0]]
    seen = [place for place in open_places if contents[place].chapter in begun]
    words = "Go on with" if some or seen else "Begin with"
    return {"words": words, "link": _link(contents[(some or seen or open_places)[0]])}


def what_is_done(contents: Sequence[NotebookMap], done: Sequence[Done]) -> list[str]:
    """Return a sentence for each chapter with every claim predicted and every question answered."""
    lines = []
    for notebook, one in zip(contents, done, strict=True):
        part, whole = _core(one)
        passed, exercises = one["exercises"]
        if part == whole > 0:
            more = " More, if you like: its exercise (needs Python)." if passed < exercises else ""
            lines.append(f"You have done chapter {notebook.chapter}.{more}")
    return lines


def _core(done: Done) -> tuple[int, int]:
    claimed, answered = done["claims"], done["questions"]
    return claimed[0] + answered[0], claimed[1] + answered[1]


def scores_of(notebook: NotebookMap, bank: Bank | None, progress: Progress) -> dict[str, Any]:
    """Return a chapter's quiz scores by objective, in words; empty if none of its questions was answered."""
    if bank is None:
        return {}
    lines = [
        [
            *without_stop(marked(bank.objectives[row.objective])),
            *plain(
                f": {row.right_first} of {row.questions} right at the first try, {row.right_latest} by now."
            ),
        ]
        for row in progress.score_by_objective(bank.chapter).itertuples()
        if row.objective in bank.objectives
    ]
    return {"title": notebook.title, "lines": lines} if lines else {}


def _row(notebook: NotebookMap, done: Done, path: str | None) -> dict[str, Any]:
    minutes = str(notebook.minutes_by_path[path]) if path else _minutes(notebook)
    counts = [done[name] for name in ("claims", "questions", "exercises")]
    cells = [f"{part} of {whole}" if whole else "none here" for part, whole in counts]
    kept, asked_first = done["kept"]
    if asked_first:
        cells[1] = f"{kept} of {asked_first} kept, no score"
    return {"link": _link(notebook), "cells": [minutes, *cells]}


def _minutes(notebook: NotebookMap) -> str:
    extra = f" ({notebook.minutes} with Extra)" if notebook.extra_minutes else ""
    return f"{notebook.core_minutes}{extra}"


def _link(notebook: NotebookMap) -> dict[str, str]:
    return {"text": notebook.title, "href": _address(notebook)}


def _address(notebook: NotebookMap) -> str:
    return quote(f"{notebook.name}.ipynb")


def _share(wanted: Iterable[str], met: Iterable[str]) -> tuple[int, int]:
    whole = set(wanted)
    return len(whole & set(met)), len(whole)
