"""Chapter 3: a one-compartment model by hand, and a drip on its way to a steady level.

Every number of a study comes from a row, here as in the notebook.
"""

import numpy as np
import pandas as pd

from ketamine_course.evidence import load_table
from ketamine_course.learning.checks import one_compartment_slips as slips
from ketamine_course.learning.checks.one_compartment import (
    MIN_PER_H,
    NG_PER_MG_AND_ML_PER_L,
    drip_cases,
    given,
    level_after_push,
    level_during_drip,
    push_cases,
)
from ketamine_course.learning.exercises.definitions import Check
from ketamine_course.learning.exercises.expectations import Choice, Column, Number, Table
from ketamine_course.learning.exercises.functions import Function
from ketamine_course.learning.exercises.measuring import Measure, Mistake
from ketamine_course.models import pharmacokinetics as pk

# The times at which the exercise compares two curves, in minutes: chosen for teaching. They also stand in
# exercises/solutions/03_methods_of_administration.ipynb, cell “ex-curves”: change both, then build.
TIMES_MIN = (0, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480)
CLEARANCE_IDS = ("ph032", "ph036", "ph038")


def make_checks() -> tuple[Check, ...]:
    """Return the checks of chapter 3, in order."""
    return (
        _half_life(),
        _first_level(),
        _push_function(),
        _two_curves(),
        _why_apart(),
        _steady_levels(),
        _hours_to_steady(),
        _drip_function(),
    )


def _half_life() -> Check:
    known = given()
    rate_per_h = known.clearance_l_per_h / known.volume_l
    return Check(
        "03.1",
        "the half-life, in hours",
        Number(
            np.log(2) / rate_per_h,
            Measure("h"),
            (
                Mistake(rate_per_h, "This is the rate constant, per hour, not yet the half-life."),
                Mistake(
                    np.log(2) / -np.log(1 - rate_per_h),
                    "You took the rate constant for the share gone after an hour. Use ln 2 over the rate "
                    "constant itself.",
                ),
                Mistake(
                    1 / rate_per_h, "This is volume over clearance. What is missing is a factor of ln 2."
                ),
                Mistake(np.log(2) * rate_per_h, "Volume and clearance are exchanged."),
                Mistake(
                    np.log10(2) / rate_per_h, "`np.log10` is another logarithm; `np.log` is the natural one."
                ),
            ),
        ),
        "A large volume makes the level linger, a large clearance makes it fall sooner. Neither alone "
        "tells the half-life: only their ratio does.",
        "The rate constant is clearance over volume. The half-life is ln 2 over the rate constant; Python "
        "writes ln 2 as `np.log(2)`.",
    )


def _first_level() -> Check:
    known = given()
    no_clearance_yet = "Clearance takes time to work. At the first moment only the volume counts."
    return Check(
        "03.2",
        "the level right after the push, in ng/mL",
        Number(
            known.dose_mg / known.volume_l * NG_PER_MG_AND_ML_PER_L,
            Measure("ng/mL"),
            (
                Mistake(
                    known.dose_mg / known.clearance_l_per_h * NG_PER_MG_AND_ML_PER_L,
                    no_clearance_yet,
                ),
                Mistake(
                    known.dose_mg / known.clearance_l_per_h,
                    f"{no_clearance_yet} And mind the unit.",
                ),
                Mistake(
                    known.volume_l / known.dose_mg * NG_PER_MG_AND_ML_PER_L,
                    "Dose and volume are exchanged: a larger dose must give a larger level.",
                ),
            ),
        ),
        "Dose over volume is in mg/L, which is the same as µg/mL; times 1,000 it is in ng/mL, the unit in "
        "which blood levels of ketamine are told.",
        "Divide the dose by the volume: that is in mg per litre. A milligram in a litre is a thousand "
        "nanograms in a millilitre.",
    )


def _push_function() -> Check:
    return Check(
        "03.3",
        "the function level_after_push, which gives ng/mL",
        Function(
            level_after_push,
            push_cases,
            Measure("ng/mL"),
            (
                Mistake(
                    slips.push_in_hours,
                    "Times are in minutes, clearance is in litres per hour: use one unit of time.",
                ),
                Mistake(
                    slips.push_of_the_page,
                    "It works with the numbers of this page instead of those between its brackets.",
                ),
                Mistake(
                    slips.push_with_the_pages_first_level,
                    "The first level is this page's, from 03.2. Work it out inside, from dose_mg and "
                    "volume_l.",
                ),
                Mistake(slips.push_grows, "The level grows with time. The exponent needs a minus sign."),
                Mistake(
                    slips.push_losing_a_share_each_hour,
                    "You took the rate constant for the share gone after an hour. Less is gone by then: use "
                    "the minus rate constant, times the time, as the exponent of `np.exp`.",
                ),
            ),
        ),
        "This is a whole model: two numbers that describe the body, one that describes the dose, and time.",
        "Three lines do it: the rate constant per minute (clearance over volume, over 60); the first level, "
        "in ng/mL; and the first level times `np.exp(-rate_per_min * times_min)`.",
    )


def _two_curves() -> Check:
    known, times = given(), np.array(TIMES_MIN, dtype=float)
    places = tuple(f"time_min {time}" for time in TIMES_MIN)
    measure = Measure("ng/mL", places=places)
    push = pk.Regimen.bolus(known.dose_mg)
    by_hand = level_after_push(times, known.dose_mg, known.volume_l, known.clearance_l_per_h)
    course = pk.simulate(pk.load_model(pk.COURSE_MODEL), push, times)["ketamine_ng_per_ml"].to_numpy()
    exchanged = "by_hand and course are exchanged."
    columns = {
        "time_min": Column(times, Measure("min", places=places)),
        "by_hand": Column(by_hand, measure, (Mistake(course, exchanged),)),
        "course": Column(course, measure, (Mistake(by_hand, exchanged),)),
    }
    return Check(
        "03.4",
        "a table with the columns time_min, by_hand and course",
        Table(columns, "time in times_min"),
        "Both curves come from the same dose. The chart below shows where they part.",
        'Give `pd.DataFrame` a dictionary with three entries: "time_min" is times_min, "by_hand" is what '
        'your function gives for it, "course" is the column ketamine_ng_per_ml of kamp.',
    )


