"""What the learner's record says, as tables: pure functions of its events."""

from typing import Any

import pandas as pd

from ketamine_course.evidence import load_table

from .record_events import START

Events = list[dict[str, Any]]
_PREDICTION = ["time", "claim", "probability", "order", "before_reveal"]
_ANSWER = ["time", "question", "chapter", "objective", "correct", "attempt", "response", "mode", "hint_used"]
_SCORE = ["objective", "questions", "right_first", "right_latest"]
_CHECK = ["check", "passed", "tries"]


def predictions(events: Events, claim: str | None = None) -> pd.DataFrame:
    """Return the predictions, all or those on one claim, by time.

    Columns: time, claim, probability (per cent, as stated), order (1 for the first on its claim, and so on),
    before_reveal (whether the claim's verdict had not been shown yet).
    """
    orders: dict[str, int] = {}
    revealed: set[str] = set()
    found = []
    for event in events:
        if event["kind"] == "reveal":
            revealed.add(event["claim"])
        elif event["kind"] == "prediction":
            on = event["claim"]
            orders[on] = orders.get(on, 0) + 1
            if claim in (None, on):
                found.append((event["time"], on, float(event["probability"]), orders[on], on not in revealed))
    return pd.DataFrame(found, columns=_PREDICTION).astype({"probability": float, "before_reveal": bool})


def answers(events: Events, question: str | None = None, chapter: int | None = None) -> pd.DataFrame:
    """Return the answers, all or those to one question or of one chapter, by time.

    Columns: time, question, chapter, objective, correct, attempt, response, mode, hint_used.
    """
    wanted = (
        [event[name] for name in _ANSWER]
        for event in events
        if event["kind"] == "answer"
        and question in (None, event["question"])
        and chapter in (None, event["chapter"])
    )
    return pd.DataFrame(list(wanted), columns=_ANSWER).astype({"correct": bool, "hint_used": bool})


def score_by_objective(answered: pd.DataFrame, mode: str | None = None) -> pd.DataFrame:
    """Return how many of the questions answered were right, by objective.

    answered: from ``answers``, by time. mode: practice or assessment; None counts both, and no
    answer of a starting quiz.
    Columns: objective, questions (how many were answered), right_first (at the first answer ever),
    right_latest (at the latest).
    """
    wanted = answered["mode"] != START if mode is None else answered["mode"] == mode
    answered = answered[wanted]
    if answered.empty:
        return pd.DataFrame(columns=_SCORE)
    by_question = answered.groupby(["objective", "question"], sort=True)["correct"].agg(["first", "last"])
    scores = by_question.groupby("objective").agg(
        questions=("first", "size"), right_first=("first", "sum"), right_latest=("last", "sum")
    )
    return scores.reset_index()[_SCORE]


def checks(events: Events) -> pd.DataFrame:
    """Return the exercise checks tried: check, passed (ever), tries (until passed, or so far)."""
    found: dict[str, tuple[bool, int]] = {}
    for event in events:
        if event["kind"] == "check" and not found.get(event["check"], (False, 0))[0]:
            found[event["check"]] = (event["passed"], event["tries"])
    rows = [(check, *result) for check, result in sorted(found.items())]
    return pd.DataFrame(rows, columns=_CHECK).astype({"passed": bool})


def chapters_begun(events: Events) -> list[int]:
    """Return the chapters in which anything was visited, answered, predicted or checked, in order."""
    of_claim = load_table("claims").set_index("id")["chapter"]
    begun = set()
    for event in events:
        if "chapter" in event:
            begun.add(event["chapter"])
        elif "check" in event:
            begun.add(int(event["check"][:2]))
        elif event.get("claim") in of_claim.index:
            begun.add(int(of_claim[event["claim"]]))
    return sorted(begun)
