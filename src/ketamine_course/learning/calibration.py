"""How well a learner's stated probabilities agree with the ledger: the numbers, and sentences on them."""

import pandas as pd

from .calibration_numbers import (
    LEAST_IN_A_BIN,
    LEAST_TO_DRAW,
    Brier,
    brier,
    reliability,
    scored,
    share_supported,
)
from .record import Progress

__all__ = [
    "HOW_TO_READ_THE_SCORE",
    "HOW_VERDICTS_COUNT",
    "LEAST_IN_A_BIN",
    "LEAST_TO_DRAW",
    "WHICH_ARE_SCORED",
    "Brier",
    "brier",
    "reliability",
    "scored",
    "summary",
]

# Both are shown by the widgets, word for word.
HOW_VERDICTS_COUNT = (
    "You were asked how likely it is that good evidence backs a claim as worded. The answer counts as yes "
    "where the verdict is “supported”, and as no where it is “not supported”. Claims that are partly "
    "supported or contested, or that cannot be checked, have no plain yes or no, so they teach without a "
    "score; so do claims whose verdict is unsettled. What you say after you have seen the verdict is kept, "
    "but it tests your memory. Only your first number on a claim counts, and only if its card had not shown "
    "you the verdict. The course cannot know what else you have read: if you know the verdict already, leave "
    "the claim out."
)
# Whoever states the right share of supported claims among all of them is off among those that are scored.
WHICH_ARE_SCORED = (
    "You were asked about every claim; only those with a plain verdict are scored. Claims that turned out "
    "partly supported or contested are left out after the fact, so of the scored claims more are supported "
    "than of all: numbers that are right for all claims come out somewhat low here."
)
HOW_TO_READ_THE_SCORE = (
    "The Brier score takes, for each claim, the distance between what you said and the answer (yes is 100 %, "
    "no is 0 %) as a fraction of 1, squares it, and averages. 0 is perfect, 1 is being sure and wrong every "
    "time, and always saying 50 % gives 0.25. Lower is better."
)


def summary(progress: Progress) -> list[str]:
    """Return what the learner's predictions say of them, as sentences, the most general first."""
    predictions = progress.predictions()
    if predictions.empty:
        return ["You have made no prediction yet. Predict a claim before you see its verdict."]
    found = scored(predictions)
    said = [_what_counts(predictions, len(found))]
    if len(found) < LEAST_TO_DRAW:
        more = LEAST_TO_DRAW - len(found)
        return [
            *said,
            f"That is too few to tell how well you judge how sure to be: {more} more "
            f"{'is' if more == 1 else 'are'} needed before anything is worked out or drawn.",
        ]
    return [
        *said,
        *_score_in_words(brier(predictions), found["probability"].mean()),
        *_calibration_in_words(found, reliability(predictions)),
        WHICH_ARE_SCORED,
    ]


def _what_counts(predictions: pd.DataFrame, counted: int) -> str:
    first = predictions[predictions["order"] == 1]
    late = int((~first["before_reveal"].astype(bool)).sum())
    unscored = len(first) - late - counted
    parts = [f"You have predicted {len(first)} {'claim' if len(first) == 1 else 'claims'}; {counted} scored"]
    if unscored:
        parts.append(f"{unscored} without a score, having no plain yes or no")
    if late:
        parts.append(f"{late} not counted, because the verdict had been shown before")
    return ", ".join(parts) + "."


def _score_in_words(result: Brier, mean_said: float) -> list[str]:
    difference, low, high = result.against_half
    if difference == 0:
        verdict = "You do exactly as well as that."
    elif high < 0:
        verdict = "You do better than that, by more than chance explains."
    elif low > 0:
        too_low = mean_said / 100 < result.base_rate
        verdict = (
            "You do worse than that, by more than chance explains: your numbers were too sure, or on the "
            f"wrong side of 50{', or low because of which claims are scored: see below' if too_low else ''}."
        )
    else:
        seems = "better" if difference < 0 else "worse"
        verdict = f"You seem to do {seems}, but chance could explain that."
    # Where every claim scored the same, the resamples are all alike and show no spread: that is no certainty.
    interval = f" (95 % interval {result.low:.2f} to {result.high:.2f})" if result.low < result.high else ""
    return [
        f"Your Brier score is {result.score:.2f}{interval}; lower is better. Always saying 50 % scores 0.25. "
        + verdict,
        f"Always saying {100 * result.base_rate:.0f} %, the share of these claims that are supported, would "
        f"score {result.always_base:.2f}; but nobody knows that share beforehand.",
    ]


def _calibration_in_words(found: pd.DataFrame, bins: pd.DataFrame) -> list[str]:
    overall, mean_said = share_supported(found), found["probability"].mean()
    within = overall.low <= mean_said / 100 <= overall.high
    more = "more" if mean_said / 100 < overall.estimate else "fewer"
    lines = [
        f"On average you said {mean_said:.0f} %; {overall.events} of {overall.n} claims are supported "
        f"({100 * overall.estimate:.0f} %, interval {100 * overall.low:.0f} to {100 * overall.high:.0f} %). "
        + ("Chance could explain the difference." if within else f"That is {more} than you said.")
    ]
    for one in bins.itertuples():
        if not one.ci_low_percent <= one.mean_said_percent <= one.ci_high_percent:
            more = "more" if one.mean_said_percent < one.share_supported_percent else "fewer"
            lines.append(
                f"Where you said {_from_to(one.said_low_percent, one.said_high_percent)}, {one.supported} of "
                f"{one.n} are supported: {more} than you said."
            )
    if len(lines) > 1:
        lines.append(
            "Even for someone who always knows how sure to be, about one group in twenty is off by chance."
        )
    else:
        lines.append("In no group of predictions is what you said clearly off; more of them can tell more.")
    return lines


def _from_to(low: float, high: float) -> str:
    return f"{low:.0f} %" if round(low) == round(high) else f"{low:.0f} to {high:.0f} %"
