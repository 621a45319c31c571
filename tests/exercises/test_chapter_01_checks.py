"""The checks of chapter 1 know the mistakes worth a word, and work with the numbers of the rows."""

import numpy as np
import pandas as pd
import pytest

from ketamine_course.evidence import effects, load_table
from ketamine_course.learning.checks import rates
from ketamine_course.learning.exercises import definition, definitions

COUNTS = rates.counts()
SHARE = 100 * COUNTS[0] / COUNTS[1]
VALUES = load_table("prevalence").set_index("id")["value"]
VETERANS, OTHERS = VALUES[rates.YOUNG_VETERANS], VALUES[rates.YOUNG_OTHERS]


def judge(identity: str, answer: object):
    """Return what a check finds wrong."""
    return definition(identity).expects.judge(answer)


def both(interval: str = "newcombe") -> pd.DataFrame:
    """The table of 01.7."""
    lines = []
    for _, row in rates.trial_rows().iterrows():
        counted = [int(row[name]) for name in ("events_k", "n_k", "events_c", "n_c")]
        more, low, high = rates.difference_percent(*counted, interval=interval)
        drug, dummy = 100 * counted[0] / counted[1], 100 * counted[2] / counted[3]
        lines.append(
            {"of_100_ketamine": drug, "of_100_placebo": dummy, "more": more, "low": low, "high": high}
        )
    return pd.DataFrame(lines)


def test_trials_may_stand_in_any_order_where_their_names_stand_too():
    trials = rates.trial_rows()
    for names in (trials["trial"], trials.index):
        assert judge("01.7", both().set_index(pd.Index(names)).iloc[::-1]) is None
    assert judge("01.7", both().iloc[::-1]).stage == "value"