def _why_apart() -> Check:
    return Check(
        "03.5",
        'one of the letters "a" to "d"',
        Choice(
            "c",
            {
                "a": "Clearance takes time to work, and the curves part at the very first moment.",
                "b": "Both were given the same dose: it is in both calls.",
                "d": "True, and one reason why that first volume came out small. But the gap itself is dose "
                "over volume: ask in how many litres each model dissolves the dose at minute 0.",
            },
        ),
        "Your model dissolves the dose at once in the whole volume. Kamp's begins with a small central "
        "part, from which the drug spreads: first a high level, then a steep fall, then the slow part that "
        "clearance makes. One compartment can only draw the last of these.",
        "Look at minute 0. No drug has left yet, so that only two things count: how much was given, and in "
        "how many litres it is dissolved.",
    )


def _steady_levels() -> Check:
    rate = given().drip_rate_mg_per_h
    rows = load_table("pharmacokinetic_models").set_index("id").loc[list(CLEARANCE_IDS)]
    per_minute = rows["unit"] == "L/min"
    clearance = rows["value"].where(~per_minute, rows["value"] * MIN_PER_H)
    places = tuple(rows["citation_key"])
    levels = rate / clearance * NG_PER_MG_AND_ML_PER_L
    raw = rate / rows["value"] * NG_PER_MG_AND_ML_PER_L
    unit_words = (
        "One of the three is not in litres per hour: read the column unit, then convert that row alone."
    )
    columns = {
        "clearance_l_per_h": Column(
            clearance, Measure("L/h", places=places), (Mistake(rows["value"].to_numpy(), unit_words),)
        ),
        "steady_ng_per_ml": Column(
            levels,
            Measure("ng/mL", places=places),
            (
                Mistake(raw.to_numpy(), unit_words),
                Mistake(_upside_down(clearance, rate), "Rate and clearance are exchanged."),
            ),
        ),
    }
    return Check(
        "03.6",
        "a table with the columns clearance_l_per_h and steady_ng_per_ml",
        Table(columns, "study", keys=(places, CLEARANCE_IDS)),
        "The volume is nowhere in this sum: it decides how soon the level is reached, not how high it is.",
        "Begin with `steady = published.copy()`. Multiply the value by 60 only in the row whose unit is "
        "L/min, for example with `.where(...)`. The steady level is rate over clearance, times 1,000.",
    )


def _upside_down(clearance: pd.Series, rate: float) -> np.ndarray:
    return (clearance / rate * NG_PER_MG_AND_ML_PER_L).to_numpy()


def _hours_to_steady() -> Check:
    known = given()
    rate_per_h = known.clearance_l_per_h / known.volume_l
    share = "That is when a tenth is reached. Ask when only a tenth is missing."
    return Check(
        "03.7",
        "the hours until nine tenths of the steady level, in hours",
        Number(
            np.log(10) / rate_per_h,
            Measure("h"),
            (
                Mistake(-np.log(0.9) / rate_per_h, share),
                Mistake(
                    np.log(10) / np.log(2), "That is how many half-lives it takes. How many hours are they?"
                ),
                Mistake(
                    1 / rate_per_h,
                    "This is volume over clearance; by then not quite two thirds is reached. What is missing "
                    "is a factor of ln 10 (`np.log10(10)` is 1).",
                ),
                Mistake(
                    np.log(10) / -np.log(1 - rate_per_h),
                    "You took the rate constant for the share gone after an hour. What is missing is "
                    "exp(-rate_per_h * hours).",
                ),
            ),
        ),
        "It takes a little more than three half-lives, whatever the rate. A faster drip aims at a higher "
        "level and takes just as long to get there.",
        "What is missing shrinks like a level after a push: its share is exp(-rate_per_h * hours). Set that "
        "to 0.1 and solve for the hours with `np.log`.",
    )


def _drip_function() -> Check:
    return Check(
        "03.8",
        "the function level_during_drip, which gives ng/mL",
        Function(
            level_during_drip,
            drip_cases,
            Measure("ng/mL"),
            (
                Mistake(
                    slips.drip_never_stops,
                    "While the drip runs it is right. After duration_min the drip has stopped, and the "
                    "level falls.",
                ),
                Mistake(
                    slips.drip_vanishes,
                    "After the drip has ended, the level does not vanish at once: it falls as after a push.",
                ),
                Mistake(
                    slips.drip_in_hours,
                    "Times are in minutes, clearance is in litres per hour: use one unit of time.",
                ),
                Mistake(
                    slips.drip_falls_from_steady,
                    "While the drip runs it is right. Fall from the level that the drip had reached, which "
                    "need not be the steady level.",
                ),
                Mistake(
                    slips.drip_without_maximum,
                    "Before the drip ends, the second term must be 0: nothing may be taken off yet. "
                    "`np.maximum(times_min - duration_min, 0)` sees to it.",
                ),
            ),
        ),
        "Drugs that are cleared in this way add up: what two doses do together is the sum of what each "
        "does alone.",
        "A drip that stops is an endless drip, less another endless drip that begins when the first one "
        "stops. For the second, count the time from duration_min on; `np.maximum(times_min - duration_min, "
        "0)` does.",
    )
