"""Chapter 1: read a table of rates, put them on one footing, and compare them with intervals.

Every number of a study comes from a row, here as in the notebook.
"""

import numpy as np

from ketamine_course.evidence import effects, row
from ketamine_course.learning.checks import rates
from ketamine_course.learning.exercises.definitions import Check
from ketamine_course.learning.exercises.expectations import Choice, Column, Number, Numbers, Table
from ketamine_course.learning.exercises.functions import Function
from ketamine_course.learning.exercises.measuring import Measure, Mistake

LOW_HIGH = ("low", "high")


def make_checks() -> tuple[Check, ...]:
    """Return the checks of chapter 1, in order."""
    return (
        _veterans(),
        _of_so_many(),
        _wilson(),
        _simple_interval(),
        _difference(),
        _fair_sentence(),
        _two_trials(),
        _how_many_asked(),
    )


def _veterans() -> Check:
    veterans, others = (
        row("prevalence", row_id)["value"] for row_id in (rates.YOUNG_VETERANS, rates.YOUNG_OTHERS)
    )
    return Check(
        "01.1",
        "the difference in percentage points",
        Number(
            veterans - others,
            Measure(),
            (
                Mistake(veterans / others, "That is the ratio: how many times as many. Subtract instead."),
                Mistake(
                    rates.HUNDRED * (veterans - others) / others,
                    "That is the difference in per cent of the smaller share. Percentage points are the "
                    "plain difference of two per cents.",
                ),
                Mistake(veterans, "That is the share of the veterans alone."),
            ),
        ),
        "A difference of two shares is in percentage points: so many more of every hundred people.",
        "Find the two rows by their ages and by veterans or non-veterans, and subtract one value from the "
        "other.",
    )


def _of_so_many() -> Check:
    def per_cent_always(events, n, people):
        return rates.HUNDRED * events / n

    def upside_down(events, n, people):
        return people * n / events if events else people

    def share_only(events, n, people):
        return events / n

    return Check(
        "01.2",
        "the function of_so_many",
        Function(
            rates.of_so_many,
            rates.of_so_many_cases,
            Measure(),
            (
                Mistake(per_cent_always, "It always counts in hundreds. Use what stands in people."),
                Mistake(upside_down, "The group and those counted in it are exchanged."),
                Mistake(share_only, "This is the share. Of how many people is it asked?"),
            ),
        ),
        "With the same denominator on both sides, two groups of any size can be laid beside each other.",
        "The share is events over n. Multiply it by people.",
    )


def _wilson() -> Check:
    events, n, events_c, n_c = rates.counts()
    share = rates.HUNDRED * events / n
    return Check(
        "01.3",
        "a list of the interval's two ends, in per cent",
        Numbers(
            rates.wilson_percent(events, n),
            Measure("%", places=LOW_HIGH),
            (
                Mistake(
                    rates.wilson_percent(events, n, 0.9),
                    "This is another level. Leave level out: effects.share takes the usual one by itself.",
                ),
                Mistake(
                    rates.wilson_percent(events, n, method="exact"),
                    "These are the exact ends. Leave method out: Wilson's are asked for.",
                ),
                Mistake(
                    [share, share], "That is the share itself, twice. The ends are found.low and found.high."
                ),
                Mistake(
                    rates.simple_interval(events, n),
                    "These are the ends of the simple interval, which comes next. Wilson's come from "
                    "effects.share.",
                ),
                Mistake(rates.wilson_percent(events_c, n_c), "These are the ends for the placebo group."),
            ),
        ),
        "Made in this way from many such trials, nineteen of twenty intervals would hold the share behind "
        "their figures, if chance alone moved these.",
        "`found = effects.share(events, n)` has `.low` and `.high`, as shares between 0 and 1.",
    )


def _ends(reach):
    """Return a function that gives the share ± ``reach(share, n)``, in per cent."""

    def ends(events, n):
        share = events / n
        by = reach(share, n)
        return [rates.HUNDRED * (share - by), rates.HUNDRED * (share + by)]

    return ends


def _simple_interval() -> Check:
    no_root = _ends(lambda share, n: rates.Z_95 * share * (1 - share) / n)
    one_error = _ends(lambda share, n: np.sqrt(share * (1 - share) / n))
    two_errors = _ends(lambda share, n: 2 * np.sqrt(share * (1 - share) / n))

    def cut_off(events, n):
        return np.clip(rates.simple_interval(events, n), 0, rates.HUNDRED)

    return Check(
        "01.4",
        "the function simple_interval, which gives a list of two per cents",
        Function(
            rates.simple_interval,
            rates.interval_cases,
            Measure("%", places=LOW_HIGH, may_be_negative=True),
            (
                Mistake(
                    no_root, "The standard error is the square root of share times rest over n: np.sqrt."
                ),
                Mistake(
                    one_error, "This reaches one standard error to each side. 1.96 of them are asked for."
                ),
                Mistake(
                    two_errors, "This reaches 2 standard errors to each side. 1.96 of them are asked for."
                ),
                Mistake(cut_off, "The ends are cut off at 0 or 100. Leave them as the formula gives them."),
            ),
        ),
        "With many people and a share well inside 0 and 1, this agrees with Wilson's. With few it does not: "
        "the cell below shows where it breaks.",
        "First `share = events / n`, then `reach = 1.96 * np.sqrt(share * (1 - share) / n)`. Give back "
        "[share - reach, share + reach], times 100.",
    )


