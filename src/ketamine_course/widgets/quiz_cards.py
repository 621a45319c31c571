"""What a quiz shows of each question: pure functions of the question and of the answers in the record."""

from collections.abc import Mapping, Sequence
from typing import Any

from ketamine_course.learning.banks import Question
from ketamine_course.learning.marking import (
    Feedback,
    Mark,
    citations_html,
    explanation,
    mark,
    own_citations_html,
    shuffled,
)
from ketamine_course.learning.record_views import answers, score_by_objective
from ketamine_course.learning.typed_numbers import read_number
from ketamine_course.widgets.page_texts import (
    Runs,
    joined,
    marked,
    plain,
    sources,
    strong,
    with_sources,
    without_stop,
)

MISSES_TO_HINT = 2
ASKS = {
    "single": "Choose one answer.",
    "multiple": "Choose every answer that is right.",
    "numeric": "Type a number; a decimal comma is as good as a point.",
    "order": "Put these into order with the buttons “Move up” and “Move down”.",
    "match": "Choose one for each line.",
}
NOTHING_CHOSEN = {
    "single": "Choose an answer first.",
    "multiple": "Choose at least one answer first.",
    "numeric": "Type a number first.",
    "order": "Put the items into order first.",
    "match": "Choose one for each line first.",
}
_CHANGED_FOR_GOOD = "You answered this before, but the question has changed since."
_CHANGED = f"{_CHANGED_FOR_GOOD} Answer it again."
_SHOWN = "You can still answer it yourself; your record keeps that it was shown."
_KEPT = "Your answer is kept. You will see after the end whether it is right."
_KEPT_FOR_NOW = "Your answer is kept. You can change it until the end of these questions."
_NO_SCORE = (
    "There is no score, now or later. You may answer them again at the end of the course, and compare for "
    "yourself."
)

Events = Sequence[Mapping[str, Any]]


def card_spec(question: Question, seed: int | None) -> dict[str, Any]:
    """Return what the page needs to ask a question, without a word about the answer.

    ``choices`` stand in the order of the bank, so that responses count places; ``order`` is that of showing.
    """
    unit = question.answer.unit if question.answer else ""
    texts = [one.text for one in question.options or question.items] or list(question.rights)
    return {
        "id": question.id,
        "kind": question.kind,
        "stem": marked(question.stem),
        "ask": ASKS[question.kind],
        "choices": [marked(text) for text in texts],
        "order": list(shuffled(question, seed)),
        "lefts": [marked(pair.left) for pair in question.pairs],
        "label": f"Your answer ({unit})" if unit else "Your answer",
    }


def is_empty(question: Question, response: object) -> bool:
    """Return whether nothing was answered, or not all that is asked for."""
    if question.kind == "numeric":
        return isinstance(response, str) and not response.strip()
    return response is None or response == [] or (question.kind == "match" and None in list(response))


def response_to_keep(question: Question, response: Any) -> Any:
    """Return a response that was marked as the record keeps it: places, or the number that was typed."""
    if question.kind == "numeric":
        return read_number(response)[0] if isinstance(response, str) else response
    return sorted(response) if question.kind == "multiple" else response


def misses_in_a_row(events: Events) -> int:
    """Return how often the question was missed since it was last right or its answer was shown."""
    count = 0
    for event in reversed(events):
        if event["correct"] or event["response"] is None:
            break
        count += 1
    return count


def practice_card(question: Question, events: Events, hint_is_open: bool) -> dict[str, Any]:
    """Return the state of a card in practice: what was answered last, and the feedback on it."""
    misses = misses_in_a_row(events)
    card = _blank(question) | {
        "hint_offered": misses >= MISSES_TO_HINT,
        "hint": joined([strong("Hint."), marked(question.hint)]) if hint_is_open else [],
    }
    if not events:
        return card
    response = events[-1]["response"]
    if response is None:
        told = joined([strong("The answer is shown below."), plain(_SHOWN)])
        return card | {"answered": True, "verdict": [told], **_solution(question, with_answer=True)}
    found = _mark_again(question, response)
    if found is None:
        return card | {"verdict": [plain(_CHANGED)]}
    card |= {"answered": True, "response": _as_shown(question, response), "verdict": verdict(question, found)}
    if found.correct:
        solution = _solution(question, shown=found.feedback)
        return card | {"right": True, "verdict": verdict(question, found, solution), **solution}
    what_next = "You can change your answer and check again."
    if card["hint_offered"] and not hint_is_open:
        what_next = "You can change your answer and check again; a hint is offered."
    return card | {"verdict": [*card["verdict"], plain(what_next)]}


def assessment_card(question: Question, events: Events, finished: bool) -> dict[str, Any]:
    """Return the state of a card in an assessment: the one answer kept, and after the end how it was."""
    card = _blank(question)
    if not events:
        return card
    response = events[0]["response"]
    card |= {"answered": True, "kept": True, "response": _as_shown(question, response)}
    if not finished:
        return card | {"verdict": [plain(_KEPT)]}
    if response is None:
        told = joined([strong("Not answered."), plain("It counts as not right.")])
        return card | {"verdict": [told], **_solution(question, with_answer=True)}
    found = _mark_again(question, response)
    if found is None:
        return card | {"verdict": [plain(_CHANGED_FOR_GOOD)], **_solution(question)}
    solution = _solution(question, with_answer=not found.correct, shown=found.feedback)
    return card | {"right": found.correct, "verdict": verdict(question, found, solution), **solution}


