"""The closed solutions agree with lsoda of R's deSolve, whose output is stored (README.md)."""

import pandas as pd
import pytest
from peer_output import DESOLVE, concentrations, differ, disagreements, read
from pharmacokinetic_cases import PARAMETERS, cases, parameters

PEER = read(DESOLVE)


@pytest.mark.parametrize("case", list(cases()))
def test_concentrations_agree(case):
    compared = list(concentrations(PEER[PEER["case"] == case]))
    assert len(compared) >= 20
    assert max(number for _, number, _ in compared) > 10  # ng/mL: not a row of zeros
    assert disagreements(compared) == []


def test_r_was_told_the_parameters_that_the_models_have_now():
    """If this fails, run pharmacokinetic_cases.py and desolve.R again (README.md beside them)."""
    stored = pd.read_csv(PARAMETERS, dtype=str, keep_default_na=False)
    now = parameters()
    keys = ["case", "input", "parameter"]
    pd.testing.assert_frame_equal(now[keys], stored[keys])
    for ours, theirs, name in zip(now["value"], stored["value"], now["parameter"], strict=True):
        assert ours == theirs or not differ(float(ours), float(theirs)), name
