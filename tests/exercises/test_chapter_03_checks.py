"""The checks of chapter 3 know the mistakes worth a word, and hold no study number in their texts."""

import numpy as np
import pandas as pd
import pytest

from ketamine_course.charts import by_hand
from ketamine_course.evidence import load_table, traces
from ketamine_course.learning.checks import chapter_03, one_compartment
from ketamine_course.learning.exercises import chapters, definition, definitions
from ketamine_course.models import pharmacokinetics as pk

GIVEN = one_compartment.given()
RATE = GIVEN.clearance_l_per_h / GIVEN.volume_l
OF_THE_PAGE = (GIVEN.dose_mg, GIVEN.volume_l, GIVEN.clearance_l_per_h)
TIMES = np.array(chapter_03.TIMES_MIN)
KAMP = pk.load_model("kamp2020")


def judge(identity: str, answer: object):
    """Return what a check finds wrong."""
    return definition(identity).expects.judge(answer)


def curves() -> pd.DataFrame:
    """The right table of 03.4."""
    mine = one_compartment.level_after_push(TIMES, GIVEN.dose_mg, GIVEN.volume_l, GIVEN.clearance_l_per_h)
    course = pk.simulate(KAMP, pk.Regimen.bolus(GIVEN.dose_mg), TIMES)["ketamine_ng_per_ml"]
    return pd.DataFrame({"time_min": TIMES, "by_hand": mine, "course": course})


def steady(convert: bool = True) -> pd.DataFrame:
    """The table of 03.6, the odd unit converted or not."""
    table = load_table("pharmacokinetic_models").set_index("id").loc[list(chapter_03.CLEARANCE_IDS)]
    factor = table["unit"].map({"L/min": 60.0 if convert else 1.0}).fillna(1.0)
    table["clearance_l_per_h"] = table["value"] * factor
    table["steady_ng_per_ml"] = GIVEN.drip_rate_mg_per_h / table["clearance_l_per_h"] * 1000
    return table


def pushed(change):
    """Return a function for 03.3 that works on changed arguments."""

    def function(times_min, dose_mg, volume_l, clearance_l_per_h):
        return one_compartment.level_after_push(*change(times_min, dose_mg, volume_l, clearance_l_per_h))

    return function


