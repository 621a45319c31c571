"""Quiz: a chapter's questions, one at a time, answered in the page, marked in Python, kept in the record."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from ketamine_course.evidence import outline
from ketamine_course.learning import Progress, twins
from ketamine_course.learning.banks import Bank, Question, load_bank
from ketamine_course.learning.course_contents import quiz_heading
from ketamine_course.learning.marking import mark
from ketamine_course.learning.record_events import MODES, START
from ketamine_course.widgets import quiz_cards as cards
from ketamine_course.widgets.learning_widget import (
    LearningView,
    LearningWidget,
    card_of,
    shuffling_seed,
)
from ketamine_course.widgets.page_files import page_script
from ketamine_course.widgets.page_texts import RUN_ALL, plain

# “Into a vein (intravenous, IV)” is a heading for finding, too long for a title; so is “Extra: ” before one.
_BESIDE_THE_MATTER = re.compile(r"^Extra:\s*|\s*\([^()]*\)$")


class QuizView(LearningView):
    """The page's part of a quiz: see quiz.js."""

    _esm = page_script("learning.js", "question.js", "quiz.js")


class Quiz(LearningWidget):
    """The questions of a chapter, or those that stand after one of its sections, or that test an objective.

    chapter   the chapter's number, whose bank is in ``data/quizzes``
    section   a section of the article's outline ("3.1"): its questions placed after the section; without it,
              those placed at the end of the chapter
    n         at most so many, spread over the objectives; all when not given. Objectives that begin with
              "(Extra)" come in only when nothing else is left
    objective only the questions that test this one ("o3.5"): so an Extra asks its own
    mode      "practice": feedback at once, as many tries as wanted. "assessment": each answer is kept as it
              is, feedback and score come after the end. "start": for the start page; answers are kept and can
              be changed until the end, and no verdict or score is ever given
    bank      a bank to use instead of the chapter's own

    Raises ValueError for a chapter, section, n, objective or mode that is not there, listing what is.
    """

    View = QuizView
    how_to_start = f"To answer these questions, {RUN_ALL}"

    def __init__(
        self,
        chapter: int,
        section: str | None = None,
        n: int | None = None,
        mode: str = "practice",
        *,
        objective: str | None = None,
        bank: Bank | None = None,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        if bank is not None and bank.chapter != chapter:
            raise ValueError(f"this bank is of chapter {bank.chapter}, not {chapter!r}")
        self.bank, self.mode, self.section = bank or load_bank(chapter), mode, section
        self.objective = objective
        self.questions = asked(self.bank, section, n, objective)
        if mode == START and not all(question.answered_in for question in self.questions):
            raise ValueError("a starting quiz needs questions that say where they are answered (answered_in)")
        self.title = self._title()
        self.progress = Progress()
        self._seed = shuffling_seed(self.progress)
        self._hints: set[str] = set()
        self._ended = self._all_answered()
        super().__init__()

    def place(self) -> tuple[int, str]:
        """Return the chapter and the section that the questions belong to."""
        return self.bank.chapter, self.section or str(self.bank.chapter)

    def _title(self) -> str:
        """What the questions are about, in the notebook's own words, and how many there are."""
        about = "the whole chapter"
        if self.section is not None or self.objective is not None:
            heading = quiz_heading(self.bank.chapter, self.section, objective=self.objective)
            about = heading or outline().set_index("node_id").at[self.place()[1], "title"]
            about = _BESIDE_THE_MATTER.sub("", about)
            about = about[:1].upper() + about[1:]
        kind = "Check yourself" if self.mode == "practice" else "Assessment"
        count = len(self.questions)
        if self.mode == START:
            return f"Before you begin: {count} questions without a score"
        return f"{kind}: {about} ({count} {'question' if count == 1 else 'questions'})"

    def spec(self) -> dict[str, Any]:
        """Return the questions as the page asks them, without their answers."""
        shown = [cards.card_spec(question, self._seed) for question in self.questions]
        words = {"end": "The end of these questions"} if self.mode == START else {}
        return {"title": self.title, "mode": self.mode, "cards": shown, **words}

    def state(self) -> dict[str, Any]:
        """Return each card as the record has it, the score in words, and what to know of the record."""
        events = self._events()
        practice, finished = self.mode == "practice", self.mode != "practice" and self._ended
        score = cards.score(self.questions, self.bank.objectives, events, practice)
        shown = [self._card(question, events, finished) for question in self.questions]
        if self.mode == START:
            score = cards.start_score(self.questions, events, finished)
        elif not practice and not finished:
            kept = len(shown) - len(score["unanswered"])
            words = f"{kept} of {len(shown)} questions answered. The score comes after the end."
            score = {**score, "overall": words, "lines": []}
        return {
            "cards": shown,
            "score": score,
            "finished": finished,
            "messages": self.progress.write_messages,
            "unsaved": self.progress.unsaved,
        }

    def act(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> dict[str, Any]:
        """Check an answer, give a hint, show an answer, or end an assessment."""
        if content.get("action") == "finish" and self.mode != "practice":
            return self._finish(content.get("sure") is True)
        question = self.questions[card_of(content, len(self.questions))]
        match (content.get("action"), self.mode):
            case ("check", _):
                return self._check(question, content.get("response"))
            case ("hint", "practice"):
                return self._hint(question)
            case ("show", "practice"):
                return self._show_answer(question)
        raise ValueError(f"a quiz in {self.mode} knows no action {content.get('action')!r}")

    def twin_html(self) -> str:
        """Return the questions in the order of the bank, answers folded away; at the start, kept back."""
        if self.mode == START:
            return twins.start_quiz_html(self.questions, self.title, self.how_to_start)
        return twins.quiz_html(self.questions, self.title, self.how_to_start)

    def twin_text(self) -> str:
        """Return the questions in plain words."""
        return twins.quiz_text(self.questions, self.title)

    def _check(self, question: Question, response: Any) -> dict[str, Any]:
        earlier = self._events(question)
        if (self.mode == "assessment" and earlier) or (self.mode == START and self._ended):
            return {"note": [plain("Your answer is kept already; it cannot be changed.")]}
        try:
            if cards.is_empty(question, response):
                raise ValueError(cards.NOTHING_CHOSEN[question.kind])
            found = mark(question, response)
            kept = cards.response_to_keep(question, response)
        except (TypeError, ValueError) as error:
            words = str(error)
            return {"note": [plain(f"{words[:1].upper()}{words[1:].rstrip('.')}.")]}
        if not found.counts:
            return {"note": cards.verdict(question, found)}
        # The same answer checked again, perhaps because the page heard nothing, is no new try.
        if not earlier or earlier[-1]["response"] != kept:
            self._record(question, found.correct, kept, len(earlier) + 1)
        return {}

    def _hint(self, question: Question) -> dict[str, Any]:
        if cards.misses_in_a_row(self._events(question)) < cards.MISSES_TO_HINT:
            raise ValueError("a hint is offered after the second miss")
        self._hints.add(question.id)
        return {}

    def _show_answer(self, question: Question) -> dict[str, Any]:
        earlier = self._events(question)
        if not earlier or not (earlier[-1]["correct"] or earlier[-1]["response"] is None):
            self._record(question, False, None, len(earlier) + 1)
        return {}

    def _finish(self, sure: bool) -> dict[str, Any]:
        events = self._events()
        done = {event["question"] for event in events}
        left = [question for question in self.questions if question.id not in done]
        if left and not sure:
            some = "One question has" if len(left) == 1 else f"{len(left)} questions have"
            meaning = "; that is fine" if self.mode == START else " and would count as not right"
            note = f"{some} no answer yet{meaning}. Choose “Finish” again to end."
            return {"note": [plain(note)], "confirm": True}
        for question in left:
            self._record(question, False, None, 1)
        self._ended = True
        return {}

    def _record(self, question: Question, correct: bool, response: Any, attempt: int) -> None:
        self.progress.append(
            "answer",
            question=question.id,
            chapter=question.chapter,
            correct=correct,
            attempt=attempt,
            objective=question.objective,
            response=response,
            mode=self.mode,
            hint_used=question.id in self._hints,
        )

    def _events(self, question: Question | None = None) -> list[dict[str, Any]]:
        """Return the answers in this mode to one of the questions, or to all of them, by time."""
        wanted = {one.id for one in self.questions} if question is None else {question.id}
        answers = self.progress.events("answer")
        return [event for event in answers if event["question"] in wanted and event["mode"] == self.mode]

    def _all_answered(self) -> bool:
        """Re-opened with every answer kept, an assessment is over: nothing in it can change any more."""
        return {question.id for question in self.questions} <= {one["question"] for one in self._events()}

    def _card(self, question: Question, events: cards.Events, finished: bool) -> dict[str, Any]:
        own = [event for event in events if event["question"] == question.id]
        if self.mode == "assessment":
            return cards.assessment_card(question, own, finished)
        if self.mode == START:
            return cards.start_card(question, own, finished)
        return cards.practice_card(question, own, question.id in self._hints)


def asked(
    bank: Bank, section: str | None = None, n: int | None = None, objective: str | None = None
) -> tuple[Question, ...]:
    """Return the questions that ``Quiz`` asks when it is called so. Raises ValueError as ``Quiz`` says."""
    found = bank.select(section, "end" if section is None else "section")
    if objective is not None:
        found = tuple(question for question in found if question.objective == objective)
        if not found:
            known = ", ".join(bank.objectives)
            raise ValueError(f"no question there tests objective {objective!r}; the bank has {known}")
    return choose(found, n, {one for one in bank.objectives if is_extra(bank, one)})


def is_extra(bank: Bank, objective: str | None) -> bool:
    """Tell whether an objective is one that only an Extra teaches; its words in the bank begin so."""
    return bank.objectives.get(objective or "", "").startswith("(Extra)")


def choose(questions: Sequence[Question], n: int | None, extra: Collection[str] = ()) -> tuple[Question, ...]:
    """Return ``n`` of the questions in their order, as many of each objective as can be; all without ``n``.

    Questions whose objective is among ``extra`` are taken only when the others do not suffice.

    Raises ValueError unless ``n`` is a whole number from 1 to the number of questions.
    """
    if n is None:
        return tuple(questions)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(questions):
        raise ValueError(f"n must be a whole number from 1 to {len(questions)}, got {n!r}")
    turns: dict[str, int] = {}
    ranked = []
    for place, question in enumerate(questions):
        turns[question.objective] = turns.get(question.objective, 0) + 1
        ranked.append((question.objective in extra, turns[question.objective], place))
    return tuple(questions[place] for place in sorted(place for *_, place in sorted(ranked)[:n]))