def _difference() -> Check:
    events_k, n_k, events_c, n_c = counts = rates.counts()
    ratio = effects.compare_events(*counts, "RR")
    printed = rates.HUNDRED * row("trials", rates.TRIAL)[["effect", "ci_low", "ci_high"]].to_numpy(float)
    return Check(
        "01.5",
        "a list of three: the difference and the two ends of its interval, in percentage points",
        Numbers(
            rates.difference_percent(*counts),
            Measure("%", places=("difference", *LOW_HIGH), may_be_negative=True),
            (
                Mistake(
                    rates.difference_percent(*counts, interval="wald"),
                    'These are the ends of the simple interval. Add interval="newcombe".',
                ),
                Mistake(
                    rates.HUNDRED * np.array([ratio.estimate, ratio.low, ratio.high]),
                    'This is the risk ratio ("RR"). The difference is "RD".',
                ),
                Mistake(
                    rates.difference_percent(events_c, n_c, events_k, n_k),
                    "The groups are exchanged: ketamine comes first.",
                ),
                Mistake(printed, "These are the paper's ends. Work out Newcombe's, which differ a little."),
            ),
        ),
        "An interval of the difference answers the question that matters. Two intervals that overlap do "
        "not: groups can differ clearly although their own intervals touch.",
        '`effects.compare_events(events_k, n_k, events_c, n_c, "RD", interval="newcombe")` has `.estimate`, '
        "`.low` and `.high`, as shares.",
    )


def _fair_sentence() -> Check:
    return Check(
        "01.6",
        'one of the letters "a" to "d"',
        Choice(
            "b",
            {
                "a": "The middle is no proof: the interval also holds fewer good outcomes with ketamine.",
                "c": "Then the interval would have to be narrow and close to zero. It also holds a gain that "
                "many people would find worth having.",
                "d": "Two intervals may overlap although the groups differ. Look at the one interval of "
                "the difference.",
            },
        ),
        "“No difference was found” is a sentence about the trial. “There is none” would be one about the "
        "drug, and a wide interval does not allow it.",
        "Ask of both ends of the interval of the difference: what would it mean for patients if that were "
        "the truth?",
    )


def _two_trials() -> Check:
    table = rates.trial_rows()
    counted = table[["events_k", "n_k", "events_c", "n_c"]].astype(int).to_numpy()
    differences = np.array([rates.difference_percent(*line) for line in counted])
    wald = np.array([rates.difference_percent(*line, interval="wald") for line in counted])
    places = tuple(table["trial"])
    drug = rates.HUNDRED * table["events_k"] / table["n_k"]
    dummy = rates.HUNDRED * table["events_c"] / table["n_c"]
    exchanged = "of_100_ketamine and of_100_placebo are exchanged."
    measure = Measure("%", places=places)
    signed = Measure("%", places=places, may_be_negative=True)
    other_interval = 'Its ends are those of the simple interval. Add interval="newcombe".'
    columns = {
        "of_100_ketamine": Column(drug, measure, (Mistake(dummy, exchanged),)),
        "of_100_placebo": Column(dummy, measure, (Mistake(drug, exchanged),)),
        "more": Column(differences[:, 0], signed),
        "low": Column(differences[:, 1], signed, (Mistake(wald[:, 1], other_interval),)),
        "high": Column(differences[:, 2], signed, (Mistake(wald[:, 2], other_interval),)),
    }
    return Check(
        "01.7",
        "a table with the columns of_100_ketamine, of_100_placebo, more, low and high",
        Table(columns, "trial", keys=(places, tuple(table.index))),
        "One trial leaves open whether ketamine does anything in these people, the other shows a gain within "
        "the hour. Other people, another pain, another time: they are not averaged.",
        "Go through `trials.iterrows()`. For each row call compare_events as in 01.5, and collect a "
        "dictionary with the five entries in a list; `pd.DataFrame(that_list)` is the table.",
    )


def _how_many_asked() -> Check:
    def width(n: int, method: str = "wilson") -> float:
        low, high = rates.wilson_percent(round(rates.FOUND_PERCENT * n / rates.HUNDRED), n, method=method)
        return high - low

    widths = np.array([width(n) for n in rates.ASKED])
    ends = np.array([rates.simple_interval(rates.FOUND_PERCENT * n / rates.HUNDRED, n) for n in rates.ASKED])
    simple = ends[:, 1] - ends[:, 0]
    return Check(
        "01.8",
        "a list of the widths of the intervals, in percentage points",
        Numbers(
            widths,
            Measure("%", places=tuple(f"{n:,} asked" for n in rates.ASKED)),
            (
                Mistake(
                    widths / 2,
                    "This is how far the interval reaches to one side. Its width is high less low.",
                ),
                Mistake(
                    [width(n, "exact") for n in rates.ASKED], "These are exact intervals. Leave method out."
                ),
                Mistake(
                    simple, "These are the widths of the simple interval. Wilson's come from effects.share."
                ),
            ),
        ),
        "Four times as many people about halve the width: an interval half as wide costs four times as much. "
        "And no number of people mends a question that was badly put.",
        "For each n in asked: `found = effects.share(n // 4, n)`, then the width is "
        "`(found.high - found.low) * 100`.",
    )