def dripped(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """A drip that never stops."""
    return one_compartment.level_during_drip(times_min, rate_mg_per_h, np.inf, volume_l, clearance_l_per_h)


def vanishing(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """A drip whose drug vanishes at its end."""
    running = dripped(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h)
    return np.where(times_min > duration_min, 0, running)


def with_level_of_page(times_min, dose_mg, volume_l, clearance_l_per_h):
    """A push that begins at the level of 03.2, whatever is between its brackets."""
    level_ng_per_ml = GIVEN.dose_mg / GIVEN.volume_l * 1000
    return level_ng_per_ml * np.exp(-clearance_l_per_h / volume_l / 60 * times_min)


def by_shares(times_min, dose_mg, volume_l, clearance_l_per_h):
    """A push of which each hour takes the share clearance over volume."""
    return dose_mg / volume_l * 1000 * (1 - clearance_l_per_h / volume_l) ** (times_min / 60)


def in_hours(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """A drip whose minutes are taken for hours."""
    rate = clearance_l_per_h / volume_l
    since_end = np.maximum(times_min - duration_min, 0)
    steady = rate_mg_per_h / clearance_l_per_h * 1000
    return steady * (1 - np.exp(-rate * times_min)) - steady * (1 - np.exp(-rate * since_end))


def from_steady(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """A drip after whose end the level falls from the steady level."""
    rate, steady = clearance_l_per_h / volume_l / 60, rate_mg_per_h / clearance_l_per_h * 1000
    rising, falling = 1 - np.exp(-rate * times_min), np.exp(-rate * (times_min - duration_min))
    return steady * np.where(times_min <= duration_min, rising, falling)


def without_maximum(times_min, rate_mg_per_h, duration_min, volume_l, clearance_l_per_h):
    """An endless drip, less another that is taken off from the start."""
    rate, steady = clearance_l_per_h / volume_l / 60, rate_mg_per_h / clearance_l_per_h * 1000
    first, second = np.exp(-rate * times_min), np.exp(-rate * (times_min - duration_min))
    return steady * (1 - first) - steady * (1 - second)


RIGHT = {
    "03.1": np.log(2) / RATE,
    "03.2": GIVEN.dose_mg / GIVEN.volume_l * 1000,
    "03.3": one_compartment.level_after_push,
    "03.4": curves(),
    "03.5": "c",
    "03.6": steady(),
    "03.7": np.log(10) / RATE,
    "03.8": one_compartment.level_during_drip,
}


def test_every_check_is_answered_here():
    assert list(RIGHT) == list(definitions(3)), "add the right answer of a new check to RIGHT"
    assert len(RIGHT) >= 5


@pytest.mark.parametrize("identity", RIGHT)
def test_the_right_answer_is_right(identity):
    assert judge(identity, RIGHT[identity]) is None


@pytest.mark.parametrize(
    ("identity", "answer", "stage", "words"),
    [
        ("03.1", RATE, "value", "rate constant, per hour"),
        ("03.1", np.log(2) / -np.log(1 - RATE), "value", "rate constant for the share gone"),
        ("03.1", 1 / RATE, "value", "factor of ln 2"),
        ("03.1", np.log(2) * RATE, "value", "exchanged"),
        ("03.1", np.log10(2) / RATE, "value", "another logarithm"),
        ("03.1", np.log(2) / RATE * 60, "unit", "looks like minutes"),
        ("03.2", GIVEN.dose_mg / GIVEN.volume_l, "unit", "looks like µg/mL"),
        ("03.2", GIVEN.dose_mg / GIVEN.clearance_l_per_h * 1000, "value", "Clearance takes time"),
        (
            "03.2",
            GIVEN.dose_mg / GIVEN.clearance_l_per_h,
            "value",
            "only the volume counts. And mind the unit",
        ),
        ("03.2", GIVEN.volume_l / GIVEN.dose_mg * 1000, "value", "larger dose must give a larger level"),
        ("03.3", pushed(lambda t, d, v, c: (t * 60, d, v, c)), "value", "one unit of time"),
        ("03.3", pushed(lambda t, *_: (t, *OF_THE_PAGE)), "value", "numbers of this page"),
        ("03.3", pushed(lambda t, d, v, c: (-t, d, v, c)), "value", "minus sign"),
        ("03.3", with_level_of_page, "value", "The first level is this page's"),
        ("03.3", by_shares, "value", "rate constant for the share gone"),
        ("03.3", pushed(lambda t, d, v, c: (t, d / 1000, v, c)), "unit", "looks like µg/mL"),
        ("03.3", lambda t, d, v, c: t, "type", "times_min, dose_mg, volume_l, clearance_l_per_h"),
        ("03.4", curves().rename(columns={"by_hand": "course", "course": "by_hand"}), "value", "exchanged"),
        ("03.4", curves().drop(columns="course"), "type", "lacks course"),
        (
            "03.4",
            curves().assign(by_hand=lambda t: t["by_hand"] / 1000),
            "unit",
            "Column by_hand: This looks like",
        ),
        ("03.5", "a", "value", "first moment"),
        ("03.5", "e", "type", '"a", "b", "c", "d"'),
        ("03.6", steady(convert=False), "value", "One of the three is not in litres per hour"),
        (
            "03.6",
            steady().assign(steady_ng_per_ml=lambda t: 1e6 / t["steady_ng_per_ml"]),
            "value",
            "exchanged",
        ),
        ("03.7", -np.log(0.9) / RATE, "value", "when a tenth is reached"),
        ("03.7", np.log(10) / np.log(2), "value", "many half-lives"),
        ("03.7", np.log10(10) / RATE, "value", "factor of ln 10"),
        ("03.7", np.log(0.1) / np.log(1 - RATE), "value", "rate constant for the share gone"),
        ("03.8", dripped, "value", "the drip has stopped"),
        ("03.8", vanishing, "value", "does not vanish at once"),
        ("03.8", in_hours, "value", "one unit of time"),
        ("03.8", from_steady, "value", "level that the drip had reached"),
        ("03.8", without_maximum, "value", "second term must be 0"),
    ],
)
def test_a_known_mistake_has_words_of_its_own(identity, answer, stage, words):
    finding = judge(identity, answer)
    assert finding.stage == stage
    assert words in finding.words


@pytest.mark.parametrize(
    "ordered",
    [
        lambda table: table.sort_values("citation_key"),
        lambda table: table.sort_index(ascending=False),
        lambda table: table.set_index("citation_key").sort_index(),
        lambda table: table.drop(columns="citation_key").sort_values("value"),
    ],
)
def test_studies_may_stand_in_any_order_where_their_names_stand_too(ordered):
    table = ordered(steady())
    assert judge("03.6", table) is None
    swapped = table.assign(steady_ng_per_ml=table["steady_ng_per_ml"].to_numpy()[[1, 0, 2]])
    assert judge("03.6", swapped).stage == "value"


def test_what_is_said_of_a_study_is_about_that_study():
    table = steady().set_index("citation_key").sort_index()
    last = table.index[-1]
    table.loc[last, "steady_ng_per_ml"] *= 2
    assert f"({last}), {table.loc[last, 'steady_ng_per_ml']:.4g}, is too high" in judge("03.6", table).words


def test_studies_without_names_are_taken_in_the_order_of_the_page():
    table = steady()[["clearance_l_per_h", "steady_ng_per_ml"]].reset_index(drop=True)
    assert judge("03.6", table) is None
    assert judge("03.6", table.iloc[::-1]).stage == "value"


@pytest.mark.parametrize("seed", range(5))
def test_inputs_of_functions_stay_where_right_and_wrong_can_be_told_apart(seed):
    for identity in ("03.3", "03.8"):
        expects = definition(identity).expects
        for case in expects.inputs(seed):
            levels = np.asarray(expects.right(**case))
            assert np.isfinite(levels).all()
            assert levels.max() > 1
            assert (levels >= 0).all()


def test_the_numbers_are_those_of_the_rows():
    models = load_table("pharmacokinetic_models").set_index("id")
    assert models.loc["ph021", "unit"] == "L/70 kg"
    assert models.loc["ph022", "unit"] == "L/h/70 kg"
    assert models.loc[["ph021", "ph022"], "value"].tolist() == [GIVEN.volume_l, GIVEN.clearance_l_per_h]
    assert load_table("concentration_effects").set_index("id").loc["ph220", "unit"] == "mg/h/70 kg"
    chosen = models.loc[list(chapter_03.CLEARANCE_IDS)]
    assert set(chosen["form"]) == {"esketamine"}
    assert not chosen["doubtful"].any()
    assert sorted(chosen["unit"].str.removesuffix("/70 kg")) == ["L/h", "L/h", "L/min"]


def texts() -> list:
    """Return every text of every check that a learner may read."""
    found = []
    for chapter in chapters():
        for check in definitions(chapter).values():
            expected = check.expects
            words = [check.asks, check.why, check.hint]
            words += [mistake.words for mistake in getattr(expected, "mistakes", ())]
            words += list(getattr(expected, "wrong", {}).values())
            for column in getattr(expected, "columns", {}).values():
                words += [mistake.words for mistake in column.mistakes]
            found += [
                pytest.param(text, id=f"{check.identity}-{number}") for number, text in enumerate(words)
            ]
    return found


@pytest.mark.parametrize("text", texts())
def test_no_text_of_a_check_holds_a_study_number_without_its_row(text):
    assert traces.check_text(text) == []


def test_the_chart_after_a_push_says_what_it_draws():
    chart = by_hand.after_push(curves())
    assert "10 times as high; after about 24 minutes" in chart.finding
    assert "parameters read second-hand" in chart.caption
    assert "139 ng/mL" in chart.alt
    assert len(chart.rows) == len(TIMES)


def test_the_chart_of_a_drip_shows_the_measured_level_between_the_curves():
    minutes, observed = np.arange(0, 181), load_table("observed_concentrations").set_index("id").loc["ph128"]
    duration = observed["infusion_min"]
    rate = GIVEN.dose_mg / duration * 60
    mine = one_compartment.level_during_drip(minutes, rate, duration, GIVEN.volume_l, GIVEN.clearance_l_per_h)
    drip = pk.Regimen.infusion(GIVEN.dose_mg, duration_min=duration)
    course = pk.simulate(KAMP, drip, minutes)["ketamine_ng_per_ml"]
    chart = by_hand.during_drip(pd.DataFrame({"time_min": minutes, "by_hand": mine, "course": course}))
    at_end = list(minutes).index(duration)
    assert mine[at_end] < observed["value"] < course[at_end]
    assert f"{observed['value']:.0f} measured" in chart.finding
    assert chart.rows["measured (ng/mL)"].dropna().tolist() == [observed["value"]]
    assert "parameters read second-hand" in chart.caption


@pytest.mark.parametrize("table", [..., curves().drop(columns="course")])
def test_a_chart_of_something_else_is_refused_in_words(table):
    with pytest.raises(ValueError, match="DataFrame with the columns time_min, by_hand, course"):
        by_hand.after_push(table)