def widths(method: str = "wilson") -> np.ndarray:
    """The widths of 01.8."""
    return np.array([np.diff(rates.wilson_percent(n // 4, n, method=method))[0] for n in rates.ASKED])


def one_standard_error(events, n):
    """The mistake of 01.4 that reaches only one standard error."""
    reach = 100 * np.sqrt(events / n * (1 - events / n) / n)
    return [100 * events / n - reach, 100 * events / n + reach]


def without_the_root(events, n):
    """The mistake of 01.4 that takes the variance for the standard error."""
    reach = 196 * events / n * (1 - events / n) / n
    return [100 * events / n - reach, 100 * events / n + reach]


def two_standard_errors(events, n):
    """The mistake of 01.4 that takes 2 for 1.96."""
    low, high = one_standard_error(events, n)
    return [low - (high - low) / 2, high + (high - low) / 2]


def cut_off_at_zero(events, n):
    """The mistake of 01.4 that mends what the simple interval does near 0."""
    low, high = rates.simple_interval(events, n)
    return [max(low, 0), high]


def simple_widths() -> list[float]:
    """The mistake of 01.8 that takes the simple interval."""
    ends = [rates.simple_interval(n // 4, n) for n in rates.ASKED]
    return [high - low for low, high in ends]


RIGHT = {
    "01.1": VETERANS - OTHERS,
    "01.2": lambda events, n, people: people * events / n,
    "01.3": rates.wilson_percent(*COUNTS[:2]),
    "01.4": rates.simple_interval,
    "01.5": rates.difference_percent(*COUNTS),
    "01.6": "b",
    "01.7": both(),
    "01.8": widths(),
}
RATIO = effects.compare_events(*COUNTS, "RR")


def test_every_check_is_answered_here():
    assert list(RIGHT) == list(definitions(1)), "add the right answer of a new check to RIGHT"
    assert len(RIGHT) >= 5


@pytest.mark.parametrize("identity", RIGHT)
def test_the_right_answer_is_right(identity):
    assert judge(identity, RIGHT[identity]) is None


@pytest.mark.parametrize(
    ("identity", "answer", "stage", "words"),
    [
        ("01.1", VETERANS / OTHERS, "value", "That is the ratio"),
        ("01.1", 100 * (VETERANS - OTHERS) / OTHERS, "value", "plain difference of two per cents"),
        ("01.1", VETERANS, "value", "veterans alone"),
        ("01.1", OTHERS - VETERANS, "value", "plus and minus are exchanged"),
        ("01.2", lambda events, n, people: 100 * events / n, "value", "always counts in hundreds"),
        ("01.2", lambda events, n, people: events / n, "value", "This is the share"),
        ("01.2", lambda events, n, people: people * n / events if events else people, "value", "exchanged"),
        ("01.3", rates.wilson_percent(*COUNTS[:2]) / 100, "unit", "a share between 0 and 1"),
        ("01.3", rates.wilson_percent(*COUNTS[:2], 0.9), "value", "another level"),
        ("01.3", rates.wilson_percent(*COUNTS[:2], method="exact"), "value", "exact ends"),
        ("01.3", [SHARE, SHARE], "value", "the share itself"),
        ("01.3", rates.simple_interval(*COUNTS[:2]), "value", "simple interval"),
        ("01.3", rates.wilson_percent(*COUNTS[2:]), "value", "placebo group"),
        ("01.4", two_standard_errors, "value", "2 standard errors"),
        ("01.4", cut_off_at_zero, "value", "cut off"),
        ("01.4", without_the_root, "value", "square root"),
        ("01.4", one_standard_error, "value", "one standard error"),
        (
            "01.4",
            lambda events, n: np.array(rates.simple_interval(events, n)) / 100,
            "unit",
            "between 0 and 1",
        ),
        ("01.5", rates.difference_percent(*COUNTS, interval="wald"), "value", "newcombe"),
        ("01.5", 100 * np.array([RATIO.estimate, RATIO.low, RATIO.high]), "value", "risk ratio"),
        ("01.5", rates.difference_percent(*COUNTS[2:], *COUNTS[:2]), "value", "exchanged"),
        ("01.5", rates.difference_percent(*COUNTS) / 100, "unit", "between 0 and 1"),
        ("01.5", [4, -10, 18], "value", "the paper's ends"),
        ("01.6", "a", "value", "no proof"),
        ("01.6", "c", "value", "narrow"),
        ("01.6", "d", "value", "may overlap"),
        ("01.7", both("wald"), "value", "newcombe"),
        (
            "01.7",
            both().rename(columns={"of_100_ketamine": "of_100_placebo", "of_100_placebo": "of_100_ketamine"}),
            "value",
            "exchanged",
        ),
        ("01.7", both().drop(columns="low"), "type", "lacks low"),
        ("01.8", widths() / 2, "value", "to one side"),
        ("01.8", widths("exact"), "value", "exact intervals"),
        ("01.8", simple_widths(), "value", "simple interval"),
    ],
)
def test_a_known_mistake_has_words_of_its_own(identity, answer, stage, words):
    finding = judge(identity, answer)
    assert finding.stage == stage
    assert words in finding.words


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("identity", ["01.2", "01.4"])
def test_inputs_stay_where_right_and_wrong_can_be_told_apart(seed, identity):
    expects = definition(identity).expects
    for case in expects.inputs(seed):
        assert case["n"] >= case["events"] >= 0
        found = np.asarray(expects.right(**case))
        assert np.isfinite(found).all()
        if identity == "01.4":
            assert -5 < found[0] < found[1] < 100


@pytest.mark.parametrize("seed", range(5))
def test_a_rounded_answer_is_seen(seed):
    expects = definition("01.2").expects
    cases = expects.inputs(seed)
    assert any(abs(round(right) - right) > 0.01 * right for right in (expects.right(**one) for one in cases))
    assert judge("01.2", lambda events, n, people: round(events / n * people)).stage == "value"


def test_the_rows_are_two_parallel_trials_that_are_not_doubtful():
    rows = rates.trial_rows()
    assert set(rows["design"]) == {"parallel"}
    assert not rows["doubtful"].any()
    assert COUNTS == (29, 93, 25, 92)


def test_what_the_exercise_says_to_notice_is_so():
    assert rates.simple_interval(0, 20) == [0, 0]
    assert rates.simple_interval(1, 20)[0] < 0 < rates.wilson_percent(1, 20)[0]
    assert rates.simple_interval(500, 1000) == pytest.approx(rates.wilson_percent(500, 1000), rel=0.01)
    halves = widths()[1:] / widths()[:-1]
    assert halves == pytest.approx(0.5, abs=0.02)
    low, high = rates.trial_rows().loc[rates.TRIAL, ["ci_low", "ci_high"]]
    _, own_low, own_high = rates.difference_percent(*COUNTS)
    assert 100 * low < own_low < own_high < 100 * high, "the paper's interval is a little wider"
    later = load_table("trials").set_index("id").loc["pt051"]
    assert (later["trial"], later["direction"]) == ("Lumanauw 2019", "no_difference")
