"""ClaimCheck: say first how likely it is that good evidence backs a claim, then see what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from ketamine_course.charts.ledger import VERDICTS
from ketamine_course.evidence import cite, claims, claims_named
from ketamine_course.learning import Progress, twins
from ketamine_course.learning.calibration import HOW_VERDICTS_COUNT
from ketamine_course.learning.calibration_numbers import OUTCOMES
from ketamine_course.widgets.learning_widget import LearningView, LearningWidget, card_of
from ketamine_course.widgets.page_files import page_script
from ketamine_course.widgets.page_texts import RUN_ALL, Runs, joined, marked, plain, sources, strong

NOT_SAID = "Move the slider or type a number from 0 to 100 first. To say 50, type it."

ALREADY_SAID = "You had locked in {} % already, and that was kept. “Change my mind” adds a second number."


class ClaimCheckView(LearningView):
    """The page's part of a claim check: see claim_check.js."""

    _esm = page_script("learning.js", "claim_check.js")


class ClaimCheck(LearningWidget):
    """One claim of the article, or several as a deck, each to be predicted before its verdict is shown.

    claim     a claim's id ("C031"), or several
    section   instead of ids: every claim of a section of the article's outline ("3.1")
    chapter   instead of ids: every claim of a chapter, or of the section if both are given

    Raises ValueError for a claim, section or chapter that is not there, and when nothing is chosen.
    """

    View = ClaimCheckView
    how_to_start = f"To say what you think, {RUN_ALL}"

    def __init__(
        self,
        claim: str | Sequence[str] | None = None,
        *,
        section: str | None = None,
        chapter: int | None = None,
    ) -> None:
        self.claims = chosen_claims(claim, section, chapter)
        self.progress = Progress()
        super().__init__()

    @property
    def title(self) -> str:
        """What is asked, and of how many claims."""
        count = len(self.claims)
        return "Predict first: one claim" if count == 1 else f"Predict first: {count} claims"

    def place(self) -> tuple[int, str]:
        """Return the chapter and the section of the first claim."""
        first = self.claims.iloc[0]
        return int(first["chapter"]), str(first["section"])

    def spec(self) -> dict[str, Any]:
        """Return the claims as the page asks them, without a word about their verdicts."""
        return {
            "title": self.title,
            "question": twins.QUESTION,
            "notSaid": NOT_SAID,
            "how": HOW_VERDICTS_COUNT,
            "cards": [
                {"id": one.id, "claim": plain(f"{one.claim.rstrip('.')}.")}
                for one in self.claims.itertuples()
            ],
        }

    def state(self) -> dict[str, Any]:
        """Return what was predicted, and for each claim that was, what became of it."""
        predictions = self.progress.predictions()
        shown = [
            claim_card(one, predictions[predictions["claim"] == one["id"]])
            for one in self.claims.to_dict("records")
        ]
        unsaved = self.progress.unsaved
        return {"cards": shown, "messages": self.progress.write_messages, "unsaved": unsaved}

    def act(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> dict[str, Any]:
        """Keep a prediction, then let its claim's verdict be shown."""
        claim = self.claims["id"].iloc[card_of(content, len(self.claims))]
        if content.get("action") != "lock":
            raise ValueError(f"a claim check knows no action {content.get('action')!r}")
        said = content.get("probability")
        if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 100:
            return {"note": [plain(NOT_SAID)]}
        earlier = self.progress.predictions(claim)
        # The page says how many predictions it knows of. One that it has not heard of, or that was made
        # elsewhere, is neither doubled nor overwritten.
        if len(earlier) == content.get("times"):
            self.progress.append("prediction", claim=claim, probability=said)
        if claim not in {event["claim"] for event in self.progress.events("reveal")}:
            self.progress.append("reveal", claim=claim)
        if len(earlier) != content.get("times") and earlier["probability"].iloc[-1] != said:
            return {"note": [plain(ALREADY_SAID.format(_number(earlier["probability"].iloc[-1])))]}
        return {}

    def twin_html(self) -> str:
        """Return the claims as fold-outs."""
        return twins.claims_html(self.claims["id"], self.title, self.how_to_start)

    def twin_text(self) -> str:
        """Return the claims in plain words."""
        return twins.claims_text(self.claims["id"], self.title)


def chosen_claims(
    claim: str | Sequence[str] | None, section: str | None = None, chapter: int | None = None
) -> pd.DataFrame:
    """Return the claims asked for, in the order asked. Raises ValueError as ``ClaimCheck`` says."""
    if claim is None:
        if section is None and chapter is None:
            raise ValueError('name a claim ("C031"), several, a section ("3.1") or a chapter')
        found = claims(chapter, section)
        if found.empty:
            raise ValueError(f"section {section!r} of chapter {chapter!r} has no claim")
        return found
    if section is not None or chapter is not None:
        raise ValueError("name claims, or a section or chapter, not both")
    wanted = [claim] if isinstance(claim, str) else list(claim)
    if not wanted or len(set(wanted)) < len(wanted):
        raise ValueError("name at least one claim, and each once")
    return claims_named(wanted)


def claim_card(claim: dict[str, Any], predictions: pd.DataFrame) -> dict[str, Any]:
    """Return the state of a claim's card; before a prediction it tells nothing of the verdict.

    claim: a row of ``evidence.claims``; predictions: those on it, by time (``Progress.predictions``).
    """
    if predictions.empty:
        return {"said": None, "times": 0, "verdict": [], "history": [], "told": [], "counts": []}
    said = predictions["probability"].iloc[-1]
    works = "; ".join(cite(key, html=True) for key in claim["citation_keys"])
    verdict, certainty = verdict_words(claim["verdict"]), claim["certainty"].replace("_", " ")
    told = [
        joined([strong("What decides."), plain(claim["evidence"]), sources(works)]),
        joined([strong("What would change it."), plain(claim["would_change"])])
        if claim.get("would_change")
        else [],
    ]
    return {
        "said": _number(said),
        "times": len(predictions),
        "verdict": [
            *plain(f"You said {_number(said)} %. Verdict: "),
            *strong(verdict),
            *plain(f" (certainty: {certainty}). What decides it stands below."),
        ],
        "history": [_told_when(one) for one in predictions.itertuples()] if len(predictions) > 1 else [],
        "told": [runs for runs in told if runs],
        "counts": joined([strong("Your number."), marked(counts_in_words(claim, predictions.iloc[0]))]),
    }


def verdict_words(verdict: str) -> str:
    """Return a verdict as it is written in a sentence."""
    return VERDICTS[verdict][0].lower()


def counts_in_words(claim: dict[str, Any], first: pd.Series) -> str:
    """Return what becomes of a first prediction, scored or not, as a text with *emphasis*."""
    if not claim["decided"]:
        return f"This one is not scored. {twins.UNSETTLED}"
    if claim["verdict"] not in OUTCOMES:
        return f"This one is not scored: *{verdict_words(claim['verdict'])}* is neither yes nor no."
    if not first["before_reveal"]:
        return "This one is not scored: its verdict had been shown before you said a number."
    return (
        f"Your first number, {_number(first['probability'])} %, is kept to compare with the verdict: "
        "*supported* counts as 100, *not supported* as 0."
    )


def _number(value: float) -> str:
    return f"{value:.12g}"


def _told_when(prediction: Any) -> Runs:
    moment = datetime.fromisoformat(prediction.time).astimezone()
    when = f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"
    knowing = "before you saw the verdict" if prediction.before_reveal else "after you had seen the verdict"
    return plain(f"{_number(prediction.probability)} %, {knowing} ({when})")