def start_card(question: Question, events: Events, finished: bool) -> dict[str, Any]:
    """Return the state of a card of a starting quiz: the answer kept last, and never whether it is right."""
    card = _blank(question) | {"kept": finished}
    if not events:
        return card
    response = events[-1]["response"]
    if response is None:
        return card | {"answered": True, "verdict": [plain("You left this one out.")]}
    if _mark_again(question, response) is None:
        return card | {"verdict": [plain(_CHANGED_FOR_GOOD if finished else _CHANGED)]}
    told = f"Your answer is kept. {_answered_in(question)}" if finished else _KEPT_FOR_NOW
    return card | {"answered": True, "response": _as_shown(question, response), "verdict": [plain(told)]}


def start_score(questions: Sequence[Question], events: Events, finished: bool) -> dict[str, Any]:
    """Return, in place of a score, how many answers are kept, and after the end where each is answered."""
    done = {event["question"] for event in events}
    kept = {event["question"] for event in events if event["response"] is not None}
    unanswered = [place for place, question in enumerate(questions, 1) if question.id not in done]
    overall, lines = f"{len(kept)} of {len(questions)} answers are kept.", []
    if finished:
        overall = f"{overall} {_NO_SCORE}"
        lines = [plain(f"Question {at}: {_answered_in(one)}") for at, one in enumerate(questions, 1)]
    else:
        overall = f"{overall} You can go back and change them. “Finish” ends this."
    return {"overall": overall, "lines": lines, "unanswered": unanswered, "count": len(questions)}


def _answered_in(question: Question) -> str:
    return f"Chapter {question.answered_in.chapter} comes to it, under “{question.answered_in.heading}”."


def score(
    questions: Sequence[Question], objectives: Mapping[str, str], events: Events, tries: bool
) -> dict[str, Any]:
    """Return the score in words: ``overall``, ``lines`` by objective, and the places not ``unanswered``.

    events: the answers to these questions, by time; tries: whether a question may be tried again.
    """
    done = {event["question"] for event in events}
    unanswered = [place for place, question in enumerate(questions, 1) if question.id not in done]
    table = score_by_objective(answers(list(events)))
    first, latest, total = int(table["right_first"].sum()), int(table["right_latest"].sum()), len(done)
    if not done:
        overall = "You have answered none of these questions yet."
    elif tries:
        overall = f"Of {total} answered, {first} right at the first try, {latest} by now."
    else:
        overall = f"{first} of {total} right."
    lines = []
    for row in table.itertuples():
        by_now = f" at the first try, {row.right_latest} by now" if tries else ""
        aim = without_stop(marked(objectives[row.objective]))
        lines.append([*aim, *plain(f": {row.right_first} of {row.questions} right{by_now}.")])
    return {"overall": overall, "lines": lines, "unanswered": unanswered, "count": len(questions)}


def _blank(question: Question) -> dict[str, Any]:
    return {
        "response": None,
        "answered": False,
        "right": False,
        "kept": False,
        "verdict": [],
        "hint_offered": False,
        "hint": [],
        "answer": [],
        "explanation": [],
        "every": [],
    }


def _mark_again(question: Question, response: Any) -> Mark | None:
    """Return the mark of a response from the record, None where it no longer fits the question."""
    try:
        return mark(question, response)
    except (TypeError, ValueError):
        return None


def _as_shown(question: Question, response: Any) -> Any:
    if question.kind == "numeric" and isinstance(response, int | float):
        return f"{response:.12g}"
    return response


def verdict(question: Question, found: Mark, solution: Mapping[str, Any] | None = None) -> list[Runs]:
    """Return a verdict with its feedback, a paragraph for each part of the answer that it speaks of.

    Sources stand behind a part that has its own. Those of the question stand once: at the end, or below under
    "Why" where the ``solution`` shown with it has them.
    """
    common = citations_html(question.source)
    words = strong(found.verdict)
    told = [with_sources(_without(one, common)) for one in found.feedback]
    parts = [joined([words, *told])] if len(told) < 2 else [words, *told]
    below = bool(solution and solution["explanation"])
    if common and not below and common in {one.citation_html for one in found.feedback}:
        parts[-1] = joined([parts[-1], sources(common)])
    if below:
        parts[-1] = joined([parts[-1], plain("Why stands below.")])
    return parts


def _without(feedback: Feedback, common: str) -> Feedback:
    return feedback._replace(citation_html="") if feedback.citation_html == common else feedback


def _solution(
    question: Question, with_answer: bool = False, shown: Sequence[Feedback] = ()
) -> dict[str, list[Any]]:
    """Return what is told once a question is done: the answer, the explanation, each option and why."""
    why = explanation(question)
    return {
        "answer": _right_answer(question) if with_answer else [],
        "explanation": [] if why in shown else with_sources(why),
        "every": _every_option(question),
    }


def _right_answer(question: Question) -> list[Runs]:
    if question.answer:
        wanted, unit = f"{question.answer.value:.12g}", question.answer.unit
        return [plain(f"{wanted} {unit}".strip())]
    if question.items:
        return [joined([plain(f"{place}."), marked(one.text)]) for place, one in enumerate(question.items, 1)]
    if question.pairs:
        return [[*marked(pair.left), *plain(" – "), *marked(pair.right)] for pair in question.pairs]
    return [marked(option.text) for option in question.options if option.correct]


def _every_option(question: Question) -> list[Runs]:
    lines = []
    for option in question.options:
        told = Feedback(option.feedback, own_citations_html(question, option.source))
        judged = "right." if option.correct else "not right."
        lines.append([*marked(option.text), *plain(" – "), *strong(judged), *plain(" "), *with_sources(told)])
    return lines
